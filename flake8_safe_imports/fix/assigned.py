"""Everything that a file assigns to each of its names, in all scopes together."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flake8_safe_imports.fix.text.nodes import Nodes

_PATTERNS: Final = ("MatchAs", "MatchMapping", "MatchStar")
_BINDING: Final[tuple[type[ast.AST], ...]] = (
    *(ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.FunctionDef),
    *(ast.alias, *(getattr(ast, it) for it in _PATTERNS if hasattr(ast, it))),
)
"""What binds a name that is not a node of its own."""


def collect_assigned(nodes: Nodes) -> dict[str, list[ast.expr | None]]:
    """Return all that each name is assigned; None if it is bound otherwise."""
    found: dict[str, list[ast.expr | None]] = {}
    for name in nodes.of(ast.Name):
        if not isinstance(name.ctx, ast.Load):
            around = nodes.around(name)
            value = around.value if isinstance(around, ast.Assign) else None
            found.setdefault(name.id, []).append(value)
    for argument in nodes.of(ast.arg):
        found.setdefault(argument.arg, []).append(None)
    for other in nodes.of(*_BINDING):
        names = (getattr(other, field, None) for field in ("asname", "name", "rest"))
        bound = next(filter(None, names), "")
        found.setdefault(bound.partition(".")[0], []).append(None)
    return found
