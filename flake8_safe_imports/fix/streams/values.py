"""What is done with the text or bytes that are read from a stream or written to it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.fix.streams.losses import is_zero
from flake8_safe_imports.fix.streams.places import list_targets, list_uses
from flake8_safe_imports.fix.streams.takers import find_name
from flake8_safe_imports.fix.streams.text_or_bytes import (
    BOTH,
    BYTES,
    TEXT,
    converts_kind,
    is_none,
    list_kinds,
    may_be_number,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.fix.context import Context

_READING: Final = frozenset({("getvalue",), ("read",), ("readline",)})
_WRITING_LINES: Final = ("writelines",)
WRITING: Final = frozenset({("write",), _WRITING_LINES})
"""The attributes that write what they are given."""
_MAPPING: Final = frozenset({"imap", "map"})
_MOST_LINES: Final = 50
"""How many lines of a list are looked at."""
_COMPARING: Final = frozenset(
    {"assertEqual", "assertEquals", "assertIn", "assertMultiLineEqual"}
    | {"assertNotEqual", "assertNotEquals", "assertNotIn", "assertSequenceEqual"}
    | {"assert_equal", "assert_equals", "assert_in", "assert_not_equal"}
    | {"assert_not_in", "eq_", "failIfEqual", "failUnlessEqual"}
)
"""The functions that compare their first two arguments."""
_MATCHING: Final = frozenset({"re.findall", "re.finditer", "re.match", "re.search"})
_TAKING_THEIR_KIND: Final = frozenset(
    {"count", "endswith", "find", "index", "lstrip", "replace", "rfind", "rindex"}
    | {"rsplit", "rstrip", "split", "startswith", "strip"}
)
"""Methods of text and of bytes whose arguments have to be of the same kind."""


def judge_written(context: Context, node: ast.expr) -> Iterable[str]:
    """Return what *node* tells, which is written; the old objects print numbers."""
    is_other = is_none(node) or may_be_number(context, node)
    return BOTH if is_other else list_kinds(context, node)


def judge_kept_method(
    context: Context, node: ast.expr, attributes: tuple[str, ...]
) -> Iterator[str]:
    """Yield what ``write = stream.write`` tells by the calls of the new name."""
    if attributes not in WRITING:
        return
    for target in list_targets(context, node):
        if isinstance(target, ast.Name):
            for use in list_uses(context, node, target.id):
                call = context.nodes.find_call(use.node)
                if call is not None and not use.attributes:
                    yield from judge_method(context, call, attributes)


def judge_mapped(
    context: Context, call: ast.Call, node: ast.expr, attributes: tuple[str, ...]
) -> Iterator[str]:
    """Yield what ``map(stream.write, values)`` tells; *node* is the method."""
    if last_name(call.func) not in _MAPPING or len(call.args) != 2:
        return
    method, values = call.args
    if method is node:
        for value in _list_written(values, _WRITING_LINES):
            for written in _list_written(value, attributes):
                yield from judge_written(context, written)


def judge_method(
    context: Context, call: ast.Call, attributes: tuple[str, ...]
) -> Iterator[str]:
    """Yield what ``stream.write("text")`` tells, and what becomes of its value."""
    if attributes in WRITING and len(call.args) == 1:
        for written in _list_written(call.args[0], attributes):
            yield from judge_written(context, written)
    elif attributes == ("seek",) and len(call.args) == 2:
        if _is_relative(context, *call.args):
            yield BYTES
    elif attributes in _READING:
        yield from _judge_value(context, call)
        around = context.nodes.around(call)
        if isinstance(around, ast.Assign):
            for target in around.targets:
                if isinstance(target, ast.Name):
                    yield from _judge_variable(context, call, target.id)


def _list_written(node: ast.expr, attributes: tuple[str, ...]) -> list[ast.expr]:
    """Return what is written of *node*: its items, if these are lines."""
    if attributes != _WRITING_LINES or not isinstance(node, (ast.List, ast.Tuple)):
        return [node]
    return node.elts[:_MOST_LINES]


def _is_relative(context: Context, offset: ast.expr, whence: ast.expr) -> bool:
    """Return whether the arguments are of a ``seek`` that text does not have."""
    if is_zero(offset):
        return False
    if isinstance(whence, ast.Constant):
        return whence.value in {1, 2}
    return find_name(context, whence) in {"os.SEEK_CUR", "os.SEEK_END"}


def _judge_variable(context: Context, call: ast.Call, name: str) -> Iterator[str]:
    """Yield what is done with the variable that the value of *call* is assigned to."""
    for use in list_uses(context, call, name):
        if not use.attributes:
            yield from _judge_value(context, use.node)
        elif len(use.attributes) == 1:
            method = context.nodes.find_call(use.node)
            if method is not None:
                yield from _judge_method_of_value(context, method, use.attributes[0])


def _judge_value(context: Context, node: ast.expr) -> Iterator[str]:
    """Yield what is done with what was read: comparisons, additions, methods."""
    around = context.nodes.around(node)
    if isinstance(around, ast.Compare):
        for item in (around.left, *around.comparators):
            yield from list_kinds(context, item)
    elif isinstance(around, ast.BinOp) and isinstance(around.op, ast.Add):
        yield from list_kinds(context, around)
    elif isinstance(around, ast.Attribute):
        method = context.nodes.find_call(around)
        if method is not None:
            yield from _judge_method_of_value(context, method, around.attr)
    elif isinstance(around, ast.Call) and _compares(context, around):
        compared = around.args[:2]
        for item in compared if node in compared else ():
            yield from list_kinds(context, item)


def _compares(context: Context, call: ast.Call) -> bool:
    """Return whether the first two arguments of *call* have to be of one kind."""
    is_test = last_name(call.func) in _COMPARING
    return is_test or find_name(context, call.func) in _MATCHING


def _judge_method_of_value(
    context: Context, call: ast.Call, method: str
) -> Iterator[str]:
    """Yield what it tells that *method* is called on what was read."""
    if method in ("decode", "encode"):
        is_text = method == "encode"
        yield from (TEXT if is_text else BYTES,) if converts_kind(call) else BOTH
    elif method in _TAKING_THEIR_KIND and call.args:
        yield from list_kinds(context, call.args[0])
