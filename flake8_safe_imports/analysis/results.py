"""What functions of a file return, if they do nothing but return a test."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Union

if TYPE_CHECKING:
    from collections.abc import Sequence

    Function = Union[ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda]

PROPERTIES: Final = frozenset({"property", "cached_property", "classproperty"})
"""The last part of the names of decorators that make a method an attribute."""
_PREPARING: Final = (ast.Import, ast.ImportFrom, ast.Assign, ast.Pass)
"""Statements that may come before the ``return``."""
_MAX_DEPTH: Final = 8


def find_result(function: Function) -> ast.expr | None:
    """Return the expression whose value *function* returns, None if it does more.

    ``if x: return a`` before ``return b`` gives ``a if x else b``, a node that is not
    in the tree.
    """
    if isinstance(function, ast.Lambda):
        return function.body
    if isinstance(function, ast.AsyncFunctionDef):
        return None
    return _fold(function.body, _MAX_DEPTH)


def _fold(body: Sequence[ast.stmt], depth: int) -> ast.expr | None:
    for number, node in enumerate(body):
        if isinstance(node, ast.Return):
            return node.value
        if isinstance(node, ast.If) and depth:
            return _fold_if(node, body[number + 1 :], depth)
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_text and not isinstance(node, _PREPARING):
            return None
    return None


def _fold_if(node: ast.If, rest: Sequence[ast.stmt], depth: int) -> ast.expr | None:
    then = _fold(node.body, depth - 1)
    other = _fold([*node.orelse, *rest], depth - 1)
    if then is None or other is None:
        return None
    return ast.IfExp(node.test, then, other)
