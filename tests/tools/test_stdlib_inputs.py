"""The dumps and hand-kept rows that the tables are made from."""

from __future__ import annotations

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
