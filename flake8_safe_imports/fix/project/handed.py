"""Which modules one file hands to code that may assign their names.

``prepare(pipes)`` may set ``pipes.quote``, in whatever file ``prepare`` is, and so may
the caller of a function that returns the module.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.fix.project.meanings import BUILTINS, IMPORTING, NAMESPACE, SIX
from flake8_safe_imports.fix.text.nodes import read_function
from flake8_safe_imports.rules.missing import is_python2_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.fix.project.meanings import Meanings
    from flake8_safe_imports.fix.text.nodes import Nodes

_READING: Final = frozenset(
    (
        *("all", "any", "callable", "copy", "delitem", "dict", "dir", "enumerate"),
        *("frozenset", "getattr", "hasattr", "id", "isinstance", "issubclass", "iter"),
        *("len", "list", "max", "min", "next", "pop", "print", "reload", "repr", "set"),
        *("sorted", "str", "tuple", "type", "zip"),
    )
)
"""The functions that replace nothing in what they are given."""
_METHODS: Final = frozenset(("copy", "delitem", "pop", "reload"))
"""Those that may be reached by a dot; others are built in."""
_READING_METHODS: Final = frozenset(("copy", "get", "items", "keys", "values"))
"""The methods of a dictionary that do not change it."""
_PASSING_ON: Final = frozenset(("delitem", "getattr", "max", "min"))
"""Reading functions that may change a dictionary, or return it or a method of it."""
_NAMING: Final = frozenset(("delattr", "getattr", "hasattr", "object", "setattr"))
"""Functions that take the name of what they use in a module."""
_CARRYING: Final = (
    *(ast.Await, ast.BoolOp, ast.Dict, ast.IfExp, ast.List, ast.NamedExpr, ast.Set),
    *(ast.Starred, ast.Tuple, ast.keyword),
)
"""The nodes around a module that are still that module, or contain it."""
_GIVING: Final = (
    *(ast.AnnAssign, ast.Assign, ast.Lambda, ast.Return, ast.Yield, ast.arguments),
    *(ast.For, ast.comprehension),
)
"""The nodes that give other code what they contain."""


def is_reading(call: ast.Call) -> bool:
    """Return whether *call* replaces nothing in what it is given."""
    function = last_name(call.func)
    if isinstance(call.func, ast.Attribute):
        return function in _METHODS or function.startswith("assert")
    return function in _READING or function.startswith("assert")


def find_handed(nodes: Nodes, meanings: Meanings) -> Iterator[str]:
    """Yield the modules that the file with these *nodes* hands over."""
    for node in _find_mentions(nodes, meanings):
        if _is_handed(nodes, node):
            yield from filter(is_handled, meanings.of(node))
    for namespace in (*nodes.of(ast.Attribute), *nodes.of(ast.Call)):
        if _is_namespace(namespace) and may_change(nodes, namespace):
            for name in meanings.of(namespace):
                if name.endswith(NAMESPACE):
                    yield from filter(is_handled, [name[: -len(NAMESPACE)]])


def is_handled(module: str) -> bool:
    """Return whether what is assigned to names of *module* counts.

    Backports and what only Python 2 has do not: they are rewritten there, too.
    """
    top = module.partition(".")[0]
    fact = stdlib.find_module(top)
    is_of_python3 = fact is not None and not is_python2_only(fact)
    return top == SIX or is_of_builtins(module) or is_of_python3


def is_of_builtins(module: str) -> bool:
    """Return whether *module* is that of the built-in names."""
    return module.rpartition(".")[2] in BUILTINS


def _find_mentions(nodes: Nodes, meanings: Meanings) -> Iterator[ast.expr]:
    """Yield the expressions that may be modules."""
    known: dict[str, bool] = {}
    arguments = _Arguments(nodes)
    for name in nodes.of(ast.Name):
        if name.id not in known:
            known[name.id] = any(map(is_handled, meanings.of(name)))
        if known[name.id] and not arguments.has(name):
            yield name
    for attribute in nodes.of(ast.Attribute):
        # What is called, or has more attributes, is not a module that is handed over.
        around = nodes.around(attribute)
        if not isinstance(around, ast.Attribute) and not (
            isinstance(around, ast.Call) and around.func is attribute
        ):
            yield attribute
    for item in nodes.of(ast.Subscript):
        if last_name(item.value) == "modules":
            yield item
    for call in nodes.of(ast.Call):
        if last_name(call.func) in IMPORTING:
            yield call


class _Arguments:
    """Tells which names of a file are surely arguments: ``def f(string): g(string)``.

    A module that is such an argument is handed over by the caller.
    """

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._rebound: set[str] = set()
        """The names that a function may bind to something else."""
        for name in nodes.of(ast.Name):
            if not isinstance(name.ctx, ast.Load):
                self._rebound.add(name.id)
        for declared in nodes.of(ast.Global):
            self._rebound.update(declared.names)
        for alias in nodes.of(ast.alias):
            if not isinstance(nodes.around(nodes.around(alias) or alias), ast.Module):
                bound = alias.asname or alias.name
                self._rebound.add(bound.partition(".")[0])

    def has(self, name: ast.Name) -> bool:
        """Return whether *name* is an argument of a function around it."""
        if name.id in self._rebound:
            return False
        below: ast.AST = name
        around = self._nodes.around(name)
        while around is not None:
            is_in_body = isinstance(around, FUNCTIONS) and isinstance(below, ast.stmt)
            is_in_body |= isinstance(around, ast.Lambda) and below is around.body
            if is_in_body and name.id in _list_arguments(around):
                return True
            below, around = around, self._nodes.around(around)
        return False


def _list_arguments(function: ast.AST) -> set[str]:
    arguments = getattr(function, "args", None)
    if not isinstance(arguments, ast.arguments):
        return set()
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    listed += filter(None, (arguments.vararg, arguments.kwarg))
    return {argument.arg for argument in listed}


def _is_handed(nodes: Nodes, node: ast.expr) -> bool:
    below: ast.AST = node
    around = nodes.around(node)
    while isinstance(around, _CARRYING):
        below, around = around, nodes.around(around)
    if isinstance(around, ast.Call):
        return around.func is not below and not _is_understood(around)
    if isinstance(around, ast.Subscript):
        return around.value is below and below is not node
    return isinstance(around, _GIVING)


def _is_understood(call: ast.Call) -> bool:
    """Return whether *call* replaces nothing, or says what it replaces."""
    if is_reading(call) or last_name(call.func) == "vars":
        return True
    is_naming = last_name(call.func) in _NAMING and len(call.args) > 1
    return is_naming and isinstance(call.args[1], ast.Constant)


def _is_namespace(node: ast.expr) -> bool:
    """Return whether *node* may be the dictionary of a module."""
    if isinstance(node, ast.Call):
        return read_function(node)[0] in ("getattr", "vars")
    return last_name(node) == "__dict__"


def may_change(nodes: Nodes, node: ast.expr) -> bool:
    """Return whether something may change the dictionary *node*."""
    around = nodes.around(node)
    if isinstance(around, ast.Subscript):
        return not isinstance(around.ctx, ast.Load)
    if isinstance(around, ast.Attribute):
        return around.attr not in _READING_METHODS
    if isinstance(around, ast.Call):
        return not is_reading(around) or last_name(around.func) in _PASSING_ON
    return not isinstance(around, (ast.Compare, ast.Expr, ast.comprehension, ast.For))


def find_assigned(nodes: Nodes) -> Iterator[str]:
    """Yield the names that the file may assign to something that it is given."""
    for attribute in nodes.of(ast.Attribute):
        if not isinstance(attribute.ctx, ast.Load):
            yield attribute.attr
    for keyword in nodes.of(ast.keyword):
        yield keyword.arg or ""
    for constant in nodes.of(ast.Constant):
        if isinstance(constant.value, str) and constant.value.isidentifier():
            yield constant.value
