"""Import statements: a cheap search for those of a file, and what they name.

Expressions are not visited here, and no more statements than necessary.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from typing import TYPE_CHECKING, Union

from flake8_safe_imports.analysis.statements.branches import BRANCHES

if TYPE_CHECKING:
    from collections.abc import Sequence

ImportStatement = Union[ast.Import, ast.ImportFrom]


def find_imports(tree: ast.Module, lines: Sequence[int]) -> list[ImportStatement]:
    """Return the import statements of *tree*, those of a block together.

    *lines* are the numbers of the lines that may contain the word ``import`` of a
    statement, sorted. Only statements that cover such a line are searched, until none
    of the lines is left: in most files that is before any nested statement.
    """
    found: list[ImportStatement] = []
    left = set(lines)
    pending: list[Sequence[ast.stmt]] = [tree.body]
    while pending and left:
        nested: list[ast.stmt] = []
        for node in pending.pop():
            kind = type(node)
            if kind is ast.Import or kind is ast.ImportFrom:
                found.append(node)  # type: ignore[arg-type]
                # Other imports on its lines are in the same block.
                left.difference_update(
                    range(node.lineno, (node.end_lineno or node.lineno) + 1)
                )
            elif kind in BRANCHES:
                nested.append(node)
        if left:
            for node in nested:
                if _covers(node, lines):
                    pending.extend(body for _, body, _ in BRANCHES[type(node)](node))
    return found


def _covers(node: ast.stmt, lines: Sequence[int]) -> bool:
    """Return whether *node* covers one of *lines*, which are sorted."""
    index = bisect_left(lines, node.lineno)
    return index < len(lines) and lines[index] <= (node.end_lineno or node.lineno)


def top_level_modules(node: ImportStatement) -> list[str]:
    """Return the top-level modules of an absolute import; none of a relative one."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [] if node.level else [(node.module or "").partition(".")[0]]


def list_imported(node: ast.AST) -> list[str]:
    """Return the absolute names that *node* imports; none of anything else."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [
            node.module if alias.name == "*" else f"{node.module}.{alias.name}"
            for alias in node.names
        ]
    return []


def spell_alias(alias: ast.alias) -> str:
    """Return *alias* as it is written in an import statement."""
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name
