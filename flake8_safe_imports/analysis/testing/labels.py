"""The names, marks and fixtures of a test, by which hooks of pytest may look for it."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.flow.set_ups import list_requests

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.bindings import Bindings

_KNOWN: Final = (
    *("builtins.", "contextlib.", "functools.", "hypothesis.", "mock.", "pytest."),
    "unittest.",
)
"""What decorators begin with that add no marks of another file."""


class Labels:
    """What is known by name of one test."""

    def __init__(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        classes: Sequence[ast.ClassDef],
        marks: Sequence[ast.expr],
        bindings: Bindings,
    ) -> None:
        """Take the function *node*, and the class that it is in with its bases.

        *marks* are its decorators and marks, with those of the classes and the file.
        """
        self._node = node
        self._classes = classes
        self._given = marks
        self._bindings = bindings

    def may_have(self, text: str, path: str) -> bool | None:
        """Return whether *text* is in a name of the test, or a mark or fixture of it.

        None if that is unknown, since it has decorators of other files. *path* is that
        of its file.
        """
        names = [path, *(item.name for item in self._classes[:1]), self._node.name]
        if text in "::".join(names) or text in self._words:
            return True
        if any(text in quoted for quoted in self._quoted):
            return True
        return None if self._is_marked_elsewhere else False

    @cached_property
    def _marks(self) -> list[ast.AST]:
        """The parts of all marks and decorators, and of what has their names."""
        resolve = self._bindings.values.resolve
        found = [part for mark in self._given for part in ast.walk(mark)]
        made = [resolve(part) for part in found if isinstance(part, ast.Name)]
        return [*found, *(part for mark in made for part in ast.walk(mark))]

    @cached_property
    def _words(self) -> set[str]:
        return {*self._list_words(), *list_requests(self._node)}

    def _list_words(self) -> Iterator[str]:
        for part in self._marks:
            if isinstance(part, ast.Attribute):
                yield part.attr
            elif isinstance(part, ast.Name):
                yield part.id

    @cached_property
    def _quoted(self) -> list[str]:
        return [
            part.value
            for part in self._marks
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]

    @cached_property
    def _is_marked_elsewhere(self) -> bool:
        """Whether a mark may come from another file."""
        values = self._bindings.values
        for head in self._given:
            call = values.resolve_call(head)
            function = head if call is None else call.func
            name = self._bindings.dotted_name(function)
            if name is None or not f"{name}.".startswith(_KNOWN):
                return True
        return False
