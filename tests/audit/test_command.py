"""The audit command: what it reads, its output and its exit status."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from support import install_distribution, run_audit

from flake8_safe_imports import cli
from flake8_safe_imports.audit import command
from flake8_safe_imports.config import options
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.data import packages
from flake8_safe_imports.project import cache

ADVISORY = {
    "acqusition": "acquisition",
    "apidev-coop": "apidev-coop-cms",
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

    summary = "nothing found: 1 file, 2 dependencies, 0 installed distributions read"

    code, out, err = run_audit()

    assert (code, err) == (0, "")
    assert out.startswith(f"{summary}\ndata:\n  ")
    for source, day in packages.load_dates().items():
        assert f"{source} of {day}" in out


def test_unreadable_file_is_no_success(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")
    (project / "pyproject.toml").write_text("[project\n")
    ran = run_audit()

    assert ran.code == 2
    assert ran.out.startswith("nothing found in what could be read: 1 file, ")
    assert ran.err.startswith("pyproject.toml:1: not TOML")


def test_unreadable_file_is_an_error_in_json(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project\n")
    ran = run_audit(output_format="json")

    assert ran.code == 2
    assert json.loads(ran.out)["errors"][0]["file"] == "pyproject.toml"


def test_unreadable_file_wins_over_a_finding(project: Path) -> None:
    (project / "requirements.txt").write_text("urlib3\n")
    (project / "pyproject.toml").write_text("[project\n")
    ran = run_audit()

    assert ran.code == 2
    assert ran.out.startswith("requirements.txt:1: ")


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


def test_a_path_that_is_missing_is_printed_as_it_was_given(project: Path) -> None:
    path = str(project.parent / "absent" / "requirements.txt")

    assert run_audit(path).err == f"{path}: does not exist\n"


WHAT_TO_NAME = (
    "name a requirements file, pyproject.toml, a lock file for Python, a Dockerfile or "
    "a folder"
)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("absent", "does not exist"),
        ("", "'': does not exist"),
        ("absent/requirements.txt", "does not exist"),
        ("data.csv", "not a known manifest or lock file: " + WHAT_TO_NAME),
        ("empty", "no manifest, lock file or environment in this folder"),
        ("plain.py", "it has no `# /// script`"),
        ("tool.py.lock", "PDM, Pipenv, Pants, pixi or conda-lock"),
        ("venv", "no distribution is installed there"),
    ],
)
def test_path_with_nothing_to_read(path: str, reason: str, project: Path) -> None:
    (project / "data.csv").write_text("urlib3")
    (project / "plain.py").write_text("import os\n")
    (project / "tool.py.lock").write_text("4711\n")
    (project / "empty").mkdir()
    (project / "venv" / "lib" / "python3.9" / "site-packages").mkdir(parents=True)
    (project / "venv" / "pyvenv.cfg").write_text("")
    (project / "requirements.txt").write_text("urlib3\n")
    ran = run_audit(path, "requirements.txt")

    assert ran.code == 2
    assert ran.out.startswith("requirements.txt:1: ")
    assert ran.err.endswith(f"{reason}\n")
    assert ran.err.startswith(path)


def test_empty_folder_is_no_clean_project(project: Path) -> None:
    ran = run_audit(output_format="json")

    assert ran.code == 2
    assert json.loads(ran.out)["files"] == []


def test_environment_is_read_without_paths_only(project: Path) -> None:
    site = project.parent / "site"
    install_distribution(site, "urlib3")
    (project / "requirements.txt").write_text("flask\n")

    assert run_audit(search_path=(str(site),)).code == 1
    assert run_audit(".", search_path=(str(site),)).code == 0


def test_environment_alone_is_something_to_read(project: Path) -> None:
    site = project.parent / "site"
    install_distribution(site, "flask")
    ran = run_audit(search_path=(str(site),))

    assert ran.code == 0
    assert ran.err == ".: no manifest, lock file or environment in this folder\n"
    assert ": 0 files, 0 dependencies, 1 installed distribution read" in ran.out


def test_findings_can_be_accepted(project: Path) -> None:
    (project / "requirements.txt").write_text("numppy\nUrlib3\n")
    ran = run_audit(ignored=("Numppy", "urlib3", "flask"), output_format="json")

    assert ran.code == 0
    assert json.loads(ran.out)["findings"] == []
    assert json.loads(ran.out)["ignored"] == ["numppy", "urlib3"]
    assert ran.err == "--ignore flask: it matches no finding\n"


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("urlib3,flask", "give the option once for each name"),
        ("urlib3>=1", "write the name alone"),
    ],
)
def test_an_ignore_of_more_than_a_name(name: str, advice: str, project: Path) -> None:
    (project / "requirements.txt").write_text("urlib3\n")
    ran = run_audit(".", ignored=(name,))

    assert ran.code == 1
    assert ran.err == f"--ignore {name}: it matches no finding: {advice}\n"


def test_range_with_a_compromised_release_is_a_note(project: Path) -> None:
    (project / "requirements.txt").write_text("litellm>=1.80\n")
    note = "allows the compromised releases 1.82.7, 1.82.8: exclude them"
    ran = run_audit()

    assert ran.code == 0
    assert ran.err == f"requirements.txt:1: `litellm >=1.80` {note}\n"

    ran = run_audit(ignored=("litellm",))

    assert ran.err == ""
    assert "\nignored: litellm\n" in ran.out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".flake8", "[flake8]\nvet-allowed-distributions = numppy, urlib3\n"),
        ("setup.cfg", "[flake8]\nvet_allowed_distributions =\n  numppy\n  urlib3\n"),
        (
            "pyproject.toml",
            "[tool.flake8-safe-imports]\nallowed-distributions = ['numppy', 'urlib3']",
        ),
    ],
)
def test_configuration_accepts_all_but_malicious_names(
    name: str, text: str, project: Path
) -> None:
    below = project / "below"
    below.mkdir()
    (below / "requirements.txt").write_text("numppy\nurlib3\n")
    (project / name).write_text(text)
    ran = run_audit("below", configured=True)

    assert ran.out.startswith(f"{Path('below/requirements.txt')}:2: `urlib3` ")
    assert "\nignored: numppy\n" in ran.out
    assert ran.out.partition("\ndata:")[0].count("\n") == 2


def test_configuration_of_an_audited_folder_is_not_read(project: Path) -> None:
    below = project / "below"
    below.mkdir()
    (below / "requirements.txt").write_text("numppy\n")
    (below / ".flake8").write_text("[flake8]\nvet-allowed-distributions = numppy\n")

    assert run_audit("below", configured=True).code == 1


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("flask", ": it matches no finding"),
        ("urlib3", " is malicious, which only --ignore accepts"),
    ],
)
def test_allowance_without_effect_is_reported(
    name: str, note: str, project: Path
) -> None:
    (project / "requirements.txt").write_text("numppy\nurlib3\n")
    (project / ".flake8").write_text(
        f"[flake8]\nvet-allowed-distributions = numppy, {name}\n"
    )
    ran = run_audit(configured=True)

    assert ran.code == 1
    assert ran.err == f"vet-allowed-distributions: {name}{note}\n"


def test_allowance_is_not_called_useless_for_a_part_of_the_project(
    project: Path,
) -> None:
    (project / "requirements.txt").write_text("mock\n")
    (project / ".flake8").write_text("[flake8]\nvet-allowed-distributions = numppy\n")

    (project / "part").mkdir()
    (project / "part" / "requirements.txt").touch()

    assert run_audit("requirements.txt", "part", configured=True).err == ""
    for whole in (".", str(project), "part/.."):
        assert "numppy" in run_audit(whole, configured=True).err


def test_configuration_is_that_of_check(project: Path) -> None:
    """It is read by the same code, so what ``check`` refuses is refused here."""
    (project / "requirements.txt").write_text("mock\n")
    (project / "pyproject.toml").write_text(
        "[tool.flake8-safe-imports]\nallowed-distribution = ['mock']\n"
    )

    with pytest.raises(OptionError, match="did you mean 'allowed-distributions'"):
        run_audit(configured=True)

    (project / "pyproject.toml").write_text(
        "[tool.flake8-safe-imports]\nallowed-distributions = ['mock']\n"
    )

    assert run_audit(configured=True).code == 0

    (project / "tox.ini").write_text("[flake8]\nvet-allowed-distributions = six\n")

    assert (
        run_audit(configured=True).code == 1
    )  # given twice: taken whole from flake8's file


def test_isolated(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "requirements.txt").write_text("numppy\n")
    (project / ".flake8").write_text(
        "[flake8]\nvet-allowed-distributions = numppy\nformat = no-such-formatter\n"
    )

    assert cli.main(["audit", "."]) == 0
    assert cli.main(["audit", "--isolated", "."]) == 1
    assert "numppy" in capfd.readouterr().out


@pytest.mark.skipif(
    sys.platform in {"win32", "emscripten"}, reason="a working directory is kept"
)
def test_working_directory_that_is_gone(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "requirements.txt").write_text("numppy\n")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert run_audit(str(project / "requirements.txt"), configured=True).code == 1


def test_wrong_configuration_is_named(project: Path) -> None:
    (project / "requirements.txt").write_text("numppy\n")
    (project / ".flake8").write_text("[flake8]\nvet-allowed-distributions = -x\n")

    with pytest.raises(OptionError, match="vet-allowed-distributions: '-x' is not"):
        run_audit(configured=True)


def test_files_are_relative_to_the_working_directory(project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "requirements.txt").write_text("numppy\n")
    document = json.loads(run_audit(str(project), output_format="json").out)
    path = os.path.join("sub", "requirements.txt")

    assert document["files"] == [path]
    assert [row["file"] for row in document["findings"]] == [path]


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
    assert {row["line"] for row in found} == {2}
    assert {os.path.basename(row["file"]) for row in found} == {"METADATA"}
    assert all(f"`{row['name']}` (installed) " in row["message"] for row in found)


def test_virtual_environment_is_audited_if_it_is_named(project: Path) -> None:
    (project / "venv").mkdir()
    (project / "venv" / "pyvenv.cfg").write_text("")
    site = project / "venv" / "lib" / "python3.12" / "site-packages"
    install_distribution(site, "urlib3")

    (project / "requirements.txt").write_text("flask\n")

    assert run_audit("venv").code == 1
    assert run_audit().code == 0


def test_same_file_twice_is_one_finding(project: Path) -> None:
    (project / "requirements.txt").write_text("urlib3\n")
    ran = run_audit(".", "requirements.txt", "./requirements.txt")

    assert len(ran.out.partition("data:")[0].splitlines()) == 2


def test_output_fits_the_stream(project: Path) -> None:
    (project / "requirements.txt").write_text("r\u0435quests\n", encoding="utf-8")
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    request = command.AuditRequest((), options.parse({}), search_path=())
    status = command.run(request, "text", stdout=stream, stderr=stream)
    stream.flush()

    assert status == 1
    assert b"r\\u0435quests" in raw.getvalue()


def test_startup_code_of_an_environment_is_named(project: Path) -> None:
    site = project / "venv" / "lib" / "python3.12" / "site-packages"
    install_distribution(site, "flask")
    (project / "venv" / "pyvenv.cfg").write_text("")
    (site / "a.pth").write_text("/some/folder\n# import os\n")
    (site / "_virtualenv.pth").write_text("import _virtualenv")
    (site / "litellm_init.pth").write_text("\nimport os; os.system('x')\n")
    ran = run_audit("venv")

    assert ran.code == 1
    place = (site / "litellm_init.pth").relative_to(project)
    assert ran.out.startswith(
        f"{place}:2: `litellm_init.pth` runs code each time Python starts: "
    )
    assert run_audit("venv", ignored=("litellm_init.pth",)).code == 0


def test_old_data_is_reported(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "requirements.txt").write_text("requests\n")
    monkeypatch.setattr(packages, "describe_age", lambda day: "the data is old")

    assert run_audit().err == "the data is old\n"


def test_formats_for_ci_print_nothing_for_nothing(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")

    assert run_audit(output_format="github") == (0, "", "")


def test_window_of_the_configuration_counts(project: Path) -> None:
    (project / "requirements.txt").write_text("mock\nargparse\n")
    config = options.parse({"vet_supported_python": ">=3.9"})
    out = io.StringIO()
    request = command.AuditRequest((), config, search_path=())
    status = command.run(request, "text", stdout=out, stderr=io.StringIO())

    assert status == 1
    assert "drop it, the standard library has it since Python 3.2" in out.getvalue()


def test_backports_may_be_needed_where_nothing_is_declared(project: Path) -> None:
    (project / "requirements.txt").write_text("tomli\nmock\n")
    ran = run_audit()

    assert "mock" in ran.out
    assert "tomli" not in ran.out

    (project / "setup.cfg").write_text("[options]\npython_requires = >=3.11\n")
    cache.clear()

    assert "`tomli` is an obsolete backport" in run_audit().out


def test_distributions_on_the_path_twice_count_once(project: Path) -> None:
    site = project / "site"
    install_distribution(site, "abc")
    (project / "link").symlink_to(site)
    ran = run_audit(search_path=(str(site), str(project / "link")))

    assert "1 installed distribution read" in ran.out


def test_installed_name_that_is_not_on_pypi(project: Path) -> None:
    install_distribution(project / "site", "dateutil")
    ran = run_audit(search_path=(str(project / "site"),))

    assert ran.code == 1
    assert "`dateutil` (installed) is what `python-dateutil` is imported as" in ran.out
    assert "does not come from PyPI: check where it comes from" in ran.out


@pytest.mark.parametrize(("version", "code"), [("0.0.0", 0), ("0.0.1", 1)])
def test_what_debian_adds_to_environments_is_not_suspicious(
    version: str, code: int, project: Path
) -> None:
    install_distribution(project / "site", "pkg_resources", version)

    assert run_audit(search_path=(str(project / "site"),)).code == code


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("fixtures", ["requirements.txt"]),
        ("tests", ["requirements.txt"]),
        ("./tests/", ["requirements.txt"]),
        ("tests/fix*", ["requirements.txt"]),
        ("*.in", ["requirements.txt", "tests/fixtures/requirements.txt"]),
        ("requirements.txt", ["tests/fixtures/dev-requirements.in"]),
        ("*/requirements.txt", ["requirements.txt", "dev-requirements.in"]),
    ],
)
def test_files_are_excluded(pattern: str, left: list[str], project: Path) -> None:
    inner = project / "tests" / "fixtures"
    inner.mkdir(parents=True)
    for path in (
        project / "requirements.txt",
        inner / "requirements.txt",
        inner / "dev-requirements.in",
    ):
        path.write_text("flask\n")
    ran = run_audit(output_format="json", excluded=(pattern,))
    document = json.loads(ran.out)

    assert ran.err == ""
    assert document["excluded"] == [pattern]
    assert len(document["files"]) == len(left)
    for path, end in zip(document["files"], left):
        assert Path(path).as_posix().endswith(end)
    assert f"\nexcluded: {pattern}\n" in run_audit(excluded=(pattern,)).out


def test_pattern_that_excludes_nothing_is_reported(project: Path) -> None:
    (project / "requirements.txt").write_text("urlib3\n")
    ran = run_audit("requirements.txt", excluded=("requirements.txt", "x"))

    assert ran.code == 1
    assert ran.err == (
        "--exclude requirements.txt: it matches nothing\n"
        "--exclude x: it matches nothing\n"
    )
    assert "excluded" not in ran.out
