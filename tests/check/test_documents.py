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
    from collections.abc import Callable
    from pathlib import Path

    from support import Ran

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


@pytest.mark.parametrize("more", [["--count"], ["--statistics"], ["--show-source"]])
@pytest.mark.parametrize("name", ["gitlab", "json", "sarif"])
def test_standard_output_is_one_document(
    name: str, more: list[str], folder: Path
) -> None:
    argv = [*ISOLATED, *more, "--select=VET", "old.py"]
    plain = run_check([f"--format={name}", *ISOLATED, "old.py"], cwd=folder)
    by_check = run_check([f"--format={name}", *argv], cwd=folder)
    by_flake8 = run_flake8([f"--format=vet-{name}", *argv], cwd=folder)

    assert by_check.out == plain.out
    assert json.loads(by_flake8.out)
    for ran in (by_check, by_flake8):
        assert ran.code == 1
        assert ("1\n" in ran.err) == (more == ["--count"])
        assert ("1     VET201" in ran.err) == (more == ["--statistics"])


def test_a_quiet_run_prints_the_document(folder: Path) -> None:
    argv = ["--format=gitlab", *ISOLATED, "old.py"]
    quiet = run_check(["-q", *argv], cwd=folder)
    silent = run_check(["-qq", *argv], cwd=folder)

    assert quiet.out == run_check(argv, cwd=folder).out
    assert (quiet.err, silent.out, silent.err) == ("", "", "")


@pytest.mark.parametrize("run", [run_check, run_flake8])
def test_an_output_file_holds_the_last_document(
    run: Callable[..., Ran], folder: Path
) -> None:
    name = "json" if run is run_check else "vet-json"
    argv = [f"--format={name}", "--output-file=new/out.json", *ISOLATED, "old.py"]
    for _ in range(2):
        ran = run([*argv, "--count", "--statistics"], cwd=folder)
        assert ran.out == ""
    assert len(json.loads((folder / "new/out.json").read_text())["findings"]) >= 1
    assert run([*argv[:1], "--output-file=/dev/null", *argv[2:]], cwd=folder).code == 1


def test_files_that_were_not_checked_are_in_the_document(folder: Path) -> None:
    (folder / "broken.py").write_text("import imp\nx = = 1\n")
    as_json = run_check(["--format=json", *ISOLATED, "."], cwd=folder)
    as_sarif = run_check(["--format=sarif", *ISOLATED, "."], cwd=folder)
    (error,) = json.loads(as_json.out)["errors"]
    (invocation,) = json.loads(as_sarif.out)["runs"][0]["invocations"]

    assert error["file"] == "./broken.py"
    assert error["line"] == 2
    assert error["message"].startswith("cannot be parsed: ")
    assert invocation["executionSuccessful"]
    assert len(invocation["toolExecutionNotifications"]) == 1


def test_what_could_not_be_done_is_an_error_in_the_document(folder: Path) -> None:
    (folder / "bad.py").write_bytes(b"# \xe9\nimport imp\n")
    for argv in (["gone.py", "old.py"], ["--add-noqa", "bad.py"]):
        as_json = run_check([*ISOLATED, "--format=json", *argv], cwd=folder)
        as_sarif = run_check([*ISOLATED, "--format=sarif", *argv], cwd=folder)
        ((name, message),) = (
            (row["file"], row["message"]) for row in json.loads(as_json.out)["errors"]
        )
        (run,) = json.loads(as_sarif.out)["runs"]

        assert (as_json.code, as_sarif.code) == (2, 2)
        assert name in argv
        assert f"{name}: {message}\n" in as_json.err
        assert not run["invocations"][0]["executionSuccessful"]


def test_fingerprints_are_those_of_check(folder: Path) -> None:
    argv = [*ISOLATED, "--select=VET", "old.py"]
    by_flake8 = run_flake8(["--format=vet-gitlab", *argv], cwd=folder)

    assert by_flake8.out == run_check(["--format=gitlab", *argv], cwd=folder).out


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
