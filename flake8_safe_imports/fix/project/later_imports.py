"""Whether a file imports anything after some of its code has run."""

from __future__ import annotations

import ast
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS
from flake8_safe_imports.fix.project.meanings import IMPORTING

if TYPE_CHECKING:
    from flake8_safe_imports.fix.text.nodes import Nodes


class LaterImports:
    """The imports of one file, and what comes before them."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._homes: dict[int, ast.AST | None] = {}
        """What is around the nodes that were asked for, by their ids."""

    def may_import_after(self, node: ast.expr) -> bool:
        """Return whether modules may be imported after *node* has run.

        They may if that is at the level of the module, or before an import in the same
        function, as in ``with patch("six.moves.input"): import app``.
        """
        home = self._find_home(node)
        if home is None:
            return True
        number = bisect_left(self._lines, node.lineno)
        last = getattr(home, "end_lineno", 0)
        return any(line <= last for line in self._lines[number : number + 1])

    def _find_home(self, node: ast.expr) -> ast.AST | None:
        """Return the function around *node*, or the class whose head it is in."""
        passed: list[int] = []
        below: ast.AST = node
        around = self._nodes.around(node)
        while around is not None and id(below) not in self._homes:
            passed.append(id(below))
            is_class = isinstance(around, ast.ClassDef) and isinstance(below, ast.expr)
            if is_class or isinstance(around, (*FUNCTIONS, ast.Lambda)):
                break
            below, around = around, self._nodes.around(around)
        home = self._homes.get(id(below), around)
        self._homes.update(dict.fromkeys(passed, home))
        return home

    @cached_property
    def _lines(self) -> list[int]:
        """The lines that import something, in their order."""
        lines = [node.lineno for node in self._nodes.of(ast.Import, ast.ImportFrom)]
        calls = self._nodes.of(ast.Call)
        lines += [node.lineno for node in calls if last_name(node.func) in IMPORTING]
        return sorted(lines)
