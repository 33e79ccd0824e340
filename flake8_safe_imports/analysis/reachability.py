"""What the guards around a place mean for an import that stands there."""

from __future__ import annotations

import ast
import builtins
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis import dynamic
from flake8_safe_imports.analysis.branches import (
    CASE,
    CLASS,
    ELSE,
    FUNCTION,
    HANDLER,
    NO_ERROR,
    THEN,
    TRIES,
    TRY,
)
from flake8_safe_imports.analysis.exits import (
    LEAVING_FUNCTIONS,
    LEAVING_METHODS,
    LEAVING_STATEMENTS,
)
from flake8_safe_imports.analysis.places import Block, Place
from flake8_safe_imports.analysis.scopes import (
    CLASS_SCOPE,
    MAX_EVENTS,
    Binding,
    Event,
    Scope,
    Scopes,
    Use,
    is_placeholder,
)
from flake8_safe_imports.analysis.version_tests import MAX_HOPS, Guards
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.places import Route

MISSING_MODULE = {"ModuleNotFoundError", "ImportError", "Exception", "BaseException"}
MISSING_NAME = MISSING_MODULE - {"ModuleNotFoundError"}
_MISSING_ATTRIBUTE = {"AttributeError", "Exception", "BaseException"}
_ERRORS_ELSEWHERE = re.compile(r"import_?error|module_?not_?found", re.IGNORECASE)
"""Names, imported from elsewhere, of exceptions that stand for a failed import."""
_CATCHING_CONTEXTS = {"suppress", "raises", "assertRaises", "assertRaisesRegex"}
_MOST_DOTS = 100
"""How many dots a name has to have for its attributes not to matter."""
_SKIPPING = {"skipif": ELSE, "skipIf": ELSE, "skipUnless": THEN}
_VERSIONED_DECORATOR = re.compile(
    r"(?:^|_)py(?:thon)?_?(?:[23]|ver)|(?:^|_)python(?:_|$)", re.IGNORECASE
)
_TEST_WORDS = re.compile(r"version|py", re.IGNORECASE)
"""What conditions written as strings hold that are worth parsing."""


class Skip(NamedTuple):
    """A decorator's condition, and the branch on which the function does run."""

    test: ast.expr
    branch: str


class Present:
    """The dotted names that the guards of a place asked for.

    Places of one block share a dictionary from names to how many had been asked for
    before; what a place sees is told by its count.  So thousands of guards in one
    block cost no more than they are long.
    """

    __slots__ = ("_above", "_count", "_names")

    def __init__(self, above: Present | None = None) -> None:
        self._above = above
        self._names: dict[str, int] = {}
        self._count = 0

    def adding(self, names: Iterable[str]) -> Present:
        """Return what is there when *names* are there as well."""
        view = self
        for name in sorted(names):
            if not view._sees(name):
                view = view._with(name)
        return view

    def covers(self, dotted: str) -> bool:
        """Return whether *dotted*, or something it is part of, was asked for."""
        parts = dotted.split(".")
        return any(
            self._sees(".".join(parts[:length])) for length in range(1, len(parts) + 1)
        )

    def _sees(self, name: str) -> bool:
        view: Present | None = self
        while view is not None:
            if view._names.get(name, view._count) < view._count:
                return True
            view = view._above
        return False

    def _with(self, name: str) -> Present:
        if len(self._names) == self._count:
            self._names[name] = self._count
        elif self._names.get(name) != self._count:
            # Another view went on with another name: the dictionary is its own now.
            return Present(self)._with(name)
        view = Present(self._above)
        view._names = self._names
        view._count = self._count + 1
        return view


class State(NamedTuple):
    """What is known where an import stands."""

    window: int
    """The versions on which it may run."""
    proven: int
    """The same, given only what exact version tests and nothing else says."""
    silent: bool = False
    """A version test around it was not understood."""
    versioned: bool = False
    """A version test stands around it."""
    module_handled: bool = False
    name_handled: bool = False
    attribute_handled: bool = False
    present: Present = Present()
    """Dotted names that a guard asked for."""
    typing: bool = False
    """It runs for a type checker only."""
    deferred: bool = False
    """It runs when a function is called, not while the module loads."""
    main: bool = False
    """It runs only where the file is the program."""
    skips: tuple[Skip, ...] = ()
    """Conditions on the functions below, which are called by a test runner."""


if TYPE_CHECKING:
    Flow = Generator["Flow", "State | None", "State | None"]
    """Works out what is known after some statements; None where they never end.

    It yields what it wants to know first, so that no depth of nesting costs recursion.
    """


class Places:
    """Looks up what names refer to and what is known at places of one file."""

    def __init__(self, scopes: Scopes, window: int, resolve: dynamic.Resolve) -> None:
        self.scopes = scopes
        self.resolve = resolve
        self.guards = Guards(self)
        self._root = State(window, window, present=Present())
        self._elsewhere = versions.EVERYTHING & ~window
        self._entries: dict[tuple[Block, int], State] = {}
        self._after_statements: dict[tuple[Block, int], list[State]] = {}
        self._bindings: dict[int, list[Binding] | None] = {}
        self._tried: dict[ast.AST, frozenset[str]] = {}
        self._parsed: dict[int, ast.expr | None] = {}

    def on(self, window: int) -> Places:
        """Return the same places of a file that is to run on *window*."""
        return Places(self.scopes, window, self.resolve)

    # Names

    def dotted(self, node: ast.expr) -> str | None:
        """Return the dotted name that *node* refers to; None if that is not certain."""
        base, attributes = _unchained(node)
        if not isinstance(base, ast.Name):
            return None
        name = self._root_name(base)
        return ".".join([name, *attributes]) if name else None

    def _root_name(self, node: ast.Name) -> str | None:
        use = self.scopes.find_use(node)
        if use is None:
            return node.id
        events = self.scopes.find_events(use)
        if not events:
            if events is None and self.scopes.find_scope(use) is not None:
                return None
            return f"builtins.{node.id}" if hasattr(builtins, node.id) else node.id
        bindings = self.bindings(use)
        if bindings is None:
            return None
        targets = {binding.target for binding in bindings}
        if not targets:
            targets = {event.imported.written for event in events if event.imported}
        return targets.pop() if len(targets) == 1 else None

    def values(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        """Return what *node* is assigned here, each with the window of that place.

        See :class:`flake8_safe_imports.analysis.version_tests.Names`.
        """
        found: list[tuple[ast.expr, int]] = []
        for event in self._events(node):
            if event.value is None:
                return ()
            window = self.at(event.place, hops).window
            found.append((event.value, window | self._elsewhere))
        return found

    def backed_by(self, node: ast.Name) -> frozenset[str]:
        """Return the dotted names that are there where *node* holds something.

        That is what a guarded import binds, or one that ``NAME = None`` stands for
        elsewhere, and what was tried before ``HAS_IT = True``.
        """
        found: set[str] = set()
        events = self._events(node)
        may_be_empty = any(map(is_placeholder, events))
        for event in events:
            if is_placeholder(event):
                continue
            is_tried = event.place.block.branch in (TRY, NO_ERROR)
            if event.imported is not None and (is_tried or may_be_empty):
                found.update(event.imported.targets)
            elif is_tried and isinstance(event.value, ast.Constant):
                found |= self._tried_in(event.place.block.owner)
        return frozenset(found)

    def _events(self, node: ast.expr) -> Sequence[Event]:
        """Return what may decide what *node* is; nothing if that is not certain."""
        if isinstance(node, ast.Name):
            use = self.scopes.find_use(node)
            return (self.scopes.find_events(use) if use is not None else None) or ()
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return ()
        body = self._class_of(node.value)
        events = body.events.get(node.attr, ()) if body is not None else ()
        return events if len(events) <= MAX_EVENTS else ()

    def _class_of(self, node: ast.Name) -> Scope | None:
        """Return the names of the class that *node* is, or is an instance of."""
        use = self.scopes.find_use(node)
        if use is None:
            return None
        if node.id in {"self", "cls"}:
            outer = use.scope.parent
            return outer if outer is not None and outer.kind == CLASS_SCOPE else None
        events = self.scopes.find_events(use)
        return events[0].body if events and len(events) == 1 else None

    def bindings(self, use: Use) -> list[Binding] | None:
        """Return the imports that *use* may refer to.

        None is returned where it may be anything else too, an empty list where the
        name is bound nowhere.
        """
        pending = [(use, False)]
        while pending:
            current, is_ready = pending.pop()
            key = id(current.node)
            if is_ready:
                self._bindings[key] = self._bound_by(current)
            elif key not in self._bindings:
                # What a name is bound to by way of itself is not known.
                self._bindings[key] = None
                pending.append((current, True))
                asked = map(self._asks, self.scopes.find_events(current) or ())
                pending += [(wanted, False) for wanted in asked if wanted is not None]
        return self._bindings[id(use.node)]

    def _asks(self, event: Event) -> Use | None:
        """Return the use whose bindings decide what *event* binds."""
        if event.value is None:
            return None
        base, _ = _unchained(event.value)
        if isinstance(base, ast.Call):
            base, _ = _unchained(base.func)
        return self.scopes.find_use(base) if isinstance(base, ast.Name) else None

    def _bound_by(self, use: Use) -> list[Binding] | None:
        """Return the bindings of *use*, given those of all that its events ask for."""
        events = self.scopes.find_events(use)
        if events is None:
            return None
        found: list[Binding] = []
        for event in events:
            if is_placeholder(event) and len(events) > 1:
                continue
            bindings = self._of_event(event)
            if bindings is None:
                return None
            found.extend(bindings)
        return found

    def _of_event(self, event: Event) -> list[Binding] | None:
        if event.imported is not None:
            _, source, relative, _ = event.imported
            return [
                Binding(target, source, event.place, relative)
                for target in event.imported.targets
            ]
        if event.value is None:
            return None
        base, attributes = _unchained(event.value)
        if isinstance(base, ast.Call):
            return [
                found._replace(target=_below(found.target, attributes))
                for found in self.returned(base, event.place)
            ] or None
        use = self._asks(event)
        bindings = self._bindings.get(id(use.node)) if use is not None else None
        if not bindings:
            return None
        return [
            found._replace(
                target=_below(found.target, attributes),
                via=(*found.via, event.place)[:MAX_EVENTS],
            )
            for found in bindings
        ]

    def returned(self, call: ast.Call, place: Place) -> list[Binding]:
        """Return what *call*, at *place*, imports and returns, if it does."""
        found = self.find_dynamic_import(call)
        if found is None:
            return []
        return [Binding(name, -1, place, False, call) for name in found.value]

    def find_dynamic_import(self, call: ast.Call) -> dynamic.DynamicImport | None:
        """Return what *call* imports by a literal name."""
        called = self.dotted(call.func) or dynamic.name_fixture_method(call.func)
        if called is None:
            return None
        return dynamic.read_call(call, called, self.resolve)

    def is_import_or_skip(self, call: ast.expr | None) -> bool:
        """Return whether *call* is a ``pytest.importorskip``."""
        return (
            isinstance(call, ast.Call)
            and self.dotted(call.func) == dynamic.IMPORT_OR_SKIP
        )

    # Places

    def at(self, place: Place, hops: int = MAX_HOPS) -> State:
        """Return what is known at *place*.

        *hops* is how many assignments of flags may be followed; an answer depends on
        nothing else, least of all on earlier questions.
        """
        pending: list[Block] = []
        above: Block | None = place.block
        while above is not None and (above, hops) not in self._entries:
            pending.append(above)
            above = above.parent
        for entered in reversed(pending):
            self._entries[entered, hops] = self._entry(entered, hops)
        return self._before(place, hops)

    def of_chain(self, place: Place, routes: Sequence[Route]) -> State:
        """Return what is known at *place* of a chain whose name came by *routes*.

        No routes are given for what begins with no imported name.
        """
        state = self.at(place)
        if not routes:
            return state
        window = 0
        for route in routes:
            common = state.window
            for step, where in enumerate(route):
                bound = self.at(where)
                common &= bound.window
                # What is handed on was there, or else the handler hands it on.
                handled = bound.name_handled or (step and bound.attribute_handled)
                state = state._replace(
                    silent=state.silent or bound.silent,
                    versioned=state.versioned or bound.versioned,
                    module_handled=bool(
                        state.module_handled or bound.module_handled or handled
                    ),
                    name_handled=bool(
                        state.name_handled or bound.module_handled or handled
                    ),
                )
            window |= common
        # What is imported for type checkers alone can be used by them alone.
        typing = all(any(self.at(where).typing for where in route) for route in routes)
        return state._replace(window=window, typing=state.typing or typing)

    def _entry(self, block: Block, hops: int) -> State:
        """Return what is known where *block* begins."""
        if block.parent is None:
            return self._root._replace(skips=tuple(self._pytestmark(block.body)))
        state = self._before(Place(block.parent, block.index), hops)
        owner: Any = block.owner
        if block.branch in (THEN, ELSE):
            return self._in_branch(state, _condition(owner), block.branch, hops)
        if block.branch in (TRY, NO_ERROR):
            state = self._in_try(self._where_named(state, owner), owner.handlers)
            if block.branch == NO_ERROR:
                state = _run(self._end(owner.body, state, [], hops)) or state
            return state
        if block.branch == HANDLER:
            tried = block.parent.body[block.index]
            state = self._where_not_named(state, tried, owner)
            return self._in_try(state, [owner])
        if block.branch == FUNCTION:
            return self._in_function(state, owner, hops)
        if block.branch == CLASS:
            return self._in_class(state, owner, hops)
        if block.branch == CASE:
            return self._in_case(state, block, hops)
        if isinstance(owner, (ast.With, ast.AsyncWith)):
            return self._handling(state, self._caught_by(owner))
        return state

    def _before(self, place: Place, hops: int) -> State:
        """Return what is known before a statement, given that of its block's entry.

        Only as much of the block is read as stands above the statement.
        """
        block, number = place
        known = self._after_statements.setdefault((block, hops), [])
        for node in block.body[len(known) : number]:
            state = known[-1] if known else self._entries[block, hops]
            if id(node) in self.scopes.exits:
                # Below what never ends nothing runs; what stands there is judged
                # as if it did.
                state = _run(self._after(node, state, [], hops)) or state
            known.append(state)
        return known[number - 1] if known and number else self._entries[block, hops]

    def _end(
        self, body: Sequence[ast.stmt], state: State, breaks: list[State], hops: int
    ) -> Flow:
        """Work out what is known at the end of *body*.

        What is known at its ``break`` statements is appended to *breaks*.
        """
        for node in body:
            if id(node) in self.scopes.exits:
                after = yield self._after(node, state, breaks, hops)
                if after is None:
                    return None
                state = after
        return state

    def _after(
        self, node: ast.stmt, state: State, breaks: list[State], hops: int
    ) -> Flow:
        """Work out what is known after *node*, which may leave or skip."""
        if isinstance(node, LEAVING_STATEMENTS):
            if isinstance(node, ast.Break):
                breaks.append(state)
            return None
        if isinstance(node, ast.Assert):
            if isinstance(node.test, ast.Constant) and not node.test.value:
                return None
            return self._in_branch(state, node.test, THEN, hops)
        if isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign)):
            return self._after_call(node, state)
        if isinstance(node, ast.If):
            return (yield self._after_if(node, state, breaks, hops))
        if isinstance(node, (ast.With, ast.AsyncWith)):
            if self._caught_by(node):
                return state
            return (yield self._end(node.body, state, breaks, hops))
        if isinstance(node, TRIES):
            return (yield self._after_try(node, state, breaks, hops))
        if isinstance(node, ast.While) and _is_true(node.test):
            found: list[State] = []
            yield self._end(node.body, state, found, hops)
            return _joined(state, found)
        return state

    def _after_call(
        self, node: ast.Expr | ast.Assign | ast.AnnAssign, state: State
    ) -> State | None:
        pending = [node.value] if node.value is not None else []
        while pending:
            value = pending.pop()
            if isinstance(value, ast.Attribute):
                pending.append(value.value)
            elif isinstance(value, (ast.Tuple, ast.List)):
                pending.extend(value.elts)
            elif isinstance(value, ast.Call):
                if isinstance(node, ast.Expr) and self._is_leaving(value.func):
                    return None
                if self.is_import_or_skip(value):
                    found = self.find_dynamic_import(value)
                    names = found.modules if found is not None else ()
                    state = state._replace(present=state.present.adding(names))
        return state

    def _is_leaving(self, function: ast.expr) -> bool:
        if isinstance(function, ast.Attribute) and function.attr in LEAVING_METHODS:
            return isinstance(function.value, ast.Name) and function.value.id == "self"
        return self.dotted(function) in LEAVING_FUNCTIONS

    def _after_if(
        self, node: ast.If, state: State, breaks: list[State], hops: int
    ) -> Flow:
        ends: list[State] = []
        changed = False
        for branch, body in ((THEN, node.body), (ELSE, node.orelse)):
            inside = self._in_branch(state, node.test, branch, hops)
            end = yield self._end(body, inside, breaks, hops)
            if end is not None:
                ends.append(end)
            changed = changed or end is not inside
        return _joined(state, ends) if changed else state

    def _after_try(
        self, node: ast.Try, state: State, breaks: list[State], hops: int
    ) -> Flow:
        raised = self._before_errors(node.body, state, hops)
        end = yield self._end(node.body, state, breaks, hops)
        if end is not None:
            end = yield self._end(node.orelse, end, breaks, hops)
        ends = [end] if end is not None else []
        is_needed = False
        for handler in node.handlers:
            end = yield self._end(handler.body, raised, breaks, hops)
            if end is not None:
                ends.append(end)
            elif not _MISSING.isdisjoint(self.caught(handler.type)):
                is_needed = True
        after = _joined(state, ends)
        if after is not None and is_needed:
            # Where something is missing, nothing below is reached.
            names = self._tried_in(node)
            after = after._replace(present=after.present.adding(names))
        if after is None:
            return None
        return (yield self._end(node.finalbody, after, breaks, hops))

    def _before_errors(
        self, body: Sequence[ast.stmt], state: State, hops: int
    ) -> State:
        """Return what is known in *body* where anything may first be raised."""
        for node in body:
            if (
                not isinstance(node, ast.If)
                or node.orelse
                or not isinstance(node.body[-1], (ast.Return, ast.Continue, ast.Break))
                or len(node.body) > 1
            ):
                break
            state = self._in_branch(state, node.test, ELSE, hops)
        return state

    # Guards

    def _in_branch(self, state: State, test: ast.expr, branch: str, hops: int) -> State:
        parts = self.guards.split(test, state.window | state.proven, hops)
        window, typing = parts.yes, parts.typing_yes
        if branch == ELSE:
            window, typing = parts.no, parts.typing_no
        proven = state.proven
        if parts.exact and parts.speaks:
            proven &= window
        window &= state.window
        return state._replace(
            window=window,
            proven=proven,
            silent=state.silent or bool(window & parts.unclear),
            versioned=state.versioned or parts.speaks,
            present=state.present.adding(self.guards.made_sure_of(test, hops)),
            typing=state.typing or typing,
            main=state.main or _is_main(test, branch),
        )

    def _in_case(self, state: State, block: Block, hops: int) -> State:
        """Enter a case of a ``match``, whose patterns are not read."""
        assert block.parent is not None
        owner: Any = block.owner
        match: Any = block.parent.body[block.index]
        speaks = self.guards.speaks(match.subject, hops)
        state = state._replace(
            silent=state.silent or speaks, versioned=state.versioned or speaks
        )
        if owner.guard is not None:
            state = self._in_branch(state, owner.guard, THEN, hops)
        return state

    def _in_try(self, state: State, handlers: Iterable[ast.ExceptHandler]) -> State:
        for handler in handlers:
            state = self._handling(state, self.caught(handler.type))
        return state

    def _where_named(self, state: State, node: ast.Try) -> State:
        """Narrow to where the body of *node* is not left by a NameError.

        ``try: unicode`` asks for the version by way of a built-in name.
        """
        if not any("NameError" in self.caught(item.type) for item in node.handlers):
            return state
        window = self._with_builtins(node)
        if window == versions.EVERYTHING:
            return state
        return state._replace(window=state.window & window, versioned=True)

    def _where_not_named(
        self, state: State, node: ast.stmt, handler: ast.ExceptHandler
    ) -> State:
        """Narrow to where the body of *node* is left by a NameError."""
        if not isinstance(node, TRIES) or self.caught(handler.type) != {"NameError"}:
            return state
        if not isinstance(node.body[0], (ast.Assign, ast.Expr)):
            return state
        window = versions.EVERYTHING & ~self._with_builtins(node)
        return state._replace(window=state.window & window, versioned=True)

    def _with_builtins(self, node: ast.Try) -> int:
        """Return the versions that have the built-ins that *node* first reads."""
        window = versions.EVERYTHING
        for statement in node.body:
            if not isinstance(statement, (ast.Assign, ast.Expr)):
                break
            for part in ast.walk(statement):
                use = self.scopes.find_use(part) if isinstance(part, ast.Name) else None
                if use is not None and self.scopes.find_events(use) in ([], None):
                    new = stdlib.find_window(f"builtins.{use.name}") or 0
                    old = stdlib.find_window(f"__builtin__.{use.name}") or 0
                    if new | old:
                        window &= new | old
        return window

    def _caught_by(self, node: ast.With | ast.AsyncWith) -> set[str]:
        """Return what a ``with`` statement catches."""
        return {
            name
            for item in node.items
            if isinstance(call := item.context_expr, ast.Call)
            and _last_name(call.func) in _CATCHING_CONTEXTS
            for given in call.args
            for name in self.caught(given)
        }

    def _handling(self, state: State, names: set[str]) -> State:
        return state._replace(
            module_handled=state.module_handled or bool(names & MISSING_MODULE),
            name_handled=state.name_handled or bool(names & MISSING_NAME),
            attribute_handled=state.attribute_handled
            or bool(names & _MISSING_ATTRIBUTE),
        )

    def caught(self, node: ast.expr | None) -> set[str]:
        """Return the names of the built-in exceptions that a handler catches.

        *node* is what it names; None is a bare ``except``.
        """
        if node is None:
            return {"BaseException"}
        found: set[str] = set()
        seen: set[int] = set()
        pending = [node]
        while pending:
            current = pending.pop()
            if id(current) in seen:
                continue
            seen.add(id(current))
            if isinstance(current, (ast.Tuple, ast.List)):
                pending.extend(current.elts)
            elif isinstance(current, ast.Starred):
                pending.append(current.value)
            elif isinstance(current, ast.BinOp):
                pending += [current.left, current.right]
            else:
                found.add(self._exception(current))
                pending += [
                    event.value for event in self._events(current) if event.value
                ]
        return found

    def _exception(self, node: ast.expr) -> str:
        dotted = self.dotted(node) or ""
        name = dotted.rpartition(".")[2]
        if dotted.startswith("builtins."):
            return name
        return "ImportError" if _ERRORS_ELSEWHERE.search(name) else ""

    def _tried_in(self, owner: ast.AST) -> frozenset[str]:
        """Return the dotted names that the body of a ``try`` statement asks for."""
        if owner not in self._tried:
            found: set[str] = set()
            for statement in getattr(owner, "body", []):
                for node in ast.walk(statement):
                    if isinstance(node, ast.Import):
                        found.update(alias.name for alias in node.names)
                    elif isinstance(node, ast.ImportFrom) and not node.level:
                        found.update(f"{node.module}.{a.name}" for a in node.names)
                        found.add(node.module or "")
                    elif isinstance(node, ast.Attribute):
                        found.add(self.dotted(node) or "")
            self._tried[owner] = frozenset(found - {""})
        return self._tried[owner]

    # Test runners

    def _in_function(self, state: State, node: ast.AST, hops: int) -> State:
        decorators = getattr(node, "decorator_list", [])
        for skip in (*state.skips, *self._skips_of(decorators)):
            state = self._in_branch(state, skip.test, skip.branch, hops)
        return state._replace(
            deferred=True,
            skips=(),
            silent=state.silent or self._is_versioned(decorators, hops),
        )

    def _in_class(self, state: State, node: ast.ClassDef, hops: int) -> State:
        skips = (*self._skips_of(node.decorator_list), *self._pytestmark(node.body))
        return state._replace(
            skips=(*state.skips, *skips),
            silent=state.silent or self._is_versioned(node.decorator_list, hops),
        )

    def _skips_of(self, decorators: Iterable[ast.expr]) -> Iterator[Skip]:
        for decorator in decorators:
            call = self._call_behind(decorator)
            branch = (
                _SKIPPING.get(self._name_of(call.func)) if call is not None else None
            )
            if call is None or branch is None:
                continue
            conditions = [*call.args] if branch == ELSE else call.args[:1]
            conditions += [
                given.value for given in call.keywords if given.arg == "condition"
            ]
            for condition in conditions[:1]:
                test = self._read(condition)
                if test is not None:
                    yield Skip(test, branch)

    def _name_of(self, function: ast.expr) -> str:
        """Return the last part of what *function* is called, here or at home."""
        dotted = self.dotted(function) or ""
        last = dotted.rpartition(".")[2]
        if last in _SKIPPING or not isinstance(function, ast.Name):
            return last or _last_name(function)
        for event in self._events(function):
            if event.value is not None:
                return _last_name(event.value)
        return function.id

    def _call_behind(self, decorator: ast.expr) -> ast.Call | None:
        """Return the call that makes *decorator*, also where it was given a name."""
        for _ in range(MAX_HOPS):
            if isinstance(decorator, ast.Call):
                return decorator
            events = self._events(decorator)
            if len(events) != 1 or events[0].value is None:
                return None
            decorator = events[0].value
        return None

    def _read(self, condition: ast.expr) -> ast.expr | None:
        """Return the test in a ``skipif`` condition, which may be given as a string."""
        if not isinstance(condition, ast.Constant):
            return condition
        if not isinstance(condition.value, str):
            return condition
        key = id(condition)
        if key not in self._parsed:
            self._parsed[key] = _parsed(condition.value)
        return self._parsed[key]

    def _is_versioned(self, decorators: Iterable[ast.expr], hops: int) -> bool:
        """Return whether a decorator that is not known reads like a version test."""
        for node in decorators:
            call = self._call_behind(node)
            function = call.func if call is not None else node
            if self._name_of(function) in _SKIPPING:
                continue
            name = _last_name(function)
            if call is not None and self.guards.speaks(call, hops):
                return True
            # python_2_unicode_compatible, of Django and six, decides nothing.
            if _VERSIONED_DECORATOR.search(name) and "compat" not in name.lower():
                return True
        return False

    def _pytestmark(self, body: Sequence[ast.stmt]) -> Iterator[Skip]:
        for node in body:
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AnnAssign):
                targets = [node.target]
            else:
                continue
            value = node.value
            if value is None or not any(
                isinstance(target, ast.Name) and target.id == "pytestmark"
                for target in targets
            ):
                continue
            marks = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
            yield from self._skips_of(marks)


_MISSING = MISSING_MODULE | _MISSING_ATTRIBUTE


def _run(flow: Flow) -> State | None:
    """Return what *flow* comes to."""
    stack = [flow]
    answer: State | None = None
    while stack:
        try:
            wanted = stack[-1].send(answer)
        except StopIteration as stop:  # noqa: PERF203 - that is how they answer
            stack.pop()
            answer = stop.value
        else:
            stack.append(wanted)
            answer = None
    return answer


def _joined(state: State, ends: Sequence[State]) -> State | None:
    """Return what is known where several ways meet that all began in *state*."""
    if len(ends) == 1:
        return ends[0]
    if not ends:
        return None
    window = proven = 0
    for end in ends:
        window |= end.window
        proven |= end.proven
    return state._replace(
        window=window,
        proven=proven,
        silent=any(end.silent for end in ends),
        versioned=any(end.versioned for end in ends),
    )


def _below(target: str, attributes: Sequence[str]) -> str:
    """Return the dotted name of *attributes* of *target*.

    No name of interest is as long as what a tower of aliases can make of it.
    """
    if target.count(".") >= _MOST_DOTS:
        return target
    return ".".join([target, *attributes])


def _unchained(node: ast.expr) -> tuple[ast.expr, list[str]]:
    """Return what a chain of attributes begins with, and the attributes."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    attributes.reverse()
    return node, attributes


def _condition(owner: Any) -> ast.expr:
    """Return the test that decides on a branch: that of a statement, or *owner*."""
    test: ast.expr = owner.test if isinstance(owner, (ast.If, ast.While)) else owner
    return test


def _is_true(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


def _is_main(test: ast.expr, branch: str) -> bool:
    """Return whether *branch* of *test* runs only where the file is the program."""
    pending = [(test, branch == THEN)]
    while pending:
        part, holds = pending.pop()
        if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
            pending.append((part.operand, not holds))
        elif isinstance(part, ast.BoolOp):
            # All parts of an `and` hold where it holds, none of an `or` where not.
            if isinstance(part.op, ast.And) is holds:
                pending += [(value, holds) for value in part.values]
        elif _is_main_test(part, ast.Eq if holds else ast.NotEq):
            return True
    return False


def _is_main_test(test: ast.expr, operation: type[ast.cmpop]) -> bool:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    sides = [test.left, test.comparators[0]]
    names = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    mains = any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )
    return names and mains and isinstance(test.ops[0], operation)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _parsed(condition: str) -> ast.expr | None:
    if not _TEST_WORDS.search(condition):
        return None
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(condition.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
