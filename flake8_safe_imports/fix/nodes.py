"""All nodes of a tree, found in one pass, which the parts of the fixer share."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

_Node = TypeVar("_Node", bound=ast.AST)


class Nodes:
    """The nodes of one tree, by kind, and the node around each."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.parents: dict[int, ast.AST] = {}
        """The node around each node, by its id."""
        self._by_kind: dict[type[ast.AST], list[ast.AST]] = {}
        self._collect()

    def _collect(self) -> None:
        by_kind, parents = self._by_kind, self.parents
        pending: list[ast.AST] = [self.tree]
        while pending:
            node = pending.pop()
            by_kind.setdefault(type(node), []).append(node)
            for field in node._fields:
                if field == "ctx":
                    continue
                value = getattr(node, field, None)
                if isinstance(value, list):
                    for item in value:
                        if isinstance(item, ast.AST):
                            parents[id(item)] = node
                            pending.append(item)
                elif isinstance(value, ast.AST):
                    parents[id(value)] = node
                    pending.append(value)

    def of(self, *kinds: type[_Node]) -> Iterator[_Node]:
        """Yield the nodes of *kinds*, in no certain order."""
        for kind in kinds:
            # All nodes under a kind are of that kind.
            yield from self._by_kind.get(kind, ())  # type: ignore[misc]
