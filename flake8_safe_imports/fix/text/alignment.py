"""Keeping continuation lines aligned: brackets move when text before them changes.

In ``f(a,`` with ``b)`` below ``a``, that ``b`` moves as ``a`` does when ``f`` becomes
longer or shorter.
"""

from __future__ import annotations

import ast
import tokenize
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.fix.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.fix.text.edits import SourceText
    from flake8_safe_imports.fix.text.nodes import Nodes

_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")
_BLANK: Final = frozenset(
    {tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE, tokenize.NL}
)
_Shifts = list[tuple[int, int]]
"""The columns in a line after each edit, and by how much what follows moves."""


class _Bracket:
    """A bracket that is open."""

    def __init__(self, column: int, shift: int, outer_shift: int) -> None:
        self.column = column
        """Where the first token after it in its line begins; -1 if there is none."""
        self.shift = shift
        """By how much that moves."""
        self.outer_shift = outer_shift
        """By how much the line moves that the bracket is in."""
        self.is_aligned: bool | None = None
        """Whether the lines below begin below that token; None before the first."""

    def find_shift(self, token: tokenize.TokenInfo) -> int:
        """Return by how much the line moves that begins with *token*."""
        column = token.start[1]
        edge = self.column - (token.string in _CLOSING)
        if self.is_aligned is None:
            self.is_aligned = self.column >= 0 and column in (self.column, edge)
        return self.shift if self.is_aligned and column >= edge else self.outer_shift


def realign(source: SourceText, nodes: Nodes, edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits that move what was aligned with what *edits* move."""
    shifts = _find_shifts(source, edits)
    lines = sorted(line for line in shifts if _may_continue(source, line))
    if not lines:
        return []
    ordered = sorted(edits)
    starts = [edit.start for edit in ordered]
    found: list[Edit] = []
    first_lines = _find_first_lines(source, nodes)
    done = 0
    for line in lines:
        if line <= done:
            continue
        first = first_lines[bisect_right(first_lines, line) - 1]
        statement = _Statement(source, first, line, shifts)
        for edit in statement.move_lines():
            before = bisect_right(starts, edit.end)
            if before == 0 or ordered[before - 1].end <= edit.start:
                found.append(edit)
        done = statement.last
    return found


def _find_shifts(source: SourceText, edits: Sequence[Edit]) -> dict[int, _Shifts]:
    found: dict[int, _Shifts] = {}
    for edit in sorted(edits):
        line = source.find_line(edit.start)
        if "\n" in edit.text or source.find_line(edit.end) != line:
            continue
        grown = len(edit.text) - (edit.end - edit.start)
        known = found.setdefault(line, [])
        total = grown + (known[-1][1] if known else 0)
        known.append((edit.end - source.line_start(line), total))
    return found


def _may_continue(source: SourceText, line: int) -> bool:
    """Return whether a bracket in *line* may be open at its end."""
    if line >= len(source.lines):
        return False
    text = source.lines[line - 1]
    pairs = (("(", ")"), ("[", "]"), ("{", "}"))
    return any(text.count(opening) > text.count(closing) for opening, closing in pairs)


def _find_first_lines(source: SourceText, nodes: Nodes) -> list[int]:
    """Return the lines that statements begin in, if nothing is before them."""
    found = [1]
    for node in nodes.of(*ast.stmt.__subclasses__()):
        start = source.offset(node.lineno, node.col_offset)
        if not source.text[source.line_start(node.lineno) : start].strip():
            found.append(node.lineno)
    return sorted(found)


class _Statement:
    """The lines from the beginning of a statement to the end of an edited one."""

    def __init__(
        self, source: SourceText, first: int, line: int, shifts: dict[int, _Shifts]
    ) -> None:
        self._source = source
        self._first = first
        self._line = line
        self._shifts = shifts
        self._brackets: list[_Bracket] = []
        self.last = line
        """The last line that was looked at."""

    def move_lines(self) -> Iterator[Edit]:
        """Yield the edits that move lines."""
        for number, tokens in self._group_tokens_by_line():
            self.last = max(self.last, number)
            shift = 0
            # Blanks that a string of several lines ends with are not indentation.
            before = self._source.lines[number - 1][: tokens[0].start[1]]
            if self._brackets and not before.strip():
                shift = self._brackets[-1].find_shift(tokens[0])
            if shift:
                yield from self._shift_line(number, tokens[0].start[1], shift)
            self._follow_brackets(number, tokens, shift)

    def _follow_brackets(
        self, number: int, tokens: Sequence[tokenize.TokenInfo], shift: int
    ) -> None:
        shifts = self._shifts.get(number, [])
        for token, following in zip(tokens, [*tokens[1:], None]):
            if token.type != tokenize.OP:
                continue
            if token.string in _CLOSING and self._brackets:
                self._brackets.pop()
            elif token.string in _OPENING:
                column, moved = -1, 0
                if following is not None and following.type != tokenize.COMMENT:
                    column = following.start[1]
                    index = bisect_right(shifts, (token.end[1], len(shifts)))
                    moved = shifts[index - 1][1] if index else 0
                self._brackets.append(_Bracket(column, shift + moved, shift))

    def _shift_line(self, number: int, column: int, shift: int) -> Iterator[Edit]:
        start = self._source.line_start(number)
        if self._source.text[start : start + column].strip(" ") or column + shift < 0:
            return
        if shift > 0:
            yield Edit(start, start, " " * shift)
        else:
            yield Edit(start, start - shift, "")

    def _group_tokens_by_line(self) -> Iterator[tuple[int, list[tokenize.TokenInfo]]]:
        """Yield each line that a token begins in, with its tokens."""
        above = self._first - 1
        tokens: list[tokenize.TokenInfo] = []
        for token in self._tokenize():
            if tokens and token.start[0] != tokens[0].start[0]:
                yield above + tokens[0].start[0], tokens
                tokens = []
            if token.type == tokenize.NEWLINE and above + token.start[0] >= self._line:
                break
            if token.type not in _BLANK:
                tokens.append(token)
        if tokens:
            yield above + tokens[0].start[0], tokens

    def _tokenize(self) -> Iterator[tokenize.TokenInfo]:
        # Before Python 3.12, tokenize does not know that "\r" ends a line.
        lines = (
            line.rstrip("\r\n") + "\n" for line in self._source.lines[self._first - 1 :]
        )
        try:
            yield from tokenize.generate_tokens(lambda: next(lines, ""))
        except (tokenize.TokenError, SyntaxError):  # the indentation, mostly
            return
