"""What the streams of Python 2 have or do that those of Python 3 do not."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.fix.streams.places import MOST_USES, find_scope
from flake8_safe_imports.fix.streams.text_or_bytes import BOTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.fix.context import Context

_LOST: Final = frozenset(
    {"__dict__", "buf", "buflist", "len", "next", "pos", "reset", "softspace"}
)
"""What the objects of Python 2 have, and those of Python 3 have not."""
_LOST_OF_STREAMS: Final = _LOST - {"__dict__", "next", "reset"}
"""What few other kinds of objects have."""
_ONLY_OF_STREAMS: Final = frozenset({"buflist", "len"})
"""What no other kind of object is likely to have."""
_TRUNCATE: Final = "truncate"
"""The method that does not go to the new end any more."""
_LOOKING_UP: Final = frozenset({"attrgetter", "getattr", "hasattr", "methodcaller"})
"""The functions that take the name of an attribute."""
_LISTING: Final = frozenset({"dir", "vars"})


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
    if attribute != _TRUNCATE:
        return attribute in _LOST and isinstance(getattr(node, "ctx", None), ast.Load)
    call = context.nodes.find_call(node)
    return call is None or (bool(call.args) and not _is_rewound(context, call))


def judge_escaped(context: Context) -> Iterable[str]:
    """Return a contradiction if the file needs what is lost, of whatever object.

    That may be a stream which is returned, kept in a list or passed to a function.
    Then another file may have it, too.
    """
    attributes = context.nodes.by_attribute
    if not _LOST.isdisjoint(attributes):
        return BOTH
    named = _LOST | {_TRUNCATE}
    looks_up = not _LOOKING_UP.isdisjoint(context.variables.uses_by_name) or (
        not _LOOKING_UP.isdisjoint(attributes)
    )
    is_named = looks_up and any(map(context.mentions.has_string, named))
    truncates = attributes.get(_TRUNCATE, ())
    is_cut = len(truncates) > MOST_USES or any(
        is_lost(context, node, _TRUNCATE) for node in truncates
    )
    return BOTH if is_named or is_cut or _is_needed_elsewhere(context) else ()


def judge_reached(context: Context, call: ast.Call) -> Iterable[str]:
    """Return a contradiction if another file may need what is lost of a global."""
    scope = find_scope(context, call)
    is_global = scope is not None and scope is context.variables.scopes.module
    return BOTH if is_global and _is_needed_elsewhere(context) else ()


def _is_needed_elsewhere(context: Context) -> bool:
    """Return whether another file uses what is surely a stream's.

    That it may get from a file that names this one.
    """
    return not context.is_test and (
        context.may_read_elsewhere(_LOST_OF_STREAMS)
        or context.may_read_elsewhere(_ONLY_OF_STREAMS, is_near=False)
    )


def judge_looked_up(call: ast.Call, node: ast.expr) -> Iterable[str]:
    """Return a contradiction if *call* may look up what is lost of its *node*."""
    function = last_name(call.func)
    name = call.args[1] if len(call.args) > 1 and call.args[0] is node else None
    if function in _LISTING:
        return BOTH
    if function not in _LOOKING_UP or name is None:
        return ()
    is_kept = isinstance(name, ast.Constant) and name.value not in {*_LOST, _TRUNCATE}
    return () if is_kept else BOTH


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
