"""README, quick start and the snippets for CI, followed to the letter.

In an empty home, with pip and not uv, since that is what they say. The
package is not taken from PyPI but is the wheel built here: by a constraint for pip.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support import ROOT, Ran, write_files

from ecosystem import pages
from ecosystem.world import Environment, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [
    pytest.mark.ecosystem,
    pytest.mark.skipif(sys.platform == "win32", reason="the pages show a POSIX shell"),
]

NAME = "flake8-safe-imports"
README = ROOT / "README.rst"
QUICK_START = ROOT / "docs" / "quickstart.rst"
INTEGRATIONS = ROOT / "docs" / "guides" / "integrations.rst"
GITHUB, GITLAB, SHELL = ".github/workflows/vet.yml", ".gitlab-ci.yml", "vet.sh"
SCANNING = ".github/workflows/audit.yml"

PROJECT = {
    "setup.cfg": "[flake8]\nselect = VET\nvet-supported-python = >=3.12\n",
    "requirements.txt": "requests\n",
    "app.py": "import imp\n\nprint(imp)\n",
}
IMP = "`imp` was removed in Python 3.12: use `importlib`"


@pytest.fixture
def constraint(wheel: Path, tmp_path: Path) -> Path:
    """Return a file that makes pip take the wheel for what it is asked for."""
    path = tmp_path / "constraints.txt"
    path.write_text(f"{NAME} @ {wheel.as_uri()}\n", encoding="utf-8")
    return path


@pytest.fixture
def fresh(uv: str, tmp_path: Path, sandbox: Sandbox) -> Environment:
    """Return an environment with pip and nothing else."""
    folder = tmp_path / "fresh"
    command = [uv, "venv", "-q", "--seed", "-p", sys.executable, str(folder)]
    subprocess.run(command, check=True)
    return Environment.at(folder, sandbox)


@pytest.fixture
def shell(fresh: Environment, constraint: Path, project: Path) -> Callable[[str], Ran]:
    """Return a shell in the project's folder, as CI systems start it."""

    def run(script: str) -> Ran:
        variables = {"PIP_CONSTRAINT": str(constraint)}
        return fresh.run("bash", "-e", "-c", script, cwd=project, **variables)

    return run


def test_readme(checkout: Path, sandbox: Sandbox, tmp_path: Path) -> None:
    """The first command, in a copy of the source; `.ci/run` also runs the tests."""
    steps = [step for step in pages.steps(README) if "python3 -m venv" in step.script]
    (shown,) = (
        block.text.splitlines()
        for block in pages.blocks(README)
        if block.language == "text"
    )
    copy = tmp_path / "copy"
    sandbox.git(tmp_path, "clone", "-q", str(checkout), str(copy))
    # The Python that we run on is the one that `python3` means.
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    script = ["bash", "-e", "-c", steps[0].script]
    ran = sandbox.run([*script], copy, python.parent)

    assert [("pytest" in step.script) for step in steps] == [False, True]
    assert ran.code == 1, ran
    assert len(shown) >= 5
    assert [line for line in shown if line not in ran.out.splitlines()] == []
    silent = re.findall(r"``(examples/\S+)`` is silent", README.read_text("utf-8"))
    assert silent
    assert [name for name in silent if name in ran.out] == []


def test_quick_start(shell: Callable[[str], Ran], project: Path) -> None:
    """The output that a page shows, if any, is all that is printed."""
    steps = list(pages.steps(QUICK_START))
    for step in steps:
        write_files(project, step.files)
        ran = shell(step.script)
        printed = ran.out.splitlines()

        if step.shown:
            assert (ran.code, printed) == (1, step.shown)
        else:
            assert ran.code == 0, ran
        if "flake8 --version" in step.script:
            assert f"{NAME}: " in re.sub(r"-\n", "-", ran.out)
        elif step.script == "flake8 third.py\n":
            assert printed == []
    scripts = "".join(step.script for step in steps)
    assert sum(bool(step.shown) for step in steps) >= 2
    assert "explain" in scripts
    assert "third.py" in scripts


def snippet(caption: str) -> str:
    (text,) = pages.captioned(INTEGRATIONS, caption)
    return text


@pytest.fixture(scope="module")
def load(install: Callable[..., Environment]) -> Callable[[str], Any]:
    """Return a function that reads YAML."""
    environment = install("pre-commit")
    command = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))"

    def read(text: str) -> Any:
        folder = Path(sys.prefix)
        ran = environment.run("python", "-c", command, cwd=folder, stdin=text)
        return json.loads(ran.out)

    return read


def test_snippet_for_a_shell(shell: Callable[[str], Ran], project: Path) -> None:
    write_files(project, PROJECT)
    ran = shell(snippet(SHELL))

    assert ran.code == 1, ran
    assert f"./app.py:1:8: VET202 {IMP}" in ran.out


def test_snippet_stops_at_a_malicious_requirement(
    shell: Callable[[str], Ran], project: Path
) -> None:
    write_files(project, {**PROJECT, "requirements.txt": "urlib3\n"})
    ran = shell(snippet(SHELL))

    assert ran.code == 1, ran
    assert "requirements.txt:1" in ran.out
    assert "VET202" not in ran.out


def test_snippet_for_github_actions(
    shell: Callable[[str], Ran], project: Path, load: Callable[[str], Any]
) -> None:
    write_files(project, PROJECT)
    job = load(snippet(GITHUB))["jobs"]["vet"]
    commands = [step["run"] for step in job["steps"] if "run" in step]
    ran = [shell(command) for command in commands]

    assert [step.code for step in ran] == [0, 0, 1], ran
    assert ran[-1].out.startswith(
        "::error title=VET202 removed-stdlib-import,file=app.py,line=1,col=8::"
        f"app.py:1:8: VET202 {IMP}%0A"
    )


def test_snippet_for_code_scanning(
    shell: Callable[[str], Ran], project: Path, load: Callable[[str], Any]
) -> None:
    write_files(project, {**PROJECT, "requirements.txt": "urlib3\n"})
    steps = load(snippet(SCANNING))["jobs"]["audit"]["steps"]
    ran = [shell(step["run"]) for step in steps if "run" in step]
    (uploaded,) = (step["with"] for step in steps if "upload-sarif" in str(step))
    log = json.loads((project / uploaded["sarif_file"]).read_text("utf-8"))

    assert [step.code for step in ran] == [0, 1], ran
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["malicious"]


def test_snippet_for_gitlab(
    shell: Callable[[str], Ran], project: Path, load: Callable[[str], Any]
) -> None:
    write_files(project, PROJECT)
    job = load(snippet(GITLAB))["vet"]
    ran = shell("\n".join(job["script"]))
    report = project / job["artifacts"]["reports"]["codequality"]
    (row,) = json.loads(report.read_text(encoding="utf-8"))

    assert ran.code == 1, ran
    assert row["description"] == f"VET202 {IMP}"
    assert row["severity"] == "major"
    assert row["location"] == {
        "path": "app.py",
        "lines": {"begin": 1, "end": 1},
    }
