"""Several processes: what they find is the same, and none that fails is missed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Callable

import pytest
from support import run_check

from flake8_safe_imports.check import command, files, forked, lint, pool

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from flake8_safe_imports.check.lint import Result
    from flake8_safe_imports.settings import Settings

ISOLATED = ["--isolated", "--vet-supported-python=>=3.9"]
HERE = os.getpid()

pytestmark = pytest.mark.skipif(not pool._may_fork(), reason="no copies here")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files enough for two processes, each file with findings of its own."""
    monkeypatch.setattr(pool, "_FEWEST", 1)
    monkeypatch.setattr(pool, "_FEWEST_IN_POOL", 1)
    monkeypatch.setattr(forked, "_CHUNK", 2)
    for number in range(20):
        text = "\n" * number + "import urllib2, imp\n"
        (tmp_path / f"m{number:02}.py").write_text(text)
    (tmp_path / "broken.py").write_text("import urllib2\nx = = 1\n")
    return tmp_path


def run_with(
    in_copy: Callable[[str], object], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compare two processes with one, where *in_copy* is called in the other one."""
    alone = run_check([*ISOLATED, "-j1", "."], cwd=folder)
    called = folder / "called"

    def check_file(filename: str, settings: Settings) -> Result:
        if os.getpid() != HERE:
            called.touch()
            in_copy(filename)
        else:
            limit = time.monotonic() + 30
            while not called.exists() and time.monotonic() < limit:
                time.sleep(0.01)
        return lint.check_file(filename, settings)

    monkeypatch.setattr(forked, "check_file", check_file)

    assert run_check([*ISOLATED, "-j2", "."], cwd=folder) == alone
    assert called.exists()
    assert alone.out.count("\n") == 40
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_another_process_takes_part(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_with(lambda filename: None, folder, monkeypatch)


def test_the_supported_versions_are_logged_once(folder: Path) -> None:
    ran = run_check([*ISOLATED, "-v", "-j2", "."], cwd=folder)

    assert ran.out.count("urllib2") == 20
    assert ran.err.count("supported Python versions") == 1


def test_files_of_a_process_that_is_killed_are_checked_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_with(lambda filename: os.kill(os.getpid(), signal.SIGKILL), folder, monkeypatch)


def test_files_of_a_process_that_fails_are_checked_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(filename: str) -> None:
        raise RuntimeError(filename)

    run_with(fail, folder, monkeypatch)


def test_part_of_an_answer_is_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = forked._pack
    monkeypatch.setattr(forked, "_pack", lambda done: pack(done)[:-1])
    run_with(lambda filename: None, folder, monkeypatch)


CLEAN = """\
import sys
from flake8_safe_imports import cli
from flake8_safe_imports.check import pool

pool._FEWEST = 1
cli.main(["check", "--isolated", "-j2", "."])
print("pickle" in sys.modules)
"""


def test_nothing_is_pickled_without_findings(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"m{number}.py").write_text("import os\n")
    done = subprocess.run(
        [sys.executable, "-c", CLEAN],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.stdout == "False\n"
    assert done.stderr == "20 files checked, 0 findings\n"


@pytest.mark.parametrize("starts", [[], [0, 70_000]])
def test_any_part_of_an_answer_is_none(starts: list[int]) -> None:
    answer = forked._pack(forked._Done(starts, []))

    done = forked._unpack(answer)
    assert (done.starts, done.results) == (starts, ())
    for length in range(len(answer)):
        with pytest.raises(EOFError):
            forked._unpack(answer[:length])


def test_an_exception_is_raised_here_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(filename: str, settings: Settings) -> Result:
        raise RuntimeError(filename)

    monkeypatch.setattr(forked, "check_file", fail)

    with pytest.raises(RuntimeError, match="py"):
        run_check([*ISOLATED, "-j2", "."], cwd=folder)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(
    ("name", "most"), [("os.fork", 0), ("os.fork", 1), ("multiprocessing.Pool", 0)]
)
def test_files_are_checked_here_where_no_process_can_be_started(
    name: str, most: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = run_check([*ISOLATED, "-j1", "."], cwd=folder)
    started: list[None] = []
    fork = os.fork
    unused = find_unused_descriptors()

    def fail(*arguments: object) -> int:
        if len(started) == most:
            raise OSError("no processes")
        started.append(None)
        return fork()

    monkeypatch.setattr(name, fail)
    if name != "os.fork":
        monkeypatch.setattr(pool, "_may_fork", lambda: False)

    assert run_check([*ISOLATED, "-j3", "."], cwd=folder) == alone
    assert len(started) == most
    assert find_unused_descriptors() == unused


def test_files_are_checked_while_more_are_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = folder / "called"

    def check_file(filename: str, settings: Settings) -> Result:
        called.touch()
        return lint.check_file(filename, settings)

    def walk_files(options: argparse.Namespace) -> Iterator[str]:
        for number, name in enumerate(files.walk_files(options)):
            limit = time.monotonic() + 30
            while number == 10 and not called.exists() and time.monotonic() < limit:
                time.sleep(0.01)
            yield name
        were_checked.append(called.exists())

    were_checked: list[bool] = []
    alone = run_check([*ISOLATED, "-j1", "."], cwd=folder)
    monkeypatch.setattr(forked, "check_file", check_file)
    monkeypatch.setattr(command, "walk_files", walk_files)

    assert run_check([*ISOLATED, "-j2", "."], cwd=folder) == alone
    assert were_checked == [True]


@pytest.mark.parametrize(("fewest", "copies"), [(22, 0), (11, 0), (10, 1), (7, 2)])
def test_each_process_gets_files_enough(
    fewest: int, copies: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[None] = []
    fork = os.fork

    def count() -> int:
        started.append(None)
        return fork()

    monkeypatch.setattr(os, "fork", count)
    monkeypatch.setattr(pool, "_FEWEST", fewest)
    monkeypatch.setattr(pool, "_FEWEST_IN_POOL", 99)
    run_check([*ISOLATED, "-j9", "."], cwd=folder)

    assert len(started) == copies


@pytest.mark.parametrize(
    ("name", "number"), [("_MEMORY", 100), ("_MOST_CHUNKS", 2), ("_PARTS", 1)]
)
def test_any_number_of_files_is_checked(
    name: str, number: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / os.fsdecode(b"\xff\n.py")).write_text("import urllib2\n")
    alone = run_check([*ISOLATED, "-j1", "."], cwd=folder)
    monkeypatch.setattr(forked, name, number)

    assert run_check([*ISOLATED, "-j2", "."], cwd=folder) == alone
    assert alone.out.count("\n") == 41


def test_many_chunks_are_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forked, "_PARTS", 2)
    queue = forked._Queue(2)
    for number in range(16):
        assert queue.put([f"{number}.py"])
    queue.end()
    taken = queue.take()
    first = next(taken)
    rest = list(queue.take())
    mine = [first, *taken]
    queue.close()

    # A quarter of sixteen is gone, whatever another process takes.
    assert [names for _, names in mine] == [[f"{number}.py"] for number in range(4)]
    assert [names for _, names in rest] == [[f"{n}.py"] for n in range(4, 16)]
    assert {start for start, _ in mine + rest} == queue.chunks.keys()


def find_unused_descriptors() -> list[int]:
    """Return the lowest ones, which are others if some are left open."""
    found = [os.open(os.devnull, os.O_RDONLY) for _ in range(4)]
    for descriptor in found:
        os.close(descriptor)
    return found


INTERRUPTED = """\
import os, signal, sys, time
from flake8_safe_imports import cli
from flake8_safe_imports.check import forked, pool

pool._FEWEST = 1
# A shell leaves its background jobs deaf to it.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
here = os.getpid()
def check_file(filename, settings):
    if os.getpid() == here:
        time.sleep(0.2)
        os.killpg(0, signal.SIGINT)
    time.sleep(60)
forked.check_file = check_file
status = cli.main(["check", "--isolated", "-j2", "."])
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print("alone")
sys.exit(status)
"""

ENDED = """\
import os, signal, sys, time
from flake8_safe_imports import cli
from flake8_safe_imports.check import forked, pool

pool._FEWEST = forked._CHUNK = 1
here = os.getpid()
def check_file(filename, settings):
    if os.getpid() == here:
        time.sleep(0.2)
        os.kill(here, signal.SIGKILL)
    time.sleep(2)
forked.check_file = check_file
cli.main(["check", "--isolated", "-j2", "."])
"""

UNHEARD = """\
import os, signal
from flake8_safe_imports import cli
from flake8_safe_imports.check import forked, pool

pool._FEWEST = 1
def receive(copy):
    os.read(copy.reader, 1)  # now it writes
    os.kill(os.getpid(), signal.SIGKILL)
forked._receive = receive
cli.main(["check", "--isolated", "-j3", "."])
"""

LIMITED = """\
import resource, sys
from flake8_safe_imports import cli
from flake8_safe_imports.check import forked, pool

pool._FEWEST = forked._CHUNK = 1
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]),) * 2)
sys.exit(cli.main(["check", "--isolated", "-j9", "."]))
"""


def test_no_process_outlives_the_first_by_more_than_some_files(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDED],
        cwd=folder,
        stdout=subprocess.PIPE,  # it is closed when the last process ends
        timeout=30,  # all files would take 42 s
        check=False,
    )

    assert done.returncode == -signal.SIGKILL


def test_no_process_waits_for_one_that_has_ended(folder: Path) -> None:
    for number in range(40):  # the answer does not fit into a pipe
        (folder / f"long{number}.py").write_text("import urllib2\n" * 120)
    done = subprocess.run(
        [sys.executable, "-c", UNHEARD],
        cwd=folder,
        stdout=subprocess.PIPE,  # it is closed when the last process ends
        timeout=30,
        check=False,
    )

    assert done.returncode == -signal.SIGKILL


@pytest.mark.properties
@pytest.mark.parametrize("limit", [7, 10])
def test_files_are_read_where_few_may_be_open(limit: int, folder: Path) -> None:
    alone = run_check(["--isolated", "-j1", "."], cwd=folder)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit)],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == alone


def test_an_interrupt_ends_all_processes(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        start_new_session=True,
        timeout=50,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (130, "alone\n", "")
