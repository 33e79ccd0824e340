"""The ranked names near an unknown one: one edit away, or perhaps two.

An *edit* inserts, deletes or replaces one character, or swaps two neighbors. It
leaves two thirds of a name as they were, and two edits leave one: names are found by
their thirds. Between the thirds is one character each, so that no swap reaches into
two of them. An index has the names of one length that begin with the same letter, and
is made when first needed, so that a single unknown name costs little, and very many
cost a few look-ups each.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from flake8_safe_imports.data import packages
from flake8_safe_imports.names.typo_kinds import measure_common_prefix

SHORTEST: Final = 4
"""The least length of names one edit away."""
SHORTEST_FOR_TWO: Final = 8
"""The least length of names two edits away."""
WORST_FOR_TWO: Final = 5000
"""The worst rank of names two edits away."""
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789_"


def find_one_edit_away(name: str) -> list[tuple[str, int]]:
    """Return the ranked names one edit away from *name*, sorted, with their ranks."""
    found = set(_find_with_first_letter(name))
    found.update(_find_with_other_first_letter(name))
    return sorted(found)


def find_perhaps_two_edits_away(name: str) -> Iterator[tuple[str, int]]:
    """Yield long popular names with the first letter of *name*, with their ranks.

    All that are two edits away are among them.
    """
    letters = _make_letter_set(name)
    found: set[str] = set()
    for length in range(max(SHORTEST_FOR_TWO, len(name) - 2), len(name) + 3):
        index = _index_thirds(name[0], length)
        start, middle, end = _get_thirds(length)
        for third in (
            (0, name[:start]),
            # The first edit may have moved it.
            (1, name[start : start + middle]),
            (1, name[start + 1 : start + 1 + middle]),
            (1, name[start + 2 : start + 2 + middle]),
            (2, name[len(name) - end :]),
        ):
            for target, rank, others in index.get(third, ()):
                # An edit changes at most two members of the set of letters.
                if _count_bits(letters ^ others) <= 4 and target not in found:
                    found.add(target)
                    yield target, rank


def _find_with_first_letter(name: str) -> Iterator[tuple[str, int]]:
    for length in range(max(SHORTEST, len(name) - 1), len(name) + 2):
        start, middle, end = _get_thirds(length)
        index = _index_pairs_of_thirds(name[0], length)
        for pair in (
            (name[: start + 1 + middle], ""),
            (name[:start], name[len(name) - end :]),
            ("", name[len(name) - (middle + 1 + end) :]),
        ):
            for target, rank in index.get(pair, ()):
                if is_one_edit_away(name, target):
                    yield target, rank


def _find_with_other_first_letter(name: str) -> Iterator[tuple[str, int]]:
    rest = name[1:]
    edits = {rest, rest[:1] + name[0] + rest[1:]}
    if next(_asked) < _FEW:
        edits.update(_find_with_letter_before(name), _find_with_letter_before(rest))
    else:
        endings = _list_endings()
        for ending in (name, rest):
            if ending in endings:
                edits.update([letter + ending for letter in _ALPHABET])
        edits &= packages.load_words(packages.KNOWN)
    for target in edits:
        rank = packages.find_rank(target)
        if rank and target != name and len(target) >= SHORTEST:
            yield target, rank


_FEW: Final = 20
"""For so many names the text is searched, which costs less than a set of its words."""
_asked = itertools.count()


@cache
def _list_endings() -> frozenset[str]:
    """Return the known names without their first letters."""
    return frozenset(word[1:] for word in packages.load_words(packages.KNOWN))


def _find_with_letter_before(ending: str) -> Iterator[str]:
    """Yield the known names that are a character and *ending*."""
    text = packages.read_table(packages.KNOWN)
    at = text.find(f"{ending} ")
    while at >= 0:
        if at == 1 or text[at - 2 : at - 1] == "\n":
            yield text[at - 1 : at + len(ending)]
        at = text.find(f"{ending} ", at + 1)


def is_one_edit_away(name: str, target: str) -> bool:
    """Return whether one edit makes *target* of *name*, another one."""
    at = measure_common_prefix(name, target)
    rest, other = name[at:], target[at:]
    if len(rest) == len(other):
        return bool(rest) and (
            rest[1:] == other[1:]
            or (rest[1::-1] == other[:2] and rest[2:] == other[2:])
        )
    return rest[1:] == other or rest == other[1:]


@cache
def _read_ranked(first: str, length: int) -> list[tuple[str, int]]:
    """Return the ranked names of a *length* that begin with *first*."""
    lines = _read_by_length(first).get(length, ())
    return [item for item in map(packages.read_rank, lines) if item[1]]


@cache
def _read_by_length(first: str) -> dict[int, list[str]]:
    """Return the lines of the known names that begin with *first*, by their length."""
    found: dict[int, list[str]] = {}
    for line in packages.read_lines(packages.KNOWN, first):
        found.setdefault(line.find(" "), []).append(line)
    return found


@cache
def _index_pairs_of_thirds(
    first: str, length: int
) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """Return the ranked names that begin with *first* by each two of their thirds."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = {}
    start, middle, end = _get_thirds(length)
    for item in _read_ranked(first, length):
        target = item[0]
        for pair in (
            (target[: start + 1 + middle], ""),
            (target[:start], target[length - end :]),
            ("", target[start + 1 :]),
        ):
            found.setdefault(pair, []).append(item)
    return found


@cache
def _index_thirds(
    first: str, length: int
) -> dict[tuple[int, str], list[tuple[str, int, int]]]:
    """Return the popular names that begin with *first* by their thirds.

    With each come its rank and the set of its letters.
    """
    found: dict[tuple[int, str], list[tuple[str, int, int]]] = {}
    start, middle, end = _get_thirds(length)
    for target, rank in _read_ranked(first, length):
        if rank <= WORST_FOR_TWO:
            item = target, rank, _make_letter_set(target)
            found.setdefault((0, target[:start]), []).append(item)
            inner = target[start + 1 : start + 1 + middle]
            found.setdefault((1, inner), []).append(item)
            found.setdefault((2, target[length - end :]), []).append(item)
    return found


def _get_thirds(length: int) -> tuple[int, int, int]:
    """Return the lengths of the three parts, with a character between each two."""
    start = (length - 2) // 3
    middle = (length - 2 - start) // 2
    return start, middle, length - 2 - start - middle


_count_bits: Callable[[int], int] = getattr(
    int, "bit_count", lambda bits: bin(bits).count("1")
)
"""How many bits of a number are set; a method since Python 3.10."""


def _make_letter_set(name: str) -> int:
    """Return the set of characters in *name* as bits; some may share a bit."""
    letters = 0
    for letter in name:
        letters |= 1 << (ord(letter) & 63)
    return letters
