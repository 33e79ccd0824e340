"""One cheap walk over the statements of a file: its imports and where they stand.

Expressions are not visited here.  A *place* is a block and the index of a statement
in it; what the guards around a place mean is worked out later, and only when a rule
has something to say about an import (see ``places``).
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, Callable, NamedTuple, Union

if TYPE_CHECKING:
    from collections.abc import Sequence

ImportStatement = Union[ast.Import, ast.ImportFrom]

THEN = "then"
"""The arm that runs where the condition of its owner holds."""
ELSE = "else"
"""The arm that runs where the condition of its owner does not hold."""
TRY = "try"
HANDLER = "handler"
NO_ERROR = "no error"
"""The ``else`` of a ``try``: it runs after a body that raised nothing."""
CASE = "case"
FUNCTION = "function"
CLASS = "class"
PLAIN = "plain"
"""Anything else that holds statements: loops, ``with``, ``finally``, the module."""


class Block:
    """A run of statements, or an expression, that its owner decides on.

    ``index`` is the position of the owner in the parent's ``body``.  ``first`` and
    ``last`` number the blocks in the order they are met, so that one block is inside
    another exactly when its ``first`` lies in the other's range; only the walk in
    ``scopes`` fills them in, and ``loop``: the innermost block around it, or itself,
    that a loop of the same function repeats.
    """

    __slots__ = ("arm", "body", "first", "index", "last", "loop", "owner", "parent")

    def __init__(
        self,
        parent: Block | None,
        index: int,
        owner: ast.AST,
        arm: str,
        body: Sequence[ast.stmt] = (),
    ) -> None:
        self.parent = parent
        self.index = index
        self.owner = owner
        self.arm = arm
        self.body = body
        self.first = self.last = 0
        self.loop: Block | None = None


class Place(NamedTuple):
    """A statement, or an expression in it: the block and the statement's number."""

    block: Block
    number: int


Route = tuple[Place, ...]
"""Where a name is imported, then each assignment that hands it on: ``b = a.c``."""


class Located(NamedTuple):
    """An import statement and its place."""

    node: ImportStatement
    place: Place


Arm = tuple[str, "Sequence[ast.stmt]", ast.AST]


def _arms_of_if(node: ast.If) -> list[Arm]:
    return [(THEN, node.body, node), (ELSE, node.orelse, node)]


def _arms_of_loop(node: ast.For | ast.AsyncFor) -> list[Arm]:
    return [(PLAIN, node.body, node), (PLAIN, node.orelse, node)]


def _arms_of_while(node: ast.While) -> list[Arm]:
    return [(THEN, node.body, node), (PLAIN, node.orelse, node)]


def _arms_of_with(node: ast.With | ast.AsyncWith) -> list[Arm]:
    return [(PLAIN, node.body, node)]


def _arms_of_try(node: ast.Try) -> list[Arm]:
    return [
        (TRY, node.body, node),
        *((HANDLER, handler.body, handler) for handler in node.handlers),
        (NO_ERROR, node.orelse, node),
        (PLAIN, node.finalbody, node),
    ]


def _arms_of_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[Arm]:
    return [(FUNCTION, node.body, node)]


def _arms_of_class(node: ast.ClassDef) -> list[Arm]:
    return [(CLASS, node.body, node)]


ARMS: dict[type[ast.AST], Callable[..., list[Arm]]] = {
    ast.If: _arms_of_if,
    ast.For: _arms_of_loop,
    ast.AsyncFor: _arms_of_loop,
    ast.While: _arms_of_while,
    ast.With: _arms_of_with,
    ast.AsyncWith: _arms_of_with,
    ast.Try: _arms_of_try,
    ast.FunctionDef: _arms_of_function,
    ast.AsyncFunctionDef: _arms_of_function,
    ast.ClassDef: _arms_of_class,
}
"""For each statement that holds statements: what its arms are."""

if sys.version_info >= (3, 10):

    def _arms_of_match(node: ast.Match) -> list[Arm]:
        return [(CASE, case.body, case) for case in node.cases]

    ARMS[ast.Match] = _arms_of_match
if sys.version_info >= (3, 11):
    ARMS[ast.TryStar] = _arms_of_try


def module_block(tree: ast.Module) -> Block:
    """Return the block of the whole module."""
    return Block(None, 0, tree, PLAIN, tree.body)


def imports(tree: ast.Module, keywords: int) -> list[Located]:
    """Return the import statements of *tree*, those of a block together.

    *keywords* is how often ``import`` stands in the source as a word.  Each import
    statement holds it exactly once, so the walk ends when all have been found; in
    most files that is before any nested statement was looked at.
    """
    found: list[Located] = []
    pending = [module_block(tree)]
    while pending and len(found) < keywords:
        block = pending.pop()
        nested: list[tuple[int, ast.stmt]] = []
        for index, node in enumerate(block.body):
            kind = type(node)
            if kind is ast.Import or kind is ast.ImportFrom:
                found.append(Located(node, Place(block, index)))  # type: ignore[arg-type]
            elif kind in ARMS:
                nested.append((index, node))
        if len(found) < keywords:
            pending.extend(
                Block(block, index, owner, arm, body)
                for index, node in nested
                for arm, body, owner in ARMS[type(node)](node)
                if body
            )
    return found
