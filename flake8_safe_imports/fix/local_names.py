"""Whether the local names of a function stay local when some of its code is removed."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.fix.rewrites import CannotFix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.fix.text.nodes import Nodes

_COMPREHENSIONS: Final = (ast.DictComp, ast.GeneratorExp, ast.ListComp, ast.SetComp)
_SCOPES: Final = (*FUNCTIONS, ast.ClassDef, ast.Lambda, *_COMPREHENSIONS)
_NAMED: Final[tuple[type[ast.AST], ...]] = (
    *FUNCTIONS,
    ast.ClassDef,
    ast.ExceptHandler,
    *(
        getattr(ast, name)
        for name in ("MatchAs", "MatchMapping", "MatchStar")
        if hasattr(ast, name)
    ),
)


def check_local_names(function: ast.AST | None, dropped: Sequence[ast.AST]) -> None:
    """Raise CannotFix if a name would not be a local one without *dropped*.

    Those are parts of *function*, if they are in one. The name would mean another
    thing then.
    """
    if function is None:
        return
    bound = Counter(name for part in dropped for name in _list_bound_names(part))
    if not bound:
        return
    bound_in_all = Counter(_list_bound_names(function, is_outermost=True))
    used = Counter(_list_used_names([function]))
    used.subtract(_list_used_names(dropped))
    for name, count in bound.items():
        if bound_in_all[name] == count and used[name] > 0:
            raise CannotFix(f"`{name}` is bound nowhere else in the function")


def find_function(nodes: Nodes, node: ast.AST) -> ast.AST | None:
    """Return the function whose names *node* can bind."""
    around = nodes.around(node)
    while around is not None and not isinstance(around, _SCOPES):
        around = nodes.around(around)
    return around if isinstance(around, FUNCTIONS) else None


def _list_bound_names(node: ast.AST, *, is_outermost: bool = False) -> Iterator[str]:
    """Yield each name that *node* binds in its scope, as often as it does."""
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            yield part.id
        elif isinstance(part, ast.alias):
            yield part.asname or part.name.partition(".")[0]
        elif isinstance(part, ast.arg):
            yield part.arg
        elif not (part is node and is_outermost) and isinstance(part, _NAMED):
            yield from _list_own_names(part)
        if (part is node and is_outermost) or not isinstance(part, _SCOPES):
            pending.extend(ast.iter_child_nodes(part))


def _list_own_names(node: ast.AST) -> Iterator[str]:
    """Yield what *node* itself binds: a function, an error, a part of a pattern."""
    for field in ("name", "rest"):
        name = getattr(node, field, None)
        if isinstance(name, str):
            yield name


def _list_used_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
                yield part.id
