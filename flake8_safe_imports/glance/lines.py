"""What a line tells about a place in it: is it code, a comment, a string or a sentence.

Nothing is parsed: a few characters before the place decide. Where they do not, it is
taken for code, which costs only time.
"""

from __future__ import annotations

import keyword
import re
from functools import cache

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


MOST_BEFORE: Final = 400
"""How many characters before a name are read; farther off, anything is possible."""
_BLANKS: Final = frozenset(" \t\f")
_TRIPLE_QUOTES: Final = ("'''", '"""')
_WORD_AFTER: Final = r"[ \t\f]+([^\W\d]\w*|[\"'])"
_MARKUP: Final = r"(?:://|:\w+:`)[^\"'{}]*$"
"""The beginning of an address, or of a role of reStructuredText, up to the end.

No code contains these, and no string ends without a quote.
"""
_KEYWORDS: Final = frozenset(
    (*keyword.kwlist, "case", "exec", "lazy", "match", "print", "type")
)
"""The words before or after a name, in some version of Python."""
_COMMENT_LINE: Final = r"[ \t\f]*#[^\n\"']*$"
"""A line with nothing but a comment, without quotes: it ends no string."""
_CONTINUING: Final = frozenset("([{,=.\\")
"""What a line ends with that surely goes on in the next one."""


@cache
def compile_once(pattern: str) -> re.Pattern[str]:
    """Return a pattern that is compiled when first needed: many files need none."""
    return re.compile(pattern)


def read_line_before(text: str, start: int) -> str | None:
    """Return the line of *start* up to there; None if that is too long."""
    first = text.rfind("\n", max(0, start - MOST_BEFORE), start) + 1
    return text[first:start] if first or start < MOST_BEFORE else None


def is_end_of_word(text: str, start: int) -> bool:
    """Return whether the word that begins at *start* is the end of a longer one."""
    return is_letter(text[start - 1 : start])


def is_letter(char: str) -> bool:
    """Return whether *char* may be in a word, for ``re``; not if it is empty."""
    return char == "_" or char.isalnum()


def find_last_word(line: str) -> str:
    """Return the word that *line* ends with; nothing if it ends with none."""
    start = len(line)
    while start and is_letter(line[start - 1]):
        start -= 1
    return line[start:]


def is_in_prose(text: str, start: int, end: int) -> bool:
    """Return whether the name from *start* to *end* is in a comment, or in a sentence.

    What looks like a comment may be in a string, which contains no code, except between
    the braces of an f-string. In code no name follows a word that is not a keyword, and
    none is before one, or before a string. What follows a dot is an attribute.
    """
    if text[end : end + 1] in _BLANKS:
        after = compile_once(_WORD_AFTER).match(text, end)
        if after is not None and after[1] not in _KEYWORDS:
            return True
    line = read_line_before(text, start)
    if line is None:
        return False
    if "#" in line and is_comment(line, text, start):
        return True
    if line.count("'") + line.count('"') == 1 and _is_in_string(line, text, start):
        return True
    if line.endswith((". ", ".\t")) or (
        ("://" in line or ":`" in line) and compile_once(_MARKUP).search(line)
    ):
        return True
    if line[-1:] not in _BLANKS:
        return False
    line = line.rstrip(" \t\f")
    word = find_last_word(line)
    if not word or word in _KEYWORDS or word[0].isdecimal():
        return False
    # Not the end of a number that a keyword follows: `1.jif`.
    before = line[: -len(word)]
    return not (before.endswith(".") and before[-2:-1].isdecimal())


def _is_in_string(line: str, text: str, end: int) -> bool:
    """Return whether the *line* up to *end*, which has one quote, ends in a string.

    The quote ends a string only where one goes on from the line above, which only a
    backslash or, in an f-string, an expression in braces can do.
    """
    return (
        "{" not in line
        and "}" not in line
        and not text.endswith("\\\n", 0, end - len(line))
    )


def is_comment(line: str, text: str, end: int) -> bool:
    """Return whether the *line* up to *end* is a comment, or text in a string.

    In a string it may look like one, and the string may end there, or have code in
    braces, which may begin on a line above.
    """
    before, mark, after = line.partition("#")
    return (
        bool(mark)
        and "{" not in line
        and "}" not in before
        and "'" not in before
        and '"' not in before
        and not any(quotes in after for quotes in _TRIPLE_QUOTES)
        and not text.endswith("\\\n", 0, end - len(line))
    )


def may_continue(text: str, first: int) -> bool:
    """Return whether the line at *first* may continue an expression from above."""
    above = text[max(0, first - MOST_BEFORE) : first].rstrip()
    start = above.rfind("\n") + 1
    while (
        start
        and "#" in above[start:]
        and compile_once(_COMMENT_LINE).match(above, start)
    ):
        above = above[:start].rstrip()
        start = above.rfind("\n") + 1
    if not start and first > MOST_BEFORE:  # it begins farther off
        return True
    return "#" in above[start:] or above[-1:] in _CONTINUING
