"""Each recipe of CONTRIBUTING is followed in a copy of the project.

An addition has to pass the checks of the copy. An addition from which something was
left out has to fail them, and what is printed has to say what or where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import copied
import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> copied.Copy:
    """Return a copy of the project in which nothing is changed."""
    return copied.make(tmp_path_factory.mktemp("pristine") / "project")


@pytest.fixture
def copy(pristine: copied.Copy, tmp_path: Path) -> copied.Copy:
    """Return a copy of the project."""
    return copied.make_another(pristine, tmp_path / "project")


@pytest.fixture(autouse=True)
def _all_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a copy runs be whole, also where only some recipes are run."""
    monkeypatch.delenv("TEST_SHARE", raising=False)
