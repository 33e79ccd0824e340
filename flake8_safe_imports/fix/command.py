"""The command ``fix``: fixes files, prints what it did and what it skipped."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, NamedTuple, TextIO

from flake8_safe_imports.fix import diffs, disk, importers
from flake8_safe_imports.fix.source import FixedSource, fix_source, noqa_silencer

if TYPE_CHECKING:
    from collections.abc import Iterable

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
) -> int:
    """Fix the files among *paths*, and the ``.py`` files in the folders among them.

    ``-`` is standard input, whose result goes to *stdout*.  For files a unified diff
    goes there; with *write* they are replaced instead.  *shown_for* gives, for a path,
    the codes that select and ignore let through.  Messages and a summary go to
    *stderr*.  Returns the exit status: 1 if something changed or would change, 2 if a
    file could not be read or written, else 0.
    """
    importers.forget()
    totals = _Totals()
    for path in disk.find_files(paths):
        name = stdin_name if path == disk.STDIN else path
        try:
            content = _read_stdin(stdin) if path == disk.STDIN else disk.read_file(path)
            file = _File(path, name, *disk.decode(content))
        except (OSError, SyntaxError, UnicodeError, LookupError) as error:
            print(f"{name}: cannot be read: {error}", file=stderr)
            totals.has_failed = True
            continue
        fixed = fix_source(
            file.text,
            os.path.abspath(name),
            config,
            unsafe=unsafe,
            shown=shown_for(name),
            silencer=silencer,
        )
        _print_skipped(name, fixed, stderr)
        totals.add(fixed)
        try:
            _output(file, fixed, stdout, stderr, write=write)
        except (OSError, UnicodeError) as error:
            print(f"{name}: cannot be written: {error}", file=stderr)
            totals.has_failed = True
    _print_totals(totals, stderr, done=write)
    if totals.has_failed:
        return 2
    return 1 if totals.files else 0


def _read_stdin(stdin: TextIO) -> bytes:
    binary = getattr(stdin, "buffer", None)
    if binary is None:
        return stdin.read().encode()
    content = binary.read()
    assert isinstance(content, bytes)
    return content


def _output(
    file: _File, fixed: FixedSource, stdout: TextIO, stderr: TextIO, *, write: bool
) -> None:
    """Print the new text or the diff, or write the file."""
    if file.path == disk.STDIN:
        _print_text(fixed.source, file.encoding, stdout)
    elif fixed.source == file.text:
        return
    elif write:
        disk.replace_file(file.path, fixed.source.encode(file.encoding))
        print(f"{file.name}: rewritten", file=stderr)
    else:
        _print_text(_make_diff(file, fixed), file.encoding, stdout)


def _make_diff(file: _File, fixed: FixedSource) -> str:
    name = os.path.normpath(file.name).replace(os.sep, "/").lstrip("/")
    mark = "\ufeff" if file.text.startswith("\ufeff") else ""
    before, after = file.text[len(mark) :], fixed.source[len(mark) :]
    return diffs.unified_diff(name, before, after, fixed.history, mark)


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
    for skipped in fixed.skipped:
        what = f"{skipped.code} {skipped.text}: " if skipped.code else ""
        print(f"{name}:{skipped.line}: {what}skipped, {skipped.reason}", file=stderr)


def _print_totals(totals: _Totals, stderr: TextIO, *, done: bool) -> None:
    verb = "made" if done else "to make"
    changes = f"{totals.changes} change{'' if totals.changes == 1 else 's'}"
    files = f"{totals.files} file{'' if totals.files == 1 else 's'}"
    print(f"{changes} {verb} in {files}, {totals.skipped} skipped", file=stderr)
