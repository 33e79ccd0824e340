"""Which items of a table are taken: that with a key, at a position, or all."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES: Final = (ast.Dict, ast.List, ast.Tuple)
"""The literals of which an item can be taken."""
_MOST_KEYS: Final = 64
"""How many keys are compared with a version."""
_SAME_ITEMS: Final = {
    **dict.fromkeys(("enumerate", "iter", "list", "reversed", "set", "sorted"), 0),
    **dict.fromkeys(("tuple", "zip"), 0),
    **dict.fromkeys(("filter", "map"), 1),
}
"""Functions that give nothing if a table is empty, and where they are given it."""
_VIEWS: Final = frozenset({"items", "keys", "values"})
_COMPREHENSIONS: Final = (ast.DictComp, ast.GeneratorExp, ast.ListComp, ast.SetComp)
_MOST_FILTERS: Final = 8
"""How many tests of a comprehension are read."""
_MAX_DEPTH: Final = 4
"""How many calls in each other are read."""


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


def find_missing(node: ast.Subscript) -> tuple[str, ast.expr] | None:
    """Return the error that *node* raises if nothing is there, and the test for that.

    None unless the table is a literal with all its keys.
    """
    table = node.value
    keys = [key for key, _ in list_keyed_items(table)]
    if not isinstance(table, TABLES) or isinstance(node.slice, ast.Slice):
        return None
    if not keys or None in keys or len(keys) > _MOST_KEYS:
        return None
    if isinstance(table, ast.Dict):
        return "KeyError", is_not_chosen(node.slice, table)
    places = range(-len(keys), len(keys))
    known = ast.Tuple([ast.Constant(place) for place in places], ast.Load())
    return "IndexError", ast.Compare(node.slice, [ast.NotIn()], [known])


def list_filters(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the tests without which *node* has no items: ``[x for x in y if TEST]``.

    What an item is says nothing of versions: ``if x``.
    """
    for _ in range(_MAX_DEPTH):
        if isinstance(node, _COMPREHENSIONS):
            loop = node.generators[0]
            name = loop.target.id if isinstance(loop.target, ast.Name) else None
            for test in loop.ifs[:_MOST_FILTERS]:
                if not isinstance(test, ast.Name) or test.id != name:
                    yield test
        inner = _find_inner(node)
        if inner is None:
            return
        node = inner


def find_source(node: ast.expr) -> ast.expr:
    """Return the table that *node* gives the items of: ``sorted(d.items())``."""
    for _ in range(_MAX_DEPTH):
        inner = _find_inner(node)
        if inner is None:
            break
        node = inner
    return node


def _find_inner(node: ast.expr) -> ast.expr | None:
    if isinstance(node, _COMPREHENSIONS):
        return node.generators[0].iter
    if isinstance(node, (ast.List, ast.Set, ast.Tuple)):
        only = node.elts[0] if len(node.elts) == 1 else None
        return only.value if isinstance(only, ast.Starred) else None
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return node.values[0] if all(map(is_empty, node.values[1:])) else None
    if not isinstance(node, ast.Call):
        return None
    name = last_name(node.func)
    if isinstance(node.func, ast.Attribute):
        return node.func.value if name in _VIEWS and not node.args else None
    position = _SAME_ITEMS.get(name, len(node.args))
    return node.args[position] if position < len(node.args) else None


def is_empty(node: ast.expr) -> bool:
    """Return whether *node* is an empty literal."""
    return isinstance(node, TABLES) and not (
        node.keys if isinstance(node, ast.Dict) else node.elts
    )


def find_parameters(decorator: ast.expr) -> ast.expr | None:
    """Return what *decorator* gives a test, or a fixture of pytest, one after another.

    Without any, they do not run.
    """
    if not isinstance(decorator, ast.Call):
        return None
    name = last_name(decorator.func)
    keyword = {"parametrize": "argvalues", "fixture": "params"}.get(name)
    if keyword is None:
        return None
    if name == "parametrize" and len(decorator.args) > 1:
        return decorator.args[1]
    given = (item.value for item in decorator.keywords if item.arg == keyword)
    return next(given, None)
