"""Whether a ``StringIO`` of Python 2 holds text or bytes, as far as a file tells.

What is done with the object tells: of the two kinds of Python 3, one would raise an
error there.  Where nothing tells, or two things contradict each other, it stays.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.branches import FUNCTIONS
from flake8_safe_imports.analysis.recorder import last_name
from flake8_safe_imports.fix.text_or_bytes import (
    BYTES,
    TEXT,
    converts_kind,
    list_kinds,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.scopes import Scope, Use
    from flake8_safe_imports.fix.context import Context

_TAKERS: Final = {
    "base64.decode": BYTES,
    "base64.encode": BYTES,
    "cPickle.Pickler": BYTES,
    "cPickle.Unpickler": BYTES,
    "cPickle.dump": BYTES,
    "cPickle.load": BYTES,
    "Image.open": BYTES,
    "PIL.Image.open": BYTES,
    "cgi.FieldStorage": BYTES,
    "csv.DictReader": TEXT,
    "csv.DictWriter": TEXT,
    "csv.reader": TEXT,
    "csv.writer": TEXT,
    "email.message_from_file": TEXT,
    "gzip.GzipFile": BYTES,
    "json.dump": TEXT,
    "logging.StreamHandler": TEXT,
    "marshal.dump": BYTES,
    "marshal.load": BYTES,
    "pickle.Pickler": BYTES,
    "pickle.Unpickler": BYTES,
    "pickle.dump": BYTES,
    "pickle.load": BYTES,
    "pprint.PrettyPrinter": TEXT,
    "pprint.pprint": TEXT,
    "tarfile.TarFile": BYTES,
    "tarfile.open": BYTES,
    "tokenize.generate_tokens": TEXT,
    "traceback.print_exc": TEXT,
    "traceback.print_exception": TEXT,
    "traceback.print_stack": TEXT,
    "traceback.print_tb": TEXT,
    "unittest.TextTestRunner": TEXT,
    "wave.open": BYTES,
    "zipfile.ZipFile": BYTES,
}
"""Functions that take a file, and what they write to it or read from it."""
_TAKING_METHODS: Final = {
    "print_help": TEXT,
    "print_usage": TEXT,
    "readfp": TEXT,
    "storbinary": BYTES,
}
"""The same for methods, of whatever object."""
_RUNNERS_STREAM: Final = "_WritelnDecorator"
"""A class of unittest, which others have, too."""
_READING: Final = frozenset({("getvalue",), ("read",), ("readline",)})
_WRITING: Final = frozenset({("write",), ("writelines",)})
_STREAMS: Final = frozenset({"stderr", "stdin", "stdout"})
_STREAM_NAMES: Final = frozenset({"sys.stderr", "sys.stdin", "sys.stdout"})
_PATCHING: Final = frozenset({"object", "patch", "setattr"})
_OF_WSGI: Final = {"wsgi.errors": TEXT, "wsgi.input": BYTES}
"""The streams of a WSGI environment, as PEP 3333 describes them."""
_IMAGE_FORMATS: Final = frozenset({"BMP", "GIF", "ICO", "JPEG", "PNG", "TIFF"})
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
_CHOOSING: Final = (ast.BoolOp, ast.IfExp)
"""The expressions whose value is that of a part."""
_LOST: Final = frozenset({"buf", "buflist", "len", "next", "pos", "reset"})
"""What the objects of Python 2 have, and those of Python 3 have not."""
_MOST_USES: Final = 200
"""How many uses of a name are looked at; with more nothing is clear."""
_MOST_STREAMS: Final = 20
"""How many objects one name may be bound to; with more nothing is clear."""
_BOTH: Final = (TEXT, BYTES)
"""A contradiction: neither kind does the same as the old object."""


def find_kind(context: Context, call: ast.Call) -> str:
    """Return what the new object of *call* holds; nothing if that is not clear."""
    if call.keywords or len(call.args) > 1:
        return ""
    kinds = set(_find_kinds(context, call))
    return kinds.pop() if len(kinds) == 1 else ""


def _find_kinds(context: Context, call: ast.Call) -> Iterator[str]:
    """Yield each hint at what the object holds."""
    for argument in call.args:
        yield from _judge_written(context, argument)
    node: ast.expr = call
    around = context.nodes.around(node)
    while isinstance(around, _CHOOSING) and not _is_test(around, node):
        node, around = around, context.nodes.around(around)
    if isinstance(around, ast.Attribute):
        yield from _judge_place(context, around, (around.attr,))
    yield from _judge_place(context, node, ())
    for target in _list_targets(context, node):
        if isinstance(target, ast.Name):
            for use in _list_uses(context, call, target.id):
                yield from _judge_place(context, use.node, use.attributes)
            yield from _judge_losses(context, call, target.id)
        elif isinstance(target, ast.Attribute):
            yield from _judge_uses_of_attribute(context, target, node)


def _judge_written(context: Context, node: ast.expr) -> Iterable[str]:
    """Return what *node* tells, which is written; the old objects print numbers."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (float, int)):
        return _BOTH
    return list_kinds(context, node)


def _is_test(around: ast.BoolOp | ast.IfExp, node: ast.expr) -> bool:
    return isinstance(around, ast.IfExp) and around.test is node


# Where the object goes


def _list_targets(context: Context, node: ast.expr) -> list[ast.expr]:
    """Return what *node* is assigned to, also in ``out, err = A(), B()``."""
    around = context.nodes.around(node)
    if isinstance(around, ast.Assign):
        return around.targets
    above = context.nodes.around(around) if isinstance(around, ast.Tuple) else None
    if not isinstance(around, ast.Tuple) or not isinstance(above, ast.Assign):
        return []
    index = next(i for i, item in enumerate(around.elts) if item is node)
    return [
        target.elts[index]
        for target in above.targets
        if isinstance(target, ast.Tuple)
        and len(target.elts) == len(around.elts)
        and not any(isinstance(item, ast.Starred) for item in target.elts)
    ]


def _list_uses(context: Context, call: ast.Call, name: str) -> Sequence[Use]:
    """Return the uses of the *name* that is bound where *call* is, and only there."""
    scope = _find_scope(context, call)
    events = scope.events.get(name, ()) if scope is not None else ()
    if scope is None or name in scope.shared or len(events) > _MOST_STREAMS:
        return []
    if len(events) != 1 and not all(_is_stream(event.value) for event in events):
        return []
    uses = context.variables.list_uses_of(scope, name)
    if len(uses) > _MOST_USES:
        return []
    others = [
        event.value
        for event in events
        if event.value is not None and event.value is not call
    ]
    if len(events) == 1 or not others:
        return uses
    return [use for use in uses if _may_see(context, use.node, call, others)]


def _judge_losses(context: Context, call: ast.Call, name: str) -> Iterator[str]:
    """Yield a contradiction if a use of *name* needs what only the old objects have."""
    scope = _find_scope(context, call)
    uses = context.variables.list_uses_of(scope, name) if scope is not None else ()
    for use in uses:
        if len(use.attributes) == 1 and _is_lost(context, use.node, *use.attributes):
            yield from _BOTH
            return


def _is_lost(context: Context, node: ast.expr, attribute: str) -> bool:
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
    if not _is_zero(truncate.args[0]) or len(seeks) > _MOST_USES:
        return False
    beside = {truncate.lineno - 1, truncate.lineno + 1}
    for seek in seeks:
        call = context.nodes.find_call(seek) if seek.lineno in beside else None
        if call is not None and list(map(_is_zero, call.args)) == [True]:
            stream = getattr(truncate.func, "value", seek)
            return ast.dump(seek.value) == ast.dump(stream)
    return False


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def _find_scope(context: Context, call: ast.Call) -> Scope | None:
    """Return the scope that *call* is in."""
    first: ast.expr = call.func
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


def _judge_uses_of_attribute(
    context: Context, target: ast.Attribute, value: ast.expr
) -> Iterator[str]:
    """Yield what is done with ``self.stream`` in the class that assigns it *value*."""
    owner = _find_class(context, target)
    found = context.nodes.by_attribute.get(target.attr, ())
    if owner is None or not _is_of_self(target) or len(found) > _MOST_USES:
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
        if others and not _may_see(context, node, value, others):
            continue
        above = context.nodes.around(node)
        if isinstance(above, ast.Attribute):
            yield from _judge_place(context, above, (above.attr,))
        else:
            yield from _judge_place(context, node, ())


def _is_of_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def _assigns_stream(context: Context, target: ast.Attribute, value: ast.expr) -> bool:
    """Return whether *target* is assigned *value*, another stream or nothing."""
    around = context.nodes.around(target)
    if isinstance(around, ast.Tuple):
        return any(target is item for item in _list_targets(context, value))
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


# What is done there


def _judge_place(
    context: Context, node: ast.expr, attributes: tuple[str, ...]
) -> Iterator[str]:
    """Yield what is done with the object: *node* is it, or these *attributes* of it."""
    around = context.nodes.around(node)
    if attributes and _is_lost(context, node, attributes[0]):
        yield from _BOTH
    elif isinstance(around, ast.keyword):
        call = context.nodes.around(around)
        if isinstance(call, ast.Call) and attributes in ((), ("readline",)):
            yield from _judge_argument(context, call, around.arg or "")
    elif isinstance(around, ast.Call) and around.func is node:
        yield from _judge_method(context, around, attributes)
    elif isinstance(around, ast.Call) and attributes in ((), ("readline",)):
        yield from _judge_argument(context, around, "")
    elif not attributes:
        yield from _judge_assigned(around, node)


def _judge_assigned(around: ast.AST | None, node: ast.expr) -> Iterator[str]:
    """Yield what ``sys.stdout = node`` and ``{"wsgi.input": node}`` tell."""
    names: list[ast.expr | None] = []
    if isinstance(around, ast.Dict):
        index = next(i for i, item in enumerate(around.values) if item is node)
        names = [around.keys[index]]
    elif isinstance(around, ast.Assign):
        for target in around.targets:
            if isinstance(target, ast.Subscript):
                names.append(target.slice)
            elif isinstance(target, ast.Attribute) and _is_standard(target):
                yield TEXT
    for name in names:
        value = name.value if isinstance(name, ast.Constant) else ""
        kind = _OF_WSGI.get(value) if isinstance(value, str) else None
        if kind is not None:
            yield kind


def _is_standard(node: ast.Attribute) -> bool:
    """Return whether *node* is ``sys.stdout``, or another of the three."""
    is_sys = isinstance(node.value, ast.Name) and node.value.id == "sys"
    return is_sys and node.attr in _STREAMS


def _judge_argument(context: Context, call: ast.Call, keyword: str) -> Iterator[str]:
    """Yield what a function tells that is given the object."""
    function, name = last_name(call.func), _find_name(context, call.func)
    is_method = isinstance(call.func, ast.Attribute)
    if name in _TAKERS:
        yield _TAKERS[name]
    elif _takes_text(call, name, keyword):
        yield TEXT
    elif is_method and function in _TAKING_METHODS:
        yield _TAKING_METHODS[function]
    elif is_method and function == "save" and _names_image_format(call):
        yield BYTES


def _takes_text(call: ast.Call, name: str, keyword: str) -> bool:
    """Return whether *call*, of the function *name*, prints to what it is given."""
    is_print = name == "builtins.print" and keyword == "file"
    is_runners = last_name(call.func) == _RUNNERS_STREAM
    return is_print or is_runners or _patches_stream(call)


def _find_name(context: Context, node: ast.expr) -> str:
    """Return the dotted name that *node* means, or most likely means."""
    name = context.dotted_name(node)
    if name is not None:
        return name.partition("six.moves.")[2] or name
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def _names_image_format(call: ast.Call) -> bool:
    """Return whether *call* is ``image.save(stream, "PNG")``."""
    values = [*call.args[1:2], *(item.value for item in call.keywords)]
    return any(
        isinstance(value, ast.Constant) and str(value.value).upper() in _IMAGE_FORMATS
        for value in values
    )


def _patches_stream(call: ast.Call) -> bool:
    """Return whether *call* is ``patch("sys.stdout", ...)``, or does the same."""
    if last_name(call.func) not in _PATCHING:
        return False
    first, second = [*call.args[:2], None, None][:2]
    if isinstance(first, ast.Constant):
        return first.value in _STREAM_NAMES
    is_sys = isinstance(first, ast.Name) and first.id == "sys"
    return is_sys and isinstance(second, ast.Constant) and second.value in _STREAMS


def _judge_method(
    context: Context, call: ast.Call, attributes: tuple[str, ...]
) -> Iterator[str]:
    """Yield what ``stream.write("text")`` tells, and what becomes of its value."""
    if attributes in _WRITING and len(call.args) == 1:
        yield from _judge_written(context, call.args[0])
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


def _is_relative(context: Context, offset: ast.expr, whence: ast.expr) -> bool:
    """Return whether the arguments are of a ``seek`` that text does not have."""
    if _is_zero(offset):
        return False
    if isinstance(whence, ast.Constant):
        return whence.value in {1, 2}
    return _find_name(context, whence) in {"os.SEEK_CUR", "os.SEEK_END"}


def _judge_variable(context: Context, call: ast.Call, name: str) -> Iterator[str]:
    """Yield what is done with the variable that the value of *call* is assigned to."""
    for use in _list_uses(context, call, name):
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
    return is_test or _find_name(context, call.func) in _MATCHING


def _judge_method_of_value(
    context: Context, call: ast.Call, method: str
) -> Iterator[str]:
    """Yield what the *method* tells that is called for what was read."""
    if method in ("decode", "encode"):
        is_text = method == "encode"
        yield from (TEXT if is_text else BYTES,) if converts_kind(call) else _BOTH
    elif method in _TAKING_THEIR_KIND and call.args:
        yield from list_kinds(context, call.args[0])
