"""Every reader gives each dependency the line that it is on."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manifest_writers import WRITERS, name_reader
from rows import each_row

from flake8_safe_imports.audit import files
from flake8_safe_imports.project.manifest import Reader

NAMES = st.lists(
    st.from_regex(r"p[a-z0-9]{0,4}(?:[-.][a-z0-9]{1,3})?", fullmatch=True),
    min_size=1,
    max_size=8,
)


def test_every_reader_has_a_writer() -> None:
    readers = {name_reader(kind.read) for kind in files.KINDS}

    assert set(map(name_reader, WRITERS)) == readers, (
        "see WRITERS in tests/manifest_writers.py"
    )


@each_row("reader", WRITERS, ids=name_reader)
def test_lines_of_some_files(reader: Reader) -> None:
    for seed in range(10):
        names = [f"p{(seed + number) % 5}" for number in range(8)]
        check_lines(reader, names, Random(seed), "\n")


@pytest.mark.properties
@pytest.mark.parametrize("reader", WRITERS, ids=name_reader)
@given(names=NAMES, random=st.randoms(), ending=st.sampled_from(["\n", "\r\n"]))
def test_lines_are_true(
    reader: Reader, names: list[str], random: Random, ending: str
) -> None:
    check_lines(reader, names, random, ending)


def check_lines(reader: Reader, names: list[str], random: Random, ending: str) -> None:
    lines = WRITERS[reader](random, names)
    text = "".join(f"{line}{ending}" for line, _ in lines)
    known = [(name, n) for n, (_, found) in enumerate(lines, 1) for name in found]
    read = [(row.name, row.line) for row in reader(text).dependencies]

    assert sorted(read) == sorted(known), text
