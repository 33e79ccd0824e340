"""Where the bases of a class are written."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_safe_imports.fix.text.edits import SourceText

_CLASS_HEADER = re.compile(r"class\s+\w+()\s*([(:])")
_AFTER_BASE = re.compile(r"\s*[,)]")


def find_class_header(source: SourceText, node: ast.ClassDef) -> tuple[int, int] | None:
    """Return the offsets after the name of a class and after its last base.

    For ``class C()`` the second is that of the closing parenthesis.
    """
    start = source.span(node)[0]
    match = _CLASS_HEADER.match(source.text, start)
    if match is None:
        return None
    name_end = match.start(1)
    if match[2] == ":":
        return None if node.bases else (name_end, name_end)
    if node.bases:
        end = source.span(node.bases[-1])[1]
        return (name_end, end) if _AFTER_BASE.match(source.text, end) else None
    closing = re.compile(r"\s*\)").match(source.text, match.end())
    return (name_end, closing.end() - 1) if closing else None
