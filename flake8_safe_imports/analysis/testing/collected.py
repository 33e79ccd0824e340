"""Which tests are run at all: ``__test__``, which pytest reads, and ``load_tests``.

Both may depend on the version. unittest calls ``load_tests`` to get its tests.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.facts.state import SkipCondition
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.results import find_result
from flake8_safe_imports.analysis.statements.branches import THEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.bindings import Bindings

FLAG: Final = "__test__"
_LOADING: Final = "load_tests"
_SUITES: Final = frozenset({"TestSuite", "suiteClass"})
"""The last part of the names of what makes an empty suite if it is given nothing."""
_MAX_DEPTH: Final = 8
"""How many tests in each other are read."""
_FLAGS: Final = (
    ast.Attribute,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.IfExp,
    ast.Name,
    ast.UnaryOp,
)
_ALWAYS: Final = ast.Constant(True)


class Collected:
    """Reads on which conditions the tests of one file are collected."""

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._flags: dict[ast.ClassDef, ast.expr | None] = {}

    def of_module(self) -> Iterator[SkipCondition]:
        """Yield the conditions on all tests of the file."""
        scopes = self._bindings.scopes
        if FLAG in scopes.module.events:
            yield from _read(_find_flag(scopes.body, _MAX_DEPTH))
        events = scopes.module.events.get(_LOADING, ())
        function = events[0].function if len(events) == 1 else None
        if isinstance(function, ast.FunctionDef):
            loaded = find_result(function)
            if isinstance(loaded, ast.IfExp):
                yield from _read(self._make_test(loaded, _MAX_DEPTH))

    def of_class(self, classes: Sequence[ast.ClassDef]) -> Iterator[SkipCondition]:
        """Yield the condition on the tests of the first of *classes*.

        The others are its bases, nearest first. There is none if what inherits from it
        has a condition of its own.
        """
        if classes[0] in self._replaced:
            return
        for node in classes:
            if FLAG in self._bindings.values.bodies[node].events:
                if node not in self._flags:
                    self._flags[node] = _find_flag(node.body, _MAX_DEPTH)
                yield from _read(self._flags[node])
                return

    @cached_property
    def _replaced(self) -> set[ast.ClassDef]:
        """The classes from which others inherit that have a condition of their own."""
        values = self._bindings.values
        return {
            base
            for node, body in values.bodies.items()
            if FLAG in body.events and isinstance(node, ast.ClassDef)
            for base in values.list_bases(node)
        }

    def _make_test(self, loaded: ast.expr, depth: int) -> ast.expr:
        """Return the test whether there are tests in *loaded*, not in the tree."""
        if isinstance(loaded, ast.IfExp) and depth:
            body = self._make_test(loaded.body, depth - 1)
            orelse = self._make_test(loaded.orelse, depth - 1)
            return ast.IfExp(loaded.test, body, orelse)
        made = self._bindings.values.resolve_call(loaded)
        return ast.Constant(
            made is not loaded
            or made.args != []
            or made.keywords != []
            or last_name(made.func) not in _SUITES
        )


def _read(flag: ast.expr | None) -> Iterator[SkipCondition]:
    """Yield the condition that *flag* is, unless it says nothing of versions."""
    if flag is not None and not isinstance(flag, ast.Constant):
        yield SkipCondition(flag, THEN)


def _find_flag(body: Sequence[ast.stmt], depth: int) -> ast.expr | None:
    """Return the last value of ``__test__`` in *body*, as a test; None if it has none.

    What is set below ``if`` gives a node that is not in the tree.
    """
    found: ast.expr | None = None
    for node in body:
        if isinstance(node, ast.If) and depth:
            then = _find_flag(node.body, depth - 1)
            other = _find_flag(node.orelse, depth - 1)
            if then is not None or other is not None:
                before = found or _ALWAYS
                found = ast.IfExp(node.test, then or before, other or before)
        else:
            found = _read_flag(node) or found
    return found


def _read_flag(node: ast.stmt) -> ast.expr | None:
    """Return what *node* assigns to ``__test__``, as a test."""
    targets: Sequence[ast.expr] = ()
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    if not any(isinstance(item, ast.Name) and item.id == FLAG for item in targets):
        return None
    value = getattr(node, "value", None)
    # doctest reads a dictionary of that name.
    return value if isinstance(value, _FLAGS) else _ALWAYS
