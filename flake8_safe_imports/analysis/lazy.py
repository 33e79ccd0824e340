"""Which imports of a file are lazy on Python 3.15, as PEP 810 defines it.

An import is lazy if it says so (``lazy import a``), or if ``__lazy_modules__`` names
just its module: assigned at module level before the import, which must not be in a
function, a class or a ``try``.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.branches import CLASS, FUNCTION

if TYPE_CHECKING:
    from collections.abc import Container

    from flake8_safe_imports.analysis.places import Block, Place

VARIABLE: Final = "__lazy_modules__"

_TRIES: Final = (ast.Try, ast.ExceptHandler, getattr(ast, "TryStar", ast.Try))


class LazyModules:
    """What the variable ``__lazy_modules__`` of one file holds, from where on."""

    def __init__(self, tree: ast.Module) -> None:
        self._assigned: list[tuple[int, Container[str]]] = []
        """The numbers of the statements of the module that assign it, and the names."""
        for number, node in enumerate(tree.body):
            names = _read_assignment(node)
            if names is not None:
                self._assigned.append((number, names))

    def name(self, module: str, place: Place) -> bool:
        """Return whether an import of *module* at *place* is lazy by the variable."""
        number = self._find_statement(place) if self._assigned else -1
        before = [names for first, names in self._assigned if first < number]
        return bool(before) and module in before[-1]

    @staticmethod
    def _find_statement(place: Place) -> int:
        """Return the number of the statement of the module around *place*.

        -1 if *place* is where no import can be lazy.
        """
        block: Block | None = place.block
        number = place.number
        while block is not None and block.parent is not None:
            if block.branch in (FUNCTION, CLASS) or isinstance(block.owner, _TRIES):
                return -1
            number, block = block.index, block.parent
        return number


def _read_assignment(node: ast.stmt) -> Container[str] | None:
    """Return what *node* assigns to the variable; None if it leaves it as it is.

    The result is empty if that is not a literal.
    """
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets = [node.target]
    elif isinstance(node, ast.Delete):
        targets = node.targets
    else:
        return None
    if not any(isinstance(item, ast.Name) and item.id == VARIABLE for item in targets):
        return None
    value = None if isinstance(node, (ast.AugAssign, ast.Delete)) else node.value
    if not isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        return ()
    return {
        item.value
        for item in value.elts
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    }
