"""The command ``fix``: fixes files, prints what it did and what it skipped."""

from __future__ import annotations

import contextlib
import gc
import os
from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Callable, Final, NamedTuple, TextIO

from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.fix.plan import NOT_TOUCHED
from flake8_safe_imports.fix.progress import Progress
from flake8_safe_imports.fix.project import importers, project_files
from flake8_safe_imports.fix.rounds import SkippedFix
from flake8_safe_imports.fix.source import FixedSource, fix_source
from flake8_safe_imports.fix.text import diffs, disk
from flake8_safe_imports.fix.text.edits import SourceText
from flake8_safe_imports.fix.text.noqa import make_noqa_silencer
from flake8_safe_imports.formats.terminal import has_color

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.fix.text.noqa import Silencer
    from flake8_safe_imports.glance.file import SourceFile
    from flake8_safe_imports.rules.precedence import Shown

_MARK: Final = "\ufeff"
"""A byte order mark."""
_MOST_PASSES: Final = 10
"""How often files are fixed once more; real projects take two or three passes."""


@dataclass
class _Totals:
    """What a run did so far, for its last line and its exit status."""

    files: set[str] = field(default_factory=set)
    changes: int = 0
    skipped: int = 0
    left: Counter[str] = field(default_factory=Counter)
    """What was left, with the reason, and how often."""
    has_failed: bool = False

    def add_changes(self, path: str, fixed: FixedSource) -> None:
        if fixed.changes:
            self.files.add(path)
            self.changes += len(fixed.changes)

    def add_left(self, skipped: Collection[SkippedFix]) -> None:
        self.skipped += len(skipped)
        self.left.update(
            f"{item.code} {item.text}: {item.reason}".lstrip(" :") for item in skipped
        )


class _Left(NamedTuple):
    """What was left of a file."""

    name: str
    skipped: tuple[SkippedFix, ...]
    is_broken: bool


class _File(NamedTuple):
    """A file that was read."""

    path: str
    name: str
    """How messages call it."""
    content: bytes
    text: str
    encoding: str


class _Unwritten(NamedTuple):
    """A file that would be rewritten, and what it would be."""

    file: _File
    fixed: FixedSource
    """With the offsets of all passes."""


class FixRequest(NamedTuple):
    """What is to be done with all files."""

    config: Config
    shown_for: Callable[[str], Shown]
    """Return, for a path, the codes that select and ignore let through."""
    silencer: Silencer = make_noqa_silencer
    write: bool = False
    """Whether files are replaced; else a unified diff is printed."""
    diff: bool = False
    """Whether a diff is printed for standard input too, and not the result."""
    unsafe: bool = False
    has_statistics: bool = False
    """Whether it is said what was left, by name and reason."""
    stdin_name: str = "stdin.py"
    log: Callable[[SourceFile], None] | None = None
    """Is given each file that can be parsed."""

    def fix(self, file: _File) -> FixedSource:
        """Return what becomes of a file."""
        with _keep_garbage():
            return fix_source(
                file.text,
                os.path.abspath(file.name),
                self.config,
                unsafe=self.unsafe,
                shown=self.shown_for(file.name),
                silencer=self.silencer,
                log=self.log,
            )


class Streams(NamedTuple):
    """Where text comes from and goes to: messages and a summary to *stderr*."""

    stdin: TextIO | None
    stdout: TextIO
    stderr: TextIO
    environ: Mapping[str, str] = MappingProxyType({})
    """Says whether colors are wanted."""


def run(
    paths: Iterable[str],
    request: FixRequest,
    streams: Streams,
    given: Sequence[str] = (),
) -> int:
    """Fix the files among *paths*, and the ``.py`` files in the folders among them.

    ``-`` is standard input. *given* are the files and folders that *paths* were found
    in. Returns the exit status: 2 if a file could not be read or written, else 1 if
    something changed or would change, else 0.
    """
    paths = list(paths)
    given = given or paths
    importers.forget(given)
    project_files.forget_contents()
    files = disk.drop_second_names(list(disk.find_files(paths)))
    output = _Output(request, streams, len(files))
    for error in disk.find_unreadable_folders(given):
        output.fail(error.filename, f"cannot be read: {error.strerror}")
    for _ in range(_MOST_PASSES):
        for number, path in enumerate(files):
            output.progress.show(number)
            _fix_path(path, request, streams, given, output)
        files = output.list_again()
        if not files:
            break
        # What hindered here may have been in one of the files that were rewritten.
        importers.forget_files(output.pop_rewritten())
    return output.conclude()


def _fix_path(
    path: str,
    request: FixRequest,
    streams: Streams,
    given: Sequence[str],
    output: _Output,
) -> None:
    """Read, fix and put out one file, or say why not."""
    name = request.stdin_name if path == disk.STDIN else path
    again = output.find_unwritten(path)
    if again is not None:
        output.finish(again, request.fix(again))
        return
    if disk.leads_out(path, given):
        real = make_printable(os.path.realpath(path))
        output.say(name, f"skipped, it is a link: name {real} instead")
        return
    try:
        file = _read(path, name, streams.stdin)
    except FileNotFoundError:
        output.fail(name, "does not exist")
    except (OSError, SyntaxError, UnicodeError, LookupError) as failure:
        output.fail(name, f"cannot be read: {_describe(failure)}")
    else:
        output.finish(file, request.fix(file))


class _Output:
    """What a run prints and writes, and what it counts."""

    def __init__(self, request: FixRequest, streams: Streams, count: int) -> None:
        self._request = request
        self._stdout, self._stderr = streams.stdout, streams.stderr
        self._has_color = has_color(streams.stdout, streams.environ)
        self._totals = _Totals()
        self._left: dict[str, _Left] = {}
        self._rewritten: set[str] = set()
        """The files that were rewritten since the last pass."""
        self._diffs: dict[str, _Unwritten] = {}
        """What is to be printed as a diff in the end, by path."""
        self._unwritten = {disk.STDIN}
        """The files that cannot be written."""
        self.progress = Progress(streams.stderr, count, streams.environ)

    def say(self, name: str, text: str) -> None:
        """Print *text* about a file."""
        self.progress.clear()
        print(f"{make_printable(name)}: {text}", file=self._stderr)

    def fail(self, name: str, text: str) -> None:
        """Print why a file could not be read or written."""
        self.say(name, text)
        self._totals.has_failed = True

    def finish(self, file: _File, fixed: FixedSource) -> None:
        """Print or write the result for a file."""
        if fixed.changes or fixed.skipped:
            self.progress.clear()
        if fixed.is_broken:
            self.fail(file.name, f"cannot be fixed: {fixed.skipped[0].reason}")
        fixed = self._locate(file, fixed)
        self._keep(file, fixed)
        try:
            self._put_out(file, fixed)
        except (OSError, UnicodeError) as failure:
            self.fail(file.name, f"cannot be written: {_describe(failure)}")
            self._unwritten.add(file.path)
        else:
            self._totals.add_changes(file.path, fixed)

    def _keep(self, file: _File, fixed: FixedSource) -> None:
        """Keep what is left of a file, in the place of what was left before."""
        skipped, before = fixed.skipped, self._left.get(file.path)
        if before is not None and not fixed.changes:
            return
        if before is not None:
            mentioned = (it for it in before.skipped if it.reason == NOT_TOUCHED)
            skipped = tuple(sorted({*mentioned, *skipped}))
        if skipped:
            self._left[file.path] = _Left(file.name, skipped, fixed.is_broken)
        elif before is not None:
            del self._left[file.path]

    def list_again(self) -> list[str]:
        """Return the files to fix once more, since others were rewritten."""
        if not self._rewritten:
            return []
        return [
            path
            for path, left in self._left.items()
            if not (path in self._unwritten or left.is_broken)
        ]

    def pop_rewritten(self) -> set[str]:
        """Return the files that were rewritten since this was asked last."""
        rewritten, self._rewritten = self._rewritten, set()
        return rewritten

    def _put_out(self, file: _File, fixed: FixedSource) -> None:
        """Print the new text or the diff, or write the file."""
        if file.path == disk.STDIN and not self._request.diff:
            _print_text(fixed.source, file.encoding, self._stdout)
        elif fixed.source == file.text:
            return
        elif self._request.write:
            text = fixed.source.encode(file.encoding)
            disk.replace_file(file.path, file.content, text)
            self._rewritten.add(file.path)
            self.say(file.name, "rewritten")
        else:
            self._diffs[file.path] = self._join(file, fixed)
            text = fixed.source.encode(file.encoding)
            project_files.set_content(file.path, text)
            self._rewritten.add(file.path)
            if file.path in self._unwritten or file.path not in self._left:
                self._print_diff(file.path)

    # Diffs of what is not written

    def find_unwritten(self, path: str) -> _File | None:
        """Return the file at *path* as it would be, if an earlier pass rewrote it."""
        if path not in self._diffs:
            return None
        file, fixed = self._diffs[path]
        return file._replace(text=fixed.source)

    def _join(self, file: _File, fixed: FixedSource) -> _Unwritten:
        """Return *fixed*, with what earlier passes did to the file."""
        if file.path not in self._diffs:
            return _Unwritten(file, fixed)
        first, before = self._diffs[file.path]
        return _Unwritten(
            first, fixed._replace(history=(*before.history, *fixed.history))
        )

    def _locate(self, file: _File, fixed: FixedSource) -> FixedSource:
        """Return *fixed* with the lines in the file as it is on the disk."""
        if file.path not in self._diffs or not fixed.skipped:
            return fixed
        first, before = self._diffs[file.path]
        old, new = (SourceText(text.lstrip(_MARK)) for text in (first.text, file.text))
        found = []
        for item in fixed.skipped:
            offset = new.line_start(item.line)
            for offsets in reversed(before.history):
                offset = offsets.find_origin(offset)
            found.append(item._replace(line=old.find_line(offset)))
        return fixed._replace(skipped=tuple(found))

    def _print_diff(self, path: str) -> None:
        """Print the diff of a file that is not fixed once more."""
        file, fixed = self._diffs.pop(path)
        made = _make_diff(file, fixed)
        shown = diffs.color_diff(made) if self._has_color else made
        _print_text(shown, file.encoding, self._stdout)

    def conclude(self) -> int:
        """Print the statistics and the last line; return the exit status."""
        self.progress.clear()
        for path in list(self._diffs):
            self._print_diff(path)
        for name, skipped, is_broken in self._left.values():
            if not is_broken:
                _print_skipped(name, skipped, self._stderr)
            self._totals.add_left(skipped)
        if self._request.has_statistics:
            _print_left(self._totals.left, self._stderr)
        _print_totals(self._totals, self._stderr, done=self._request.write)
        if self._totals.has_failed:
            return 2
        return 1 if self._totals.files else 0


def _read(path: str, name: str, stdin: TextIO | None) -> _File:
    content = _read_stdin(stdin) if path == disk.STDIN else disk.read_file(path)
    return _File(path, name, content, *disk.decode(content))


@contextlib.contextmanager
def _keep_garbage() -> Iterator[None]:
    """Turn garbage collection off: it would take most of the time of a large file.

    Its trees are millions of objects that all are in use until it is fixed.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read_stdin(stdin: TextIO | None) -> bytes:
    if stdin is None:  # the caller closed it (``<&-``)
        raise OSError("it is closed")
    binary = getattr(stdin, "buffer", None)
    if binary is None:
        return stdin.read().encode()
    content = binary.read()
    assert isinstance(content, bytes)
    return content


def _make_diff(file: _File, fixed: FixedSource) -> str:
    name = os.path.normpath(file.name).replace(os.sep, "/").lstrip("/")
    mark = _MARK if file.text.startswith(_MARK) else ""
    before, after = file.text[len(mark) :], fixed.source[len(mark) :]
    return diffs.make_diff(name, before, after, fixed.history, mark)


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


def _print_skipped(name: str, skipped: Iterable[SkippedFix], stderr: TextIO) -> None:
    name = make_printable(name)
    for item in skipped:
        what = f"{item.code} {item.text}: " if item.code else ""
        print(f"{name}:{item.line}: {what}skipped, {item.reason}", file=stderr)


def _print_left(left: Counter[str], stderr: TextIO) -> None:
    """Print what was left, most frequent first."""
    for text, count in sorted(left.items(), key=lambda item: (-item[1], item[0])):
        print(f"{count:<8} {text}", file=stderr)


def _print_totals(totals: _Totals, stderr: TextIO, *, done: bool) -> None:
    verb = "made" if done else "to make"
    changes = f"{totals.changes} change{'' if totals.changes == 1 else 's'}"
    count = len(totals.files)
    files = f"{count} file{'' if count == 1 else 's'}"
    print(f"{changes} {verb} in {files}, {totals.skipped} skipped", file=stderr)
