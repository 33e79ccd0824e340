"""Options of the test run itself, and what every test relies on."""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import hypothesis
import pytest
from support import is_in_share

from flake8_safe_imports.project import cache, tree

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

# No test may fail because the machine is busy. In CI the examples are always the same,
# so that a change does not fail by chance.
hypothesis.settings.register_profile(
    "project",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile(
    "quick", hypothesis.settings.get_profile("project"), max_examples=40
)


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples in the quick tests than in those of a marker."""
    # Thousands of tests stay alive, and to search them for garbage finds nothing.
    gc.set_threshold(50_000, 20, 50)
    quick = config.option.markexpr.startswith("not ")
    hypothesis.settings.load_profile("quick" if quick else "project")
    if quick or "CI" in os.environ:
        _draw_none_of_our_constants()


def _draw_none_of_our_constants() -> None:
    """Keep hypothesis from reading all our modules, for constants to try.

    That takes each process seconds. In CI, a change of any tool would change the
    examples of all tests. hypothesis has no setting for it.
    """
    with contextlib.suppress(ImportError):  # older versions do not
        from hypothesis.internal.conjecture import providers

        providers.is_local_module_file = lambda path: False  # type: ignore[assignment,attr-defined]


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


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Import the files of a folder backwards in every second process.

    Where nothing is compiled yet, two processes compile half of the tests each.
    """
    report = yield
    worker: dict[str, str] = getattr(collector.config, "workerinput", {})
    if isinstance(collector, pytest.Dir) and worker.get("workerid", "0")[-1] in "13579":
        report.result.reverse()
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Run one test in ``TEST_SHARE``: ``TEST_TURN`` and the version say which.

    CI derives ``TEST_TURN`` from the commit: other commits have other tests, and the
    same commit always has the same. Tests with the marker ``whole`` are always run.
    """
    items.sort(key=lambda item: item.path)  # the same in all processes
    share = int(os.environ.get("TEST_SHARE", "1"))
    turn = int(os.environ.get("TEST_TURN", "0")) + sys.version_info[1]
    for item in items.copy():
        chosen = is_in_share(item.nodeid, share, turn)
        if not chosen and not item.get_closest_marker("whole"):
            items.remove(item)
            config.hook.pytest_deselected(items=[item])


_NUMBERS = itertools.count()


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new folder, which has few neighbors.

    pytest's own has thousands. It lists them for each new one, and so do we, as a
    parent may hold modules or the configuration.
    """
    number = next(_NUMBERS)
    folder = tmp_path_factory.getbasetemp() / str(number // 50) / str(number)
    folder.mkdir(parents=True)
    return folder


LONGEST = 60
"""How many seconds of the processor a test of hostile input may take.

Each takes eight at most, on a slow machine: others running there do not count.
"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test of hostile input that does not end."""
    if item.get_closest_marker("hostile") is None or not hasattr(signal, "setitimer"):
        return (yield)

    def stop(number: int, frame: object) -> None:
        pytest.fail(f"it takes over {LONGEST} seconds of the processor")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture
def no_other_files(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out the files of this project, whose texts set names on modules."""
    cache.clear()
    monkeypatch.setattr(tree, "list_files", lambda root: ())
    yield
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _processes() -> Iterator[None]:
    """Skip whatever starts a process where there are none: under Pyodide."""

    def skip(*_: object, **__: object) -> None:
        pytest.skip("no processes on this platform")

    with pytest.MonkeyPatch.context() as patch:
        if sys.platform == "emscripten":
            patch.setattr(subprocess, "Popen", skip)
        yield
