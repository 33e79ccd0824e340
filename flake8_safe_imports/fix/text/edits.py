"""The text of a file: offsets, the layout of import statements, edits.

Everything here works on character offsets into the text, so that what no edit touches
stays as it is, byte for byte.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_TOKEN = re.compile(
    r"(?P<blank>(?:[ \t\f\r\n]|\\\r?\n|\\\r)+)|(?P<comment>#[^\r\n]*)"
    r"|(?P<name>[^\W\d]\w*)|(?P<mark>[.,()*])"
)
_BLANKS = re.compile(r"[ \t\f]*")
_GAP = r"[\s\\]*"
"""What may separate the tokens of an attribute chain."""


class Edit(NamedTuple):
    """The text between two offsets is to be replaced."""

    start: int
    end: int
    text: str


class StatementLayout(NamedTuple):
    """The offsets of the parts of an import statement."""

    start: int
    end: int
    module: tuple[int, int]
    """The module after ``from``, with its dots; (0, 0) if there is none."""
    aliases: tuple[tuple[int, int], ...]
    """Each ``name as other``."""
    comments: tuple[int, ...]
    """The comments between the names."""
    lazy: str
    """``lazy`` and a blank, if the statement begins with that word; else empty."""


class SourceText:
    """A text and the offsets of its lines, which are those of Python's parser."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[str] = [line for line in _LINE.findall(text) if line]
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))
        self._ascii = text.isascii()
        self._columns: dict[int, list[int]] = {}
        first: str = self.lines[0] if self.lines else ""
        self.newline = first[len(first.rstrip("\r\n")) :] or "\n"

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a position of ``ast``: line from 1, column in bytes."""
        start = self._starts[line - 1]
        if self._ascii:
            return start + column
        columns = self._columns.get(line)
        if columns is None:
            sizes = (len(character.encode()) for character in self.lines[line - 1])
            columns = self._columns[line] = [0, *accumulate(sizes)]
        return start + bisect_right(columns, column) - 1

    def find_line(self, offset: int) -> int:
        """Return the number of the line that *offset* is in, from 1."""
        return min(bisect_right(self._starts, offset), max(len(self.lines), 1))

    def line_start(self, line: int) -> int:
        """Return the offset at which *line* begins; past the last line, the end."""
        return self._starts[min(line - 1, len(self.lines))]

    def span(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        """Return the offsets of the beginning and the end of *node*."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno, node.end_col_offset),
        )

    def indent(self, offset: int) -> str:
        """Return the indentation of the line of *offset*."""
        start = self.line_start(self.find_line(offset))
        return self.text[start : self._past_blanks(start)].rpartition("\f")[2]

    def is_first(self, start: int) -> bool:
        """Return whether *start* is the beginning of a logical line, blanks aside."""
        line = self.find_line(start)
        if self._past_blanks(self.line_start(line)) < start:
            return False
        above = self.lines[line - 2].rstrip("\r\n") if line > 1 else ""
        return not above.endswith("\\")

    def after(self, end: int) -> str:
        """Return the first character after *end* and blanks in its line, if any."""
        offset = self._past_blanks(end)
        return self.text[offset : offset + 1].strip("\r\n")

    def _past_blanks(self, offset: int) -> int:
        match = _BLANKS.match(self.text, offset)
        assert match is not None
        return match.end()

    def is_alone(self, start: int, end: int) -> bool:
        """Return whether the statement shares its lines with at most a comment."""
        return self.is_first(start) and self.after(end) in ("", "#")

    def chain(self, offset: int, parts: Sequence[str]) -> tuple[int, int] | None:
        """Return the span of the attribute chain *parts* that begins at *offset*.

        None is returned if something else is there.
        """
        pattern = rf"{_GAP}\.{_GAP}".join(map(re.escape, parts))
        match = re.compile(pattern + r"\b").match(self.text, offset)
        return match.span() if match else None


def find_layout(source: SourceText, node: ImportStatement) -> StatementLayout | None:
    """Return the offsets of the parts of *node*; None if its text is not understood."""
    start, end = source.span(node)
    words: list[tuple[str, int, int]] = []
    comments: list[int] = []
    position = start
    while position < end:
        match = _TOKEN.match(source.text, position, end)
        if match is None:
            return None
        if match.lastgroup == "comment":
            comments.append(match.start())
        elif match.lastgroup != "blank":
            words.append((match.group(), match.start(), match.end()))
        position = match.end()
    lazy = ""
    if words and words[0][0] == "lazy":
        lazy = "lazy "
        del words[0]
    module = (0, 0)
    if words and words[0][0] == "from":
        last = next(index for index, word in enumerate(words) if word[0] == "import")
        module = (words[1][1], words[last - 1][2])
        del words[:last]
    aliases = tuple(_split_aliases(words[1:]))
    if len(aliases) != len(node.names):
        return None
    return StatementLayout(start, end, module, aliases, tuple(comments), lazy)


def _split_aliases(words: Iterable[tuple[str, int, int]]) -> Iterable[tuple[int, int]]:
    """Yield the span between each two neighboring commas or parentheses."""
    first = last = -1
    for text, start, end in words:
        if text in {",", "(", ")"}:
            if first >= 0:
                yield first, last
            first = -1
        else:
            first = start if first < 0 else first
            last = end
    if first >= 0:
        yield first, last


def remove_statement(
    source: SourceText, start: int, end: int, *, is_last: bool
) -> Edit:
    """Return the edit that removes the statement from *start* to *end*.

    With *is_last* no other statement is left in its block, and it becomes ``pass``.
    """
    if is_last:
        if source.is_alone(start, end) and source.after(end):
            comment = source.lines[source.find_line(end) - 1].rstrip("\r\n")
            end = source.line_start(source.find_line(end)) + len(comment)
        return Edit(start, end, "pass")
    if source.is_alone(start, end):
        # A comment in its line was about it.
        first = source.line_start(source.find_line(start))
        return Edit(first, source.line_start(source.find_line(end) + 1), "")
    following = re.compile(r"[ \t\f]*;[ \t\f]*(?=[^\s#;\\])").match(source.text, end)
    if following:
        return Edit(start, following.end(), "")
    line = source.find_line(start)
    begin = source.line_start(line)
    before = re.search(r"[ \t\f]*;[ \t\f]*\Z", source.text[begin:start])
    if before:
        return Edit(begin + before.start(), end, "")
    ending = re.compile(r"[ \t\f]*;[ \t\f]*(?=[\r\n]|\Z)").match(source.text, end)
    if ending and source.is_first(start):
        return Edit(begin, source.line_start(source.find_line(end) + 1), "")
    return Edit(start, end, "pass")


def close_gaps(source: SourceText, edits: Iterable[Edit]) -> list[Edit]:
    """Return *edits*, extended to blank lines beside the lines that they remove.

    Lines that only blank lines separate are removed as one.
    """
    joined: list[Edit] = []
    for edit in sorted(edits):
        last = joined[-1] if joined else None
        if (
            last is not None
            and not last.text
            and not edit.text
            and _is_line_start(source, last.end)
            and _is_line_start(source, edit.start)
            and not source.text[last.end : edit.start].strip()
        ):
            joined[-1] = Edit(last.start, edit.end, "")
        else:
            joined.append(edit)
    return [close_gap(source, edit) for edit in joined]


def _is_line_start(source: SourceText, offset: int) -> bool:
    return source.line_start(source.find_line(offset)) == offset


def close_gap(source: SourceText, edit: Edit) -> Edit:
    """Return *edit*, extended to blank lines beside the whole lines that it removes.

    As many stay as there were on the side that had more, none at an end of the file.
    An edit that does something else is returned as it is.
    """
    first, last = source.find_line(edit.start), source.find_line(edit.end)
    if edit.end == len(source.text):
        last = len(source.lines) + 1
    ends = source.line_start(first), source.line_start(last)
    if edit.text or (edit.start, edit.end) != ends:
        return edit
    above, below = first, last
    while above > 1 and not source.lines[above - 2].strip():
        above -= 1
    while below <= len(source.lines) and not source.lines[below - 1].strip():
        below += 1
    if below > len(source.lines):
        return Edit(source.line_start(above), len(source.text), "")
    if above == 1:
        return Edit(0, source.line_start(below), "")
    spare = min(first - above, below - last)
    return Edit(edit.start, source.line_start(last + spare), "")


def insert_after(
    source: SourceText, start: int, end: int, statements: list[str]
) -> Edit:
    """Return the edit that adds *statements* after the one from *start* to *end*."""
    if not source.is_alone(start, end):
        return Edit(end, end, "".join(f"; {text}" for text in statements))
    indent, line = source.indent(start), source.find_line(end)
    text = source.lines[line - 1]
    newline = text[len(text.rstrip("\r\n")) :]
    at = source.line_start(line + 1)
    if newline:
        return Edit(at, at, "".join(f"{indent}{new}{newline}" for new in statements))
    added = "".join(f"{source.newline}{indent}{new}" for new in statements)
    return Edit(at, at, added)


def apply(text: str, edits: Iterable[Edit]) -> str | None:
    """Return *text* with all *edits* applied; None if two of them overlap."""
    parts: list[str] = []
    position = 0
    for edit in sorted(edits):
        if edit.start < position:
            return None
        parts += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, text[position:]])


class OffsetMap:
    """Maps offsets in an edited text to offsets in the text before the edits."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = sorted(edits)
        grown = (len(edit.text) - (edit.end - edit.start) for edit in self._edits)
        self._shifts = [0, *accumulate(grown)]
        self._starts = [
            edit.start + shift for edit, shift in zip(self._edits, self._shifts)
        ]

    def find_origin(self, offset: int) -> int:
        """Return where the text at *offset* was before the edits.

        What an edit inserted comes from the edit's beginning.
        """
        if self.was_inserted(offset):
            return self._edits[bisect_right(self._starts, offset) - 1].start
        return offset - self._shifts[bisect_right(self._starts, offset)]

    def was_inserted(self, offset: int) -> bool:
        """Return whether an edit inserted the text at *offset*."""
        count = bisect_right(self._starts, offset)
        if not count:
            return False
        return offset < self._starts[count - 1] + len(self._edits[count - 1].text)
