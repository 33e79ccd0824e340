"""Renaming attributes of standard library classes: ``self.assertEquals``.

An old name is written as the new one where both are the same function, and nothing
may give the class either name: what has one would not be reached by the other.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.data import classes
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.rewrites import SAFE, CannotFix, SmallRewrite
from flake8_safe_imports.fix.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context

_BACKPORT: Final = "unittest2"
_TEST_CASES: Final = frozenset({"unittest2.TestCase", "unittest2.case.TestCase"})
_OF_BOTH: Final = classes.RENAMED_METHODS - {"assertItemsEqual"}
"""The methods whose new names unittest2 has, too."""


def rename_attribute(context: Context, finding: Finding) -> SmallRewrite | None:
    """Return the edit that renames an attribute; raise CannotFix if it cannot be.

    None is returned for findings about anything else.
    """
    if finding.code not in SAFE or not classes.is_same(finding.name):
        return None
    fact = classes.find(finding.name)
    nodes = finding.nodes
    if fact is None or len(nodes) != 1 or not isinstance(nodes[0], ast.Attribute):
        raise CannotFix("its position is not understood")
    node, new = nodes[0], fact.replacement.rpartition(".")[2]
    if not finding.advice.replacement:
        raise CannotFix(f"{quote(fact.replacement)} is not on every supported Python")
    if context.nodes.is_in_fstring(node):
        raise CannotFix("it is in an f-string")
    old = finding.name.rpartition(".")[2]
    end = context.source.span(node)[1]
    start = end - len(old)
    if node.attr != old or context.source.text[start:end] != old:
        raise CannotFix("its position is not understood")
    base = node.value
    if isinstance(base, ast.Name):
        use = context.variables.scopes.find_use(base)
        for name in (new, old):
            if use is None or context.is_given_attribute(name, use):
                raise CannotFix(f"the class may have a {quote(name)} of its own")
    return SmallRewrite(finding, finding.name, new, (Edit(start, end, new),))


def rename_methods_of_backport(
    context: Context, reasons: dict[Finding, str]
) -> Iterator[SmallRewrite]:
    """Yield new names of methods of ``unittest2``, as a first step to ``unittest``.

    That has the old ones no longer on every Python.
    """
    finding = next(
        (
            found
            for found in context.findings
            if found.code in SAFE and f"{found.name}.".startswith(f"{_BACKPORT}.")
        ),
        None,
    )
    if finding is None or finding in reasons or _rebinds_self(context):
        return
    lost = context.find_lost_methods(_BACKPORT)
    news = {old: _find_new_name(context, old) for old in lost}
    nodes = [node for old in lost for node in context.nodes.by_attribute[old]]
    if not all(news.values()) or not all(
        _is_of_test_case(context, node) for node in nodes
    ):
        return  # the import would stay
    for node in sorted(nodes, key=lambda it: (it.lineno, it.col_offset)):
        end = context.source.span(node)[1]
        edit = Edit(end - len(node.attr), end, news[node.attr])
        old = f"{_BACKPORT}.TestCase.{node.attr}"
        yield SmallRewrite(finding, old, news[node.attr], (edit,))


def _rebinds_self(context: Context) -> bool:
    """Return whether anything but a parameter is called ``self``."""
    return any(
        node.id == "self" and not isinstance(node.ctx, ast.Load)
        for node in context.nodes.of(ast.Name)
    )


def _find_new_name(context: Context, old: str) -> str:
    """Return the new name of the method *old*; nothing if classes may differ."""
    fact = classes.find(f"unittest.TestCase.{old}")
    if fact is None or old not in _OF_BOTH:
        return ""
    new = fact.replacement.rpartition(".")[2]
    return "" if any(map(context.may_define, (new, old))) else new


def _is_of_test_case(context: Context, node: ast.Attribute) -> bool:
    """Return whether *node* is an attribute of ``self`` in a plain test case."""
    function: ast.AST | None = node
    while function is not None and not isinstance(function, FUNCTIONS):
        function = context.nodes.around(function)
    owner = context.nodes.around(function) if function is not None else None
    if not isinstance(function, FUNCTIONS) or not isinstance(owner, ast.ClassDef):
        return False
    names = [argument.arg for argument in function.args.args[:1]]
    bases = [context.dotted_name(base) for base in owner.bases]
    return (
        isinstance(node.value, ast.Name)
        and isinstance(node.ctx, ast.Load)
        and [node.value.id] == names == ["self"]
        and not context.nodes.is_in_fstring(node)
        and _ends_with_name(context, node)
        and len(bases) == 1
        and bases[0] in _TEST_CASES
    )


def _ends_with_name(context: Context, node: ast.Attribute) -> bool:
    end = context.source.span(node)[1]
    return context.source.text[end - len(node.attr) : end] == node.attr
