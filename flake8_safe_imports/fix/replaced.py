"""What one file replaces in modules, as tests do.

A string names it (``patch("pipes.quote")``), it is assigned, it is passed to a function
with its name, or a module is put into ``sys.modules``.
"""

from __future__ import annotations

import ast
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.analysis.branches import FUNCTIONS
from flake8_safe_imports.analysis.recorder import last_name
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.fix.later_imports import LaterImports
from flake8_safe_imports.fix.meanings import BUILTINS, IMPORTING, SIX, Meanings
from flake8_safe_imports.fix.nodes import Nodes
from flake8_safe_imports.rules.missing import is_python2_only

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

_MODULES_OF_SIX: Final = re.compile(
    r"six(?:\.moves(?:\.urllib(?:\.(?:error|parse|request|response|robotparser))?)?)?"
)
"""What exists in six alone: what else it hands on are the objects themselves."""
COPY_OF_SIX: Final = "_MovedItems"
"""A class that a copy of six has, which puts its own modules in place."""
_MOVING: Final = frozenset(("MovedAttribute", "MovedModule", "remove_move"))
_NAME: Final = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_PATCHING: Final = frozenset(("patch", "setattr", "delattr", "multiple"))
"""The functions whose first argument may say in a string what they replace."""
_FOR_GOOD: Final = frozenset(("delattr", "setattr"))
"""Those that are built in, and put nothing back."""
_READING: Final = frozenset(
    (
        *("all", "any", "callable", "copy", "delitem", "dict", "dir", "enumerate"),
        *("filter", "frozenset", "getattr", "hasattr", "id", "isinstance"),
        *("issubclass", "iter", "len", "list", "map", "max", "min", "next", "pop"),
        *("print", "reload", "repr", "set", "sorted", "str", "tuple", "type", "zip"),
    )
)
"""The functions that replace nothing in what they are given."""
_PUTTING: Final = frozenset(("__setitem__", "setdefault", "update"))
"""The methods of ``sys.modules`` that put something there."""
_REPLACING_ANY: Final = _FOR_GOOD | {"dict", "object", "setitem", "update", "vars"}
"""The functions that replace something, or give what does, if it is not named."""
_BUILTIN: Final = re.compile(rf"(?:.+\.)?(?:{'|'.join(BUILTINS)})(\.\w+)?")
"""The module of the built-in names, or one of them, however that is reached."""
_END: Final = re.compile(r"\.(\w+)")
_SAYING: Final = frozenset(("key", "name", "values"))
"""The parameters that say which modules are put into ``sys.modules``."""
_TEMPLATE: Final = re.compile("[{%]")
_REPLACING: Final = re.compile(r"\b(?:patch\w*|setattr|delattr|modules)\b")
"""What the text of a file has that replaces something, if it is not understood."""
_QUOTED: Final = re.compile(r"[\"']([^\W\d]\w*(?:\.\w+)*)[\"']")


class Target(NamedTuple):
    """What is replaced."""

    name: str
    is_any: bool = False
    """Whether it is not *name* that is replaced, but anything in it."""
    is_early: bool = False
    """Whether it may be replaced before anything is imported from what it is in."""
    is_module: bool = False
    """Whether it is a module that every import sees then."""


class Replaced(NamedTuple):
    """What one file replaces."""

    targets: Mapping[str, frozenset[Target]] = MappingProxyType({})
    """By the first component of their names."""
    helpers: frozenset[str] = frozenset()
    """The functions and classes that replace whatever their arguments name."""
    told: Mapping[str, frozenset[str]] = MappingProxyType({})
    """The names passed to functions as strings or keywords, by function."""


def is_module_of_six(name: str) -> bool:
    """Return whether *name* is a module that six makes itself."""
    return _MODULES_OF_SIX.fullmatch(name) is not None


def _is_builtins(module: str) -> bool:
    """Return whether *module* is that of the built-in names."""
    return module.rpartition(".")[2] in BUILTINS


def _is_handled(module: str) -> bool:
    """Return whether what is assigned to names of *module* counts.

    Backports and what only Python 2 has do not: they are rewritten there, too.
    """
    top = module.partition(".")[0]
    fact = stdlib.module(top)
    is_of_python3 = fact is not None and not is_python2_only(fact)
    return top == SIX or _is_builtins(module) or is_of_python3


def _is_mock(name: str | None) -> bool:
    """Return whether *name* may be that of something that has ``patch``."""
    return "mock" in (name or "").lower()


def read(nodes: Nodes) -> Replaced:
    """Return what the file with these *nodes* replaces."""
    if any(node.name == COPY_OF_SIX for node in nodes.of(ast.ClassDef)):
        return Replaced()
    return _Reader(nodes).read()


def guess(text: str) -> Replaced:
    """Return what a *text* may replace that is not understood: what strings name."""
    if not _REPLACING.search(text):
        return Replaced()
    return Replaced(
        _group(
            Target(name, is_early=True, is_module="modules" in text)
            for name in _QUOTED.findall(text)
        )
    )


def _group(targets: Iterable[Target]) -> dict[str, frozenset[Target]]:
    """Return *targets* by the first component of their names."""
    found: dict[str, set[Target]] = {}
    for target in targets:
        found.setdefault(target.name.partition(".")[0], set()).add(target)
    return {top: frozenset(items) for top, items in found.items()}


class _Reader:
    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._meanings = Meanings(nodes)
        self._found: set[Target] = set()
        self._helpers: set[str] = set()
        self._told: dict[str, set[str]] = {}
        self._puts_any = False
        """Whether a module is put into ``sys.modules`` by a name that is computed."""
        self._patches_any = False
        self._later_imports = LaterImports(nodes)
        self._seen: set[int] = set()
        self._patches = self._name_patches()
        """What the file calls ``patch`` besides that."""

    def read(self) -> Replaced:
        for call in self._nodes.of(ast.Call):
            self._read_call(call)
        for node in self._nodes.of(ast.Attribute):
            self._read_attribute(node)
        for item in self._nodes.of(ast.Subscript):
            if isinstance(item.ctx, ast.Store) and self._is_modules(item.value):
                self._put(item.slice, item)
            elif not isinstance(item.ctx, ast.Load):
                self._read_item(item)
        for added in self._nodes.of(ast.AugAssign):
            if self._is_modules(added.target):
                self._put_all([added.value], added)
        self._read_strings()
        self._add_builtins()
        return Replaced(
            _group(self._found),
            frozenset(self._helpers),
            {name: frozenset(found) for name, found in self._told.items()},
        )

    def _is_modules(self, node: ast.expr) -> bool:
        return self._meanings.is_modules(node)

    # Other names of ``patch``

    def _name_patches(self) -> frozenset[str]:
        """Return the other names of ``patch``; other files may call it by them, too."""
        names: set[str] = set()
        for imported in self._nodes.of(ast.ImportFrom):
            for alias in imported.names:
                if alias.name == "patch" and alias.asname and _is_mock(imported.module):
                    names.add(alias.asname)
        for used in self._find_patches():
            if not isinstance(used.ctx, ast.Load):
                continue
            around = self._nodes.around(used)
            is_called = isinstance(around, ast.Call) and around.func is used
            if is_called or isinstance(around, ast.Attribute):
                continue
            if isinstance(around, ast.Assign):
                names.update(last_name(target) for target in around.targets)
            # Something else calls it, with strings that are anywhere.
            self._patches_any = True
            self._add_helpers(used)
        self._helpers |= names - {""}
        return frozenset(names)

    def _find_patches(self) -> Iterator[ast.Name | ast.Attribute]:
        """Yield the uses of the function ``patch`` of some mock."""
        for node in self._nodes.of(ast.Name):
            if node.id == "patch" and any(map(_is_mock, self._meanings.of(node))):
                yield node
        for attribute in self._nodes.of(ast.Attribute):
            if attribute.attr == "patch" and _is_mock(last_name(attribute.value)):
                yield attribute

    # Strings

    def _read_strings(self) -> None:
        for node in self._nodes.of(ast.Constant):
            text = node.value
            if not isinstance(text, str):
                continue
            if text.startswith(f"{SIX}.") and not self._is_imported(node):
                start = _TEMPLATE.split(text)[0]
                self._add_named(start, goes_on=start != text)
            elif self._is_computed(text):
                is_module = self._puts_any
                self._found.add(Target(text, is_early=True, is_module=is_module))

    def _is_imported(self, node: ast.Constant) -> bool:
        """Return whether *node* is the name of a module that a function imports."""
        call = self._nodes.around(node)
        return isinstance(call, ast.Call) and last_name(call.func) in IMPORTING

    def _is_computed(self, text: str) -> bool:
        """Return whether what is replaced is computed, and *text* may name it."""
        may_be = self._puts_any or (self._patches_any and "." in text)
        return may_be and _NAME.fullmatch(text) is not None

    def _add_named(
        self, text: str, *, goes_on: bool, is_all: bool = False, is_early: bool = False
    ) -> None:
        """Add what *text* names: in full, or by its beginning if it *goes_on*.

        With *is_all* that is a module of which anything is replaced.
        """
        name, dot, _ = text.rpartition(".")
        is_any = True
        if not goes_on and not text.endswith("."):
            name = text
            is_any = is_all or (bool(dot) and is_module_of_six(text))
        if _NAME.fullmatch(name):
            self._found.add(Target(name, is_any=is_any, is_early=is_early))

    # Calls

    def _read_call(self, call: ast.Call) -> None:
        function = last_name(call.func)
        arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
        told = {keyword.arg for keyword in call.keywords if keyword.arg}
        told.update(name for name in map(_read_name, _flatten(arguments)) if name)
        if told:
            self._told.setdefault(function, set()).update(told)
        if function in _MOVING and call.args:
            name, is_whole = self._meanings.spell(call.args[0])
            moved = f"{SIX}.moves.{name}" if is_whole else f"{SIX}.moves"
            self._found.add(Target(moved, is_any=not is_whole, is_early=True))
        if function in _PATCHING or function in self._patches:
            self._read_patch(call, function)
        elif function in _PUTTING and isinstance(call.func, ast.Attribute):
            self._read_method(call, call.func)
        if not _is_reading(call, function):
            self._read_passed(call, arguments)

    def _read_patch(self, call: ast.Call, function: str) -> None:
        """Read ``patch("a.b")``, ``patch.multiple("a", b=1)`` and their like."""
        first = call.args[0] if call.args else _find_keyword(call, "target")
        if first is None:
            return
        text, is_complete = self._meanings.spell(first)
        if text:
            is_all = function == "multiple"
            is_early = self._later_imports.may_import_after(call)
            goes_on = not is_complete
            self._add_named(text, goes_on=goes_on, is_all=is_all, is_early=is_early)
        elif (
            function == "patch"
            or function in self._patches
            or (function == "setattr" and len(call.args) == 2 and not call.keywords)
        ):
            self._patches_any = True
            self._add_helpers(call)
            self._guess_builtins(first)

    def _guess_builtins(self, target: ast.expr) -> None:
        """Add the built-in that *target* may name: ``BUILTINS + ".open"``."""
        for node in ast.walk(target):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                name = node.value[node.value.rfind(".") :]
                if _END.fullmatch(name):
                    self._found.add(Target(f"builtins{name}", is_early=True))

    def _add_builtins(self) -> None:
        """Add the built-in names that were found, by the name of their module."""
        for target in list(self._found):
            match = _BUILTIN.fullmatch(target.name)
            if match:
                name = f"builtins{match[1] or ''}"
                self._found.add(target._replace(name=name))

    def _read_method(self, call: ast.Call, method: ast.Attribute) -> None:
        """Read ``sys.modules.update(...)``, if it is that."""
        if self._is_modules(method.value):
            positional = call.args[: None if method.attr == "update" else 1]
            self._put_all([*positional, *self._put_keywords(call)], call)

    def _read_passed(self, call: ast.Call, arguments: Sequence[ast.expr]) -> None:
        """Read what is passed to a function: with a name after it, that is replaced."""
        has_modules = False
        for number, node in enumerate(arguments):
            if isinstance(node, ast.Constant):
                has_modules = has_modules or node.value == "sys.modules"
            elif self._is_modules(node):
                has_modules = True
            else:
                modules = self._meanings.of(node)
                following = arguments[number + 1 : number + 2]
                name = "".join(map(_read_name, following))
                # A dotted name is that of something else, not of an attribute.
                name = "" if "." in name else name
                names = [] if name else self._list_names(modules, following)
                for known in names or [name]:
                    self._add_passed(call, modules, known)
        if has_modules:
            self._read_put(call, arguments)

    def _list_names(
        self, modules: Iterable[str], following: Iterable[ast.expr]
    ) -> Collection[str]:
        """Return all built-in names that *following* may be, if the file lists them.

        As in ``for name in ("open", "input"): setattr(builtins, name, f)``.
        """
        if not any(map(_is_builtins, modules)):
            return ()
        found: set[str] = set()
        for node in following:
            if isinstance(node, ast.Name):
                found.update(self._meanings.list_strings(node))
        return found

    def _add_passed(self, call: ast.Call, modules: Iterable[str], name: str) -> None:
        """Add *name* of *modules*; without one, anything in those of six."""
        function = last_name(call.func)
        found = [
            module
            for module in modules
            if name
            or is_module_of_six(module)
            or (function in _REPLACING_ANY and _is_builtins(module))
        ]
        if not found:
            return
        is_for_good = isinstance(call.func, ast.Name) and call.func.id in _FOR_GOOD
        is_early = is_for_good or self._later_imports.may_import_after(call)
        for module in found:
            replaced = f"{module}.{name}" if name else module
            self._found.add(Target(replaced, is_any=not name, is_early=is_early))

    def _read_put(self, call: ast.Call, arguments: Iterable[ast.expr]) -> None:
        """Read what is put into ``sys.modules``, which is passed to a function."""
        names = set(map(_read_name, arguments)) - {"", "sys.modules"}
        self._found.update(Target(name, is_module=True) for name in names)
        others = [node for node in call.args if not isinstance(node, ast.Constant)]
        others = [node for node in others if not self._is_modules(node)]
        if names:
            others = [node for node in others if isinstance(node, ast.Dict)]
        self._put_all([*others, *self._put_keywords(call)], call)

    # Attributes

    def _read_attribute(self, node: ast.Attribute) -> None:
        """Read what is assigned to a name of six, or of the standard library."""
        if node.attr in ("meta_path", "path_hooks"):
            self._puts_any = True  # it may find a module for any name
        is_stored = not isinstance(node.ctx, ast.Load)
        if not is_stored and node.attr != "__dict__":
            return
        for module in self._meanings.of(node.value):
            if is_stored and _is_handled(module):
                self._found.add(Target(f"{module}.{node.attr}", is_early=True))
            elif node.attr == "__dict__" and (
                is_module_of_six(module) or _is_builtins(module)
            ):
                self._found.add(Target(module, is_any=True, is_early=True))

    def _read_item(self, item: ast.Subscript) -> None:
        """Read what is assigned to an item of ``__builtins__``."""
        for module in filter(_is_builtins, self._meanings.of(item.value)):
            name, is_whole = self._meanings.spell(item.slice)
            replaced = f"{module}.{name}" if is_whole else module
            self._found.add(Target(replaced, is_any=not is_whole, is_early=True))

    # sys.modules

    def _put(self, key: ast.expr, where: ast.AST) -> None:
        """Add the module whose name is *key*."""
        name, is_whole = self._meanings.spell(key)
        if is_whole:
            self._found.add(Target(name, is_module=True))
        elif not any(
            isinstance(node, ast.Name) and node.id in ("__name__", "__package__")
            for node in ast.walk(key)
        ):
            self._puts_any = True
            self._add_helpers(where)

    def _put_all(self, values: Iterable[ast.expr], where: ast.AST) -> None:
        """Add the modules that *values* name, or have as keys."""
        pending = list(values)
        while pending:
            value = pending.pop()
            if isinstance(value, ast.Dict):
                for key in value.keys:
                    self._put(key or value, where)
            elif isinstance(value, ast.Call) and last_name(value.func) == "dict":
                pending += [*value.args, *self._put_keywords(value)]
            elif not isinstance(value, ast.Constant) or isinstance(value.value, str):
                self._put(value, where)

    def _put_keywords(self, call: ast.Call) -> list[ast.expr]:
        """Add the modules that are keywords; return what may name more of them."""
        for keyword in call.keywords:
            if keyword.arg:
                self._found.add(Target(keyword.arg, is_module=True))
        return [
            keyword.value
            for keyword in call.keywords
            if keyword.arg is None or keyword.arg in _SAYING
        ]

    # Places

    def _add_helpers(self, node: ast.AST) -> None:
        """Add the functions, and classes, that *node* is in."""
        around = self._nodes.around(node)
        is_special = False
        # What is around an expression that was seen has been added.
        while around is not None and id(around) not in self._seen:
            if isinstance(around, ast.expr):
                self._seen.add(id(around))
            if isinstance(around, FUNCTIONS):
                is_special = around.name.startswith("__")
                if not is_special:
                    self._helpers.add(around.name)
            elif isinstance(around, ast.ClassDef) and is_special:
                self._helpers.add(around.name)
            around = self._nodes.around(around)


def _is_reading(call: ast.Call, function: str) -> bool:
    """Return whether *call* replaces nothing in what it is given."""
    if function == "dict" and isinstance(call.func, ast.Attribute):
        return False  # ``patch.dict``
    return function in _READING or function.startswith("assert")


def _flatten(nodes: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Yield *nodes*, and what is in those that are lists, or keys of dictionaries."""
    for node in nodes:
        yield node
        yield from getattr(node, "elts", ())
        if isinstance(node, ast.Dict):
            yield from filter(None, node.keys)


def _read_name(node: ast.expr) -> str:
    """Return the name that *node* is as a string; else nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if _NAME.fullmatch(node.value) else ""
    return ""


def _find_keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((item.value for item in call.keywords if item.arg == name), None)
