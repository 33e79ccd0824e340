"""Tells which versions of Python can parse a file, by its syntax.

Source: "New Features" in What's New in Python 3.8 and later.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_STATEMENTS: Final = {
    "NamedExpr": 308,
    "Match": 310,
    "TryStar": 311,
    "TypeAlias": 312,
    "TypeVar": 312,
    "ParamSpec": 312,
    "TypeVarTuple": 312,
    "TemplateStr": 314,
}
"""Kinds of nodes, and the version that first parsed them."""
_HINTS: Final = (
    r":=|/\s*[,)]|except\s*\*|(?:def|class)\s+\w+\s*\[|\b[tT][rR]?[\"']|\b[rR][tT][\"']"
    r"|^[^\S\n]*(?:match|type|lazy)\b"
)
"""What is in the text of every file with such syntax."""

_TYPICAL: Final = (
    r"""\bprint\b(?!\()|\bexec\b(?!\()|\bexcept\b[^:]*,|\braise\b[^#]*,|<>|`"""
    r"""|\b0\d|\b\d\w*[lL]\b|\b[uU][rR]["']|\blambda\b[^:]*\("""
    r"""|\bdef\s+\w+\s*\([^:]*\(|\b(?:True|False)\s*[=,)]|\bfor\b.*\bin\b.*,"""
    r"""|\b(?:async|await|nonlocal)\s*(?:[=.,():]|$)|\.\s*(?:True|False)\b"""
)
_TYPICAL_ERROR: Final = "unicodeescape|ASCII|to.(?:True|False)|be.parenthesized"
"""What is in lines with syntax of Python 2, and in what Python 3 says of others."""
_LONGEST: Final = 1000
"""How many characters of a line are looked at."""


def find_oldest(tree: ast.Module, text: str) -> int:
    """Return the oldest version that can parse *tree*, as far as is known, or 0.

    *text* is the source of *tree*; most files need not be walked.
    """
    if re.search(_HINTS, text, re.MULTILINE) is None:
        return 0
    return max(_list_needs(tree), default=0)


def _list_needs(tree: ast.Module) -> Iterator[int]:
    """Yield the versions that the syntax of single nodes needs."""
    for node in ast.walk(tree):
        minor = _STATEMENTS.get(type(node).__name__)
        if minor is not None:
            yield minor
        elif isinstance(node, ast.arguments) and node.posonlyargs:
            yield 308
        elif getattr(node, "is_lazy", 0):
            yield 315
        if getattr(node, "default_value", None) is not None:
            yield 313


def looks_like_python2(text: str, error: SyntaxError) -> bool:
    """Return whether *error*, about *text*, is probably none in Python 2."""
    if isinstance(error, TabError) or re.search(_TYPICAL_ERROR, error.msg or ""):
        return True
    number = error.lineno or 1
    lines = text.split("\n", number)
    if number > len(lines):
        return False
    return re.search(_TYPICAL, lines[number - 1][:_LONGEST]) is not None
