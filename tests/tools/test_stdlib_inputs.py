"""The dumps and hand-kept rows that the tables are made from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import stdlib_inputs

from flake8_safe_imports import versions

NEWEST = versions.MINORS[-1]
TABLES = sorted(stdlib_inputs.ROWS.glob("*.tsv"))


def test_every_version_was_dumped_and_every_dump_is_of_a_known_version() -> None:
    dumped = tuple(dump.minor for dump in stdlib_inputs.load_dumps())

    assert dumped == versions.MINORS


@pytest.mark.parametrize(
    ("dumped", "message"),
    [
        ((*versions.MINORS, NEWEST + 1), "add {new} to MINORS in flake8_safe_imports"),
        (
            versions.MINORS[:-1],
            r"tools/dumps/{old}\.json\.xz is missing: run python tools",
        ),
    ],
)
def test_a_dump_or_a_version_alone_is_named(
    dumped: tuple[int, ...], message: str
) -> None:
    message = message.format(new=NEWEST + 1, old=versions.spell(NEWEST))

    with pytest.raises(SystemExit, match=message):
        stdlib_inputs.check_versions(set(dumped))


@pytest.mark.parametrize("table", TABLES, ids=[table.stem for table in TABLES])
def test_every_row_names_its_source(table: Path) -> None:
    rows = stdlib_inputs.load_rows(table.stem)

    assert rows
    assert [row for row in rows if row["source"] in {"", "curated"}] == []


COLUMNS = ("name", "since", "drop_in", "source", "advice")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a  3.4 yes PyPI", "it has 1 of 5 columns: write name, since, drop_in"),
        ("a\t3.4\tyes\tPyPI", "it has 4 of 5 columns"),
        ("a\t3.4\tyes\tPyPI\t\t", "it has 6 of 5 columns"),
        ("", "it has 0 of 5 columns"),
        ("a\t34\tyes\tPyPI\t", "`since` is '34': write a version such as `3.11`"),
        ("a\t3.4\tmaybe\tPyPI\t", "`drop_in` is 'maybe': write `yes` or `no`"),
        ("a\t3.4\tyes\t \t", "`source` is ' ': write how the fact is known"),
    ],
)
def test_a_row_that_does_not_fit_is_named_with_its_line(
    row: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ["\t".join(COLUMNS), "b\t3.11\tno\tPyPI\tdo it", row, ""]
    tmp_path.joinpath("acme.tsv").write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setattr(stdlib_inputs, "ROWS", tmp_path)

    with pytest.raises(SystemExit, match=re.escape(f"stdlib/acme.tsv:3: {message}")):
        stdlib_inputs.load_rows("acme")


def test_a_name_with_two_rows_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "acme\tjson\tno\tPyPI\t\n"
    text = f"name\treplacement\tdrop_in\tsource\tadvice\n{row}{row}"
    tmp_path.joinpath("replacements.tsv").write_text(text, encoding="utf-8")
    tmp_path.joinpath("platform.tsv").write_text("module\tnames\n", encoding="utf-8")
    monkeypatch.setattr(stdlib_inputs, "ROWS", tmp_path)

    with pytest.raises(SystemExit, match=r"replacements\.tsv names acme twice"):
        stdlib_inputs.load_facts()
