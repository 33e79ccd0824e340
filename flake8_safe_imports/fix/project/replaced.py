"""Records of what one file replaces in modules."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MODULES_OF_SIX: Final = re.compile(
    r"six(?:\.moves(?:\.urllib(?:\.(?:error|parse|request|response|robotparser))?)?)?"
)
"""What exists in six alone: what else it hands on are the objects themselves."""
COPY_OF_SIX: Final = "_MovedItems"
"""A class that a copy of six has, which puts its own modules in place."""


class ReplacedName(NamedTuple):
    """What is replaced."""

    name: str
    is_any: bool = False
    """Whether it is not *name* that is replaced, but anything in it."""
    is_early: bool = False
    """Whether it may be replaced before anything is imported from what it is in."""
    is_module: bool = False
    """Whether it is a module that every import sees then."""
    is_part: bool = False
    """Whether it is any module whose name, without dots, contains *name*."""


class Replaced(NamedTuple):
    """What one file replaces."""

    targets: Mapping[str, frozenset[ReplacedName]] = MappingProxyType({})
    """By the first component of their names."""
    helpers: frozenset[str] = frozenset()
    """The functions and classes that replace whatever their arguments name."""
    told: Mapping[str, frozenset[str]] = MappingProxyType({})
    """The names passed to functions as strings or keywords, by function."""
    handed: frozenset[str] = frozenset()
    """The modules that other code may assign names of."""
    assigned: frozenset[str] = frozenset()
    """The names that may be assigned to them; only of the file that is fixed."""


def is_module_of_six(name: str) -> bool:
    """Return whether *name* is a module that six makes itself."""
    return _MODULES_OF_SIX.fullmatch(name) is not None


def group_names(names: Iterable[ReplacedName]) -> dict[str, frozenset[ReplacedName]]:
    """Return *names* by the first component of each, or by nothing."""
    found: dict[str, set[ReplacedName]] = {}
    for item in names:
        top = "" if item.is_part else item.name.partition(".")[0]
        found.setdefault(top, set()).add(item)
    return {top: frozenset(items) for top, items in found.items()}
