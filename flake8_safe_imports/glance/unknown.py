"""The names that no standard library module ever had, as something to search for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import known_names, stdlib

if TYPE_CHECKING:
    from collections.abc import Container


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


class _Names:
    """*words*, and the dotted names that *module* never had."""

    __slots__ = ("_start", "_words")

    def __init__(self, module: str, words: frozenset[str] = frozenset()) -> None:
        self._start: Final = f"{module}."
        self._words: Final = words

    def __contains__(self, dotted: object) -> bool:
        return (
            dotted in self._words
            or known_names.find_unknown(f"{self._start}{dotted}") > 0
        )


class UnknownNames:
    """All names that a module never had."""

    __slots__ = ("_module", "names", "prefixes")

    def __init__(self, module: str) -> None:
        start = len(module) + 1
        self._module: Final = module
        self.names: Final = _Names(module)
        self.prefixes: Final = frozenset(
            inner[start:] for inner in stdlib.below(module)
        )
        """The modules below: there may be such names in them."""

    def begin_with(self, others: frozenset[str]) -> Container[str]:
        """Return the words that one of the names begins with, and *others*."""
        return _Names(self._module, self.prefixes | others)
