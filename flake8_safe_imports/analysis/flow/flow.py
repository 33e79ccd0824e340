"""What is known after statements that may leave their block, skip or assert.

Which statements and calls leave is listed in ``exits``.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING, Any, Callable, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conditions.evaluate import is_too_high
from flake8_safe_imports.analysis.facts.given_versions import (
    bind,
    fill_in,
    rebinds_parameters,
)
from flake8_safe_imports.analysis.facts.present_names import PresentNames
from flake8_safe_imports.analysis.facts.state import (
    State,
    join,
    join_branches,
    narrow,
    succeed,
)
from flake8_safe_imports.analysis.flow.ends import MAX_CALLS, Ends
from flake8_safe_imports.analysis.flow.expression_flow import (
    ExpressionFlow,
    find_value,
    list_choices,
)
from flake8_safe_imports.analysis.flow.set_ups import list_before_yield
from flake8_safe_imports.analysis.handling.handlers import list_kinds
from flake8_safe_imports.analysis.handling.leaving import is_leaving
from flake8_safe_imports.analysis.handling.raised import Raised
from flake8_safe_imports.analysis.handling.successes import iterate_evaluated
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.results import is_abstract, runs_when_called
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS
from flake8_safe_imports.analysis.statements.branches import (
    ELSE,
    LOOPS,
    MATCHES,
    THEN,
    TRIES,
)
from flake8_safe_imports.analysis.statements.exits import LEAVING_STATEMENTS, REQUESTING

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Sequence

    from flake8_safe_imports.analysis.conditions.conditions import Conditions
    from flake8_safe_imports.analysis.flow.ends import Handled, Returned
    from flake8_safe_imports.analysis.flow.errors import Errors
    from flake8_safe_imports.analysis.flow.other_calls import OtherCalls
    from flake8_safe_imports.analysis.handling.handlers import Handlers
    from flake8_safe_imports.analysis.handling.presence import Presence
    from flake8_safe_imports.analysis.handling.successes import Successes
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Place
    from flake8_safe_imports.analysis.scoping.scopes import Event
    from flake8_safe_imports.analysis.scoping.values import Function

    Requested = tuple[list[Sequence[Event]], list[State]]
    """The fixtures of a file that are asked for, and what is known after others."""
    _Call = tuple[Function, int, int, Handled]
    """A function that is called, the hops, the calls that are left, what is handled."""
    Steps = Generator["Steps", "State | None", "State | None"]
    """Works out what is known after some statements; None if nothing gets there.

    It yields the steps whose result it needs first, so that no depth of nesting needs
    recursion.
    """

_MOST_CHECKS: Final = 4
"""How many tests of a function that is given a version are asked for each call."""
_MOST_CHOICES: Final = 4
"""How many functions are followed of which a call runs one."""
_NOTHING_KNOWN: Final = State(versions.EVERYTHING, versions.EVERYTHING, PresentNames())


class Flow:
    """Follows the statements of one file to the ends of their blocks."""

    def __init__(
        self,
        bindings: Bindings,
        conditions: Conditions,
        handlers: Handlers,
        presence: Presence,
        successes: Successes,
        errors: Errors,
        others: OtherCalls | None = None,
        state_at: Callable[[Place, int], State] | None = None,
        list_requested: Callable[[ast.Call], Requested] | None = None,
    ) -> None:
        """Follow the statements of one file.

        *others* follows calls into other files, *state_at* tells what is known where
        something is defined, *list_requested* which fixtures a call gets.
        """
        self._bindings = bindings
        self._others = others
        self._state_at = state_at
        self._list_requested = list_requested
        self._conditions = conditions
        self._handlers = handlers
        self._presence = presence
        self._successes = successes
        self._expressions = ExpressionFlow(bindings, conditions, successes, errors)
        self._ends: dict[_Call, State | None] = {}
        self._returned: dict[_Call, list[Returned]] = {}
        """What the same functions return, and what is known where."""
        self._raised: dict[_Call, Raised] = {}
        """What the same functions raise."""
        self._checks: dict[Function, list[tuple[ast.expr, str]]] = {}
        """The tests by which functions that are given a version leave.

        With each is the branch in which they go on.
        """
        self._runs: dict[Function, bool] = {}
        """Whether a call of a function runs its body."""

    @cached_property
    def _exits(self) -> Container[int]:
        """The ids of statements that may leave a block."""
        exits = self._bindings.scopes.exits
        return exits if self._others is None else self._others.exits | exits

    def after(
        self, node: ast.stmt, state: State, hops: int, handled: Handled
    ) -> State | None:
        """Return what is known after *node*, given what is known before it.

        None means that nothing gets there. *hops* is how many assignments of flags may
        be followed, *handled* which kinds of missing names would have left.
        """
        if id(node) not in self._exits and not any(handled):
            return state
        return _run(self._after(node, state, Ends.ignored(MAX_CALLS, handled), hops))

    def before_blocks(self, node: ast.AST, state: State, hops: int) -> State:
        """Return what is known in the blocks of *node*, by the calls in its head."""
        if not isinstance(node, _HEADED):
            return state
        if id(node) not in self._exits:
            return state
        ends = Ends.ignored(MAX_CALLS)
        return _run(self._after_evaluated(node, state, ends, hops)) or state

    def find_window_after(self, body: Sequence[ast.stmt], hops: int) -> int:
        """Return the versions on which *body*, in a ``try``, comes to its end."""
        end = self.after_all(body, _NOTHING_KNOWN, hops, (True, True, True))
        return versions.NOTHING if end is None else end.window

    def after_all(
        self, body: Sequence[ast.stmt], state: State, hops: int, handled: Handled
    ) -> State | None:
        """Return what is known after *body*; None if nothing gets there."""
        ends = Ends.ignored(MAX_CALLS, handled)
        return _run(self._after_all(body, state, ends, hops))

    def _after_all(
        self, body: Sequence[ast.stmt], state: State, ends: Ends, hops: int
    ) -> Steps:
        """Work out what is known at the end of *body*.

        What is known at its ``break``, ``continue`` and ``return`` statements is added
        to *ends*.
        """
        for node in body:
            is_marked = id(node) in self._exits or any(ends.handled)
            if ends.raised is not None:
                called = self._find_called_alone(node) if ends.calls else None
                if called is not None:
                    yield self._end_of(called, hops, ends)
                    inside = self._raised[called, hops, ends.calls - 1, ends.handled]
                    ends.raised.add_called(inside, state)
                elif self._expressions.add_raised(node, state, ends.raised, hops):
                    # What comes later raises nothing else.
                    ends = ends.with_raised(None)
                elif not is_marked and isinstance(node, _COMPOUND):
                    yield self._after(node, state, ends, hops)
            if is_marked:
                after = yield self._after(node, state, ends, hops)
                if after is None:
                    return None
                state = after
        return state

    def _after(self, node: ast.stmt, state: State, ends: Ends, hops: int) -> Steps:
        evaluated = yield self._after_evaluated(node, state, ends, hops)
        if evaluated is None:
            return None
        state = evaluated
        if isinstance(node, _VALUED):
            state = (yield self._after_choices(node, state, ends, hops)) or state
            state = self._expressions.after_lookup(node, state, hops)
        if isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign)):
            after = self._expressions.after_calls(node, state)
            if after is None or not isinstance(node, ast.Expr):
                return after
            if self._expressions.is_failing(node.value):
                return None
            return self._expressions.after_assertion(node.value, after, hops)
        after_kind = _AFTER_KIND.get(type(node))
        if after_kind is not None:
            return (yield after_kind(self, node, state, ends, hops))
        if isinstance(node, LEAVING_STATEMENTS):
            self._add_end(node, state, ends)
            return None
        if isinstance(node, ast.Assert):
            if ends.raised is not None:
                failing = self._expressions.enter(state, node.test, ELSE, hops)
                ends.raised.add("AssertionError", failing)
            if isinstance(node.test, ast.Constant) and not node.test.value:
                return None
            return self._expressions.enter(state, node.test, THEN, hops)
        return state

    def _add_end(self, node: ast.stmt, state: State, ends: Ends) -> None:
        """Add what is known at *node*, which leaves a block, to *ends*."""
        if isinstance(node, ast.Break):
            ends.breaks.append(state)
        elif isinstance(node, ast.Continue):
            ends.continues.append(state)
        elif isinstance(node, ast.Return):
            returned = self._expressions.after_calls(node, state) or state
            ends.returns.append((node.value, returned))

    def _after_choices(
        self, node: ast.stmt, state: State, ends: Ends, hops: int
    ) -> Steps:
        """Work out what is known after *node*, also if it is ``TEST or fail()``."""
        for part, test, branch in list_choices(node):
            end: State | None = state
            if self._expressions.is_failing(part):
                end = None
            elif isinstance(part, (ast.Await, ast.Call)):
                end = yield self._after_own(part, state, ends, hops)
            if end is None:
                state = self._expressions.enter(state, test, branch, hops)
        return state

    def _after_class(
        self, node: ast.ClassDef, state: State, ends: Ends, hops: int
    ) -> Steps:
        return (yield self._after_all(node.body, state, ends, hops))

    def _after_evaluated(
        self, node: ast.stmt, state: State, ends: Ends, hops: int
    ) -> Steps:
        """Work out what is known where *node* has evaluated its own expressions."""
        if any(ends.handled):
            names = self._successes.list_needed(node, ends.handled)
            window = self._successes.find_window(names)
            state = succeed(state, window, names if ends.calls == MAX_CALLS else ())
        for part in iterate_evaluated(node):
            if isinstance(part, (ast.Await, ast.Call)):
                after = yield self._after_own(part, state, ends, hops)
                if after is None:
                    return None
                state = after
        for function in self._list_entered(node) if ends.calls else ():
            after = yield self._end_of(function, hops, ends)
            if after is None:
                return None
            state = narrow(state, after)
        # Decorators are called from the last to the first.
        for decorator in reversed(getattr(node, "decorator_list", ())):
            if isinstance(decorator, ast.Name):
                call = ast.Call(decorator, [], [])  # what it is given does not matter
                after = yield self._after_own(call, state, ends, hops)
                if after is None:
                    return None
                state = after
        return state

    def before_else(
        self, node: ast.For | ast.AsyncFor | ast.While, state: State, hops: int
    ) -> State:
        """Return what is known in the ``else`` of the loop *node*."""
        if isinstance(node, ast.While):
            return self._conditions.enter(state, node.test, ELSE, hops)
        inside = Ends.ignored(MAX_CALLS)
        end = _run(self._after_all(node.body, state, inside, hops))
        return _enter_else(node, state, end, inside.continues)

    def _after_loop(
        self,
        node: ast.For | ast.AsyncFor | ast.While,
        state: State,
        ends: Ends,
        hops: int,
    ) -> Steps:
        inside = ends.in_loop()
        begin = state
        if isinstance(node, ast.While):
            entered = self._conditions.enter(state, node.test, THEN, hops)
            begin = state._replace(window=entered.window)
        last = yield self._after_all(node.body, begin, inside, hops)
        if isinstance(node, ast.While):
            if _is_true(node.test):
                return join(state, inside.breaks)
            begin = state
            if last is None:  # then it runs at most once
                begin = self._expressions.enter(state, node.test, ELSE, hops)
        else:
            begin = _enter_else(node, state, last, inside.continues)
        end = yield self._after_all(node.orelse, begin, ends, hops)
        if end is begin and inside.breaks and (last is not None or begin is state):
            return state
        return join(state, [*inside.breaks, *([] if end is None else [end])])

    def _after_own(self, node: ast.expr, state: State, ends: Ends, hops: int) -> Steps:
        """Work out what is known after *node*, which may call the file's functions."""
        if isinstance(node, ast.Call) and last_name(node.func) == REQUESTING:
            return (yield self._after_requested(node, state, ends, hops))
        function = self._find_run(node) if ends.calls else None
        if function is None:
            chosen = self._list_chosen(node) if ends.calls else ()
            if chosen:
                return (yield self._after_chosen(chosen, state, ends, hops))
            return state if self._others is None else self._others.after(node, state)
        end = yield self._end_of(function, hops, ends)
        if end is None:
            # Then the method may be another one in each subclass.
            is_method = isinstance(getattr(node, "func", None), ast.Attribute)
            is_other = is_abstract(function) or self._bindings.is_overridden(function)
            return state if is_method and is_other else None
        checked = self._after_checks(function, node, state, hops)
        return narrow(state, end) if checked is None else checked

    def _after_requested(
        self, node: ast.Call, state: State, ends: Ends, hops: int
    ) -> Steps:
        """Work out what is known after ``request.getfixturevalue("name")``."""
        if self._list_requested is None or not ends.calls:
            return state
        own, others = self._list_requested(node)
        for events in own:
            if len(events) == 1 and events[0].function is not None:
                end = yield self._end_of(events[0].function, hops, ends)
                state = state if end is None else narrow(state, end)
            else:
                end = yield self._after_chosen(events, state, ends, hops)
                state = end or state
        for other in others:
            state = narrow(state, other)
        return state

    def _after_checks(
        self, function: Function, call: ast.expr, state: State, hops: int
    ) -> State | None:
        """Return what is known after *call*, which gives *function* a version.

        None unless that does nothing but leave on some versions.
        """
        given = bind(function, call) if isinstance(call, ast.Call) else None
        if given is None:
            return None
        if function not in self._checks:
            self._checks[function] = self._list_checks(function)
        is_checked = False
        for check, branch in self._checks[function]:
            test = fill_in(check, given)
            is_checked = is_checked or test is not check
            state = self._expressions.enter(state, test, branch, hops)
        return state if is_checked else None

    def _list_checks(self, function: Function) -> list[tuple[ast.expr, str]]:
        """Return the tests by which *function*, or nothing else, leaves by an error.

        Empty if it does more, or gives its parameters other values.
        """
        found: list[tuple[ast.expr, str]] = []
        for statement in function.body:
            check = self._read_check(statement)
            if check is not None:
                found.append(check)
            elif id(statement) in self._exits:
                return []
        is_read = len(found) <= _MOST_CHECKS and not any(
            is_too_high(test) for test, _ in found
        )
        return found if is_read and not rebinds_parameters(function) else []

    def _read_check(self, node: ast.stmt) -> tuple[ast.expr, str] | None:
        """Return a test that is an error in one branch, and the other branch.

        None unless *node* is one that does nothing in the other branch.
        """
        if not isinstance(node, ast.If):
            return None
        for body, other, branch in (
            (node.body, node.orelse, ELSE),
            (node.orelse, node.body, THEN),
        ):
            if self._fails(body) and all(
                isinstance(statement, ast.Pass) for statement in other
            ):
                return node.test, branch
        return None

    def _fails(self, body: Sequence[ast.stmt]) -> bool:
        """Return whether *body* does nothing but leave its function by an error."""
        for node in body:
            if isinstance(node, ast.Raise) or (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Call)
                and is_leaving(node.value.func, self._bindings)
            ):
                return True
            if id(node) in self._exits:
                return False
        return False

    def _find_called_alone(self, node: ast.stmt) -> Function | None:
        """Return the function of the file that *node* only calls."""
        value = find_value(node)
        call = value.value if isinstance(value, ast.Await) else value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            return None
        if value is None or call.args or call.keywords:
            return None
        return self._find_run(value)

    def _find_run(self, node: ast.expr) -> Function | None:
        """Return the function of the file whose body surely runs in the call *node*."""
        function = self._bindings.values.find_called(node)
        if function is not None and function not in self._runs:
            self._runs[function] = runs_when_called(function)
        return function if function is not None and self._runs[function] else None

    def _list_entered(self, node: ast.stmt) -> list[Function]:
        """Return the functions of the file that run where *node* is entered.

        None do for sure where one of its contexts may catch what they raise.
        """
        if not isinstance(node, ast.With) or self._handlers.caught_by_with(node):
            return []
        found = (self._find_entered(item.context_expr) for item in node.items)
        return [function for function in found if function is not None]

    def _find_entered(self, node: ast.expr) -> Function | None:
        """Return the function of the file that runs where ``with`` enters *node*."""
        events = (
            self._bindings.values.find_assignments(node.func)
            if isinstance(node, ast.Call)
            else ()
        )
        event = events[0] if len(events) == 1 else None
        if event is not None and event.body is not None:
            entering = event.body.events.get("__enter__", ())
            return entering[0].function if len(entering) == 1 else None
        made = event.function if event is not None else None
        decorators = made.decorator_list if made is not None else ()
        names = [self._bindings.dotted_name(decorator) for decorator in decorators]
        return made if names == ["contextlib.contextmanager"] else None

    def _list_chosen(self, node: ast.expr) -> Sequence[Event]:
        """Return the functions of the file, one of which the call *node* surely runs.

        Empty unless it is one of a few.
        """
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return ()
        events = self._bindings.values.find_assignments(node.func)
        is_clear = 1 < len(events) <= _MOST_CHOICES and all(
            isinstance(event.function, ast.FunctionDef)
            and not event.function.decorator_list
            and runs_when_called(event.function)
            for event in events
        )
        return events if is_clear else ()

    def find_end(self, call: ast.expr) -> State | None:
        """Return what is known where *call* has returned; None if it never does."""
        function = self._find_run(call)
        if function is None or is_abstract(function):
            return _NOTHING_KNOWN
        checked = self._after_checks(function, call, _NOTHING_KNOWN, MAX_HOPS)
        if checked is not None:
            return checked
        return _run(self._end_of(function, MAX_HOPS, Ends.ignored(MAX_CALLS + 1)))

    def after_set_up(self, function: Function, state: State, hops: int) -> State:
        """Return what is known where *function* has run before."""
        end = _run(self._end_of(function, hops, Ends.ignored(MAX_CALLS + 1)))
        return state if end is None else narrow(state, end)

    def after_any(self, events: Sequence[Event], state: State, hops: int) -> State:
        """Return what is known where one of the functions of *events* has run before.

        Where each is defined tells on which versions it does.
        """
        if len(events) == 1 and events[0].function is not None:
            return self.after_set_up(events[0].function, state, hops)
        ends = Ends.ignored(MAX_CALLS + 1)
        return _run(self._after_chosen(events, state, ends, hops)) or state

    def _after_chosen(
        self, events: Sequence[Event], state: State, ends: Ends, hops: int
    ) -> Steps:
        """Work out what is known after a call of one of the functions of *events*."""
        branches: list[tuple[State, State | None]] = []
        for event in events:
            begin = state
            if self._state_at is not None and hops:
                begin = narrow(state, self._state_at(event.place, hops - 1))
            if event.function is None:
                return state
            end = yield self._end_of(event.function, hops, ends)
            branches.append((begin, None if end is None else narrow(begin, end)))
        return join_branches(state, branches)

    def _end_of(self, function: Function, hops: int, outside: Ends) -> Steps:
        """Work out what is known where *function* returns, called *outside* of it."""
        calls = outside.calls - 1
        key = (function, hops, calls, outside.handled)
        if key not in self._ends:
            raised = self._raised[key] = Raised()
            ends = Ends.ignored(calls, outside.handled).with_raised(raised)
            yields = self._bindings.scopes.yields.get(function, ())
            body = list_before_yield(function, yields) if yields else function.body
            last = yield self._after_all(body, _NOTHING_KNOWN, ends, hops)
            found = [*ends.returns, *([] if last is None else [(None, last)])]
            self._returned[key] = found
            self._ends[key] = join(_NOTHING_KNOWN, [state for _, state in found])
        return self._ends[key]

    def list_returned(
        self, function: Function, hops: int
    ) -> list[tuple[ast.expr | None, int]]:
        """Return the values that *function* returns, and on which versions it does."""
        ends = Ends.ignored(MAX_CALLS + 1)
        _run(self._end_of(function, hops, ends))
        found = self._returned[function, hops, MAX_CALLS, ends.handled]
        return [(value, state.window) for value, state in found]

    def _after_if(self, node: ast.If, state: State, ends: Ends, hops: int) -> Steps:
        branches: list[tuple[State, State | None]] = []
        for branch, body in ((THEN, node.body), (ELSE, node.orelse)):
            inside = self._expressions.enter(state, node.test, branch, hops)
            end = yield self._after_all(body, inside, ends, hops)
            branches.append((inside, end))
        changed = any(end is not inside for inside, end in branches)
        return join_branches(state, branches) if changed else state

    def _after_match(self, node: Any, state: State, ends: Ends, hops: int) -> Steps:
        branches: list[tuple[State, State | None]] = []
        for case in node.cases:
            inside = self._conditions.enter_case(state, node, case, hops)
            end = yield self._after_all(case.body, inside, ends, hops)
            branches.append((inside, end))
        changed = any(end is not inside for inside, end in branches)
        left = self._conditions.leave_match(state, node, hops)
        branches += [(left, left)] if left is not None else []
        return join_branches(state, branches) if changed else state

    def _after_try(self, node: ast.Try, state: State, ends: Ends, hops: int) -> Steps:
        raised = Raised()
        end = yield self._after_tried(node, state, ends, hops, raised)
        reached = [] if end is None else [end]
        is_body_needed = False
        for handler in node.handlers:
            # An interrupt hardly counts, unless nothing else leads on.
            begin = self._catch(raised, handler, None if reached else state)
            end = None
            if begin is not None:
                begin = _begin(state, begin)
                end = yield self._after_all(handler.body, begin, ends, hops)
            if end is not None:
                reached.append(end)
            elif self._handlers.catches_missing(handler):
                is_body_needed = True
        if ends.raised is not None:
            ends.raised.add_all(raised)
        after = join(state, reached)
        if after is not None and is_body_needed:
            # A handler leaves where something that the body uses is missing.
            names = self._presence.find_tried_names(node)
            after = succeed(after, versions.EVERYTHING, names)
        return (yield self._after_finally(node, state, after, ends, hops))

    def _after_tried(
        self, node: ast.Try, state: State, ends: Ends, hops: int, raised: Raised
    ) -> Steps:
        """Work out what is known where *node* meets no error.

        What its body raises is added to *raised*.
        """
        inside = ends.inside(raised, self._handlers.kinds_handled_by(node))
        end = yield self._after_all(node.body, state, inside, hops)
        if end is None:
            return None
        return (yield self._after_all(node.orelse, end, ends, hops))

    def _after_finally(
        self, node: ast.Try, state: State, after: State | None, ends: Ends, hops: int
    ) -> Steps:
        """Work out what is known after the ``finally`` of *node*.

        *state* is what is known before *node*, *after* what is known before its
        ``finally`` if all goes on.
        """
        if not any(id(part) in self._exits for part in node.finalbody):
            last = yield self._after_all(node.finalbody, after or state, ends, hops)
            return last if after is not None else None
        # Where this leaves, it also takes the place of the errors and returns above.
        last = yield self._after_all(node.finalbody, state, ends, hops)
        return narrow(after, last) if after is not None and last is not None else None

    def _after_with(
        self, node: ast.With | ast.AsyncWith, state: State, ends: Ends, hops: int
    ) -> Steps:
        caught = self._handlers.caught_by_with(node)
        if not caught:
            return (yield self._after_all(node.body, state, ends, hops))
        raised = Raised()
        inside = ends.inside(raised, list_kinds(caught))
        end = yield self._after_all(node.body, state, inside, hops)
        begin = raised.catch(caught)
        if ends.raised is not None:
            ends.raised.add_all(raised)
        reached = [end] if end is not None else []
        if begin is not None:
            reached.append(_begin(state, begin))
        return join(state, reached)

    def before_handlers(
        self, node: ast.Try, state: State, hops: int
    ) -> dict[ast.ExceptHandler, State | None]:
        """Return what is known where each handler of *node* begins.

        None if nothing gets there. *state* is what is known before *node*.
        """
        raised = Raised()
        ends = Ends.ignored(MAX_CALLS).with_raised(raised)
        _run(self._after_all(node.body, state, ends, hops))
        return {
            handler: self._catch(raised, handler, state) for handler in node.handlers
        }

    def _catch(
        self, raised: Raised, handler: ast.ExceptHandler, interrupted: State | None
    ) -> State | None:
        """Drop what *handler* catches of *raised*; return what is known there.

        That is *interrupted* if nothing but an interrupt gets there.
        """
        caught = self._handlers.caught(handler.type)
        begin = raised.catch(caught)
        is_interrupt = not _INTERRUPTS.isdisjoint(caught)
        return interrupted if begin is None and is_interrupt else begin


_INTERRUPTS: Final = frozenset({"KeyboardInterrupt", "MemoryError", "RecursionError"})
"""Errors that come from outside: no statement raises them by itself."""
_VALUED: Final = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Assert, ast.Return)
"""Statements that evaluate something, of which a part may leave."""
_HEADED: Final = (ast.If, ast.With, ast.AsyncWith, *LOOPS)
"""Statements that evaluate something before their blocks."""
_COMPOUND: Final = (
    ast.If,
    ast.With,
    ast.AsyncWith,
    ast.ClassDef,
    *LOOPS,
    *TRIES,
    *MATCHES,
)
_AFTER_KIND: Final[dict[type[ast.stmt], Callable[..., Steps]]] = {
    ast.ClassDef: Flow._after_class,
    ast.If: Flow._after_if,
    ast.With: Flow._after_with,
    ast.AsyncWith: Flow._after_with,
    **dict.fromkeys(LOOPS, Flow._after_loop),
    **dict.fromkeys(TRIES, Flow._after_try),
    **dict.fromkeys(MATCHES, Flow._after_match),
}


def _run(steps: Steps) -> State | None:
    """Return the result of *steps*."""
    stack = [steps]
    answer: State | None = None
    while stack:
        try:
            wanted = stack[-1].send(answer)
        except StopIteration as stop:  # noqa: PERF203 - generators return like this
            stack.pop()
            answer = stop.value
        else:
            stack.append(wanted)
            answer = None
    return answer


def _begin(state: State, raised: State) -> State:
    """Return what is known where what is *raised* is handled.

    *state* is what is known before the ``try`` statement.
    """
    return state._replace(
        window=raised.window,
        certain_window=raised.certain_window,
        removed=raised.removed,
        has_unclear_test=raised.has_unclear_test,
        has_version_test=raised.has_version_test,
    )


def _enter_else(
    node: ast.For | ast.AsyncFor | ast.While,
    state: State,
    last: State | None,
    continues: list[State],
) -> State:
    """Return what is known where the loop *node* ends, except by ``break``.

    *state* is what is known before it, *last* at the end of its body, which surely runs
    if the loop is over a literal, and *continues* where it goes on before.
    """
    if isinstance(node, ast.While) or not _has_items(node.iter):
        return state
    ends = [*continues, *([] if last is None else [last])]
    return join(state, ends) or state


def _has_items(node: ast.expr) -> bool:
    """Return whether there is surely something in *node*, a literal or a range."""
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, ast.Call):
        last = node.args[0] if len(node.args) == 1 else None
        return (
            isinstance(node.func, ast.Name)
            and node.func.id == "range"
            and isinstance(last, ast.Constant)
            and isinstance(last.value, int)
            and last.value > 0
        )
    items = getattr(node, "elts", None) or getattr(node, "keys", None) or ()
    return any(item and not isinstance(item, ast.Starred) for item in items)


def _is_true(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)
