"""The imports of a file are found, and no statement is visited in vain."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest

from flake8_safe_imports.analysis.statements.import_statements import find_imports
from flake8_safe_imports.glance.statements import find_import_lines, normalize_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )


def find_in(tree: ast.Module, source: str) -> list[ImportStatement]:
    return find_imports(tree, find_import_lines(normalize_source(source)))


class CountingBody(list):  # type: ignore[type-arg]
    """The statements of a block. It counts how many are visited."""

    visited = 0

    def __iter__(self) -> Iterator[ast.stmt]:
        for node in super().__iter__():
            CountingBody.visited += 1
            yield node


def count_visited(source: str) -> int:
    """Return how many statements are visited to find the imports of *source*."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            if isinstance(getattr(node, field, None), list):
                setattr(node, field, CountingBody(getattr(node, field)))
    CountingBody.visited = 0
    find_in(tree, source)
    return CountingBody.visited


FUNCTION = "def f():\n    x = 1\n    if x:\n        y = 2\n    return x\n"


def test_no_nested_statement_is_visited_if_no_import_is_nested() -> None:
    assert count_visited("import os\n" + 100 * FUNCTION) == 101


def test_nothing_is_visited_without_the_word_import() -> None:
    assert count_visited(100 * FUNCTION) == 0


def test_only_statements_around_an_import_are_searched() -> None:
    nested = "def g():\n    if x:\n        import os\n"

    assert count_visited(50 * FUNCTION + nested + 50 * FUNCTION) == 101 + 1 + 1


def test_prose_costs_one_visit_of_each_statement_around_it() -> None:
    prose = "def g():\n    '''Do this.\n\n    from time to import things\n    '''\n"

    assert count_visited("import os\n" + 50 * FUNCTION + prose) == 52 + 1


def test_imports_of_every_branch_are_found() -> None:
    source = """\
import a1
if x: import a2
elif y: import a3
else: import a4
for x in y: import a5
else: import a6
while x: import a7
else: import a8
with x: import a9
try: import a10
except E: import a11
else: import a12
finally: import a13
def f(): import a14
class A: import a15
async def g():
    async for x in y: import a16
    async with x: import a17
"""
    found = find_in(ast.parse(source), source)
    names = {alias.name for node in found for alias in node.names}

    assert names == {f"a{number}" for number in range(1, 18)}


@pytest.mark.skipif(sys.version_info < (3, 10), reason="match is new in Python 3.10")
def test_imports_in_cases_are_found() -> None:
    source = "match x:\n    case 1:\n        import a\n    case _:\n        import b\n"
    found = find_in(ast.parse(source), source)

    assert [node.lineno for node in found] == [5, 3]
