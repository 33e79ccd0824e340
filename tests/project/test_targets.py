"""The versions that a project says single files are for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_safe_imports import versions
from flake8_safe_imports.project import targets


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pkg/m.py", versions.EVERYTHING),
        ("tests/3.12/test_m.py", versions.bit(312)),
        ("tests/3.16/test_m.py", versions.NOTHING),
        ("tests/py312/test_m.py", versions.since(312)),
        ("tests/python3.12/deep/test_m.py", versions.since(312)),
        ("tests/test_py3_12.py", versions.since(312)),
        ("tests/test_m_py312.py", versions.since(312)),
        ("tests/test_m_py35.py", versions.PYTHON3),
        ("tests/py311/test_m_py312.py", versions.since(312)),
        ("pkg/py2/m.py", versions.PYTHON2),
        ("pkg/py340.py", versions.EVERYTHING),
        ("pkg/3.25/m.py", versions.EVERYTHING),
        ("tools/drop_py2.py", versions.EVERYTHING),
        ("check/python2.py", versions.EVERYTHING),
        ("pkg/py3/m.py", versions.EVERYTHING),
        ("pkg/m_py3.py", versions.EVERYTHING),
        ("pkg/numpy312.py", versions.EVERYTHING),
        ("pkg/1.3.12/m.py", versions.EVERYTHING),
        ("pkg/m312.py", versions.EVERYTHING),
    ],
)
def test_names(top: Path, path: str, expected: int) -> None:
    assert targets.find_named(os.path.join(str(top), *path.split("/"))) == expected


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("_compat_py27.py", "_compat_py3.py"),
        ("m_python2.py", "m.py"),
        ("py2.py", "py3.py"),
        ("_py2.py", "_py38.py"),
    ],
)
def test_names_in_pairs(top: Path, name: str, beside: str) -> None:
    (top / beside).touch()

    assert targets.find_named(str(top / name)) == versions.PYTHON2


def test_names_above_the_project_do_not_count(top: Path) -> None:
    root = top / "py312"
    root.mkdir()
    (root / ".git").mkdir()

    assert targets.find_named(str(root / "m.py")) == versions.EVERYTHING


@pytest.mark.parametrize("name", ["pyproject.toml", "ruff.toml", ".ruff.toml"])
def test_ruff(top: Path, name: str) -> None:
    heading = "tool.ruff." if name == "pyproject.toml" else ""
    text = f'[{heading}per-file-target-version]\n"docs/**" = "py312"\nx = "no"\ny = 1\n'
    (top / "pkg").mkdir()
    (top / name).write_text(text)

    found = targets.list_targets(str(top / "pkg" / "m.py"))

    assert found == (targets.TargetVersion("docs/**", str(top), 312),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[tool.ruff]\nline-length = 88\n",
        "[tool.other]\nper-file-target-version = {}\n",
        "[tool.ruff]\nper-file-target-version = 1\n",
        "[tool.ruff.per-file-target-version]\nx = (\n",
    ],
)
def test_no_version_is_named(top: Path, text: str) -> None:
    (top / "pyproject.toml").write_text(text)

    assert targets.list_targets(str(top / "m.py")) == ()


def test_nearest_configuration_counts(top: Path) -> None:
    (top / "pkg").mkdir()
    (top / "ruff.toml").write_text('[per-file-target-version]\n"*" = "py312"\n')
    (top / "pkg" / "ruff.toml").write_text("line-length = 88\n")

    assert targets.list_targets(str(top / "pkg" / "m.py")) == ()
    assert targets.list_targets(str(top / "m.py"))
