"""Which item of a table is taken: that with a key, or at a position."""

from __future__ import annotations

import ast
from typing import Final

TABLES: Final = (ast.Dict, ast.List, ast.Tuple)
"""The literals of which an item can be taken."""


def list_keyed_items(table: ast.expr) -> list[tuple[ast.expr | None, ast.expr]]:
    """Return what is in *table*, each item with its key; None if that is unknown."""
    if isinstance(table, ast.Dict):
        return list(zip(table.keys, table.values))
    items: list[ast.expr] = getattr(table, "elts", [])
    if any(isinstance(item, ast.Starred) for item in items):
        return [(None, item) for item in items]
    return [(ast.Constant(number), item) for number, item in enumerate(items)]


def is_chosen(index: ast.expr, key: ast.expr) -> ast.expr:
    """Return the test whether *index* takes the item with the *key*."""
    return ast.Compare(index, [ast.Eq()], [key])


def is_not_chosen(index: ast.expr, table: ast.Dict) -> ast.expr:
    """Return the test whether *index* takes nothing from *table*."""
    keys = [key for key in table.keys if key is not None]
    return ast.Compare(index, [ast.NotIn()], [ast.Tuple(keys, ast.Load())])
