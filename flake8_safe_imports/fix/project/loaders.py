"""Which files import a file while they are imported themselves.

If that file imported one of them, or a module in one of these packages, at its top,
that import would be in a circle.
"""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.fix.project.project_files import read_text
from flake8_safe_imports.fix.project.remembered import per_file
from flake8_safe_imports.fix.project.trees import parse
from flake8_safe_imports.project import importing, layout

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST: Final = 1000
"""How many files are followed that import one another."""
_NOT_RUN: Final = "TYPE_CHECKING"
"""The test of an ``if`` whose body never runs."""
_CALLED: Final = frozenset({"__import__", "import_module"})


class Loaders:
    """The files that import the one at *path*, also by way of others."""

    def __init__(self, path: str) -> None:
        self._packages = frozenset(_list_packages(path))
        self._found = frozenset(_find_loaders(path))

    def has(self, path: str) -> bool:
        """Return whether an import of the file at *path* may be in a circle.

        The packages that both files are in have been imported before either of them.
        """
        packages = set(_list_packages(path)) - self._packages
        return not self._found.isdisjoint({os.path.realpath(path), *packages})


def _find_loaders(path: str) -> set[str]:
    found: set[str] = set()
    pending = [path]
    while pending and len(found) < _MOST:
        current = pending.pop()
        for importer in importing.find_importers(current) or ():
            real = os.path.realpath(importer.path)
            if real not in found and (
                not importer.is_indented or _imports(importer.path, current)
            ):
                found.add(real)
                pending.append(importer.path)
    return found


def _list_packages(path: str) -> Iterator[str]:
    """Yield the real paths of the packages that the file at *path* is in."""
    for folder in layout.list_folders(path):
        if not layout.is_package(folder):
            return
        yield os.path.realpath(os.path.join(folder, "__init__.py"))


def _imports(importer: str, path: str) -> bool:
    """Return whether one file imports the other outside of functions."""
    names = importing.list_names(path)
    return not names.isdisjoint(importing.resolve(importer, _list_imported(importer)))


@per_file
def _list_imported(path: str) -> tuple[str, ...]:
    """Return what the file at *path* imports outside of functions, as written there."""
    tree = parse(read_text(path))
    return () if tree is None else tuple(_find_imported(tree))


def _find_imported(tree: ast.Module) -> Iterator[str]:
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and last_name(node.test) == _NOT_RUN:
            pending += node.orelse
        elif not isinstance(node, FUNCTIONS):
            yield from _list_names(node)
            pending += ast.iter_child_nodes(node)


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
