"""The ranked names near an unknown one: one edit away, or perhaps two.

An *edit* inserts, deletes or replaces one character, or swaps two neighbors. It leaves
one half of a name as it was, and two edits leave one of three thirds. The names of one
length with the same first letter are few: their halves are searched for in the text of
the table, and only the thirds of popular names are in an index, made when first needed.
"""

from __future__ import annotations

from functools import cache

from flake8_safe_imports.data import packages
from flake8_safe_imports.names.typo_kinds import measure_common_prefix
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

SHORTEST: Final = 4
"""The least length of names one edit away."""
SHORTEST_FOR_TWO: Final = 8
"""The least length of names two edits away."""
_MOST_LETTERS: Final = 4
"""How many letters only one of two names has at most, if they are two edits apart."""


def find_one_edit_away(name: str) -> list[tuple[str, int]]:
    """Return the ranked names one edit away from *name*, sorted, with their ranks."""
    near = {*_find_with_first_letter(name), *_find_with_other_first_letter(name)}
    return [(target, packages.find_rank(target)) for target in sorted(near - {name})]


def find_perhaps_two_edits_away(name: str) -> Iterator[tuple[str, int]]:
    """Yield long popular names with the first letter of *name*, with their ranks.

    All that are two edits away are among them.
    """
    letters = frozenset(name)
    found: set[str] = set()
    for length in range(max(SHORTEST_FOR_TWO, len(name) - 2), len(name) + 3):
        index = _index_thirds(length, name[0])
        start, middle, end = _get_thirds(length)
        for third in (
            (0, name[:start]),
            # The first edit may have moved it.
            (1, name[start : start + middle]),
            (1, name[start + 1 : start + 1 + middle]),
            (1, name[start + 2 : start + 2 + middle]),
            (2, name[len(name) - end :]),
        ):
            for target in index.get(third, ()):
                if (
                    target not in found
                    and len(letters.symmetric_difference(target)) <= _MOST_LETTERS
                ):
                    found.add(target)
                    yield target, packages.find_rank(target)


@cache
def _index_thirds(length: int, first: str) -> dict[tuple[int, str], list[str]]:
    """Return the popular names that begin with *first* by their thirds."""
    found: dict[tuple[int, str], list[str]] = {}
    start, middle, end = _get_thirds(length)
    for target in packages.list_popular(length, first):
        inner = target[start + 1 : start + 1 + middle]
        for third in (0, target[:start]), (1, inner), (2, target[length - end :]):
            found.setdefault(third, []).append(target)
    return found


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
    parts = f" {name[:half]}", f"{name[half + 1 :]} "
    for length in range(max(SHORTEST, len(name) - 1), len(name) + 2):
        names = packages.list_alike(length, name[0])
        for part in parts:
            for target in _find_with(part, names):
                if is_one_edit_away(name, target):
                    yield target


def _find_with_other_first_letter(name: str) -> Iterator[str]:
    rest = name[1:]
    for target in rest, rest[:1] + name[0] + rest[1:]:
        if len(target) >= SHORTEST and packages.find_rank(target):
            yield target
    for end in rest, name:
        if len(end) >= SHORTEST - 1:
            yield from _find_with(f"{end} ", packages.list_of_length(len(end) + 1))


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
