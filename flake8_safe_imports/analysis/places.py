"""Where in a file something stands.

A *place* is a block and the index of a statement in it; what the guards around a place
mean is worked out later, and only when a rule has something to say about an import
(see ``places``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.analysis.branches import PLAIN

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.branches import ImportStatement


class Block:
    """A run of statements, or an expression, that its owner decides on.

    ``index`` is the position of the owner in the parent's ``body``.  ``first`` and
    ``last`` number the blocks in the order they are met, so that one block is inside
    another exactly when its ``first`` lies in the other's range; only the walk in
    ``scopes`` fills them in, and ``loop``: the innermost block around it, or itself,
    that a loop of the same function repeats.
    """

    __slots__ = ("body", "branch", "first", "index", "last", "loop", "owner", "parent")

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


def module_block(tree: ast.Module) -> Block:
    """Return the block of the whole module."""
    return Block(None, 0, tree, PLAIN, tree.body)
