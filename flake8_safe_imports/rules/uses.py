"""Which names a file takes from what an import binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_Level = dict[str, "_Level"]


class UsedNames:
    """The dotted names that are used of one import, in the order of the file.

    Kept by component: a chain of 100,000 attributes has as many prefixes.
    """

    __slots__ = ("_top",)

    def __init__(self) -> None:
        self._top: _Level = {}

    def add(self, components: Iterable[str]) -> None:
        """Add the name with these *components*."""
        level = self._top
        for component in components:
            level = level.setdefault(component, {})

    def find_below(self, name: str) -> tuple[str, ...]:
        """Return the components that directly follow *name* in the added names."""
        level = self._top
        for component in name.split("."):
            level = level.get(component, {})
        return tuple(level)
