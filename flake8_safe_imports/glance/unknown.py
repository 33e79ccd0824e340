"""The search of a text for names that no standard library module ever had."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import known_names, stdlib
from flake8_safe_imports.glance.search import MOST_SEARCHES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.glance.search import Glance
    from flake8_safe_imports.glance.statements import Statement


def may_report_unknown(glance: Glance, statements: Iterable[Statement]) -> bool:
    """Return whether a name that never existed may be taken from a module.

    *statements* are all imports of the file. Errs on the side of True.
    """
    searched: set[tuple[str, UnknownNames]] = set()
    for statement in statements:
        module = statement.module
        for name, alias in () if statement.level else statement.names:
            exists, names = _look_up(module, name, is_renamed=bool(alias))
            if not exists:
                return True
            bound = alias or (name.partition(".")[0] if module is None else name)
            if names is None or (bound, names) in searched:
                continue
            searched.add((bound, names))
            if len(searched) > MOST_SEARCHES or glance.finds_use(names, bound):
                return True
    return False


def can_be_unknown(statement: Statement) -> bool:
    """Return whether *statement*, or a use of what it imports, matters here."""
    return not statement.level and any(
        _look_up(statement.module, name, is_renamed=bool(alias)) != (True, None)
        for name, alias in statement.names
    )


@lru_cache(65_536)
def _look_up(
    module: str | None, name: str, *, is_renamed: bool
) -> tuple[bool, UnknownNames | None]:
    """Return whether what an alias imports may exist, and the names to search for.

    These are the names that the module which it binds never had; None if it binds none.
    """
    dotted = name if module is None else f"{module}.{name}"
    if known_names.find_unknown(dotted):
        return False, None
    is_top = module is None and not is_renamed
    bound = dotted.partition(".")[0] if is_top else dotted
    return True, _list_unknown(bound) if known_names.is_judged(bound) else None


class _OtherNames:
    """Every word but the names of a module that end a search: ``first``."""

    __slots__ = ("_known",)

    def __init__(self, known: frozenset[str]) -> None:
        self._known: Final = known

    def __contains__(self, word: object) -> bool:
        return word not in self._known


class _UnknownNames:
    """The dotted names that *module* never had: ``names``."""

    __slots__ = ("_start",)

    def __init__(self, module: str) -> None:
        self._start: Final = f"{module}."

    def __contains__(self, dotted: object) -> bool:
        return known_names.find_unknown(f"{self._start}{dotted}") > 0


class UnknownNames:
    """All names that a module never had, as something to search a text for."""

    __slots__ = ("first", "names", "prefixes")

    def __init__(self, module: str) -> None:
        known = known_names.find_names(module) or frozenset()
        start = len(module) + 1
        below = frozenset(inner[start:] for inner in stdlib.below(module))
        self.first: Final = _OtherNames(known - below)
        self.names: Final = _UnknownNames(module)
        self.prefixes: Final = below


@cache
def _list_unknown(module: str) -> UnknownNames:
    return UnknownNames(module)
