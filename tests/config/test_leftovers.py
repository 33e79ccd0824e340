"""What is said of settings that nothing reads, for want of another plugin."""

from __future__ import annotations

import argparse
from configparser import RawConfigParser
from typing import TYPE_CHECKING

import pytest
from support import run_check, run_flake8

from flake8_safe_imports import flake8_config

if TYPE_CHECKING:
    from pathlib import Path


def find_leftovers(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *installed: str
) -> list[str]:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(flake8_config, "_is_installed", installed.__contains__)
    files = flake8_config.Flake8Config(argparse.Namespace(), RawConfigParser())
    return list(files.find_leftovers())


@pytest.mark.parametrize(
    "text",
    [
        "[tool.flake8]\nvet-enable = 'VET204'\n",
        "[tool.flake8]\nmax-line-length = 99\nvet_enable = ['VET204']\n",
        "tool.flake8.vet-enable = 'VET204'\n",
    ],
)
def test_a_table_that_nothing_reads_is_named(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")

    for folder in (tmp_path, tmp_path / "sub"):
        (said,) = find_leftovers(folder, monkeypatch)

        assert "[tool.flake8] is not read, because Flake8-pyproject is not" in said
    assert find_leftovers(tmp_path, monkeypatch, "flake8p") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[tool.flake8]\nselect = 'VET'\n",
        "[tool.flake8-safe-imports]\nenable = 'VET204'\n[tool.flake8]\n",
        "[tool.flake8]\nvet-enable\n",
    ],
)
def test_other_tables_are_not_named(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")

    assert find_leftovers(tmp_path, monkeypatch) == []


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
def test_a_file_with_a_byte_order_mark_is_named(name: str, tmp_path: Path) -> None:
    """flake8 takes the mark for a part of the first line, and drops the file."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.py").write_text("import imp\n")
    text = "[flake8]\nextend-ignore = VET\nvet-supported-python = >=3.9\n"
    path = tmp_path / name
    said = f"{path}: flake8 does not read it, because it begins with a byte order mark"
    for run in (run_check, run_flake8):
        path.write_text(text, "utf-8-sig")
        ran, below = run(["a.py"], cwd=tmp_path), run([], cwd=tmp_path / "sub")

        assert "VET202" in ran.out
        assert ran.err.count(said) == below.err.count(said) == 1
        assert said not in run(["--isolated", "a.py"], cwd=tmp_path).err

        path.write_text(text, "utf-8")

        assert "byte order" not in run(["a.py"], cwd=tmp_path).err

    path.write_text(text, "utf-8-sig")
    (tmp_path / "sub" / "setup.cfg").write_text("[flake8]\n")

    assert said not in run_check([], cwd=tmp_path / "sub").err

    path.write_text("[metadata]\n", "utf-8-sig")

    assert "byte order" not in run_check(["a.py"], cwd=tmp_path).err
