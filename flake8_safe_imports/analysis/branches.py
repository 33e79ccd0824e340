"""The branches of compound statements, and a cheap search for the imports of a file.

Expressions are not visited here, and no more statements than necessary.
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
"""The branch that runs if the condition of its owner is true."""
ELSE = "else"
"""The branch that runs if the condition of its owner is false."""
TRY = "try"
HANDLER = "handler"
NO_ERROR = "no error"
"""The ``else`` of a ``try``, which runs after a body that raised nothing."""
CASE = "case"
FUNCTION = "function"
CLASS = "class"
PLAIN = "plain"
"""Everything else that contains statements: loops, ``with``, ``finally``, modules."""

TRIES: tuple[type[ast.Try], ...] = (ast.Try, getattr(ast, "TryStar", ast.Try))
"""The classes of ``try`` statements; ``except*`` is new in Python 3.11."""

Branch = tuple[str, "Sequence[ast.stmt]", ast.AST]
"""One of the constants above, the statements, and the node that owns them."""


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
"""For each class of compound statements, a function that returns the branches."""

if sys.version_info >= (3, 10):

    def _branches_of_match(node: ast.Match) -> list[Branch]:
        return [(CASE, case.body, case) for case in node.cases]

    BRANCHES[ast.Match] = _branches_of_match
if sys.version_info >= (3, 11):
    BRANCHES[ast.TryStar] = _branches_of_try


def find_imports(tree: ast.Module, lines: Sequence[int]) -> list[ImportStatement]:
    """Return the import statements of *tree*, those of a block together.

    *lines* are the numbers of the lines that may contain the word ``import`` of a
    statement, sorted. Only statements that cover such a line are searched, until none
    of the lines is left: in most files that is before any nested statement.
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
                # Other imports on its lines are in the same block.
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


def top_level_modules(node: ImportStatement) -> list[str]:
    """Return the top-level modules of an absolute import; none of a relative one."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [] if node.level else [(node.module or "").partition(".")[0]]
