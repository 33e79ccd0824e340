"""What the names of flags mean."""

from __future__ import annotations

import pytest
from rows import each_row

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.facts import flags


@each_row(
    ("name", "window"),
    [
        ("PY2", versions.PYTHON2),
        ("PY3", versions.PYTHON3),
        ("py3k", versions.PYTHON3),
        ("_PY3", versions.PYTHON3),
        ("PY27", versions.PYTHON2),
        ("PY26_PLUS", versions.EVERYTHING),
        ("PY34", versions.PYTHON3),
        ("PY310", versions.since(310)),
        ("PY_3_10", versions.since(310)),
        ("PY_3_10_PLUS", versions.since(310)),
        ("PY310_OR_LATER", versions.since(310)),
        ("IS_PYTHON_312", versions.since(312)),
        ("PYTHON_3_12", versions.since(312)),
        ("is_py3", versions.PYTHON3),
        ("HAS_PY314", versions.since(314)),
        ("PY311_ONLY", None),
        ("NOT_PY3", None),
        ("PY", None),
        ("PY4", None),
        ("copy2", None),
        ("happy3", None),
    ],
)
def test_window_of_flag(name: str, window: int | None) -> None:
    assert flags.find_window(name) == window


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("PY3", True),
        ("PY_LT_311", True),
        ("NOT_PY3", True),
        ("python_version", True),
        ("numpy2", False),
        ("PYDANTIC_2", False),
        ("IS_PYPY", False),
    ],
)
def test_names_that_resemble_flags(name: str, expected: bool) -> None:
    assert flags.is_about_version(name) is expected
