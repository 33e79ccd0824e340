"""Our formats, printed by ``check`` and by flake8."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support import run_check, run_flake8

from flake8_safe_imports.formats.registry import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

ISOLATED = ["--isolated", "--vet-supported-python=>=3.9"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.py").write_text("import urllib2 \n")
    return tmp_path


@pytest.mark.parametrize("name", FORMATS)
def test_flake8_has_each_format(name: str, folder: Path) -> None:
    argv = [*ISOLATED, "--select=VET,W", "old.py"]
    by_flake8 = run_flake8([f"--format=vet-{name}", *argv], cwd=folder)
    by_check = run_check([f"--format={name}", *argv], cwd=folder)

    assert "VET201" in by_flake8.out
    assert "W291" in by_flake8.out
    assert "VET201" in by_check.out
    assert "W291" not in by_check.out
    assert (by_flake8.code, by_check.code) == (1, 1)


@pytest.mark.parametrize(
    ("name", "empty"), [("github", ""), ("gitlab", "[]\n"), ("json", None)]
)
def test_without_findings(name: str, empty: str | None, folder: Path) -> None:
    argv = [*ISOLATED, "--select=VET4", "old.py"]
    by_flake8 = run_flake8([f"--format=vet-{name}", *argv], cwd=folder)
    by_check = run_check([f"--format={name}", *argv], cwd=folder)

    assert by_flake8.out == by_check.out
    assert empty is None or by_check.out == empty


def test_a_file_that_cannot_be_read_is_reported_without_a_line(folder: Path) -> None:
    ran = run_flake8(["--isolated", "--format=vet-sarif", "gone.py"], cwd=folder)
    (result,) = json.loads(ran.out)["runs"][0]["results"]

    assert result["ruleId"] == "E902"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "gone.py",
        "uriBaseId": "%SRCROOT%",
    }


def test_the_findings_of_one_run_are_not_those_of_the_next(folder: Path) -> None:
    argv = [*ISOLATED, "--format=gitlab", "old.py"]

    assert run_check(argv, cwd=folder) == run_check(argv, cwd=folder)


def test_flake8_loads_no_more_for_our_formats() -> None:
    # It loads every formatter at every start.
    code = (
        "import sys, flake8.main.cli, flake8_safe_imports.plugin; a = {*sys.modules};"
        "import flake8_safe_imports.check.documents; print(*{*sys.modules} - a)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert sorted(done.stdout.split()) == [
        "flake8_safe_imports.check",
        "flake8_safe_imports.check.documents",
    ]
