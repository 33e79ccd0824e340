"""What is known in tests: what skips them, and what runs before them."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.branches import CLASS, FUNCTION
from flake8_safe_imports.analysis.set_ups import list_requested, list_set_ups
from flake8_safe_imports.analysis.skips import find_deletions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.analysis.bindings import Bindings
    from flake8_safe_imports.analysis.conditions import Conditions
    from flake8_safe_imports.analysis.flow import Flow
    from flake8_safe_imports.analysis.places import Block
    from flake8_safe_imports.analysis.skips import Skips
    from flake8_safe_imports.analysis.state import SkipCondition, State
    from flake8_safe_imports.analysis.values import Function


class Tests:
    """Enters the test functions and test classes of one file."""

    def __init__(
        self, bindings: Bindings, skips: Skips, conditions: Conditions, flow: Flow
    ) -> None:
        self._bindings = bindings
        self._skips = skips
        self._conditions = conditions
        self._flow = flow
        self._set_ups: dict[ast.ClassDef, list[Function]] = {}
        """What runs before the tests of each class that others inherit from."""
        self._class_skips: dict[ast.ClassDef, list[SkipCondition]] = {}

    @cached_property
    def _deletions(self) -> dict[str, SkipCondition]:
        scopes = self._bindings.scopes
        return find_deletions(scopes.body, scopes.mentions)

    def without_deleted(self, state: State, block: Block, outer: Block) -> State:
        """Return *state*, also with the condition that deletes what *block* defines."""
        if outer.parent is not None or block.branch not in (FUNCTION, CLASS):
            return state
        deletion = self._deletions.get(getattr(block.owner, "name", ""))
        return state._replace(skips=(*state.skips, deletion)) if deletion else state

    def with_set_ups(self, state: State, block: Block) -> State:
        """Return *state*, also with what runs before the tests of *block*."""
        return state._replace(set_ups=(*state.set_ups, *self._list_set_ups(block)))

    def _list_set_ups(self, block: Block) -> Iterator[Function]:
        """Yield what runs before the tests of *block*, also if it is inherited."""
        own = list(list_set_ups(block.body))
        yield from own
        if isinstance(block.owner, ast.ClassDef):
            names = {function.name for function in own}
            for base in self._bindings.values.list_bases(block.owner):
                if base not in self._set_ups:
                    self._set_ups[base] = list(list_set_ups(base.body))
                for function in self._set_ups[base]:
                    if function.name not in names:
                        yield function

    def enter_function(self, state: State, node: ast.AST, hops: int) -> State:
        """Return what is known in the function *node*, which may be a test."""
        decorators = getattr(node, "decorator_list", [])
        for skip in state.skips:
            after = self._conditions.enter(state, skip.test, skip.branch, hops)
            # Only test functions are skipped, and others may set flags.
            gone = state.window & ~after.window
            state = after._replace(removed=after.removed | gone)
        for skip in self._skips.of_decorators(decorators):
            state = self._conditions.enter(state, skip.test, skip.branch, hops)
        for function in self._list_run_before(state, node):
            before = state.window
            state = self._flow.after_set_up(function, state, hops)
            state = state._replace(removed=state.removed | (before & ~state.window))
        return state._replace(
            skips=(),
            set_ups=(),
            has_unclear_test=(
                state.has_unclear_test or self._skips.has_unclear(decorators, hops)
            ),
        )

    def _list_run_before(self, state: State, node: ast.AST) -> Iterable[Function]:
        """Return the functions that run before *node* does, if that is a test."""
        if node in state.set_ups:
            return ()
        requested = list_requested(node, self._bindings.scopes.module)
        return (*state.set_ups, *requested)

    def enter_class(self, state: State, node: ast.ClassDef, hops: int) -> State:
        """Return what is known in the class *node*, which may have tests."""
        # What skips a class skips those that inherit from it.
        skips = [
            skip
            for item in (node, *self._bindings.values.list_bases(node))
            for skip in self._list_class_skips(item)
        ]
        return state._replace(
            skips=(*state.skips, *skips),
            has_unclear_test=(
                state.has_unclear_test
                or self._skips.has_unclear(node.decorator_list, hops)
                or self._skips.has_unclear_base(node, hops)
            ),
        )

    def _list_class_skips(self, node: ast.ClassDef) -> list[SkipCondition]:
        if node not in self._class_skips:
            self._class_skips[node] = [
                *self._skips.of_decorators(node.decorator_list),
                *self._skips.of_marks(node.body),
            ]
        return self._class_skips[node]
