"""Whether a ``StringIO`` of Python 2 holds text or bytes, as far as a file tells.

What is done with the object tells: of the two kinds of Python 3, one would raise an
error there. Where nothing tells, or two things contradict each other, it stays.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.fix.streams.losses import (
    is_lost,
    judge_escaped,
    judge_looked_up,
    judge_losses,
    judge_reached,
)
from flake8_safe_imports.fix.streams.places import (
    is_followed,
    list_reads,
    list_targets,
    list_uses,
)
from flake8_safe_imports.fix.streams.takers import judge_argument, judge_assigned
from flake8_safe_imports.fix.streams.text_or_bytes import BOTH
from flake8_safe_imports.fix.streams.values import (
    WRITING,
    judge_kept_method,
    judge_mapped,
    judge_method,
    judge_written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.fix.context import Context

_CHOOSING: Final = (ast.BoolOp, ast.IfExp)
"""The expressions whose value is that of a part."""
_KEEPING: Final = (
    *(ast.Attribute, ast.Compare, ast.Expr, ast.For, ast.If, ast.UnaryOp, ast.While),
    ast.comprehension,
)
"""What an object is used in without getting anywhere else."""


def find_kind(context: Context, call: ast.Call) -> str:
    """Return what the new object of *call* holds; nothing if that is not clear."""
    if call.keywords or len(call.args) > 1:
        return ""
    kinds = set(_find_kinds(context, call))
    return kinds.pop() if len(kinds) == 1 else ""


def _find_kinds(context: Context, call: ast.Call) -> Iterator[str]:
    """Yield each hint at what the object holds."""
    for argument in call.args:
        yield from judge_written(context, argument)
    node: ast.expr = call
    around = context.nodes.around(node)
    while isinstance(around, _CHOOSING) and not _is_test(around, node):
        node, around = around, context.nodes.around(around)
    if isinstance(around, ast.Attribute):
        yield from _judge_place(context, around, (around.attr,))
    yield from _judge_place(context, node, ())
    for target in list_targets(context, node):
        if isinstance(target, ast.Name):
            for use in list_uses(context, call, target.id):
                yield from _judge_place(context, use.node, use.attributes)
            yield from judge_losses(context, call, target.id)
            yield from judge_reached(context, call)
            if not is_followed(context, call, target.id):
                yield from judge_escaped(context)
        elif isinstance(target, ast.Attribute):
            yield from _judge_reads(context, target, node)


def _judge_reads(
    context: Context, target: ast.Attribute, value: ast.expr
) -> Iterator[str]:
    """Yield what is done with ``self.stream`` in the class that assigns it *value*."""
    yield from judge_escaped(context)
    for node in list_reads(context, target, value):
        above = context.nodes.around(node)
        if isinstance(above, ast.Attribute):
            yield from _judge_place(context, above, (above.attr,))
        else:
            yield from _judge_place(context, node, ())


def _is_test(around: ast.BoolOp | ast.IfExp, node: ast.expr) -> bool:
    return isinstance(around, ast.IfExp) and around.test is node


def _judge_place(
    context: Context, node: ast.expr, attributes: tuple[str, ...]
) -> Iterator[str]:
    """Yield what is done with the object: *node* is it, or these *attributes* of it."""
    around = context.nodes.around(node)
    if attributes and is_lost(context, node, attributes[0]):
        yield from BOTH
    elif isinstance(around, ast.Call) and around.func is node:
        yield from judge_method(context, around, attributes)
    elif len(attributes) == 1 and isinstance(around, ast.Assign):
        yield from judge_kept_method(context, node, attributes)
    elif isinstance(around, ast.Call) and attributes in WRITING:
        yield from judge_mapped(context, around, node, attributes)
    elif attributes in ((), ("readline",)) and isinstance(
        around, (ast.Call, ast.keyword)
    ):
        yield from _judge_passed(context, around, node)
    elif not attributes:
        yield from judge_assigned(around, node)
        if not isinstance(around, _KEEPING) and not list_targets(context, node):
            yield from judge_escaped(context)


def _judge_passed(
    context: Context, around: ast.Call | ast.keyword, node: ast.expr
) -> Iterator[str]:
    """Yield what a function that is given *node* tells about it."""
    keyword = ""
    call: ast.AST | None = around
    if isinstance(around, ast.keyword):
        keyword, call = around.arg or "", context.nodes.around(around)
    if isinstance(call, ast.Call):
        found = list(judge_argument(context, call, keyword))
        yield from found or judge_escaped(context)
        yield from judge_looked_up(call, node)
