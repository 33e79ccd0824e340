"""Whether a ``StringIO`` of Python 2 holds text or bytes, as far as a file tells."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.analysis.scopes import Use
    from flake8_safe_imports.fix.context import Context

TEXT: Final = "text"
BYTES: Final = "bytes"

_TEXT_METHODS: Final = frozenset({"decode", "format", "join"})
"""Methods that give text: on any object, or on a literal."""
_TAKERS: Final = {
    "csv.DictReader": TEXT,
    "csv.DictWriter": TEXT,
    "csv.reader": TEXT,
    "csv.writer": TEXT,
    "cPickle.dump": BYTES,
    "gzip.GzipFile": BYTES,
    "json.dump": TEXT,
    "logging.StreamHandler": TEXT,
    "pickle.dump": BYTES,
    "pprint.pprint": TEXT,
    "tarfile.open": BYTES,
    "tokenize.generate_tokens": TEXT,
    "traceback.print_exc": TEXT,
    "traceback.print_exception": TEXT,
    "traceback.print_stack": TEXT,
    "traceback.print_tb": TEXT,
    "zipfile.ZipFile": BYTES,
}
"""Functions that take a file, and what they write to it or read from it."""
_STREAMS: Final = frozenset({"stderr", "stdin", "stdout"})


def find_kind(context: Context, call: ast.Call) -> str:
    """Return what the new object of *call* holds; nothing if that is not clear."""
    if call.keywords or len(call.args) > 1:
        return ""
    kinds = set(filter(None, _find_kinds(context, call)))
    return kinds.pop() if len(kinds) == 1 else ""


def _find_kinds(context: Context, call: ast.Call) -> Iterator[str]:
    """Yield each hint at what the object holds."""
    if call.args:
        yield _judge_form(call.args[0]) or _judge_constant(context, call.args[0])
    yield from _judge_use(context, call)
    statement = context.nodes.around(call)
    if not isinstance(statement, ast.Assign):
        return
    for target in statement.targets:
        if isinstance(target, ast.Name):
            for use in _find_uses(context, call, target.id):
                yield from _judge_use(context, use.node)
                yield from _judge_method(context, use)
        elif isinstance(target, ast.Attribute):
            yield _judge_assigned(target)


def _find_uses(context: Context, call: ast.Call, name: str) -> Iterable[Use]:
    """Return the uses of *name* around *call*, if nothing else binds it there."""
    first = call.func
    while isinstance(first, ast.Attribute):
        first = first.value
    found = (
        context.variables.scopes.find_use(first)
        if isinstance(first, ast.Name)
        else None
    )
    if found is None or len(found.scope.events.get(name, ())) != 1:
        return ()
    uses = context.variables.uses_by_name.get(name, ())
    return [use for use in uses if use.scope is found.scope]


def _judge_assigned(target: ast.Attribute) -> str:
    """Return the kind for ``sys.stdout = StringIO()``."""
    is_sys = isinstance(target.value, ast.Name) and target.value.id == "sys"
    return TEXT if is_sys and target.attr in _STREAMS else ""


def _judge_use(context: Context, node: ast.expr) -> Iterator[str]:
    """Yield what the place of *node* tells: an argument, or something assigned."""
    parent = context.nodes.around(node)
    if isinstance(parent, ast.Assign) and parent.value is node:
        for target in parent.targets:
            if isinstance(target, ast.Attribute):
                yield _judge_assigned(target)
    if isinstance(parent, ast.keyword):
        call = context.nodes.around(parent)
        if isinstance(call, ast.Call):
            yield _judge_argument(call, parent.arg or "")
    elif isinstance(parent, ast.Call) and node in parent.args:
        yield _judge_argument(parent, "")


def _judge_argument(call: ast.Call, keyword: str) -> str:
    if isinstance(call.func, ast.Name):
        return TEXT if call.func.id == "print" and keyword == "file" else ""
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return _TAKERS.get(f"{call.func.value.id}.{call.func.attr}", "")
    return ""


def _judge_method(context: Context, use: Use) -> Iterator[str]:
    """Yield what ``stream.write("text")`` and comparisons of its value tell."""
    call = context.nodes.find_call(use.node)
    if call is None:
        return
    if use.attributes in (("write",), ("writelines",)) and len(call.args) == 1:
        yield _judge_form(call.args[0])
    if use.attributes in (("getvalue",), ("read",), ("readline",)):
        around = context.nodes.around(call)
        if isinstance(around, ast.Compare):
            yield from map(_judge_form, [around.left, *around.comparators])
        elif isinstance(around, ast.Call) and call in around.args:
            yield from map(_judge_form, around.args)


def _judge_constant(context: Context, node: ast.expr) -> str:
    """Return what *node* is, if it is a name of nothing else in the file."""
    if not isinstance(node, ast.Name) or "*" in context.assigned:
        return ""
    values = context.assigned.get(node.id, ())
    kinds = {"" if value is None else _judge_form(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else ""


def _judge_form(node: ast.expr) -> str:
    """Return what *node* is, if its form tells."""
    if isinstance(node, ast.Constant):
        is_bytes = isinstance(node.value, bytes)
        return BYTES if is_bytes else TEXT if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return TEXT
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        return _judge_form(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "encode":
            return BYTES
        if node.func.attr in _TEXT_METHODS:
            return TEXT if node.func.attr == "decode" else _judge_form(node.func.value)
    return ""
