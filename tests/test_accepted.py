"""The baseline in flake8: what is silent, what is reported, what is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flake8.api import legacy
from support import run_check, run_flake8, working_directory

from flake8_safe_imports.cli import main

if TYPE_CHECKING:
    from pathlib import Path

OLD = "import urllib2\nimport imp\nimport urllib2\n"
CONFIG = (
    "[flake8]\nselect = VET\nvet-supported-python = >=3.9\nvet-baseline = vet.txt\n"
)
ACCEPTED = "old.py VET201 urllib2 2\nold.py VET202 imp 1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "setup.cfg").write_text(CONFIG)
    (tmp_path / "vet.txt").write_text(ACCEPTED)
    (tmp_path / "old.py").write_text(OLD)
    return tmp_path


def codes_of(output: str) -> list[str]:
    """Return line and code of each finding."""
    rows = (line.split(":", 3) for line in output.splitlines())
    return [f"{row[1]} {row[3].split()[0]}" for row in rows]


def test_what_is_accepted_is_silent(folder: Path) -> None:
    for run in (run_flake8, run_check):
        ran = run(["old.py"], cwd=folder)

        assert (ran.code, ran.out) == (0, "")
        assert "vet.txt" not in ran.err


def test_one_more_is_reported(folder: Path) -> None:
    (folder / "old.py").write_text(f"import urllib2, cgi\n{OLD}")
    for run in (run_flake8, run_check):
        ran = run(["old.py"], cwd=folder)

        assert ran.code == 1
        assert codes_of(ran.out) == ["1 VET202", "4 VET201"]


def test_stale_entries_are_reported(folder: Path) -> None:
    (folder / "old.py").write_text("import urllib2\n")
    for run in (run_flake8, run_check):
        ran = run(["old.py"], cwd=folder)
        notes = [line for line in ran.err.splitlines() if "vet.txt" in line]

        assert (ran.code, ran.out) == (0, "")
        assert [
            line.removeprefix("flake8-safe-imports: vet.txt: ") for line in notes
        ] == [
            "old.py: VET201 urllib2: 2 accepted, 1 found: write the baseline again",
            "old.py: VET202 imp: 1 accepted, 0 found: write the baseline again",
        ]


def test_stale_entries_are_reported_in_one_piece(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    class Stream:  # what workers share
        write = staticmethod(written.append)

    (folder / "old.py").write_text("import urllib2\n")
    with working_directory(folder), monkeypatch.context() as patch:
        patch.setattr("sys.stderr", Stream)
        style = legacy.get_style_guide(config="setup.cfg")
        style.check_files(["old.py"])
    notes = [text for text in written if "vet.txt" in text]

    assert len(notes) == 2
    assert all(text.endswith("\n") for text in notes)


def test_a_file_that_became_clean_has_stale_entries(folder: Path) -> None:
    (folder / "old.py").write_text("import os\n")
    for run in (run_flake8, run_check):
        assert run(["old.py"], cwd=folder).err.count("0 found") == 2


@pytest.mark.parametrize(
    "arguments",
    [["--select=VET4"], ["--extend-ignore=VET2"], ["--per-file-ignores=old.py:VET2"]],
)
def test_codes_that_are_not_checked_are_not_stale(
    arguments: list[str], folder: Path
) -> None:
    for run in (run_flake8, run_check):
        ran = run([*arguments, "old.py"], cwd=folder)

        assert "vet.txt" not in ran.err


def test_codes_that_are_off_are_not_stale(folder: Path) -> None:
    (folder / "vet.txt").write_text(f"{ACCEPTED}old.py VET205 x 1\n")
    for run in (run_flake8, run_check):
        assert "vet.txt" not in run(["old.py"], cwd=folder).err


def test_noqa_uses_up_nothing(folder: Path) -> None:
    (folder / "vet.txt").write_text("old.py VET201 urllib2 1\n")
    (folder / "old.py").write_text(
        "import urllib2  # noqa: VET201\n"
        "from urllib2 import (  # noqa\n    urlopen,\n)\n"
        "import os; x = '''\n'''; import urllib2  # noqa\n"
        "import urllib2\n"
    )
    for run in (run_flake8, run_check):
        ran = run(["old.py"], cwd=folder)

        assert (ran.code, ran.out) == (0, "")
        assert "vet.txt" not in ran.err


@pytest.mark.parametrize(
    "silenced",
    ["os.getcwdu()  # noqa: VET2", "x = '''\n''', os.getcwdu(), '''\n'''  # noqa"],
    ids=["line", "strings"],
)
def test_noqa_on_a_use_uses_up_nothing(silenced: str, folder: Path) -> None:
    (folder / "vet.txt").write_text("old.py VET201 os.getcwdu 1\n")
    (folder / "old.py").write_text(f"import os\n{silenced}\nos.getcwdu()\n")
    last = len(f"import os\n{silenced}\nos.getcwdu()".splitlines())
    for run in (run_flake8, run_check):
        ran = run(["old.py"], cwd=folder)

        assert (ran.code, ran.out) == (0, "")
        assert "vet.txt" not in ran.err
        ran = run(["--disable-noqa", "old.py"], cwd=folder)
        assert codes_of(ran.out) == [f"{last} VET201"]


def test_what_is_ignored_in_a_file_uses_up_nothing(folder: Path) -> None:
    (folder / "vet.txt").write_text("old.py VET201 os.getcwdu 1\n")
    (folder / "old.py").write_text("import os\nos.getcwdu()\n")
    for run in (run_flake8, run_check):
        ran = run(["--per-file-ignores=old.py:VET201", "old.py"], cwd=folder)

        assert (ran.code, ran.out, "vet.txt" in ran.err) == (0, "", False)


def test_what_is_not_selected_uses_up_nothing(folder: Path) -> None:
    (folder / "vet.txt").write_text("old.py VET202 imp 1\n")
    for run in (run_flake8, run_check):
        ran = run(["--select=VET202", "old.py"], cwd=folder)

        assert (ran.code, ran.out) == (0, "")


def test_disabled_noqa_reports_what_is_too_much(folder: Path) -> None:
    (folder / "old.py").write_text(f"import urllib2  # noqa\n{OLD}")
    for run in (run_flake8, run_check):
        assert run(["old.py"], cwd=folder).code == 0
        ran = run(["--disable-noqa", "old.py"], cwd=folder)
        assert codes_of(ran.out) == ["4 VET201"]


def test_malicious_names_are_always_reported(folder: Path) -> None:
    (folder / "vet.txt").write_text("old.py VET401 urlib3 1\n")
    (folder / "old.py").write_text("import urlib3\n")
    for run in (run_flake8, run_check):
        ran = run(["old.py"], cwd=folder)

        assert codes_of(ran.out) == ["1 VET401"]
        assert "VET401 urlib3 is always reported: remove the line" in ran.err


def test_the_path_is_relative_to_the_configuration(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "old.py").write_text("import imp\n")
    (folder / "vet.txt").write_text("sub/old.py VET202 imp 1\n")
    for run in (run_flake8, run_check):
        assert run(["old.py"], cwd=folder / "sub").code == 0
        assert run(["--vet-baseline=../vet.txt", "."], cwd=folder / "sub").code == 0
        gone = run(["--vet-baseline=vet.txt", "."], cwd=folder / "sub")
        assert "vet-baseline: 'vet.txt' does not exist" in gone.out + gone.err
        assert run(["--vet-baseline=", "."], cwd=folder / "sub").code == 1


@pytest.mark.parametrize("table", ["flake8-safe-imports", "flake8"])
def test_the_path_is_relative_to_pyproject(table: str, folder: Path) -> None:
    if table == "flake8":
        pytest.importorskip("flake8p")
    (folder / "setup.cfg").unlink()
    (folder / "sub").mkdir()
    (folder / ".git").mkdir()
    key = "vet-baseline" if table == "flake8" else "baseline"
    path = folder / "pyproject.toml"
    path.write_text(f"[tool.{table}]\n{key} = 'vet.txt'\n")
    where = folder if table == "flake8" else folder / "sub"
    path = folder / "old.py"
    argv = ["--select=VET", "--vet-supported-python=>=3.9", str(path)]
    for run in (run_flake8, run_check):
        ran = run(argv, cwd=where)

        assert (ran.code, ran.out) == (0, "")


def test_an_editor_gives_the_text_and_the_name(folder: Path) -> None:
    for run in (run_flake8, run_check):
        argv = ["--stdin-display-name=old.py", "-"]

        assert run(argv, stdin=OLD, cwd=folder).out == ""
        assert run(["-"], stdin=OLD, cwd=folder).code == 1


def test_the_legacy_api(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with working_directory(folder):
        style = legacy.get_style_guide(
            select=["VET"], vet_supported_python=">=3.9", vet_baseline="vet.txt"
        )
        style.check_files(["old.py"])

    assert capsys.readouterr().out == ""


def test_each_run_reads_the_baseline(folder: Path) -> None:
    assert run_flake8(["old.py"], cwd=folder).code == 0
    (folder / "vet.txt").write_text("")
    assert run_flake8(["old.py"], cwd=folder).code == 1


def test_names_of_stale_entries_are_printable(folder: Path) -> None:
    (folder / "vet.txt").write_text("old.py VET201 \\x1b[31m 1\n")
    for run in (run_flake8, run_check):
        ran = run(["old.py"], cwd=folder)

        assert "\x1b" not in ran.err
        assert "VET201 \\x1b[31m: 1 accepted" in ran.err


def test_other_commands_need_no_baseline(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "vet.txt").unlink()
    (folder / "requirements.txt").write_text("requests\n")
    with working_directory(folder):
        assert main(["fix", "old.py"]) != 2
        assert main(["audit", "requirements.txt"]) == 0

    assert "vet-baseline" not in capsys.readouterr().err


def test_an_empty_file_that_hides_a_module_can_be_accepted(folder: Path) -> None:
    (folder / "token.py").write_text("")
    (folder / "vet.txt").write_text("token.py VET403 token.py 1\n")
    for run in (run_flake8, run_check):
        ran = run(["token.py"], cwd=folder)

        assert (ran.code, ran.out) == (0, "")
        assert "vet.txt" not in ran.err
