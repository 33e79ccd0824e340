"""The list of modules and tests in the mutation tool."""

from __future__ import annotations

import pytest
from support import ROOT

pytest.importorskip("resource", reason="the tool needs Unix")

import mutation


def test_modules_and_their_tests_exist() -> None:
    paths = [
        path
        for module, tests in mutation.TESTS.items()
        for path in (
            f"flake8_safe_imports/{module}.py",
            *(f"tests/{test}.py" for test in tests),
        )
    ]

    assert [path for path in paths if not (ROOT / path).is_file()] == []
