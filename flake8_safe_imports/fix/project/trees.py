"""Trees of the files of a project, also of those that only Python 2 can parse.

These are not converted: what differs most often is replaced in the text, so that the
rest can be read.
"""

from __future__ import annotations

import ast
import contextlib
import re
import warnings
from typing import Final

_UNPARSABLE: Final = (SyntaxError, ValueError, RecursionError, MemoryError)
_PYTHON_2: Final = (
    (re.compile(r"\b(print|exec|raise)\b[ \t]+(?=[^\s=.,)\]:>])"), r"\1; "),
    (re.compile(r"(\bexcept\b[^:\n]{0,400}?),[ \t]*\w+[ \t]*:"), r"\1:"),
    (
        re.compile(
            r"((?:\bdef[ \t]+\w+[ \t]*\(|\blambda\b)(?:[^:()\n]{0,400},)?[ \t]*)"
            r"\(([\w, \t]{0,400})\)"
        ),
        r"\1 \2",
    ),
    (re.compile(r"(?<![\w.])0+(?=\d)|(?<=\d)[lL]\b|(?<![\w\"'])[uU](?=[rR][\"'])"), ""),
    (re.compile(r"<>"), "!="),
    (re.compile(r"`"), "'"),
)
"""What to replace in the text of Python 2, so that Python 3 reads nearly the same."""


def parse(text: str) -> ast.Module | None:
    """Return the tree of *text*, of Python 2 too; None if there is none."""
    tree = _parse_python3(text)
    if tree is not None:
        return tree
    for pattern, new in _PYTHON_2:
        text = pattern.sub(new, text)
    return _parse_python3(text.expandtabs())


def _parse_python3(text: str) -> ast.Module | None:
    with warnings.catch_warnings(), contextlib.suppress(*_UNPARSABLE):
        warnings.simplefilter("ignore")
        return ast.parse(text)
    return None
