"""Unified diffs, made from the edits that changed a text.

The edits tell which lines stayed. To find that out from the two texts, as ``difflib``
does, takes time that grows with the square of the number of changes.
"""

from __future__ import annotations

import os
import re
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.finding import make_printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.fix.text.edits import OffsetMap

CONTEXT: Final = 3
"""The number of unchanged lines around each change."""

_ESCAPES: Final = {
    **{
        ord(character): f"\\{letter}"
        for character, letter in zip("\a\b\t\n\v\f\r", "abtnvfr")
    },
    **{ord(character): f"\\{character}" for character in '"\\'},
}
_COLORS: Final = {"--- ": 1, "+++ ": 1, "@@": 36, "-": 31, "+": 32}
"""The numbers of the colors, by how a line begins; the first that fits counts."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""A line: to the programs that read diffs, only a line feed ends one."""


class _ChangedLines(NamedTuple):
    """A run of lines that were replaced: its beginning and end, before and after."""

    start: int
    end: int
    new_start: int
    new_end: int


def make_diff(
    name: str, before: str, after: str, history: Sequence[OffsetMap], mark: str = ""
) -> str:
    """Return the diff between two texts of the file *name*, which have to differ.

    *history* maps the offsets of each round of edits, the first round first. *mark* is
    a byte order mark that both texts begin with; offsets do not count it.
    """
    old, new = _LINE.findall(before), _LINE.findall(after)
    hunks = list(_group_hunks(_find_changes(old, new, history)))
    old[:1], new[:1] = [mark + "".join(old[:1])], [mark + "".join(new[:1])]
    lines = [f"--- {quote_path(f'a/{name}')}\n", f"+++ {quote_path(f'b/{name}')}\n"]
    for hunk in hunks:
        lines += _format_hunk(hunk, old, new)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in lines
    )


def color_diff(diff: str) -> str:
    """Return *diff* for a terminal: in color, with control characters escaped."""
    return "".join(map(_color_line, _LINE.findall(diff)))


def _color_line(line: str) -> str:
    text = line.rstrip("\n")
    ending = line[len(text) :]
    shown = "\t".join(make_printable(part) for part in text.split("\t"))
    for start, color in _COLORS.items():
        if text.startswith(start):
            return f"\x1b[{color}m{shown}\x1b[0m{ending}"
    return f"{shown}{ending}"


def quote_path(path: str) -> str:
    """Return *path* as git writes it in a diff: odd characters within quotes."""
    if path.isascii() and path.isprintable() and not set(path) & {'"', "\\"}:
        return f"{path}\t" if " " in path else path
    return f'"{"".join(map(_quote_byte, os.fsencode(path)))}"'


def _quote_byte(byte: int) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"


def _find_changes(
    old: list[str], new: list[str], history: Sequence[OffsetMap]
) -> Iterator[_ChangedLines]:
    """Yield the runs of lines that did not stay, in order.

    A line stayed if it begins where a line began before, and reads the same.
    """
    numbers = {start: number for number, start in enumerate(_find_line_starts(old))}
    done = new_done = 0
    for number, start in enumerate(_find_line_starts(new)):
        for offsets in reversed(history):
            start = offsets.find_origin(start)
        stayed = numbers.get(start, -1)
        if stayed < done or old[stayed] != new[number]:
            continue
        if stayed > done or number > new_done:
            yield _ChangedLines(done, stayed, new_done, number)
        done, new_done = stayed + 1, number + 1
    if done < len(old) or new_done < len(new):
        yield _ChangedLines(done, len(old), new_done, len(new))


def _find_line_starts(lines: list[str]) -> list[int]:
    return [0, *accumulate(map(len, lines))][:-1]


def _group_hunks(changes: Iterator[_ChangedLines]) -> Iterator[list[_ChangedLines]]:
    """Yield the changes that share unchanged lines; there is at least one change."""
    hunk: list[_ChangedLines] = [next(changes)]
    for change in changes:
        if change.start - hunk[-1].end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    yield hunk


def _format_hunk(
    hunk: list[_ChangedLines], old: list[str], new: list[str]
) -> Iterator[str]:
    first, last = hunk[0], hunk[-1]
    before = min(CONTEXT, first.start)
    after = min(CONTEXT, len(old) - last.end)
    yield (
        f"@@ -{_format_range(first.start - before, last.end + after)} "
        f"+{_format_range(first.new_start - before, last.new_end + after)} @@\n"
    )
    done = first.start - before
    for change in hunk:
        yield from (f" {line}" for line in old[done : change.start])
        yield from (f"-{line}" for line in old[change.start : change.end])
        yield from (f"+{line}" for line in new[change.new_start : change.new_end])
        done = change.end
    yield from (f" {line}" for line in old[done : last.end + after])


def _format_range(start: int, end: int) -> str:
    count = end - start
    if count == 1:
        return f"{start + 1}"
    return f"{start + 1 if count else start},{count}"
