"""How text may look on a stream."""

from __future__ import annotations

import io

import pytest

from flake8_safe_imports.explain.style import choose_style


class Screen(io.TextIOWrapper):
    """A stream of some encoding that may be a terminal."""

    def __init__(self, encoding: str, *, is_terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding, newline="\n", write_through=True)
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._is_terminal

    def shown(self) -> str:
        """Return all that was written."""
        self.seek(0)
        return self.read()


@pytest.mark.parametrize(
    ("is_terminal", "environ", "color"),
    [
        pytest.param(True, {}, True, id="terminal"),
        pytest.param(False, {}, False, id="pipe"),
        pytest.param(True, {"NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param(True, {"NO_COLOR": ""}, True, id="empty NO_COLOR"),
        pytest.param(True, {"TERM": "dumb"}, False, id="dumb terminal"),
        pytest.param(False, {"FORCE_COLOR": "1"}, True, id="FORCE_COLOR"),
        pytest.param(
            True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="both: no color"
        ),
    ],
)
def test_color(is_terminal: bool, environ: dict[str, str], color: bool) -> None:
    style = choose_style(Screen("utf-8", is_terminal=is_terminal), environ)

    assert style.color is color
    assert ("\x1b[" in style.bold("x") + style.green("x")) is color


@pytest.mark.parametrize(
    ("encoding", "bar"), [("utf-8", "███"), ("ascii", "###"), ("latin-1", "###")]
)
def test_bar_can_be_encoded(encoding: str, bar: str) -> None:
    style = choose_style(Screen(encoding, is_terminal=False), {})

    assert style.present == bar
