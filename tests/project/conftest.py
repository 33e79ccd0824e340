"""What the tests of projects share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flake8_safe_imports.project import cache

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set $HOME to a folder that is above nothing, and forget other tests' files."""
    home = str(tmp_path / "home")
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("USERPROFILE", home)
    cache.clear()


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return the root of a project."""
    (tmp_path / "r" / ".git").mkdir(parents=True)
    return tmp_path / "r"
