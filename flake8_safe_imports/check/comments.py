"""Adding ``noqa`` comments to the text of a file, without touching anything else."""

from __future__ import annotations

import re
import tokenize
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8.defaults import NOQA_INLINE_REGEXP

from flake8_safe_imports.noqa import is_silenced

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_LINES: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BODY: Final = re.compile(r"[^\r\n]*")
_BLANKS: Final = " \t\f"
_STARTS: Final = ("FSTRING_START", "TSTRING_START")
_ENDS: Final = ("FSTRING_END", "TSTRING_END")
"""Tokens that newer Pythons have: before, such a string is one token."""


class CommentedLines(NamedTuple):
    """Lines that share a ``noqa`` comment, which can only be on the last of them.

    They are several where a string or a backslash goes on to the next line.
    """

    first: int
    last: int
    comment: int = -1
    """The column of the comment that is there, -1 if there is none."""
    is_in_string: bool = False
    """Whether the last line ends in a field of an f-string or a t-string.

    Only Python 3.12 and newer allow a comment there.
    """


class Commented(NamedTuple):
    """The lines of a file with comments, and what could not be silenced."""

    lines: list[str]
    left: frozenset[tuple[int, str]]
    """Line and code of findings that have no place for a comment."""


def split_lines(text: str) -> list[str]:
    """Return the lines of *text*, with their ends, as flake8 counts them."""
    return _LINES.findall(text)


def find_places(lines: Sequence[str]) -> dict[int, CommentedLines]:
    """Return where the comment for each line is; empty if the text has no tokens."""
    places: dict[int, CommentedLines] = {}
    first, comment, depth = 0, -1, 0
    try:
        for token in tokenize.generate_tokens(iter([*lines, ""]).__next__):
            if token.type in (tokenize.DEDENT, tokenize.ENDMARKER):
                continue
            first = first or token.start[0]
            name = tokenize.tok_name[token.type]
            depth += (name in _STARTS) - (name in _ENDS)
            if token.type == tokenize.COMMENT:
                comment = token.start[1]
            elif token.type in (tokenize.NL, tokenize.NEWLINE):
                place = CommentedLines(first, token.start[0], comment, depth > 0)
                numbers = range(first, token.start[0] + 1)
                places.update(dict.fromkeys(numbers, place))
                first, comment = 0, -1
    except (tokenize.TokenError, SyntaxError):
        return {}
    return places


def add_noqa(
    lines: Sequence[str],
    wanted: Mapping[int, Collection[str]],
    places: Mapping[int, CommentedLines],
) -> Commented:
    """Return *lines* with comments that silence the *wanted* codes of some lines."""
    changed = list(lines) or [""]
    together: dict[CommentedLines, dict[str, list[int]]] = {}
    for number, codes in wanted.items():
        place = places.get(number, CommentedLines(number, number))
        for code in codes:
            together.setdefault(place, {}).setdefault(code, []).append(number)
    left: set[tuple[int, str]] = set()
    for place, numbers in together.items():
        missing = _silence(changed, place, sorted(numbers))
        left.update((number, code) for code in missing for number in numbers[code])
    return Commented(changed, frozenset(left))


def _silence(
    lines: list[str], place: CommentedLines, codes: Sequence[str]
) -> Sequence[str]:
    """Put *codes* into the comment of the lines in *place*; return what is not heeded.

    Nothing is changed then.
    """
    before = lines[place.first - 1 : place.last]
    text = "".join(before)
    new = [code for code in codes if not is_silenced(code, text)]
    if not new:
        return ()
    *others, last = before
    start = sum(map(len, others))
    match = NOQA_INLINE_REGEXP.search(text)
    if place.is_in_string and place.comment < 0:
        return new
    if match is None:
        last = _append(last, new)
    elif place.comment >= 0 and match.start() >= start + place.comment:
        last = _extend(last, match, start, new)
    text = "".join([*others, last])
    if not all(is_silenced(code, text) for code in new):
        return new  # flake8 looks at something like a comment, in a string
    lines[place.last - 1] = last
    return ()


def _append(last: str, codes: Sequence[str]) -> str:
    """Return a line with a comment for *codes* at its end."""
    if last.startswith("#!"):  # what the system would read as arguments
        return last
    body = _BODY.match(last)
    assert body is not None
    kept = body[0].rstrip(_BLANKS)
    space = "  " if kept else ""
    ending = last[body.end() :]
    return f"{kept}{space}# noqa: {', '.join(codes)}{ending}"


def _extend(last: str, match: re.Match[str], start: int, codes: Sequence[str]) -> str:
    """Return a line with *codes* added to its comment, where *match* found others.

    The line begins at *start* in the text that was searched.
    """
    given = match["codes"].rstrip(", \t\r\n\f\v")
    comma = "," if "," in given and ", " not in given else ", "
    end = match.start("codes") + len(given) - start
    return last[:end] + comma + comma.join(codes) + last[end:]
