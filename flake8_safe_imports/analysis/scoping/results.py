"""What the functions of a file return, and whether they do anything else."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import TRIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROPERTIES: Final = frozenset({"property", "cached_property", "classproperty"})
"""The last part of the names of decorators that make a method an attribute."""
_MAX_DEPTH: Final = 8
_SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_ASKING: Final = r"hasattr$|^getattr$|^find_(?:spec|loader)$|^bool$|^any$"
"""The last part of the names of functions whose result is a test."""


def find_result(function: ast.FunctionDef | ast.Lambda) -> ast.expr | None:
    """Return the expression whose value *function* returns, None if that is unknown.

    ``if x: return a`` before ``return b`` gives ``a if x else b``, a node that is not
    in the tree.
    """
    if isinstance(function, ast.Lambda):
        return function.body
    if any(isinstance(node, _YIELDING) for node in _walk(function.body)):
        return None
    return _fold(function.body, _MAX_DEPTH)


def list_tries(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
) -> list[ast.stmt]:
    """Return the ``try`` statements of *function* if it returns what came of them.

    As in ``try: import a`` with ``return True`` and ``except ImportError: return
    False``. Empty if it returns anything but constants and names.
    """
    tries: list[ast.stmt] = []
    for node in _walk(function.body):
        if isinstance(node, TRIES):
            tries.append(node)
        elif isinstance(node, _YIELDING) or (
            isinstance(node, ast.Return)
            and not isinstance(node.value, (ast.Constant, ast.Name, type(None)))
        ):
            return []
    return tries


def only_returns(function: ast.AST | None) -> bool:
    """Return whether a call of *function* has no effect besides its result."""
    if not isinstance(function, ast.FunctionDef):
        return isinstance(function, ast.Lambda)
    return all(
        isinstance(node, _QUIET)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in _walk(function.body)
        if isinstance(node, ast.stmt)
    )


def list_tests_of_returns(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
) -> list[ast.expr]:
    """Return the tests of each ``if`` in *function* with a ``return`` right below."""
    return [
        node.test
        for node in _walk(function.body)
        if isinstance(node, ast.If)
        and any(isinstance(part, ast.Return) for part in (*node.body, *node.orelse))
    ]


def runs_when_called(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a call of *function* surely runs its body, and now."""
    return all(
        last_name(decorator) in _PLAIN for decorator in function.decorator_list
    ) and not any(isinstance(node, _YIELDING) for node in _walk(function.body))


def is_abstract(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether *function* leaves its work to subclasses."""
    return any(
        isinstance(node, ast.Raise)
        and node.exc is not None
        and _ABSTRACT.search(
            last_name(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        )
        for node in _walk(function.body)
    )


_ABSTRACT: Final = re.compile(r"NotImplemented|Abstract")
"""What is in the names of errors that say that a subclass should do it."""
_PLAIN: Final = frozenset({"staticmethod", "classmethod"})
"""Decorators that do not change what a call of the function does."""
_QUIET: Final = (
    ast.Import,
    ast.ImportFrom,
    ast.Assign,
    ast.Pass,
    ast.Return,
    ast.If,
)


def is_predicate(function: ast.FunctionDef | ast.Lambda) -> bool:
    """Return whether *function* does not return anything but the results of tests."""
    if isinstance(function, ast.Lambda):
        return _is_test(function.body)
    results: list[ast.expr] = []
    for node in _walk(function.body):
        if isinstance(node, _YIELDING):
            return False
        if isinstance(node, ast.Return):
            results.append(node.value or _NOTHING)
    return bool(results) and all(map(_is_test, results))


_YIELDING: Final = (ast.Yield, ast.YieldFrom)
_TESTS: Final = (ast.Compare, ast.BoolOp, ast.Name)
_NOTHING: Final = ast.Constant(None)


def _is_test(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bool)
    if isinstance(node, ast.Call):
        return bool(re.search(_ASKING, last_name(node.func)))
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    if isinstance(node, ast.IfExp):
        return all(isinstance(part, _TESTS) for part in (node.body, node.orelse))
    return isinstance(node, _TESTS)


def _walk(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of *body* that belong to the same function."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _SCOPES):
            pending += ast.iter_child_nodes(node)


def _fold(body: Sequence[ast.stmt], depth: int) -> ast.expr | None:
    for number, node in enumerate(body):
        if isinstance(node, ast.Return):
            return node.value
        if _returns(node):
            if isinstance(node, ast.If) and depth:
                return _fold_if(node, body[number + 1 :], depth)
            return None
    return None


def _returns(statement: ast.stmt) -> bool:
    """Return whether there is a ``return`` in *statement*."""
    return any(isinstance(node, ast.Return) for node in _walk([statement]))


def _fold_if(node: ast.If, rest: Sequence[ast.stmt], depth: int) -> ast.expr | None:
    then = _fold([*node.body, *rest], depth - 1)
    other = _fold([*node.orelse, *rest], depth - 1) if then is not None else None
    return ast.IfExp(node.test, then, other) if then and other else None
