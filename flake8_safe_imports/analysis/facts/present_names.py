"""The dotted names that the guards of a place made sure of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class PresentNames:
    """The dotted names that the guards of a place made sure of.

    Immutable: ``adding`` returns a new view. Views of one block share a dictionary
    from each name to its position; a view sees the names before its own count. So a
    thousand guards in one block take memory in proportion to their length.
    """

    __slots__ = ("_count", "_outer", "_positions")

    def __init__(self, outer: PresentNames | None = None) -> None:
        self._outer = outer
        self._positions: dict[str, int] = {}
        self._count = 0

    def adding(self, names: Iterable[str]) -> PresentNames:
        """Return a view that also contains *names*."""
        view = self
        for name in sorted(names):
            if not view._has(name):
                view = view._with(name)
        return view

    def covers(self, dotted: str) -> bool:
        """Return whether *dotted*, or something it is part of, is present."""
        parts = dotted.split(".")
        return any(
            self._has(".".join(parts[:length])) for length in range(1, len(parts) + 1)
        )

    def names(self) -> list[str]:
        """Return all of them."""
        found: list[str] = []
        view: PresentNames | None = self
        while view is not None:
            positions = view._positions.items()
            found += [name for name, position in positions if position < view._count]
            view = view._outer
        return found

    def _has(self, name: str) -> bool:
        view: PresentNames | None = self
        while view is not None:
            if view._positions.get(name, view._count) < view._count:
                return True
            view = view._outer
        return False

    def _with(self, name: str) -> PresentNames:
        if len(self._positions) == self._count:
            self._positions[name] = self._count
        elif self._positions.get(name) != self._count:
            # Another view continued with another name: the dictionary is its own now.
            return PresentNames(self)._with(name)
        view = PresentNames(self._outer)
        view._positions = self._positions
        view._count = self._count + 1
        return view
