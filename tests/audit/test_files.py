"""The kinds of files that are audited, and where they are found."""

from __future__ import annotations

import importlib
import os
import pkgutil
from typing import TYPE_CHECKING

import pytest
from support import run_audit

from flake8_safe_imports.audit import files
from flake8_safe_imports.project import readers

if TYPE_CHECKING:
    from pathlib import Path


EXAMPLES = [
    ("pyproject.toml", '[project]\ndependencies = [\n "urlib3"]\n'),
    ("pyproject.toml", "[tool.poetry.dependencies]\n\nUrlib3 = '*'\n"),
    ("setup.cfg", "[options]\ninstall_requires =\n  urlib3\n"),
    (
        "setup.py",
        "import setuptools\nsetuptools.setup(\ninstall_requires='urlib3')",
    ),
    ("requirements.txt", "#\n\nurlib3\n"),
    ("requirements-dev.in", "\n\nurlib3\n"),
    ("requirements/test.txt", "\n\nurlib3\n"),
    ("constraints.txt", "\n\nurlib3\n"),
    ("Pipfile", "[packages]\n\nurlib3 = '*'\n"),
    ("Pipfile.lock", '{"default": {\n\n"urlib3": {"version": "==1"}}}'),
    ("poetry.lock", "[[package]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("uv.lock", "[[package]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("pdm.lock", "[[package]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("pylock.toml", "[[packages]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("pylock.dev.toml", "[[packages]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("environment.yml", "dependencies:\n- pip:\n  - urlib3\n"),
    ("environment.yaml", "dependencies:\n- pip:\n  - urlib3\n"),
]
"""A file of each kind with a dependency in its third line."""


def test_every_reader_has_a_kind() -> None:
    """A reader without a row in KINDS would never be called."""
    used = {kind.read for kind in files.KINDS}
    for module in pkgutil.iter_modules(readers.__path__, f"{readers.__name__}."):
        content = vars(importlib.import_module(module.name))
        for name, value in content.items():
            if name.startswith("read") and value.__module__ == module.name:
                assert value in used, f"{module.name}.{name} is in no row of KINDS"


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_every_kind_is_found_in_a_folder(name: str, text: str, project: Path) -> None:
    path = project / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    ran = run_audit()
    line = ran.out.splitlines()[0]

    assert (ran.code, ran.err) == (1, "")
    assert line.startswith(f"{os.path.normpath(name)}:3: ")
    assert line.endswith("malicious package on PyPI (2017-06): did you mean `urllib3`")


def test_every_kind_has_an_example() -> None:
    found = {files.find_kind(name, is_named=False) for name, _ in EXAMPLES}

    assert found == {kind for kind in files.KINDS if not kind.must_be_named}


@pytest.mark.parametrize(
    "name",
    [
        "deps.txt",
        "notes.in",
        "script.py",
        "Requirements.md",
        "pylock.a.b.toml",
        "requirements-old/deps.txt",
        "setup.cfg.orig",
    ],
)
def test_other_files_are_not_found_in_a_folder(name: str) -> None:
    assert files.find_kind(name, is_named=False) is None


def test_files_of_some_kinds_must_be_named(project: Path) -> None:
    (project / "deps.txt").write_text("urlib3\n")
    (project / "script.py").write_text(
        "# /// script\n# dependencies = ['urlib3']\n# ///\n"
    )

    assert run_audit().code == 0
    assert run_audit("deps.txt").out.startswith("deps.txt:1: ")
    assert run_audit("script.py").out.startswith("script.py:2: ")
