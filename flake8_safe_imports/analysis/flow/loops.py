"""On which versions there is something in what a loop, or a test, goes through.

As in ``for name in ([...] if NEW else [])``, or where a list is filled below a version
test, or a generator of the file yields below one.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.scoping.keys import find_source, list_filters
from flake8_safe_imports.analysis.scoping.recorder import last_name, split_chain
from flake8_safe_imports.analysis.scoping.scopes import MAX_EVENTS, encloses
from flake8_safe_imports.analysis.statements.branches import THEN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flake8_safe_imports.analysis.conditions.conditions import Conditions
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Block, Place
    from flake8_safe_imports.analysis.scoping.scopes import Use

_TABLES: Final = (ast.Dict, ast.List, ast.Set, ast.Tuple)
_EMPTY: Final = frozenset({"dict", "list", "set"})
"""What makes an empty table when it is called without arguments."""
_FILLING: Final = frozenset({"add", "append", "extend", "insert", "update"})
_MAX_DEPTH: Final = 4
"""How many choices, or calls, in each other are read."""


class Loops:
    """Enters the loops of one file, and the tests that are given values."""

    def __init__(
        self,
        bindings: Bindings,
        conditions: Conditions,
        state_at: Callable[[Place, int], State],
    ) -> None:
        """Read the loops of one file; *state_at* tells what is known at a place."""
        self._bindings = bindings
        self._conditions = conditions
        self._state_at = state_at
        self._tests: dict[ast.AST, ast.expr] = {}
        """What loops go through -> the test whether there is anything in it."""

    def enter(self, state: State, node: ast.expr, body: Block, hops: int) -> State:
        """Return what is known in *body*, which runs for what is in *node*."""
        if not hops:
            return state
        for test in list_filters(node):
            state = self._enter_test(state, test, hops)
        source = find_source(node)
        test = self._find_test(source)
        if not isinstance(test, ast.Constant):
            return self._enter_test(state, test, hops)
        places = self._list_filled(source, body) or self._list_yielded(source)
        if not places:
            return state
        window = versions.NOTHING
        for place in places:
            filled = self._state_at(place, hops - 1)
            if filled.has_unclear_test:
                return state
            window |= filled.window | filled.removed
        return _narrow(state, window)

    def _enter_test(self, state: State, test: ast.expr, hops: int) -> State:
        """Return what is known where *test* holds, at least once."""
        after = self._conditions.enter(state, test, THEN, hops)
        is_narrower = after.window != state.window or after.has_unclear_test
        return after if is_narrower else state._replace(present=after.present)

    def _find_test(self, node: ast.expr) -> ast.expr:
        if node not in self._tests:
            self._tests[node] = self._make_test(node, _MAX_DEPTH)
        return self._tests[node]

    def _make_test(self, node: ast.expr, depth: int) -> ast.expr:
        """Return the test whether something is in *node*, not in the tree."""
        if isinstance(node, _TABLES):
            return ast.Constant(_has_items(node))
        if isinstance(node, ast.IfExp) and depth:
            body = self._make_test(node.body, depth - 1)
            return ast.IfExp(node.test, body, self._make_test(node.orelse, depth - 1))
        if isinstance(node, (ast.Name, ast.Call)) and depth:
            values = self._bindings.values.find_values(node)
            value = values[0][0] if len(values) == 1 else None
            if isinstance(value, ast.IfExp) and self._is_kept(node, value):
                return self._make_test(value, depth - 1)
        return _UNKNOWN

    def _is_kept(self, node: ast.expr, value: ast.IfExp) -> bool:
        """Return whether nothing fills *node* after it got *value*."""
        if not isinstance(node, ast.Name):
            return True
        if isinstance(value.body, ast.Tuple) and isinstance(value.orelse, ast.Tuple):
            return True
        uses = self._bindings.list_uses(node)
        return bool(uses) and all(map(self._is_only_read, uses))

    def _list_yielded(self, node: ast.expr) -> Sequence[Place]:
        """Return where the generator that *node* calls yields."""
        function = self._bindings.values.find_called(node)
        found = self._bindings.scopes.yields.get(function, ())
        # What a decorator returns may give other items.
        is_plain = function is not None and not function.decorator_list
        return found if is_plain and len(found) <= MAX_EVENTS else ()

    def _list_filled(self, node: ast.expr, body: Block) -> list[Place]:
        """Return where the table *node*, empty at first, is filled before *body*.

        Or where it is assigned one that is not empty. There are none if it may be
        filled elsewhere.
        """
        if not isinstance(node, ast.Name):
            return []
        events = self._bindings.values.find_assignments(node)
        uses = self._bindings.list_uses(node)  # none if they are too many
        found = [event.place for event in events if not _is_empty(event.value)]
        if not uses or len(found) == len(events):
            return []
        for use in uses:
            if _is_filling(use):
                if encloses(body, use.place.block):
                    continue
                if use.order > body.first:
                    return []
                found.append(use.place)
            elif not self._is_only_read(use):
                return []
        return found

    def _is_only_read(self, use: Use) -> bool:
        """Return whether a loop goes through what *use* is, or a test asks for it."""
        base = split_chain(use.node)[0]
        if id(base) in self._bindings.scopes.sources:
            return True
        statement = _find_statement(use.place)
        read = getattr(statement, "iter", None) or getattr(statement, "test", None)
        while isinstance(read, ast.UnaryOp):
            read = read.operand
        return read is not None and find_source(read) is base


_UNKNOWN: Final = ast.Constant(...)
"""A test that says nothing of versions."""


def _narrow(state: State, window: int) -> State:
    if not state.window & ~window:
        return state
    return state._replace(window=state.window & window, has_version_test=True)


def _has_items(table: ast.expr) -> bool:
    return bool(getattr(table, "elts", ()) or getattr(table, "values", ()))


def _is_empty(value: ast.expr | None) -> bool:
    """Return whether *value* is an empty table."""
    if isinstance(value, ast.Call):
        is_plain = not value.args and not value.keywords
        return is_plain and last_name(value.func) in _EMPTY
    return isinstance(value, _TABLES) and not _has_items(value)


def _find_statement(place: Place) -> ast.stmt | None:
    block, number = place
    return block.body[number] if number < len(block.body) else None


def _is_filling(use: Use) -> bool:
    """Return whether *use*, of a table, puts something in it."""
    if len(use.attributes) == 1 and use.attributes[0] in _FILLING:
        return True
    statement = _find_statement(use.place)
    if isinstance(statement, ast.AugAssign):
        return statement.target is use.node
    return isinstance(statement, ast.Assign) and any(
        isinstance(target, ast.Subscript) and target.value is use.node
        for target in statement.targets
    )
