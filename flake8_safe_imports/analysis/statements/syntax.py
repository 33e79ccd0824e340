"""Tells which versions of Python can parse a file, by its syntax.

The walk over names tells what of it a file has.

Source: "New Features" in What's New in Python 3.8 and later.
"""

from __future__ import annotations

import re
from typing import Final

NODES: Final = {
    "NamedExpr": 308,
    "Match": 310,
    "TryStar": 311,
    "TypeAlias": 312,
    "TemplateStr": 314,
}
"""Kinds of nodes, and the version that first parsed them."""
POSITIONAL_ONLY: Final = 308
"""``def f(a, /)``."""
TYPE_PARAMETERS: Final = 312
"""``class C[T]``."""
TYPE_DEFAULTS: Final = 313
"""``class C[T = int]``."""
LAZY_IMPORTS: Final = 315
"""``lazy import json``."""
UNPACKED_RESULTS: Final = 315
"""``[*x for x in y]``."""
_GAP: Final = r"[\s\\]*(?:#[^\n]*\n[\s\\]*){0,9}"
"""What may separate tokens; nobody writes ten comments there."""
_LETTER: Final = r"[^\0-@[-^`{-\x7f]"
_MARKS: Final = (
    (308, r":="),
    (POSITIONAL_ONLY, rf"/{_GAP}[,):#]"),
    (310, r"\n[ \t\f]*match(?!\w|\.[^\d.]|\)|[ \t]*[=,])"),
    (311, rf"except{_GAP}[*#]"),
    (TYPE_DEFAULTS, rf"[;:\n][ \t\f]*type(?:[ \t\f]|\\\n)+{_LETTER}"),
    (TYPE_DEFAULTS, r"(?:def|class)[\s\\]+[^\s\\(:[]+[\s\\]*\["),
    (314, r"(?<!\w)(?:[tT][rR]?|[rR][tT])[\"']"),
    (LAZY_IMPORTS, r"lazy[\s\\]+(?:from|import)"),
    (UNPACKED_RESULTS, rf"[\[({{]{_GAP}\*[\s\S]{{0,200}}?\bfor\b"),
)
"""The newest version that brought some syntax, and what it has in the text of a file.

Few other files have that.
"""
_TYPICAL: Final = (
    r"""\bprint\b(?!\()|\bexec\b(?!\()|\bexcept\b[^:]*,|\braise\b[^#]*,|<>|`"""
    r"""|\b0\d|\b\d\w*[lL]\b|\b[uU][rR]["']|\blambda\b[^:]*\("""
    r"""|\bdef\s+\w+\s*\([^:]*\(|\b(?:True|False)\s*[=,)]|\bfor\b.*\bin\b.*,"""
    r"""|\b(?:async|await|nonlocal)\s*(?:[=.,():]|$)|\.\s*(?:True|False)\b"""
)
_TYPICAL_ERROR: Final = "unicodeescape|ASCII|to.(?:True|False)|be.parenthesized"
"""What is in lines with syntax of Python 2, and in the errors that others raise."""
_LONGEST: Final = 1000
"""How many characters of a line are looked at."""


def may_be_newer(text: str, minor: int) -> bool:
    """Return whether *text* may have syntax that a version after *minor* brought.

    Syntax that is older than Python 3.8 does not count. Errs on the side of True.
    """
    text = f"\n{text}"
    return any(re.search(mark, text) for newest, mark in _MARKS if newest > minor)


def looks_like_python2(text: str, error: SyntaxError) -> bool:
    """Return whether *error*, about *text*, is probably none in Python 2."""
    if isinstance(error, TabError) or re.search(_TYPICAL_ERROR, error.msg or ""):
        return True
    number = error.lineno or 1
    lines = text.split("\n", number)
    if number > len(lines):
        return False
    return re.search(_TYPICAL, lines[number - 1][:_LONGEST]) is not None
