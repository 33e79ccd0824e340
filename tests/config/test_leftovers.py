"""Settings that nothing reads, because another plugin is missing, are named."""

from __future__ import annotations

import argparse
from configparser import RawConfigParser
from typing import TYPE_CHECKING

import pytest
from rows import each_row
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


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
def test_options_in_utf_16_are_named(name: str, tmp_path: Path) -> None:
    """PowerShell writes it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.py").write_text("import os\n")
    (tmp_path / name).write_text("[flake8]\nvet-enable = VET104\n", "utf-16")
    for run in (run_check, run_flake8):
        said = f"{name}: flake8 does not read it, because it is not UTF-8\n"

        assert said in run(["a.py"], cwd=tmp_path).err


BELOW = "vet-supported-python = >=3.9\n"


@each_row(
    ("text", "said"),
    [
        (f"[Flake8]\n{BELOW}", "vet-supported-python in [Flake8] is not read: set it"),
        (f"[tool:flake8]\n{BELOW}", "in [tool:flake8] is not read: set it in [flake8]"),
        (BELOW, "because line 1 is above the first [section]"),
        ("[flake8]\nvet-enable VET204\n", "because line 2 is not NAME = VALUE"),
        (f"[flake8]\n{BELOW}# \xe9", "because it is not UTF-8"),
        ("# \r[flake8]\rvet-enable\r", "because line 3 is not NAME = VALUE"),
        ("[flake8]\nvet-banned-imports =\nos = x\n", "'os' in the next line is not an"),
        ("[flake8]\nvet-banned-imports =\nmax-line-length = 99\n", ""),
        ("[flake8]\nvet-banned-imports =\n  os = x\n", ""),
        ("[flake8]\nvet-banned-imports =\ninline-quotes = x\n", ""),
        ("[options.extras_require]\nvet-tools = x\n", ""),
        (f"[Flake8]\n  {BELOW}", "in [Flake8] is not read: set it in [flake8]"),
        ("[metadata]\nauthor = \xe9\nveterinary = x\n", ""),
        (f"[flake8]\n{BELOW}", ""),
    ],
)
def test_options_that_flake8_does_not_read_are_named(
    text: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.py").write_text("import os\n")
    (tmp_path / "setup.cfg").write_bytes(text.encode("latin-1"))
    for ran in (run_check(["-q"], cwd=tmp_path), run_flake8([], cwd=tmp_path)):
        assert said in ran.err
        assert bool(said) == bool(ran.err)


def test_options_in_the_second_file_are_named(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "setup.cfg").write_text("[flake8]\nmax-line-length = 99\n")
    (tmp_path / "tox.ini").write_text(f"[testenv]\na = 1\na = 2\n[flake8]\n{BELOW}")
    said = "flake8 does not read it: its options are in another file of this folder"

    assert said in run_check([], cwd=tmp_path).err

    (tmp_path / "setup.cfg").write_text(f"[flake8]\n{BELOW}")

    assert said not in run_check([], cwd=tmp_path).err


def test_two_spellings_of_an_option_are_an_error(tmp_path: Path) -> None:
    text = "[flake8]\nvet-enable = VET204\nvet_enable = VET205\n"
    (tmp_path / "setup.cfg").write_text(text)
    ran = run_check([], cwd=tmp_path)

    assert ran.code == 2
    assert "vet-enable is given twice: also as vet_enable" in ran.err


def test_what_is_appended_may_be_spelt_another_way(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[flake8]\nvet-enable = VET204\n")
    (tmp_path / "more.cfg").write_text("[flake8]\nvet_enable = VET104\n")
    (tmp_path / "a.py").write_text("import re as re\n")
    ran = run_check(["--append-config=more.cfg"], cwd=tmp_path)

    assert [line.split()[1] for line in ran.out.splitlines()] == ["VET104"]


@pytest.mark.parametrize("name", ["flake8-safe-imports", "tool.Flake8-Safe-Imports"])
def test_misnamed_tables_are_errors(name: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(f"[{name}]\nenable = []\n")
    ran = run_check([], cwd=tmp_path)

    assert ran.code == 2
    assert f"[{name}] is not read: write [tool.flake8-safe-imports]" in ran.err
