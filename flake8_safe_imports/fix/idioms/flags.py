"""Flags of ``six`` that have one value only, and the code that they decide.

``if six.PY2: ... else: ...`` becomes the branch that is taken, and so does a
conditional expression; elsewhere the value is written.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.statements.branches import ELSE, THEN
from flake8_safe_imports.fix.compound import (
    CompoundStatement,
    find_staying,
    has_yield_or_declaration,
)
from flake8_safe_imports.fix.idioms.sites import (
    BRACKETED,
    CHAINABLE,
    Idiom,
    Site,
    check_comments,
    replace,
    replace_name,
)
from flake8_safe_imports.fix.local_names import check_local_names, find_function
from flake8_safe_imports.fix.rewrites import CannotFix
from flake8_safe_imports.fix.text.edits import Edit
from flake8_safe_imports.fix.text.nodes import is_docstring

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.fix.text.edits import SourceText

VALUES: Final = {
    "future.utils.PY2": False,
    "future.utils.PY3": True,
    "six.PY2": False,
    "six.PY3": True,
    "six.PY34": True,
}
_OPERATOR_AFTER: Final = re.compile(r"\s*\b(?:and|or)\b\s*")
_OPERATOR_BEFORE: Final = re.compile(r"\s*\b(?:and|or)\s+")
_CHANGING_FUNCTIONS: Final = (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await)
"""The expressions that make a function another one, even if they are never reached."""
_BEFORE_VALUES: Final = (
    ast.Assign,
    ast.AnnAssign,
    ast.Call,
    ast.Compare,
    ast.Dict,
    ast.List,
    ast.Return,
    ast.Tuple,
    ast.keyword,
)
"""What a ``True`` or ``False`` may be a part of."""


def write_flag(site: Site) -> Idiom | None:
    """Write what a flag decides, with ``--unsafe``."""
    if not site.context.unsafe:
        raise CannotFix("--unsafe rewrites it")
    node, value = _find_decided(site)
    around = site.context.nodes.around(node)
    if isinstance(around, ast.BoolOp):
        return _write_operand(site, around, node, value=value)
    if isinstance(around, ast.IfExp) and around.test is node:
        return _choose(site, around, value=value)
    if isinstance(around, ast.If):
        return _collapse(site, around, value=value)
    if isinstance(around, ast.Assert) and around.test is node and value:
        return _drop_assert(site, around)
    if isinstance(around, _BEFORE_VALUES):
        return _write_value(site, node, value=value)
    return None


def _find_decided(site: Site) -> tuple[ast.expr, bool]:
    """Return the largest expression whose value the flag alone decides, and the value.

    Of ``not PY3 and f()`` that is all.
    """
    node: ast.expr = site.node
    value = VALUES[site.name]
    while True:
        around = site.context.nodes.around(node)
        if isinstance(around, ast.UnaryOp) and isinstance(around.op, ast.Not):
            node, value = around, not value
        elif (
            isinstance(around, ast.BoolOp)
            and around.values[0] is node
            and _ends(around, value=value)
        ):
            _check_dropped(around.values[1:])
            node = around
        else:
            return node, value


def _ends(operation: ast.BoolOp, *, value: bool) -> bool:
    """Return whether an operand of this *value* is the result: False of an ``and``."""
    return value is not isinstance(operation.op, ast.And)


def _write_value(site: Site, node: ast.expr, *, value: bool) -> Idiom | None:
    """Write the value of *node*, which is a flag or what it decides."""
    if node is site.node:
        return replace_name(site, str(value))
    return replace(site, node, str(value))


def _check_dropped(nodes: Iterable[ast.AST]) -> None:
    """Raise CannotFix if dropping the expressions *nodes* would change the function."""
    for node in nodes:
        if any(isinstance(part, _CHANGING_FUNCTIONS) for part in ast.walk(node)):
            raise CannotFix("it would remove a name or a `yield`")


# Boolean operators


def _write_operand(
    site: Site, around: ast.BoolOp, node: ast.expr, *, value: bool
) -> Idiom | None:
    """Write what is left of *around* if its operand *node* has this *value*."""
    if not _ends(around, value=value):
        return _leave_out(site, around, node, value=value)
    if _is_condition(site, around):
        raise CannotFix("what comes before it may have side effects")
    return _write_value(site, node, value=value)


def _leave_out(
    site: Site, around: ast.BoolOp, node: ast.expr, *, value: bool
) -> Idiom | None:
    """Leave *node* out of ``x and node and y``, which it does not change."""
    source = site.context.source
    start, end = source.span(node)
    if node is around.values[-1]:
        if not _is_condition(site, around):
            return _write_value(site, node, value=value)
        before = source.span(around.values[-2])[1]
        match = _find_last(source, before, start)
        edit = Edit(match.start(), end, "") if match else None
    else:
        match = _OPERATOR_AFTER.match(source.text, end)
        edit = Edit(start, match.end(), "") if match else None
    if edit is None:
        raise CannotFix("there are parentheses around it")
    check_comments(site, edit.start, edit.end)
    return Idiom((edit,), "nothing")


def _find_last(source: SourceText, start: int, end: int) -> re.Match[str] | None:
    """Return the operator right before the offset *end*."""
    matches = _OPERATOR_BEFORE.finditer(source.text, start, end)
    return next((match for match in matches if match.end() == end), None)


def _is_condition(site: Site, node: ast.expr) -> bool:
    """Return whether nothing matters of the value of *node* but its truth."""
    around = site.context.nodes.around(node)
    while isinstance(around, ast.BoolOp):
        node, around = around, site.context.nodes.around(around)
    if isinstance(around, ast.UnaryOp):
        return isinstance(around.op, ast.Not)
    tests = (ast.If, ast.IfExp, ast.While, ast.Assert)
    return isinstance(around, tests) and around.test is node


# Conditional expressions


def _choose(site: Site, node: ast.IfExp, *, value: bool) -> Idiom:
    """Write the half of a conditional expression that is evaluated."""
    source = site.context.source
    chosen, other = (node.body, node.orelse) if value else (node.orelse, node.body)
    _check_dropped([other])
    start, end = source.span(node)
    first, last = source.span(chosen)
    check_comments(site, start, first)
    check_comments(site, last, end)
    text = source.text[first:last]
    if "\n" in text and not isinstance(chosen, BRACKETED):
        raise CannotFix("it spans several lines")
    is_simple = isinstance(chosen, (*CHAINABLE, *BRACKETED, ast.Constant))
    around = site.context.nodes.around(node)
    if is_simple and not _has_parentheses_of(source, around, start):
        start, end = _with_parentheses(source, start, end)
    return Idiom((Edit(start, first, ""), Edit(last, end, "")), text)


def _has_parentheses_of(source: SourceText, around: ast.AST | None, start: int) -> bool:
    """Return whether a parenthesis right before *start* is that of *around*."""
    if isinstance(around, ast.Call):
        return not source.text[source.span(around.func)[1] : start - 1].strip()
    return isinstance(around, ast.ClassDef)


def _with_parentheses(source: SourceText, start: int, end: int) -> tuple[int, int]:
    """Return the span of an expression with the parentheses right around it."""
    if source.text[start - 1 : start] == "(" and source.text[end : end + 1] == ")":
        return start - 1, end + 1
    return start, end


# Statements


def _collapse(site: Site, node: ast.If, *, value: bool) -> Idiom:
    """Write the branch of an ``if`` that is taken."""
    source, context = site.context.source, site.context
    if not source.is_first(source.span(node)[0]):
        raise CannotFix("there is other code on its line")
    dead = ELSE if value else THEN
    staying = find_staying(node, dead) or ()
    if has_yield_or_declaration(node, staying):
        raise CannotFix("it would remove a `yield` or a `global`")
    dropped = [node.test, *(node.orelse if value else node.body)]
    statement = _find_statement(site, node, staying)
    check_local_names(find_function(context.nodes, node), dropped)
    edit = statement.collapse_if(node, dead)
    return Idiom((edit,), "the branch that runs" if staying else "nothing")


def _drop_assert(site: Site, node: ast.Assert) -> Idiom:
    """Remove ``assert six.PY3``."""
    _check_dropped([node])
    check_local_names(find_function(site.context.nodes, node), [node])
    edit = _find_statement(site, node, ()).remove()
    return Idiom((edit,), "nothing")


def _find_statement(
    site: Site, node: ast.stmt, staying: Sequence[ast.stmt]
) -> CompoundStatement:
    """Return *node*, of which *staying* is to be left; raise CannotFix."""
    context = site.context
    owner = context.nodes.around(node) or context.nodes.tree
    body = _find_body(owner, node)
    if body[0] is node:
        _check_docstring(owner, body, staying)
    return CompoundStatement(
        context.source,
        node,
        context.lines_in_strings,
        is_alone=len(body) == 1 and owner is not context.nodes.tree,
    )


def _find_body(owner: ast.AST, node: ast.stmt) -> Sequence[ast.stmt]:
    """Return the statements of *owner* that *node* is one of."""
    bodies = (getattr(owner, name, ()) for name in ("body", "orelse", "finalbody"))
    return next(
        body
        for body in bodies
        if isinstance(body, list) and any(node is item for item in body)
    )


def _check_docstring(
    owner: ast.AST, body: Sequence[ast.stmt], staying: Sequence[ast.stmt]
) -> None:
    """Raise CannotFix if *staying*, first in *body*, gives *owner* a docstring."""
    if any(is_docstring(item, owner) for item in [*staying, *body[1:]][:1]):
        raise CannotFix("a string would become a docstring")
