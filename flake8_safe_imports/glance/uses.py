"""Where a text uses names, attributes and the bases of classes."""

from __future__ import annotations

import re
from functools import lru_cache

from flake8_safe_imports.glance.lines import (
    MOST_BEFORE,
    compile_once,
    is_letter,
    read_line_before,
)
from flake8_safe_imports.glance.statements import SPACES, word_or
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from typing import Final

GAP: Final = r"[\s\\]*(?:#[^\n]*\n[\s\\]*){0,9}"
"""What may separate the tokens of one expression.

Nobody writes ten comments there; without a bound, a file of nothing but comments would
be read again from each of its lines.
"""
_NAME: Final = f"{word_or()}+"
_ATTRIBUTES: Final = rf"(?!\w)((?:{GAP}(?:\){GAP})*\.{GAP}{_NAME}){{0,9}})"
"""The attributes after a name, which may be in parentheses itself: ``(os).path``.

No name that a rule may report has as many parts.
"""
_JOINING: Final = frozenset("._")
"""After one of these, or after a letter, a word is part of a longer name."""
_BLANKS: Final = " \t\f"
_IMPORT: Final = "import "
_PLAIN_ATTRIBUTES: Final = rf"(?:\.{_NAME}){{0,9}}"
"""The attributes after a name if nothing but dots is between them."""
_BETWEEN: Final = frozenset(".#\\)")
"""What may come before another attribute, besides white space."""
_MOST_BETWEEN: Final = 80
"""How many characters are looked at for another attribute."""
_SHORT: Final = 2
_LONG: Final = 2000
"""Such short names are part of many words: ``re`` of every ``return``.

In a text that is longer, a pattern is quicker, even if it must be compiled.
"""


def find_uses(
    starts: Iterable[int], length: int, above: str, text: str, first: Container[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and dotted name of each use of a name, with its attributes.

    The name begins at *starts* and stands for the dotted name *above*. Nearly all uses
    begin with no attribute in *first*; they are left out if that is easily seen.
    ``(os).path`` may be ``os`` alone, because the parentheses may belong to something
    else. What is imported is not used there.
    """
    read_plain = compile_once(_PLAIN_ATTRIBUTES).match
    for start in starts:
        if text.endswith(_IMPORT, 0, start):
            continue
        end = start + length
        plain = read_plain(text, end) if text.startswith(".", end) else None
        attributes = plain[0] if plain else ""
        after = end + len(attributes)
        if attributes and not above and attributes[1:].partition(".")[0] not in first:
            continue
        if _may_go_on(text, after):
            match = compile_once(_ATTRIBUTES).match(text, end)
            if match is not None:
                yield start, match.end(), join(above, match[1])
                if ")" in match[1]:
                    attributes = match[1].partition(")")[0]
                    yield start, end + len(attributes), join(above, attributes)
        else:
            yield start, after, above + attributes if above else attributes[1:]


def _may_go_on(text: str, end: int) -> bool:
    """Return whether an attribute may follow at *end*, after more than a dot."""
    after = text[end : end + 1]
    if after not in _BETWEEN and not after.isspace():
        return False
    rest = text[end : end + _MOST_BETWEEN].lstrip(" \t\f\n\\)")
    after = rest[:1]
    return (
        after in {".", "#"}
        or after.isspace()
        or (not after and end + _MOST_BETWEEN < len(text))
    )


def join(above: str, attributes: str) -> str:
    """Return the dotted name of *attributes*, as written in the text, of *above*."""
    if not attributes:
        return above
    if "#" in attributes:
        attributes = re.sub(r"#[^\n]*", "", attributes)
    words = re.findall(_NAME, attributes)
    return ".".join([above, *words] if above else words)


def find_word(name: str, text: str) -> Iterator[int]:
    """Yield where *name* begins in *text*, unless it is part of a longer name."""
    if len(name) <= _SHORT and len(text) > _LONG:
        for match in _word_pattern(name).finditer(text):
            yield match.start()
        return
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        before = text[start - 1 : start]
        if (
            before not in _JOINING
            and not before.isalnum()
            and not is_letter(text[end : end + 1])
        ):
            yield start
        start = text.find(name, end)


@lru_cache(maxsize=64)
def _word_pattern(name: str) -> re.Pattern[str]:
    # The look-behind comes after the name, so that the search itself is for plain text.
    return re.compile(rf"{name}(?<![\w.]{name})(?!\w)")


def find_occurrences(name: str, text: str) -> Iterator[re.Match[str]]:
    """Yield a match for each occurrence of *name*, with its attributes as a group.

    To search for the text first is far quicker than to compile a pattern for each name.
    """
    for start in _find_all(name, text):
        match = compile_once(_ATTRIBUTES).match(text, start + len(name))
        if match is not None:
            yield match


def _find_all(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))


def find_owners(attribute: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield where each use of *attribute* begins, and the text before, up to its dot.

    That ends with something else if it is a comment, or too far off.
    """
    for start in _find_all(attribute, text):
        if is_letter(text[start + len(attribute) : start + len(attribute) + 1]):
            continue
        above = text[max(0, start - MOST_BEFORE) : start]
        before = above.rstrip(" \t\f\n\\")
        if before[-1:] in {".", ""} or (
            # A comment ends with its line: this is not a word in one.
            "\n" in above[len(before) :] and "#" in before.rpartition("\n")[2]
        ):
            yield start, before


def is_any_attribute(names: Container[str], text: str) -> bool:
    """Return whether the last part of one of *names* may be used as an attribute."""
    # Names that cannot be listed may be any.
    return not isinstance(names, frozenset) or _is_listed_attribute(names, text)


@lru_cache(maxsize=8)
def _is_listed_attribute(names: frozenset[str], text: str) -> bool:
    return any(
        next(find_owners(last, text), None) is not None
        for last in {name.rpartition(".")[2] for name in names}
    )


@lru_cache(maxsize=1)
def find_headers(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the bases of each class may begin and end in *text*.

    They end with the text if something in them is more than a dotted name.
    """
    if "class" not in text:  # searching is far quicker than to compile the pattern
        return ()
    return tuple(
        (match.end(), len(text) if match["plain"] is None else match.end("plain"))
        for match in _headers_pattern().finditer(text)
        if not (read_line_before(text, match.start()) or "").strip(_BLANKS)
    )


@lru_cache(maxsize=1)
def _headers_pattern() -> re.Pattern[str]:
    """Return the pattern of the first line of a class that may have bases.

    It begins with text alone, which is found far quicker than the beginning of a line.
    """
    plain = word_or(f"\\.,={SPACES}")
    return re.compile(
        rf"class[\s\\]+{word_or()}+[\s\\]*"
        rf"(?:\((?=(?P<plain>{plain}*)\))|[(\[])"
    )
