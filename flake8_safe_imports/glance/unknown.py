"""The names that no standard library module ever had, as something to search for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import known_names, stdlib

if TYPE_CHECKING:
    from flake8_safe_imports.glance.statements import Statement


def can_be_unknown(statement: Statement) -> bool:
    """Return whether *statement*, or a use of what it imports, matters here."""
    module = statement.module
    return not statement.level and any(
        known_names.find_unknown(name if module is None else f"{module}.{name}")
        or list_unknown(find_bound(module, name, alias)[1]) is not None
        for name, alias in statement.names
    )


def find_bound(module: str | None, name: str, alias: str) -> tuple[str, str]:
    """Return the name that an import binds, and the dotted one that it stands for.

    *module* is None for ``import name``.
    """
    if module is not None:
        return alias or name, f"{module}.{name}"
    if alias:
        return alias, name
    top = name.partition(".")[0]
    return top, top


@lru_cache(65_536)
def list_unknown(module: str) -> UnknownNames | None:
    """Return the names that *module* never had; None if that is not known."""
    return UnknownNames(module) if known_names.is_judged(module) else None


class OtherNames:
    """Every word but *those* given."""

    __slots__ = ("_those",)

    def __init__(self, those: frozenset[str]) -> None:
        self._those: Final = those

    def __contains__(self, word: object) -> bool:
        return word not in self._those


class _UnknownBelow:
    """The dotted names that *module* never had."""

    __slots__ = ("_start",)

    def __init__(self, module: str) -> None:
        self._start: Final = f"{module}."

    def __contains__(self, dotted: object) -> bool:
        return known_names.find_unknown(f"{self._start}{dotted}") > 0


class UnknownNames:
    """All names that a module never had; ``known`` are the first parts of others."""

    __slots__ = ("known", "names", "prefixes")

    def __init__(self, module: str) -> None:
        start = len(module) + 1
        self.names: Final = _UnknownBelow(module)
        self.prefixes: Final = frozenset(
            inner[start:] for inner in stdlib.below(module)
        )
        """The modules below: there may be such names in them."""
        known = known_names.find_names(module) or frozenset()
        self.known: Final = known - self.prefixes
