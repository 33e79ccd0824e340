"""Edits within one import statement: names removed, with their comments, or added."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from flake8_safe_imports.fix.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from flake8_safe_imports.fix.text.edits import SourceText, StatementLayout

MAX_LENGTH = 79
"""No name is added to a line that would be longer then, and was not before."""

_COMMA = re.compile(r"[ \t\f]*,[ \t\f]*")


class _Item(NamedTuple):
    """A name or a comment of a statement."""

    start: int
    end: int
    goes: bool
    is_comment: bool


def remove_aliases(
    source: SourceText, found: StatementLayout, removed: Collection[int]
) -> list[Edit]:
    """Return the edits that remove some, not all, aliases of a statement.

    Their comments go with them: one at the end of a line if all names of the line go,
    one above names if all go that it is above of.
    """
    items = _collect_items(source, found, removed)
    edits: list[Edit] = []
    start = -1
    for number, item in enumerate(items):
        if item.goes and start < 0:
            start = number
        elif not item.goes and start >= 0:
            edits.append(_remove_before(source, items[start:number], item))
            start = -1
    if start >= 0:
        edits.append(_remove_tail(source, items[start:], items[start - 1]))
    return edits


def has_staying_comment(
    source: SourceText, found: StatementLayout, removed: Collection[int]
) -> bool:
    """Return whether a comment is left among the names."""
    items = _collect_items(source, found, removed)
    return any(item.is_comment and not item.goes for item in items)


def _collect_items(
    source: SourceText, found: StatementLayout, removed: Collection[int]
) -> list[_Item]:
    """Return the names and comments of a statement, in their order."""
    going = set(_find_going_comments(source, found, removed))
    items = [
        _Item(*span, number in removed, is_comment=False)
        for number, span in enumerate(found.aliases)
    ]
    for start in found.comments:
        line = source.lines[source.find_line(start) - 1].rstrip("\r\n")
        end = source.line_start(source.find_line(start)) + len(line)
        items.append(_Item(start, end, start in going, is_comment=True))
    return sorted(items)


def _find_going_comments(
    source: SourceText, found: StatementLayout, removed: Collection[int]
) -> Iterator[int]:
    if not found.comments:
        return
    by_line: dict[int, list[int]] = {}
    """The names that begin in each line."""
    for number, (start, _) in enumerate(found.aliases):
        by_line.setdefault(source.find_line(start), []).append(number)
    above = [start for start in found.comments if source.is_first(start)]
    for start in found.comments:
        names = by_line.get(source.find_line(start), [])
        if names and all(number in removed for number in names):
            yield start
    for comments, names in _group_comments(source, found, above):
        if names and all(number in removed for number in names):
            yield from comments


def _group_comments(
    source: SourceText, found: StatementLayout, above: Sequence[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield comments in lines of their own, and the names up to the next of these."""
    comments: list[int] = []
    names: list[int] = []
    marks = [(start, -1) for start in above]
    marks += [(start, number) for number, (start, _) in enumerate(found.aliases)]
    for start, number in sorted(marks):
        if number >= 0:
            names.append(number)
            continue
        if names:
            yield comments, names
            comments, names = [], []
        comments.append(start)
    yield comments, names


def _remove_before(
    source: SourceText, going: Sequence[_Item], following: _Item
) -> Edit:
    """Return the edit that removes *going*, which *following* stays after."""
    start, end = going[0].start, following.start
    line = source.line_start(source.find_line(start))
    if not source.text[line:start].strip():
        if following.is_comment and not source.is_first(following.start):
            return Edit(start, _skip_comma(source, going[-1].end), "")
        return Edit(start, end, "")
    before = start - (
        len(source.text[line:start]) - len(source.text[line:start].rstrip())
    )
    if source.find_line(end) == source.find_line(start):
        if following.is_comment:
            return Edit(before, _skip_comma(source, going[-1].end, blanks=False), "")
        return Edit(start, end, "")
    is_first = source.text[before - 1] != ","
    is_continued = "\\" in source.text[going[-1].end : end]
    if (is_first or is_continued) and not following.is_comment:
        return Edit(start, end, "")
    # Names before it in its line stay, and so does the line break.
    last = source.line_start(source.find_line(end))
    return Edit(before, last - len(_find_line_end(source, last)), "")


def _find_line_end(source: SourceText, start: int) -> str:
    """Return the line break before the line that begins at *start*."""
    line = source.lines[source.find_line(start) - 2]
    return line[len(line.rstrip("\r\n")) :]


def _skip_comma(source: SourceText, end: int, *, blanks: bool = True) -> int:
    match = _COMMA.match(source.text, end)
    if match is None:
        return end
    return match.end() if blanks else end + len(match[0].rstrip())


def _remove_tail(source: SourceText, going: Sequence[_Item], last: _Item) -> Edit:
    """Return the edit that removes *going*, the last of all; *last* stays before."""
    end = going[-1].end
    if going[-1].is_comment:
        name = next(item for item in reversed(going) if not item.is_comment)
        has_comma = _COMMA.match(source.text, name.end) is not None
    else:
        # The comma that follows serves the name that is the last then.
        has_comma = False
    if not last.is_comment:
        return Edit(last.end, end, "," if has_comma else "")
    match = _COMMA.match(source.text, end)
    if match is not None:
        end = match.end()
    # What follows must not become a part of the comment.
    rest = source.text[end : source.line_start(source.find_line(end) + 1)]
    newline = source.newline if rest.strip() else ""
    return Edit(last.end, end, newline)


def add_aliases(
    source: SourceText,
    found: StatementLayout,
    staying: Sequence[int],
    names: Sequence[str],
    added: Sequence[str],
) -> list[Edit]:
    """Return the edits that add names, in the order that the *staying* ones have.

    *names* are the texts of those.
    """
    edits: dict[int, list[str]] = {}
    for text in added:
        number = _find_position(list(names), text)
        edits.setdefault(number, []).append(text)
    made: list[Edit] = []
    for number, texts in sorted(edits.items()):
        texts.sort(key=_make_sorting_key)
        if number == len(staying):
            made.append(_append(source, found, staying[-1], texts))
        else:
            made.append(_insert(source, found, staying[number], texts))
    return made


def _find_position(names: Sequence[str], text: str) -> int:
    """Return before which of *names* the name *text* belongs; else their number."""
    orders: list[Callable[[str], Any]] = [_make_sorting_key, str, str.lower]
    for key in orders:
        keys = [key(name) for name in names]
        if keys == sorted(keys):
            return sum(known <= key(text) for known in keys)
    return len(names)


def _make_sorting_key(name: str) -> tuple[int, str]:
    """Return what isort sorts names by: constants, classes, everything else."""
    is_constant = name.isupper() and len(name) > 1
    return (0 if is_constant else 1 if name[:1].isupper() else 2), name


def _find_separator(source: SourceText, found: StatementLayout, start: int) -> str:
    """Return what separates a name at *start* from the one before it."""
    if source.text[found.end - 1] != ")":
        return " "
    line = source.line_start(source.find_line(start))
    indent = source.text[line:start]
    return f"{source.newline}{indent}" if not indent.strip() else " "


def _insert(
    source: SourceText, found: StatementLayout, before: int, texts: Sequence[str]
) -> Edit:
    start = found.aliases[before][0]
    separator = _find_separator(source, found, start)
    return Edit(start, start, "".join(f"{text},{separator}" for text in texts))


def _append(
    source: SourceText, found: StatementLayout, last: int, texts: Sequence[str]
) -> Edit:
    start, end = found.aliases[last]
    if any(source.find_line(item) == source.find_line(end) for item in found.comments):
        # The comment belongs to the last name, and stays beside it.
        return _insert(source, found, last, texts)
    separator = _find_separator(source, found, start)
    return Edit(end, end, "".join(f",{separator}{text}" for text in texts))


def has_room(
    source: SourceText, found: StatementLayout, removed: Collection[int], text: str
) -> bool:
    """Return whether *text* fits into the statement's last line of names."""
    start, end = found.aliases[-1]
    line = source.lines[source.find_line(end) - 1].rstrip("\r\n")
    if "\n" in _find_separator(source, found, start):
        return True
    gone = sum(
        found.aliases[number][1] - found.aliases[number][0] + 2
        for number in removed
        if source.find_line(found.aliases[number][0]) == source.find_line(end)
    )
    length = len(line) - gone + len(text) + 2
    return length <= max(MAX_LENGTH, len(line))
