"""The global names that a file binds by other means than statements.

``globals()["six"] = fake``, ``setattr(sys.modules[__name__], "six", fake)``,
``exec("six = fake")``: what uses the name later sees that, and not what was imported.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.fix.assigned import collect_assigned
from flake8_safe_imports.fix.text.nodes import Nodes, is_namespace, read_function

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d]\w*")
_GLOBALS: Final = frozenset({"globals", "locals", "vars"})
"""The functions that return the names of the module, if called without arguments."""
_EXECUTING: Final = frozenset({"exec", "exec_"})
_MODULE_NAME: Final = "__name__"
_MAIN: Final = "__main__"
_IMPORTING: Final = frozenset({"__import__", "import_module"})
_SETTING: Final = frozenset({"delattr", "setattr"})
_CHANGING: Final = frozenset({"__delitem__", "__setitem__", "pop", "setdefault"})
"""The methods of a mapping that change the key that they are given first."""
_UPDATING: Final = frozenset({"__ior__", "update"})
_READING: Final = frozenset({"FunctionType", "dict", "eval"})
"""What only reads the mapping that it is given."""
_ANY: Final = ""
"""Stands for a name that is computed."""


class Rebound(NamedTuple):
    """What a file binds in its own namespace."""

    names: frozenset[str]
    is_computed: bool
    """Whether there are names that are computed."""


def find_rebound(nodes: Nodes) -> Rebound:
    """Return what the file with these *nodes* binds in its own namespace."""
    reader = _Reader(nodes)
    found = set(reader.read()) if reader.may_find else set()
    return Rebound(frozenset(found - {_ANY}), _ANY in found)


class _Reader:
    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._modules: set[str] = {
            alias.asname or alias.name
            for node in nodes.of(ast.Import)
            for alias in node.names
            if alias.name == _MAIN
        }
        """The names of the module itself."""
        self._namespaces: set[str] = set()
        """The names of its dictionary."""

    @property
    def may_find(self) -> bool:
        """Whether the file has any name that leads to its own namespace."""
        attributes = self._nodes.by_attribute.keys()
        return (
            bool(self._modules)
            or bool(self._nodes.namespaces)
            or not _EXECUTING.isdisjoint(attributes)
            or any(
                node.id == _MODULE_NAME or node.id in _GLOBALS | _EXECUTING
                for node in self._nodes.of(ast.Name)
            )
        )

    def read(self) -> Iterator[str]:
        """Yield the names that are bound at run time; ``_ANY`` if one is not known."""
        self._note_variables()
        for attribute in self._nodes.of(ast.Attribute):
            if not isinstance(attribute.ctx, ast.Load):
                yield from [attribute.attr] if self._is_module(attribute.value) else ()
        for item in self._nodes.of(ast.Subscript):
            if not isinstance(item.ctx, ast.Load) and self._is_namespace(item.value):
                yield _read_name(item.slice)
        for call in self._nodes.of(ast.Call):
            yield from self._read_call(call)
            if last_name(call.func) == "globals" and self._escapes(call):
                yield _ANY
        if any(
            node.id in _EXECUTING and not self._is_called(node)
            for node in self._nodes.of(ast.Name)
        ):
            yield _ANY
        if any(map(self._escapes, self._nodes.namespaces)):
            yield _ANY

    def _note_variables(self) -> None:
        """Note the variables that are the module itself, or its dictionary."""
        for node in self._nodes.of(ast.Assign):
            names = [it.id for it in node.targets if isinstance(it, ast.Name)]
            if self._is_namespace(node.value):
                self._namespaces.update(names)
            elif self._is_module(node.value):
                self._modules.update(names)

    def _is_called(self, function: ast.expr) -> bool:
        around = self._nodes.around(function)
        return isinstance(around, ast.Call) and around.func is function

    def _escapes(self, namespace: ast.expr) -> bool:
        """Return whether *namespace* is passed on, or kept where it is not followed."""
        around = self._nodes.around(namespace)
        if isinstance(around, ast.Call):
            return last_name(around.func) not in _READING
        if isinstance(around, ast.Assign):
            return not all(isinstance(it, ast.Name) for it in around.targets)
        return isinstance(around, (ast.keyword, ast.Return, ast.Tuple))

    def _read_call(self, call: ast.Call) -> Iterator[str]:
        function, arguments = read_function(call)
        if function in _SETTING and len(arguments) > 1:
            if self._is_module(arguments[0]):
                yield _read_name(arguments[1])
        elif function in _EXECUTING and call.args:
            if len(call.args) == 1 or self._is_namespace(call.args[1]):
                yield from _list_bound(call.args[0])
        elif (
            isinstance(call.func, ast.Attribute)
            and (function in _CHANGING or function in _UPDATING)
            and self._is_namespace(call.func.value)
        ):
            yield from _list_changed(call, function)

    def _is_namespace(self, node: ast.expr) -> bool:
        """Return whether *node* is the dictionary of the module."""
        if isinstance(node, ast.Name):
            return node.id in self._namespaces
        if isinstance(node, ast.Attribute):
            is_dictionary = node.attr == "__dict__" and self._is_module(node.value)
            return is_dictionary or is_namespace(node)
        if is_namespace(node):
            return True
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return False
        if not node.args:
            return node.func.id in _GLOBALS
        return node.func.id == "vars" and self._is_module(node.args[0])

    def _is_module(self, node: ast.expr) -> bool:
        """Return whether *node* is the module itself."""
        if isinstance(node, ast.Name):
            return node.id in self._modules
        if isinstance(node, ast.Subscript):
            is_modules = last_name(node.value) == "modules"
            return is_modules and _is_own_name(node.slice)
        if not isinstance(node, ast.Call) or not node.args:
            return False
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr == "get":
            is_importing = last_name(function.value) == "modules"
        else:
            is_importing = last_name(function) in _IMPORTING
        return is_importing and _is_own_name(node.args[0])


def _list_bound(code: ast.expr) -> set[str]:
    """Return the names that *code*, which is executed, binds."""
    if not isinstance(code, ast.Constant) or not isinstance(code.value, str):
        return {_ANY}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code.value)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {*_WORD.findall(code.value)}
    nodes = Nodes(tree)
    names = {node.id for node in nodes.of(ast.Name)}
    if not names.isdisjoint(_GLOBALS | _EXECUTING | _SETTING):
        return {_ANY, *_WORD.findall(code.value)}
    return {*collect_assigned(nodes)}


def _list_changed(call: ast.Call, method: str) -> Iterator[str]:
    """Yield the names that *call*, of a *method* of the namespace, changes."""
    if method in _CHANGING:
        yield _read_name(call.args[0]) if call.args else _ANY
        return
    for keyword in call.keywords:
        yield keyword.arg or _ANY
    for argument in call.args:
        if isinstance(argument, ast.Dict):
            yield from (_read_name(key) if key else _ANY for key in argument.keys)
        else:
            yield _ANY


def _is_own_name(node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        return node.id == _MODULE_NAME
    return isinstance(node, ast.Constant) and node.value == _MAIN


def _read_name(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return _ANY
