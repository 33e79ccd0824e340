"""Whether an expression is text or bytes on Python 3, as far as its form tells."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flake8_safe_imports.fix.context import Context

TEXT: Final = "text"
BYTES: Final = "bytes"

_KEEPING: Final = frozenset(
    {"capitalize", "center", "expandtabs", "format", "join", "ljust", "lower"}
    | {"lstrip", "replace", "rjust", "rstrip", "strip", "title", "upper", "zfill"}
)
"""Methods whose result is of the kind that they belong to."""
_FUNCTIONS: Final = {
    "ascii": TEXT,
    "bytearray": BYTES,
    "chr": TEXT,
    "hex": TEXT,
    "oct": TEXT,
    "repr": TEXT,
    "str": TEXT,
    "unichr": TEXT,
    "unicode": TEXT,
}
"""Built-in functions, of Python 2 too, and what they return."""
_MODULE_FUNCTIONS: Final = {
    "base64.b64decode": BYTES,
    "cPickle.dumps": BYTES,
    "json.dumps": TEXT,
    "marshal.dumps": BYTES,
    "os.urandom": BYTES,
    "pickle.dumps": BYTES,
    "pprint.pformat": TEXT,
    "struct.pack": BYTES,
    "textwrap.dedent": TEXT,
    "time.strftime": TEXT,
    "traceback.format_exc": TEXT,
    "zlib.compress": BYTES,
}
_CONSTANTS: Final = frozenset({"os.linesep", "os.pathsep", "os.sep"})
"""Text of the standard library."""
_MOST_PARTS: Final = 50
"""How many parts of an expression are looked at."""


def list_kinds(context: Context, node: ast.expr) -> set[str]:
    """Return what the form of *node* tells about it; both if its parts differ.

    A name tells what it is if that is true of all that the file assigns to it.
    """
    kinds, names = _judge_parts(context, node)
    for name in names:
        values = () if "*" in context.assigned else context.assigned.get(name, ())
        if len(values) > _MOST_PARTS:
            continue
        found = [
            frozenset(_judge_parts(context, value)[0]) if value is not None else None
            for value in values
        ]
        if len(set(found)) == 1 and found[0] is not None:
            kinds |= found[0]
    return kinds


def _judge_parts(context: Context, node: ast.expr) -> tuple[set[str], list[str]]:
    """Return what the parts of *node* tell, and the names among them."""
    kinds: set[str] = set()
    names: list[str] = []
    pending = [node]
    for _ in range(_MOST_PARTS):
        if not pending:
            break
        part = pending.pop()
        kind = _judge_form(context, part)
        if kind:
            kinds.add(kind)
        elif isinstance(part, ast.Name):
            names.append(part.id)
        else:
            pending += _list_deciding_parts(part)
    return kinds, names


def _list_deciding_parts(node: ast.expr) -> list[ast.expr]:
    """Return the parts of *node* that are of the same kind as it."""
    if isinstance(node, ast.BinOp):
        is_sum = isinstance(node.op, ast.Add)
        if is_sum or isinstance(node.op, ast.Mod):
            return [node.left, node.right] if is_sum else [node.left]
        return []
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return [node.func.value] if node.func.attr in _KEEPING else []
    return []


def _judge_form(context: Context, node: ast.expr) -> str:
    """Return what *node* is, if it tells without its parts."""
    if isinstance(node, ast.Constant):
        is_bytes = isinstance(node.value, bytes)
        return BYTES if is_bytes else TEXT if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return TEXT
    if isinstance(node, ast.Call):
        return _judge_call(context, node)
    is_text = isinstance(node, ast.Attribute) and (
        context.dotted_name(node) in _CONSTANTS
    )
    return TEXT if is_text else ""


def _judge_call(context: Context, call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute) and call.func.attr in ("decode", "encode"):
        return TEXT if call.func.attr == "decode" else BYTES
    name = context.dotted_name(call.func) or ""
    if isinstance(call.func, ast.Name):
        return _FUNCTIONS.get(name.rpartition("builtins.")[2], "")
    return _MODULE_FUNCTIONS.get(name, "")
