"""Renaming attributes of standard library classes: ``self.assertEquals``.

An old name is written as the new one where both are the same function, and nothing
may give the class either name: what has one would not be reached by the other.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports.data import classes
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.edits import Edit
from flake8_safe_imports.fix.rewrites import SAFE, CannotFix, SmallRewrite

if TYPE_CHECKING:
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context


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
