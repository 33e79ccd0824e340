"""Which module of a project has to be imported for a dotted name.

A package may bind the name of a module in it to something else.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.project.project_files import read_text
from flake8_safe_imports.fix.project.remembered import per_file
from flake8_safe_imports.fix.project.trees import parse
from flake8_safe_imports.fix.rewrites import CannotFix
from flake8_safe_imports.project import importing
from flake8_safe_imports.rules.target import count_parts, cut

if TYPE_CHECKING:
    from collections.abc import Iterator

_ANY: Final = "*"
"""Stands for names that the text does not tell."""
_BINDING_ANY: Final = frozenset({"exec", "globals", "setattr", "vars"})


def find_module(name: str, path: str) -> str:
    """Return the module that the file at *path* imports to use *name*.

    Empty if that is not in a file of the project. Raises CannotFix if a package may
    bind the name of the module to something else.
    """
    found = importing.find_file(f"{name}.{name}", path)
    if found is None:
        return ""
    module = cut(name, 2 * count_parts(name) - count_parts(found[1]))
    parts = module.split(".")
    for number in range(1, len(parts)):
        above = ".".join(parts[:number])
        package = importing.find_file(f"{above}.{_ANY}", path)
        bound = _list_bound(package[0]) if package else frozenset()
        if parts[number] in bound:
            return above
        if _ANY in bound:
            reason = f"{quote(above)} may bind {quote(parts[number])} itself"
            raise CannotFix(reason)
    return module


def find_unloaded(module: str, name: str, path: str) -> str:
    """Return the module that *name* is in if an import of *module* may not load it."""
    found = find_module(name, path)
    return found if found.startswith(f"{module}.") else ""


@per_file
def _list_bound(path: str) -> frozenset[str]:
    """Return the global names that the file at *path* binds."""
    tree = parse(read_text(path))
    return frozenset({_ANY} if tree is None else _find_bound(tree))


def _find_bound(tree: ast.Module) -> Iterator[str]:
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Call) and last_name(node.func) in _BINDING_ANY:
            yield _ANY
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            yield node.name
            continue
        pending += ast.iter_child_nodes(node)
