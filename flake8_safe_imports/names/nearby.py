"""The ranked names near an unknown one: one edit away, or perhaps two.

An *edit* inserts, deletes or replaces one character, or swaps two neighbors. It leaves
one half of a name as it was, and two edits leave one of three thirds. The names of
nearly the same length with the same first letter are few: their halves are searched for
in the text of the table, and only the thirds of popular names are in an index, made
when first needed. If the first letter differs, the rest of a name is looked up.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from operator import itemgetter

from flake8_safe_imports.data import packages
from flake8_safe_imports.names.typo_kinds import measure_common_prefix
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Final

SHORTEST: Final = 4
"""The least length of names one edit away."""
SHORTEST_FOR_TWO: Final = 8
"""The least length of names two edits away."""
_MOST_LETTERS: Final = 4
"""How many letters only one of two names has at most, if they are two edits apart."""
_MOST_SEARCHES: Final = 4000
"""How many ends of names are searched for in texts before they are listed.

To list those of all lengths takes as long as that.
"""
_searches: Final = count()


def find_one_edit_away(name: str) -> list[tuple[str, int]]:
    """Return the ranked names one edit away from *name*, sorted, with their ranks."""
    near = {*_find_with_first_letter(name), *_find_with_other_first_letter(name)}
    return [(target, packages.find_rank(target)) for target in sorted(near - {name})]


def find_perhaps_two_edits_away(name: str) -> list[tuple[str, int]]:
    """Return long popular names with the first letter of *name*, with their ranks.

    They are sorted, and all that are two edits away are among them.
    """
    found: set[str] = set()
    for index, cut in _list_indexes(len(name), name[0]):
        thirds = cut(name)
        if not index.keys().isdisjoint(thirds):
            found.update(*(index.get(third, ()) for third in thirds))
    if not found:
        return []
    letters = frozenset(name)
    return [
        (target, packages.find_rank(target))
        for target in sorted(found)
        if len(letters.symmetric_difference(target)) <= _MOST_LETTERS
    ]


@cache
def _list_indexes(
    length: int, first: str
) -> list[tuple[dict[str, list[str]], Callable[[str], Iterable[str]]]]:
    """Return how to find the names two edits away from one of *length*.

    There is an index of names that begin with *first* for each of their lengths, and
    the function that cuts out of a name what to look up in it.
    """
    nearest = max(SHORTEST_FOR_TWO, length - 2)
    indexes = [
        (near, _index_thirds(near, first)) for near in range(nearest, length + 3)
    ]
    return [(index, _make_cutter(near, length)) for near, index in indexes if index]


@cache
def _index_thirds(length: int, first: str) -> dict[str, list[str]]:
    """Return the popular names of *length* that begin with *first*, by their thirds."""
    found: dict[str, list[str]] = {}
    start, middle, end = _get_thirds(length)
    for target in packages.list_popular(length, first):
        inner = target[start + 1 : start + 1 + middle]
        for third in target[:start], inner, target[length - end :]:
            found.setdefault(third, []).append(target)
    return found


@cache
def _make_cutter(length: int, own: int) -> Callable[[str], Iterable[str]]:
    """Return a function that cuts out of a name what may be thirds of another one.

    *length* is that of the other name, and *own* that of the name itself.
    """
    start, middle, end = _get_thirds(length)
    # The first edit may have moved the third in the middle.
    moved = [slice(at, at + middle) for at in range(start, start + 3)]
    return itemgetter(slice(start), *moved, slice(own - end, own))


def _get_thirds(length: int) -> tuple[int, int, int]:
    """Return the lengths of the three parts, with a character between each two.

    So no swap reaches into two of them.
    """
    start = (length - 2) // 3
    middle = (length - 2 - start) // 2
    return start, middle, length - 2 - start - middle


def _find_with_first_letter(name: str) -> Iterator[str]:
    half = len(name) // 2
    # A swap may reach into both halves: one character of the second one is left out.
    names = _list_alike(len(name), name[0])
    for part in f" {name[:half]}", f"{name[half + 1 :]} ":
        for target in _find_with(part, names):
            if is_one_edit_away(name, target):
                yield target


@cache
def _list_alike(length: int, first: str) -> str:
    """Return the ranked names, between spaces, that begin with the letter *first*.

    They are those that may be one edit away from a name of *length*.
    """
    lengths = range(max(SHORTEST, length - 1), length + 2)
    return "".join(packages.list_alike(near, first) for near in lengths)


def _find_with_other_first_letter(name: str) -> Iterator[str]:
    rest = name[1:]
    names = _list_alike(len(name), name[1:2])
    for target in rest, rest[:1] + name[0] + rest[1:]:
        if f" {target} " in names:
            yield target
    for end in rest, name:
        if len(end) + 1 >= SHORTEST and _may_end_a_name(end):
            yield from _find_with(f"{end} ", packages.list_of_length(len(end) + 1))


def _may_end_a_name(end: str) -> bool:
    """Return whether a ranked name may be *end* after another first letter."""
    return next(_searches) < _MOST_SEARCHES or end in _list_ends(len(end))


@cache
def _list_ends(length: int) -> frozenset[str]:
    """Return the ranked names one longer than *length*, without their first letters."""
    names = packages.list_of_length(length + 1).split()
    return frozenset([name[1:] for name in names])


def _find_with(part: str, names: str) -> Iterator[str]:
    """Yield those of *names*, each between spaces, that have the *part*."""
    found = names.find(part)
    while found >= 0:
        start = names.rfind(" ", 0, found + 1) + 1
        end = names.find(" ", start)
        if end < 0:
            return
        yield names[start:end]
        found = names.find(part, end)


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
