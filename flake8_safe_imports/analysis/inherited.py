"""Which standard library class the methods of a class inherit from.

``self.x`` in a method is an attribute of the one imported class below which its class
stands, if nothing in the file may give it another: no other base, no metaclass or
unknown decorator, no definition or assignment of ``x``, and no test for it.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis import class_names
from flake8_safe_imports.analysis.bindings import split_chain
from flake8_safe_imports.analysis.branches import ELSE, FUNCTION, THEN
from flake8_safe_imports.analysis.recorder import last_name
from flake8_safe_imports.analysis.scopes import (
    CLASS_SCOPE,
    FUNCTION_SCOPE,
    TYPE_PARAMETERS,
    Scope,
)

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.bindings import Bindings
    from flake8_safe_imports.analysis.places import Block
    from flake8_safe_imports.analysis.scopes import Binding, Use


class Inherited:
    """What the methods of one file inherit from imported classes."""

    def __init__(self, tree: ast.Module, bindings: Bindings) -> None:
        self._tree = tree
        self._bindings = bindings
        self._bases: dict[int, Binding | None] = {}
        """The id of a class statement -> the imported class it inherits from."""

    def find_base(self, use: Use) -> Binding | None:
        """Return the imported class whose attribute *use* is: ``self.x``.

        None if it may be anything else.
        """
        node = self._class_around(use)
        if node is None or not use.reads:
            return None
        base = self._base_of(node)
        if base is None or self._names.may_have(node, use.attributes[0]):
            return None
        return None if self._is_below_test(use) else base

    def _is_below_test(self, use: Use) -> bool:
        """Return whether ``hasattr(self, ...)`` decides whether *use* happens."""
        block: Block | None = use.place.block
        while block is not None and block.branch != FUNCTION:
            if block.branch in (THEN, ELSE):
                test = block.owner.test if hasattr(block.owner, "test") else block.owner
                for node in ast.walk(test):
                    if (
                        isinstance(node, ast.Call)
                        and last_name(node.func).endswith(("hasattr", "getattr"))
                        and node.args
                        and last_name(node.args[0]) == use.name
                    ):
                        return True
            block = block.parent
        return False

    def is_given(self, name: str, use: Use) -> bool:
        """Return whether something may give the class around *use* a *name*.

        True if *use* is not the first parameter of one of its methods.
        """
        node = self._class_around(use)
        return node is None or self._names.may_have(node, name)

    def _class_around(self, use: Use) -> ast.ClassDef | None:
        """Return the class whose method has *use* as its first parameter."""
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
        outer: Scope | None = method.parent
        while outer is not None and outer.kind == TYPE_PARAMETERS:
            outer = outer.parent
        if outer is None or outer.kind != CLASS_SCOPE:
            return None
        assert isinstance(outer.node, ast.ClassDef)
        return outer.node

    def _base_of(self, node: ast.ClassDef) -> Binding | None:
        key = id(node)
        if key not in self._bases:
            self._bases[key] = self._read_base(node)
        return self._bases[key]

    def _read_base(self, node: ast.ClassDef) -> Binding | None:
        """Return the one imported class that the class *node* inherits from."""
        if not class_names.has_known_options(node, self._bindings):
            return None
        bases = [
            base
            for base in map(class_names.strip_arguments, node.bases)
            if self._bindings.dotted_name(base) not in class_names.NEUTRAL_BASES
        ]
        return self._find_class(bases[0]) if len(bases) == 1 else None

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
        if not class_names.is_judged_class(name):
            return None
        return bound[0]._replace(target=name)

    @cached_property
    def _names(self) -> class_names.ClassNames:
        return class_names.ClassNames(
            self._tree, self._bindings, lambda node: self._base_of(node) is not None
        )
