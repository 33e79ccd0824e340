"""What holds statements, and one cheap walk over it to the imports of a file.

Expressions are not visited here, and of the statements no more than need be.
"""

from __future__ import annotations

import ast
import sys
from bisect import bisect_left
from typing import TYPE_CHECKING, Callable, Union

if TYPE_CHECKING:
    from collections.abc import Sequence

ImportStatement = Union[ast.Import, ast.ImportFrom]

THEN = "then"
"""The branch that runs where the condition of its owner holds."""
ELSE = "else"
"""The branch that runs where the condition of its owner does not hold."""
TRY = "try"
HANDLER = "handler"
NO_ERROR = "no error"
"""The ``else`` of a ``try``: it runs after a body that raised nothing."""
CASE = "case"
FUNCTION = "function"
CLASS = "class"
PLAIN = "plain"
"""Anything else that holds statements: loops, ``with``, ``finally``, the module."""

TRIES: tuple[type[ast.Try], ...] = (ast.Try, getattr(ast, "TryStar", ast.Try))
"""``try`` statements; those with ``except*`` came with Python 3.11."""

Branch = tuple[str, "Sequence[ast.stmt]", ast.AST]


def _branches_of_if(node: ast.If) -> list[Branch]:
    return [(THEN, node.body, node), (ELSE, node.orelse, node)]


def _branches_of_loop(node: ast.For | ast.AsyncFor) -> list[Branch]:
    return [(PLAIN, node.body, node), (PLAIN, node.orelse, node)]


def _branches_of_while(node: ast.While) -> list[Branch]:
    return [(THEN, node.body, node), (PLAIN, node.orelse, node)]


def _branches_of_with(node: ast.With | ast.AsyncWith) -> list[Branch]:
    return [(PLAIN, node.body, node)]


def _branches_of_try(node: ast.Try) -> list[Branch]:
    return [
        (TRY, node.body, node),
        *((HANDLER, handler.body, handler) for handler in node.handlers),
        (NO_ERROR, node.orelse, node),
        (PLAIN, node.finalbody, node),
    ]


def _branches_of_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[Branch]:
    return [(FUNCTION, node.body, node)]


def _branches_of_class(node: ast.ClassDef) -> list[Branch]:
    return [(CLASS, node.body, node)]


BRANCHES: dict[type[ast.AST], Callable[..., list[Branch]]] = {
    ast.If: _branches_of_if,
    ast.For: _branches_of_loop,
    ast.AsyncFor: _branches_of_loop,
    ast.While: _branches_of_while,
    ast.With: _branches_of_with,
    ast.AsyncWith: _branches_of_with,
    ast.Try: _branches_of_try,
    ast.FunctionDef: _branches_of_function,
    ast.AsyncFunctionDef: _branches_of_function,
    ast.ClassDef: _branches_of_class,
}
"""For each statement that holds statements: what its branches are."""

if sys.version_info >= (3, 10):

    def _branches_of_match(node: ast.Match) -> list[Branch]:
        return [(CASE, case.body, case) for case in node.cases]

    BRANCHES[ast.Match] = _branches_of_match
if sys.version_info >= (3, 11):
    BRANCHES[ast.TryStar] = _branches_of_try


def find_imports(tree: ast.Module, lines: Sequence[int]) -> list[ImportStatement]:
    """Return the import statements of *tree*, those of a block together.

    *lines* are the numbers of the lines on which the word ``import`` may be that of a
    statement, in order.  Only what covers such a line is looked into, and only until
    none is left: in most files that is before any nested statement was looked at.
    """
    found: list[ImportStatement] = []
    left = set(lines)
    pending: list[Sequence[ast.stmt]] = [tree.body]
    while pending and left:
        nested: list[ast.stmt] = []
        for node in pending.pop():
            kind = type(node)
            if kind is ast.Import or kind is ast.ImportFrom:
                found.append(node)  # type: ignore[arg-type]
                # What else stands on its lines is of the same block.
                left.difference_update(
                    range(node.lineno, (node.end_lineno or node.lineno) + 1)
                )
            elif kind in BRANCHES:
                nested.append(node)
        if left:
            for node in nested:
                if _covers(node, lines):
                    pending.extend(body for _, body, _ in BRANCHES[type(node)](node))
    return found


def _covers(node: ast.stmt, lines: Sequence[int]) -> bool:
    """Return whether *node* covers one of *lines*, which are sorted."""
    index = bisect_left(lines, node.lineno)
    return index < len(lines) and lines[index] <= (node.end_lineno or node.lineno)
