"""Which files are loaded by an import of a file, so that no import is in a circle."""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.fix.project.project_files import read_text
from flake8_safe_imports.fix.project.remembered import (
    per_file,
    per_project,
    remember_files,
)
from flake8_safe_imports.fix.project.trees import parse
from flake8_safe_imports.project import importing, layout

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST: Final = 1000
"""How many files are followed that import one another."""
_ANY: Final = "*"
"""Stands for files that are not known."""
_NOT_RUN: Final = "TYPE_CHECKING"
"""The test of an ``if`` whose body never runs."""
_CALLED: Final = frozenset({"__import__", "import_module"})

_added: Final[dict[str, set[str]]] = remember_files()
"""By file, those that it imports once it is rewritten."""


def would_be_in_circle(path: str, other: str) -> bool:
    """Return whether the file at *path* may not import the *other* at its top.

    The packages that the file is in have been imported before it.
    """
    real = os.path.realpath(path)
    known = frozenset(_list_packages(path))
    package = real if os.path.basename(real) == "__init__.py" else ""
    pending, seen = [other], {other}
    while pending:
        found = _find_loaded(pending.pop(), known, package)
        if real in found or _ANY in found:
            return True
        for file in _added.keys() & found:
            pending += _added[file] - seen
            seen |= _added[file]
    return False


def add_import(path: str, other: str) -> None:
    """Remember that the file at *path* is rewritten to import the *other*."""
    _added.setdefault(os.path.realpath(path), set()).add(other)


@per_project()
def _find_loaded(path: str, known: frozenset[str], package: str) -> frozenset[str]:
    """Return the files that an import of the one at *path* loads, as real paths.

    Those that are *known* have been imported before, and the *package* is imported now.
    """
    pending = [path, *({*_list_packages(path)} - known - {package})]
    found = set(pending)
    while pending:
        if len(found) > _MOST:
            return frozenset({_ANY})
        current = pending.pop()
        imported = _list_imported(current)
        if imported is None:
            return frozenset({_ANY})
        for dotted in {*importing.resolve(current, imported)}:
            file = importing.find_file(f"{dotted}.{_ANY}", current)
            real = os.path.realpath(file[0]) if file else current
            if real not in found and real not in known:
                found.add(real)
                pending.append(real)
    return frozenset(found)


def _list_packages(path: str) -> Iterator[str]:
    """Yield the real paths of the packages that the file at *path* is in."""
    for folder in layout.list_folders(path):
        if not layout.is_package(folder):
            return
        package = os.path.realpath(os.path.join(folder, "__init__.py"))
        if package != os.path.realpath(path):
            yield package


@per_file
def _list_imported(path: str) -> tuple[str, ...] | None:
    """Return what the file at *path* imports when it is loaded, as written there.

    Functions count that it calls itself. None if it cannot be parsed.
    """
    tree = parse(read_text(path))
    return None if tree is None else tuple(_find_imported(tree))


def _find_imported(tree: ast.Module) -> Iterator[str]:
    pending: list[ast.AST] = [tree]
    functions: dict[str, list[ast.stmt]] = {}
    called: set[str] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and last_name(node.test) == _NOT_RUN:
            pending += node.orelse
        elif isinstance(node, FUNCTIONS):
            functions.setdefault(node.name, []).extend(node.body)
            called.update(map(last_name, node.decorator_list))
        else:
            yield from _list_names(node)
            if isinstance(node, ast.Call):
                called.add(last_name(node.func))
            pending += ast.iter_child_nodes(node)
        if not pending:
            for name in functions.keys() & called:
                pending += functions.pop(name)


def _list_names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        separator = "." if node.module else ""
        yield module
        yield from (f"{module}{separator}{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and last_name(node.func) in _CALLED:
        for argument in node.args[:1]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value
