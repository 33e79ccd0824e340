"""Text in a file that names things: strings, ``__all__``, comments.

The fixer never edits such text. Some of it keeps a name bound; the rest is reported
when the name goes.
"""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_safe_imports.fix.evaluated import (
    find_evaluated_words,
    find_strings,
    looks_up_any_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.fix.text.nodes import Nodes

_TYPE_COMMENT = re.compile(r"#\s*type:\s*(?!ignore)([^\r\n]*)")
_DOTTED_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_WORD = re.compile(r"\w+")


class Mentions:
    """The text of one file that names things; each kind is read on first need."""

    def __init__(self, nodes: Nodes, lines: Sequence[str]) -> None:
        self._nodes = nodes
        self._lines = lines

    @cached_property
    def evaluated(self) -> frozenset[str]:
        """The words in strings that are evaluated as code."""
        return find_evaluated_words(self._nodes)

    @cached_property
    def looks_up_any_name(self) -> bool:
        """Whether names are looked up that no string of the file need have."""
        return looks_up_any_name(self._nodes)

    @cached_property
    def exported(self) -> frozenset[str]:
        """The strings in the module's statements about ``__all__``."""
        return frozenset(
            text
            for statement in self._nodes.tree.body
            if _is_about_all(statement)
            for text in find_strings(statement)
        )

    def find(self, word: str, imported: str) -> Iterator[tuple[int, str]]:
        """Yield the line and kind of each string or type comment that names *word*.

        Strings that name something in the absolute name *imported* count, too.
        """
        for number, text in self._dotted_strings.get(word, ()):
            yield number, f"the string {text!r}"
        for number, text in self._dotted_strings.get(imported.partition(".")[0], ()):
            if f"{text}.".startswith(f"{imported}."):
                yield number, f"the string {text!r}"
        for number in self._type_comments.get(word, ()):
            yield number, "a type comment"

    def names(self, word: str) -> bool:
        """Return whether *word* is a string, a part of a dotted one, or in a type."""
        is_string = word in self._strings or word in self._dotted_strings
        return is_string or word in self._type_comments

    def has_noqa(self, node: ast.stmt) -> bool:
        """Return whether a ``noqa`` comment is on the lines of *node*."""
        lines = self._lines[node.lineno - 1 : node.end_lineno]
        return any("#" in line and "noqa" in line.lower() for line in lines)

    def has_string(self, text: str) -> bool:
        """Return whether a string of the file is *text*."""
        return text in self._strings

    @cached_property
    def _strings(self) -> frozenset[str]:
        return frozenset(
            node.value
            for node in self._nodes.of(ast.Constant)
            if isinstance(node.value, str)
        )

    @cached_property
    def _dotted_strings(self) -> dict[str, list[tuple[int, str]]]:
        """The lines and texts of strings that are dotted names, by word."""
        found: dict[str, list[tuple[int, str]]] = {}
        for node in self._nodes.of(ast.Constant):
            if (
                isinstance(node.value, str)
                and "." in node.value
                and _DOTTED_NAME.fullmatch(node.value)
            ):
                for word in set(node.value.split(".")):
                    found.setdefault(word, []).append((node.lineno, node.value))
        return found

    @cached_property
    def _type_comments(self) -> dict[str, list[int]]:
        """The lines of type comments, by word."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self._lines, 1):
            match = _TYPE_COMMENT.search(line) if "type:" in line else None
            for word in set(_WORD.findall(match[1])) if match else ():
                found.setdefault(word, []).append(number)
        return found


def _is_about_all(statement: ast.stmt) -> bool:
    """Return whether *statement* assigns or extends ``__all__``, as far as it shows."""
    kinds = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr)
    return isinstance(statement, kinds) and any(
        isinstance(part, ast.Name) and part.id == "__all__"
        for part in ast.walk(statement)
    )
