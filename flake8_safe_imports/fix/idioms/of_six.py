"""How uses of ``six`` are rewritten that take more than another name."""

from __future__ import annotations

import ast
import re
import warnings
from typing import Callable, Final

from flake8_safe_imports.fix.idioms.sites import (
    CHAINABLE,
    Idiom,
    Site,
    check_comments,
    replace,
    replace_name,
    unwrap,
)
from flake8_safe_imports.fix.text.edits import Edit

_ITERATING: Final = frozenset(
    {"all", "any", "dict", "enumerate", "filter", "frozenset", "list", "map", "max"}
    | {"min", "set", "sorted", "sum", "tuple", "zip"}
)
"""The built-ins that only iterate over their arguments."""


def iterate(method: str) -> Callable[[Site], Idiom | None]:
    """Return the rewrite of ``six.iteritems(d)`` and its like.

    Without a *method* the argument itself is iterated over.
    """

    def rewrite(site: Site) -> Idiom | None:
        call = site.call(1, 1)
        if call is None:
            return None
        made = unwrap(site, call, call.args[0], f".{method}()" if method else "")
        if _is_iterated(site, call):
            return made
        if not site.is_builtin("iter"):
            return None
        first, last = made.edits
        return Idiom(
            (
                first._replace(text=f"iter({first.text}"),
                last._replace(text=f"{last.text})"),
            ),
            f"iter(...{last.text})",
        )

    return rewrite


def _is_iterated(site: Site, call: ast.Call) -> bool:
    """Return whether nothing but ``iter`` is done with the result of *call*."""
    parent = site.context.nodes.around(call)
    if isinstance(parent, (ast.For, ast.comprehension)):
        return parent.iter is call
    if isinstance(parent, ast.Assign):
        return all(isinstance(item, (ast.Tuple, ast.List)) for item in parent.targets)
    if isinstance(parent, (ast.YieldFrom, ast.Starred)):
        return True
    if not isinstance(parent, ast.Call) or call not in parent.args:
        return False
    function = parent.func
    if isinstance(function, ast.Attribute):
        text = function.value
        is_text = isinstance(text, ast.Constant) and isinstance(text.value, str)
        return is_text and function.attr == "join"
    return (
        isinstance(function, ast.Name)
        and function.id in _ITERATING
        and site.is_builtin(function.id)
        and (function.id not in {"max", "min"} or len(parent.args) == 1)
        and (function.id not in {"filter", "map"} or parent.args[0] is not call)
    )


def write_attribute(method: str) -> Callable[[Site], Idiom | None]:
    """Return the rewrite that puts *method* after the argument."""

    def rewrite(site: Site) -> Idiom | None:
        call = site.call(1, 1)
        return unwrap(site, call, call.args[0], method) if call else None

    return rewrite


def write_types(builtin: str) -> Callable[[Site], Idiom | None]:
    """Return the rewrite of a tuple with one type."""

    def rewrite(site: Site) -> Idiom | None:
        if not site.is_builtin(builtin):
            return None
        parent = site.parent
        if isinstance(parent, ast.Compare) and any(
            isinstance(operator, (ast.Is, ast.IsNot)) for operator in parent.ops
        ):
            return None
        if isinstance(parent, ast.Subscript) and parent.value is site.node:
            index = parent.slice
            if isinstance(index, ast.Constant) and index.value == 0:
                return replace(site, parent, builtin)
        if site.context.is_checked_type(site.node, site.use):
            return replace_name(site, builtin)
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add):
            joined = _join_tuples(site, parent, builtin)
            if joined:
                return replace(site, parent, joined)
        return replace_name(site, f"({builtin},)")

    return rewrite


def _join_tuples(site: Site, node: ast.BinOp, builtin: str) -> str:
    """Return one tuple for ``six.string_types + (bytes,)``, if it is short."""
    is_first = node.left is site.node
    other = site.text(node.right if is_first else node.left)
    is_tuple = isinstance(node.right if is_first else node.left, ast.Tuple)
    inner = other[1:-1].strip().rstrip(",").rstrip()
    if not is_tuple or not inner or "\n" in other or not other.startswith("("):
        return ""
    return f"({builtin}, {inner})" if is_first else f"({inner}, {builtin})"


def write_argument(site: Site) -> Idiom | None:
    """Write the argument alone: ``six.u("a")``."""
    call = site.call(1, 1)
    # A string that is a statement could become a docstring.
    if call is None or site.statement(call):
        return None
    return unwrap(site, call, call.args[0], "", new="its argument")


def write_bytes_literal(site: Site) -> Idiom | None:
    """Write a bytes literal for ``six.b("a")``."""
    call = site.call(1, 1)
    if call is None:
        return None
    argument = call.args[0]
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        return unwrap(site, call, argument, '.encode("latin-1")')
    return _write_bytes(site, call, argument, "latin-1")


def _write_bytes(
    site: Site, call: ast.Call, literal: ast.Constant, encoding: str
) -> Idiom | None:
    """Return the edit that writes a bytes literal for *call*, if that is the same."""
    text = re.sub(r"^[uU]", "", site.text(literal))
    new = f"b{text}"
    assert isinstance(literal.value, str)
    try:
        with warnings.catch_warnings():
            # An escape that only text has, as `\u1234`: then the values differ.
            warnings.simplefilter("ignore")
            is_same = ast.literal_eval(new) == literal.value.encode(encoding)
    except (ValueError, SyntaxError):
        return None
    return replace(site, call, new) if is_same and "\n" not in new else None


def ensure_text(site: Site) -> Idiom | None:
    """Write ``"a"`` for ``six.ensure_text("a")``."""
    call = site.call(1, 1)
    is_text = call is not None and _is_text(call.args[0])
    return write_argument(site) if is_text else None


def ensure_binary(site: Site) -> Idiom | None:
    """Write ``b"a"`` for ``six.ensure_binary("a")``."""
    call = site.call(1, 1)
    literal = call.args[0] if call else None
    if call is None or not isinstance(literal, ast.Constant):
        return None
    if isinstance(literal.value, bytes):
        return write_argument(site)
    return _write_bytes(site, call, literal, "utf-8") if _is_text(literal) else None


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def write_subscript(site: Site) -> Idiom | None:
    """Write ``b[0]`` for ``six.indexbytes(b, 0)``."""
    call = site.call(2, 2)
    if call is None:
        return None
    index = site.text(call.args[1])
    if not isinstance(call.args[1], (ast.Name, ast.Constant)):
        return None
    return unwrap(site, call, call.args[0], f"[{index}]")


def write_method(site: Site) -> Idiom | None:
    """Write ``self.assertRegex(...)`` for ``six.assertRegex(self, ...)``."""
    call = site.context.nodes.find_call(site.node)
    if call is None or not call.args:
        return None
    first = call.args[0]
    if not isinstance(first, ast.Name) or len(call.args) < 2:
        return None
    source = site.context.source
    start, (following, _) = source.span(call)[0], source.span(call.args[1])
    check_comments(site, start, following)
    text = source.text[source.span(first)[1] : following]
    if "(" in text or isinstance(call.args[1], ast.Starred):
        return None
    method = site.name.rpartition(".")[2]
    new = f"{first.id}.{method}("
    return Idiom((Edit(start, following, new),), f"{first.id}.{method}")


def write_raise_from(site: Site) -> Idiom | None:
    """Write ``raise error from cause``."""
    call = site.call(2, 2)
    statement = site.statement(call) if call else None
    if call is None or statement is None:
        return None
    error, cause = map(site.text, call.args)
    if "\n" in error + cause or not all(
        isinstance(item, (*CHAINABLE, ast.Constant)) for item in call.args
    ):
        return None
    return replace(site, statement, f"raise {error} from {cause}")


def write_reraise(site: Site) -> Idiom | None:
    """Write ``raise``, or what ``six.reraise`` raises."""
    call = site.context.nodes.find_call(site.node)
    if call is None or call.keywords:
        return None
    statement = site.statement(call)
    if statement is None:
        return None
    if len(call.args) == 1 and isinstance(call.args[0], ast.Starred):
        is_current = site.text(call.args[0].value) == "sys.exc_info()"
        if is_current and site.context.nodes.is_in_handler(statement):
            return replace(site, statement, "raise")
        return None
    if len(call.args) != 3 or not isinstance(call.args[1], ast.Call):
        return None
    error, traceback = map(site.text, call.args[1:])
    is_of_type = site.text(call.args[1].func) == site.text(call.args[0])
    is_simple = isinstance(call.args[2], (*CHAINABLE, ast.Constant))
    if "\n" in error + traceback or not is_of_type or not is_simple:
        return None
    return replace(site, statement, f"raise {error}.with_traceback({traceback})")
