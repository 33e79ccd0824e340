"""What the names and attributes of a file are assigned: expressions, functions.

Also by ``self.x = VALUE``, by a property, and by a call of a function that does nothing
but return.
"""

from __future__ import annotations

import ast
import bisect
from functools import cached_property
from typing import TYPE_CHECKING, Callable, Union

from flake8_safe_imports.analysis.scoping.recorder import last_name, split_chain
from flake8_safe_imports.analysis.scoping.results import (
    PROPERTIES,
    find_result,
    list_tries,
    only_returns,
)
from flake8_safe_imports.analysis.scoping.scopes import (
    CLASS_SCOPE,
    FUNCTION_SCOPE,
    MAX_EVENTS,
    encloses,
)
from flake8_safe_imports.data.classes import RECEIVERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.scoping.places import Place
    from flake8_safe_imports.analysis.scoping.scopes import Event, Scope, Scopes, Use

    Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]

MAX_HOPS = 4
"""How many assignments are followed from a test to what its names are assigned."""
ValuesOf = Callable[[ast.expr, int], "Sequence[tuple[ast.expr, int]]"]
"""Gives what a name or attribute is assigned in its file, and on which versions.

The arguments are the node and how many further assignments may be followed. Each
value comes with the window in which its assignment runs; versions that the file is not
checked for belong to every window. The result is empty if the values are not certain.

``Reachability.values_of`` is the one implementation, and this is where version tests
and reachability depend on each other: a test may read a flag, the flag is assigned
somewhere, and which versions get there depends on the tests around that place. Each
turn takes one hop away, so at most ``MAX_HOPS`` turns are made.
"""

_LITERALS = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Lambda)


class Values:
    """Finds what is assigned in one file."""

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes
        self._results: dict[ast.AST, ast.expr | None] = {}
        self._tries: dict[ast.AST, list[ast.stmt]] = {}
        self._set: (
            dict[tuple[Scope | str, str], list[tuple[ast.expr | None, Place]]] | None
        ) = None
        """Owner and name of an attribute -> what it is assigned."""

    def find_assignments(self, node: ast.expr) -> Sequence[Event]:
        """Return the bindings that may decide the value of *node*.

        *node* is a name, or an attribute of a class of this file or its instances, also
        of ``super()``. The result is empty if there may be other bindings.
        """
        if isinstance(node, ast.Name):
            use = self._scopes.find_use(node)
            return (self._scopes.find_events(use) if use is not None else None) or ()
        if not isinstance(node, ast.Attribute):
            return ()
        is_call = isinstance(node.value, ast.Call)
        owner = node.value.func if isinstance(node.value, ast.Call) else node.value
        if not isinstance(owner, ast.Name):
            return ()
        if is_call and owner.id == "super":
            return self._find_above(owner, node.attr)
        body = self._find_class(owner)
        events = body.events.get(node.attr, ()) if body is not None else ()
        return events if len(events) <= MAX_EVENTS else ()

    def _find_above(self, node: ast.Name, name: str) -> Sequence[Event]:
        """Return what binds *name* in the nearest base; *node* is ``super``."""
        use = self._scopes.find_use(node)
        own = use.scope.parent if use is not None else None
        if own is None or not isinstance(own.node, ast.ClassDef):
            return ()
        for above in self.list_bases(own.node):
            events = self.bodies[above].events.get(name, ())
            if events:
                return events if len(events) <= MAX_EVENTS else ()
        return ()

    @cached_property
    def bodies(self) -> dict[ast.AST | None, Scope]:
        """The statement of each class -> the names in it."""
        return {body.node: body for body in self._scopes.classes}

    def find_values(self, node: ast.expr) -> Sequence[tuple[ast.expr, Place]]:
        """Return the expressions whose value *node* may have, and their places.

        *node* is a name, an attribute, or a call of a function of this file that does
        nothing but return its result; an object stands for what ``__bool__`` returns.
        Empty if there may be other values.
        """
        called = node.func if isinstance(node, ast.Call) else None
        found: list[tuple[ast.expr, Place]] = []
        for event in self.find_assignments(node if called is None else called):
            value = event.value
            if called is not None:
                value = self._find_result(event.function or value or _find_truth(event))
            elif value is None and _is_property(event):
                value = self._find_result(event.function)
            if value is None:
                return ()
            found.append((value, event.place))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            for value, place in self._find_set(node.value, node.attr):
                if value is None:
                    return ()
                found.append((value, place))
        return found

    def _find_set(
        self, owner: ast.Name, name: str
    ) -> Sequence[tuple[ast.expr | None, Place]]:
        """Return what ``owner.name = VALUE`` assigns, anywhere in the file, and where.

        *owner* is a class of this file, an instance, or anything called the same.
        """
        if self._set is None:
            self._set = {}
            for use in self._scopes.uses:
                if use.reads or len(use.attributes) != 1:
                    continue
                base, attributes = split_chain(use.node)
                assert isinstance(base, ast.Name)
                key = (self._find_class(base) or use.name, attributes[0])
                given = (_find_assigned(use), use.place)
                self._set.setdefault(key, []).append(given)
        found = self._set.get((self._find_class(owner) or owner.id, name), [])
        return found if len(found) <= MAX_EVENTS else ((None, found[0][1]),)

    def is_set(self, node: ast.Attribute) -> bool:
        """Return whether ``owner.name = VALUE`` gives *node* a value."""
        owner = node.value
        return isinstance(owner, ast.Name) and bool(self._find_set(owner, node.attr))

    def find_last_set(self, node: ast.Attribute | ast.Subscript) -> int:
        """Return when an attribute, or an item, like *node* was surely set before it.

        0 if it was not.
        """
        base: ast.expr = node
        while isinstance(base, (ast.Attribute, ast.Subscript)):
            base = base.value
        use = self._scopes.find_use(base) if isinstance(base, ast.Name) else None
        name = node.attr if isinstance(node, ast.Attribute) else last_name(node.value)
        sets = self._scopes.sets.get((type(node), name), [])
        end = bisect.bisect_left(sets, (use.order,)) if use is not None else 0
        for order, place in reversed(sets[max(0, end - MAX_EVENTS) : end]):
            if use is not None and encloses(place.block, use.place.block):
                return order
        return 0

    def _find_result(self, function: ast.AST | None) -> ast.expr | None:
        """Return what *function* returns, always as the same node."""
        if not isinstance(function, (ast.FunctionDef, ast.Lambda)):
            return None
        if function not in self._results:
            self._results[function] = find_result(function)
        return self._results[function]

    def list_tries(self, function: Function) -> list[ast.stmt]:
        """Return the ``try`` statements that decide what *function* returns."""
        if function not in self._tries:
            self._tries[function] = list_tries(function)
        return self._tries[function]

    def is_always_none(self, node: ast.expr) -> bool:
        """Return whether *node* is a local variable of a function and always None."""
        use = self._scopes.find_use(node) if isinstance(node, ast.Name) else None
        if use is None or use.scope.kind != FUNCTION_SCOPE:
            return False
        if self._scopes.find_scope(use) is not use.scope:
            return False
        events = self._scopes.find_events(use) or ()
        return bool(events) and all(
            isinstance(event.value, ast.Constant) and event.value.value is None
            for event in events
        )

    def only_returns(self, call: ast.Call) -> bool:
        """Return whether *call* calls a function that does nothing but return."""
        return all(
            only_returns(event.function or event.value)
            for event in self.find_assignments(call.func)
        )

    def resolve(self, node: ast.expr) -> ast.expr:
        """Return the expression that *node* was given as a name, if there is one."""
        for _ in range(MAX_HOPS - 1):
            events = self.find_assignments(node)
            if len(events) != 1 or events[0].value is None:
                break
            node = events[0].value
        return node

    def resolve_call(self, node: ast.expr) -> ast.Call | None:
        """Return the call that makes *node*, also if it was given a name."""
        made = self.resolve(node)
        return made if isinstance(made, ast.Call) else None

    def find_called(self, node: ast.expr) -> Function | None:
        """Return the function of this file whose body runs where *node* is evaluated.

        *node* is a call of it, or an ``await`` of that.
        """
        kind: type[Function] = ast.FunctionDef
        if isinstance(node, ast.Await):
            node, kind = node.value, ast.AsyncFunctionDef
        if not isinstance(node, ast.Call):
            return None
        function = self._find_function(node.func)
        return function if isinstance(function, kind) else None

    def find_asked(self, node: ast.expr) -> Function | None:
        """Return the function of this file that gives *node*, a call or a property."""
        if not isinstance(node, ast.Attribute):
            return self.find_called(node)
        events = self.find_assignments(node)
        is_known = len(events) == 1 and _is_property(events[0])
        return events[0].function if is_known else None

    def _find_function(self, node: ast.expr) -> Function | None:
        """Return the function of this file that *node* is, or that a call returned."""
        calls = 0  # whose results are called
        for _ in range(MAX_HOPS):
            events = self.find_assignments(node)
            if len(events) != 1:
                return None
            function, value = events[0].function, events[0].value
            if function is not None:
                if not calls:
                    return function
                value = None if function.decorator_list else self._find_result(function)
                calls -= 1
            while isinstance(value, ast.Call):
                value = value.func
                calls += 1
            if value is None:
                return None
            node = value
        return None

    def is_defined_here(self, node: ast.expr) -> bool:
        """Return whether *node* is a class, a function or a literal of this file."""
        return any(
            event.body is not None
            or event.function is not None
            or isinstance(event.value, _LITERALS)
            for event in self.find_assignments(node)
        )

    def list_bases(self, node: ast.ClassDef) -> list[ast.ClassDef]:
        """Return the classes of this file that *node* inherits from, nearest first."""
        found: list[ast.ClassDef] = []
        pending = [node]
        while pending and len(found) < MAX_EVENTS:
            for base in pending.pop().bases[: MAX_EVENTS - len(found)]:
                events = self.find_assignments(base)
                body = events[0].body if len(events) == 1 else None
                above = body.node if body is not None else None
                if isinstance(above, ast.ClassDef) and above not in (*found, node):
                    found.append(above)
                    pending.append(above)
        return found

    def _find_class(self, node: ast.Name, hops: int = 1) -> Scope | None:
        """Return the scope of the class that *node* is, or is an instance of."""
        use = self._scopes.find_use(node)
        if use is None:
            return None
        if node.id in RECEIVERS:
            outer = use.scope.parent
            return outer if outer is not None and outer.kind == CLASS_SCOPE else None
        events = self._scopes.find_events(use)
        if not events or len(events) > 1:
            return None
        made = events[0].value
        if hops and isinstance(made, ast.Call) and isinstance(made.func, ast.Name):
            return self._find_class(made.func, hops - 1)
        return events[0].body


def _find_assigned(use: Use) -> ast.expr | None:
    """Return what is assigned to the attribute that is *use*; None if it is unknown."""
    block, number = use.place
    statement = block.body[number] if block.body else None
    if isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = (
            statement.targets
            if isinstance(statement, ast.Assign)
            else [statement.target]
        )
        return statement.value if use.node in targets else None
    return None


def _find_truth(event: Event) -> ast.AST | None:
    """Return the ``__bool__`` of the class that *event* binds."""
    events = event.body.events.get("__bool__", ()) if event.body is not None else ()
    return events[0].function if len(events) == 1 else None


def _is_property(event: Event) -> bool:
    function = event.function
    return function is not None and any(
        last_name(node) in PROPERTIES for node in function.decorator_list
    )
