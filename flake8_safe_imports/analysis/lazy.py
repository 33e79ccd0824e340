"""Which imports of a file are lazy on Python 3.15, as PEP 810 defines it.

An import is lazy if it says so (``lazy import a``), or if ``__lazy_modules__`` names
just its module: assigned at module level before the import, which must not be in a
function, a class or a ``try``.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.analysis.statements.branches import (
    CLASS,
    FUNCTION,
    FUNCTIONS,
    TRIES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.analysis.scoping.places import Block, Place

VARIABLE: Final = "__lazy_modules__"

_TYPES: Final = frozenset({"frozenset", "set", "list", "tuple"})
_NEVER_CHANGE: Final = (ast.Import, ast.ImportFrom, *FUNCTIONS, ast.ClassDef)
_TRIES: Final = (*TRIES, ast.ExceptHandler)


class NamedModules(NamedTuple):
    """What the variable holds: the names that the file shows, and whether all."""

    shown: frozenset[str] = frozenset()
    is_complete: bool = False


class LazyModules:
    """What the variable ``__lazy_modules__`` of one file holds, from where on."""

    def __init__(self, tree: ast.Module) -> None:
        self._assigned: list[tuple[int, NamedModules]] = []
        """The numbers of the statements of the module that assign it, and the names."""
        names = NamedModules(is_complete=True)
        for number, node in enumerate(tree.body):
            if _mentions_variable(node):
                names = _read(node, names)
                self._assigned.append((number, names))

    def name(self, module: str, place: Place) -> bool:
        """Return whether an import of *module* at *place* is lazy by the variable."""
        return module in self._find(place).shown

    def may_name(self, module: str, place: Place) -> bool:
        """Return the same; True also if the file does not show all names."""
        names = self._find(place)
        return module in names.shown or not names.is_complete

    def _find(self, place: Place) -> NamedModules:
        number = self._find_statement(place) if self._assigned else -1
        before = [names for first, names in self._assigned if first < number]
        return before[-1] if before else NamedModules(is_complete=True)

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


def _mentions_variable(node: ast.stmt) -> bool:
    """Return whether *node* may change the variable; imports and functions do not."""
    return not isinstance(node, _NEVER_CHANGE) and any(
        isinstance(item, ast.Name) and item.id == VARIABLE for item in ast.walk(node)
    )


def _read(node: ast.stmt, before: NamedModules) -> NamedModules:
    """Return what the variable holds after *node*, given what it held before."""
    if isinstance(node, ast.Delete) and _has_variable(node.targets):
        return NamedModules(is_complete=True)
    if isinstance(node, ast.Assign) and _has_variable(node.targets):
        return _read_value(node.value)
    if isinstance(node, ast.AnnAssign) and _has_variable([node.target]):
        return _read_value(node.value) if node.value else before
    if isinstance(node, ast.AugAssign) and _has_variable([node.target]):
        if not isinstance(node.op, (ast.Add, ast.BitOr)):
            return NamedModules()
        added = _read_value(node.value)
        return NamedModules(
            before.shown | added.shown, before.is_complete and added.is_complete
        )
    return before._replace(is_complete=False)


def _has_variable(targets: Iterable[ast.expr]) -> bool:
    """Return whether the variable itself is one of *targets*, not what it holds."""
    return any(isinstance(item, ast.Name) and item.id == VARIABLE for item in targets)


def _read_value(node: ast.expr) -> NamedModules:
    """Return the names in *node*: a literal, or a call that makes one of another type.

    It may be any object that has ``__contains__``.
    """
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _TYPES
        and len(node.args) == 1
    ):
        node = node.args[0]
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return NamedModules()
    shown = frozenset(
        item.value
        for item in node.elts
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    )
    return NamedModules(
        shown, all(isinstance(item, ast.Constant) for item in node.elts)
    )
