"""The names of a file: where each is bound and used, and which bindings reach a use.

:mod:`.walk` fills in the values that are defined here.
"""

from __future__ import annotations

import ast
import bisect
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports.analysis.statements.branches import (
    CASE,
    ELSE,
    HANDLER,
    NO_ERROR,
    THEN,
    TRY,
)

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.places import Block, Located, Loop, Place

MAX_EVENTS = 64
"""How many bindings of one name are compared; with more it is treated as unknown."""
ANY = "*"
"""Stands for every attribute, where ``setattr`` is called without a literal name."""

MARKS = "pytestmark"
"""The variable by which a module or class marks all its tests."""
MODULE = "module"
CLASS_SCOPE = "class"
FUNCTION_SCOPE = "function"
COMPREHENSION = "comprehension"
TYPE_PARAMETERS = "type parameters"
DEFERRED_TYPE = "deferred type"
"""The value of a type alias, or the bound of a type parameter: evaluated on demand."""
_SEES_CLASS = (TYPE_PARAMETERS, DEFERRED_TYPE)
_RUNS_LATER = (FUNCTION_SCOPE, DEFERRED_TYPE)


class ImportedName(NamedTuple):
    """What an import binds a name to."""

    targets: tuple[str, ...]
    """The absolute dotted name; several if a relative import could mean several."""
    source: int
    """The index of the import statement in ``Scopes.imports``."""
    relative: bool
    written: str = ""
    """For a from-import, the dotted name as written, with its leading dots."""


class Event(NamedTuple):
    """A binding of a name, or the end of one: an import, assignment, ``del`` ..."""

    order: int
    place: Place
    imported: ImportedName | None = None
    value: ast.expr | None = None
    """The expression that is assigned, if there is exactly one."""
    body: Scope | None = None
    """The names of the class, if a class statement binds the name."""
    function: ast.FunctionDef | ast.AsyncFunctionDef | None = None
    """The function, if its definition binds the name."""


class Use(NamedTuple):
    """A name that is read, with the attributes that follow it."""

    node: ast.expr
    """The whole chain: ``a.b.c``."""
    name: str
    attributes: tuple[str, ...]
    scope: Scope
    order: int
    place: Place
    reads: bool
    """False if the last attribute is assigned or deleted."""
    annotation: bool
    """Whether it is in an annotation of a function, a class or a module."""
    runs: bool
    """False in annotations of a function's local names, which are never evaluated."""


class LiteralCall:
    """A call with a literal string among its arguments."""

    __slots__ = ("body", "node", "place")

    def __init__(self, node: ast.Call, place: Place, body: Place | None = None) -> None:
        self.node: Final = node
        self.place: Final = place
        self.body: Final = body
        """If the call is a decorator, the body of the function, or that of a method."""


class Binding(NamedTuple):
    """An import that a use refers to."""

    target: str
    source: int
    """The index in ``Scopes.imports``; -1 for a dynamic import."""
    place: Place
    relative: bool
    node: ast.expr | None = None
    """The call, for a dynamic import."""
    via: tuple[Place, ...] = ()
    """Where assignments give it another name: ``b = a.c``."""


class Scope:
    """A namespace: the events of each name, in evaluation order."""

    __slots__ = ("events", "globals", "kind", "node", "nonlocals", "parent", "shared")

    def __init__(
        self, kind: str, parent: Scope | None, node: ast.stmt | None = None
    ) -> None:
        self.kind = kind
        self.parent = parent
        self.node = node
        """The statement that defines the function or class."""
        self.events: dict[str, list[Event]] = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.shared: set[str] = set()
        """Names that inner functions bind too, at the unknown time of their calls."""


class Scopes:
    """The names of one file, and look-ups in them."""

    def __init__(self) -> None:
        self.module = Scope(MODULE, None)
        self.classes: list[Scope] = []
        self.body: list[ast.stmt] = []
        """The statements of the module."""
        self.imports: list[Located] = []
        self.stars: list[tuple[int, ast.ImportFrom]] = []
        """Each ``from x import *``, and when it runs."""
        self.uses: list[Use] = []
        self.use_by_node: dict[int, Use] = {}
        """The id of the ``ast.Name`` that a use begins with -> the use."""
        self.calls: list[LiteralCall] = []
        self.giving: list[ast.AST] = []
        """Calls with arguments, functions with decorators: they may give functions."""
        self.expecting: dict[object, ast.Call] = {}
        """What calls such as ``assertRaises(AttributeError, f)`` are given -> the call.

        A lambda by its id, a function by its name and the block that the call is in.
        """
        self.loops: list[Loop] = []
        """The loops over names, calls, and tables of expressions."""
        self.sources: set[int] = set()
        """The ids of names whose items a comprehension, a test or a ``*`` takes."""
        self.yields: dict[ast.AST | None, list[Place]] = {}
        """Each generator function -> where it yields."""
        self.lookups: list[tuple[ast.Compare, Place]] = []
        """Tests whether a literal string is in something: ``"x" in dir(M)``."""
        self.call_attributes: list[tuple[ast.Call, Use]] = []
        """Literal calls with attributes of the result, as a use without a name."""
        self.exits: set[int] = set()
        """The ids of statements in which something may leave, skip or assert."""
        self.imported_names: list[tuple[str, ImportedName]] = []
        self.handed_on: dict[str, list[str]] = {}
        """Name -> the names that are assigned it, its attributes or its results."""
        self.oldest = 0
        """The oldest version that can parse the file, as far as is known, or 0."""
        self.deleted: set[str] = set()
        """The variables that ``del`` deletes, somewhere."""
        self.binds_marks = False
        """Whether something assigns ``pytestmark``."""
        self.set_names: set[tuple[str, ...]] = set()
        """The chains that the file assigns or deletes: ``a.b = c``."""
        self.sets: dict[tuple[type[ast.expr], str], list[tuple[int, Place]]] = {}
        """Attributes, and items of what has a name -> when and where one is set."""
        self._mentioned: set[str] | None = None
        self._events: dict[int, list[Event] | None] = {}
        """What was found for each use, by its order: no two have the same."""

    def find_names_for(self, is_relevant: Callable[[ImportedName], bool]) -> set[str]:
        """Return the names that may refer, somewhere, to a relevant import.

        Names that are assigned one of them are included: ``b = a.c``, ``b = a("c")``.
        """
        pending = [name for name, item in self.imported_names if is_relevant(item)]
        pending.append("__import__")
        found = set(pending)
        while pending:
            for name in self.handed_on.get(pending.pop(), ()):
                if name not in found:
                    found.add(name)
                    pending.append(name)
        return found

    def find_use(self, node: ast.Name) -> Use | None:
        """Return the use that begins with *node*."""
        return self.use_by_node.get(id(node))

    def mentions(self, name: str) -> bool:
        """Return whether the file uses *name*, as a variable or as an attribute."""
        if self._mentioned is None:
            self._mentioned = {use.name for use in self.uses}
            for use in self.uses:
                self._mentioned.update(use.attributes)
        return name in self._mentioned

    def is_set_by_file(self, use: Use) -> bool:
        """Return whether the file itself assigns, somewhere, an attribute of *use*."""
        # No name of interest is longer, and chains of 100,000 attributes parse.
        for length in range(1, min(len(use.attributes), 100) + 1):
            chain = (use.name, *use.attributes[:length])
            if chain in self.set_names or (*chain[:-1], ANY) in self.set_names:
                return True
        return False

    def find_stars_after(self, use: Use, most: int) -> list[ast.ImportFrom]:
        """Return each ``from x import *`` after what binds the name of *use*.

        Not more than *most*.
        """
        if not self.stars or self.find_scope(use) is not self.module:
            return []
        events = self.module.events[use.name]
        if _runs_with(use.scope, self.module):
            begin = max(bisect.bisect_left(events, (use.order,)) - 1, 0)
            end = use.order
        else:
            begin, end = len(events) - 1, self.stars[-1][0] + 1
        first = bisect.bisect_left(self.stars, (events[begin].order,))
        last = bisect.bisect_left(self.stars, (end,))
        return [node for _, node in self.stars[first : min(last, first + most)]]

    def find_scope(self, use: Use) -> Scope | None:
        """Return the scope in which Python finds the name of *use*."""
        scope: Scope | None = use.scope
        innermost = True
        while scope is not None:
            is_visible = innermost or scope.kind != CLASS_SCOPE
            if is_visible and use.name in scope.globals:
                return self._module_if_it_binds(use.name)
            if (
                is_visible
                and use.name in scope.events
                and use.name not in scope.nonlocals
            ):
                if scope.kind == CLASS_SCOPE and not _is_bound_before(scope, use):
                    # Until a class has bound the name, Python looks in the module.
                    return self._module_if_it_binds(use.name)
                return scope
            # Type parameters see the names of the class around them.
            innermost = innermost and scope.kind in _SEES_CLASS
            scope = scope.parent
        return None

    def _module_if_it_binds(self, name: str) -> Scope | None:
        return self.module if name in self.module.events else None

    def find_events(self, use: Use) -> list[Event] | None:
        """Return the events that may decide what *use* refers to; None if unknown.

        The list is empty for a name that is bound nowhere, such as a built-in name.
        """
        try:
            return self._events[use.order]
        except KeyError:
            events = self._events[use.order] = self._find_events(use)
            return events

    def _find_events(self, use: Use) -> list[Event] | None:
        scope = self.find_scope(use)
        if scope is None:
            return None if self.stars else []
        events = scope.events[use.name]
        if _runs_with(use.scope, scope) and use.name not in scope.shared:
            return _find_reaching(events, use)
        if len(events) > MAX_EVENTS:
            return None
        if use.name not in scope.shared:
            return _drop_replaced(events, use)
        # It is unknown when functions import something else by the same name.
        meant = {event.imported.targets for event in events if event.imported}
        return events if len(meant) < 2 else None


def is_placeholder(event: Event) -> bool:
    """Return whether the event marks something as absent: ``json = None``."""
    value = event.value
    return isinstance(value, ast.Constant) and not value.value


def _is_bound_before(scope: Scope, use: Use) -> bool:
    return scope.events[use.name][0].order < use.order


def _runs_with(inner: Scope, outer: Scope) -> bool:
    """Return whether *inner* runs as part of *outer*, not when it is called later."""
    scope: Scope | None = inner
    while scope is not None and scope is not outer:
        if scope.kind in _RUNS_LATER:
            return False
        scope = scope.parent
    return True


def _drop_replaced(events: list[Event], use: Use) -> list[Event] | None:
    """Return *events* without what another import replaces before functions are called.

    After ``import datetime`` and ``from datetime import datetime`` functions see the
    class. What binds the name to the same module, as another submodule does, stays.
    None if a function may be called before and after: it is above such an import, and
    below one of something else.
    """
    for index in range(len(events) - 1, 0, -1):
        last = events[index].imported
        if last is not None and events[index].place.block.parent is None:
            above = [
                event.imported for event in events[:index] if event.order < use.order
            ]
            first = above[-1] if above and events[index].order > use.order else None
            if first is not None and first.targets != last.targets:
                return None
            return [
                event
                for event in events[:index]
                if event.imported is not None and event.imported.targets == last.targets
            ] + events[index:]
    return events


def _find_reaching(events: list[Event], use: Use) -> list[Event] | None:
    """Return the *events*, all of one name in one scope, that reach *use*.

    None is returned if there are too many to compare.
    """
    end = bisect.bisect_left(events, (use.order,))
    found, certain = _find_last(events[max(0, end - MAX_EVENTS) : end], use)
    if certain is None and end > MAX_EVENTS:
        return None
    looped = _find_looped(events, use, certain.order if certain else 0)
    if looped is None:
        return None
    known = {event.order for event in found}
    return [*found, *(event for event in looped if event.order not in known)]


def _find_last(events: list[Event], use: Use) -> tuple[list[Event], Event | None]:
    """Return those of *events*, all before *use*, that reach it, the last one first.

    With them is the last one that always runs before *use*: only what binds the same
    can reach it from further up.
    """
    found: list[Event] = []
    certain: Event | None = None
    for event in reversed(events):
        if _are_exclusive(event.place.block, use.place.block):
            continue
        if certain is not None and not _bind_same(certain, event):
            break
        if any(
            not _bind_same(later, event) and _replaces(later, event, use)
            for later in found
        ):
            continue
        found.append(event)
        if encloses(event.place.block, use.place.block):
            certain = certain or event
            if event.imported is None:
                break
    return found, certain


def _bind_same(one: Event, other: Event) -> bool:
    """Return whether both import the same: ``import a.b`` and ``import a.c`` bind a."""
    return (
        one.imported is not None
        and other.imported is not None
        and one.imported.targets == other.imported.targets
    )


_WITH: Final = (ast.With, ast.AsyncWith)


def _replaces(later: Event, event: Event, use: Use) -> bool:
    """Return whether *later* surely binds the name after *event*, before *use*."""
    block = later.place.block
    if not encloses(block, event.place.block):
        return False
    inner: Block | None = block
    while inner is not None and not encloses(inner, use.place.block):
        # These may be left in between; `with` may catch the error.
        if inner.branch == TRY or inner.repeats or isinstance(inner.owner, _WITH):
            return False
        inner = inner.parent
    return True


def _find_looped(events: list[Event], use: Use, since: int) -> list[Event] | None:
    """Return the *events* that reach *use* from earlier rounds of the loops around it.

    An event at *since* always runs before *use*, and hides everything older. None is
    returned if there are too many to compare.
    """
    block = use.place.block
    loop = block if block.repeats else block.loop
    outermost: Block | None = None
    while loop is not None and loop.first > since:
        outermost = loop
        loop = loop.loop
    if outermost is None:
        return []
    start = bisect.bisect_left(events, (outermost.first,))
    end = bisect.bisect_left(events, (outermost.last,))
    return events[start:end] if end - start <= MAX_EVENTS else None


def encloses(outer: Block, inner: Block) -> bool:
    """Return whether *inner* is *outer*, or a part of it."""
    return outer.first <= inner.first < outer.last


def _are_exclusive(one: Block, other: Block) -> bool:
    """Return whether at most one of the blocks runs, as with ``if`` and ``else``."""
    mine = _find_split(one, other)
    if mine is None:  # nearly always: do not climb from the other one
        return False
    theirs = _find_split(other, one)
    if theirs is None or mine.parent is not theirs.parent:
        return False
    if mine.index != theirs.index:
        return False
    branches = {mine.branch, theirs.branch}
    if branches == {THEN, ELSE}:
        return mine.owner is theirs.owner
    if branches in ({HANDLER, NO_ERROR}, {HANDLER}, {CASE}):
        return mine.owner is not theirs.owner
    return False


def _find_split(block: Block, other: Block) -> Block | None:
    """Return the outermost block around *block* that does not enclose *other*."""
    if encloses(block, other):
        return None
    for _ in range(MAX_EVENTS):
        parent = block.parent
        if parent is None or encloses(parent, other):
            return block
        block = parent
    return None
