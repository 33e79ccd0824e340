"""Mistakes in configuration are answered: none is silently passed over."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from rows import each_row
from support import run_check, run_flake8

from flake8_safe_imports import codes

LIST = Path(__file__).with_name("mistakes.txt")
CONTROLS = {"<CR>": "\r", "<TAB>": "\t"}


class Mistake(NamedTuple):
    """One block of the list."""

    name: str
    file: str
    text: str
    said: list[str]


def read_mistake(block: str) -> Mistake:
    head, *rest = block.split("\n")
    name, file = re.fullmatch(r"(.*) \[([^\[\]]+)\]", head).groups()  # type: ignore[union-attr]
    text = "".join(f"{line[4:]}\n" for line in rest if line.startswith("    "))
    for shown, meant in CONTROLS.items():
        text = text.replace(shown, meant)
    off = ", ".join(codes.OFF)
    said = [line[3:].replace("<OFF>", off) for line in rest if line.startswith("=> ")]
    return Mistake(name, file, text, said)


MISTAKES = [
    read_mistake(block)
    for block in LIST.read_text(encoding="utf-8").strip().split("\n\n")[2:]
]


def write_files(mistake: Mistake, folder: Path) -> None:
    if mistake.file == "pyproject.toml":
        pytest.importorskip("flake8p")
    (folder / mistake.file).write_bytes(mistake.text.encode())
    (folder / "a.py").write_text("import optparse\nimport mock\n")


def without_columns(lines: list[str]) -> list[str]:
    """Return *lines* without columns, which Python 3.9 has otherwise."""
    return [re.sub(r"^(a\.py:\d+):\d+:", r"\1:", line) for line in lines]


def test_the_list_is_complete() -> None:
    assert len(MISTAKES) == 125


@each_row("mistake", MISTAKES, ids=[item.name for item in MISTAKES])
def test_flake8_answers(mistake: Mistake, tmp_path: Path) -> None:
    write_files(mistake, tmp_path)
    ran = run_flake8(["a.py"], cwd=tmp_path)
    said = [
        line
        for line in (ran.out + ran.err).splitlines()
        if "F401" not in line and "critical error" not in line
    ]

    assert without_columns(said) == without_columns(mistake.said)


@each_row("mistake", MISTAKES, ids=[item.name for item in MISTAKES])
def test_check_answers(mistake: Mistake, tmp_path: Path) -> None:
    write_files(mistake, tmp_path)
    ran = run_check(["a.py"], cwd=tmp_path)
    *said, summary = (ran.out + ran.err).splitlines()

    if ran.code == 2:
        errors = [line.split("error: ")[1] for line in (*said, summary)]
        assert errors == mistake.said
    elif mistake.name == "select without VET":  # check selects its own codes
        assert "VET101" in ran.out
    else:
        assert without_columns(said) == without_columns(mistake.said)


def test_check_of_a_folder_names_globs_without_files(tmp_path: Path) -> None:
    (mistake,) = [item for item in MISTAKES if "glob that matches" in item.name]
    write_files(mistake, tmp_path)
    line = "vet-per-file-banned-imports: 'srcc/*' matches no file below"

    assert line in run_check(["."], cwd=tmp_path).err
    assert line not in run_check(["a.py"], cwd=tmp_path).err


@pytest.mark.parametrize(
    ("option", "word", "said"),
    [
        ("--select", "banned-import", "did you mean 'VET101'?"),
        ("--ignore", "Superseded-Backport", "did you mean 'VET301'?"),
        ("--extend-ignore", "VET999", "`flake8-safe-imports explain` lists them"),
        ("--extend-select", "vet2", "did you mean 'VET2'?"),
        ("--extend-select", "VET20l", "did you mean 'VET201'?"),
    ],
)
def test_words_that_are_no_codes(
    option: str, word: str, said: str, tmp_path: Path
) -> None:
    """flake8 passes over them without a word."""
    (tmp_path / "a.py").write_text("import optparse\n")
    line = f"{option[2:]}: {word!r} is not a code: {said}"

    ran = run_flake8([option, f"VET1,{word},E501", "a.py"], cwd=tmp_path)

    assert ran.err == f"flake8-safe-imports: {line}\n"

    ran = run_check([option, f"VET1,{word},E501", "a.py"], cwd=tmp_path)

    assert (ran.code, ran.err) == (2, f"flake8-safe-imports: error: {line}\n")


@pytest.mark.parametrize("option", ["--select", "--extend-select"])
@pytest.mark.parametrize("word", ["ALL", "all"])
def test_ruffs_word_for_all_codes_is_answered(
    option: str, word: str, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text("import os\n")
    said = f"{option[2:]}: {word!r} means no code in flake8: write VET, and name codes"
    for run in (run_flake8, run_check):
        assert said in run([f"{option}={word}", "a.py"], cwd=tmp_path).err


def test_ruffs_word_for_all_codes_ignores_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n")
    err = run_check(["--extend-ignore=ALL", "a.py"], cwd=tmp_path).err

    assert "extend-ignore: 'ALL' means no code in flake8: write VET\n" in err
