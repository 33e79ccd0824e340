"""What the names in a file refer to: imports, values, dotted names.

``scopes`` records where every name is bound and used.  This module works out, for one
use at a time, what that means: the import that a name stands for, also through
``b = a.c`` and ``b = __import__("a")``, and the dotted name of an expression.  Nothing
here depends on Python versions.
"""

from __future__ import annotations

import ast
import builtins
import re
from functools import cached_property
from typing import TYPE_CHECKING, Callable, Union

from flake8_safe_imports.analysis import dynamic
from flake8_safe_imports.analysis.recorder import last_name
from flake8_safe_imports.analysis.results import PROPERTIES, find_result, only_returns
from flake8_safe_imports.analysis.scopes import (
    ANY,
    CLASS_SCOPE,
    FUNCTION_SCOPE,
    MAX_EVENTS,
    Binding,
    Event,
    Scope,
    Scopes,
    Use,
    is_placeholder,
)
from flake8_safe_imports.data.classes import RECEIVERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.places import Place

    Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]

MAX_HOPS = 4
"""How many assignments are followed from a test to what its names are assigned."""
_LITERALS = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Lambda)
_PRIVATE = re.compile(r"_(?!_)")
_CACHING = frozenset({"functools.cache", "functools.lru_cache"})
"""Decorators of functions that run nowhere but where they are used."""
_OF_CACHE = {("cache_clear",), ("cache_info",), ("cache_parameters",)}
"""What such functions have as attributes, and what does not run them."""
_MAX_DOTS = 100
"""No dotted name is extended beyond this: aliases of aliases could make it endless."""

ValuesOf = Callable[[ast.expr, int], "Sequence[tuple[ast.expr, int]]"]
"""Gives what a name or attribute is assigned in its file, and on which versions.

The arguments are the node and how many further assignments may be followed.  Each
value comes with the window in which its assignment runs; versions that the file is not
checked for belong to every window.  The result is empty if the values are not certain.

``Reachability.values_of`` is the one implementation, and this is where version tests
and reachability depend on each other: a test may read a flag, the flag is assigned
somewhere, and which versions get there depends on the tests around that place.  Each
turn takes one hop away, so at most ``MAX_HOPS`` turns are made.
"""


class Bindings:
    """Resolves the names of one file."""

    def __init__(self, scopes: Scopes, resolve: dynamic.Resolve) -> None:
        self.scopes = scopes
        self.resolve = resolve
        self._found: dict[int, list[Binding] | None] = {}
        self._results: dict[ast.AST, ast.expr | None] = {}
        self._set: (
            dict[tuple[Scope | str, str], list[tuple[ast.expr | None, Place]]] | None
        ) = None
        """Owner and name of an attribute -> what it is assigned."""

    def dotted_name(self, node: ast.expr, hops: int = MAX_HOPS) -> str | None:
        """Return the dotted name that *node* refers to; None if that is not certain.

        A name that is bound nowhere is itself, or ``builtins.NAME``.  At most *hops*
        assignments such as ``has = hasattr`` are followed.
        """
        base, attributes = split_chain(node)
        if not isinstance(base, ast.Name):
            return None
        name = self._name_of(base, hops)
        return ".".join([name, *attributes]) if name else None

    def _name_of(self, node: ast.Name, hops: int) -> str | None:
        use = self.scopes.find_use(node)
        if use is None:
            return node.id
        events = self.scopes.find_events(use)
        if not events:
            if events is None and self.scopes.find_scope(use) is not None:
                return None
            return f"builtins.{node.id}" if hasattr(builtins, node.id) else node.id
        bindings = self.find_bindings(use)
        if bindings is None:
            value = events[0].value if len(events) == 1 else None
            name = self.dotted_name(value, hops - 1) if value and hops else None
            return name if name and name.startswith("builtins.") else None
        targets = {binding.target for binding in bindings}
        if not targets:
            targets = {event.imported.written for event in events if event.imported}
        return targets.pop() if len(targets) == 1 else None

    def find_assignments(self, node: ast.expr) -> Sequence[Event]:
        """Return the bindings that may decide the value of *node*.

        *node* is a name, or an attribute of a class of this file or its instances.  The
        result is empty if there may be other bindings.
        """
        if isinstance(node, ast.Name):
            use = self.scopes.find_use(node)
            return (self.scopes.find_events(use) if use is not None else None) or ()
        if not isinstance(node, ast.Attribute):
            return ()
        owner = node.value.func if isinstance(node.value, ast.Call) else node.value
        body = self._class_of(owner) if isinstance(owner, ast.Name) else None
        events = body.events.get(node.attr, ()) if body is not None else ()
        return events if len(events) <= MAX_EVENTS else ()

    def find_values(self, node: ast.expr) -> Sequence[tuple[ast.expr, Place]]:
        """Return the expressions whose value *node* may have, and their places.

        *node* is a name, an attribute, or a call of a function of this file that does
        nothing but return its result.  Empty if there may be other values.
        """
        called = node.func if isinstance(node, ast.Call) else None
        found: list[tuple[ast.expr, Place]] = []
        for event in self.find_assignments(node if called is None else called):
            value = event.value
            if called is not None:
                value = self._find_result(event.function or value)
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
            for use in self.scopes.uses:
                if use.reads or len(use.attributes) != 1:
                    continue
                base, attributes = split_chain(use.node)
                assert isinstance(base, ast.Name)
                key = (self._class_of(base) or use.name, attributes[0])
                given = (_find_assigned(use), use.place)
                self._set.setdefault(key, []).append(given)
        found = self._set.get((self._class_of(owner) or owner.id, name), [])
        return found if len(found) <= MAX_EVENTS else ((None, found[0][1]),)

    def is_set(self, owner: str, name: str) -> bool:
        """Return whether the file assigns *name* to what *owner* is the dotted name of.

        ``setattr`` counts if it names its object by the same name.
        """
        parts = owner.split(".")
        return f"{owner}.{name}" in self._set_dotted or (
            not self.scopes.set_names.isdisjoint({(*parts, name), (*parts, ANY)})
        )

    @cached_property
    def _set_dotted(self) -> frozenset[str | None]:
        return frozenset(
            self.dotted_name(use.node) for use in self.scopes.uses if not use.reads
        )

    def _find_result(self, function: ast.AST | None) -> ast.expr | None:
        """Return what *function* returns, always as the same node."""
        if not isinstance(function, (ast.FunctionDef, ast.Lambda)):
            return None
        if function not in self._results:
            self._results[function] = find_result(function)
        return self._results[function]

    def is_always_none(self, node: ast.Name) -> bool:
        """Return whether *node* is a local variable of a function and always None."""
        use = self.scopes.find_use(node)
        if use is None or use.scope.kind != FUNCTION_SCOPE:
            return False
        if self.scopes.find_scope(use) is not use.scope:
            return False
        events = self.scopes.find_events(use) or ()
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

    def find_uses(self, function: Function) -> Sequence[Use]:
        """Return where the private *function*, at module level or in another, is used.

        Empty if it may also be used elsewhere, as what the file quotes is, or has other
        uses than are worth asking.
        """
        name = function.name
        if not _PRIVATE.match(name) or not all(
            self.dotted_name(item.func if isinstance(item, ast.Call) else item)
            in _CACHING
            for item in function.decorator_list
        ):
            return ()
        uses = [
            use
            for use in self._uses_by_name.get(name, ())
            if use.attributes[:1] not in _OF_CACHE
        ]
        is_clear = 0 < len(uses) <= MAX_EVENTS and name not in self._quoted
        is_clear = is_clear and all(
            function in [event.function for event in self.scopes.find_events(use) or ()]
            for use in uses
        )
        return uses if is_clear else ()

    @cached_property
    def _uses_by_name(self) -> dict[str, list[Use]]:
        found: dict[str, list[Use]] = {}
        for use in self.scopes.uses:
            if _PRIVATE.match(use.name) and not use.annotation:
                found.setdefault(use.name, []).append(use)
        return found

    @cached_property
    def _quoted(self) -> frozenset[str]:
        """The private names that the file quotes: in ``__all__``, for ``getattr``."""
        return frozenset(
            node.value
            for statement in self.scopes.body
            for node in ast.walk(statement)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and _PRIVATE.match(node.value)
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

    def find_called(self, node: ast.expr) -> Function | None:
        """Return the function of this file whose body runs where *node* is evaluated.

        *node* is a call of it, or an ``await`` of that.
        """
        kind: type[Function] = ast.FunctionDef
        if isinstance(node, ast.Await):
            node, kind = node.value, ast.AsyncFunctionDef
        if not isinstance(node, ast.Call):
            return None
        events = self.find_assignments(node.func)
        function = events[0].function if len(events) == 1 else None
        return function if isinstance(function, kind) else None

    def is_defined_here(self, node: ast.expr) -> bool:
        """Return whether *node* is a class, a function or a literal of this file."""
        return any(
            event.body is not None
            or event.function is not None
            or isinstance(event.value, _LITERALS)
            for event in self.find_assignments(node)
        )

    def _class_of(self, node: ast.Name, hops: int = 1) -> Scope | None:
        """Return the scope of the class that *node* is, or is an instance of."""
        use = self.scopes.find_use(node)
        if use is None:
            return None
        if node.id in RECEIVERS:
            outer = use.scope.parent
            return outer if outer is not None and outer.kind == CLASS_SCOPE else None
        events = self.scopes.find_events(use)
        if not events or len(events) > 1:
            return None
        made = events[0].value
        if hops and isinstance(made, ast.Call) and isinstance(made.func, ast.Name):
            return self._class_of(made.func, hops - 1)
        return events[0].body

    def find_bindings(self, use: Use) -> list[Binding] | None:
        """Return the imports that *use* may refer to.

        None means that it may refer to anything else too, an empty list that the name
        is bound nowhere.
        """
        pending = [(use, False)]
        while pending:
            current, is_ready = pending.pop()
            key = id(current.node)
            if is_ready:
                self._found[key] = self._find_ready(current)
            elif key not in self._found:
                # A name that is bound by way of itself stays unknown.
                self._found[key] = None
                pending.append((current, True))
                sources = map(self._source_of, self.scopes.find_events(current) or ())
                pending += [(source, False) for source in sources if source is not None]
        return self._found[id(use.node)]

    def _source_of(self, event: Event) -> Use | None:
        """Return the use whose bindings decide what *event* binds."""
        if event.value is None:
            return None
        base, _ = split_chain(event.value)
        if isinstance(base, ast.Call):
            base, _ = split_chain(base.func)
        return self.scopes.find_use(base) if isinstance(base, ast.Name) else None

    def _find_ready(self, use: Use) -> list[Binding] | None:
        """Return the bindings of *use*, given those of all its sources."""
        events = self.scopes.find_events(use)
        if events is None:
            return None
        found: list[Binding] = []
        for event in events:
            if is_placeholder(event) and len(events) > 1:
                continue
            bindings = self._bound_by(event)
            if bindings is None:
                return None
            found.extend(bindings)
        return found

    def _bound_by(self, event: Event) -> list[Binding] | None:
        if event.imported is not None:
            _, source, relative, _ = event.imported
            return [
                Binding(target, source, event.place, relative)
                for target in event.imported.targets
            ]
        if event.value is None:
            return None
        base, attributes = split_chain(event.value)
        if isinstance(base, ast.Call):
            return [
                found._replace(target=_extend(found.target, attributes))
                for found in self.find_returned(base, event.place)
            ] or None
        use = self._source_of(event)
        bindings = self._found.get(id(use.node)) if use is not None else None
        if not bindings:
            return None
        return [
            found._replace(
                target=_extend(found.target, attributes),
                via=(*found.via, event.place)[:MAX_EVENTS],
            )
            for found in bindings
        ]

    def find_returned(self, call: ast.Call, place: Place) -> list[Binding]:
        """Return what *call*, at *place*, imports and returns; empty if nothing."""
        imported = self.find_dynamic_import(call)
        if imported is None:
            return []
        return [Binding(name, -1, place, False, call) for name in imported.value]

    def find_dynamic_import(self, call: ast.Call) -> dynamic.DynamicImport | None:
        """Return what *call* imports by a literal name, None if it imports nothing."""
        called = self.dotted_name(call.func) or dynamic.name_fixture_method(call.func)
        if called is None:
            return None
        return dynamic.read_call(call, called, self.resolve)

    def possible_names(self, function: ast.expr) -> set[str]:
        """Return what *function* is called, here and where it is from, without dots."""
        names = {last_name(function)}
        names.add((self.dotted_name(function) or "").rpartition(".")[2])
        if isinstance(function, ast.Name):
            events = self.find_assignments(function)
            names.update(last_name(event.value) for event in events if event.value)
        return names - {""}

    def resolve_call(self, node: ast.expr) -> ast.Call | None:
        """Return the call that makes *node*, also if it was given a name."""
        for _ in range(MAX_HOPS):
            if isinstance(node, ast.Call):
                return node
            events = self.find_assignments(node)
            if len(events) != 1 or events[0].value is None:
                return None
            node = events[0].value
        return None

    def is_import_or_skip(self, call: ast.expr | None) -> bool:
        """Return whether *call* is a ``pytest.importorskip``."""
        return (
            isinstance(call, ast.Call)
            and self.dotted_name(call.func) == dynamic.IMPORT_OR_SKIP
        )


def drop_replaced(use: Use, found: list[Binding]) -> list[Binding]:
    """Return *found* without what another import replaces before functions are called.

    After ``import datetime`` and ``from datetime import datetime`` functions see the
    class.
    """
    if len(found) < 2 or use.scope.kind != FUNCTION_SCOPE:
        return found
    plain = [item for item in found if item.place.block.parent is None and not item.via]
    if not plain:
        return found
    last = max(plain, key=lambda item: item.place.number)
    return [
        item
        for item in found
        if item not in plain
        or item.target == last.target
        or item.place.number >= last.place.number
    ]


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


def _is_property(event: Event) -> bool:
    function = event.function
    return function is not None and any(
        last_name(node) in PROPERTIES for node in function.decorator_list
    )


def split_chain(node: ast.expr) -> tuple[ast.expr, list[str]]:
    """Return the expression that a chain of attributes begins with, and the names."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    attributes.reverse()
    return node, attributes


def _extend(target: str, attributes: Sequence[str]) -> str:
    """Return the dotted name of *attributes* of *target*."""
    if target.count(".") >= _MAX_DOTS:
        return target
    return ".".join([target, *attributes])
