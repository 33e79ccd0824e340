"""Reads what one file replaces in modules, as tests do.

A string names it (``patch("pipes.quote")``), it is assigned, it is passed to a function
with its name, or a module is put into ``sys.modules``.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.fix.project.handed import (
    find_assigned,
    find_handed,
    is_handled,
    is_of_builtins,
    is_reading,
    may_change,
)
from flake8_safe_imports.fix.project.later_imports import LaterImports
from flake8_safe_imports.fix.project.meanings import (
    BUILTIN_NAMESPACES,
    BUILTINS,
    IMPORTING,
    NAMESPACE,
    SIX,
    Meanings,
)
from flake8_safe_imports.fix.project.patchers import MULTIPLE, PATCH, Patchers
from flake8_safe_imports.fix.project.put_modules import NAME, PutModules, read_name
from flake8_safe_imports.fix.project.replaced import (
    COPY_OF_SIX,
    Replaced,
    ReplacedName,
    group_names,
    is_module_of_six,
)
from flake8_safe_imports.fix.text.nodes import Nodes, read_function

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_MOVING: Final = frozenset(("MovedAttribute", "MovedModule", "remove_move"))
_PATCHING: Final = frozenset((PATCH, "setattr", "delattr", MULTIPLE))
"""The functions whose first argument may say in a string what they replace."""
_FOR_GOOD: Final = frozenset(("delattr", "setattr"))
"""Those that are built in, and put nothing back."""
_PUTTING: Final = frozenset(("__setitem__", "setdefault", "update"))
"""The methods of ``sys.modules`` that put something there."""
_REPLACING_ANY: Final = _FOR_GOOD | {"dict", "object", "setitem", "update", "vars"}
"""The functions that replace something, or give what does, if it is not named."""
_BUILTIN: Final = re.compile(rf"(?:.+\.)?(?:{'|'.join(BUILTINS)})(\.\w+)?")
"""The module of the built-in names, or one of them, however that is reached."""
_END: Final = re.compile(r"\.(\w+)")
_SPLITTING: Final = frozenset(("split", "splitlines"))
_SEPARATOR: Final = re.compile(r"[\s,;:|]+")
"""What may be between the names in a string."""
_TEMPLATE: Final = re.compile("[{%]")
_REPLACING: Final = re.compile(r"\b(?:patch\w*|setattr|delattr|modules)\b")
"""What the text of a file has that replaces something, if it is not understood."""
_QUOTED: Final = re.compile(r"[\"']([^\W\d]\w*(?:\.\w+)*)[\"']")


def read(nodes: Nodes) -> Replaced:
    """Return what the file with these *nodes* replaces."""
    if any(node.name == COPY_OF_SIX for node in nodes.of(ast.ClassDef)):
        return Replaced()
    return _Reader(nodes).read()


def read_own(nodes: Nodes) -> Replaced:
    """Return what the file that is fixed replaces, and what it assigns."""
    found = read(nodes)
    assigned = frozenset(find_assigned(nodes) if found.handed else ())
    return found._replace(assigned=assigned)


def guess(text: str) -> Replaced:
    """Return what a *text* may replace that is not understood: what strings name."""
    if not _REPLACING.search(text):
        return Replaced()
    return Replaced(
        group_names(
            ReplacedName(name, is_early=True, is_module="modules" in text)
            for name in _QUOTED.findall(text)
        )
    )


class _Reader:
    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._meanings = Meanings(nodes)
        self._patchers = Patchers(nodes, self._meanings)
        self._modules = PutModules(self._meanings)
        self._found: set[ReplacedName] = set()
        self._helpers = set(self._patchers.names)
        self._told: dict[str, set[str]] = {}
        self._puts_any = False
        """Whether a module may be put into ``sys.modules`` by any name."""
        self._patches_any = bool(self._patchers.passed)
        """Whether what is replaced is named by a string that may be anywhere."""
        self._later_imports = LaterImports(nodes)
        self._seen: set[int] = set()

    def read(self) -> Replaced:
        for used in self._patchers.passed:
            self._add_helpers(used)
        for call in self._nodes.of(ast.Call):
            self._read_call(call)
        for node in self._nodes.of(ast.Attribute):
            self._read_attribute(node)
        for item in self._nodes.of(ast.Subscript):
            if isinstance(item.ctx, ast.Store) and self._is_modules(item.value):
                self._modules.put(item.slice, item)
            elif not isinstance(item.ctx, ast.Load):
                self._read_item(item)
        for added in self._nodes.of(ast.AugAssign):
            if self._is_modules(added.target):
                self._modules.put_all([added.value], added)
        self._found |= self._modules.found
        for where in self._modules.computed:
            self._puts_any = True
            self._add_helpers(where)
        self._read_strings()
        self._add_builtins()
        return Replaced(
            group_names(self._found),
            frozenset(self._helpers),
            {name: frozenset(found) for name, found in self._told.items()},
            frozenset(find_handed(self._nodes, self._meanings)),
        )

    def _is_modules(self, node: ast.expr) -> bool:
        return self._meanings.is_modules(node)

    # Strings

    def _read_strings(self) -> None:
        for node in self._nodes.of(ast.Constant):
            text = node.value
            if not isinstance(text, str):
                continue
            if text.startswith(f"{SIX}.") and not self._is_imported(node):
                start = _TEMPLATE.split(text)[0]
                self._add_named(start, goes_on=start != text)
            elif text.endswith(NAMESPACE):
                self._add_named(text[: -len(NAMESPACE)], goes_on=False, is_all=True)
            else:
                self._add_computed(node, text)

    def _is_imported(self, node: ast.Constant) -> bool:
        """Return whether *node* is the name of a module that a function imports."""
        call = self._nodes.around(node)
        return isinstance(call, ast.Call) and last_name(call.func) in IMPORTING

    def _add_computed(self, node: ast.Constant, text: str) -> None:
        """Add what the *text* of *node* may name, if what is replaced is computed."""
        if self._puts_any or (self._patches_any and "." in text):
            for name in self._list_words(node, text):
                is_module = self._puts_any
                self._found.add(ReplacedName(name, is_early=True, is_module=is_module))
        if self._patchers.passes_multiple and NAME.fullmatch(text):
            self._found.add(ReplacedName(text, is_any=True, is_early=True))

    def _list_words(self, node: ast.Constant, text: str) -> list[str]:
        """Return what *text* names, also in ``"pipes mock".split()``.

        Or what it may name if that is assigned first.
        """
        method = self._nodes.around(node)
        is_split = isinstance(method, ast.Assign) or (
            isinstance(method, ast.Attribute) and method.attr in _SPLITTING
        )
        words = _SEPARATOR.split(text) if is_split else [text]
        return [word for word in words if NAME.fullmatch(word)]

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
        if NAME.fullmatch(name):
            self._found.add(ReplacedName(name, is_any=is_any, is_early=is_early))

    # Calls

    def _read_call(self, call: ast.Call) -> None:
        function = self._patchers.find(call)
        arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
        told = {keyword.arg for keyword in call.keywords if keyword.arg}
        told.update(name for name in map(read_name, _flatten(arguments)) if name)
        if told:
            self._told.setdefault(function, set()).update(told)
        if function in _MOVING and call.args:
            name, is_whole = self._meanings.spell(call.args[0])
            moved = f"{SIX}.moves.{name}" if is_whole else f"{SIX}.moves"
            self._found.add(ReplacedName(moved, is_any=not is_whole, is_early=True))
        if function in _PATCHING:
            self._read_patch(call, function)
        elif function in _PUTTING and isinstance(call.func, ast.Attribute):
            self._read_method(call, call.func)
        is_kept = function == "vars" and not may_change(self._nodes, call)
        if not is_kept and not is_reading(call):
            keywords = arguments[len(call.args) :]
            self._read_passed(call, [*read_function(call)[1], *keywords])

    def _read_patch(self, call: ast.Call, function: str) -> None:
        """Read ``patch("a.b")``, ``patch.multiple("a", b=1)`` and their like."""
        first = call.args[0] if call.args else _find_keyword(call, "target")
        if first is None:
            return
        text, is_complete = self._meanings.spell(first)
        if text:
            is_early = self._later_imports.may_import_after(call)
            names = _list_replaced(call) if function == MULTIPLE else None
            for name in names or ():
                self._add_named(f"{text}.{name}", goes_on=False, is_early=is_early)
            if not names:
                goes_on, is_all = not is_complete, function == MULTIPLE
                self._add_named(text, goes_on=goes_on, is_all=is_all, is_early=is_early)
        elif function == PATCH or (
            function == "setattr" and len(call.args) == 2 and not call.keywords
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
                    self._found.add(ReplacedName(f"builtins{name}", is_early=True))

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
            self._modules.put_call(call, positional)

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
                name = "".join(map(read_name, following))
                # A dotted name is that of something else, not of an attribute.
                name = "" if "." in name else name
                names = [] if name else self._list_names(modules, following)
                for known in names or [name]:
                    self._add_passed(call, modules, known)
        if has_modules:
            self._modules.read_call(call, arguments)

    def _list_names(
        self, modules: Iterable[str], following: Iterable[ast.expr]
    ) -> Collection[str]:
        """Return all built-in names that *following* may be, if the file lists them.

        As in ``for name in ("open", "input"): setattr(builtins, name, f)``.
        """
        if not any(map(is_of_builtins, modules)):
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
            or (function in _REPLACING_ANY and is_of_builtins(module))
        ]
        if not found:
            return
        is_for_good = isinstance(call.func, ast.Name) and call.func.id in _FOR_GOOD
        is_early = is_for_good or self._later_imports.may_import_after(call)
        for module in found:
            replaced = f"{module}.{name}" if name else module
            self._found.add(ReplacedName(replaced, is_any=not name, is_early=is_early))

    # Attributes

    def _read_attribute(self, node: ast.Attribute) -> None:
        """Read what is assigned to a name of six, or of the standard library."""
        if node.attr in ("meta_path", "path_hooks"):
            self._puts_any = True  # it may find a module for any name
        is_stored = not isinstance(node.ctx, ast.Load)
        is_changed = node.attr == "__dict__" and may_change(self._nodes, node)
        if node.attr in BUILTIN_NAMESPACES and self._changes_whole(node):
            self._found.add(ReplacedName("builtins", is_any=True, is_early=True))
        if not is_stored and not is_changed:
            return
        for module in self._meanings.of(node.value):
            if is_stored and is_handled(module):
                if module == "__builtin__":
                    module = "builtins"  # which the assignment becomes, too
                self._found.add(ReplacedName(f"{module}.{node.attr}", is_early=True))
            elif is_changed and (is_module_of_six(module) or is_of_builtins(module)):
                self._found.add(ReplacedName(module, is_any=True, is_early=True))

    def _changes_whole(self, namespace: ast.Attribute) -> bool:
        """Return whether something may change *namespace*, not just an item of it."""
        is_item = isinstance(self._nodes.around(namespace), ast.Subscript)
        return not is_item and may_change(self._nodes, namespace)

    def _read_item(self, item: ast.Subscript) -> None:
        """Read what is assigned to an item of ``__builtins__``."""
        for module in filter(is_of_builtins, self._meanings.of(item.value)):
            name, is_whole = self._meanings.spell(item.slice)
            replaced = f"{module}.{name}" if is_whole else module
            self._found.add(ReplacedName(replaced, is_any=not is_whole, is_early=True))

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


def _flatten(nodes: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Yield *nodes*, and what is in those that are lists, or keys of dictionaries."""
    for node in nodes:
        yield node
        yield from getattr(node, "elts", ())
        if isinstance(node, ast.Dict):
            yield from filter(None, node.keys)


def _list_replaced(call: ast.Call) -> list[str] | None:
    """Return the names that a call of ``patch.multiple`` has; None if not all."""
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else [name for name in names if name]


def _find_keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((item.value for item in call.keywords if item.arg == name), None)
