"""What the names in a file refer to: imports and dotted names.

``scopes`` records where every name is bound and used, ``values`` finds what is assigned
to it. This module works out, for one use at a time, what that means: the import that a
name stands for, also through ``b = a.c`` and ``b = __import__("a")``, and the dotted
name of an expression. Nothing here depends on Python versions.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flake8_safe_imports.analysis.facts import flags
from flake8_safe_imports.analysis.scoping.recorder import FIELDS, last_name, split_chain
from flake8_safe_imports.analysis.scoping.scopes import (
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
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS, Values
from flake8_safe_imports.analysis.statements import dynamic
from flake8_safe_imports.data.import_functions import IMPORT_OR_SKIP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.places import Place
    from flake8_safe_imports.analysis.scoping.values import Function

_PRIVATE = re.compile(r"_(?!_)")
_BEGINNING = re.compile(r"(_\w+_)(?:[%{].*)?", re.DOTALL)
_LONGEST_BEGINNING = 40
_CACHING = frozenset({"functools.cache", "functools.lru_cache"})
"""Decorators of functions that run nowhere but where they are used."""
_OF_METHODS = _CACHING | {
    "builtins.classmethod",
    "builtins.property",
    "builtins.staticmethod",
    "functools.cached_property",
}
"""The same, of methods."""
_OF_CACHE = {("cache_clear",), ("cache_info",), ("cache_parameters",)}
"""What such functions have as attributes, and what does not run them."""
_MAX_DOTS = 100
"""No dotted name is extended beyond this: aliases of aliases could make it endless."""


class _Words(NamedTuple):
    """Words of a file by which its functions may be used."""

    quoted: set[str]
    """Its strings, as ``getattr`` is given."""
    exported: set[str]
    """The strings in ``__all__``, which are not names of methods."""
    attributes: Counter[str]
    """The names of attributes of whatever: ``self.load``."""
    called: set[str]
    """The names that are called."""


class Bindings:
    """Resolves the names of one file."""

    def __init__(self, scopes: Scopes, resolve: dynamic.Resolve) -> None:
        self.scopes = scopes
        self.resolve = resolve
        self._found: dict[int, list[Binding] | None] = {}
        self.values = Values(scopes)
        """What the names are assigned."""

    def dotted_name(self, node: ast.expr, hops: int = MAX_HOPS) -> str | None:
        """Return the dotted name that *node* refers to; None if that is not certain.

        A name that is bound nowhere is itself, or ``builtins.NAME``. At most *hops*
        assignments such as ``has = hasattr`` are followed.
        """
        base, attributes = split_chain(node)
        if not isinstance(base, ast.Name):
            return None
        name = self._find_name(base, hops)
        return ".".join([name, *attributes]) if name else None

    def _find_name(self, node: ast.Name, hops: int) -> str | None:
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

    def find_uses(self, function: Function) -> Sequence[Use]:
        """Return where *function* is used, if nothing but what it is in can use it.

        That is a function in another one; at module level and in a class, one with a
        private name, or in a private class that inherits from nothing; at module level
        also one with a name that says a version: ``load_py2``. Empty if it may also be
        used elsewhere, as what the file quotes is, or has other uses than are worth
        asking.
        """
        home = self._homes.get(function)
        if home is None or not self._is_used_here_alone(function, home[0]):
            return ()
        return self._list_clear_uses(function, home)

    def list_mentions(self, function: Function) -> Sequence[Use]:
        """Return where *function* of the module is used, called or not."""
        home = self._homes.get(function)
        if home is None or home[0] is not self.scopes.module:
            return ()
        return self._list_clear_uses(function, home)

    def is_only_handed_on(self, function: Function) -> bool:
        """Return whether the file neither quotes nor calls *function* by its name."""
        name = function.name
        return (
            name not in self._words.quoted
            and name not in self._words.exported
            and name not in self._words.called
            and self.is_plain(function, in_class=False)
        )

    def _list_clear_uses(
        self, function: Function, home: tuple[Scope, str]
    ) -> Sequence[Use]:
        """Return the uses of *function*, which *home* names, if they are all known."""
        uses = self._uses_by_home.get(home, [])
        is_clear = len(uses) <= MAX_EVENTS and all(
            function in [event.function for event in self.scopes.find_events(use) or ()]
            for use in uses
        )
        if is_clear and home[0].kind == CLASS_SCOPE:
            of_objects = self._uses_as_attribute.get(home[1], [])
            uses = [*uses, *of_objects]
            # Other attributes of the name have no use: they are those of calls.
            is_clear = len(of_objects) == self._words.attributes[home[1]] and all(
                use.reads for use in of_objects
            )
        return uses if is_clear and 0 < len(uses) <= MAX_EVENTS else ()

    def _is_used_here_alone(self, function: Function, scope: Scope) -> bool:
        """Return whether *function*, bound in *scope*, is used by its name alone."""
        name = function.name
        if scope.kind != FUNCTION_SCOPE:
            is_private = (
                _is_private_class(scope.node) and not name.startswith("__")
                if scope.kind == CLASS_SCOPE
                else flags.is_about_version(name)
            )
            if not is_private and not _PRIVATE.match(name):
                return False
            if name in self._words.quoted or self._is_computed(name):
                return False
            if scope.kind != CLASS_SCOPE and name in self._words.exported:
                return False
        return self.is_plain(function, in_class=scope.kind == CLASS_SCOPE)

    def is_plain(self, function: Function, *, in_class: bool) -> bool:
        """Return whether *function* gives what its body returns, and runs then."""
        plain = _OF_METHODS if in_class else _CACHING
        return all(
            self.dotted_name(item.func if isinstance(item, ast.Call) else item) in plain
            for item in function.decorator_list
        )

    def _is_computed(self, name: str) -> bool:
        """Return whether the file may make *name* of parts: ``"_load_" + kind``."""
        ends = range(2, min(len(name), _LONGEST_BEGINNING))
        return any(name[:end] in self._beginnings for end in ends)

    @cached_property
    def _beginnings(self) -> set[str]:
        """What private names that the file makes of parts may begin with."""
        found = map(_BEGINNING.fullmatch, self._words.quoted)
        return {match[1] for match in found if match}

    def is_overridden(self, method: Function) -> bool:
        """Return whether a class of the file inherits *method* and has its own."""
        scope, name = self._homes.get(method, (None, ""))
        return scope is not None and any(
            isinstance(other.node, ast.ClassDef)
            and scope.node in self.values.list_bases(other.node)
            for other in self._classes_by_attribute.get(name, ())
            if other is not scope
        )

    @cached_property
    def _classes_by_attribute(self) -> dict[str, list[Scope]]:
        found: dict[str, list[Scope]] = {}
        for scope in self.scopes.classes:
            for name in scope.events:
                found.setdefault(name, []).append(scope)
        return found

    def list_tables(
        self, kinds: tuple[type[ast.expr], ...]
    ) -> Iterator[tuple[ast.expr, Sequence[Use]]]:
        """Yield the literals of *kinds* that have a name of their own, and its uses."""
        for (scope, name), uses in self._uses_by_home.items():
            events = scope.events[name]
            if len(events) == 1 and isinstance(events[0].value, kinds):
                yield events[0].value, uses

    def list_uses(self, node: ast.Name) -> Sequence[Use]:
        """Return the uses of the variable *node*; empty if they are too many."""
        use = self.scopes.find_use(node)
        scope = self.scopes.find_scope(use) if use is not None else None
        uses = self._uses_by_home.get((scope, node.id), ()) if scope is not None else ()
        return uses if len(uses) <= MAX_EVENTS else ()

    @cached_property
    def _uses_by_home(self) -> dict[tuple[Scope, str], list[Use]]:
        """The scope that binds a name, and the name -> the uses that may call it."""
        found: dict[tuple[Scope, str], list[Use]] = {}
        for use in self.scopes.uses:
            if use.annotation or use.attributes[:1] in _OF_CACHE:
                continue
            scope = self.scopes.find_scope(use)
            if scope is not None:
                found.setdefault((scope, use.name), []).append(use)
        return found

    @cached_property
    def _homes(self) -> dict[Function, tuple[Scope, str]]:
        """The functions that are used by their names -> where these are bound."""
        homes = {
            **dict.fromkeys(self._uses_by_home),
            **dict.fromkeys(
                (scope, name) for scope in self.scopes.classes for name in scope.events
            ),
        }
        return {
            event.function: (scope, name)
            for scope, name in homes
            for event in scope.events[name]
            if event.function is not None
        }

    @cached_property
    def _uses_as_attribute(self) -> dict[str, list[Use]]:
        """The names of attributes -> their uses: ``self.load``."""
        found: dict[str, list[Use]] = {}
        for use in self.scopes.uses:
            for name in use.attributes:
                found.setdefault(name, []).append(use)
        return found

    @cached_property
    def _words(self) -> _Words:
        return _read_words(self.scopes.body)

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
                sources = map(self._find_source, self.scopes.find_events(current) or ())
                pending += [(source, False) for source in sources if source is not None]
        return self._found[id(use.node)]

    def _find_source(self, event: Event) -> Use | None:
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
            bindings = self._find_bound(event)
            if bindings is None:
                return None
            found.extend(bindings)
        return found

    def _find_bound(self, event: Event) -> list[Binding] | None:
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
        use = self._find_source(event)
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
            events = self.values.find_assignments(function)
            names.update(last_name(event.value) for event in events if event.value)
        return names - {""}

    def is_import_or_skip(self, call: ast.expr | None) -> bool:
        """Return whether *call* is a ``pytest.importorskip``."""
        return (
            isinstance(call, ast.Call) and self.dotted_name(call.func) == IMPORT_OR_SKIP
        )


_EMPTY: Final = frozenset({ast.Name, ast.Pass, bool, int, str, type(None)})
"""What has nothing in it."""


def _is_export_list(node: ast.stmt) -> bool:
    """Return whether *node* assigns literals to ``__all__``, or adds them to it."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets = [node.target]
    items = getattr(getattr(node, "value", None), "elts", [node])
    return all(isinstance(item, ast.Constant) for item in items) and any(
        isinstance(it, ast.Name) and it.id == "__all__" for it in targets
    )


def _list_strings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for part in chain.from_iterable(map(ast.walk, nodes)):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _read_words(body: list[ast.stmt]) -> _Words:
    """Return the words in *body*. ``ast.walk`` takes three times as long."""
    lists = [node for node in body if _is_export_list(node)]
    words = _Words(set(), {*_list_strings(lists)}, Counter(), set())
    pending: list[Any] = [node for node in body if not _is_export_list(node)]
    while pending:
        node = pending.pop()
        kind = type(node)
        if kind in _EMPTY:
            continue
        if kind is ast.Constant:
            if type(node.value) is str:
                words.quoted.add(node.value)
            continue
        if kind is ast.Attribute:
            words.attributes[node.attr] += 1
        elif kind is ast.Call and type(node.func) is ast.Name:
            words.called.add(node.func.id)
        for name in FIELDS[kind]:
            value = getattr(node, name, None)
            if type(value) is list:
                pending += value
            else:
                pending.append(value)
    return words


def _extend(target: str, attributes: Sequence[str]) -> str:
    """Return the dotted name of *attributes* of *target*."""
    if target.count(".") >= _MAX_DOTS:
        return target
    return ".".join([target, *attributes])


def _is_private_class(node: ast.stmt | None) -> bool:
    """Return whether *node* is a class of which only its file knows the methods."""
    return (
        isinstance(node, ast.ClassDef)
        and _PRIVATE.match(node.name) is not None
        and not (node.bases or node.keywords or node.decorator_list)
    )
