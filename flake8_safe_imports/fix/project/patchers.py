"""The other names that one file gives to ``patch`` and its like.

``from mock import patch as p``, ``p = mock.patch``, ``p = patch.multiple``: other files
may call it by these names, too.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.fix.project.meanings import Meanings
    from flake8_safe_imports.fix.text.nodes import Nodes

PATCH: Final = "patch"
MULTIPLE: Final = "multiple"
_SETTING: Final = frozenset(("delattr", "setattr"))
"""The methods of ``monkeypatch`` that take the name of what they replace."""


class Patchers:
    """What the file with some nodes calls ``patch``, and where it passes it on."""

    def __init__(self, nodes: Nodes, meanings: Meanings) -> None:
        self._nodes = nodes
        self._meanings = meanings
        self._names: dict[str, str] = {}
        """The other names, and what they are names of."""
        self.passed: list[ast.expr] = []
        """The uses of functions that something else calls, with any strings."""
        self.passes_multiple = False
        """Whether ``patch.multiple`` is among these."""
        self._collect()

    @property
    def names(self) -> frozenset[str]:
        """The other names of ``patch`` and its like."""
        return frozenset(self._names)

    def find(self, call: ast.Call) -> str:
        """Return the name of the function that is called, its own if it is ``patch``.

        Nothing, if it has none.
        """
        function = last_name(call.func) or _read_getattr(call.func)
        return self._names.get(function, function)

    def _collect(self) -> None:
        for imported in self._nodes.of(ast.ImportFrom):
            for alias in imported.names:
                if alias.name == PATCH and alias.asname and is_mock(imported.module):
                    self._names[alias.asname] = PATCH
        for used, function in self._find_uses():
            around = self._nodes.around(used)
            is_called = isinstance(around, ast.Call) and around.func is used
            if is_called or isinstance(around, ast.Attribute):
                continue
            if isinstance(around, ast.Assign):
                names = map(last_name, around.targets)
                self._names.update(dict.fromkeys(filter(None, names), function))
            self.passed.append(used)
            self.passes_multiple = self.passes_multiple or function == MULTIPLE

    def _find_uses(self) -> Iterator[tuple[ast.expr, str]]:
        """Yield the uses of the functions, with the name of each."""
        for node in self._nodes.of(ast.Name):
            if (
                node.id == PATCH
                and isinstance(node.ctx, ast.Load)
                and (self._takes_all or any(map(is_mock, self._meanings.of(node))))
            ):
                yield node, PATCH
        for attribute in self._nodes.of(ast.Attribute):
            if isinstance(attribute.ctx, ast.Load):
                function = self._judge(attribute.value, attribute.attr)
                if function:
                    yield attribute, function
        for call in self._nodes.of(ast.Call):
            name = _read_getattr(call)
            if name and self._judge(call.args[0], name):
                yield call, name

    def _judge(self, owner: ast.expr, name: str) -> str:
        """Return the function that *name* of *owner* may be; nothing if it is none."""
        if name in _SETTING:
            return name
        if name == MULTIPLE:
            # The file may have called it otherwise further up.
            return name if last_name(owner) in {PATCH, *self._names} else ""
        if name != PATCH:
            return ""
        is_of_mock = is_mock(last_name(owner)) or any(
            map(is_mock, self._meanings.of(owner))
        )
        return name if is_of_mock else ""

    @property
    def _takes_all(self) -> bool:
        """Whether the file takes all names of some mock."""
        return any(
            is_mock(node.module) and node.names[0].name == "*"
            for node in self._nodes.of(ast.ImportFrom)
        )


def is_mock(name: str | None) -> bool:
    """Return whether *name* may be that of something that has ``patch``."""
    return "mock" in (name or "").lower()


def _read_getattr(node: ast.expr) -> str:
    """Return the name that *node* takes from something: ``getattr(mock, "patch")``."""
    if not isinstance(node, ast.Call) or last_name(node.func) != "getattr":
        return ""
    name = node.args[1] if len(node.args) > 1 else None
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return name.value
    return ""
