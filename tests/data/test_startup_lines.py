"""The tables of lines in startup files."""

from __future__ import annotations

import ast

from rows import each_row

from flake8_safe_imports.data.startup_lines import LINES, NAMESPACE_PACKAGE


@each_row("line", sorted(LINES))
def test_lines_are_what_python_runs(line: str) -> None:
    """Python runs those that begin with an import; comments belong to the source."""
    assert line.startswith("import ")
    assert ast.parse(line).body


@each_row("text", sorted(NAMESPACE_PACKAGE))
def test_statements_of_namespace_packages(text: str) -> None:
    assert ast.parse(text).body
