"""Where errors are raised, and what is left of them after handlers."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.facts.state import narrow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.analysis.facts.state import State

_NOT_EVERYWHERE: Final = frozenset(
    (
        "BaseExceptionGroup",
        "EncodingWarning",
        "ExceptionGroup",
        "PythonFinalizationError",
        "WindowsError",
    )
)
"""Exceptions that some Python that runs this lacks: they are not known on any."""
ANY: Final = ""
"""Stands for the name of an error that may be any."""


class Raised:
    """What is known where errors may be raised, by the names of the errors."""

    __slots__ = ("_states",)

    def __init__(self) -> None:
        # Each error comes with those that handlers further in have caught of it.
        self._states: dict[tuple[str, frozenset[str]], State] = {}

    def add(
        self, error: str, state: State, caught: frozenset[str] = frozenset()
    ) -> None:
        """Record that *error*, if it is none of *caught*, may be raised."""
        known = self._states.get((error, caught))
        self._states[error, caught] = state if known is None else _merge(known, state)

    def add_all(self, other: Raised) -> None:
        """Record all that *other* has recorded."""
        for (error, caught), state in other._states.items():
            self.add(error, state, caught)

    def add_called(self, called: Raised, state: State) -> None:
        """Record all that a function has recorded, called where *state* is known."""
        for (error, caught), inside in called._states.items():
            self.add(error, narrow(state, inside), caught)

    def catch(self, handled: set[str]) -> State | None:
        """Drop the errors of the classes *handled*; return what is known there.

        None if none of them is raised. An empty name in *handled* is a class that is
        not known: it may be the class of any error.
        """
        found: State | None = None
        known = frozenset(handled - {ANY})
        left = Raised()
        for (error, caught), state in self._states.items():
            if _may_catch(handled, error, caught):
                found = state if found is None else _merge(found, state)
            if error == ANY:
                left.add(error, state, caught | known)
            elif not _is_any_of(error, known):
                left.add(error, state, caught)
        self._states = left._states
        return found


def _may_catch(handled: set[str], error: str, caught: frozenset[str]) -> bool:
    """Return whether one of *handled* may be the class of *error*.

    That is not the case for those whose errors *caught* has taken.
    """
    if error == ANY:
        return any(not _is_any_of(name or "Exception", caught) for name in handled)
    return ANY in handled or _is_any_of(error, handled)


def _is_any_of(name: str, others: Iterable[str]) -> bool:
    """Return whether the exception *name* is one of *others*, or inherits from one."""
    own = find_class(name)
    return any(
        name == other or (own is not None and issubclass(own, found))
        for other in others
        for found in [find_class(other)]
        if found is not None
    )


def find_class(name: str) -> type[BaseException] | None:
    """Return the built-in exception *name*; None if not every Python has it."""
    found = None if name in _NOT_EVERYWHERE else getattr(builtins, name, None)
    is_error = isinstance(found, type) and issubclass(found, BaseException)
    return found if is_error else None


def _merge(one: State, other: State) -> State:
    """Return what is known where *one* or *other* is."""
    if one is other:
        return one
    return one._replace(
        window=one.window | other.window,
        certain_window=one.certain_window | other.certain_window,
        removed=one.removed | other.removed,
        has_unclear_test=one.has_unclear_test or other.has_unclear_test,
        has_version_test=one.has_version_test and other.has_version_test,
    )
