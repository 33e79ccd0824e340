"""Bindings, scopes and uses of names: one walk of a whole tree, in evaluation order.

Only files in which something may be wrong are walked like this.  The walk records
what each name is bound to and where each is used; what a use refers to is worked out
afterwards, for the few uses that matter.
"""

from __future__ import annotations

import ast
import bisect
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

from flake8_safe_imports.analysis.branches import (
    BRANCHES,
    CLASS,
    ELSE,
    FUNCTION,
    HANDLER,
    NO_ERROR,
    THEN,
)
from flake8_safe_imports.analysis.exits import CALLED_NAMES, MARKED_STATEMENTS
from flake8_safe_imports.analysis.places import Block, Located, Place, module_block

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_EVENTS = 64
"""How many bindings of one name are weighed; with more, nothing is claimed of it."""
ANY = "*"
"""Stands for every attribute, where ``setattr`` is given no literal name."""


class ImportedName(NamedTuple):
    """What an import binds a name to."""

    targets: tuple[str, ...]
    """The absolute dotted name; several where a relative import could mean several."""
    source: int
    """The index of the import statement in ``Scopes.imports``."""
    relative: bool
    written: str = ""
    """The dotted name as written, with its dots, where ``targets`` is not known."""


class Event(NamedTuple):
    """A name is bound, or unbound."""

    order: int
    place: Place
    imported: ImportedName | None = None
    value: ast.expr | None = None
    """What is assigned, where that is one expression."""
    body: Scope | None = None
    """The names of the class, where that is what is bound."""


class Use(NamedTuple):
    """A name is read, with the attributes that are taken of it."""

    node: ast.expr
    """The whole chain: ``a.b.c``."""
    name: str
    attributes: tuple[str, ...]
    scope: Scope
    order: int
    place: Place
    reads: bool
    """False where the last attribute is assigned or deleted."""
    annotation: bool
    """It stands in an annotation of a function, a class or a module."""
    runs: bool
    """False in annotations that are never evaluated, of a function's local names."""


class LiteralCall(NamedTuple):
    """A call that names something in a string."""

    node: ast.Call
    place: Place
    body: Place | None = None
    """Where a function runs that the call decorates, or those of a class."""


class Binding(NamedTuple):
    """What a use refers to: an imported thing, and where that was imported."""

    target: str
    source: int
    """The index in ``Scopes.imports``; -1 for a dynamic import."""
    place: Place
    relative: bool
    node: ast.expr | None = None
    """The call, for a dynamic import."""
    via: tuple[Place, ...] = ()
    """Where assignments stand that hand it on: ``b = a.c``."""


MODULE = "module"
CLASS_SCOPE = "class"
FUNCTION_SCOPE = "function"
COMPREHENSION = "comprehension"
TYPE_PARAMETERS = "type parameters"


class Scope:
    """A namespace: what is bound in it, in order."""

    __slots__ = ("events", "globals", "kind", "nonlocals", "parent", "shared")

    def __init__(self, kind: str, parent: Scope | None) -> None:
        self.kind = kind
        self.parent = parent
        self.events: dict[str, list[Event]] = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.shared: set[str] = set()
        """The names that functions within bind too, whenever they are called."""


class Env(NamedTuple):
    """Where the walk is."""

    scope: Scope
    place: Place
    annotation: bool = False
    runs: bool = True

    def at(self, place: Place) -> Env:
        """Return the same at another *place*; ``_replace`` takes ten times as long."""
        return Env(self.scope, place, self.annotation, self.runs)

    def within(self, scope: Scope) -> Env:
        """Return the same in another *scope*."""
        return Env(scope, self.place, self.annotation, self.runs)


Resolve = Callable[[ast.ImportFrom], "tuple[str, ...]"]
"""Gives the absolute names of the module that a relative import names."""


class Scopes:
    """All that the walk of one tree recorded."""

    def __init__(self, tree: ast.Module, resolve: Resolve) -> None:
        walk = _Walk(tree, resolve)
        self.module = walk.module
        self.imports: list[Located] = walk.imports
        self.uses: list[Use] = walk.uses
        self.calls: list[LiteralCall] = walk.calls
        self.call_attributes: list[tuple[ast.Call, Use]] = walk.call_attributes
        """The attributes that are taken of such a call at once, as a nameless use."""
        self._stored = walk.stored
        self.exits: set[int] = walk.exits
        """The ids of statements in which something may leave, skip or assert."""
        self.has_star = walk.has_star
        self._imported = walk.imported
        self._handed = walk.handed
        self._by_name = walk.by_name

    def find_names_for(self, matters: Callable[[ImportedName], bool]) -> set[str]:
        """Return the names that may stand, somewhere, for an import that *matters*.

        What such a name is handed on to is among them: ``b = a.c``, ``b = a("c")``.
        """
        pending = [name for name, imported in self._imported if matters(imported)]
        pending.append("__import__")
        found = set(pending)
        while pending:
            for name in self._handed.get(pending.pop(), ()):
                if name not in found:
                    found.add(name)
                    pending.append(name)
        return found

    def find_use(self, node: ast.Name) -> Use | None:
        """Return the use that begins with *node*."""
        return self._by_name.get(id(node))

    def is_set_by_file(self, use: Use) -> bool:
        """Return whether the file itself puts what *use* takes into its place."""
        # No name of interest is longer, and chains of 100,000 attributes parse.
        for length in range(1, min(len(use.attributes), 100) + 1):
            chain = (use.name, *use.attributes[:length])
            if chain in self._stored or (*chain[:-1], ANY) in self._stored:
                return True
        return False

    def find_scope(self, use: Use) -> Scope | None:
        """Return the scope in which the name of *use* is looked up and found."""
        scope: Scope | None = use.scope
        innermost = True
        while scope is not None:
            if use.name in scope.globals:
                return self._if_bound(self.module, use.name)
            if (
                use.name in scope.events
                and use.name not in scope.nonlocals
                and (innermost or scope.kind != CLASS_SCOPE)
            ):
                if scope.kind == CLASS_SCOPE and not _is_bound_before(scope, use):
                    # A class looks for names of its own there, then in the module.
                    return self._if_bound(self.module, use.name)
                return scope
            # A scope of type parameters sees the names of the class it stands in.
            innermost = innermost and scope.kind == TYPE_PARAMETERS
            scope = scope.parent
        return None

    def _if_bound(self, scope: Scope, name: str) -> Scope | None:
        return scope if name in scope.events else None

    def find_events(self, use: Use) -> list[Event] | None:
        """Return the bindings that *use* may see; None if it may see anything.

        An empty list is returned for a name that is bound nowhere: a built-in one.
        """
        scope = self.find_scope(use)
        if scope is None:
            return None if self.has_star else []
        events = scope.events[use.name]
        if _runs_with(use.scope, scope) and use.name not in scope.shared:
            return _reaching(events, use)
        return events if len(events) <= MAX_EVENTS else None


def _is_bound_before(scope: Scope, use: Use) -> bool:
    return scope.events[use.name][0].order < use.order


def _runs_with(inner: Scope, outer: Scope) -> bool:
    """Return whether *inner* runs as part of *outer*, not when it is called later."""
    scope: Scope | None = inner
    while scope is not None and scope is not outer:
        if scope.kind == FUNCTION_SCOPE:
            return False
        scope = scope.parent
    return True


def is_placeholder(event: Event) -> bool:
    """Return whether the event marks something as absent: ``json = None``."""
    value = event.value
    return isinstance(value, ast.Constant) and not value.value


def _reaching(events: list[Event], use: Use) -> list[Event] | None:
    """Return which of the *events* of one scope may decide what *use* sees.

    None is returned where there are too many to say.
    """
    end = bisect.bisect_left(events, (use.order,))
    found: list[Event] = []
    settled: tuple[str, ...] | None = None
    since = 0
    for event in reversed(events[max(0, end - MAX_EVENTS) : end]):
        if _excludes(event.place.block, use.place.block):
            continue
        targets = event.imported.targets if event.imported else None
        if settled is not None and targets != settled:
            break
        found.append(event)
        if _encloses(event.place.block, use.place.block):
            since = since or event.order
            # import a.b; import a.c: both bind the same module a.
            if targets is None:
                break
            settled = targets
    else:
        if end > MAX_EVENTS and settled is None:
            return None
    again = _coming_round(events, use, since)
    if again is None:
        return None
    known = {event.order for event in found}
    return [*found, *(event for event in again if event.order not in known)]


def _coming_round(events: list[Event], use: Use, since: int) -> list[Event] | None:
    """Return the events that *use* may see from earlier rounds of the loops around it.

    What certainly happens after *since* hides all that is older.
    """
    loop = use.place.block.loop
    outermost: Block | None = None
    while loop is not None and loop.first > since:
        outermost = loop
        loop = loop.parent.loop if loop.parent else None
    if outermost is None:
        return []
    start = bisect.bisect_left(events, (outermost.first,))
    end = bisect.bisect_left(events, (outermost.last,))
    return events[start:end] if end - start <= MAX_EVENTS else None


def _encloses(outer: Block, inner: Block) -> bool:
    return outer.first <= inner.first < outer.last


def _excludes(one: Block, other: Block) -> bool:
    """Return whether at most one of the two blocks can run, as of `if` and `else`."""
    mine = _outermost_apart(one, other)
    if mine is None:  # as nearly always: spare the way up from the other one
        return False
    theirs = _outermost_apart(other, one)
    if theirs is None or mine.parent is not theirs.parent:
        return False
    if mine.index != theirs.index:
        return False
    branches = {mine.branch, theirs.branch}
    if branches == {THEN, ELSE}:
        return mine.owner is theirs.owner
    if branches in ({HANDLER, NO_ERROR}, {HANDLER}, {"case"}):
        return mine.owner is not theirs.owner
    return False


def _outermost_apart(block: Block, other: Block) -> Block | None:
    """Return the outermost block around *block* that does not hold *other* too."""
    if _encloses(block, other):
        return None
    for _ in range(MAX_EVENTS):
        parent = block.parent
        if parent is None or _encloses(parent, other):
            return block
        block = parent
    return None


class _Walk:
    """The walk itself: an explicit stack of nodes, so that depth costs no recursion."""

    def __init__(self, tree: ast.Module, resolve: Resolve) -> None:
        self.module = Scope(MODULE, None)
        self.imports: list[Located] = []
        self.uses: list[Use] = []
        self.calls: list[LiteralCall] = []
        self.by_name: dict[int, Use] = {}
        self.call_attributes: list[tuple[ast.Call, Use]] = []
        self.decorated: dict[int, Place] = {}
        self.has_star = False
        self.imported: list[tuple[str, ImportedName]] = []
        self.handed: dict[str, list[str]] = {}
        """Name -> the names that are assigned it, its attributes or what it returns."""
        self.stored: set[tuple[str, ...]] = set()
        self.exits: set[int] = set()
        self.outer: list[tuple[str, Scope, Event]] = []
        self.resolve = resolve
        self.clock = 0
        self.stack: list[tuple[Any, Any]] = []
        """What is still to be done, last first: a node and its Env, or a function and
        its arguments."""
        block = module_block(tree)
        self.open(block, Env(self.module, Place(block, 0)))
        self.run()
        self.bind_outer()

    def run(self) -> None:
        stack = self.stack
        while stack:
            item, given = stack.pop()
            visitor = _VISITORS.get(type(item))
            if visitor is not None:
                visitor(self, item, given)
            elif isinstance(item, ast.AST):
                self.nodes(_children(item), given)
            else:
                item(*given)

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    def later(self, action: Callable[..., None], *arguments: Any) -> None:
        self.stack.append((action, arguments))

    def nodes(self, nodes: Sequence[ast.AST | None], env: Env) -> None:
        """Visit *nodes* in the order given, before anything pushed so far."""
        self.stack += [(node, env) for node in reversed(nodes) if node is not None]

    def open(self, block: Block, env: Env) -> None:
        """Visit the statements of *block*."""
        self.begin(block)
        self.later(self.close, block)
        self.stack += [
            (block.body[index], env.at(Place(block, index)))
            for index in range(len(block.body) - 1, -1, -1)
        ]

    def expression(self, node: ast.expr, block: Block, env: Env) -> None:
        """Visit *node* as the content of *block*, a branch of an expression."""
        self.begin(block)
        self.later(self.close, block)
        self.nodes([node], env.at(Place(block, 0)))

    def begin(self, block: Block) -> None:
        block.first = self.tick()
        if isinstance(block.owner, _LOOPS) and block.body is block.owner.body:
            block.loop = block
        elif block.branch != FUNCTION and block.parent is not None:
            block.loop = block.parent.loop

    def close(self, block: Block) -> None:
        block.last = self.tick()

    def leave(self, env: Env) -> None:
        """Mark the statement that *env* stands in, and those around it, as exits."""
        block: Block | None = env.place.block
        number = env.place.number
        while block is not None and block.body:
            node = id(block.body[number])
            if node in self.exits:
                return
            self.exits.add(node)
            if block.branch in (FUNCTION, CLASS):
                return
            number, block = block.index, block.parent

    def bind(
        self,
        name: str,
        env: Env,
        imported: ImportedName | None = None,
        value: ast.expr | None = None,
        body: Scope | None = None,
    ) -> None:
        scope = env.scope
        if imported is not None:
            self.imported.append((name, imported))
        elif value is not None:
            origin = _origin(value)
            if origin:
                self.handed.setdefault(origin, []).append(name)
        event = Event(self.tick(), env.place, imported, value, body)
        if name in scope.nonlocals:
            # The function that it belongs to may bind it further down.
            self.outer.append((name, scope, event))
            return
        if name in scope.globals and scope is not self.module:
            scope = self.module
            scope.shared.add(name)
        scope.events.setdefault(name, []).append(event)

    def bind_outer(self) -> None:
        """Give the bindings of nonlocal names to the functions they belong to."""
        grown: dict[int, list[Event]] = {}
        for name, scope, event in self.outer:
            owner = _owner_of_nonlocal(name, scope)
            owner.shared.add(name)
            events = owner.events.setdefault(name, [])
            events.append(event)
            grown[id(events)] = events
        for events in grown.values():
            events.sort(key=_order)

    # Statements

    def branches(self, node: ast.stmt, env: Env) -> None:
        """Visit the branches of a compound statement, each in a block of its own."""
        for branch, body, owner in reversed(BRANCHES[type(node)](node)):
            if body:
                block = Block(env.place.block, env.place.number, owner, branch, body)
                self.later(self.open, block, env)

    def visit_branch(self, node: ast.If | ast.While, env: Env) -> None:
        self.branches(node, env)
        self.nodes([node.test], env)

    def visit_for(self, node: ast.For | ast.AsyncFor, env: Env) -> None:
        self.branches(node, env)
        self.nodes([node.iter, node.target], env)

    def visit_with(self, node: ast.With | ast.AsyncWith, env: Env) -> None:
        self.branches(node, env)
        for item in reversed(node.items):
            self.nodes([item.context_expr, item.optional_vars], env)

    def visit_try(self, node: ast.Try, env: Env) -> None:
        for branch, body, owner in reversed(BRANCHES[type(node)](node)):
            if not body:
                continue
            block = Block(env.place.block, env.place.number, owner, branch, body)
            self.later(self.open, block, env)
            if isinstance(owner, ast.ExceptHandler):
                if owner.name:
                    place = Place(block, 0)
                    self.later(self.bind, owner.name, env.at(place))
                self.nodes([owner.type], env)

    def visit_match(self, node: Any, env: Env) -> None:
        for case in reversed(node.cases):
            block = Block(env.place.block, env.place.number, case, "case", case.body)
            self.later(self.open, block, env)
            self.nodes([case.pattern, case.guard], env)
        self.nodes([node.subject], env)

    def visit_pattern(self, node: Any, env: Env) -> None:
        name = getattr(node, "rest", None) or getattr(node, "name", None)
        if name:
            self.later(self.bind, name, env)
        self.nodes(_children(node), env)

    def visit_function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, env: Env
    ) -> None:
        outer = self.type_parameters(node, env)
        arguments = node.args
        inner = Env(Scope(FUNCTION_SCOPE, outer.scope), env.place)
        block = Block(env.place.block, env.place.number, node, FUNCTION, node.body)
        self.later(self.open, block, inner)
        self.later(self.parameters, arguments, inner)
        self.later(self.bind, node.name, env)
        annotations = [argument.annotation for argument in _all_arguments(arguments)]
        self.nodes([*annotations, node.returns], outer._replace(annotation=True))
        self.nodes([*arguments.defaults, *arguments.kw_defaults], env)
        self.decorators(node.decorator_list, block, env)

    def decorators(self, nodes: list[ast.expr], body: Block, env: Env) -> None:
        self.decorated.update((id(node), Place(body, 0)) for node in nodes)
        self.nodes(nodes, env)

    def parameters(self, arguments: ast.arguments, env: Env) -> None:
        for argument in _all_arguments(arguments):
            self.bind(argument.arg, env)

    def visit_lambda(self, node: ast.Lambda, env: Env) -> None:
        inner = env.within(Scope(FUNCTION_SCOPE, env.scope))
        block = Block(env.place.block, env.place.number, node, FUNCTION)
        self.later(self.expression, node.body, block, inner)
        self.later(self.parameters, node.args, inner)
        self.nodes([*node.args.defaults, *node.args.kw_defaults], env)

    def visit_class(self, node: ast.ClassDef, env: Env) -> None:
        outer = self.type_parameters(node, env)
        inner = Env(Scope(CLASS_SCOPE, outer.scope), env.place)
        self.later(self.bind, node.name, env, None, None, inner.scope)
        self.branches(node, inner)
        self.nodes([*node.bases, *node.keywords], outer)
        body = Block(env.place.block, env.place.number, node, CLASS, node.body)
        method = Block(body, 0, node, FUNCTION)
        self.decorators(node.decorator_list, method, env)

    def visit_type_alias(self, node: Any, env: Env) -> None:
        outer = self.type_parameters(node, env)
        self.later(self.bind, node.name.id, env)
        self.nodes([node.value], outer._replace(runs=False))

    def type_parameters(self, node: Any, env: Env) -> Env:
        """Return where *node* sees its own type parameters (3.12 and later)."""
        parameters = getattr(node, "type_params", None)
        if not parameters:
            return env
        inner = env.within(Scope(TYPE_PARAMETERS, env.scope))
        for parameter in parameters:
            self.bind(parameter.name, inner)
            self.nodes(
                [
                    getattr(parameter, "bound", None),
                    getattr(parameter, "default_value", None),
                ],
                inner._replace(runs=False),
            )
        return inner

    def visit_import(self, node: ast.Import, env: Env) -> None:
        self.imports.append(Located(node, env.place))
        for alias in node.names:
            target = alias.name if alias.asname else alias.name.partition(".")[0]
            imported = ImportedName((target,), len(self.imports) - 1, relative=False)
            self.bind(alias.asname or target, env, imported)

    def visit_import_from(self, node: ast.ImportFrom, env: Env) -> None:
        self.imports.append(Located(node, env.place))
        modules = self.resolve(node) if node.level else (node.module or "",)
        for alias in node.names:
            if alias.name == "*":
                self.has_star = True
                continue
            written = "." * node.level + (f"{node.module}." if node.module else "")
            imported = ImportedName(
                tuple(f"{module}.{alias.name}" for module in modules),
                len(self.imports) - 1,
                relative=bool(node.level),
                written=written + alias.name,
            )
            self.bind(alias.asname or alias.name, env, imported)

    def visit_global(self, node: ast.Global, env: Env) -> None:
        env.scope.globals.update(node.names)

    def visit_nonlocal(self, node: ast.Nonlocal, env: Env) -> None:
        env.scope.nonlocals.update(node.names)

    def visit_assign(self, node: ast.Assign, env: Env) -> None:
        for target in reversed(node.targets):
            self.later(self.assign, target, node.value, env)
        self.nodes([node.value], env)

    def assign(self, target: ast.expr, value: ast.expr, env: Env) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, env, value=value)
            return
        if not isinstance(target, (ast.Tuple, ast.List)):
            self.nodes([target], env)
            return
        for part, item in reversed(_unpacked(target, value)):
            if isinstance(part, ast.Name):
                self.later(self.bind, part.id, env, None, item)
            else:
                self.nodes([part], env)

    def visit_annotated(self, node: ast.AnnAssign, env: Env) -> None:
        # In a function no annotation is evaluated, not even that of an attribute.
        local = env.scope.kind == FUNCTION_SCOPE
        if node.value is not None:
            self.later(self.assign, node.target, node.value, env)
        elif not isinstance(node.target, ast.Name):
            self.nodes([node.target], env)
        self.nodes([node.value], env)
        self.nodes([node.annotation], env._replace(annotation=True, runs=not local))

    def visit_augmented(self, node: ast.AugAssign, env: Env) -> None:
        if isinstance(node.target, ast.Name):
            self.later(self.bind, node.target.id, env)
            self.use(node.target, node.target, (), env, reads=True)
        else:
            self.nodes([node.target], env)
        self.nodes([node.value], env)

    # Expressions

    def visit_walrus(self, node: ast.NamedExpr, env: Env) -> None:
        scope = env.scope
        while scope.kind == COMPREHENSION and scope.parent is not None:
            scope = scope.parent
        outer = env.within(scope)
        self.later(self.assign, node.target, node.value, outer)
        self.nodes([node.value], env)

    def visit_conditional(self, node: ast.IfExp, env: Env) -> None:
        block, index = env.place
        self.later(
            self.expression, node.orelse, Block(block, index, node.test, ELSE), env
        )
        self.later(
            self.expression, node.body, Block(block, index, node.test, THEN), env
        )
        self.nodes([node.test], env)

    def visit_boolean(self, node: ast.BoolOp, env: Env) -> None:
        self.operand(node, 0, env)

    def operand(self, node: ast.BoolOp, position: int, env: Env) -> None:
        """Visit one operand; the next is reached only if this one does not decide."""
        value = node.values[position]
        if position + 1 < len(node.values):
            branch = THEN if isinstance(node.op, ast.And) else ELSE
            block = Block(env.place.block, env.place.number, value, branch)
            self.later(self.close, block)
            self.later(self.operand, node, position + 1, env.at(Place(block, 0)))
            self.later(self.begin, block)
        self.nodes([value], env)

    def visit_comprehension(self, node: Any, env: Env) -> None:
        inner = env.within(Scope(COMPREHENSION, env.scope))
        results = (
            [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        )
        tests = [test for generator in node.generators for test in generator.ifs]
        self.later(self.results, results, tests, inner)
        first, *rest = node.generators
        for generator in reversed(rest):
            self.nodes([generator.iter, generator.target, *generator.ifs], inner)
        self.nodes([first.target, *first.ifs], inner)
        self.nodes([first.iter], env)

    def results(self, nodes: list[ast.expr], tests: list[ast.expr], env: Env) -> None:
        """Visit what a comprehension yields, given that all *tests* hold."""
        for test in tests:
            block = Block(env.place.block, env.place.number, test, THEN)
            self.begin(block)
            self.later(self.close, block)
            env = env.at(Place(block, 0))
        self.nodes(nodes, env)

    def visit_name(self, node: ast.Name, env: Env) -> None:
        if isinstance(node.ctx, ast.Load):
            self.use(node, node, (), env, reads=True)
        else:
            self.bind(node.id, env)

    def visit_attribute(self, node: ast.Attribute, env: Env) -> None:
        attributes: list[str] = []
        base: ast.expr = node
        while isinstance(base, ast.Attribute):
            attributes.append(base.attr)
            base = base.value
        attributes.reverse()
        reads = isinstance(node.ctx, ast.Load)
        if isinstance(base, ast.Name):
            if not reads:
                self.stored.add((base.id, *attributes))
            self.use(node, base, tuple(attributes), env, reads=reads)
            return
        if isinstance(base, ast.Call) and _has_text(base):
            use = self.made_use(node, "", tuple(attributes), env, reads=reads)
            self.call_attributes.append((base, use))
        self.nodes([base], env)

    def use(
        self,
        node: ast.expr,
        base: ast.Name,
        attributes: tuple[str, ...],
        env: Env,
        *,
        reads: bool,
    ) -> None:
        made = self.made_use(node, base.id, attributes, env, reads=reads)
        self.uses.append(made)
        self.by_name[id(base)] = made

    def made_use(
        self,
        node: ast.expr,
        name: str,
        attributes: tuple[str, ...],
        env: Env,
        *,
        reads: bool,
    ) -> Use:
        scope, place, annotation, runs = env
        order = self.tick()
        return Use(node, name, attributes, scope, order, place, reads, annotation, runs)

    def visit_call(self, node: ast.Call, env: Env) -> None:
        if _has_text(node):
            body = self.decorated.get(id(node))
            self.calls.append(LiteralCall(node, env.place, body))
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if isinstance(node.func, ast.Name):
            called = node.func.id
        if called in CALLED_NAMES:
            self.leave(env)
        elif called == "setattr" and len(node.args) == 3:
            self.store(node.args[0], node.args[1])
        self.nodes(_children(node), env)

    def store(self, owner: ast.expr, name: ast.expr) -> None:
        """Note that ``setattr(owner, name, ...)`` is called."""
        attributes: list[str] = []
        while isinstance(owner, ast.Attribute):
            attributes.append(owner.attr)
            owner = owner.value
        if isinstance(owner, ast.Name):
            last = name.value if isinstance(name, ast.Constant) else ANY
            self.stored.add((owner.id, *reversed(attributes), str(last)))

    def visit_constant(self, node: ast.Constant, env: Env) -> None:
        """Pass over it: there is nothing in it."""

    def visit_exit(self, node: ast.stmt, env: Env) -> None:
        self.leave(env)
        self.nodes(_children(node), env)


_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def _children(node: ast.AST) -> list[ast.AST]:
    """Return the statements and expressions in *node*, in order."""
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = [name for name in kind._fields if name not in _BARE]
    found: list[ast.AST] = []
    for name in fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


_BARE = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "module", "level"})
"""Fields that hold no statement and no expression."""
_FIELDS: dict[type[ast.AST], list[str]] = {}
"""For each class of nodes the fields to look into, as they are met."""


def _origin(node: ast.expr) -> str:
    """Return the name by which a chain, or what a call returns, was come by, if any."""
    node = _base(node)
    if isinstance(node, ast.Call):
        node = _base(node.func)
    return node.id if isinstance(node, ast.Name) else ""


def _base(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def _has_text(call: ast.Call) -> bool:
    """Return whether an argument of *call* is a literal string."""
    return any(
        isinstance(value, ast.Constant) and isinstance(value.value, str)
        for value in (*call.args, *(keyword.value for keyword in call.keywords))
    )


def _all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    return [
        *arguments.posonlyargs,
        *arguments.args,
        *([arguments.vararg] if arguments.vararg else []),
        *arguments.kwonlyargs,
        *([arguments.kwarg] if arguments.kwarg else []),
    ]


def _unpacked(
    target: ast.Tuple | ast.List, value: ast.expr
) -> list[tuple[ast.expr, ast.expr | None]]:
    """Return what each part of ``a, b = x, y`` or ``a, b = x[:2]`` is assigned."""
    count = len(target.elts)
    stars = [
        index for index, part in enumerate(target.elts) if isinstance(part, ast.Starred)
    ]
    values: list[ast.expr | None] = [None] * count
    if isinstance(value, (ast.Tuple, ast.List)):
        plain = not any(isinstance(part, ast.Starred) for part in value.elts)
        if plain and not stars and len(value.elts) == count:
            values = list(value.elts)
    else:
        first = stars[0] if stars else count
        values[:first] = [_item(value, index) for index in range(first)]
    return list(zip(target.elts, values))


def _item(value: ast.expr, index: int) -> ast.expr:
    """Return ``value[index]``, which stands nowhere in the file."""
    return ast.Subscript(value, ast.Constant(index), ast.Load())


def _order(event: Event) -> int:
    return event.order


def _owner_of_nonlocal(name: str, scope: Scope) -> Scope:
    outer = scope.parent
    while outer is not None:
        if outer.kind == FUNCTION_SCOPE and name in outer.events:
            return outer
        outer = outer.parent
    return scope


_VISITORS: dict[type[ast.AST], Callable[..., None]] = {
    ast.If: _Walk.visit_branch,
    ast.While: _Walk.visit_branch,
    ast.For: _Walk.visit_for,
    ast.AsyncFor: _Walk.visit_for,
    ast.With: _Walk.visit_with,
    ast.AsyncWith: _Walk.visit_with,
    ast.Try: _Walk.visit_try,
    ast.FunctionDef: _Walk.visit_function,
    ast.AsyncFunctionDef: _Walk.visit_function,
    ast.Lambda: _Walk.visit_lambda,
    ast.ClassDef: _Walk.visit_class,
    ast.Import: _Walk.visit_import,
    ast.ImportFrom: _Walk.visit_import_from,
    ast.Global: _Walk.visit_global,
    ast.Nonlocal: _Walk.visit_nonlocal,
    ast.Assign: _Walk.visit_assign,
    ast.AnnAssign: _Walk.visit_annotated,
    ast.AugAssign: _Walk.visit_augmented,
    ast.NamedExpr: _Walk.visit_walrus,
    ast.IfExp: _Walk.visit_conditional,
    ast.BoolOp: _Walk.visit_boolean,
    ast.ListComp: _Walk.visit_comprehension,
    ast.SetComp: _Walk.visit_comprehension,
    ast.DictComp: _Walk.visit_comprehension,
    ast.GeneratorExp: _Walk.visit_comprehension,
    ast.Name: _Walk.visit_name,
    ast.Attribute: _Walk.visit_attribute,
    ast.Call: _Walk.visit_call,
    ast.Constant: _Walk.visit_constant,
    **dict.fromkeys(MARKED_STATEMENTS, _Walk.visit_exit),
}
for _name, _visitor in {
    "Match": _Walk.visit_match,
    "MatchAs": _Walk.visit_pattern,
    "MatchStar": _Walk.visit_pattern,
    "MatchMapping": _Walk.visit_pattern,
    "TryStar": _Walk.visit_try,
    "TypeAlias": _Walk.visit_type_alias,
}.items():
    if hasattr(ast, _name):
        _VISITORS[getattr(ast, _name)] = _visitor
