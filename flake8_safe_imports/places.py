"""What the guards around a place mean for an import that stands there."""

from __future__ import annotations

import ast
import builtins
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import dynamic, guards, versions
from flake8_safe_imports.blocks import (
    CLASS,
    ELSE,
    FUNCTION,
    HANDLER,
    NO_ERROR,
    THEN,
    TRY,
    Block,
    Place,
)
from flake8_safe_imports.scopes import (
    MAX_ALIASES,
    Binding,
    Event,
    Scopes,
    Use,
    is_placeholder,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_NESTING = 8
"""How many flags may hang on one another (``A = ...; if A: B = ...; if B: ...``)."""
MAX_VALUES = 300
"""How many assignments are looked up for one test; no real one needs a tenth."""

_MISSING_MODULE = {"ModuleNotFoundError", "ImportError", "Exception", "BaseException"}
_MISSING_NAME = _MISSING_MODULE - {"ModuleNotFoundError"}
_MISSING_ATTRIBUTE = {"AttributeError", "Exception", "BaseException"}
_CATCHING_CONTEXTS = {"suppress", "raises", "assertRaises", "assertRaisesRegex"}
_LEAVING = {
    "sys.exit",
    "os._exit",
    "os.abort",
    "builtins.exit",
    "builtins.quit",
    "pytest.skip",
    "pytest.exit",
    "pytest.fail",
    "pytest.xfail",
}
_LEAVING_METHODS = {"skipTest", "fail"}
_SKIPPING = {"skipif": ELSE, "skipIf": ELSE, "skipUnless": THEN}
_VERSIONED_DECORATOR = re.compile(r"py(?:thon|py)?_?[23]", re.IGNORECASE)


class Skip(NamedTuple):
    """A decorator's condition, and the arm on which the function does run."""

    test: ast.expr
    arm: str


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
    present: frozenset[str] = frozenset()
    """Dotted names that a guard asked for."""
    typing: bool = False
    """It runs for a type checker only."""
    deferred: bool = False
    """It runs when a function is called, not while the module loads."""
    main: bool = False
    """It runs only where the file is the program."""
    skips: tuple[Skip, ...] = ()
    """Conditions on the functions below, which are called by a test runner."""


class Places:
    """Looks up what names refer to and what is known at places of one file."""

    def __init__(self, scopes: Scopes, window: int, resolve: dynamic.Resolve) -> None:
        self.scopes = scopes
        self.resolve = resolve
        self._root = State(window, window)
        self._entries: dict[Block, State] = {}
        self._prefixes: dict[Block, tuple[list[int], list[State]]] = {}
        self._bindings: dict[int, list[Binding] | None] = {}
        self._open: set[Block] = set()
        self._nesting = 0
        self._values_left = MAX_VALUES

    # Names

    def dotted(self, node: ast.expr) -> str | None:
        """Return the dotted name that *node* refers to; None if that is not certain."""
        attributes: list[str] = []
        while isinstance(node, ast.Attribute):
            attributes.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        name = self._root_name(node)
        return ".".join([name, *reversed(attributes)]) if name else None

    def _root_name(self, node: ast.Name) -> str | None:
        use = self.scopes.use_of(node)
        if use is None:
            return node.id
        events = self.scopes.events_of(use)
        if not events:
            if events is None and self.scopes.scope_of(use) is not None:
                return None
            return f"builtins.{node.id}" if hasattr(builtins, node.id) else node.id
        bindings = self.bindings(use)
        targets = {binding.target for binding in bindings or ()}
        return targets.pop() if len(targets) == 1 else None

    def values(self, node: ast.Name) -> Sequence[tuple[ast.expr, int]]:
        """Return what *node* is assigned here, each with the window of that place."""
        use = self.scopes.use_of(node)
        events = self.scopes.events_of(use) if use is not None else None
        if not events or self._nesting > MAX_NESTING or self._values_left <= 0:
            return ()
        self._values_left -= len(events)
        found: list[tuple[ast.expr, int]] = []
        for event in events:
            if event.value is None:
                return ()
            found.append((event.value, self.at(event.place).window))
        return found

    def bindings(self, use: Use, depth: int = 0) -> list[Binding] | None:
        """Return the imports that *use* may refer to.

        None is returned where it may be anything else too, an empty list where the
        name is bound nowhere.
        """
        key = id(use.node)
        if key in self._bindings:
            return self._bindings[key]
        self._bindings[key] = None
        events = self.scopes.events_of(use)
        found: list[Binding] | None = None
        if events is not None and depth <= MAX_ALIASES:
            found = self._bound_by(events, depth)
        self._bindings[key] = found
        return found

    def _bound_by(self, events: list[Event], depth: int) -> list[Binding] | None:
        found: list[Binding] = []
        certain_absence = len(events) == 1
        for event in events:
            if is_placeholder(event) and not certain_absence:
                continue
            bindings = self._of_event(event, depth)
            if bindings is None:
                return None
            found.extend(bindings)
        return found

    def _of_event(self, event: Event, depth: int) -> list[Binding] | None:
        if event.imported is not None:
            return [
                Binding(
                    target, event.imported.source, event.place, event.imported.relative
                )
                for target in event.imported.targets
            ]
        value = event.value
        if isinstance(value, ast.Call):
            reached = self.reached(value)
            if reached is None:
                return None
            return [
                Binding(name, -1, event.place, False, value) for name in reached.names
            ]
        if not isinstance(value, (ast.Name, ast.Attribute)):
            return None
        attributes: list[str] = []
        base: ast.expr = value
        while isinstance(base, ast.Attribute):
            attributes.append(base.attr)
            base = base.value
        use = self.scopes.use_of(base) if isinstance(base, ast.Name) else None
        bindings = self.bindings(use, depth + 1) if use is not None else None
        if not bindings:
            return None
        rest = "".join(f".{name}" for name in reversed(attributes))
        return [found._replace(target=found.target + rest) for found in bindings]

    def reached(self, call: ast.Call) -> dynamic.Reached | None:
        """Return what *call* imports by a literal name."""
        called = self.dotted(call.func) or dynamic.fixture_method(call.func)
        if called is None:
            return None
        return dynamic.reached(call, called, self.resolve)

    def is_import_or_skip(self, call: ast.expr | None) -> bool:
        """Return whether *call* is a ``pytest.importorskip``."""
        return (
            isinstance(call, ast.Call)
            and self.dotted(call.func) == dynamic.IMPORT_OR_SKIP
        )

    # Places

    def at(self, place: Place) -> State:
        """Return what is known at *place*."""
        block, index = place
        pending: list[Block] = []
        above: Block | None = block
        while above is not None and above not in self._entries:
            pending.append(above)
            above = above.parent
        if self._nesting == 0:
            self._values_left = MAX_VALUES
        self._nesting += 1
        for entered in reversed(pending):
            # A flag that hangs on itself asks for a place that is being worked out.
            self._open.add(entered)
            self._entries[entered] = self._root
            self._entries[entered] = self._entry(entered)
            self._open.remove(entered)
        state = self._before(block, index)
        self._nesting -= 1
        return state

    def _entry(self, block: Block) -> State:
        if block.parent is None:
            return self._root._replace(skips=tuple(self._pytestmark(block.body)))
        state = self._before(block.parent, block.index)
        arm = block.arm
        if arm in (THEN, ELSE):
            return self._in_arm(state, _condition(block.owner), arm)
        if arm in (TRY, NO_ERROR):
            return self._in_try(state, getattr(block.owner, "handlers", []))
        if arm == HANDLER and isinstance(block.owner, ast.ExceptHandler):
            return self._in_try(state, [block.owner])
        if arm == FUNCTION:
            return self._in_function(state, block.owner)
        if arm == CLASS and isinstance(block.owner, ast.ClassDef):
            skips = [
                *self._skips_of(block.owner.decorator_list),
                *self._pytestmark(block.body),
            ]
            versioned = self._is_versioned(block.owner.decorator_list)
            return state._replace(
                skips=(*state.skips, *skips), silent=state.silent or versioned
            )
        if isinstance(block.owner, (ast.With, ast.AsyncWith)):
            return self._in_with(state, block.owner)
        return state

    def _before(self, block: Block, index: int) -> State:
        """Return what is known before the statement at *index* of *block*."""
        if not block.body or block in self._open:
            return self._entries[block]
        known = self._prefixes.get(block)
        if known is None:
            self._open.add(block)
            narrowed = list(self._narrowed(block))
            self._open.remove(block)
            known = ([index for index, _ in narrowed], [state for _, state in narrowed])
            self._prefixes[block] = known
        position = bisect_right(known[0], index)
        return known[1][position - 1] if position else self._entries[block]

    def _narrowed(self, block: Block) -> Iterator[tuple[int, State]]:
        """Yield what is known after each statement that lets only some versions by."""
        state = self._entries[block]
        for index, node in enumerate(block.body):
            after = self._after(node, state)
            if after is not state:
                state = after
                yield index + 1, state

    def _after(self, node: ast.stmt, state: State) -> State:
        if isinstance(node, ast.If):
            if self._leaves(node.body):
                state = self._in_arm(state, node.test, ELSE)
            if node.orelse and self._leaves(node.orelse):
                state = self._in_arm(state, node.test, THEN)
        elif isinstance(node, ast.Assert):
            state = self._in_arm(state, node.test, THEN)
        elif isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign)) and isinstance(
            node.value, ast.Call
        ):
            if self.is_import_or_skip(node.value):
                reached = self.reached(node.value)
                if reached is not None:
                    state = state._replace(present=state.present.union(reached.names))
        return state

    def _leaves(self, body: Sequence[ast.stmt]) -> bool:
        """Return whether *body* never reaches what stands below it."""
        return any(
            isinstance(node, (ast.Raise, ast.Return, ast.Continue, ast.Break))
            or (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Call)
                and self._is_leaving(node.value.func)
            )
            for node in body
        )

    def _is_leaving(self, function: ast.expr) -> bool:
        if isinstance(function, ast.Attribute) and function.attr in _LEAVING_METHODS:
            return isinstance(function.value, ast.Name) and function.value.id == "self"
        return self.dotted(function) in _LEAVING

    def _in_arm(self, state: State, test: ast.expr, arm: str) -> State:
        parts = guards.split(test, state.window, self)
        proven = state.proven
        if parts.exact:
            exact = guards.split(test, state.proven, self)
            if exact.speaks:
                proven = exact.yes if arm == THEN else exact.no
        if arm == THEN:
            window, typing = parts.yes, parts.typing_yes
        else:
            window, typing = parts.no, parts.typing_no
        return state._replace(
            window=window,
            proven=proven,
            silent=state.silent or not parts.understood,
            versioned=state.versioned or parts.speaks,
            present=state.present | guards.made_sure_of(test, self),
            typing=state.typing or typing,
            main=state.main or _is_main(test, arm),
        )

    def _in_try(self, state: State, handlers: Iterable[ast.ExceptHandler]) -> State:
        for handler in handlers:
            state = self._handling(state, self._caught(handler.type))
        return state

    def _in_with(self, state: State, node: ast.With | ast.AsyncWith) -> State:
        for item in node.items:
            call = item.context_expr
            if (
                isinstance(call, ast.Call)
                and _last_name(call.func) in _CATCHING_CONTEXTS
            ):
                caught = [name for given in call.args for name in self._caught(given)]
                state = self._handling(state, caught)
        return state

    def _handling(self, state: State, caught: Iterable[str]) -> State:
        names = set(caught)
        return state._replace(
            module_handled=state.module_handled or bool(names & _MISSING_MODULE),
            name_handled=state.name_handled or bool(names & _MISSING_NAME),
            attribute_handled=state.attribute_handled
            or bool(names & _MISSING_ATTRIBUTE),
        )

    def _caught(self, node: ast.expr | None) -> list[str]:
        """Return the names of the built-in exceptions that a handler catches."""
        if node is None:
            return ["BaseException"]
        found: list[str] = []
        pending = [node]
        while pending and len(found) < 100:
            current = pending.pop()
            if isinstance(current, (ast.Tuple, ast.List)):
                pending.extend(current.elts)
                continue
            dotted = self.dotted(current)
            if dotted and dotted.startswith("builtins."):
                found.append(dotted.partition(".")[2])
            elif isinstance(current, ast.Name):
                values = [value for value, _ in self.values(current)]
                pending.extend(value for value in values if value is not current)
                found.append("")
        return found

    def _in_function(self, state: State, node: ast.AST) -> State:
        decorators = getattr(node, "decorator_list", [])
        for skip in (*state.skips, *self._skips_of(decorators)):
            state = self._in_arm(state, skip.test, skip.arm)
        return state._replace(
            deferred=True,
            skips=(),
            silent=state.silent or self._is_versioned(decorators),
        )

    def _skips_of(self, decorators: Iterable[ast.expr]) -> Iterator[Skip]:
        for decorator in decorators:
            call = self._call_behind(decorator)
            arm = _SKIPPING.get(_last_name(call.func)) if call is not None else None
            if call is None or arm is None:
                continue
            conditions = [*call.args[:1]] or [
                given.value for given in call.keywords if given.arg == "condition"
            ]
            for condition in conditions:
                test = _parsed(condition)
                if test is not None:
                    yield Skip(test, arm)

    def _call_behind(self, decorator: ast.expr) -> ast.Call | None:
        """Return the call that makes *decorator*, also where it was given a name."""
        for _ in range(MAX_ALIASES):
            if isinstance(decorator, ast.Call):
                return decorator
            if not isinstance(decorator, ast.Name):
                return None
            values = self.values(decorator)
            if len(values) != 1:
                return None
            decorator = values[0][0]
        return None

    def _is_versioned(self, decorators: Iterable[ast.expr]) -> bool:
        """Return whether a decorator that is not known reads like a version test."""
        return any(
            self._call_behind(node) is None
            and _VERSIONED_DECORATOR.search(_last_name(node)) is not None
            for node in decorators
        )

    def _pytestmark(self, body: Sequence[ast.stmt]) -> Iterator[Skip]:
        for node in body:
            if not isinstance(node, ast.Assign) or not any(
                isinstance(target, ast.Name) and target.id == "pytestmark"
                for target in node.targets
            ):
                continue
            value = node.value
            marks = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
            yield from self._skips_of(marks)


def _condition(owner: ast.AST) -> ast.expr:
    if isinstance(owner, ast.If):
        return owner.test
    assert isinstance(owner, ast.expr)
    return owner


def _is_main(test: ast.expr, arm: str) -> bool:
    """Return whether *arm* of *test* runs only where the file is the program."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) and arm == THEN:
        return any(_is_main(value, arm) for value in test.values)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return False
    sides = [test.left, test.comparators[0]]
    names = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    mains = any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )
    wanted = ast.Eq if arm == THEN else ast.NotEq
    return names and mains and isinstance(test.ops[0], wanted)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _parsed(condition: ast.expr) -> ast.expr | None:
    """Return the test in a ``skipif`` condition, which may be given as a string."""
    if not isinstance(condition, ast.Constant) or not isinstance(condition.value, str):
        return condition
    try:
        return ast.parse(condition.value.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
