"""Places in a file.

A *place* is a block and the index of a statement in it. What the guards around a
place mean is worked out later, and only if a rule may report an import there: see
:mod:`flake8_safe_imports.analysis.reachability`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.analysis.statements.branches import PLAIN

if TYPE_CHECKING:
    import ast
    from collections.abc import Container, Sequence

    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )


class Block:
    """Some statements, or an expression, that run together as a branch of *owner*.

    ``index`` is the position of the owner in the parent's ``body``. The rest is filled
    in by the walk: ``first`` and ``last`` number the beginning and the end in
    evaluation order, so that one block encloses another exactly if the other's
    ``first`` is between them; ``repeats`` says whether a loop repeats this block, and
    ``loop`` is the innermost block around it that a loop of the same function repeats.
    """

    __slots__ = (
        "body",
        "branch",
        "first",
        "index",
        "last",
        "loop",
        "owner",
        "parent",
        "repeats",
    )

    def __init__(
        self,
        parent: Block | None,
        index: int,
        owner: ast.AST,
        branch: str,
        body: Sequence[ast.stmt] = (),
    ) -> None:
        self.parent = parent
        self.index = index
        self.owner = owner
        self.branch = branch
        self.body = body
        self.first = self.last = 0
        self.repeats = False
        self.loop: Block | None = None


class Place(NamedTuple):
    """A statement, or an expression in it: a block and the index of the statement."""

    block: Block
    number: int


Route = tuple[Place, ...]
"""Where a name is imported, then each assignment that renames it: ``b = a.c``."""


class Located(NamedTuple):
    """An import statement and its place."""

    node: ImportStatement
    place: Place


class Loop(NamedTuple):
    """A ``for`` statement, and the block of its body."""

    node: ast.For | ast.AsyncFor
    body: Block


def module_block(tree: ast.Module) -> Block:
    """Return the block of the whole module."""
    return Block(None, 0, tree, PLAIN, tree.body)


def list_outside_in(block: Block, known: Container[Block]) -> list[Block]:
    """Return *block* and those around it that are not *known*, outermost first."""
    found: list[Block] = []
    entered: Block | None = block
    while entered is not None and entered not in known:
        found.append(entered)
        entered = entered.parent
    return found[::-1]
