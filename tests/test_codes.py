"""The marked files in ``codes/``: what is marked is found, and nothing else is.

A mark is ``#> COLUMN CODE TEXT``, the column as flake8 prints it; a line may bear
several. The settings of a file are in its first comments: ``#: OPTION = VALUE``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from support import check_source, read_settings, skip_unless_parsable

from flake8_safe_imports.config import options

CODES = Path(__file__).parent / "codes"
FILES = sorted(CODES.rglob("*.py"))
MARK = re.compile(r"#> (\d+) (VET\d+ .*?)(?=\s+#> |$)")


@pytest.mark.usefixtures("no_other_files")
@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.relative_to(CODES).as_posix()
)
def test_marked(path: Path) -> None:
    skip_unless_parsable(path)
    source = path.read_text(encoding="utf-8")
    expected = [
        (number, int(column), text)
        for number, line in enumerate(source.splitlines(), 1)
        for column, text in MARK.findall(line)
    ]
    found, found_closely = (
        [
            (finding.line, finding.column + 1, f"{finding.code} {finding.text}")
            for finding in check_source(
                source, options.parse(read_settings(source)), str(path), closely=closely
            )
        ]
        for closely in (False, True)
    )
    assert found == found_closely, (
        "the glance rules out what a rule reports: see `candidates` in codes.py"
    )
    if sys.version_info < (3, 10):  # aliases have no position of their own
        expected = [(0, 0, text) for _, _, text in expected]
        found = [(0, 0, text) for _, _, text in found]

    assert expected, "a file that marks nothing tests nothing"
    assert sorted(found) == sorted(expected)
