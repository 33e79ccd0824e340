"""What functions, methods and names that take a stream tell about it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.fix.streams.text_or_bytes import BYTES, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_STREAMS: Final = frozenset({"stderr", "stdin", "stdout"})
_STREAM_NAMES: Final = frozenset({"sys.stderr", "sys.stdin", "sys.stdout"})
_PATCHING: Final = frozenset({"object", "patch", "setattr"})
_OF_WSGI: Final = {"wsgi.errors": TEXT, "wsgi.input": BYTES}
"""The streams of a WSGI environment, as PEP 3333 describes them."""
_IMAGE_FORMATS: Final = frozenset({"BMP", "GIF", "ICO", "JPEG", "PNG", "TIFF"})


def judge_argument(context: Context, call: ast.Call, keyword: str) -> Iterator[str]:
    """Yield what a function that is given the object tells about it."""
    function, name = last_name(call.func), find_name(context, call.func)
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


def find_name(context: Context, node: ast.expr) -> str:
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


def judge_assigned(around: ast.AST | None, node: ast.expr) -> Iterator[str]:
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
