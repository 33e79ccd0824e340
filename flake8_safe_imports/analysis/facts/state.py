"""What is known at a place in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import versions

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.analysis.facts.present_names import PresentNames


class SkipCondition(NamedTuple):
    """The condition of a decorator that skips tests."""

    test: ast.expr
    branch: str
    """``THEN`` or ``ELSE``: the function runs where the test holds, or where not."""


Fact = tuple[str, bool]
"""A test as text, and whether it holds."""


class Implied(NamedTuple):
    """What follows wherever all of some facts hold."""

    facts: frozenset[Fact]
    window: int
    """The versions that are left there."""
    is_about_version: bool


class State(NamedTuple):
    """What the guards around a place say about an import there."""

    window: int
    """The versions on which it may run."""
    certain_window: int
    """The same, narrowed only by exact version tests and by nothing else."""
    present: PresentNames
    """The dotted names that a guard made sure of."""
    has_unclear_test: bool = False
    """A version test around it was not understood."""
    has_version_test: bool = False
    """A version test is around it."""
    module_handled: bool = False
    """An error because of a missing module is handled."""
    name_handled: bool = False
    """An error because of a name missing in a module, when imported, is handled."""
    attribute_handled: bool = False
    """An error because of a missing attribute is handled."""
    typing_only: bool = False
    """It runs for type checkers only, or never, as below ``if False``."""
    deferred: bool = False
    """It runs when a function is called, not while the module loads."""
    main_only: bool = False
    """It runs only where the file is the program."""
    handled_later: tuple[bool, bool, bool] = (False, False, False)
    """Which of the three kinds of errors are handled in functions below, too.

    A function that is defined in a handler runs only where the handler did.
    """
    removed: int = 0
    """Versions that are not in ``window`` because an import above would have failed.

    They do not make a flag that is assigned here one about versions.
    """
    skips: tuple[SkipCondition, ...] = ()
    """Conditions on the functions below, which are called by a test runner."""
    set_ups: tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...] = ()
    """Functions that a test runner calls before those below."""
    requests: tuple[str, ...] = ()
    """Names of fixtures that run before the tests below."""
    implied: tuple[Implied, ...] = ()
    """What earlier tests say of versions wherever something else holds."""

    def says_the_same(self, other: State) -> bool:
        """Return whether *other* says the same, besides what is present."""
        return self.window == other.window and self[3:8] == other[3:8]


def succeed(state: State, window: int, names: Iterable[str]) -> State:
    """Return what is known where *names* exist, on the versions of *window*."""
    return state._replace(
        window=state.window & window,
        removed=state.removed | (state.window & ~window),
        present=state.present.adding(names),
    )


def narrow(state: State, after: State) -> State:
    """Return what is known where *state* is, after what ends in *after*."""
    return state._replace(
        window=state.window & after.window,
        removed=state.removed | (state.window & after.removed),
        has_unclear_test=state.has_unclear_test or after.has_unclear_test,
        has_version_test=state.has_version_test or after.has_version_test,
        present=state.present.adding(after.present.names()),
    )


def narrow_to_any(state: State, others: Sequence[State]) -> State:
    """Return what is known where *state* is, and one of *others* is, too."""
    window = versions.NOTHING
    for other in others:
        window |= other.window
    return state._replace(
        window=state.window & window,
        removed=state.removed | (state.window & ~window),
        has_unclear_test=state.has_unclear_test
        or any(other.has_unclear_test for other in others),
        has_version_test=state.has_version_test
        or all(other.has_version_test for other in others),
        module_handled=state.module_handled
        or all(other.module_handled for other in others),
        name_handled=state.name_handled or all(other.name_handled for other in others),
        attribute_handled=state.attribute_handled
        or all(other.attribute_handled for other in others),
    )


def join_branches(
    state: State, branches: Sequence[tuple[State, State | None]]
) -> State | None:
    """Return what is known after an ``if`` that *state* is known before.

    Each branch is what is known where it begins and where it ends. If several reach
    their ends, the test says nothing about what comes after them, unless another one
    left.
    """
    ends = [end for _, end in branches if end is not None]
    if sum(1 for end in ends if end.window) > 1:
        has_left = any(
            begun.has_unclear_test and (end is None or not end.window)
            for begun, end in branches
        )
        ends = [
            end._replace(
                has_unclear_test=state.has_unclear_test
                or has_left
                or (end.has_unclear_test and not begun.has_unclear_test),
                has_version_test=state.has_version_test
                or (end.has_version_test and not begun.has_version_test),
            )
            for begun, end in branches
            if end is not None
        ]
    return join(state, ends)


def join(state: State, ends: Sequence[State]) -> State | None:
    """Return what is known where the *ends* of branches that began in *state* meet.

    None if there is no end: nothing gets there. Ends that no version gets to, as after
    ``if False:``, do not count.
    """
    if not ends:
        return None
    window = certain = 0
    for end in ends:
        window |= end.window
        certain |= end.certain_window
    taken = [end for end in ends if end.window]
    if len(ends) == 1 or len(taken) == 1:
        return (taken or ends)[0]._replace(certain_window=certain)
    return state._replace(
        window=window,
        certain_window=certain,
        has_unclear_test=any(end.has_unclear_test for end in ends),
        has_version_test=any(end.has_version_test for end in ends),
    )
