"""What the streams of Python 2 have or do that those of Python 3 do not."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.fix.stream_places import MOST_USES, find_scope
from flake8_safe_imports.fix.text_or_bytes import BOTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.fix.context import Context

_LOST: Final = frozenset({"buf", "buflist", "len", "next", "pos", "reset"})
"""What the objects of Python 2 have, and those of Python 3 have not."""


def judge_losses(context: Context, call: ast.Call, name: str) -> Iterator[str]:
    """Yield a contradiction if a use of *name* needs what only the old objects have."""
    scope = find_scope(context, call)
    uses = context.variables.list_uses_of(scope, name) if scope is not None else ()
    for use in uses:
        if len(use.attributes) == 1 and is_lost(context, use.node, *use.attributes):
            yield from BOTH
            return


def is_lost(context: Context, node: ast.expr, attribute: str) -> bool:
    """Return whether *node*, an *attribute* of a stream, is or does something else."""
    call = context.nodes.find_call(node)
    if attribute == "truncate" and call is not None and call.args:
        return not _is_rewound(context, call)
    return attribute in _LOST


def _is_rewound(context: Context, truncate: ast.Call) -> bool:
    """Return whether ``seek(0)`` is beside ``truncate(0)``.

    The old one goes to the new end by itself.
    """
    seeks = context.nodes.by_attribute.get("seek", ())
    if not is_zero(truncate.args[0]) or len(seeks) > MOST_USES:
        return False
    beside = {truncate.lineno - 1, truncate.lineno + 1}
    for seek in seeks:
        call = context.nodes.find_call(seek) if seek.lineno in beside else None
        if call is not None and list(map(is_zero, call.args)) == [True]:
            stream = getattr(truncate.func, "value", seek)
            return ast.dump(seek.value) == ast.dump(stream)
    return False


def is_zero(node: ast.expr) -> bool:
    """Return whether *node* is a plain ``0``."""
    return isinstance(node, ast.Constant) and node.value == 0
