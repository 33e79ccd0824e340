"""Which standard library class the methods of a class inherit from.

``self.x`` in a method is an attribute of the one imported class below which its class
stands, if nothing in the file may give it another: no other base, no metaclass or
unknown decorator, no definition or assignment of ``x``, and no test for it.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.bindings import split_chain
from flake8_safe_imports.analysis.recorder import last_name
from flake8_safe_imports.analysis.scopes import (
    CLASS_SCOPE,
    FUNCTION_SCOPE,
    TYPE_PARAMETERS,
    Scope,
)
from flake8_safe_imports.data import classes, stdlib

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.bindings import Bindings
    from flake8_safe_imports.analysis.scopes import Binding, Use

RECEIVERS: Final = frozenset({"self", "cls"})
"""The names by which methods know their instance or their class."""

_NEUTRAL: Final = frozenset({"builtins.object", "abc.ABC"})
"""Bases without public attributes."""
_METACLASSES: Final = frozenset({"abc.ABCMeta", "builtins.type"})
"""Metaclasses without public attributes that their classes would have."""
_DECORATORS: Final = ("pytest.mark.", "mock.patch")
"""Decorators that add nothing to a class, besides those of the standard library."""
_DELEGATES: Final = frozenset({"__getattr__", "__getattribute__", "__dict__"})
"""A class that mentions one of them may have attributes of any name."""
_ASKED: Final = frozenset({"setattr", "getattr", "hasattr", "vars"})
"""Functions that may give, or look for, attributes of any name."""


class Inherited:
    """What the methods of one file inherit from imported classes."""

    def __init__(self, tree: ast.Module, bindings: Bindings) -> None:
        self._tree = tree
        self._bindings = bindings
        self._bases: dict[int, Binding | None] = {}
        """The id of the scope of a class -> the imported class it inherits from."""
        self._own: dict[int, frozenset[str]] = {}

    def find_base(self, use: Use) -> Binding | None:
        """Return the imported class whose attribute *use* is: ``self.x``.

        None if it may be anything else.
        """
        scope = self._class_around(use)
        if scope is None or not use.reads:
            return None
        base = self._base_of(scope)
        if base is None or self._is_given(use.attributes[0], scope):
            return None
        return base

    def is_given(self, name: str, use: Use) -> bool:
        """Return whether something may give the class around *use* a *name*.

        True if *use* is not the first parameter of one of its methods.
        """
        scope = self._class_around(use)
        return scope is None or self._is_given(name, scope)

    def _class_around(self, use: Use) -> Scope | None:
        """Return the scope of the class whose method has *use* as first parameter."""
        method = self._bindings.scopes.find_scope(use)
        if method is None or method.kind != FUNCTION_SCOPE:
            return None
        node = method.node
        if (
            not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            or len(method.events[use.name]) > 1
            or any(last_name(item) == "staticmethod" for item in node.decorator_list)
        ):
            return None
        parameters = [*node.args.posonlyargs, *node.args.args]
        if not parameters or parameters[0].arg != use.name:
            return None
        outer = method.parent
        while outer is not None and outer.kind == TYPE_PARAMETERS:
            outer = outer.parent
        return outer if outer is not None and outer.kind == CLASS_SCOPE else None

    def _base_of(self, scope: Scope) -> Binding | None:
        key = id(scope)
        if key not in self._bases:
            node = scope.node
            assert isinstance(node, ast.ClassDef)
            self._bases[key] = self._read_base(node)
        return self._bases[key]

    def _read_base(self, node: ast.ClassDef) -> Binding | None:
        """Return the one imported class that the class *node* inherits from."""
        if not all(map(self._is_known_keyword, node.keywords)) or not all(
            map(self._is_known_decorator, node.decorator_list)
        ):
            return None
        bases = [
            base
            for base in node.bases
            if self._bindings.dotted_name(base) not in _NEUTRAL
        ]
        return self._find_class(bases[0]) if len(bases) == 1 else None

    def _is_known_keyword(self, keyword: ast.keyword) -> bool:
        return (
            keyword.arg == "metaclass"
            and self._bindings.dotted_name(keyword.value) in _METACLASSES
        )

    def _is_known_decorator(self, node: ast.expr) -> bool:
        name = self._bindings.dotted_name(
            node.func if isinstance(node, ast.Call) else node
        )
        return name is not None and (
            name.startswith(_DECORATORS)
            or ("." in name and stdlib.module(name.partition(".")[0]) is not None)
        )

    def _find_class(self, node: ast.expr) -> Binding | None:
        """Return the import of *node*, if that is a standard library class."""
        first, attributes = split_chain(node)
        use = (
            self._bindings.scopes.find_use(first)
            if isinstance(first, ast.Name)
            else None
        )
        bound = self._bindings.find_bindings(use) if use is not None else None
        if not bound or len(bound) > 1 or bound[0].relative:
            return None
        name = ".".join([bound[0].target, *attributes])
        if not classes.is_changing(name) or classes.is_dynamic(name):
            return None
        return bound[0]._replace(target=name)

    def _is_given(self, name: str, scope: Scope) -> bool:
        """Return whether something in the file may give the class *scope* a *name*."""
        key = id(scope)
        if key not in self._own:
            assert scope.node is not None
            self._own[key] = frozenset(_list_given(scope.node))
        own = self._own[key]
        return (
            name in own or name in self._set_anywhere or not own.isdisjoint(_DELEGATES)
        )

    @cached_property
    def _set_anywhere(self) -> frozenset[str]:
        """The attributes that the file sets, and those of classes not judged here.

        These may be below a class that is.
        """
        found: set[str] = set()
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Attribute):
                if not isinstance(node.ctx, ast.Load):
                    found.add(node.attr)
            elif isinstance(node, ast.Call):
                if last_name(node.func) in _ASKED or "patch" in last_name(node.func):
                    found.update(_list_strings(node))
            elif isinstance(node, ast.ClassDef) and self._read_base(node) is None:
                found.update(_list_defined(node))
        return frozenset(found)


def _list_given(node: ast.stmt) -> Iterator[str]:
    """Yield the names that the class *node* gives itself, sets or asks for.

    Every string counts: it may be in ``__slots__`` or an argument of ``setattr``.
    """
    for part in ast.walk(node):
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield part.name
        elif isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            yield part.id
        elif isinstance(part, ast.Attribute):
            if part.attr in _DELEGATES or not isinstance(part.ctx, ast.Load):
                yield part.attr
        elif isinstance(part, ast.alias):
            yield part.asname or part.name
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.Call) and _asks_for_any(part):
            yield "__dict__"


def _asks_for_any(node: ast.Call) -> bool:
    """Return whether *node* sets or gets an attribute of any name: ``vars(self)``."""
    return (
        last_name(node.func) in _ASKED
        and bool(node.args)
        and last_name(node.args[0]) in RECEIVERS
        and not (len(node.args) > 1 and isinstance(node.args[1], ast.Constant))
    )


def _list_defined(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names that the body of the class *node* binds."""
    for part in node.body:
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield part.name
        elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            yield part.target.id
        else:
            yield from (
                name.id
                for name in ast.walk(part)
                if isinstance(name, ast.Name) and not isinstance(name.ctx, ast.Load)
            )


def _list_strings(node: ast.Call) -> Iterator[str]:
    """Yield the literal strings among the arguments of *node*, and their last words."""
    for item in (*node.args, *(keyword.value for keyword in node.keywords)):
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            yield item.value.rpartition(".")[2]
