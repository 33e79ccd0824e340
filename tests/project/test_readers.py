"""What all readers have in common: true lines, and no text that stops them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports.project.manifest import ManifestError, Reader
from flake8_safe_imports.project.readers import (
    conda,
    locks,
    pipfile,
    pyproject,
    requirements,
    script,
    setup_cfg,
    setup_py,
)


@each_row(
    ("reader", "text", "line"),
    [
        (pyproject.read, "[a]\nb = \n", 2),
        (pyproject.read, "a = 1\n[a", 2),
        (pyproject.read, "[project]\ndependencies = 1\n", 2),
        (pyproject.read, "[project]\n\ndependencies = [1]\n", 3),
        (pyproject.read, "a = " + "[" * 100_000, 1),
        (setup_cfg.read, "x = 1\n", 1),
        (setup_cfg.read, "[a]\nb = 1\nc\n", 3),
        (setup_py.read, "a = 1\nprint 'x'\n", 2),
        (setup_py.read, "\0", 1),
        (pipfile.read, "[", 1),
    ],
)
def test_malformed_text_is_reported_by_line(
    reader: Reader, text: str, line: int
) -> None:
    with pytest.raises(ManifestError) as caught:
        reader(text)

    assert caught.value.problems[0].line == line


@pytest.mark.properties
@pytest.mark.parametrize(
    "reader",
    [
        pyproject.read,
        setup_cfg.read,
        setup_py.read,
        pipfile.read,
        conda.read,
        script.read,
        requirements.read,
        locks.read_package_tables,
        locks.read_pipfile_lock,
    ],
)
@given(
    st.text() | st.text(alphabet="[]{}()=\"'\\\n #ab.,;:-<>/@1") | st.binary().map(repr)
)
def test_any_text_is_read_or_refused(reader: Reader, text: str) -> None:
    assert all(line >= 1 for _, line in outcome(reader, text))


def outcome(reader: Reader, text: str) -> list[tuple[str, int]]:
    try:
        return [(row.name, row.line) for row in reader(text).dependencies]
    except ManifestError as error:
        return [(problem.reason, problem.line) for problem in error.problems]
