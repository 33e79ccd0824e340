"""What is known on either branch of a condition."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.branches import ELSE, THEN
from flake8_safe_imports.analysis.evaluate import HAS_VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.places import Block
    from flake8_safe_imports.analysis.presence import Presence
    from flake8_safe_imports.analysis.state import State
    from flake8_safe_imports.analysis.values import Values
    from flake8_safe_imports.analysis.version_tests import VersionTests


class Conditions:
    """Narrows what is known by the conditions of one file."""

    def __init__(
        self, values: Values, version_tests: VersionTests, presence: Presence
    ) -> None:
        self._values = values
        self._version_tests = version_tests
        self._presence = presence

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
        return state._replace(
            window=window,
            certain_window=certain,
            has_unclear_test=state.has_unclear_test or bool(window & parts.unclear),
            has_version_test=state.has_version_test or parts.is_about_version,
            present=state.present.adding(self._list_present(test, branch, hops)),
            typing_only=state.typing_only or typing_only,
            main_only=state.main_only or self._is_main_only(test, branch, hops),
        )

    def _list_present(self, test: ast.expr, branch: str, hops: int) -> frozenset[str]:
        """Return the names that *test* asks for, without modules that *branch* lacks.

        Below ``hasattr`` and the like both branches count, since the author knows.
        """
        names = self._presence.names_in(test, hops)
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
        """Return whether *branch* of *test* is for some version and all later ones."""
        parts = self._version_tests.split(test, versions.EVERYTHING, hops)
        kept = parts.no if branch == ELSE else parts.yes
        left = versions.EVERYTHING & ~kept
        return bool(left) and left < (kept & -kept)

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

    def enter_case(self, state: State, block: Block, hops: int) -> State:
        """Return what is known in a case of a ``match``; patterns are not read."""
        assert block.parent is not None
        owner: Any = block.owner
        match: Any = block.parent.body[block.index]
        is_about_version = self._version_tests.is_about_version(match.subject, hops)
        state = state._replace(
            has_unclear_test=state.has_unclear_test or is_about_version,
            has_version_test=state.has_version_test or is_about_version,
        )
        if owner.guard is not None:
            state = self.enter(state, owner.guard, THEN, hops)
        return state


def _is_main_test(test: ast.expr, operation: type[ast.cmpop]) -> bool:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    sides = [test.left, test.comparators[0]]
    names = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    mains = any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )
    return names and mains and isinstance(test.ops[0], operation)
