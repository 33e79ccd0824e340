"""Which versions reach a place in a file, and what else its guards say.

Every question is answered by ``Reachability``, for one place at a time, and only where
a rule may report something. It enters the blocks around the place from the outside in
and, in each block, follows the statements above the place. Its parts:

* ``bindings``: what names refer to
* ``version_tests``: how tests split a window; ``presence``: what they make sure of
* ``conditions``, ``handlers``, ``entered_tests``: entering a branch, a ``try``, a test
* ``guarded_calls``, ``private_calls``: where the functions of the file are called
* ``flow``: what is known after statements that may leave
"""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conditions.conditions import Conditions
from flake8_safe_imports.analysis.conditions.version_tests import VersionTests
from flake8_safe_imports.analysis.facts.present_names import PresentNames
from flake8_safe_imports.analysis.facts.state import State, narrow_to_any, succeed
from flake8_safe_imports.analysis.flow.errors import Errors
from flake8_safe_imports.analysis.flow.flow import Flow
from flake8_safe_imports.analysis.flow.guarded_calls import GuardedCalls
from flake8_safe_imports.analysis.flow.loops import Loops
from flake8_safe_imports.analysis.flow.redefined import Redefinitions
from flake8_safe_imports.analysis.flow.set_ups import find_in_scopes, list_requested
from flake8_safe_imports.analysis.handling.attempts import Attempts
from flake8_safe_imports.analysis.handling.handlers import (
    Handlers,
    forget_handled,
    list_handled,
)
from flake8_safe_imports.analysis.handling.placeholders import Placeholders
from flake8_safe_imports.analysis.handling.presence import Presence
from flake8_safe_imports.analysis.handling.successes import (
    Sources,
    Successes,
    find_window_of_prefixes,
)
from flake8_safe_imports.analysis.handling.try_flags import TryFlags
from flake8_safe_imports.analysis.scoping.places import Block, Place, list_outside_in
from flake8_safe_imports.analysis.scoping.private_calls import PrivateCalls
from flake8_safe_imports.analysis.scoping.scopes import encloses
from flake8_safe_imports.analysis.scoping.tables import FunctionTables
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS
from flake8_safe_imports.analysis.statements.branches import (
    CASE,
    CLASS,
    ELSE,
    FUNCTION,
    HANDLER,
    LOOPS,
    NO_ERROR,
    THEN,
    TRY,
)
from flake8_safe_imports.analysis.testing.entered_tests import Tests
from flake8_safe_imports.analysis.testing.made_objects import MadeObjects
from flake8_safe_imports.analysis.testing.skips import Skips

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from flake8_safe_imports.analysis.flow.circles import Call
    from flake8_safe_imports.analysis.flow.other_calls import OtherCalls
    from flake8_safe_imports.analysis.handling.other_files import (
        FindElsewhere,
        FindInOthers,
    )
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Route
    from flake8_safe_imports.analysis.scoping.scopes import Event, Use
    from flake8_safe_imports.analysis.testing.entered_tests import FindFixtures
    from flake8_safe_imports.analysis.testing.other_classes import OtherClasses


_ONLY_STDLIB = Sources()
_VISIT = "visit_"
PYTHON2_METHODS: Final = frozenset(
    {
        "__cmp__",
        "__coerce__",
        "__delslice__",
        "__div__",
        "__getslice__",
        "__hex__",
        "__idiv__",
        "__long__",
        "__nonzero__",
        "__oct__",
        "__rcmp__",
        "__rdiv__",
        "__setslice__",
        "__unicode__",
    }
)
"""Methods that only Python 2 calls, unless the file itself does."""


class Reachability:
    """Tells what is known at the places of one file that is checked for a window."""

    def __init__(
        self,
        bindings: Bindings,
        window: int,
        sources: Sources = _ONLY_STDLIB,
        find_elsewhere: FindElsewhere | None = None,
        start: State | None = None,
        *,
        find_fixtures: FindFixtures | None = None,
        follows_calls: bool = True,
    ) -> None:
        """Take the names of a file and the versions that it is checked for.

        What other files say, if that is to count: *find_elsewhere* tells what imported
        names stand for, *start* what is known where the file begins, *find_fixtures*
        what is known after fixtures of conftest.py. Unless it *follows_calls*, it is
        as if other files might call each function.
        """
        self.bindings = bindings
        self._window = window
        self._sources = sources
        self._find_elsewhere = find_elsewhere
        self._find_fixtures = find_fixtures
        tables = FunctionTables(bindings)
        self.handlers = Handlers(
            bindings, tables, self._find_in_others, self._is_asked_later
        )
        self.attempts = Attempts(
            bindings,
            self.handlers,
            self._find_in_others if find_elsewhere is not None else None,
        )
        self._successes = Successes(bindings, sources)
        try_flags = TryFlags(
            bindings,
            self.handlers,
            self._successes,
            lambda body, hops: self._flow.find_window_after(body, hops),
            lambda function, hops: self._flow.list_returned(function, hops),
        )
        # These two ask back: see ValuesOf in values.
        self.version_tests = VersionTests(
            bindings,
            self.values_of,
            try_flags,
            self._find_in_others,
            Placeholders(bindings, self._find_window_of),
        )
        presence = Presence(bindings, self.values_of, self.handlers)
        self._presence = presence
        self._conditions = Conditions(bindings.values, self.version_tests, presence)
        self._skips = Skips(bindings, self.version_tests)
        self._flow = Flow(
            bindings,
            self._conditions,
            self.handlers,
            presence,
            self._successes,
            Errors(bindings, sources, self.version_tests.mentions),
            self._make_other_calls() if find_elsewhere is not None else None,
            self.state_at,
            lambda call: self._tests.list_requested_by(call),
        )
        self._loops = Loops(bindings, self._conditions, self.state_at)
        self._tests = Tests(
            bindings,
            self._skips,
            self._conditions,
            self._flow,
            self._loops,
            find_fixtures,
        )
        self._redefinitions = Redefinitions(self._conditions, self.version_tests)
        self._guarded_calls = GuardedCalls(self.handlers, self._successes)
        self._made_objects = MadeObjects(bindings, self._flow)
        self._start = start or State(window, window, PresentNames())
        self._private_calls = PrivateCalls(bindings, tables)
        self._follows_calls = follows_calls
        self._in_circles: dict[tuple[Block, int], list[State]] = {}
        """What is known where functions are called that call each other in a circle."""
        self._other_versions = versions.EVERYTHING & ~self._start.window
        self._entries: defaultdict[int, dict[Block, State]] = defaultdict(dict)
        """What is known where blocks begin, by the hops that were allowed."""
        self._before_handlers: dict[
            tuple[ast.AST, int], dict[ast.ExceptHandler, State | None]
        ] = {}
        """What is known where handlers begin, by their statements."""
        self._after_statements: dict[tuple[Block, int], list[State]] = {}

    @cached_property
    def _find_in_others(self) -> FindInOthers:
        if self._find_elsewhere is None:
            return lambda node: None
        from flake8_safe_imports.analysis.handling.other_files import OtherFiles

        return OtherFiles(self.bindings, self._find_elsewhere).find

    def _is_asked_later(self, node: ast.expr) -> bool:
        """Return whether another file of the project may define *node*.

        That is to be asked once something is about to be reported.
        """
        dotted = self.bindings.dotted_name(node) if not self._find_elsewhere else None
        return dotted is not None and self._sources.is_first_party(
            dotted.partition(".")[0]
        )

    def _make_other_calls(self) -> OtherCalls:
        from flake8_safe_imports.analysis.flow.other_calls import OtherCalls

        tests = self.version_tests
        return OtherCalls(
            self.bindings, self.handlers, tests.mentions, self._find_in_others
        )

    def find_end(self, call: ast.expr) -> State | None:
        """Return what is known where *call* has returned; None if it never does."""
        other = self._find_in_others(call)
        return self._flow.find_end(call) if other is None else other.find_end()

    @cached_property
    def _other_classes(self) -> OtherClasses:
        from flake8_safe_imports.analysis.testing.other_classes import OtherClasses

        return OtherClasses(
            self.bindings,
            self._conditions,
            self._flow,
            self._tests,
            self._made_objects,
            self._find_in_others,
        )

    def find_inherited(
        self, node: ast.expr, own: frozenset[str], *, needs_object: bool
    ) -> State:
        """Return what is known in the methods of what inherits from the class *node*.

        *own* are the names that what inherits binds itself.
        """
        return self._other_classes.after_class(
            self._start, node, own, needs_object=needs_object
        )

    def find_end_of_fixture(self, events: Sequence[Event]) -> State:
        """Return what is known after a fixture that *events* define.

        And after those that it asks for.
        """
        state = self._start
        module = self.bindings.scopes.module
        requested = [
            fixture
            for event in events
            if event.function is not None
            for fixture in list_requested(
                event.function, lambda name: find_in_scopes([module], name)
            )
        ]
        for fixture in (*reversed(requested), events):
            state = self._flow.after_any(fixture, state, MAX_HOPS)
        return state

    @cached_property
    def _alone(self) -> Reachability:
        """The same as if it were not known what calls the functions of the file."""
        return Reachability(
            self.bindings,
            self._window,
            self._sources,
            self._find_elsewhere,
            self._start,
            find_fixtures=self._find_fixtures,
            follows_calls=False,
        )

    def with_window(self, window: int) -> Reachability:
        """Return the same for the file if it were checked for *window*."""
        return Reachability(self.bindings, window, self._sources)

    def values_of(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        """Return what *node* is assigned, each value with the window of that place.

        See :data:`flake8_safe_imports.analysis.scoping.values.ValuesOf`.
        """
        found: list[tuple[ast.expr, int]] = []
        use = isinstance(node, ast.Name) and self.bindings.scopes.find_use(node)
        for value, place in self.bindings.values.find_values(node):
            if use and _is_always_before(value, place.block, use):
                found.append((value, versions.EVERYTHING))
            else:
                found.append((value, self._find_window(place, hops)))
        return found

    def _find_window(self, place: Place, hops: int) -> int:
        """Return the versions that get to *place*, with all that are not checked."""
        state = self.state_at(place, hops)
        window = state.window | state.removed
        if not state.has_version_test or self._is_everywhere(state, window):
            window |= self._other_versions
        return window

    def _find_window_of(self, node: ast.expr, event: Event, hops: int) -> int:
        """Return the versions on which *event* may give *node* its value."""
        use = (
            self.bindings.scopes.find_use(node) if isinstance(node, ast.Name) else None
        )
        is_before = use is not None and event.order < use.order
        if (
            use is not None
            and is_before
            and encloses(event.place.block, use.place.block)
        ):
            return versions.EVERYTHING  # as in values_of
        return self._find_window(event.place, hops)

    def _is_everywhere(self, state: State, window: int) -> bool:
        """Return whether the version tests around a place are those around the file."""
        start = self._start
        return start.has_version_test and window == start.window | start.removed

    def state_at(self, place: Place, hops: int = MAX_HOPS) -> State:
        """Return what is known at *place*.

        *hops* is how many assignments of flags may be followed; an answer depends on
        nothing else, least of all on earlier questions.
        """
        entries = self._entries[hops]
        for entered in list_outside_in(place.block, entries):
            state = self._enter(entered, hops)
            if not state.deferred or entered.branch == CLASS:
                state = self._tests.with_set_ups(state, entered)
            entries[entered] = state
        return self._before(place, hops)

    def state_of_chain(self, place: Place, routes: Sequence[Route]) -> State:
        """Return what is known at *place* of a chain whose name came by *routes*.

        There are no routes if the chain does not begin with an imported name.
        """
        state = self.state_at(place)
        if not routes:
            return state
        window = versions.NOTHING
        for route in routes:
            common = state.window
            for step, where in enumerate(route):
                bound = self.state_at(where)
                common &= bound.window
                # What is assigned on existed, or else a handler assigned it.
                handled = bound.name_handled or (step and bound.attribute_handled)
                state = state._replace(
                    has_unclear_test=state.has_unclear_test or bound.has_unclear_test,
                    has_version_test=state.has_version_test or bound.has_version_test,
                    module_handled=bool(
                        state.module_handled or bound.module_handled or handled
                    ),
                    name_handled=bool(
                        state.name_handled or bound.module_handled or handled
                    ),
                )
            window |= common
        # What is imported for type checkers only can be used by them only.
        typing_only = all(
            any(self.state_at(where).typing_only for where in route) for route in routes
        )
        return state._replace(
            window=window, typing_only=state.typing_only or typing_only
        )

    def _enter(self, block: Block, hops: int) -> State:
        """Return what is known where *block* begins."""
        if block.parent is None:
            return self._tests.enter_module(self._start, block.body)
        state = self._tests.without_deleted(
            self._before(Place(block.parent, block.index), hops), block, block.parent
        )
        owner: Any = block.owner
        state = self._flow.before_blocks(owner, state, hops)
        if block.branch in (THEN, ELSE):
            test = _condition(owner)
            if state.skips:
                skips = self._skips.in_branch(state.skips, test, block.branch)
                state = state._replace(skips=skips)
            return self._conditions.enter_branch(state, test, block.branch, hops)
        if block.branch == TRY:
            return self.handlers.enter_body(state, owner)
        if block.branch == NO_ERROR:
            return self._enter_else(state, owner, hops)
        if block.branch == HANDLER:
            tried: Any = block.parent.body[block.index]
            state = self._before_handler(tried, owner, state, hops)
            return self.handlers.enter_handler(state, tried, owner)
        if block.branch == FUNCTION:
            return self._enter_called(state, block, hops)
        if block.branch == CLASS:
            return self._tests.enter_class(state, owner, hops)
        if block.branch == CASE:
            match = block.parent.body[block.index]
            return self._conditions.enter_case(state, match, owner, hops)
        if isinstance(owner, (ast.With, ast.AsyncWith)):
            return self.handlers.enter_with(state, owner)
        if isinstance(owner, LOOPS) and block.body is owner.orelse:
            return self._flow.before_else(owner, state, hops)
        if isinstance(owner, (ast.For, ast.AsyncFor, ast.comprehension)):
            return self._loops.enter(state, owner.iter, block, hops)
        return state

    def _enter_called(self, state: State, block: Block, hops: int) -> State:
        """Return what is known in the function *block*."""
        if not self._guarded_calls.is_called_in_body(block):
            state = forget_handled(state)
        state = self.handlers.enter_expected(state, block)
        state = self.attempts.enter(state, block.owner)
        state = self._enter_private(state, block, hops)
        state = self._made_objects.enter(state, block, hops)
        if self._find_elsewhere is not None:
            state = self._other_classes.enter(state, block)
        state = self._redefinitions.enter(state, block, hops)
        return self._enter_function(state, block, hops)

    def _enter_else(self, state: State, node: ast.Try, hops: int) -> State:
        """Return what is known in the ``else`` of the ``try`` statement *node*."""
        inside = self.handlers.enter_body(state, node)
        state = self.handlers.enter_success(state, node)
        is_guarded = list_handled(inside) != list_handled(state)
        after = self._flow.after_all(node.body, state, hops, (is_guarded,) * 3)
        state = after or state
        if not is_guarded:
            return state
        if self._successes.imports_first_party(node.body):
            # What it imports may itself be for some versions only.
            module, name, attribute = list_handled(inside)
            return state._replace(
                module_handled=module, name_handled=name, attribute_handled=attribute
            )
        names = self._presence.find_tried_names(node)
        return succeed(state, versions.EVERYTHING, names)

    def _before_handler(
        self, node: ast.Try, handler: ast.ExceptHandler, state: State, hops: int
    ) -> State:
        """Return what is known where an error of *node* reaches *handler*."""
        key = (node, hops)
        if key not in self._before_handlers:
            found = self._flow.before_handlers(node, state, hops)
            self._before_handlers[key] = found
        begin = self._before_handlers[key][handler]
        if begin is None:
            return succeed(state, versions.NOTHING, ())
        return succeed(state, begin.window, ())._replace(
            has_unclear_test=begin.has_unclear_test,
            has_version_test=begin.has_version_test,
        )

    def _enter_private(self, state: State, block: Block, hops: int) -> State:
        """Return what is known in a function that only this file calls."""
        uses = self._private_calls.list_uses(block)
        if not self._follows_calls:
            return state
        if not uses:
            return self._enter_chosen(state, block, hops)
        if (block, hops) not in self._in_circles:
            before = self._private_calls.list_before(block, self._entries[hops])
            for functions in before:
                if len(functions) > 1:
                    self._enter_circle(functions, hops)
                for function in functions:
                    if function is not block:
                        self.state_at(Place(function, 0), hops)
        found = self._in_circles.get((block, hops))
        if found is None:
            found = [call.state for call in self._list_calls(block, (), hops)]
        return narrow_to_any(state, found) if found else state

    def _enter_chosen(self, state: State, block: Block, hops: int) -> State:
        """Return what is known in a public function that version tests choose.

        Others may call it, too, but are meant to call what is assigned there.
        """
        uses = self._private_calls.list_chosen(block)
        found = [self._alone.state_at(use.place, hops) for use in uses]
        if not found or not all(item.has_version_test for item in found):
            return state
        return narrow_to_any(state, found)

    def _enter_circle(self, functions: Sequence[Block], hops: int) -> None:
        """Work out what is known in *functions* that call each other in a circle."""
        from flake8_safe_imports.analysis.flow.circles import solve

        members = frozenset(functions)
        found = solve({item: self._list_calls(item, members, hops) for item in members})
        self._in_circles.update(((item, hops), found[item]) for item in members)

    def _list_calls(
        self, block: Block, circle: Collection[Block], hops: int
    ) -> list[Call]:
        """Return the calls of the function *block*, which may be in a *circle*."""
        from flake8_safe_imports.analysis.flow.circles import Call

        found: list[Call] = []
        certain: list[Call] = []
        for use in self._private_calls.list_uses(block):
            around = list_outside_in(use.place.block, ())
            callers = [outer for outer in around if outer in circle]
            reader = self._alone if callers else self
            call = Call(reader._state_of_use(use, hops), callers)
            found.append(call)
            if not call.state.has_unclear_test and not any(
                outer.branch in (FUNCTION, CLASS) for outer in around
            ):
                certain.append(call)
        # Where the module itself uses it, tests around other uses do not matter.
        return certain or found

    def _state_of_use(self, use: Use, hops: int) -> State:
        """Return what is known where the function *use* runs, as far as it is seen."""
        state = self.state_at(use.place, hops)
        block, number = use.place
        if any(
            isinstance(statement, ast.Return) and statement.value is use.node
            for statement in block.body[number : number + 1]
        ):
            # It runs after its `try` statements were left.
            return state._replace(
                module_handled=False, name_handled=False, attribute_handled=False
            )
        return state

    def _enter_function(self, state: State, block: Block, hops: int) -> State:
        name = getattr(block.owner, "name", "")
        if isinstance(name, str) and name.startswith(_VISIT):
            # ast.NodeVisitor calls visit_X only where there is an ast.X.
            visited = f"ast.{name[len(_VISIT) :]}"
            state = state._replace(
                window=state.window & find_window_of_prefixes(visited),
                present=state.present.adding([visited]),
            )
        if name in PYTHON2_METHODS and not self.bindings.scopes.mentions(name):
            state = state._replace(window=state.window & versions.PYTHON2)
        state = self._tests.enter_function(state, block, hops)
        return state._replace(deferred=True)

    def _before(self, place: Place, hops: int) -> State:
        """Return what is known before a statement whose block was entered.

        Of the block only the statements above are read.
        """
        block, number = place
        known = self._after_statements.setdefault((block, hops), [])
        handled: tuple[bool, bool, bool] | None = None
        for node in block.body[len(known) : number]:
            state = known[-1] if known else self._entries[hops][block]
            # Unreachable code is judged as if it were reachable.
            if handled is None:
                handled = self._guarded_calls.list_leaving(block, state)
            known.append(self._flow.after(node, state, hops, handled) or state)
        return known[number - 1] if known and number else self._entries[hops][block]


def _is_always_before(value: ast.expr, block: Block, use: Use) -> bool:
    """Return whether what gets to *use* was assigned *value*, in *block*, before.

    On which versions the block runs then tells nothing at the use.
    """
    if not block.first <= use.place.block.first < block.last:
        return False
    while isinstance(value, ast.Subscript) and not hasattr(value, "lineno"):
        value = value.value  # an item of it, see make_item
    line = getattr(value, "lineno", None)  # the default of a parameter has none
    return line is not None and (line, value.col_offset) < (
        use.node.lineno,
        use.node.col_offset,
    )


def _condition(owner: Any) -> ast.expr:
    """Return the test that decides on a branch: that of a statement, or *owner*."""
    test: ast.expr = owner.test if isinstance(owner, (ast.If, ast.While)) else owner
    return test
