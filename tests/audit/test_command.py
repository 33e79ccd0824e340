"""The audit command: what it reads, its output and its exit status."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from support import install_distribution, run_audit

from flake8_safe_imports.audit import command
from flake8_safe_imports.data import packages

if TYPE_CHECKING:
    from pathlib import Path

ADVISORY = {
    "acqusition": "acquisition",
    "apidev-coop": "apidev-coop_cms",
    "bzip": "bz2",
    "crypt": "crypt",
    "django-server": "django",
    "pwd": "pwd",
    "setup-tools": "setuptools",
    "telnet": "telnetlib",
    "urlib3": "urllib3",
    "urllib": "urllib",
}
"""The malicious packages of the advisory of 2017, and the names that they imitate."""


def test_clean_project(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\nnumpy==2.0\n")

    assert run_audit() == (0, f"nothing found (data of {packages.DATE})\n", "")


def test_unreadable_file_is_no_success(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")
    (project / "pyproject.toml").write_text("[project\n")
    ran = run_audit()

    assert ran.code == 2
    assert ran.out.startswith("nothing found in what could be read (data of")
    assert ran.err.startswith("pyproject.toml:1: not TOML")


def test_unreadable_file_is_an_error_in_json(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project\n")
    ran = run_audit(output_format="json")

    assert ran.code == 2
    assert json.loads(ran.out)["errors"][0]["file"] == "pyproject.toml"


def test_finding_wins_over_an_unreadable_file(project: Path) -> None:
    (project / "requirements.txt").write_text("urlib3\n")
    (project / "pyproject.toml").write_text("[project\n")

    assert run_audit().code == 1


def test_advisory_of_2017(project: Path) -> None:
    (project / "requirements.txt").write_text("\n".join(ADVISORY))
    found = json.loads(run_audit(output_format="json").out)["findings"]

    assert {row["name"]: row["target"] for row in found} == ADVISORY
    assert {row["kind"] for row in found} == {"malicious"}
    assert [row["line"] for row in found] == list(range(1, 11))
    assert all("2017-06" in row["message"] for row in found)


def test_lock_file_is_not_blamed_for_backports(project: Path) -> None:
    (project / "uv.lock").write_text("[[package]]\nname='enum34'\nversion='1.1.10'\n")

    assert run_audit().code == 0


@pytest.mark.parametrize("path", ["absent", "absent/requirements.txt"])
def test_path_that_does_not_exist(path: str, project: Path) -> None:
    assert run_audit(path) == (2, "", f"{path}: no such file or folder\n")


def test_file_of_no_known_kind(project: Path) -> None:
    (project / "data.csv").write_text("urlib3")

    ran = run_audit("data.csv")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "data.csv: not a manifest or lock file known here\n"
    assert run_audit(".").code == 0


def test_installed_distributions(project: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install_distribution(site, "urlib3", "1.21.1")
    install_distribution(site, "some-helpers", tops=("random",))
    install_distribution(site, "enum34", tops=("enum",))
    install_distribution(site, "python-dateutill", tops=("dateutil",))
    install_distribution(site, "num2words", "0.5.15")
    install_distribution(site, "requests")
    ran = run_audit(output_format="json", search_path=(str(site),))
    found = json.loads(ran.out)["findings"]

    assert {(row["name"], row["version"], row["kind"]) for row in found} == {
        ("urlib3", "1.21.1", "malicious"),
        ("some_helpers", "1.0", "shadows-stdlib"),
        ("enum34", "1.0", "obsolete-backport"),
        ("python_dateutill", "1.0", "lookalike"),
        ("num2words", "0.5.15", "compromised"),
    }
    assert {row["line"] for row in found} == {None}
    assert all(f"`{row['name']}` (installed) " in row["message"] for row in found)


def test_virtual_environment_is_audited_if_it_is_named(project: Path) -> None:
    (project / "venv").mkdir()
    (project / "venv" / "pyvenv.cfg").write_text("")
    site = project / "venv" / "lib" / "python3.12" / "site-packages"
    install_distribution(site, "urlib3")

    assert run_audit("venv").code == 1
    assert run_audit().code == 0


def test_same_file_twice_is_one_finding(project: Path) -> None:
    (project / "requirements.txt").write_text("urlib3\n")
    ran = run_audit(".", "requirements.txt", "./requirements.txt")

    assert len(ran.out.splitlines()) == 2


def test_output_fits_the_stream(project: Path) -> None:
    (project / "requirements.txt").write_text("r\u0435quests\n", encoding="utf-8")
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    status = command.run(
        (), output_format="text", stdout=stream, stderr=stream, search_path=()
    )
    stream.flush()

    assert status == 1
    assert b"r\\u0435quests" in raw.getvalue()
