"""What the tests share."""

from __future__ import annotations

import ast
import contextlib
import cProfile
import gc
import io
import multiprocessing
import os
import re
import subprocess
import sys
import textwrap
import time
import warnings
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import flake8.utils
import pytest
from flake8.main.cli import main
from flake8.plugins import finder

from flake8_safe_imports import checker, versions
from flake8_safe_imports.analysis.reachability import Reachability
from flake8_safe_imports.analysis.scoping.bindings import Bindings
from flake8_safe_imports.analysis.scoping.walk import collect_scopes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.project.manifest import Manifest

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, or the unpacked source distribution."""


def count_calls(function: Callable[[], object]) -> int:
    """Return how many functions, ours and built-in, *function* calls.

    Unlike seconds, calls do not depend on what else the machine does.
    """
    # A profiler in C, as one in Python takes as long as what it counts.
    profiler = cProfile.Profile()
    was_enabled, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()  # what others left behind may call functions when it goes
    # Since Python 3.12 the calls of other threads count too, and xdist has a thread.
    sys.setswitchinterval(_SECONDS_ALONE)
    time.sleep(0)  # one that has been waiting gets its turn now
    try:
        profiler.runcall(function)
    finally:
        sys.setswitchinterval(interval)
        if was_enabled:
            gc.enable()
    return sum(entry.callcount for entry in profiler.getstats())


_SECONDS_ALONE = 5.0
"""How long no other thread gets a turn, unless this one waits for something."""


def is_in_share(name: str, share: int, turn: int) -> bool:
    """Return whether it is the turn of *name*, which is in one of *share* parts."""
    return zlib.crc32(name.encode()) % share == turn % share


class Ran(NamedTuple):
    """What a command left behind: exit status, standard output, standard error."""

    code: int
    out: str
    err: str


NOWHERE = os.path.abspath(os.path.join(os.sep, "nowhere", "to", "be", "found.py"))
"""The path of a file that is in no project."""


def check_source(
    source: str, config: Config, path: str = NOWHERE, *, closely: bool = False
) -> list[Finding]:
    """Return the findings in *source*, as if it were the file at *path*."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    return checker.check(tree, lines, path, config, closely=closely)


def skip_unless_parsable(path: Path) -> None:
    """Skip the test if *path* is named for a newer Python: ``x_py312.py``."""
    needed = re.search(r"_py3(\d+)\.py$", path.name)
    if needed and sys.version_info < (3, int(needed[1])):
        pytest.skip(f"needs Python 3.{needed[1]}")


@contextlib.contextmanager
def working_directory(folder: str | os.PathLike[str] | None) -> Iterator[None]:
    """Be in *folder* for a while; stay where we are for none."""
    before = os.getcwd()
    try:
        if folder is not None:
            os.chdir(folder)
        yield
    finally:
        os.chdir(before)


def _stream(content: bytes = b"") -> io.TextIOWrapper:
    # flake8 writes to and reads from `.buffer`, which io.StringIO does not have.
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", write_through=True)


def _read(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def run_flake8(
    argv: Sequence[str | os.PathLike[str]],
    stdin: str | bytes | None = None,
    cwd: str | os.PathLike[str] | None = None,
    *,
    without: frozenset[str] = frozenset(),
) -> Ran:
    """Run ``flake8 ARGV`` in this process, as it also works where none can be started.

    The configuration is what *cwd* holds, as always with flake8; say ``--isolated``
    for none. *without* are packages whose checks it does not make.
    """
    words = ["-j1", *(os.fspath(word) for word in argv)]
    return _run_here(lambda: main(words), stdin, cwd, without)


def pick_ours(printed: str) -> str:
    """Return the lines of flake8's output that are ours."""
    lines = printed.splitlines(keepends=True)
    return "".join(line for line in lines if ": VET" in line)


def run_check(
    argv: Sequence[str | os.PathLike[str]],
    stdin: str | bytes | None = None,
    cwd: str | os.PathLike[str] | None = None,
) -> Ran:
    """Run ``flake8-safe-imports check ARGV`` in this process."""
    from flake8_safe_imports import cli

    words = ["check", *(os.fspath(word) for word in argv)]
    return _run_here(lambda: cli.main(words), stdin, cwd)


def _run_here(
    command: Callable[[], int],
    stdin: str | bytes | None,
    cwd: str | os.PathLike[str] | None,
    without: frozenset[str] = frozenset(),
) -> Ran:
    # flake8 keeps what it read from standard input for the life of the process.
    flake8.utils.stdin_get_value.cache_clear()  # type: ignore[attr-defined]
    content = stdin.encode() if isinstance(stdin, str) else stdin or b""
    out, err, before = _stream(), _stream(), sys.stdin
    sys.stdin = _stream(content)
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            working_directory(cwd),
            _preserved_logging(),
            _remembered_plugins(without),
        ):
            code = _call(command)
    finally:
        sys.stdin = before
    return Ran(code, _read(out), _read(err))


_FIND = "_find_importlib_plugins"
_find_plugins = getattr(finder, _FIND)
_INSPECT = "_parameters_for"
_inspect_plugin = lru_cache(maxsize=64)(getattr(finder, _INSPECT))


@lru_cache(maxsize=8)
def _list_plugins(search_path: tuple[str, ...]) -> tuple[finder.Plugin, ...]:
    """Return the installed plugins of flake8, which takes a fifth of a short run."""
    return tuple(_find_plugins())


@contextlib.contextmanager
def _remembered_plugins(without: frozenset[str]) -> Iterator[None]:
    def find() -> Iterator[finder.Plugin]:
        found = _list_plugins(tuple(sys.path))
        return (plugin for plugin in found if plugin.package not in without)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finder, _FIND, find)
        patch.setattr(finder, _INSPECT, _inspect_plugin)
        yield


@contextlib.contextmanager
def _preserved_logging() -> Iterator[None]:
    """Undo what ``-v`` does to flake8's logger, so that no later test inherits it."""
    level, handlers = flake8.LOG.level, flake8.LOG.handlers.copy()
    try:
        yield
    finally:
        flake8.LOG.setLevel(level)
        flake8.LOG.handlers[:] = handlers


def start_flake8(method: str, argv: Sequence[str], cwd: str | os.PathLike[str]) -> Ran:
    """Run ``flake8 ARGV`` in a new process whose workers start by *method*.

    Skips the test if the platform does not have the method.
    """
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this platform")
    starter = str(ROOT / "tests" / "start_flake8.py")
    done = subprocess.run(
        [sys.executable, starter, method, *argv],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _call(command: Callable[[], int]) -> int:
    """Return the exit status of *command*, also if it leaves by ``SystemExit``."""
    try:
        return command()
    except SystemExit as stop:
        if isinstance(stop.code, str):
            print(stop.code, file=sys.stderr)
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)


def install_distribution(
    site: Path,
    name: str,
    version: str = "1.0",
    tops: tuple[str, ...] = (),
    record: bool = True,
) -> None:
    """Lay out a distribution in *site*; if one of its modules runs, the test stops."""
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
    )
    files = []
    for top in tops or (name.replace("-", "_"),):
        (site / top).mkdir()
        (site / top / "__init__.py").write_text("raise SystemExit('run')\n")
        files.append(f"{top}/__init__.py,sha256=x,1")
    if record:
        lines = [*files, f"{folder.name}/METADATA,,", "../../bin/tool,,", "x-y.pth,,"]
        (folder / "RECORD").write_text("\n".join(lines) + "\n", encoding="utf-8")


def analyze(
    source: str | ast.Module, window: int = versions.EVERYTHING
) -> Reachability:
    """Return the analysis of *source* if it is checked for *window*.

    Relative imports in it resolve to nothing.
    """
    tree = source if isinstance(source, ast.Module) else ast.parse(source)
    scopes = collect_scopes(tree, lambda node: ())
    return Reachability(Bindings(scopes, lambda level, name: ()), window)


_SETTING = re.compile(r"#: ([\w-]+) = (.*)")


def read_settings(source: str) -> dict[str, object]:
    """Return the options that the first comments of a file in ``codes/`` set."""
    raw: dict[str, object] = {}
    for line in source.splitlines():
        match = _SETTING.match(line)
        if match is None:
            break
        key = match[1].replace("-", "_")
        raw[key] = f"{raw[key]}\n{match[2]}" if key in raw else match[2]
    return raw


def dependency_rows(manifest: Manifest) -> list[tuple[str, str, int]]:
    """Return name, version and line of the dependencies in a manifest, sorted."""
    found = manifest.dependencies
    return sorted((row.name, row.version, row.line) for row in found)


def run_audit(
    *paths: str,
    output_format: str = "text",
    search_path: tuple[str, ...] = (),
    ignored: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
    configured: bool = False,
) -> Ran:
    """Run ``audit PATHS`` in this process.

    Nothing is installed, unless it is said; configuration is read if *configured*.
    """
    from flake8_safe_imports.audit import command
    from flake8_safe_imports.check.run import read_config
    from flake8_safe_imports.config import options

    out, err = io.StringIO(), io.StringIO()
    config = read_config() if configured else options.parse({})
    request = command.AuditRequest(paths, config, ignored, excluded, search_path)
    code = command.run(request, output_format, stdout=out, stderr=err)
    return Ran(code, out.getvalue(), err.getvalue())


def touch(top: Path, *names: str) -> Path:
    """Make empty files, and folders for names that end with a slash."""
    for name in names:
        path = top / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return top


def at(top: Path, name: str) -> str:
    """Return the path of *name*, which has slashes, below *top*."""
    return os.path.join(str(top), *name.split("/"))


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write *files*, contents by path, below *folder*."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def write_project(top: Path, files: Mapping[str, str | bytes]) -> str:
    """Write *files* and return the path of a module two folders below *top*."""
    write_files(
        top,
        {
            name: textwrap.dedent(content) if isinstance(content, str) else content
            for name, content in files.items()
        },
    )
    return os.path.join(str(top), "a", "b", "x.py")
