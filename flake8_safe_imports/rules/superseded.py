"""VET3xx: is the import still needed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.data._backports import TOP_LEVEL
from flake8_safe_imports.finding import NO_ADVICE, Advice, quote
from flake8_safe_imports.rules.declare import rule
from flake8_safe_imports.rules.missing import find_removal
from flake8_safe_imports.rules.target import (
    CHAIN,
    FROM,
    Problem,
    Target,
    count_parts,
    cut,
)
from flake8_safe_imports.rules.wording import advise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.data.backports import Backport
    from flake8_safe_imports.rules.file import File


def _find_row(target: Target, kind: str) -> Backport | None:
    """Return the row about *target*, or about what it is taken from, if of *kind*."""
    if target.top not in TOP_LEVEL:
        return None
    from flake8_safe_imports.data import backports

    for depth in range(count_parts(target.name), target.base, -1):
        name = cut(target.name, depth)
        row = backports.find_covering(name)
        if row is not None:
            # A name taken from a bridge may be gone where the others are not.
            is_name = kind == "bridge" and target.way == FROM and target.base
            concerns = is_name or count_parts(row.name) > target.base
            return row if row.kind == kind and concerns else None
        if backports.is_denied(name):
            return None
    return None


def _is_of_kind(name: str, kind: str) -> bool:
    """Return whether the row that covers *name* is of that *kind*."""
    from flake8_safe_imports.data import backports

    row = backports.find_covering(name)
    return row is not None and row.kind == kind


def _is_reported_by_name(target: Target) -> bool:
    """Return whether each name taken from a bridge has a row and finding of its own."""
    from flake8_safe_imports.data import backports

    return (
        target.takes_names
        and not target.base
        and all(backports.find(f"{target.name}.{use}") for use in target.uses)
    )


def _find_unguarded_state(target: Target, file: File) -> State | None:
    """Return the guards' state at *target*; None if they justify a backport there."""
    state = file.find_state(target)
    if (
        state.has_unclear_test
        or state.module_handled
        or state.name_handled
        or not state.window
        or file.window & versions.PYTHON2
        or target.relative
        or target.may_be_missing
        or file.classify(target.top) == "first-party"
    ):
        return None
    return state


def _is_guarded_elsewhere(target: Target, file: File) -> bool:
    """Return whether other files of the project justify a backport at *target*."""
    state = file.find_informed_state(target)
    return (
        not state.window
        or state.has_version_test
        or state.has_unclear_test
        or state.module_handled
        or state.name_handled
    )


def _is_told_apart(row: Backport, target: Target, file: File) -> bool:
    """Return whether the file has the original beside what it names of a backport."""
    from flake8_safe_imports.data import backports

    return target.way == CHAIN and file.reaches(
        backports.find_replacement(row, row.name)[0]
    )


def _is_replaced(row: Backport, target: Target, window: int) -> bool:
    """Return whether the stdlib has everything that is used, on all of *window*."""
    from flake8_safe_imports.data import backports

    if not row.binds_names and (target.name != row.name or row.is_same):
        return not window & ~backports.find_replacement(row, row.name)[1]
    # Attributes of every object (__class__, __name__) are in no table.
    uses = [use for use in target.uses if not use.startswith("__")]
    for name in (target.name, *(f"{target.name}.{use}" for use in uses)):
        answer = backports.find_covering(name)
        if answer is None or window & ~backports.find_replacement(answer, name)[1]:
            return False
    return True


def _explain_removal(target: Target, window: int) -> Advice:
    """Return what became of the first name of a bridge that leads to nothing.

    Nothing is said where some supported version does not have the name yet.
    """
    from flake8_safe_imports.data import backports

    for name in (target.name, *(f"{target.name}.{use}" for use in target.uses)):
        row = backports.find_covering(name)
        meant = backports.find_replacement(row, name)[0] if row else ""
        removed = _find_removed(meant, window)
        if removed is not None:
            gone = versions.spell(removed.last_removal)
            text = f"{quote(removed.name)} was removed in Python {gone}"
            advice = advise(removed.replacement, removed.advice, window)
            return Advice(f"{text}, {advice.text}" if advice.text else text)
    return NO_ADVICE


def _is_any_use_removed(target: Target, window: int) -> bool:
    """Return whether some name is gone though the module it was in is not."""
    whole = target._replace(uses=())
    return (
        not _explain_removal(whole, window).text
        and _explain_removal(target, window).text != ""
    )


def _find_removed(dotted: str, window: int) -> stdlib.Fact | None:
    """Return the outermost part of *dotted* that *window* lost."""
    for count in range(1, count_parts(dotted) + 1 if dotted else 1):
        fact = stdlib.find(cut(dotted, count))
        if fact is not None and window & ~fact.window:
            return fact if find_removal(fact, window) else None
    return None


@rule("VET301", may_report=lambda name: _is_of_kind(name, "backport"))
def superseded_backport(target: Target, file: File) -> Iterator[Problem]:
    """An import of a backport that no supported Python needs.

    What it does
        Reports backports (``mock``, ``importlib_metadata``, ``tomli``,
        ``typing_extensions.Self`` ...) where every supported Python has the original in
        its standard library. Imports inside any version test, or in a ``try`` that
        catches ``ImportError``, are not reported, nor are names that the backport has
        and the standard library of a supported version lacks. After an early exit, such
        as ``if sys.version_info < (3, 11): sys.exit()``, imports are reported if the
        standard library has them on the versions that are left.

    Why
        One less dependency to install, audit and keep up to date.

    Example
        ::

            import mock

    Instead
        ::

            from unittest import mock

    Options
        ``vet-supported-python``, else the project's own declaration.

    Fix safety
        Safe where the backport's object is the standard library's own.

    Known limits
        A backport that is newer than the standard library's copy may do more; such
        names are left out where that is known. The list of names: :doc:`/names/VET301`.

    When to turn it off
        If you want the newer behavior of a backport on older versions. For single
        names use ``vet-allowed-imports``.
    """
    row = _find_row(target, "backport")
    if row is None or not file.is_floor_known:
        return
    state = _find_unguarded_state(target, file)
    if (
        state is None
        or state.has_version_test
        or not _is_replaced(row, target, state.window)
        or _is_told_apart(row, target, file)
        or _is_guarded_elsewhere(target, file)
    ):
        return
    fact = f"is in the standard library since Python {versions.spell(row.since)}"
    advice = _advise(row, state.window)
    yield Problem("VET301", row.name, fact, advice, count_parts(row.name))


@rule("VET302", may_report=lambda name: _is_of_kind(name, "bridge"))
def python2_compat_import(target: Target, file: File) -> Iterator[Problem]:
    """An import from a Python 2 compatibility layer.

    What it does
        Reports what is used of ``six``, ``six.moves``, ``future`` and ``past``, and
        names the replacement. ``import six`` alone is not reported: its uses are.

    Why
        Without Python 2 it serves no purpose and hides what the code does.

    Example
        ::

            from six.moves.urllib.parse import urlencode

    Instead
        ::

            from urllib.parse import urlencode

    Options
        ``vet-supported-python``, else the project's own declaration. Nothing is
        reported in projects that support Python 2.7: they need these imports.

    Fix safety
        Safe: a name is rewritten only if tests on the interpreters confirmed that the
        replacement is a drop-in, or if it behaves the same in the way it is used.

    Known limits
        ``six`` reached through a module of the project (``from app.compat import six``)
        is not followed. The list of names: :doc:`/names/VET301`.

    When to turn it off
        While projects that share this code support Python 2.
    """
    row = _find_row(target, "bridge")
    if row is None or _is_reported_by_name(target):
        return
    from flake8_safe_imports.data import backports

    state = _find_unguarded_state(target, file)
    if state is None:
        return
    name = row.name
    if target.way == FROM and target.base:
        name = target.name
    if _is_replaced(row, target, state.window):
        meant = backports.find_replacement(row, name)[0]
        advice = advise(meant, row.advice, state.window)
    elif target.takes_names and _is_any_use_removed(target, state.window):
        return  # each name is reported by itself
    else:
        advice = _explain_removal(target, state.window)
        if not advice.text:
            return
    yield Problem("VET302", name, "bridges Python 2", advice, count_parts(name))


def _advise(row: Backport, window: int) -> Advice:
    return advise(row.replacement, row.advice, window)
