"""Functions that a loop goes through, to call each in a ``try``.

for how in (_by_name, _by_path):
    try: return how()
    except ImportError: pass
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.analysis.branches import TRIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.bindings import Bindings
    from flake8_safe_imports.analysis.places import Block


class Attempts(NamedTuple):
    """Functions that a loop calls."""

    functions: list[ast.AST]
    tries: list[ast.Try]
    """The ``try`` statements of the loop that they are called in."""
    block: Block
    """What the loop is in."""


def iterate_attempts(bindings: Bindings) -> Iterator[Attempts]:
    """Yield what each loop of the file calls of what it goes through."""
    for node, block in bindings.scopes.loops:
        called = list(_list_functions(node, bindings))
        if called:
            names = {name for name, _ in called}
            tries = [
                part
                for statement in node.body
                for part in ast.walk(statement)
                if isinstance(part, TRIES) and _uses_any(part, names)
            ]
            yield Attempts([function for _, function in called], tries, block)


def _list_functions(
    node: ast.For | ast.AsyncFor, bindings: Bindings
) -> Iterator[tuple[str, ast.AST]]:
    """Yield each function that *node* goes through, and its name in the loop."""
    listed: ast.expr | None = node.iter
    if isinstance(listed, ast.Name):
        events = bindings.values.find_assignments(listed)
        listed = events[0].value if len(events) == 1 else None
    for item in listed.elts if isinstance(listed, (ast.List, ast.Tuple)) else ():
        pairs = [(node.target, item)]
        if isinstance(node.target, ast.Tuple) and isinstance(item, ast.Tuple):
            pairs = [*zip(node.target.elts, item.elts)]
        for target, given in pairs:
            if not isinstance(target, ast.Name):
                continue
            if isinstance(given, ast.Lambda):
                yield target.id, given
            for event in bindings.values.find_assignments(given):
                if event.function is not None:
                    yield target.id, event.function


def _uses_any(node: ast.Try, names: set[str]) -> bool:
    """Return whether the body of *node* uses one of *names*."""
    return any(
        isinstance(part, ast.Name) and part.id in names
        for statement in node.body
        for part in ast.walk(statement)
    )
