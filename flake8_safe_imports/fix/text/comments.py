"""Where the comments of a file are, so that none of them is lost."""

from __future__ import annotations

import ast
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_safe_imports.fix.text.edits import SourceText
    from flake8_safe_imports.fix.text.nodes import Nodes


class Comments:
    """Tells, for one file, where comments are, or may be."""

    def __init__(self, source: SourceText, nodes: Nodes) -> None:
        self._source = source
        self._nodes = nodes

    def has_on_lines(self, node: ast.stmt) -> bool:
        """Return whether a comment is on the lines of *node*."""
        lines = self._source.lines[node.lineno - 1 : node.end_lineno]
        return any("#" in line for line in lines)

    def has_between(self, start: int, end: int) -> bool:
        """Return whether a comment is between two offsets, or may be."""
        found = self._source.text.find("#", start, end)
        while found >= 0:
            index = bisect_right(
                self._strings_with_signs, (found, len(self._source.text))
            )
            if not index or self._strings_with_signs[index - 1][1] <= found:
                return True
            found = self._source.text.find("#", found + 1, end)
        return False

    @cached_property
    def _strings_with_signs(self) -> list[tuple[int, int]]:
        """The spans of the strings in one line that have a ``#``."""
        spans: list[tuple[int, int]] = []
        for node in self._nodes.of(ast.Constant, ast.JoinedStr):
            value = node.value if isinstance(node, ast.Constant) else ""
            if (
                isinstance(value, (str, bytes))
                and node.lineno == node.end_lineno
                and "#" in self._source.lines[node.lineno - 1]
                and not self._nodes.is_in_fstring(node)
            ):
                spans.append(self._source.span(node))
        return sorted(spans)
