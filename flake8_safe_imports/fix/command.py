"""The command ``fix``: fixes files, prints what it did and what it skipped."""

from __future__ import annotations

import contextlib
import gc
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, NamedTuple, TextIO

from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.fix import diffs, disk, importers
from flake8_safe_imports.fix.source import FixedSource, fix_source, noqa_silencer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.fix.source import Silencer
    from flake8_safe_imports.rules.precedence import Shown


@dataclass
class _Totals:
    """What a run did so far, for its last line and its exit status."""

    files: int = 0
    changes: int = 0
    skipped: int = 0
    has_failed: bool = False

    def add(self, fixed: FixedSource) -> None:
        self.files += bool(fixed.changes)
        self.changes += len(fixed.changes)
        self.skipped += len(fixed.skipped)


class _File(NamedTuple):
    """A file that was read."""

    path: str
    name: str
    """How messages call it."""
    content: bytes
    text: str
    encoding: str


def run(
    paths: Iterable[str],
    *,
    write: bool,
    unsafe: bool,
    config: Config,
    shown_for: Callable[[str], Shown],
    stdin: TextIO,
    stdout: TextIO,
    stderr: TextIO,
    silencer: Silencer = noqa_silencer,
    stdin_name: str = "stdin.py",
    diff: bool = False,
    given: Sequence[str] = (),
) -> int:
    """Fix the files among *paths*, and the ``.py`` files in the folders among them.

    ``-`` is standard input, whose result goes to *stdout*; with *diff* a diff does.
    For files a unified diff goes there; with *write* they are replaced.  *given*
    are the files and folders that *paths* were found in.  *shown_for* gives, for a
    path, the codes that select and ignore let through.  Messages and a summary go to
    *stderr*.  Returns the exit status: 2 if a file could not be read or written, else
    1 if something changed or would change, else 0.
    """
    importers.forget()
    totals = _Totals()
    paths = list(paths)
    given = given or paths
    for error in disk.find_unreadable_folders(given):
        _print_problem(error.filename, f"cannot be read: {error.strerror}", stderr)
        totals.has_failed = True
    for path in disk.find_files(paths):
        name = stdin_name if path == disk.STDIN else path
        if disk.leads_out(path, given):
            real = make_printable(os.path.realpath(path))
            _print_problem(name, f"skipped, a link to {real}: name that", stderr)
            continue
        try:
            content = _read_stdin(stdin) if path == disk.STDIN else disk.read_file(path)
            file = _File(path, name, content, *disk.decode(content))
        except (OSError, SyntaxError, UnicodeError, LookupError) as failure:
            _print_problem(name, f"cannot be read: {_describe(failure)}", stderr)
            totals.has_failed = True
            continue
        with _garbage_kept():
            fixed = fix_source(
                file.text,
                os.path.abspath(name),
                config,
                unsafe=unsafe,
                shown=shown_for(name),
                silencer=silencer,
            )
        if fixed.is_broken:
            _print_problem(name, f"cannot be read: {fixed.skipped[0].reason}", stderr)
            totals.has_failed = True
        else:
            _print_skipped(name, fixed, stderr)
        try:
            _output(file, fixed, stdout, stderr, write=write, diff=diff)
        except (OSError, UnicodeError) as failure:
            _print_problem(name, f"cannot be written: {_describe(failure)}", stderr)
            totals.has_failed = True
            continue
        totals.add(fixed)
    _print_totals(totals, stderr, done=write)
    if totals.has_failed:
        return 2
    return 1 if totals.files else 0


@contextlib.contextmanager
def _garbage_kept() -> Iterator[None]:
    """Collect no garbage meanwhile: for a large file that takes most of the time.

    Its trees are millions of objects that all are in use until it is fixed.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read_stdin(stdin: TextIO) -> bytes:
    binary = getattr(stdin, "buffer", None)
    if binary is None:
        return stdin.read().encode()
    content = binary.read()
    assert isinstance(content, bytes)
    return content


def _output(
    file: _File,
    fixed: FixedSource,
    stdout: TextIO,
    stderr: TextIO,
    *,
    write: bool,
    diff: bool,
) -> None:
    """Print the new text or the diff, or write the file."""
    if file.path == disk.STDIN and not diff:
        _print_text(fixed.source, file.encoding, stdout)
    elif fixed.source == file.text:
        return
    elif write:
        text = fixed.source.encode(file.encoding)
        disk.replace_file(file.path, file.content, text)
        _print_problem(file.name, "rewritten", stderr)
    else:
        _print_text(_make_diff(file, fixed), file.encoding, stdout)


def _make_diff(file: _File, fixed: FixedSource) -> str:
    name = os.path.normpath(file.name).replace(os.sep, "/").lstrip("/")
    mark = "\ufeff" if file.text.startswith("\ufeff") else ""
    before, after = file.text[len(mark) :], fixed.source[len(mark) :]
    return diffs.unified_diff(name, before, after, fixed.history, mark)


def _print_problem(name: str, text: str, stderr: TextIO) -> None:
    print(f"{make_printable(name)}: {text}", file=stderr)


def _describe(error: Exception) -> str:
    """Return what went wrong, without the name of the file, which comes first."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return make_printable(str(error))


def _print_text(text: str, encoding: str, stdout: TextIO) -> None:
    """Print *text* byte for byte as it would be in the file."""
    binary = getattr(stdout, "buffer", None)
    if binary is None:
        stdout.write(text)
        return
    stdout.flush()
    binary.write(text.encode(encoding))
    binary.flush()


def _print_skipped(name: str, fixed: FixedSource, stderr: TextIO) -> None:
    name = make_printable(name)
    for skipped in fixed.skipped:
        what = f"{skipped.code} {skipped.text}: " if skipped.code else ""
        print(f"{name}:{skipped.line}: {what}skipped, {skipped.reason}", file=stderr)


def _print_totals(totals: _Totals, stderr: TextIO, *, done: bool) -> None:
    verb = "made" if done else "to make"
    changes = f"{totals.changes} change{'' if totals.changes == 1 else 's'}"
    files = f"{totals.files} file{'' if totals.files == 1 else 's'}"
    print(f"{changes} {verb} in {files}, {totals.skipped} skipped", file=stderr)
