"""Whether an expression is text or bytes on Python 3, as far as its form tells."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.fix.context import Context

TEXT: Final = "text"
BYTES: Final = "bytes"
BOTH: Final = (TEXT, BYTES)
"""A contradiction: neither kind does the same as the old object."""

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
_RANGES: Final = frozenset({"range", "xrange"})
_COMPREHENSIONS: Final = (ast.DictComp, ast.GeneratorExp, ast.ListComp, ast.SetComp)
_NUMBERS: Final = frozenset({"float", "hash", "id", "int", "len", "long", "ord", "sum"})
"""Built-in functions, of Python 2 too, that return numbers."""
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
_BETWEEN_BYTES: Final = frozenset(
    {"base64", "base64_codec", "bz2", "bz2_codec", "hex", "hex_codec", "quopri"}
    | {"quopri_codec", "rot13", "rot_13", "string_escape", "uu", "zip", "zlib"}
)
"""The codecs that do not convert between text and bytes."""
_CONVERTERS: Final = frozenset({"codecs.decode", "codecs.encode"})
"""What is called like the methods of text and bytes, and takes the text itself."""
_NAMES_OF_CODECS: Final = ("charset", "codec", "encoding")
_MOST_PARTS: Final = 50
"""How many parts of an expression are looked at."""


def list_kinds(context: Context, node: ast.expr) -> set[str]:
    """Return what the form of *node* tells about it; both if its parts differ.

    Of ``a or b`` both have to tell. A name tells what it is if that is true of all
    that the file assigns to it.
    """
    kinds: set[str] = set()
    for choice in _list_choices(node):
        found, names = _judge_parts(context, choice)
        for name in names:
            found |= _judge_name(context, name)
        if not found:
            return set()
        kinds |= found
    return kinds


def may_be_number(context: Context, node: ast.expr) -> bool:
    """Return whether the form of *node*, or of all it is assigned, is a number's."""
    pending = [node]
    if isinstance(node, ast.Name):
        if _may_count(context, node):
            return True
        values = () if "*" in context.assigned else context.assigned.get(node.id, ())
        pending = [value for value in values[:_MOST_PARTS] if value is not None]
    return any(
        _is_number(context, choice)
        for value in pending
        for choice in _list_choices(value)
    )


def is_none(node: ast.expr) -> bool:
    """Return whether *node* may be a plain ``None``."""
    return any(
        isinstance(choice, ast.Constant) and choice.value is None
        for choice in _list_choices(node)
    )


def _may_count(context: Context, name: ast.Name) -> bool:
    """Return whether a loop around *name* binds it to numbers."""
    around = context.nodes.around(name)
    while around is not None and not isinstance(around, FUNCTIONS):
        loops: Sequence[ast.For | ast.comprehension] = ()
        if isinstance(around, ast.For):
            loops = (around,)
        elif isinstance(around, _COMPREHENSIONS):
            loops = around.generators
        if any(_counts(context, loop, name.id) for loop in loops):
            return True
        around = context.nodes.around(around)
    return False


def _counts(context: Context, loop: ast.For | ast.comprehension, name: str) -> bool:
    """Return whether *loop* binds *name* to numbers, or to some of a few."""
    target, values = loop.target, loop.iter
    function = last_name(values.func) if isinstance(values, ast.Call) else ""
    if function == "enumerate" and isinstance(target, ast.Tuple):
        return isinstance(target.elts[0], ast.Name) and target.elts[0].id == name
    if not isinstance(target, ast.Name) or target.id != name:
        return False
    if isinstance(values, (ast.List, ast.Tuple)):
        return any(_is_number(context, it) for it in values.elts[:_MOST_PARTS])
    return function in _RANGES


def _is_number(context: Context, node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Mod):
        return any(
            isinstance(part, ast.Constant) and isinstance(part.value, (float, int))
            for part in (node.left, node.right)
        ) and not isinstance(node.op, ast.Mult)
    if isinstance(node, ast.Call):
        name = (context.dotted_name(node.func) or "").rpartition("builtins.")[2]
        return isinstance(node.func, ast.Name) and name in _NUMBERS
    return isinstance(node, ast.Constant) and isinstance(node.value, (float, int))


def _judge_name(context: Context, name: str) -> frozenset[str]:
    """Return what all that is assigned to *name* is."""
    values = () if "*" in context.assigned else context.assigned.get(name, ())
    if len(values) > _MOST_PARTS:
        return frozenset()
    found: set[frozenset[str]] = set()
    for value in values:
        if value is None:
            return frozenset()
        found.update(
            frozenset(_judge_parts(context, choice)[0])
            for choice in _list_choices(value)
        )
    return found.pop() if len(found) == 1 else frozenset()


def _list_choices(node: ast.expr) -> list[ast.expr]:
    """Return the expressions one of which is the value of *node*."""
    found: list[ast.expr] = []
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.IfExp):
            pending += [part.body, part.orelse]
        elif isinstance(part, ast.BoolOp):
            is_or = isinstance(part.op, ast.Or)
            pending += part.values if is_or else part.values[-1:]
        else:
            found.append(part)
    return found


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
    name = context.dotted_name(call.func) or ""
    if isinstance(call.func, ast.Attribute) and call.func.attr in ("decode", "encode"):
        is_known = name not in _CONVERTERS and converts_kind(call)
        return (TEXT if call.func.attr == "decode" else BYTES) if is_known else ""
    if isinstance(call.func, ast.Name):
        return _FUNCTIONS.get(name.rpartition("builtins.")[2], "")
    return _MODULE_FUNCTIONS.get(name, "")


def converts_kind(call: ast.Call) -> bool:
    """Return whether ``x.encode(...)`` makes bytes of text, or ``decode`` text of them.

    Encoders of JSON, and codecs such as ``hex``, do something else.
    """
    arguments = [*call.args, *(item.value for item in call.keywords)]
    if not arguments:
        return True
    first = arguments[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value.lower().replace("-", "_") not in _BETWEEN_BYTES
    if isinstance(first, ast.Call):
        first = first.func
    name = last_name(first).lower()
    return any(word in name for word in _NAMES_OF_CODECS)
