"""The machinery of the walk: a stack of work, a clock, and what is recorded.

:mod:`.walk` knows what each kind of node does to names;
it calls the methods below.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Callable, Final, NamedTuple

from flake8_safe_imports.analysis.scoping.places import Block, Place
from flake8_safe_imports.analysis.scoping.scopes import (
    FUNCTION_SCOPE,
    MARKS,
    Event,
    Scope,
    Scopes,
    Use,
)
from flake8_safe_imports.analysis.statements.branches import FUNCTION
from flake8_safe_imports.analysis.statements.exits import CALLED_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flake8_safe_imports.analysis.scoping.scopes import ImportedName

    Resolve = Callable[[ast.ImportFrom], tuple[str, ...]]
    """Returns the absolute names that the module of a relative import may have."""
    Visitor = Callable[..., None]
    """Is called with the recorder, a node and its :class:`Env`."""


class Env(NamedTuple):
    """Where the walk is, and how the code there is evaluated."""

    scope: Scope
    place: Place
    annotation: bool = False
    runs: bool = True

    def at(self, place: Place) -> Env:
        """Return a copy at *place*. ``_replace`` takes ten times as long."""
        return Env(self.scope, place, self.annotation, self.runs)

    def within(self, scope: Scope) -> Env:
        """Return a copy in *scope*."""
        return Env(scope, self.place, self.annotation, self.runs)


_new: Final = tuple.__new__
"""Makes a NamedTuple of all its values, in half the time that its class takes.

There is one for each name and each statement of a file.
"""


class Recorder:
    """Walks a tree with a stack of its own, so that depth costs no recursion.

    Work that is pushed later is done earlier: visitors push what comes last first.
    """

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve
        self.scopes = Scopes()
        self.decorated: dict[int, Place] = {}
        """For the id of each decorator, where what it decorates runs."""
        self.exit_names = set(CALLED_NAMES)
        """What functions that may leave a block are called in the file so far."""
        self._leaving_functions: list[str] = []
        """The names of the file's own functions in which something may leave them."""
        self._called_functions: dict[str, list[Env]] = {}
        """Name -> where a function or method of that name is called."""
        self._nonlocals: list[tuple[str, Scope, Event]] = []
        self._clock = 0
        self._stack: list[tuple[Any, Any]] = []
        """Each item is a node and its Env, or a function and its arguments."""

    def run(self, visitors: Mapping[type[ast.AST], Visitor]) -> None:
        """Do all pending work; visit the children of nodes that have no visitor."""
        stack = self._stack
        pop, find = stack.pop, visitors.get
        while stack:
            item, given = pop()
            visitor = find(type(item))
            if visitor is not None:
                visitor(self, item, given)
            elif isinstance(item, ast.AST):
                self.visit_all(children(item), given)
            else:
                item(*given)
        self._mark_calls()
        self._bind_nonlocals()

    def tick(self) -> int:
        """Return the next number in evaluation order."""
        self._clock += 1
        return self._clock

    def require(self, minor: int) -> None:
        """Record that no Python before *minor* can parse the file."""
        self.scopes.oldest = max(self.scopes.oldest, minor)

    # Pending work

    def defer(self, action: Callable[..., None], *arguments: Any) -> None:
        """Call *action* after all that is pushed from now on."""
        self._stack.append((action, arguments))

    def visit(self, node: ast.AST | None, env: Env) -> None:
        """Visit *node* before anything pushed so far."""
        if type(node) not in _EMPTY:
            self._stack.append((node, env))

    def visit_all(self, nodes: Sequence[ast.AST | None], env: Env) -> None:
        """Visit *nodes* in the given order, before anything pushed so far."""
        self._stack += [
            (node, env) for node in reversed(nodes) if type(node) not in _EMPTY
        ]

    def enter_block(self, block: Block, env: Env) -> None:
        """Visit the statements of *block*."""
        self.begin_block(block)
        self.defer(self.end_block, block)
        scope, _, annotation, runs = env
        body = block.body
        self._stack += [
            (
                body[index],
                _new(Env, (scope, _new(Place, (block, index)), annotation, runs)),
            )
            for index in range(len(body) - 1, -1, -1)
        ]

    def enter_expression(self, node: ast.expr, block: Block, env: Env) -> None:
        """Visit *node* as the content of *block*, a branch of an expression."""
        self.begin_block(block)
        self.defer(self.end_block, block)
        self.visit(node, env.at(Place(block, 0)))

    # Blocks

    def begin_block(self, block: Block) -> None:
        """Number the beginning of *block*, and find the loops that repeat it."""
        block.first = self.tick()
        owner, parent = block.owner, block.parent
        block.repeats = isinstance(owner, _LOOPS) and block.body is owner.body
        if block.branch != FUNCTION and parent is not None:
            block.loop = parent if parent.repeats else parent.loop

    def end_block(self, block: Block) -> None:
        """Number the end of *block*."""
        block.last = self.tick()

    def mark_exit(self, env: Env) -> None:
        """Mark the statement at *env* and those around it: they may leave a block."""
        exits = self.scopes.exits
        block: Block | None = env.place.block
        number = env.place.number
        while block is not None:
            if number < len(block.body):  # else it is a part of an expression
                node = id(block.body[number])
                if node in exits:
                    return
                exits.add(node)
            if block.branch == FUNCTION:
                return
            number, block = block.index, block.parent

    def add_leaving(self, env: Env) -> None:
        """Record that the function around *env* may raise or exit by itself."""
        if env.scope.kind == FUNCTION_SCOPE and env.scope.node is not None:
            self._leaving_functions.append(getattr(env.scope.node, "name", ""))

    def add_called(self, name: str, env: Env) -> None:
        """Record that what is called *name*, perhaps a function here, is called."""
        self._called_functions.setdefault(name, []).append(env)

    def add_source(self, table: ast.expr) -> None:
        """Record that the items of *table* are taken, if it is a name."""
        if isinstance(table, ast.Name):
            self.scopes.sources.add(id(table))

    def _mark_calls(self) -> None:
        """Mark the calls of functions that may leave, and of those that call them."""
        while self._leaving_functions:
            for env in self._called_functions.pop(self._leaving_functions.pop(), ()):
                self.mark_exit(env)
                self.add_leaving(env)

    # Names

    def bind(
        self,
        name: str,
        env: Env,
        imported: ImportedName | None = None,
        value: ast.expr | None = None,
        body: Scope | None = None,
        function: ast.FunctionDef | ast.AsyncFunctionDef | None = None,
    ) -> None:
        """Record that *name* is bound, or unbound; see :class:`Event`."""
        scope = env.scope
        if imported is not None:
            self.scopes.imported_names.append((name, imported))
        elif value is not None:
            if name == MARKS:
                self.scopes.binds_marks = True
            elif last_name(value) in self.exit_names:
                self.exit_names.add(name)
            origin = _find_origin(value)
            if origin:
                self.scopes.handed_on.setdefault(origin, []).append(name)
        self._clock += 1
        event = _new(Event, (self._clock, env.place, imported, value, body, function))
        if name in scope.nonlocals:
            # The function that owns the name may bind it further down.
            self._nonlocals.append((name, scope, event))
            return
        module = self.scopes.module
        if name in scope.globals and scope is not module:
            scope = module
            scope.shared.add(name)
        events = scope.events.get(name)
        if events is None:
            scope.events[name] = [event]
        else:
            events.append(event)

    def _bind_nonlocals(self) -> None:
        """Move the events of nonlocal names to the functions that own the names."""
        changed: dict[int, list[Event]] = {}
        for name, scope, event in self._nonlocals:
            owner = _find_owner(name, scope)
            owner.shared.add(name)
            events = owner.events.setdefault(name, [])
            events.append(event)
            changed[id(events)] = events
        self._nonlocals.clear()
        for events in changed.values():
            events.sort(key=_order)

    def record_use(
        self,
        node: ast.expr,
        base: ast.Name,
        attributes: tuple[str, ...],
        env: Env,
        *,
        reads: bool,
    ) -> None:
        """Record that *base*, and *attributes* of it, are used in the chain *node*."""
        scope, place, annotation, runs = env
        self._clock = order = self._clock + 1
        use: Use = _new(
            Use,
            (node, base.id, attributes, scope, order, place, reads, annotation, runs),
        )
        scopes = self.scopes
        scopes.uses.append(use)
        scopes.use_by_node[id(base)] = use


_EMPTY: Final = frozenset({type(None), ast.Constant})
"""What is not visited: it contains no names."""
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def children(node: ast.AST) -> list[ast.AST]:
    """Return the statements and expressions directly in *node*, in order."""
    found: list[ast.AST] = []
    for name in FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


_BARE = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "module", "level"})
"""Fields that contain no statement and no expression."""


class _Fields(dict["type[ast.AST]", "list[str]"]):
    """The other fields of each class of nodes, filled as classes are met."""

    def __missing__(self, kind: type[ast.AST]) -> list[str]:
        found = self[kind] = [name for name in kind._fields if name not in _BARE]
        return found


FIELDS: Final = _Fields()


def last_name(node: ast.expr) -> str:
    """Return the name or the last attribute that *node* is; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def split_chain(node: ast.expr) -> tuple[ast.expr, list[str]]:
    """Return the expression that a chain of attributes begins with, and the names."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    attributes.reverse()
    return node, attributes


def _find_origin(node: ast.expr) -> str:
    """Return the name that *node* begins with: ``a`` of ``a.b`` and of ``a.b(c).d``."""
    node = _base(node)
    if isinstance(node, ast.Call):
        node = _base(node.func)
    return node.id if isinstance(node, ast.Name) else ""


def _base(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def _order(event: Event) -> int:
    return event.order


def _find_owner(name: str, scope: Scope) -> Scope:
    """Return the function around *scope* that binds *name*, else *scope* itself."""
    outer = scope.parent
    while outer is not None:
        if outer.kind == FUNCTION_SCOPE and name in outer.events:
            return outer
        outer = outer.parent
    return scope
