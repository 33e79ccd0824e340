"""The branches of compound statements."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, Callable, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

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

FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
LOOPS: Final = (ast.For, ast.AsyncFor, ast.While)
TRIES: tuple[type[ast.Try], ...] = (ast.Try, getattr(ast, "TryStar", ast.Try))
"""The classes of ``try`` statements; ``except*`` is new in Python 3.11."""

MATCHES: tuple[type[ast.stmt], ...] = ()
"""The class of ``match`` statements; none before Python 3.10."""

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
    MATCHES = (ast.Match,)
if sys.version_info >= (3, 11):
    BRANCHES[ast.TryStar] = _branches_of_try
