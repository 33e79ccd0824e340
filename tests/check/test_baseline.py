"""Writing a baseline: ``check --write-baseline``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from support import Ran, run_check

if TYPE_CHECKING:
    from pathlib import Path

ISOLATED = ["--isolated", "--vet-supported-python=>=3.9"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text("import urllib2\nimport imp\nimport urllib2\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.py").write_text("import imp\nimport urlib3\n")
    (tmp_path / "broken.py").write_text("import urllib2\nx = = 1\n")
    return tmp_path


def write(folder: Path, *arguments: str, to: str = "vet.txt") -> Ran:
    return run_check([*ISOLATED, "--write-baseline", to, *arguments], cwd=folder)


def entries(folder: Path, name: str = "vet.txt") -> list[str]:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_all_findings_but_malicious_names_are_written(folder: Path) -> None:
    ran = write(folder)

    assert ran.code == 0
    assert "VET401" in ran.out
    assert len(ran.out.splitlines()) == 1
    assert "vet.txt: 4 findings in 2 files accepted\n" in ran.err
    assert entries(folder) == [
        "a.py VET201 urllib2 2",
        "a.py VET202 imp 1",
        "sub/b.py VET202 imp 1",
    ]


def test_a_round_trip_is_silent(folder: Path) -> None:
    write(folder)
    ran = run_check([*ISOLATED, "--vet-baseline=vet.txt", "."], cwd=folder)

    assert len(ran.out.splitlines()) == 1  # VET401
    assert "vet.txt" not in ran.err
    before = (folder / "vet.txt").stat().st_mtime_ns
    write(folder)
    assert (folder / "vet.txt").stat().st_mtime_ns == before


def test_what_was_not_checked_stays(folder: Path) -> None:
    (folder / "vet.txt").write_text(
        "a.py VET201 gone 1\nbroken.py VET201 urllib2 1\nelsewhere/c.py VET201 x 3\n"
        "sub/b.py VET202 imp 7\na.py VET301 mock 1\n"
    )
    write(folder, "--select=VET2", "a.py", "broken.py")

    assert entries(folder) == [
        "a.py VET201 urllib2 2",
        "a.py VET202 imp 1",
        "a.py VET301 mock 1",
        "broken.py VET201 urllib2 1",
        "elsewhere/c.py VET201 x 3",
        "sub/b.py VET202 imp 7",
    ]


def test_files_that_are_gone_are_reported_and_dropped(folder: Path) -> None:
    write(folder)
    (folder / "sub" / "b.py").unlink()
    argv = [*ISOLATED, "--vet-baseline=vet.txt"]

    assert "sub/b.py" not in run_check([*argv, "a.py"], cwd=folder).err
    assert (
        "vet.txt: sub/b.py does not exist: write the baseline again\n"
        in run_check(argv, cwd=folder).err
    )
    write(folder, "a.py")
    assert len(entries(folder)) == 3
    write(folder)
    assert len(entries(folder)) == 2


def test_a_baseline_that_was_moved_says_so_once(folder: Path) -> None:
    write(folder)
    (folder / "new").mkdir()
    (folder / "vet.txt").rename(folder / "new" / "vet.txt")
    ran = run_check([*ISOLATED, "--vet-baseline=new/vet.txt", "a.py"], cwd=folder)

    assert len(ran.out.splitlines()) == 3
    assert "new/vet.txt: none of its files exists: its paths are relative" in ran.err
    assert ran.err.count("vet.txt") == 1
    write(folder, "a.py", to="new/vet.txt")
    assert entries(folder, "new/vet.txt") == [
        "../a.py VET201 urllib2 2",
        "../a.py VET202 imp 1",
    ]


def test_stale_entries_are_reported_with_the_path_of_the_file(folder: Path) -> None:
    (folder / "new").mkdir()
    write(folder, to="new/vet.txt")
    (folder / "a.py").write_text("import urllib2\nimport imp\n")
    ran = run_check([*ISOLATED, "--vet-baseline=new/vet.txt"], cwd=folder)

    assert " new/vet.txt: a.py: VET201 urllib2: 2 accepted, 1 found: " in ran.err


@pytest.mark.parametrize("text", ["x = (\n", "import os\nx = = 1\n"])
def test_nothing_is_stale_in_a_file_that_is_broken(text: str, folder: Path) -> None:
    # Such files are clean by their text, and would not be parsed.
    write(folder)
    before = entries(folder)
    (folder / "a.py").write_text(text)
    argv = [*ISOLATED, "--vet-baseline=vet.txt"]
    ran = run_check([*argv, "a.py"], cwd=folder)
    piped = run_check([*argv, "--stdin-display-name=a.py", "-"], cwd=folder, stdin=text)

    for done in (ran, piped):
        assert "vet.txt" not in done.err
        assert "a.py:" in done.err
        assert done.err.endswith("0 files checked, 0 findings, 1 file not checked\n")
    write(folder)
    assert entries(folder) == before


def test_line_ends_of_the_file_stay(folder: Path) -> None:
    write(folder)
    written = (folder / "vet.txt").read_bytes().replace(b"\n", b"\r\n")
    (folder / "vet.txt").write_bytes(b"\xef\xbb\xbf" + written)
    write(folder)

    assert (folder / "vet.txt").read_bytes() == written


def test_the_configured_baseline_need_not_exist_yet(folder: Path) -> None:
    (folder / "setup.cfg").write_text("[flake8]\nvet-baseline = vet.txt\n")
    argv = ["--vet-supported-python=>=3.9", "--write-baseline=vet.txt"]
    first = run_check(argv, cwd=folder)
    second = run_check(argv, cwd=folder)

    assert (first.code, second.code) == (0, 0)
    assert first.err == second.err
    assert len(entries(folder)) == 3


def test_a_link_gives_each_finding_once(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "sub")
    write(folder, "sub", "link/b.py", "sub/b.py")

    assert "sub/b.py VET202 imp 1" in entries(folder)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("app.py", "", "'app.py' is a Python file"),
        ("app.pyi", "", "'app.pyi' is a Python file"),
        ("x.txt", "x = 1\n", "'x.txt' is not a baseline: line 1"),
        ("x.txt", "<<<<<<< HEAD\n", "line 1 is part of a merge conflict"),
        ("sub", None, "'sub' is not a regular file"),
        ("no/such/x.txt", None, "cannot be written: No such file"),
    ],
)
def test_files_that_cannot_be_written(
    name: str, content: str | None, said: str, folder: Path
) -> None:
    if content is not None:
        (folder / name).write_text(content)
    ran = write(folder, to=name)

    assert (ran.code, ran.out) == (2, "")
    assert f"error: --write-baseline: '{name}' " in ran.err
    assert said in ran.err
    if content is not None:
        assert (folder / name).read_text() == content


@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="the superuser may write everything",
)
def test_a_file_without_permission(folder: Path) -> None:
    (folder / "vet.txt").touch(0o444)

    assert "cannot be written: Permission denied" in write(folder).err


def test_standard_input_is_no_file(folder: Path) -> None:
    ran = write(folder, "-")

    assert ran.code == 2
    assert "--write-baseline needs files" in ran.err


def test_a_missing_path_is_an_error_all_the_same(folder: Path) -> None:
    assert write(folder, "a.py", "gone.py").code == 2
    assert entries(folder) == ["a.py VET201 urllib2 2", "a.py VET202 imp 1"]


def test_a_value_is_needed(folder: Path) -> None:
    ran = run_check(["--write-baseline"], cwd=folder)

    assert ran.code == 2
    assert "--write-baseline: expected one argument" in ran.err
    assert "did you mean '--write-baseline'" in (
        run_check(["--write-baselin=x"], cwd=folder).err
    )


def test_formats_print_what_is_left(folder: Path) -> None:
    write(folder)
    argv = [*ISOLATED, "--vet-baseline=vet.txt", "--format=github", "--statistics"]

    assert "VET201" not in run_check(argv, cwd=folder).out
