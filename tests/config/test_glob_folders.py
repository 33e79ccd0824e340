"""The folder that globs are relative to: that of the configuration, or the working one.

Each project is checked by flake8 and by ``check``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import run_check, run_flake8

if TYPE_CHECKING:
    from pathlib import Path

INI = """\
[flake8]
vet-per-file-banned-imports = app/a.py: json =
vet-per-file-supported-python = app/b.py: >=3.9,<3.11
"""
TABLE = """\
[tool.flake8-safe-imports.per-file-banned-imports]
"app/a.py" = ["json ="]
[tool.flake8-safe-imports.per-file-supported-python]
"app/b.py" = ">=3.9,<3.11"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with equal files in ``app`` and in ``part/app``."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "setup.py").write_text("setup(python_requires='>=3.12')\n", "utf-8")
    for folder in (tmp_path / "app", tmp_path / "part" / "app"):
        folder.mkdir(parents=True)
        (folder / "a.py").write_text("import json\n", "utf-8")
        (folder / "b.py").write_text("import tomllib\n", "utf-8")
    return tmp_path


def find(cwd: Path, *argv: str) -> list[str]:
    """Return the files with findings, as both ways to run print them."""
    by_flake8, by_us = (
        run(["--select=VET", *argv], cwd=cwd) for run in (run_flake8, run_check)
    )
    assert by_us.out == by_flake8.out, by_flake8.err + by_us.err
    return [line.partition(":")[0] for line in by_us.out.splitlines()]


@pytest.mark.parametrize(
    ("name", "text"), [("setup.cfg", INI), ("tox.ini", INI), ("pyproject.toml", TABLE)]
)
@pytest.mark.parametrize("place", ["", "part"])
def test_globs_are_relative_to_the_file(
    name: str, text: str, place: str, root: Path
) -> None:
    (root / place / name).write_text(text, "utf-8")
    prefix = f"./{place}/app" if place else "./app"

    assert find(root / place, ".") == ["./app/a.py", "./app/b.py"]
    if not place:
        assert find(root / "part", "..") == ["../app/a.py", "../app/b.py"]
    assert find(root, f"--config={place or '.'}/{name}", ".") == (
        [f"{prefix}/a.py", f"{prefix}/b.py"]
    )


def test_globs_of_the_command_line_are_relative_to_the_working_directory(
    root: Path,
) -> None:
    # The configuration adds nothing, but has a folder.
    (root / "setup.cfg").write_text("[flake8]\nvet-enable = VET104\n", "utf-8")
    arguments = [
        "--vet-per-file-banned-imports=app/a.py: json =",
        "--vet-per-file-supported-python=app/b.py: >=3.9,<3.11",
    ]

    assert find(root, *arguments, ".") == ["./app/a.py", "./app/b.py"]
    assert find(root / "part", *arguments, ".") == ["./app/a.py", "./app/b.py"]
    assert find(root, *arguments, "--isolated", "part") == []


def test_two_folders_count_at_once(root: Path) -> None:
    """A ban of the configuration, and an allowance of the command line."""
    (root / "setup.cfg").write_text(INI, "utf-8")
    allowed = "--vet-per-file-allowed-imports=app/a.py: json"

    assert find(root / "part", allowed, "..") == ["../app/a.py", "../app/b.py"]
    assert find(root, allowed, ".") == ["./app/b.py"]


def test_a_file_elsewhere_has_a_path_that_leads_out(root: Path) -> None:
    banned = "--vet-per-file-banned-imports={}: json =".format

    assert find(root / "part", banned("../app/*"), "../app") == ["../app/a.py"]
    assert find(root / "part", banned("app/*"), "../app") == []


def test_unused_globs_name_the_folder(root: Path) -> None:
    (root / "part" / "setup.cfg").write_text(INI.replace("/a", "/x"), "utf-8")
    said = run_check(["."], cwd=root / "part").err

    assert f"'app/x.py' matches no file below {str(root / 'part')!a}" in said
