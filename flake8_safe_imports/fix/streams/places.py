"""Where a stream is used: by the name or the attribute that it is assigned to."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.scopes import CLASS_SCOPE
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.scopes import Scope, Use
    from flake8_safe_imports.fix.context import Context

MOST_USES: Final = 200
"""How many uses of a name are looked at; with more nothing is clear."""
_MOST_STREAMS: Final = 20
"""How many objects one name may be bound to; with more nothing is clear."""


def list_targets(context: Context, node: ast.expr) -> list[ast.expr]:
    """Return what *node* is assigned to, also in ``out, err = A(), B()``."""
    around = context.nodes.around(node)
    if isinstance(around, ast.Assign):
        return around.targets
    above = context.nodes.around(around) if isinstance(around, ast.Tuple) else None
    if (
        not isinstance(around, ast.Tuple)
        or not isinstance(above, ast.Assign)
        or len(around.elts) > _MOST_STREAMS
    ):
        return []
    index = next(i for i, item in enumerate(around.elts) if item is node)
    return [
        target.elts[index]
        for target in above.targets
        if isinstance(target, ast.Tuple)
        and len(target.elts) == len(around.elts)
        and not any(isinstance(item, ast.Starred) for item in target.elts)
    ]


def is_followed(context: Context, call: ast.Call, name: str) -> bool:
    """Return whether all uses of *name*, which *call* is assigned to, are known."""
    scope = find_scope(context, call)
    if scope is None or scope.kind == CLASS_SCOPE or name in scope.shared:
        return False
    return len(context.variables.list_uses_of(scope, name)) <= MOST_USES


def list_uses(context: Context, value: ast.expr, name: str) -> Sequence[Use]:
    """Return the uses of the *name* that is bound where *value* is, and only there."""
    scope = find_scope(context, value)
    events = scope.events.get(name, ()) if scope is not None else ()
    if scope is None or name in scope.shared or len(events) > _MOST_STREAMS:
        return []
    if len(events) != 1 and not all(_is_stream(event.value) for event in events):
        return []
    uses = context.variables.list_uses_of(scope, name)
    if len(uses) > MOST_USES:
        return []
    others = [
        event.value
        for event in events
        if event.value is not None and event.value is not value
    ]
    if len(events) == 1 or not others:
        return uses
    return [use for use in uses if _may_see(context, use.node, value, others)]


def find_scope(context: Context, node: ast.expr) -> Scope | None:
    """Return the scope that *node* is in, a call or a chain."""
    first = node
    while isinstance(first, (ast.Attribute, ast.Call)):
        first = first.value if isinstance(first, ast.Attribute) else first.func
    if not isinstance(first, ast.Name):
        return None
    found = context.variables.scopes.find_use(first)
    return found.scope if found is not None else None


def _is_stream(value: ast.expr | None) -> bool:
    """Return whether *value* is a new stream, also one that was rewritten."""
    names = {"BytesIO", "StringIO"}
    return isinstance(value, ast.Call) and last_name(value.func) in names


def _may_see(
    context: Context, node: ast.AST, value: ast.AST, others: Iterable[ast.AST]
) -> bool:
    """Return whether *node* may use *value*, and not one of *others* instead.

    Where one of them is always assigned before *node* runs, it uses that one, unless
    *value* is assigned in between.
    """
    start = _find_start(node)
    around = set()
    above: ast.AST | None = node
    while above is not None:
        around.add(id(above))
        above = context.nodes.around(above)
    own = _find_start(value)
    for other in others:
        place = _find_start(other)
        if (
            place < start
            and not place < own < start
            and _is_beside(context, other, around, start)
        ):
            return False
    return True


def _find_start(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def _is_beside(
    context: Context, value: ast.AST, around: set[int], place: tuple[int, int]
) -> bool:
    """Return whether the statement of *value* is in a block that is around *place*.

    *around* are the ids of what is around that place.
    """
    statement: ast.AST | None = value
    while statement is not None and not isinstance(statement, ast.stmt):
        statement = context.nodes.around(statement)
    if statement is None or id(statement) in around:
        return False
    owner = context.nodes.around(statement)
    if owner is None or id(owner) not in around:
        return False
    for field in ("body", "orelse", "finalbody"):
        block = getattr(owner, field, None) or []
        if block and isinstance(block, list):
            first, last = _find_start(block[0]), block[-1]
            end = (last.end_lineno, last.end_col_offset)
            if first <= _find_start(statement) < end:
                return first <= place < end
    return False


def list_reads(
    context: Context, target: ast.Attribute, value: ast.expr
) -> Iterator[ast.Attribute]:
    """Yield the uses of ``self.stream`` in the class that assigns it *value*."""
    owner = _find_class(context, target)
    found = context.nodes.by_attribute.get(target.attr, ())
    if owner is None or not _is_of_self(target) or len(found) > MOST_USES:
        return
    uses = [
        node
        for node in found
        if _is_of_self(node) and _find_class(context, node) is owner
    ]
    reads = [node for node in uses if isinstance(node.ctx, ast.Load)]
    stores = [node for node in uses if not isinstance(node.ctx, ast.Load)]
    if len(stores) > _MOST_STREAMS or not all(
        _assigns_stream(context, node, value) for node in stores
    ):
        return
    others = [
        around.value
        for around in map(context.nodes.around, stores)
        if isinstance(around, ast.Assign)
        and _is_stream(around.value)
        and around.value is not value
    ]
    for node in reads:
        if not others or _may_see(context, node, value, others):
            yield node


def _is_of_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def _assigns_stream(context: Context, target: ast.Attribute, value: ast.expr) -> bool:
    """Return whether *target* is assigned *value*, another stream or nothing."""
    around = context.nodes.around(target)
    if isinstance(around, ast.Tuple):
        return any(target is item for item in list_targets(context, value))
    if not isinstance(around, ast.Assign):
        return False
    is_none = isinstance(around.value, ast.Constant) and around.value.value is None
    return is_none or around.value is value or _is_stream(around.value)


def _find_class(context: Context, node: ast.AST) -> ast.ClassDef | None:
    """Return the class of the method that *node* is in."""
    around = context.nodes.around(node)
    function: ast.AST | None = None
    while around is not None and not isinstance(around, ast.ClassDef):
        if isinstance(around, FUNCTIONS):
            function = around
        around = context.nodes.around(around)
    return around if function is not None else None
