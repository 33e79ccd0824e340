"""Long popular names that are two typos away from an unknown one.

Their kinds: ``typo2`` if typists make both typos, ``typo1`` if they make one of them;
``typo2x`` and ``typo1x`` where the last letters of the names differ.
"""

from __future__ import annotations

from flake8_safe_imports.names import nearby, plausibility
from flake8_safe_imports.names.typo_kinds import (
    WORDS,
    classify_added,
    classify_missing,
    classify_replaced,
    measure_common_prefix,
)
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

_BY_TYPISTS: Final = frozenset(
    (
        "rep",
        "trans",
        "unrep",
        "omit",
        "omit_end",
        "ins_adj",
        "sub_homo",
        "sub_near",
        "sub_vowel",
    )
)
"""The typos that typists make, of which two may come together."""

DoubleTypo = tuple[int, str, str, str]
"""A known name that is two typos away: rank, name, kind, and both in words."""


def find_double_typos(name: str) -> Iterator[DoubleTypo]:
    """Yield the long popular names that are two typos away from *name*.

    The first letter must be right.
    """
    for target, rank in nearby.find_perhaps_two_edits_away(name):
        found = _compare(name, target, rank)
        if found is not None:
            yield found


def _compare(name: str, target: str, rank: int) -> DoubleTypo | None:
    """Return the two typos between *name* and *target*, if typists make them."""
    if "test" in name and "test" not in target:
        return None  # `frozentest` is somebody's test, not `frozenlist`
    kinds = _classify_two(name, target)
    if kinds is None or "sep" in kinds:
        return None
    by_typists = sum(kind in _BY_TYPISTS for kind in kinds)
    if not by_typists or not plausibility.differs_by_typos(
        name, target, nearby.SHORTEST_FOR_TWO
    ):
        return None
    kind = f"typo{by_typists}" + "x" * (name[-1] != target[-1])
    words = " and ".join(dict.fromkeys(WORDS[kind] for kind in kinds))
    return rank, target, kind, words


def _classify_two(name: str, target: str) -> tuple[str, str] | None:
    """Return the kinds of the two typos between two names; None if it takes more.

    None also if it takes one only.
    """
    firsts = _repair_first_difference(name, target)
    if any(repaired == target for _, repaired in firsts) or _is_extended(name, target):
        return None
    for first, repaired in firsts:
        if abs(len(repaired) - len(target)) <= 1:
            for second, whole in _repair_first_difference(repaired, target):
                if whole == target:
                    return first, second
    return None


def _is_extended(name: str, target: str) -> bool:
    """Return whether one name is the other with more at its end: ``durationpy``."""
    if target.startswith(name) or name.startswith(target):
        return True
    common = measure_common_prefix(name, target)
    return target.endswith("py") and common >= len(target) - 2


def _repair_first_difference(name: str, target: str) -> list[tuple[str, str]]:
    """Return each kind of typo that may be the first one, and *name* without it."""
    at = measure_common_prefix(name, target)
    found = []
    if at + 1 < min(len(name), len(target)) and (
        name[at] == target[at + 1] and name[at + 1] == target[at]
    ):
        found.append(("trans", name[:at] + target[at : at + 2] + name[at + 2 :]))
    if at < len(name):
        found.append((classify_added(name, at), name[:at] + name[at + 1 :]))
    if at < len(target):
        kind = classify_missing(target, at)
        found.append((kind, name[:at] + target[at] + name[at:]))
    if at < min(len(name), len(target)):
        kind = classify_replaced(name[at], target[at], first=False)
        found.append((kind, name[:at] + target[at] + name[at + 1 :]))
    return found
