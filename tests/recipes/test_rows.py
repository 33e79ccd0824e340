"""The recipe "Add a row to a table"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from copied import PACKAGE
from tables import every_name

if TYPE_CHECKING:
    from copied import Copy

pytestmark = pytest.mark.recipes

ROWS = {
    "replacement": (
        "tools/stdlib/replacements.tsv",
        "{name}\tjson\tno\tdocumentation\t\n",
        "stdlib.find({name!r}).replacement == 'json'",
    ),
    "backport": (
        "tools/stdlib/backports.tsv",
        "acme_json\tbackport\tjson\t3.6\tyes\tno\tdocumentation\t\n",
        "backports.find('acme_json').replacement == 'json'",
    ),
    "platform": (
        "tools/stdlib/platform.tsv",
        "acme\t*\tno\tAcme only\n",
        "'acme' in _every_build.ELSEWHERE",
    ),
    "drop-in": (
        f"{PACKAGE}/data/dropins.py",
        "acme-imp|imp|PyPI: its files\n",
        "'acme-imp' in dropins.list_distributions('imp')",
    ),
    "optional": (
        f"{PACKAGE}/data/optional_names.py",
        "json.tool||docs json\n",
        "'json.tool' in optional_names.ALWAYS_SINCE",
    ),
}


def name_without_replacement() -> str:
    """Return a public name that was removed and has no replacement yet."""
    return next(
        fact.name
        for fact in every_name()
        if fact.spans[-1][1]
        and not (fact.replacement or fact.advice or "._" in fact.name)
    )


def name_of_row(row: str) -> str:
    return row.partition("|")[0]


def add_row(copy: Copy, kind: str, row: str) -> None:
    path = ROWS[kind][0]
    if path.endswith(".tsv"):
        copy.write(path, copy.read(path) + row)
    else:
        table = re.search(r'(?s)_TABLE: Final = """\\\n(.*?)"""', copy.read(path))
        assert table
        rows = sorted([*table[1].splitlines(True), row], key=name_of_row)
        copy.replace(path, table[1], "".join(rows))


def test_a_row_is_a_line_and_a_source(copy: Copy) -> None:
    name = name_without_replacement()
    for kind, (_, row, _) in ROWS.items():
        add_row(copy, kind, row.format(name=name))
    copy.regenerate()
    ran = copy.test("tests/data", "tests/tools")
    modules = "_every_build, backports, dropins, optional_names, stdlib"
    holds = [f"assert {claim.format(name=name)}" for _, _, claim in ROWS.values()]
    found = copy.run("-c", "\n".join([f"from {PACKAGE}.data import {modules}", *holds]))

    assert ran.ok, ran.output
    assert found.ok, found.output


def test_rows_without_a_source_are_named(copy: Copy) -> None:
    names = []
    for kind, (_, row, _) in ROWS.items():
        row = row.format(name=name_without_replacement()).rstrip("\n").rstrip("\t")
        *fields, source = re.split(r"(?<=[\t|])", row)
        assert source
        add_row(copy, kind, "".join(fields) + "\n")
        names.append(fields[0].strip("\t|"))
    ran = copy.test("tests/data", "tests/tools", "-k", "source")

    assert not ran.ok
    assert [name for name in names if name not in ran.output] == []


def test_a_row_without_its_tables_is_named(copy: Copy) -> None:
    for kind in ("replacement", "backport", "platform"):
        path = ROWS[kind][0]
        before = copy.read(path)
        add_row(copy, kind, ROWS[kind][1].format(name=name_without_replacement()))
        ran = copy.run("tools/gen_stdlib.py", "--check")
        copy.write(path, before)

        assert not ran.ok, kind
        assert "out of date" in ran.output
