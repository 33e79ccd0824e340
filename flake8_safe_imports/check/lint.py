"""Checks one file: reads it as flake8 does, and parses it only if it has to."""

from __future__ import annotations

import ast
import io
import os
import stat
import sys
import tokenize

from flake8_safe_imports.check.files import STDIN, find_display_name
from flake8_safe_imports.glance.statements import unify_line_ends
from flake8_safe_imports.linting import lint
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Final

    from flake8_safe_imports.check.python2 import Forward
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.glance.file import SourceFile
    from flake8_safe_imports.settings import Settings

MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The byte order mark at the beginning of a text."""
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""To open a pipe that nothing writes to would wait for ever."""
_BLOCK: Final = 64 * 1024
"""How many bytes are read at once: nearly all files have fewer."""


class Found:
    """A finding, its column in characters, and the line that its ``noqa`` is on."""

    __slots__ = ("column", "finding", "physical_line")

    def __init__(
        self, finding: Finding, column: int, physical_line: str | None
    ) -> None:
        self.finding: Final = finding
        self.column: Final = column
        self.physical_line: Final = physical_line


class Result:
    """What the check of one file gave; ``problem`` says why there is nothing."""

    __slots__ = ("found", "is_python2", "name", "problem", "problem_line")

    def __init__(
        self,
        name: str,
        found: Sequence[Found] = (),
        problem: str = "",
        problem_line: int = 0,
        is_python2: bool = False,
    ) -> None:
        self.name: Final = name
        self.found: Final = found
        self.problem: Final = problem
        self.problem_line: Final = problem_line
        """Where the problem is, 0 if that is not known."""
        self.is_python2: Final = is_python2
        """Whether the problem is probably none in Python 2."""


def check_file(filename: str, settings: Settings) -> Result:
    """Return what there is to report in a file; nothing here raises."""
    name = find_display_name(filename, settings.namespace)
    try:
        text = _read(filename)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Result(name, problem=f"cannot be read: {reason}")
    return check_text(text, name, settings)


def check_text(text: str, name: str, settings: Settings) -> Result:
    """Return what there is to report in the *text* of a file; nothing here raises."""
    text = unify_line_ends(text)
    try:
        found = _lint(text, name, settings)
    except SyntaxError as error:
        return _check_python2(text, name, settings, error)
    except (ValueError, RecursionError, MemoryError) as error:
        return Result(name, problem=f"cannot be parsed: {error}")
    return Result(name, found)


def _check_python2(
    text: str, name: str, settings: Settings, error: SyntaxError
) -> Result:
    """Check the text of a file with an *error*, which only Python 3 may find in it."""
    # Imported here: it is rarely needed.
    from flake8_safe_imports.check import python2

    failed = _fail(text, name, error)
    forward = python2.bring_forward(text)
    if forward is None:
        return failed
    try:
        found = _lint(forward.text, name, settings)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return failed
    return Result(name, list(_move_back(found, forward, text)))


def _fail(text: str, name: str, error: SyntaxError) -> Result:
    from flake8_safe_imports.analysis.statements import syntax

    return Result(
        name,
        problem=f"cannot be parsed: {error.msg}",
        problem_line=error.lineno or 0,
        is_python2=syntax.looks_like_python2(text, error),
    )


def check_syntax(filename: str, options: argparse.Namespace) -> Result:
    """Return what is wrong with a file that is clean by its text: nobody parsed it."""
    name = find_display_name(filename, options)
    try:
        text = unify_line_ends(_read(filename))
        understand(text)
    except SyntaxError as error:
        return _fail(text, name, error)
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        return Result(name, problem=f"cannot be parsed: {error}")
    return Result(name)


def _move_back(found: Iterable[Found], forward: Forward, text: str) -> Iterator[Found]:
    """Yield what was *found* in a text brought forward, as it is in the *text*."""
    old, new = text.split("\n"), forward.text.split("\n")
    for item in found:
        line = item.finding.line
        column = forward.find_column(line, item.column)
        shown = item.physical_line
        if shown is not None and shown.rstrip("\n") == new[line - 1]:
            shown = f"{old[line - 1]}\n"
        yield Found(item.finding, column, shown)


def _lint(text: str, name: str, settings: Settings) -> list[Found]:
    """Return what there is to report in a *text* for Python 3; may raise."""
    # Nearly all files are clean by their text, and are not parsed.
    log = _find_log(settings)
    findings = list(lint(lambda: ast.parse(text), text, name, settings, log))
    if not findings:
        return []
    lines = list(io.StringIO(text))
    if _is_exempt(text, lines, settings.namespace):
        return []
    return _find_lines(findings, name, lines, settings.namespace)


def _find_log(settings: Settings) -> Callable[[SourceFile], None] | None:
    """Return what ``-v`` has called for each file."""
    if not settings.namespace.verbose:
        return None
    from flake8_safe_imports.plugin import log_versions

    return log_versions


def _read(filename: str) -> str:
    """Return the text of a file as flake8 reads it, without a byte order mark."""
    if filename == STDIN and sys.stdin is None:
        raise OSError("it is closed")
    if filename != STDIN:
        text = _read_file(filename)
    elif hasattr(sys.stdin, "buffer"):
        # Imported here, and below: most runs need nothing of flake8.
        from flake8.utils import stdin_get_value

        text = stdin_get_value()
    else:  # a program that calls us has put a stream of text there
        text = sys.stdin.read()
    return text[1:] if text.startswith(MARK) else text


def _read_file(filename: str) -> str:
    # A file object would ask the system for the size, twice, and for the position.
    descriptor = os.open(filename, _FLAGS)
    try:
        content = b"".join(iter(lambda: _read_block(descriptor), b""))
    finally:
        os.close(descriptor)
    if not content and stat.S_ISFIFO(os.lstat(filename).st_mode):
        raise OSError("nothing writes to this pipe")
    return _decode(content)


def _read_block(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _BLOCK)
    except BlockingIOError:  # something writes to this pipe, and is not ready
        os.set_blocking(descriptor, True)
        return os.read(descriptor, _BLOCK)


def understand(text: str) -> Forward:
    """Return *text* in the syntax of Python 3; raise SyntaxError if that is beyond us.

    Its line ends become those that flake8 has.
    """
    from flake8_safe_imports.check import python2

    text = unify_line_ends(text)
    try:
        ast.parse(text)
    except SyntaxError:
        forward = python2.bring_forward(text)
        if forward is None:
            raise
        return forward
    return python2.Forward(list(io.StringIO(text)), {})


def _decode(content: bytes) -> str:
    """Return the text of a file; what cannot be decoded is Latin-1, as in flake8."""
    try:
        second = content.find(b"\n") + 1
        if content.find(b"coding", 0, content.find(b"\n", second)) < 0:
            # A second mark, of files put together, falls as it does in flake8.
            return content.decode().removeprefix(MARK)
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        # Not `decode`, which takes UTF-16 without a byte order mark: a file whose first
        # line can be read has none.
        return io.TextIOWrapper(io.BytesIO(content), encoding).read()
    except (SyntaxError, UnicodeError, LookupError):
        text = content.decode("latin-1")
        return text[3:] if content.startswith(b"\xef\xbb\xbf") else text


def _is_exempt(text: str, lines: Sequence[str], options: argparse.Namespace) -> bool:
    """Return whether a ``flake8: noqa`` comment is for the whole file."""
    if options.disable_noqa or "flake8" not in text.lower():
        return False
    from flake8.defaults import NOQA_FILE

    return any(map(NOQA_FILE.match, lines))


def _find_lines(
    findings: Sequence[tuple[Finding, int]],
    name: str,
    lines: Sequence[str],
    options: argparse.Namespace,
) -> list[Found]:
    """Return the *findings* in flake8's order, with the lines it looks at for noqa."""
    # Imported here: most files have no findings.
    from flake8_safe_imports.noqa import find_noqa_lines

    find_line = find_noqa_lines(name, lines, options)
    found = [
        # Without its nodes, which another process would have to copy.
        Found(finding.with_nodes(()), column, find_line(finding.line))
        for finding, column in findings
    ]
    found.sort(key=lambda item: (item.finding.line, item.column))
    return found
