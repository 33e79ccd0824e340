"""Options of the test run itself, and what every test relies on."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import hypothesis
import pytest
from support import is_in_share

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# No test may fail because the machine is busy. In CI the examples are always the same,
# so that a change does not fail by chance.
hypothesis.settings.register_profile(
    "project",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``tox -e wheel`` say where the built distributions are."""
    parser.addoption(
        "--built",
        metavar="FOLDER",
        help="test the wheel and the sdist in FOLDER (tests/test_packaging.py)",
    )


_OF_WHOLE_FILE = re.compile(r"^pytestmark = (?:\[\s*)?pytest\.mark\.(\w+)", re.M)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no file of tests that ``-m`` leaves out.

    With ``-m MARKER`` that is one which does not name the marker, and with ``-m "not
    (MARKER or MARKER)"`` one whose tests all have such a marker.
    """
    if collection_path.suffix != ".py":
        return None
    text = collection_path.read_text(encoding="utf-8")
    chosen = config.option.markexpr
    if chosen.isidentifier():
        return True if f"mark.{chosen}" not in text else None
    left_out = re.fullmatch(r"not \((\w+(?: or \w+)*)\)", chosen)
    marker = _OF_WHOLE_FILE.search(text)
    return True if left_out and marker and marker[1] in left_out[1].split() else None


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Run one test in ``TEST_SHARE``: ``TEST_TURN`` and the version say which.

    CI derives ``TEST_TURN`` from the commit: other commits have other tests, and the
    same commit always has the same.  Tests with the marker ``whole`` are always run.
    """
    share = int(os.environ.get("TEST_SHARE", "1"))
    turn = int(os.environ.get("TEST_TURN", "0")) + sys.version_info[1]
    for item in items.copy():
        chosen = is_in_share(item.nodeid, share, turn)
        if not chosen and not item.get_closest_marker("whole"):
            items.remove(item)
            config.hook.pytest_deselected(items=[item])


def pytest_collection_finish() -> None:
    """Keep the garbage collector from going through all tests again and again."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _processes() -> Iterator[None]:
    """Skip whatever starts a process where there are none: under Pyodide."""

    def skip(*_: object, **__: object) -> None:
        pytest.skip("no processes on this platform")

    with pytest.MonkeyPatch.context() as patch:
        if sys.platform == "emscripten":
            patch.setattr(subprocess, "Popen", skip)
        yield
