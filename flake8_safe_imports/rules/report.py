"""Findings made of problems: positions, noqa lines, duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.finding import Finding

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )
    from flake8_safe_imports.rules.target import Problem


class FileFindings:
    """The findings of one file."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._noqa: tuple[ImportStatement, tuple[int, ...]] | None = None
        """The latest statement, and the lines whose ``noqa`` counts for it."""

    def add_to_file(self, problem: Problem) -> None:
        """Report *problem* at the beginning of the file."""
        self._add(1, 0, problem)

    def add_to_expression(self, node: ast.expr, problems: Iterable[Problem]) -> None:
        """Report *problems* at the attribute chain or string *node*."""
        for problem in problems:
            self._add(node.lineno, node.col_offset, problem, node)

    def add_to_import(
        self,
        node: ImportStatement,
        problems: Iterable[Problem],
        alias: ast.alias | None = None,
    ) -> None:
        """Report *problems* at *alias* of the import statement *node*, or at *node*."""
        line, column = node.lineno, node.col_offset
        if hasattr(alias, "lineno"):  # not on Python 3.9
            assert alias is not None
            line, column = alias.lineno, getattr(alias, "col_offset", 0)
        for problem in problems:
            self._add(line, column, problem, alias or node, self._find_noqa_lines(node))

    def _add(
        self,
        line: int,
        column: int,
        problem: Problem,
        node: ast.AST | None = None,
        noqa_lines: tuple[int, ...] = (),
    ) -> None:
        finding = Finding(
            line,
            column,
            problem.code,
            problem.name,
            problem.fact,
            problem.advice,
            problem.subject,
            noqa_lines,
            () if node is None else (node,),
        )
        self._findings.append(finding)

    def _find_noqa_lines(self, node: ImportStatement) -> tuple[int, ...]:
        """Return the lines whose ``noqa`` counts: the first and those of the aliases.

        All findings of a statement share one tuple: it may have thousands of aliases.
        """
        if self._noqa is None or self._noqa[0] is not node:
            lines = [getattr(alias, "lineno", None) for alias in node.names]
            known = [line for line in lines if line is not None]
            if len(known) < len(lines):
                known = list(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            self._noqa = node, (node.lineno, *known)
        return self._noqa[1]

    def make_findings(self) -> list[Finding]:
        """Return the findings sorted by position, with equal ones merged."""
        alike: dict[tuple[int, int, str, str], list[Finding]] = {}
        for finding in self._findings:
            # Not by all fields: comparing thousands of noqa lines would take long.
            key = finding.line, finding.column, finding.code, finding.text
            alike.setdefault(key, []).append(finding)
        return [
            _merge(found)
            for _, found in sorted(alike.items(), key=lambda item: item[0])
        ]


def _merge(found: list[Finding]) -> Finding:
    """Return one of some equal findings, with the nodes of all."""
    if len(found) == 1:
        return found[0]
    return found[0].with_nodes(tuple(node for item in found for node in item.nodes))
