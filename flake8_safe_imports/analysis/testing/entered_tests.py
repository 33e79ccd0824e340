"""What is known in tests: what skips them, and what runs before them."""

from __future__ import annotations

import ast
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Optional

from flake8_safe_imports.analysis.facts.state import narrow
from flake8_safe_imports.analysis.flow.set_ups import (
    MOST_FIXTURES,
    find_asked,
    find_in_scopes,
    list_assigned_marks,
    list_marks,
    list_requested,
    list_requests,
    list_set_ups,
    list_used,
)
from flake8_safe_imports.analysis.scoping.keys import find_parameters
from flake8_safe_imports.analysis.scoping.recorder import split_chain
from flake8_safe_imports.analysis.statements.branches import CLASS, FUNCTION, FUNCTIONS
from flake8_safe_imports.analysis.testing.collected import Collected
from flake8_safe_imports.analysis.testing.labels import Labels
from flake8_safe_imports.analysis.testing.skips import find_deletions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.conditions.conditions import Conditions
    from flake8_safe_imports.analysis.facts.state import SkipCondition, State
    from flake8_safe_imports.analysis.flow.flow import Flow
    from flake8_safe_imports.analysis.flow.loops import Loops
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.analysis.scoping.scopes import Event
    from flake8_safe_imports.analysis.scoping.values import Function
    from flake8_safe_imports.analysis.testing.skips import Skips

    FindFixtures = Callable[
        [str, Callable[[str], bool], Optional[Labels]], Iterable[State]
    ]
    """Gives what is known after fixtures of a name; "" stands for automatic ones.

    The function that it is given says which names the file defines itself, and the
    labels are those of the test, if there is one.
    """

_MOST_MARKS: Final = 16
"""How many marks of one test, class or fixture are read for what they give it."""


class Tests:
    """Enters the test functions and test classes of one file."""

    def __init__(
        self,
        bindings: Bindings,
        skips: Skips,
        conditions: Conditions,
        flow: Flow,
        loops: Loops,
        find_fixtures: FindFixtures | None = None,
    ) -> None:
        """Read the tests of one file; *find_fixtures* finds what conftest.py has."""
        self._bindings = bindings
        self._skips = skips
        self._conditions = conditions
        self._flow = flow
        self._loops = loops
        self._find_fixtures = find_fixtures
        self.collected = Collected(bindings)
        self._set_ups: dict[ast.ClassDef, list[Function]] = {}
        """What runs before the tests of each class that others inherit from."""
        self._class_skips: dict[ast.ClassDef, list[SkipCondition]] = {}
        self._marks: dict[ast.ClassDef | None, list[ast.expr]] = {}

    @cached_property
    def _deletions(self) -> dict[str, SkipCondition]:
        scopes = self._bindings.scopes
        return find_deletions(scopes.body, scopes.mentions)

    def enter_module(self, state: State, body: Sequence[ast.stmt]) -> State:
        """Return what is known in the module *body*, which may have tests."""
        skips = (*self._skips.of_marks(body), *self.collected.of_module())
        return state._replace(skips=skips)

    def without_deleted(self, state: State, block: Block, outer: Block) -> State:
        """Return *state*, also with the condition that deletes what *block* defines."""
        if outer.parent is not None or block.branch not in (FUNCTION, CLASS):
            return state
        deletion = self._deletions.get(getattr(block.owner, "name", ""))
        return state._replace(skips=(*state.skips, deletion)) if deletion else state

    def with_set_ups(self, state: State, block: Block) -> State:
        """Return *state*, also with what runs before the tests of *block*."""
        names: list[str] = []
        if self._bindings.scopes.binds_marks:
            names += list_used(list_marks(block.body))
        if isinstance(block.owner, ast.ClassDef):
            names += list_used(block.owner.decorator_list)
        return state._replace(
            set_ups=(*state.set_ups, *self._list_set_ups(block)),
            requests=(*state.requests, *names),
        )

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

    def enter_function(self, state: State, block: Block, hops: int) -> State:
        """Return what is known in the function *block*, which may be a test."""
        node = block.owner
        outer = _find_outer(block)
        decorators = getattr(node, "decorator_list", [])
        for skip in state.skips:
            after = self._conditions.enter(state, skip.test, skip.branch, hops)
            # Only test functions are skipped, and others may set flags.
            gone = state.window & ~after.window
            state = after._replace(removed=after.removed | gone)
        for skip in self._skips.of_decorators(decorators):
            state = self._conditions.enter(state, skip.test, skip.branch, hops)
        state, rest = self._enter_parameters(state, decorators, block, hops)
        outer_marks: list[ast.expr] = []
        if isinstance(outer, ast.ClassDef):
            outer_marks += self._list_marks(outer)
        if isinstance(node, FUNCTIONS) and node.name.startswith("test"):
            outer_marks += self._list_marks(None)
        state, _ = self._enter_parameters(state, outer_marks, block, hops)
        for function in () if node in state.set_ups else state.set_ups:
            after = self._flow.after_set_up(function, state, hops)
            state = _without_gone(state, after)
        requested = self._list_requested(state, node, outer)
        for events in requested:
            after = self._flow.after_any(events, state, hops)
            state = _without_gone(state, after)
            if len(events) == 1:
                marks = getattr(events[0].function, "decorator_list", ())
                state, _ = self._enter_parameters(state, marks, block, hops)
        for fixture in self._list_fixtures_of_others(state, block, requested):
            state = narrow_in_tests(state, fixture)
        return state._replace(
            skips=(),
            set_ups=(),
            requests=(),
            has_unclear_test=(
                state.has_unclear_test or self._skips.has_unclear(rest, hops)
            ),
        )

    def _enter_parameters(
        self, state: State, marks: Sequence[ast.expr], block: Block, hops: int
    ) -> tuple[State, list[ast.expr]]:
        """Return what is known in *block*, which runs for what *marks* give it.

        And the marks of which that says nothing. Only the first few are read.
        """
        first = [*islice(marks, _MOST_MARKS)]
        rest = [*islice(marks, _MOST_MARKS, None)]
        for mark in first:
            given = find_parameters(mark)
            after = state
            if given is not None:
                after = self._loops.enter(state, given, block, hops)
            if after.window == state.window:
                rest.append(mark)
            state = _without_gone(state, after)
        return state, rest

    def _list_requested(
        self, state: State, node: ast.AST, outer: ast.AST | None
    ) -> list[Sequence[Event]]:
        """Return the fixtures of the file that run before *node*, if that is a test.

        *outer* is the class that it is in.
        """
        is_test = isinstance(node, FUNCTIONS) and node.name.startswith("test")
        names = state.requests if is_test else ()
        return list_requested(node, lambda name: self._find_own(name, outer), names)

    def _find_own(self, name: str, outer: ast.AST | None) -> Iterator[Sequence[Event]]:
        """Yield what defines the fixture *name* in the class *outer*, or the file."""
        bodies = self._bindings.values.bodies
        scopes = [bodies[node] for node in self._list_classes(outer)]
        return find_in_scopes([*scopes, self._bindings.scopes.module], name)

    def _list_classes(self, outer: ast.AST | None) -> list[ast.ClassDef]:
        """Return *outer* and its bases, if it is a class."""
        if not isinstance(outer, ast.ClassDef):
            return []
        return [outer, *self._bindings.values.list_bases(outer)]

    def _list_fixtures_of_others(
        self, state: State, block: Block, requested: Iterable[Sequence[Event]]
    ) -> Iterator[State]:
        """Yield what is known after the fixtures of conftest.py that *block* gets.

        *requested* are those of the file itself that run before it.
        """
        node = block.owner
        if not isinstance(node, FUNCTIONS):
            return
        outer = _find_outer(block)
        names = list(list_requests(node))
        test = None
        if node.name.startswith("test"):
            names += ["", *state.requests]
            classes = self._list_classes(outer)
            marks = [
                *node.decorator_list,
                *(mark for item in classes for mark in self._list_marks(item)),
                *self._list_marks(None),
            ]
            test = Labels(node, classes, marks, self._bindings)
        yield from self._find_in_others(names, outer, requested, test)

    def _list_marks(self, node: ast.ClassDef | None) -> list[ast.expr]:
        """Return the decorators and marks of the class *node*, or of the file."""
        if node not in self._marks:
            body = self._bindings.scopes.body if node is None else node.body
            found = [] if node is None else [*node.decorator_list]
            for value in list_assigned_marks(body):
                found += getattr(value, "elts", [value])
            self._marks[node] = found
        return self._marks[node]

    def _find_in_others(
        self,
        names: Iterable[str],
        outer: ast.AST | None,
        requested: Iterable[Sequence[Event]],
        test: Labels | None = None,
    ) -> Iterator[State]:
        """Yield what is known after the fixtures of conftest.py with *names*.

        And with those that *requested* ask for, fixtures of the file itself. What runs
        before any *test* counts, too.
        """
        if self._find_fixtures is None:
            return
        asked = chain.from_iterable(
            list_requests(event.function) for event in chain.from_iterable(requested)
        )
        module = self._bindings.scopes.module

        def is_own(name: str) -> bool:
            own = [*chain.from_iterable(self._find_own(name, outer))]
            if not own:
                return name in module.events
            # What asks for its own name gets that of conftest.py.
            return any(name not in list_requests(event.function) for event in own)

        for name in list(dict.fromkeys((*names, *asked)))[:MOST_FIXTURES]:
            yield from self._find_fixtures(name, is_own, test)

    def list_requested_by(
        self, call: ast.Call
    ) -> tuple[list[Sequence[Event]], list[State]]:
        """Return the fixtures that ``request.getfixturevalue("name")`` gets.

        Those of the file with all that define each, and what is known after others.
        """
        name = find_asked(call)
        base, _ = split_chain(call.func)
        scopes = self._bindings.scopes
        use = scopes.find_use(base) if isinstance(base, ast.Name) else None
        if name is None or use is None:
            return [], []
        scope = use.scope.parent
        outer = scope.node if scope is not None else None
        own = list_requested(call, lambda item: self._find_own(item, outer), [name])
        return own, [*self._find_in_others([name], outer, own)]

    def enter_class(self, state: State, node: ast.ClassDef, hops: int) -> State:
        """Return what is known in the class *node*, which may have tests."""
        # What skips a class skips those that inherit from it.
        classes = (node, *self._bindings.values.list_bases(node))
        skips = [skip for item in classes for skip in self.list_class_skips(item)]
        skips += self.collected.of_class(classes)
        return state._replace(
            skips=(*state.skips, *skips),
            has_unclear_test=(
                state.has_unclear_test
                or self._skips.has_unclear(node.decorator_list, hops)
                or self._skips.has_unclear_base(node, hops)
            ),
        )

    def list_class_skips(self, node: ast.ClassDef) -> list[SkipCondition]:
        """Return the conditions that skip the tests of the class *node* itself."""
        if node not in self._class_skips:
            self._class_skips[node] = [
                *self._skips.of_decorators(node.decorator_list),
                *self._skips.of_marks(node.body),
            ]
        return self._class_skips[node]


def _find_outer(block: Block) -> ast.AST | None:
    return block.parent.owner if block.parent is not None else None


def narrow_in_tests(state: State, after: State) -> State:
    """Return what is known in a test where *state* is, after what ends in *after*.

    Flags that tests set are not flags about versions because of that.
    """
    return _without_gone(state, narrow(state, after))


def _without_gone(state: State, after: State) -> State:
    gone = state.window & ~after.window
    return after._replace(removed=after.removed | gone)
