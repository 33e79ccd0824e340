"""Files that include others, are malformed or are in another encoding."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support import run_audit

from flake8_safe_imports.audit import reading


def test_pip_section_of_an_environment_may_include_files(project: Path) -> None:
    (project / "environment.yml").write_text("dependencies:\n- pip:\n  - -r x.lst\n")
    (project / "x.lst").write_text("urlib3\n-r absent.txt\n")
    ran = run_audit()

    assert ran.out.startswith("x.lst:1: `urlib3` was a malicious package")
    assert ran.err == "x.lst:2: absent.txt does not exist\n"


def test_includes_are_followed_once(project: Path) -> None:
    (project / "requirements.txt").write_text("-r sub/a.in\n-r requirements.txt\n")
    (project / "sub").mkdir()
    (project / "sub" / "a.in").write_text("-r ../requirements.txt\n-c b\n-r gone.txt\n")
    (project / "sub" / "b").write_text("-r a.in\nurlib3\n")
    ran = run_audit()

    assert ran.code == 1
    assert ran.out.startswith(f"{Path('sub/b')}:2: ")
    assert ran.err == f"{Path('sub/a.in')}:3: gone.txt does not exist\n"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("-r https://example.org/x.txt", id="include from elsewhere"),
        pytest.param("-r ${HOME}/x.txt", id="include with a variable"),
        pytest.param("./urlib3", id="folder"),
        pytest.param("urlib3 @ file:///here", id="path"),
    ],
)
def test_nothing_is_read_from_elsewhere(line: str, project: Path) -> None:
    (project / "requirements.txt").write_text(line)
    ran = run_audit()

    assert (ran.code, ran.err) == (0, "")


def test_malformed_files_are_named_and_the_others_are_audited(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project]\nname =\n")
    (project / "setup.py").write_bytes(b"x = 1\n\xff\xfe\n")
    (project / "requirements.txt").write_text("what is this\nurlib3\n")
    ran = run_audit()

    assert ran.code == 1
    assert ran.out.startswith("requirements.txt:2: ")
    assert [line.split(": ")[0] for line in ran.err.splitlines()] == [
        "pyproject.toml:2",
        "requirements.txt:1",
        "setup.py:2",
    ]


def test_unknown_encoding_is_named(project: Path) -> None:
    (project / "requirements.txt").write_text("# coding: klingon\nurlib3\n")
    ran = run_audit()

    assert ran.code == 2
    assert ran.err == "requirements.txt:1: unknown encoding 'klingon'\n"


def test_file_without_read_permission_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a stand-in, since the superuser may read everything."""
    (project / "requirements.txt").write_text("urlib3\n")

    def refuse(path: str, mode: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(reading, "open", refuse, raising=False)
    ran = run_audit()

    assert (ran.code, ran.err) == (2, "requirements.txt:1: Permission denied\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str, project: Path) -> None:
    cookie = "# -*- coding: latin-1 -*- \xe9\n" if encoding == "latin-1" else "#\n"
    text = cookie + "urlib3\n"
    (project / "requirements.txt").write_bytes(text.encode(encoding))
    ran = run_audit()

    assert ran.out.startswith("requirements.txt:2: ")
    assert ran.err == ""


def test_file_is_read_once_by_whichever_path(project: Path) -> None:
    (project / "requirements.txt").write_text("urlib3\n")
    ran = run_audit(os.path.join("..", "project", "requirements.txt"), ".")

    assert len(ran.out.splitlines()) == 2
