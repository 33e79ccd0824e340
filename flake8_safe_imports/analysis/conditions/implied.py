"""Which versions are left where a test holds that was asked before with a version test.

As below ``elif WINDOWS:`` after ``if WINDOWS and sys.version_info < (3, 11):``.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conditions.evaluate import is_too_high
from flake8_safe_imports.analysis.facts.state import Implied
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import ELSE, THEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.conditions.version_tests import VersionTests
    from flake8_safe_imports.analysis.facts.state import Fact, State
    from flake8_safe_imports.analysis.scoping.values import Values

_MOST: Final = 8
"""How many earlier tests are remembered."""
_PURE: Final = frozenset(
    {
        *("bool", "callable", "getattr", "hasattr", "isinstance", "issubclass", "len"),
        *("endswith", "exists", "getenv", "lower", "startswith", "upper"),
        *("machine", "platform", "python_implementation", "release", "system"),
    }
)
"""Functions and methods that give the same answer when they are asked again."""
_OPPOSITE: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.NotEq: ast.Eq,
    ast.IsNot: ast.Is,
    ast.NotIn: ast.In,
}


class ImpliedTests:
    """Remembers what the tests of one file say of each other."""

    def __init__(self, values: Values, version_tests: VersionTests) -> None:
        self._values = values
        self._version_tests = version_tests
        # The nodes are kept, so that their ids are not used again.
        self._facts: dict[int, tuple[ast.expr, Fact | None]] = {}

    def enter(self, state: State, test: ast.expr, branch: str, hops: int) -> State:
        """Return what is known in *branch* of *test*, by the tests before it, too."""
        if state.implied:
            facts: set[Fact | None] = {
                self._read_fact(*part) for part in _list_parts(test, branch)
            }
            left: list[Implied] = []
            for item in state.implied:
                unknown = item.facts.difference(facts)
                if unknown:
                    left.append(item._replace(facts=unknown))
                else:
                    state = state._replace(
                        window=state.window & item.window,
                        has_version_test=state.has_version_test
                        or item.is_about_version,
                    )
            state = state._replace(implied=tuple(left))
        found = self._find_implied(test, branch, hops)
        if found is not None:
            state = state._replace(implied=(*state.implied, found)[-_MOST:])
        return state

    def _find_implied(self, test: ast.expr, branch: str, hops: int) -> Implied | None:
        """Return what *branch* of *test* means where a part of the test decides less.

        In the ``else`` of ``if A and OLD``, ``A`` holds on new versions only.
        """
        parts = list(_list_parts(test, ELSE if branch == THEN else THEN))
        if len(parts) == 1:
            return None
        facts: set[Fact] = set()
        window, is_about_version = versions.NOTHING, False
        for part, holds in parts:
            found = self._version_tests.split(part, versions.EVERYTHING, hops)
            if found.yes & found.no != versions.EVERYTHING:
                window |= found.no if holds else found.yes
                is_about_version = is_about_version or found.is_about_version
                continue
            fact = self._read_fact(part, holds)
            if fact is None:
                return None
            facts.add(fact)
        if not facts or window in (versions.NOTHING, versions.EVERYTHING):
            return None
        return Implied(frozenset(facts), window, is_about_version)

    def _read_fact(self, test: ast.expr, holds: bool) -> Fact | None:
        """Return *test* in a form that is the same for equal tests.

        None if it is too deep to read, or may be another one the next time.
        """
        if id(test) not in self._facts:
            self._facts[id(test)] = (test, self._describe(test))
        fact = self._facts[id(test)][1]
        return None if fact is None else (fact[0], fact[1] is holds)

    def _describe(self, test: ast.expr) -> Fact | None:
        if is_too_high(test) or not all(map(_is_repeatable, ast.walk(test))):
            return None
        is_asked = True
        bound = [
            sorted(event.order for event in self._values.find_assignments(node))
            if isinstance(node, ast.Name)
            else self._values.find_last_set(node)
            for node in ast.walk(test)
            if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))
        ]
        if (
            isinstance(test, ast.Compare)
            and len(test.ops) == 1
            and type(test.ops[0]) in _OPPOSITE
        ):
            opposite = _OPPOSITE[type(test.ops[0])]()
            test = ast.Compare(test.left, [opposite], test.comparators)
            is_asked = False
        return f"{ast.dump(test)} {bound}", is_asked


def _is_repeatable(node: ast.AST) -> bool:
    """Return whether *node*, a part of a test, surely gives the same value again."""
    if isinstance(node, ast.Call):
        return last_name(node.func) in _PURE
    return not isinstance(node, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom))


def _list_parts(test: ast.expr, branch: str) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the parts of *test* that decide *branch*, and whether they hold there."""
    pending = [(test, branch == THEN)]
    while pending:
        part, holds = pending.pop()
        if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
            pending.append((part.operand, not holds))
        elif isinstance(part, ast.BoolOp) and isinstance(part.op, ast.And) is holds:
            pending += [(value, holds) for value in part.values]
        else:
            yield part, holds
