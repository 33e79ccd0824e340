"""All nodes of a tree, found in one pass, and what is around each."""

from __future__ import annotations

import ast
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS, TRIES

if TYPE_CHECKING:
    from collections.abc import Iterator

_Node = TypeVar("_Node", bound=ast.AST)
if sys.version_info >= (3, 14):
    _WITH_EXPRESSIONS = (ast.JoinedStr, ast.TemplateStr)
else:
    _WITH_EXPRESSIONS = (ast.JoinedStr,)


_LEAVES: Final = frozenset((ast.Constant, ast.Name))
"""The kinds of most nodes, which contain no others."""
_NAMESPACES: Final = frozenset({"__globals__", "f_globals", "f_locals", "func_globals"})
"""The attributes of functions and frames that are the names of a module."""
_GETTING_NAMESPACE: Final = "get_function_globals"
"""The function of six that returns the first of them."""
_FUNCTIONS_OF_METHODS: Final = {
    "__delattr__": ("delattr", 1),
    "__getattr__": ("getattr", 1),
    "__getattribute__": ("getattr", 1),
    "__setattr__": ("setattr", 2),
}
"""The built-in functions that methods stand for, with what a bound one is given."""


class Nodes:
    """The nodes of one tree, by kind, and the node around each."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self._around: dict[int, ast.AST] = {}
        """The node around each node, by its id."""
        self._by_kind: dict[type[ast.AST], list[ast.AST]] = {}
        self._collect()

    def _collect(self) -> None:
        by_kind, parents = self._by_kind, self._around
        pending: list[ast.AST] = [self.tree]
        while pending:
            node = pending.pop()
            kind = type(node)
            by_kind.setdefault(kind, []).append(node)
            if kind in _LEAVES:
                continue
            for field in node._fields:
                if field == "ctx":
                    continue
                value = getattr(node, field, None)
                items = value if isinstance(value, list) else (value,)
                for item in items:
                    if isinstance(item, ast.AST):
                        parents[id(item)] = node
                        pending.append(item)

    def around(self, node: ast.AST) -> ast.AST | None:
        """Return the node around *node*; None of the module."""
        return self._around.get(id(node))

    @cached_property
    def by_attribute(self) -> dict[str, list[ast.Attribute]]:
        """The nodes ``x.name`` by that name."""
        found: dict[str, list[ast.Attribute]] = {}
        for node in self.of(ast.Attribute):
            found.setdefault(node.attr, []).append(node)
        return found

    @cached_property
    def namespaces(self) -> list[ast.expr]:
        """The expressions that are the names of a module, of some function or frame."""
        found: list[ast.expr] = [
            node for name in _NAMESPACES for node in self.by_attribute.get(name, ())
        ]
        return found + [call for call in self.of(ast.Call) if _gets_namespace(call)]

    @cached_property
    def classes_by_name(self) -> dict[str, list[ast.ClassDef]]:
        """The classes of the file, in any scope, by name."""
        found: dict[str, list[ast.ClassDef]] = {}
        for node in self.of(ast.ClassDef):
            found.setdefault(node.name, []).append(node)
        return found

    def find_call(self, node: ast.AST) -> ast.Call | None:
        """Return the call of what *node* means, if it is called."""
        call = self.around(node)
        if isinstance(call, ast.Call) and call.func is node:
            return call
        return None

    def is_in_handler(self, node: ast.AST) -> bool:
        """Return whether *node* runs while an ``except`` of its function does."""
        around = self.around(node)
        while isinstance(around, (ast.stmt, ast.ExceptHandler)):
            if isinstance(around, ast.ExceptHandler):
                return True
            if isinstance(around, FUNCTIONS):
                return False
            around = self.around(around)
        return False

    def is_tried(self, node: ast.AST) -> bool:
        """Return whether an error at *node* may be handled in its function."""
        around = self.around(node)
        while around is not None and not isinstance(around, ast.ClassDef):
            if isinstance(around, (*FUNCTIONS, ast.Lambda)):
                return False
            if isinstance(around, TRIES) and around.handlers:
                return True
            around = self.around(around)
        return False

    def is_in_fstring(self, node: ast.AST) -> bool:
        """Return whether *node* is in an f-string, where positions may be wrong.

        Template strings count, too: a template has the text of its expressions.
        """
        around = self.around(node)
        while isinstance(around, (ast.expr, ast.keyword, ast.comprehension)):
            if isinstance(around, _WITH_EXPRESSIONS):
                return True
            around = self.around(around)
        return False

    def of(self, *kinds: type[_Node]) -> Iterator[_Node]:
        """Yield the nodes of *kinds*, in no certain order."""
        for kind in kinds:
            # All nodes under a kind are of that kind.
            yield from self._by_kind.get(kind, ())  # type: ignore[misc]


def read_function(call: ast.Call) -> tuple[str, list[ast.expr]]:
    """Return the last name of the function that is called, and its arguments.

    ``x.__setattr__("a", 1)`` and ``object.__setattr__(x, "a", 1)`` are what
    ``setattr(x, "a", 1)`` is.
    """
    name = last_name(call.func)
    if name not in _FUNCTIONS_OF_METHODS or not isinstance(call.func, ast.Attribute):
        return name, call.args
    function, number = _FUNCTIONS_OF_METHODS[name]
    is_bound = len(call.args) <= number
    return function, [call.func.value, *call.args] if is_bound else call.args


def is_namespace(node: ast.AST) -> bool:
    """Return whether *node* is the names of a module, of some function or frame."""
    if isinstance(node, ast.Attribute):
        return node.attr in _NAMESPACES
    return isinstance(node, ast.Call) and _gets_namespace(node)


def _gets_namespace(call: ast.Call) -> bool:
    """Return whether *call* is ``getattr(f, "__globals__")``, or does the same."""
    function, arguments = read_function(call)
    if function != "getattr" or len(arguments) < 2:
        return function == _GETTING_NAMESPACE
    name = arguments[1]
    return isinstance(name, ast.Constant) and name.value in _NAMESPACES


def is_docstring(node: ast.stmt, owner: ast.AST) -> bool:
    """Return whether *node* would be a docstring as the first statement of *owner*."""
    return (
        isinstance(owner, (*FUNCTIONS, ast.ClassDef, ast.Module))
        and isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
