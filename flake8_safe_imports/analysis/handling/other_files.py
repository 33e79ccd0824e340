"""Looks up the names that a file imports in the files that define them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Callable, Final, Optional, Protocol

from flake8_safe_imports.analysis.facts.given_versions import spell_literals
from flake8_safe_imports.analysis.handling.handlers import OtherCatching
from flake8_safe_imports.analysis.handling.presence import is_none

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.facts.releases import Release
    from flake8_safe_imports.analysis.facts.splits import Split
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.scoping.bindings import Bindings


class OtherExpression(OtherCatching, Protocol):
    """An expression of another file."""

    def value(self, release: Release) -> Any:
        """Return its value on *release*; raise NotUnderstood if that is unknown."""

    def parts(self) -> Iterator[ast.AST]:
        """Yield all nodes that may decide its value."""

    def is_about_version(self) -> bool:
        """Return whether it asks for the version."""

    def depends_on_version(self) -> bool:
        """Return whether it is a decorator or a class that depends on the version."""

    def split(self) -> Split | None:
        """Return how it splits all versions; None if it says nothing about them."""

    def find_end(self) -> State | None:
        """Return what is known after it, a call; None if that never returns."""

    def find_attempted(self, taker: int | str) -> set[str]:
        """Return the built-in exceptions that it, a call, catches of what it is given.

        *taker* tells to which parameter.
        """

    def find_inherited(self, own: frozenset[str], *, needs_object: bool) -> State:
        """Return what is known in methods of what inherits from it, a class.

        *own* are the names that what inherits binds itself.
        """


FindElsewhere = Callable[[str, str], Optional[OtherExpression]]
"""Finds an expression in another file, by its dotted name and what follows that."""
FindInOthers = Callable[[ast.expr], Optional[OtherExpression]]
"""Finds what an expression of one file is in the file that defines its name."""


class OtherFiles:
    """Looks up the names of one file; each expression only once."""

    def __init__(self, bindings: Bindings, find_elsewhere: FindElsewhere) -> None:
        self._bindings: Final = bindings
        self._find_elsewhere: Final = find_elsewhere
        # The nodes are kept, so that their ids are not used again.
        self._found: Final[dict[int, tuple[ast.expr, OtherExpression | None]]] = {}

    def find(self, node: ast.expr) -> OtherExpression | None:
        """Return what *node* is in the file that defines its name.

        It is a name, a call of one, or a comparison with None.
        """
        known = self._found.get(id(node))
        if known is None:
            base, rest = _split_question(node)
            dotted = self._bindings.dotted_name(base)
            found = self._find_elsewhere(dotted, rest) if dotted else None
            known = self._found[id(node)] = (node, found)
        return known[1]


def _split_question(node: ast.expr) -> tuple[ast.expr, str]:
    """Return the name that *node* begins with, and the rest of it as text."""
    if isinstance(node, ast.Call):
        return node.func, f"({spell_literals(node)})"
    if (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and is_none(node.comparators[0])
    ):
        if isinstance(node.ops[0], (ast.Is, ast.Eq)):
            return node.left, " is None"
        if isinstance(node.ops[0], (ast.IsNot, ast.NotEq)):
            return node.left, " is not None"
    return node, ""
