"""How text may look on the stream that it goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.formats.terminal import find_encoding, has_color

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO


class Style(NamedTuple):
    """Whether there is color, and how the bar of versions is drawn."""

    color: bool = False
    present: str = "###"
    absent: str = "---"

    def bold(self, text: str) -> str:
        """Return *text* in bold."""
        return self._colored("1", text)

    def green(self, text: str) -> str:
        """Return *text* in green."""
        return self._colored("32", text)

    def _colored(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color else text


PLAIN: Final = Style()
"""Without color, in ASCII."""

_UNICODE: Final = ("███", "···")


def choose_style(stream: TextIO, environ: Mapping[str, str]) -> Style:
    """Return the style that *stream* can show and the environment asks for."""
    present, absent = _UNICODE
    try:
        (present + absent).encode(find_encoding(stream))
    except UnicodeError:
        present, absent = PLAIN.present, PLAIN.absent
    return Style(has_color(stream, environ), present, absent)
