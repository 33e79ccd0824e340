"""The codes and names that are spelled most like an unknown one."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import packages, stdlib
from flake8_safe_imports.explain.facts import find_facts
from flake8_safe_imports.rules.registry import BY_CODE, RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST: Final = 5
"""How many names are suggested."""
_CODES_ALIKE: Final = 0.4
_NAMES_ALIKE: Final = 0.75
_ROUGHLY_ALIKE: Final = 0.6
"""How alike, from 0 to 1, ``difflib`` must find two codes or names."""


def find_nearest(argument: str) -> list[str]:
    """Return a few codes or names that *argument* may be meant for, best first."""
    code = argument.upper()
    if code.startswith("VET"):
        family = [known for known in BY_CODE if known.startswith(code)]
        return family or difflib.get_close_matches(code, BY_CODE, _MOST, _CODES_ALIKE)
    near = _find_dotted if "." in argument else _find_single
    return list(dict.fromkeys(near(argument)))[:_MOST]


def _find_dotted(argument: str) -> list[str]:
    """Return the nearest known parent of a dotted name, and names as deep like it."""
    parents = [parent for parent in _parents(argument) if find_facts(parent)][:1]
    depth = argument.count(".")
    names = [name for name in stdlib.iterate_names() if name.count(".") == depth]
    close = difflib.get_close_matches(argument, names, _MOST, _NAMES_ALIKE)
    return [*parents, *close]


def _parents(dotted: str) -> Iterator[str]:
    """Yield the names above *dotted*, the nearest first."""
    parent = dotted.rpartition(".")[0]
    while parent:
        yield parent
        parent = parent.rpartition(".")[0]


def _find_single(argument: str) -> list[str]:
    """Return top-level names, rules and last parts of dotted names like *argument*."""
    ending: dict[str, list[str]] = {}
    tops = {*(rule.name for rule in RULES), *packages.load_ranks()}
    for dotted in stdlib.iterate_names():
        parent, _, last = dotted.rpartition(".")
        if not parent:
            tops.add(dotted)
        elif not parent.startswith("_"):
            ending.setdefault(last, []).append(dotted)
    found = [*({argument.lower()} & tops), *ending.get(argument, [])]
    for names in (sorted(tops), list(ending)):
        for close in difflib.get_close_matches(argument, names, _MOST, _NAMES_ALIKE):
            found += [close] if close in tops else ending[close]
    return found or difflib.get_close_matches(
        argument, sorted(tops), _MOST, _ROUGHLY_ALIKE
    )
