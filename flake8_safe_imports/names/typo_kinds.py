"""The kinds of typos, and which one lies between two names.

A *typo* is one change to a name: made by a typist, or on purpose so that nobody
notices. How popular a name must be for a typo to count depends on the kind
(:mod:`flake8_safe_imports.data.typo_limits`).
"""

from __future__ import annotations

from functools import cache

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.data.confusables import GLYPHS
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

WORDS: Final = {
    # A letter doubled, repeated more often, or a double letter written once.
    "rep": "letter doubled",
    "run": "letters repeated",
    "unrep": "letter missing",
    # Two neighboring letters swapped.
    "trans": "letters swapped",
    # A letter missing inside, at the end, or at the start (here of `py`).
    "omit": "letter missing",
    "omit_end": "letter missing",
    "omit_start": "letter missing",
    "omit_start_py": "letter missing",
    # A letter added inside, from a key next to its neighbor's, at the end, at the
    # start, or so that it makes -er or -ed of a final e.
    "ins": "letter added",
    "ins_adj": "letter added",
    "ins_end": "letter added",
    "ins_start": "letter added",
    "ins_er": "letter added",
    # A letter replaced, by an adjacent key, a vowel by another; also at the start.
    "sub": "letter replaced",
    "sub_adj": "letter replaced",
    "sub_vowel": "letter replaced",
    "sub_start": "letter replaced",
    "sub_start_adj": "letter replaced",
    # One letter that looks like the other: l, 1, i.
    "sub_homo": "look-alike characters",
    # Both: n and m look alike and have adjacent keys.
    "sub_near": "look-alike characters",
    # Letters of another script, several digits for letters, `rn` for `m`.
    "fold": "look-alike characters",
    # A letter and the digit next to it, or two digits; a letter and any digit.
    "sub_digit": "digit replaced",
    "sub_digit_far": "digit replaced",
    # A digit too many at the end, or one too few anywhere.
    "digit_end": "digit added",
    "digit_off": "digit missing",
    # An s too many or too few at the end; one too many after a standard library module.
    "plural+": "letter added",
    "plural_std": "letter added",
    "plural-": "letter missing",
    # An underscore too many or too few.
    "sep": "underscore added or missing",
}
"""Each kind of a single typo, and its words in messages.

Two typos in one name have kinds of their own, see
:mod:`flake8_safe_imports.names.double_typos`.
"""
VOWELS: Final = frozenset("aeiouy")
_KEYBOARD: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""The rows of the American keyboard, each half a key to the right of the one above."""


def classify(name: str, target: str) -> str:
    """Return the kind of the one typo that makes *name* of *target*."""
    at = measure_common_prefix(name, target)
    if len(name) > len(target):
        kind = classify_added(name, at)
        # People name their own helpers so: platforms, tempfiles.
        is_own = kind == "plural+" and stdlib.is_module(target)
        return "plural_std" if is_own else kind
    if len(name) < len(target):
        return classify_missing(target, at)
    swapped = target[at : at + 2][::-1] + target[at + 2 :]
    if name[at:] == swapped:
        return "sep" if "_" in name[at : at + 2] else "trans"
    return classify_replaced(name[at], target[at], first=at == 0)


def classify_added(name: str, at: int) -> str:
    """Return the kind of typo that added ``name[at]``."""
    letter = name[at]
    last = at == len(name) - 1
    if letter == "_":
        return "sep"
    if at and letter == name[at - 1]:
        return "rep"
    if last and letter.isdigit():
        return "digit_end"
    if last and letter == "s":
        return "plural+"
    if last and letter in "rd" and name[at - 1] == "e":
        return "ins_er"
    if at == 0:
        return "ins_start"
    neighbors = (name[at - 1], name[at + 1 : at + 2])
    if any(letter in find_adjacent_keys(neighbor) for neighbor in neighbors):
        return "ins_adj"
    return "ins_end" if last else "ins"


def classify_missing(target: str, at: int) -> str:
    """Return the kind of typo that left out ``target[at]``."""
    letter = target[at]
    last = at == len(target) - 1
    if letter == "_":
        return "sep"
    if at and letter == target[at - 1]:
        return "unrep"
    if letter.isdigit():
        return "digit_off"
    if last:
        return "plural-" if letter == "s" else "omit_end"
    if at == 0:
        return "omit_start_py" if target.startswith("py") else "omit_start"
    return "omit"


def classify_replaced(letter: str, meant: str, *, first: bool) -> str:
    """Return the kind of typo that wrote *letter* for *meant*.

    *first* is whether they are the first letters of their names.
    """
    if "_" in (letter, meant):
        return "sep"
    if first:
        return "sub_start_adj" if letter in find_adjacent_keys(meant) else "sub_start"
    if any(letter in glyphs and meant in glyphs for glyphs in GLYPHS):
        return "sub_near" if letter in find_adjacent_keys(meant) else "sub_homo"
    if letter.isdigit() or meant.isdigit():
        is_near = letter in find_adjacent_keys(meant) or (letter + meant).isdigit()
        return "sub_digit" if is_near else "sub_digit_far"
    if letter in find_adjacent_keys(meant):
        return "sub_adj"
    if letter in VOWELS and meant in VOWELS:
        return "sub_vowel"
    return "sub"


def measure_common_prefix(name: str, target: str) -> int:
    """Return how many characters two names have in common from the start."""
    for index, (left, right) in enumerate(zip(name, target)):
        if left != right:
            return index
    return min(len(name), len(target))


@cache
def find_adjacent_keys(letter: str) -> frozenset[str]:
    """Return the keys next to that of *letter*; none for the empty string."""
    found: set[str] = set()
    for row, keys in enumerate(_KEYBOARD):
        column = keys.find(letter) if letter else -1
        if column >= 0:
            found.update(keys[max(0, column - 1) : column + 2])
            if row:
                found.update(_KEYBOARD[row - 1][column : column + 2])
            if row + 1 < len(_KEYBOARD):
                found.update(_KEYBOARD[row + 1][max(0, column - 1) : column + 1])
    return frozenset(found - {letter})
