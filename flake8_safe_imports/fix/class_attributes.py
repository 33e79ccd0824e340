"""Renaming attributes of standard library classes: ``self.assertEquals``.

An old name is written as the new one where both are the same function, and nothing
may give the class a new name of its own: the old one would not have reached it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.data import classes
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.edits import Edit
from flake8_safe_imports.fix.rewrites import SAFE, CannotFix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context

SAME: Final = frozenset(
    {
        "array.array.tostring",
        "threading.Thread.isAlive",
        *(
            f"unittest.{name}"
            for name in (
                "assertAlmostEquals",
                "assertEquals",
                "assertItemsEqual",
                "assertNotAlmostEquals",
                "assertNotEquals",
                "assertNotRegexpMatches",
                "assertRaisesRegexp",
                "assertRegexpMatches",
                "assert_",
                "failIf",
                "failIfAlmostEqual",
                "failIfEqual",
                "failUnless",
                "failUnlessAlmostEqual",
                "failUnlessEqual",
                "failUnlessRaises",
            )
        ),
    }
)
"""The names that do what their replacement does; those of all test cases by package."""


class RenamedAttribute(NamedTuple):
    """An attribute that is written under its new name."""

    finding: Finding
    new: str
    edit: Edit


def rename_attributes(
    context: Context, reasons: dict[Finding, str]
) -> Iterator[RenamedAttribute]:
    """Yield the attributes that can be renamed; add to *reasons* why others are not."""
    for finding in context.findings:
        if finding.code not in SAFE or not _is_same(finding.name):
            continue
        try:
            yield _rename(context, finding)
        except CannotFix as error:
            reasons[finding] = str(error)


def _is_same(name: str) -> bool:
    top, _, last = name.partition(".")[0], "", name.rpartition(".")[2]
    return name in SAME or (top == "unittest" and f"{top}.{last}" in SAME)


def _rename(context: Context, finding: Finding) -> RenamedAttribute:
    fact = classes.find(finding.name)
    nodes = finding.nodes
    if fact is None or len(nodes) != 1 or not isinstance(nodes[0], ast.Attribute):
        raise CannotFix("its position is not understood")
    node, new = nodes[0], fact.replacement.rpartition(".")[2]
    if context.is_in_fstring(node):
        raise CannotFix("it is in an f-string")
    old = finding.name.rpartition(".")[2]
    end = context.source.span(node)[1]
    start = end - len(old)
    if node.attr != old or context.source.text[start:end] != old:
        raise CannotFix("its position is not understood")
    base = node.value
    if isinstance(base, ast.Name):
        use = context.variables.scopes.find_use(base)
        if use is None or context.is_given_attribute(new, use):
            raise CannotFix(f"the class may have a {quote(new)} of its own")
    return RenamedAttribute(finding, new, Edit(start, end, new))
