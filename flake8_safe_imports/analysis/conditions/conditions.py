"""What is known on either branch of a condition."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conditions.evaluate import HAS_VALUES
from flake8_safe_imports.analysis.conditions.implied import ImpliedTests
from flake8_safe_imports.analysis.statements.branches import ELSE, THEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.conditions.cases import CaseWindow
    from flake8_safe_imports.analysis.conditions.version_tests import VersionTests
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.handling.presence import Presence
    from flake8_safe_imports.analysis.scoping.values import Values


class Conditions:
    """Narrows what is known by the conditions of one file."""

    def __init__(
        self, values: Values, version_tests: VersionTests, presence: Presence
    ) -> None:
        self._values = values
        self._version_tests = version_tests
        self._presence = presence
        self._implied = ImpliedTests(values, version_tests)
        self._cases: dict[
            tuple[ast.AST, int], tuple[dict[ast.AST, CaseWindow], CaseWindow]
        ] = {}

    def enter(self, state: State, test: ast.expr, branch: str, hops: int) -> State:
        """Return what is known where *test* holds (``THEN``) or does not (``ELSE``)."""
        parts = self._version_tests.split(
            test, state.window | state.certain_window, hops
        )
        window, typing_only = parts.yes, parts.typing_yes
        if branch == ELSE:
            window, typing_only = parts.no, parts.typing_no
        certain = state.certain_window
        if parts.exact and parts.is_about_version:
            certain &= window
        window &= state.window
        state = state._replace(
            window=window,
            certain_window=certain,
            has_unclear_test=state.has_unclear_test or bool(window & parts.unclear),
            has_version_test=state.has_version_test or parts.is_about_version,
            present=state.present.adding(self._list_present(test, branch, hops)),
            typing_only=state.typing_only or typing_only,
            main_only=state.main_only or self._is_main_only(test, branch, hops),
        )
        return self._implied.enter(state, test, branch, hops)

    def _list_present(self, test: ast.expr, branch: str, hops: int) -> frozenset[str]:
        """Return the names that *test* asks for, without modules that *branch* lacks.

        Below ``hasattr`` and the like both branches count, since the author knows.
        """
        names = self._presence.find_names(test, hops)
        if not names:
            return names
        return names.difference(
            self._presence.module_not_loaded(part, holds=holds)
            for part, holds in self._list_certain(test, branch, hops)
        )

    def _is_main_only(self, test: ast.expr, branch: str, hops: int) -> bool:
        """Return whether *branch* of *test* runs only where the file is the program."""
        return any(
            _is_main_test(part, ast.Eq if holds else ast.NotEq)
            for part, holds in self._list_certain(test, branch, hops)
        )

    def _list_certain(
        self, test: ast.expr, branch: str, hops: int
    ) -> Iterator[tuple[ast.expr, bool]]:
        """Yield the parts of *test* that decide *branch*, and whether they hold there.

        Names stand for the only value that they have.
        """
        pending = [(test, branch == THEN, hops)]
        seen: set[tuple[ast.expr, bool, int]] = set()
        while pending:
            question = part, holds, left = pending.pop()
            if question in seen:
                continue
            seen.add(question)
            if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
                pending.append((part.operand, not holds, left))
            elif isinstance(part, ast.NamedExpr):
                pending.append((part.value, holds, left))
            elif isinstance(part, ast.BoolOp):
                # All parts of a true `and` are true, all of a false `or` are false.
                if isinstance(part.op, ast.And) is holds:
                    pending += [(value, holds, left) for value in part.values]
            elif isinstance(part, HAS_VALUES):
                values = self._values.find_values(part) if left else ()
                if len(values) == 1:
                    pending.append((values[0][0], holds, left - 1))
            else:
                yield part, holds

    def raises_floor(self, test: ast.expr, branch: str, hops: int) -> bool:
        """Return whether *branch* of *test* is for some version and all later ones.

        These may be all that are known: nothing older than them is.
        """
        parts = self._version_tests.split(test, versions.EVERYTHING, hops)
        kept, other = parts.yes, parts.no
        if branch == ELSE:
            kept, other = other, kept
        left = versions.EVERYTHING & ~kept
        return (not other or bool(left)) and left < (kept & -kept)

    def is_clear(self, test: ast.expr, hops: int) -> bool:
        """Return whether *test* asks for the version, and it is known what it gives."""
        parts = self._version_tests.split(test, versions.EVERYTHING, hops)
        return parts.is_about_version and not parts.unclear

    def enter_branch(
        self, state: State, test: ast.expr, branch: str, hops: int
    ) -> State:
        """Return what is known in *branch* of the ``if`` or ``while`` of *test*.

        Below ``if False`` was where to import for type checkers only, before there was
        ``TYPE_CHECKING``.
        """
        state = self.enter(state, test, branch, hops)
        if isinstance(test, ast.Constant) and bool(test.value) is (branch == ELSE):
            return state._replace(typing_only=True)
        return state

    def enter_case(self, state: State, match: Any, case: Any, hops: int) -> State:
        """Return what is known in *case* of the statement *match*."""
        state = _narrow(state, self._find_case_windows(match, hops)[0][case])
        if case.guard is not None:
            state = self.enter(state, case.guard, THEN, hops)
        return state

    def leave_match(self, state: State, match: Any, hops: int) -> State | None:
        """Return what is known where no case of *match* ran; None if one always does.

        *state* is what is known before.
        """
        left = self._find_case_windows(match, hops)[1]
        return _narrow(state, left) if left.window else None

    def _find_case_windows(
        self, match: ast.AST, hops: int
    ) -> tuple[dict[ast.AST, CaseWindow], CaseWindow]:
        if (match, hops) not in self._cases:
            from flake8_safe_imports.analysis.conditions.cases import find_windows

            self._cases[match, hops] = find_windows(match, self._version_tests, hops)
        return self._cases[match, hops]


def _narrow(state: State, part: CaseWindow) -> State:
    window = state.window & part.window
    return state._replace(
        window=window,
        has_unclear_test=state.has_unclear_test or bool(window & part.unclear),
        has_version_test=state.has_version_test or part.is_about_version,
    )


def _is_main_test(test: ast.expr, operation: type[ast.cmpop]) -> bool:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    sides = [test.left, test.comparators[0]]
    names = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    mains = any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )
    return names and mains and isinstance(test.ops[0], operation)
