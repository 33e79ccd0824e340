"""Functions that are kept in a table, and where they are called out of it.

As in ``for load in (_by_name, _by_path):``, with ``load()`` below it.
"""

from __future__ import annotations

import ast
import bisect
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.keys import (
    TABLES,
    is_chosen,
    is_not_chosen,
    list_keyed_items,
)
from flake8_safe_imports.analysis.scoping.places import Block, Place
from flake8_safe_imports.analysis.scoping.recorder import last_name, split_chain
from flake8_safe_imports.analysis.statements.branches import THEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Loop
    from flake8_safe_imports.analysis.scoping.scopes import Use

    _Path = tuple[int, ...]
    """Where something is in an item of a table: ``(1,)`` in ``(key, function)``."""
    _Uses = tuple[list[int], list[Use]]
    """The uses of one name, and when each is evaluated."""
    _Part = tuple[int, str, _Path]
    """The id of a table, which of its parts, and where in each."""

_KEYS: Final = "keys"
_ITEMS: Final = "items"
"""The values of a dictionary, or what is in any other table."""
_SAME_ITEMS: Final = frozenset(("iter", "list", "reversed", "set", "sorted", "tuple"))
"""Functions that give what is in a table, in some order."""
_TABLES: Final = (ast.Dict, ast.List, ast.Set, ast.Tuple)
_MAX_DEPTH: Final = 4
"""How many tuples in each other are looked into."""
_MAX_AFTER: Final = 4
"""How many uses of a name behind a loop that binds it are looked at."""
_MAX_USES: Final = 16
"""How many uses of what is in one table are looked at."""


class FunctionTables:
    """Finds the tables of one file: tuples, lists, sets and dictionaries."""

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._unclear: dict[int, ast.expr] = {}
        """The tables whose items have more uses in loops than are looked at."""
        self._in_headers: set[int] = set()
        """The ids of the names of tables that loops take their items from."""

    def list_calls(self, node: ast.expr) -> Sequence[Use]:
        """Return the uses of *node*, in a table, by loops over it and by the table.

        Empty if it is in none, if nothing uses that, or if too much does.
        """
        return self._calls.get(id(node), ())

    @cached_property
    def functions_in_loops(self) -> dict[ast.AST, list[Use]]:
        """The functions that loops go through -> the uses of the loops' variables."""
        found: defaultdict[ast.AST, list[Use]] = defaultdict(list)
        for item, uses in self._in_loops:
            if isinstance(item, ast.Lambda):
                found[item] += uses
            for event in self._bindings.values.find_assignments(item):
                if event.function is not None:
                    found[event.function] += uses
        return found

    @cached_property
    def _calls(self) -> dict[int, list[Use]]:
        found: defaultdict[int, list[Use]] = defaultdict(list)
        for item, uses in self._in_loops:
            found[id(item)] += uses
        for table, uses in self._list_used_otherwise():
            for item, _, _ in _list_items(table):
                found[id(item)] += uses
            if isinstance(table, TABLES) and _has_names(table):
                for item, chosen in _list_chosen(table, uses):
                    in_loops = found[id(item)][: -len(uses) or None]
                    found[id(item)] = [*in_loops, *chosen]
        for table in self._unclear.values():
            for item, _, _ in _list_items(table):
                found.pop(id(item), None)
        return found

    @cached_property
    def _in_loops(self) -> list[tuple[ast.expr, list[Use]]]:
        """What is in tables, and the uses of the variables of loops through them."""
        uses: defaultdict[_Part, list[Use]] = defaultdict(list)
        tables: dict[int, ast.expr] = {}
        targets = [
            (loop, *target)
            for loop in self._bindings.scopes.loops
            for target in self._list_targets(loop)
        ]
        uses_by_name = self._list_uses_by_name({target[1] for target in targets})
        for loop, name, table, kind, path in targets:
            tables[id(table)] = table
            part = uses[id(table), kind, path]
            most = _MAX_USES + 1 - len(part)
            part += self._list_uses(uses_by_name[name], loop, most)
            if len(part) > _MAX_USES:
                self._unclear[id(table)] = table
        return [
            (item, uses[id(table), of, path[:length]])
            for table in tables.values()
            for item, of, path in _list_items(table)
            for length in range(len(path) + 1)
            if (id(table), of, path[:length]) in uses
        ]

    def _list_targets(self, loop: Loop) -> Iterator[tuple[str, ast.expr, str, _Path]]:
        """Yield the names that *loop* binds, and the parts of tables they stand for."""
        pending = [(loop.node.target, loop.node.iter, "")]
        while pending:
            target, source, kind = pending.pop()
            if isinstance(source, ast.Call):
                pending += _pair(target, source)
                continue
            table = self._find_table(source)
            is_dict = isinstance(table, ast.Dict)
            names = _list_names(target)
            if table is not None and names and (is_dict or not kind):
                self._in_headers.add(id(source))
                for name, path in names:
                    yield name, table, kind or (_KEYS if is_dict else _ITEMS), path

    def _find_table(self, node: ast.expr) -> ast.expr | None:
        """Return the table that *node* is, or that it was assigned once."""
        if isinstance(node, ast.Name):
            events = self._bindings.values.find_assignments(node)
            value = events[0].value if len(events) == 1 else None
        else:
            value = node
        return value if isinstance(value, _TABLES) else None

    def _list_uses(self, known: _Uses, loop: Loop, most: int) -> list[Use]:
        """Return those of the *known* uses of what *loop* binds, not more than *most*.

        Those in its body, and those that come next and may still mean it.
        """
        orders, uses = known
        begin = bisect.bisect_left(orders, loop.body.first)
        end = bisect.bisect_left(orders, loop.body.last)
        found = list(uses[begin : min(end, begin + most)])
        for use in uses[end : end + _MAX_AFTER]:
            events = self._bindings.scopes.find_events(use) or ()
            if any(_is_part_of(event.value, loop.node.iter) for event in events):
                found.append(use)
        return found[:most]

    def _list_uses_by_name(self, names: set[str]) -> dict[str, _Uses]:
        found: dict[str, _Uses] = {name: ([], []) for name in names}
        for use in self._bindings.scopes.uses if names else ():
            if use.name in names:
                orders, uses = found[use.name]
                orders.append(use.order)
                uses.append(use)
        return found

    def _list_used_otherwise(self) -> Iterator[tuple[ast.expr, list[Use]]]:
        """Yield the tables that have a name, and its uses, but not in loops."""
        for table, uses in self._bindings.list_tables(_TABLES):
            if len(uses) > _MAX_USES:
                self._unclear[id(table)] = table
            else:
                yield table, [use for use in uses if not self._is_in_header(use)]

    def _is_in_header(self, use: Use) -> bool:
        return id(split_chain(use.node)[0]) in self._in_headers


def _has_names(table: ast.expr) -> bool:
    return any(
        isinstance(item, (ast.Lambda, ast.Name)) for _, item in list_keyed_items(table)
    )


def _list_chosen(
    table: ast.expr, uses: Sequence[Use]
) -> Iterator[tuple[ast.expr, list[Use]]]:
    """Yield what is in *table*, with its uses where the index tells what is taken.

    Also what ``TABLE.get(index, default)`` takes if nothing in it has that key.
    """
    taken = [(use, *_find_index(use)) for use in uses]
    for key, item in list_keyed_items(table):
        if key is not None:
            yield (
                item,
                [
                    use if index is None else _at_test(use, is_chosen(index, key))
                    for use, index, _ in taken
                ],
            )
    for use, index, default in taken:
        if index is not None and default is not None and isinstance(table, ast.Dict):
            yield default, [_at_test(use, is_not_chosen(index, table))]


def _find_index(use: Use) -> tuple[ast.expr | None, ast.expr | None]:
    """Return the index of the item that *use* takes from a table, and the default.

    None if it takes any or all of them.
    """
    block, number = use.place
    while not block.body and block.parent is not None:
        block, number = block.parent, block.index
    pending: list[ast.AST] = [*block.body[number : number + 1]]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Subscript) and node.value is use.node:
            return node.slice, None
        if isinstance(node, ast.Call) and node.func is use.node:
            is_get = use.attributes == ("get",) and 0 < len(node.args) <= 2
            return (node.args[0], node.args[-1]) if is_get else (None, None)
        pending += [
            part
            for part in ast.iter_child_nodes(node)
            if not isinstance(part, ast.stmt)
        ]
    return None, None


def _at_test(use: Use, test: ast.expr) -> Use:
    """Return *use* below *test*."""
    block, number = use.place
    inside = Block(block, number, test, THEN)
    inside.first, inside.last, inside.loop = block.first, block.last, block.loop
    return use._replace(place=Place(inside, 0))


def _pair(
    target: ast.expr, source: ast.Call
) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    """Yield the parts of *target* with what a loop over *source* takes them from."""
    given = source.args
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
    name = last_name(source.func)
    if isinstance(source.func, ast.Attribute) and not given:
        if name == "items" and len(parts) == 2:
            yield parts[0], source.func.value, _KEYS
            yield parts[1], source.func.value, _ITEMS
        elif name in {"keys", "values"}:
            kind = _KEYS if name == "keys" else _ITEMS
            yield target, source.func.value, kind
    elif name == "enumerate" and given and len(parts) == 2:
        yield parts[1], given[0], ""
    elif name == "zip" and len(parts) == len(given):
        for part, item in zip(parts, given):
            yield part, item, ""
    elif name in _SAME_ITEMS and given:
        yield target, given[0], ""


def _is_part_of(node: ast.expr | None, source: ast.expr) -> bool:
    """Return whether *node* is an item of *source*, or a part of one."""
    for _ in range(_MAX_DEPTH + 1):
        if node is source:
            return True
        if not isinstance(node, ast.Subscript):
            return False
        node = node.value
    return node is source


def _list_names(target: ast.expr) -> list[tuple[str, _Path]]:
    """Return the names that *target* binds, and where in it they are.

    Empty if it also binds anything else.
    """
    found: list[tuple[str, _Path]] = []
    pending: list[tuple[ast.expr, _Path]] = [(target, ())]
    while pending:
        node, path = pending.pop()
        if isinstance(node, ast.Name):
            found.append((node.id, path))
        else:
            parts = _list_parts(node, path)
            if not parts:
                return []
            pending += parts
    return found


def _list_items(table: ast.expr) -> Iterator[tuple[ast.expr, str, _Path]]:
    """Yield what is in *table*: keys and items, those in tuples each by itself."""
    if isinstance(table, ast.Dict):
        items = [(item, _ITEMS) for item in table.values]
        items += [(item, _KEYS) for item in table.keys if item is not None]
    else:
        items = [(item, _ITEMS) for item in getattr(table, "elts", ())]
    for item, kind in items:
        pending: list[tuple[ast.expr, _Path]] = [(item, ())]
        while pending:
            node, path = pending.pop()
            inside = _list_parts(node, path)
            pending += inside
            if not inside:
                yield node, kind, path


def _list_parts(node: ast.expr, path: _Path) -> list[tuple[ast.expr, _Path]]:
    """Return what is in the tuple or list *node*, which is at *path*.

    Nothing if a star makes it unclear where something is.
    """
    if not isinstance(node, (ast.Tuple, ast.List)) or len(path) == _MAX_DEPTH:
        return []
    if any(isinstance(item, ast.Starred) for item in node.elts):
        return []
    return [(item, (*path, index)) for index, item in enumerate(node.elts)]
