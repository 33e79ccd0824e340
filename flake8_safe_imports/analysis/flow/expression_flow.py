"""What is known after the expressions of a statement, and which errors they raise.

Calls of functions of the file are followed in ``flow``.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.facts.state import succeed
from flake8_safe_imports.analysis.handling.leaving import is_leaving
from flake8_safe_imports.analysis.scoping.keys import find_missing, list_keyed_items
from flake8_safe_imports.analysis.statements.branches import ELSE, THEN
from flake8_safe_imports.analysis.statements.exits import (
    ASSERTING_FUNCTIONS,
    divides_by_zero,
)

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.conditions.conditions import Conditions
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.flow.errors import Errors
    from flake8_safe_imports.analysis.handling.raised import Raised
    from flake8_safe_imports.analysis.handling.successes import Successes
    from flake8_safe_imports.analysis.scoping.bindings import Bindings

_TESTING: Final = (ast.Assert, ast.If, ast.While)


class ExpressionFlow:
    """Follows the expressions that the statements of one file evaluate."""

    def __init__(
        self,
        bindings: Bindings,
        conditions: Conditions,
        successes: Successes,
        errors: Errors,
    ) -> None:
        self._bindings = bindings
        self._conditions = conditions
        self._successes = successes
        self._errors = errors
        self._missing: dict[ast.Subscript, tuple[str, ast.expr] | None] = {}
        """What finds nothing in a literal raises, and the test for that."""

    def after_calls(
        self, node: ast.Expr | ast.Assign | ast.AnnAssign | ast.Return, state: State
    ) -> State | None:
        """Return what is known after the calls in *node*; None if one of them leaves.

        They may import modules, and skip the rest if these are missing.
        """
        pending = [node.value] if node.value is not None else []
        while pending:
            value = pending.pop()
            if isinstance(value, (ast.Attribute, ast.NamedExpr, ast.Yield)):
                pending += [value.value] if value.value is not None else []
            elif isinstance(value, (ast.Tuple, ast.List)):
                pending.extend(value.elts)
            elif isinstance(value, ast.Call):
                if isinstance(node, ast.Expr) and is_leaving(
                    value.func, self._bindings
                ):
                    return None
                pending.extend(value.args)
                if self._bindings.is_import_or_skip(value):
                    imported = self._bindings.find_dynamic_import(value)
                    names = imported.modules if imported is not None else ()
                    state = succeed(state, self._successes.find_window(names), names)
        return state

    def is_failing(self, node: ast.expr) -> bool:
        """Return whether *node* surely raises an error, or exits."""
        if isinstance(node, ast.Call):
            return is_leaving(node.func, self._bindings)
        return divides_by_zero(node)

    def after_assertion(self, node: ast.expr, state: State, hops: int) -> State:
        """Return what is known after *node*, also if it is ``assume(TEST)``."""
        if (
            not isinstance(node, ast.Call)
            or len(node.args) != 1
            or self._bindings.dotted_name(node.func) not in ASSERTING_FUNCTIONS
        ):
            return state
        return self.enter(state, node.args[0], THEN, hops)

    def enter(self, state: State, test: ast.expr, branch: str, hops: int) -> State:
        """Return what is known in *branch* of *test*, for what comes after it.

        Leaving old versions is not a choice between what follows and something newer,
        so a test for that is none.
        """
        inside = self._conditions.enter(state, test, branch, hops)
        if (
            inside.has_version_test
            and not state.has_version_test
            and self._conditions.raises_floor(test, branch, hops)
        ):
            return inside._replace(has_version_test=False)
        return inside

    def after_lookup(self, node: ast.stmt, state: State, hops: int) -> State:
        """Return what is known after *node*, also if it is ``{9: a}[MINOR]``."""
        missing = self._find_missing(getattr(node, "value", None), hops)
        if missing is None:
            return state
        inside = self._conditions.enter(state, missing[1], ELSE, hops)
        return succeed(state, inside.window, ())

    def _find_missing(
        self, value: ast.expr | None, hops: int
    ) -> tuple[str, ast.expr] | None:
        """Return what *value* raises, and when, if that depends on the version."""
        if not isinstance(value, ast.Subscript):
            return None
        if value not in self._missing:
            self._missing[value] = find_missing(value)
        found = self._missing[value]
        is_clear = found is not None and self._conditions.is_clear(found[1], hops)
        return found if is_clear else None

    def add_raised(
        self, node: ast.stmt, state: State, raised: Raised, hops: int
    ) -> bool:
        """Record in *raised* what *node* may raise, besides the statements in it.

        Return whether it may raise anything.
        """
        value = find_value(node)
        if isinstance(value, ast.BoolOp):
            return self._add_test(value, state, raised, hops)
        missing = self._find_missing(value, hops)
        if missing is not None and isinstance(value, ast.Subscript):
            error, test = missing
            failing = self._conditions.enter(state, test, THEN, hops)
            if failing.window:
                raised.add(error, succeed(state, failing.window, ()))
            parts = [item for _, item in list_keyed_items(value.value)]
            return any(
                self._errors.add_test(part, state, raised, hops) for part in parts
            )
        if self._errors.add(node, state, raised):
            return True
        if isinstance(node, _TESTING):
            return self._add_test(node.test, state, raised, hops)
        return False

    def _add_test(
        self, test: ast.expr, state: State, raised: Raised, hops: int
    ) -> bool:
        """Record in *raised* what evaluating *test* may raise.

        What comes after ``and`` and ``or`` is evaluated where the parts before it do
        not decide. Return whether *test* may raise anything wherever it is evaluated.
        """
        is_anything = False
        pending = [(test, state)]
        while pending:
            part, before = pending.pop()
            if isinstance(part, ast.BoolOp):
                branch = THEN if isinstance(part.op, ast.And) else ELSE
                for value in part.values:
                    pending.append((value, before))
                    before = self.enter(before, value, branch, hops)
            elif isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
                pending.append((part.operand, before))
            elif isinstance(part, ast.NamedExpr):
                pending.append((part.value, before))
            elif before.window and self._errors.add_test(part, before, raised, hops):
                is_anything = is_anything or before.window == state.window
        return is_anything


def find_value(node: ast.stmt) -> ast.expr | None:
    """Return the expression that *node* evaluates, if nothing else in it can fail."""
    if isinstance(node, ast.Assign):
        is_plain = all(isinstance(target, ast.Name) for target in node.targets)
        return node.value if is_plain else None
    return node.value if isinstance(node, (ast.Expr, ast.Return)) else None


def list_choices(node: ast.stmt) -> list[tuple[ast.expr, ast.expr, str]]:
    """Return the parts of what *node* evaluates that a test decides on.

    With each come the test, and in which branch of it the part is not evaluated:
    ``fail()`` in ``TEST or fail()`` where the test holds.
    """
    value = node.test if isinstance(node, ast.Assert) else getattr(node, "value", None)
    if isinstance(value, ast.BoolOp):
        branch = THEN if isinstance(value.op, ast.Or) else ELSE
        return [(value.values[-1], _join(value.op, value.values[:-1]), branch)]
    if isinstance(value, ast.IfExp):
        return [(value.body, value.test, ELSE), (value.orelse, value.test, THEN)]
    return []


def _join(operation: ast.boolop, tests: list[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(operation, tests)
