"""The audit of declared, locked and installed distributions."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import NamedTuple

import pytest
from support import install_distribution

from flake8_safe_imports.audit import command as audit
from flake8_safe_imports.audit import reading
from flake8_safe_imports.audit.judge import judge_dependency
from flake8_safe_imports.data import packages
from flake8_safe_imports.data.stdlib_distributions import ROWS
from flake8_safe_imports.project.manifest import Dependency

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


class Outcome(NamedTuple):
    status: int
    out: str
    err: str

    def lines(self) -> list[str]:
        return self.out.splitlines()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty current folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(
    *paths: str, as_json: bool = False, search_path: tuple[str, ...] = ()
) -> Outcome:
    stdout, stderr = io.StringIO(), io.StringIO()
    status = audit.run(
        paths,
        output_format="json" if as_json else "text",
        stdout=stdout,
        stderr=stderr,
        search_path=search_path,
    )
    return Outcome(status, stdout.getvalue(), stderr.getvalue())


def test_a_clean_project(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\nnumpy==2.0\n")

    assert run() == (0, f"nothing found (data of {packages.DATE})\n", "")


def test_nothing_is_said_of_what_could_not_be_read(project: Path) -> None:
    (project / "requirements.txt").write_text("requests\n")
    (project / "pyproject.toml").write_text("[project\n")
    outcome = run()

    assert outcome.status == 2
    assert outcome.out.startswith("nothing found in what could be read (data of")
    assert outcome.err.startswith("pyproject.toml:1: not TOML")


def test_the_advisory_of_2017_as_dependencies(project: Path) -> None:
    (project / "requirements.txt").write_text("\n".join(ADVISORY))
    found = json.loads(run(as_json=True).out)["findings"]

    assert {row["name"]: row["target"] for row in found} == ADVISORY
    assert {row["kind"] for row in found} == {"malicious"}
    assert [row["line"] for row in found] == list(range(1, 11))
    assert all("2017-06" in row["message"] for row in found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[project]\ndependencies = [\n "urlib3"]\n'),
        ("pyproject.toml", "[tool.poetry.dependencies]\n\nUrlib3 = '*'\n"),
        ("setup.cfg", "[options]\ninstall_requires =\n  urlib3\n"),
        (
            "setup.py",
            "import setuptools\nsetuptools.setup(\ninstall_requires='urlib3')",
        ),
        ("requirements.txt", "#\n\nurlib3\n"),
        ("requirements-dev.in", "\n\nurlib3\n"),
        ("requirements/test.txt", "\n\nurlib3\n"),
        ("constraints.txt", "\n\nurlib3\n"),
        ("Pipfile", "[packages]\n\nurlib3 = '*'\n"),
        ("Pipfile.lock", '{"default": {\n\n"urlib3": {"version": "==1"}}}'),
        ("poetry.lock", "[[package]]\n\nname = 'urlib3'\nversion = '1'\n"),
        ("uv.lock", "[[package]]\n\nname = 'urlib3'\nversion = '1'\n"),
        ("pylock.toml", "[[packages]]\n\nname = 'urlib3'\nversion = '1'\n"),
        ("pylock.dev.toml", "[[packages]]\n\nname = 'urlib3'\nversion = '1'\n"),
        ("environment.yml", "dependencies:\n- pip:\n  - urlib3\n"),
    ],
)
def test_every_kind_of_file_is_found(name: str, text: str, project: Path) -> None:
    path = project / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    outcome = run()

    assert outcome.status == 1
    start, _, _ = outcome.out.partition(" ")
    assert start == f"{Path(name)}:3:"
    assert "did you mean `urllib3`" in outcome.out


def test_what_the_pip_part_of_an_environment_includes(project: Path) -> None:
    (project / "environment.yml").write_text("dependencies:\n- pip:\n  - -r x.lst\n")
    (project / "x.lst").write_text("urlib3\n-r absent.txt\n")
    outcome = run()

    assert outcome.out.startswith("x.lst:1: `urlib3` was a malicious package")
    assert outcome.err == "x.lst:2: absent.txt does not exist\n"


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("numppy", "lookalike", "did you mean `numpy` (letter doubled)"),
        ("r\u0435quests", "lookalike", "(look-alike characters)"),
        ("random", "shadows-stdlib", "the standard library module `random`"),
        ("enum34", "obsolete-backport", "`enum` is in the standard library since"),
        ("ultralytics==8.3.41", "compromised", "8.3.41 is a compromised release"),
        ("ultralytics == 8.3.41+cpu", "compromised", "compromised release"),
        ("LiteLLM===1.82.7", "compromised", "2026-03"),
    ],
)
def test_kinds(line: str, kind: str, words: str, project: Path) -> None:
    (project / "requirements.txt").write_text(line + "\n", encoding="utf-8")
    found = json.loads(run(as_json=True).out)["findings"]

    assert [row["kind"] for row in found] == [kind]
    assert words in found[0]["message"]
    assert "malicious" not in found[0]["message"]


def test_a_malicious_name_that_imitates_nothing(project: Path) -> None:
    (project / "requirements.txt").write_text("1337test\n")

    assert run().lines()[0] == (
        "requirements.txt:1: `1337test` was a malicious package on PyPI (2024-06): "
        "check where it comes from"
    )


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("ultralytics===8.3.41-rc-x", id="a release like no other"),
        pytest.param("numppy" * 100, id="a name longer than any"),
        pytest.param("-r https://example.org/x.txt", id="an include from elsewhere"),
        pytest.param("-r ${HOME}/x.txt", id="an include by a variable"),
        pytest.param("ultralytics==8.3.40", id="another release"),
        pytest.param("ultralytics", id="any release"),
        pytest.param("ultralytics>=8.3.41", id="not a pin"),
        pytest.param("dataclasses; python_version < '3.7'", id="where it is needed"),
        pytest.param("graphlib-backport", id="wanted backport"),
        pytest.param("standard-imghdr", id="gone module"),
        pytest.param("datetime", id="DateTime"),
        pytest.param("mock", id="still developed"),
        pytest.param("itertols", id="exists"),
        pytest.param("./urlib3", id="a folder"),
        pytest.param("urlib3 @ file:///here", id="a path"),
    ],
)
def test_what_is_no_finding(line: str, project: Path) -> None:
    (project / "requirements.txt").write_text(line)

    assert (run().status, run().err) == (0, "")


def test_a_lock_file_is_not_blamed_for_backports(project: Path) -> None:
    (project / "uv.lock").write_text("[[package]]\nname='enum34'\nversion='1.1.10'\n")

    assert run().status == 0


def test_includes_are_followed_once(project: Path) -> None:
    (project / "requirements.txt").write_text("-r sub/a.in\n-r requirements.txt\n")
    (project / "sub").mkdir()
    (project / "sub" / "a.in").write_text("-r ../requirements.txt\n-c b\n-r gone.txt\n")
    (project / "sub" / "b").write_text("-r a.in\nurlib3\n")
    outcome = run()

    assert outcome.status == 1
    assert outcome.lines()[0].startswith(f"{Path('sub/b')}:2: ")
    assert outcome.err == f"{Path('sub/a.in')}:3: gone.txt does not exist\n"


def test_a_malformed_file_is_named_and_the_rest_is_audited(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project]\nname =\n")
    (project / "setup.py").write_bytes(b"x = 1\n\xff\xfe\n")
    (project / "requirements.txt").write_text("what is this\nurlib3\n")
    outcome = run()

    assert outcome.status == 1
    assert outcome.lines()[0].startswith("requirements.txt:2: ")
    assert [line.split(": ")[0] for line in outcome.err.splitlines()] == [
        "pyproject.toml:2",
        "requirements.txt:1",
        "setup.py:2",
    ]


def test_an_encoding_that_nobody_knows_is_named(project: Path) -> None:
    (project / "requirements.txt").write_text("# coding: klingon\nurlib3\n")

    assert run().status == 2
    assert run().err == "requirements.txt:1: unknown encoding 'klingon'\n"


def test_a_file_that_must_not_be_read_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "requirements.txt").write_text("urlib3\n")

    def refuse(path: str, mode: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(reading, "open", refuse, raising=False)

    assert run().status == 2
    assert run().err == "requirements.txt:1: Permission denied\n"


def test_a_file_that_cannot_be_read_is_no_success(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project\n")
    outcome = run(as_json=True)

    assert outcome.status == 2
    assert json.loads(outcome.out)["errors"][0]["file"] == "pyproject.toml"


@pytest.mark.parametrize("path", ["absent", "absent/requirements.txt"])
def test_a_path_that_is_not_there(path: str, project: Path) -> None:
    assert run(path) == (2, "", f"{path}: no such file or folder\n")


def test_a_file_of_no_known_kind(project: Path) -> None:
    (project / "data.csv").write_text("urlib3")

    assert run("data.csv").status == 2
    assert run(".").status == 0


def test_files_may_be_named(project: Path) -> None:
    (project / "deps.txt").write_text("urlib3\n")
    (project / "script.py").write_text(
        "# /// script\n# dependencies = ['urlib3']\n# ///\n"
    )

    assert run().status == 0
    assert run("deps.txt").lines()[0].startswith("deps.txt:1: ")
    assert run("script.py").lines()[0].startswith("script.py:2: ")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str, project: Path) -> None:
    cookie = "# -*- coding: latin-1 -*- \xe9\n" if encoding == "latin-1" else "#\n"
    text = cookie + "urlib3\n"
    (project / "requirements.txt").write_bytes(text.encode(encoding))
    outcome = run()

    assert outcome.lines()[0].startswith("requirements.txt:2: ")
    assert outcome.err == ""


def test_the_installed_environment(project: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install_distribution(site, "urlib3", "1.21.1")
    install_distribution(site, "some-helpers", tops=("random",))
    install_distribution(site, "enum34", tops=("enum",))
    install_distribution(site, "python-dateutill", tops=("dateutil",))
    install_distribution(site, "num2words", "0.5.15")
    install_distribution(site, "requests")
    found = json.loads(run(as_json=True, search_path=(str(site),)).out)["findings"]

    assert {(row["name"], row["version"], row["kind"]) for row in found} == {
        ("urlib3", "1.21.1", "malicious"),
        ("some_helpers", "1.0", "shadows-stdlib"),
        ("enum34", "1.0", "obsolete-backport"),
        ("python_dateutill", "1.0", "lookalike"),
        ("num2words", "0.5.15", "compromised"),
    }
    assert {row["line"] for row in found} == {None}
    assert all("(installed)" in row["message"] for row in found)


def test_a_virtual_environment_may_be_named(project: Path) -> None:
    (project / "venv").mkdir()
    (project / "venv" / "pyvenv.cfg").write_text("")
    install_distribution(
        project / "venv" / "lib" / "python3.12" / "site-packages", "urlib3"
    )

    assert run("venv").status == 1
    assert run().status == 0


def test_output_fits_the_stream(project: Path) -> None:
    (project / "requirements.txt").write_text("r\u0435quests\n", encoding="utf-8")
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    status = audit.run(
        (), output_format="text", stdout=stream, stderr=stream, search_path=()
    )
    stream.flush()

    assert status == 1
    assert b"r\\u0435quests" in raw.getvalue()


def test_the_same_twice_is_one_finding(project: Path) -> None:
    (project / "requirements.txt").write_text("urlib3\n")
    outcome = run(".", "requirements.txt", "./requirements.txt")

    assert len(outcome.lines()) == 2


@pytest.mark.parametrize("name", [row.name for row in ROWS if row.replacement])
def test_declared_backport_is_obsolete(name: str) -> None:
    kinds = [found.kind for found in judge_dependency("x", Dependency(name, "", 1))]

    assert kinds == ["obsolete-backport"]
