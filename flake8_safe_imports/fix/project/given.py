"""The names that one file gives to classes, and the classes that others come from."""

from __future__ import annotations

import ast
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.fix.project.meanings import Meanings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flake8_safe_imports.fix.text.nodes import Nodes

UNKNOWN: Final = ""
"""Stands for any class."""
_TEST_CASE: Final = "unittest.TestCase"
_NOT_INHERITING: Final = frozenset(
    {"isinstance", "issubclass", "loadTestsFromTestCase", "makeSuite", "super"}
)
"""The functions that make no class below one that they are given."""
_READING: Final = frozenset({"getattr", "hasattr"})
"""The functions that give nothing a name that they are given."""


class Given(NamedTuple):
    """What one file does with classes."""

    owners: Mapping[str, frozenset[str]] = MappingProxyType({})
    """By name the test cases that have it, if only those below them inherit it."""
    inherited: frozenset[str] = frozenset()
    """The names of what classes may inherit from."""


def read(nodes: Nodes) -> Given:
    """Return what the file with these *nodes* does with classes."""
    meanings = Meanings(nodes)
    cases: dict[int, str] = {}
    owners: dict[str, set[str]] = {}
    for name, owner in _find_owners(nodes):
        if owner is not None and id(owner) not in cases:
            are_test_cases = (_TEST_CASE in meanings.of(base) for base in owner.bases)
            cases[id(owner)] = owner.name if all(are_test_cases) else UNKNOWN
        case = UNKNOWN if owner is None else cases[id(owner)]
        owners.setdefault(name, set()).add(case)
    return Given(
        {name: frozenset(found) for name, found in owners.items()},
        frozenset(_find_inherited(nodes)),
    )


def _find_owners(nodes: Nodes) -> Iterator[tuple[str, ast.ClassDef | None]]:
    """Yield each name that a class is given, with the class; None if not known."""
    for node, name in _find_bound(nodes):
        owner = nodes.around(node)
        while isinstance(owner, (ast.stmt, ast.expr)) and not isinstance(
            owner, (*FUNCTIONS, ast.ClassDef)
        ):
            owner = nodes.around(owner)
        if not isinstance(owner, ast.Module):
            yield name, owner if isinstance(owner, ast.ClassDef) else None
    for attribute in nodes.of(ast.Attribute):
        if _is_stored(attribute):
            yield attribute.attr, None
    for keyword in nodes.of(ast.keyword):
        if keyword.arg:
            yield keyword.arg, None
    for constant in nodes.of(ast.Constant):
        name = _find_name(constant)
        if name and not _is_read(nodes, constant):
            yield name, None


def _find_bound(nodes: Nodes) -> Iterator[tuple[ast.AST, str]]:
    """Yield each definition, assignment and import, with the name that it binds."""
    for function in nodes.of(ast.FunctionDef):
        yield function, function.name
    for coroutine in nodes.of(ast.AsyncFunctionDef):
        yield coroutine, coroutine.name
    for name in nodes.of(ast.Name):
        if _is_stored(name):
            yield name, name.id
    for imported in nodes.of(ast.alias):
        yield imported, imported.name
        if imported.asname:
            yield imported, imported.asname


def _find_name(constant: ast.Constant) -> str:
    """Return what a string names, if it does: the end of ``"app.tests.T.name"``."""
    text = constant.value
    if not isinstance(text, str) or " " in text:
        return ""
    last = text.rpartition(".")[2]
    return last if last.isidentifier() else ""


def _is_stored(node: ast.Name | ast.Attribute) -> bool:
    return not isinstance(node.ctx, ast.Load)


def _is_read(nodes: Nodes, constant: ast.Constant) -> bool:
    call = nodes.around(constant)
    return isinstance(call, ast.Call) and last_name(call.func) in _READING


def _find_inherited(nodes: Nodes) -> Iterator[str]:
    """Yield the names of what classes may inherit from."""
    for node in (*nodes.of(ast.Name), *nodes.of(ast.Attribute)):
        if _may_inherit(nodes, node):
            yield last_name(node)
    for imported in nodes.of(ast.alias):
        if imported.asname:
            yield imported.name.rpartition(".")[2]


def _may_inherit(nodes: Nodes, node: ast.expr) -> bool:
    """Return whether a class may be made from the class *node*."""
    around = nodes.around(node)
    if isinstance(around, ast.Call):
        return around.func is not node and last_name(around.func) not in _NOT_INHERITING
    return not isinstance(around, ast.Attribute) or around.attr == "__dict__"
