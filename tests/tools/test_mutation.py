"""The list of modules and tests in the mutation tool."""

from __future__ import annotations

import pytest
from support import ROOT

pytest.importorskip("resource", reason="the tool needs Unix")

import mutation


@pytest.mark.parametrize("module", mutation.TESTS)
def test_modules_and_their_tests_exist(module: str) -> None:
    paths = [ROOT / "tests" / f"{test}.py" for test in mutation.TESTS[module]]

    assert (ROOT / "flake8_safe_imports" / f"{module}.py").is_file()
    assert [path for path in paths if not path.is_file()] == []
