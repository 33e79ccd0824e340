"""What was changed in a text, as a unified diff.

Which lines stayed is known from the edits.  To find it out from the two texts takes
time that grows with the square of the number of changes.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.fix.edits import Origins

CONTEXT: Final = 3
"""How many lines that stayed are shown around what did not."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""To programs that read a diff only this ends a line."""


class _Block(NamedTuple):
    """Lines that were replaced: from and until which, before and after."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified(
    name: str, before: str, after: str, history: Sequence[Origins], mark: str = ""
) -> str:
    """Return the difference that *history* made to the file *name*.

    The two texts differ.  *mark* stands before both, and is not counted in the history.
    """
    old, new = _LINE.findall(before), _LINE.findall(after)
    hunks = list(_hunks(_blocks(old, new, history)))
    old[:1], new[:1] = [mark + "".join(old[:1])], [mark + "".join(new[:1])]
    lines = [f"--- a/{name}\n", f"+++ b/{name}\n"]
    for hunk in hunks:
        lines += _written(hunk, old, new)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in lines
    )


def _blocks(
    old: list[str], new: list[str], history: Sequence[Origins]
) -> Iterator[_Block]:
    numbers = {start: number for number, start in enumerate(_starts(old))}
    done = new_done = 0
    for number, start in enumerate(_starts(new)):
        for origins in reversed(history):
            start = origins.of(start)
        stayed = numbers.get(start, -1)
        if stayed < done or old[stayed] != new[number]:
            continue
        if stayed > done or number > new_done:
            yield _Block(done, stayed, new_done, number)
        done, new_done = stayed + 1, number + 1
    if done < len(old) or new_done < len(new):
        yield _Block(done, len(old), new_done, len(new))


def _starts(lines: list[str]) -> list[int]:
    return [0, *accumulate(map(len, lines))][:-1]


def _hunks(blocks: Iterator[_Block]) -> Iterator[list[_Block]]:
    """Yield the blocks that share their context; there is one at least."""
    hunk: list[_Block] = [next(blocks)]
    for block in blocks:
        if block.start - hunk[-1].end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    yield hunk


def _written(hunk: list[_Block], old: list[str], new: list[str]) -> Iterator[str]:
    first, last = hunk[0], hunk[-1]
    before = min(CONTEXT, first.start)
    after = min(CONTEXT, len(old) - last.end)
    yield (
        f"@@ -{_range(first.start - before, last.end + after)} "
        f"+{_range(first.new_start - before, last.new_end + after)} @@\n"
    )
    shown = first.start - before
    for block in hunk:
        yield from (f" {line}" for line in old[shown : block.start])
        yield from (f"-{line}" for line in old[block.start : block.end])
        yield from (f"+{line}" for line in new[block.new_start : block.new_end])
        shown = block.end
    yield from (f" {line}" for line in old[shown : last.end + after])


def _range(start: int, end: int) -> str:
    count = end - start
    if count == 1:
        return f"{start + 1}"
    return f"{start + 1 if count else start},{count}"
