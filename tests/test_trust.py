"""Linted code is never run, and nothing is written, downloaded or started.

Each command runs in a process of its own under an audit hook: see audited.py.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from support import write_files

from flake8_safe_imports.codes import OFF
from flake8_safe_imports.data import stdlib

RUNNER = Path(__file__).with_name("audited.py")

EVIL = """\
SENTINEL = __import__("os").environ.setdefault("SENTINEL", "ran")
open(__import__("os").path.join(__import__("os").path.dirname(__file__), "ran"), "w")
"""
FILES = {
    "evil.py": EVIL,
    "conftest.py": EVIL,
    "urllib2.py": EVIL,
    "pkg/__init__.py": EVIL,
    "pkg/evil.py": EVIL,
    "json/__init__.py": EVIL,
    "pkg/page.py": f"""\
{EVIL}
import evil, pkg.evil, SENTINEL, urllib3, numppy, urlib3, mock, six
from . import evil, nothing
from .evil import *
import cgi, sys, pytest, importlib, unittest.mock, tomllib
import urllib2 as two
import os
P = sys.version_info >= (3, 8) and SENTINEL
if P or eval("SENTINEL"):
    two.urlopen(os.getcwdu())
try:
    import cPickle as pickle
except ImportError:
    import pickle
importlib.import_module("SENTINEL.evil")
__import__("evil")
pytest.importorskip("evil")
unittest.mock.patch("evil.SENTINEL")
pytestmark = pytest.mark.skipif("open('ran', 'w') or SENTINEL", reason="SENTINEL")
@pytest.mark.skipif("sys.version_info < (3, 11) or SENTINEL()")
def test(): import tomllib
""",
    "setup.py": f"""\
{EVIL}
from setuptools import setup
NAME = "SENTINEL"
wanted = ["legacy-cgi", open("ran", "w")]
setup(name=NAME, install_requires=wanted, python_requires=">=3.9")
""",
    "setup.cfg": """\
[metadata]
name = attr: evil.SENTINEL
[options]
install_requires = file: requirements.txt
[flake8]
select = VET
vet-banned-imports =
    mock = evil
    pkg.evil = evil.SENTINEL
    {python2to3} = evil
vet-allowed-imports = evil.* sys
""",
    "requirements.txt": "-r requirements-more.txt\n-e .\nsix==1.0 # SENTINEL\n",
    "requirements-more.txt": "legacy-cgi\nhttps://localhost/SENTINEL.zip\n",
    "pyproject.toml": """\
[build-system]
requires = ["setuptools"]
build-backend = "evil"
backend-path = ["."]
[tool.setuptools.dynamic]
version = {attr = "evil.SENTINEL"}
""",
}
CONFIGURATION = {"setup.cfg", "tox.ini", ".flake8", "pyproject.toml"}
DECLARATIONS = {"setup.py", "requirements.txt", "requirements-more.txt"}
SOURCES = {name for name in FILES if name.endswith(".py")}
"""Other files of the project, which may guard an import that is to be reported."""


class Report(NamedTuple):
    """What audited.py reported."""

    code: int | None
    violations: list[str]
    seen: dict[str, int]
    read: set[str]
    listed: set[str]
    out: str
    err: str


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    write_files(folder, FILES)
    folder.joinpath(".git").mkdir()
    return folder


def run(folder: Path, what: str, *arguments: str) -> Report:
    before = snapshot(folder)
    ran = subprocess.run(
        [sys.executable, "-B", str(RUNNER), str(folder), what, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        input="import mock\n",
        env={**os.environ, "HOME": str(folder.parent), "PYTHONHASHSEED": "0"},
    )
    *out, last = ran.stdout.splitlines()
    report = json.loads(last)
    if what != "control":
        assert "Traceback" not in ran.stderr
    if what != "control" and "--write" not in arguments:
        assert snapshot(folder) == before
    return Report(
        report["code"],
        report["violations"],
        report["seen"],
        set(report["read"]),
        set(report["listed"]),
        "\n".join(out),
        ran.stderr,
    )


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_audit_hook_notices_every_violation(project: Path) -> None:
    """If it did not, the tests below could not fail."""
    found = run(project, "control").violations

    for begin in (
        "compile of linted text as 'linted'",
        "exec of linted code in linted",
        "import evil",
        "socket.",
        "subprocess.Popen",
        "open '",
        "os.listdir",
    ):
        assert any(line.startswith(begin) for line in found), begin
    assert any(line.endswith("written' to write") for line in found)
    assert any(line.endswith(": outside") for line in found)


def test_flake8_runs_no_linted_code(project: Path) -> None:
    report = run(
        project,
        "flake8",
        "-j1",
        f"--vet-enable={','.join(OFF)}",
        "--vet-lookalikes=wide",
        ".",
    )

    assert report.violations == []
    assert report.code == 1
    assert "./pkg/page.py:" in report.out
    assert {"VET101", "VET203", "VET403"} <= set(report.out.split())
    assert report.seen["parse"] >= len([name for name in FILES if name.endswith(".py")])
    allowed = SOURCES | CONFIGURATION | DECLARATIONS
    assert SOURCES | (allowed & set(FILES)) <= report.read <= allowed


def test_a_clean_file_reads_only_itself_and_declarations(project: Path) -> None:
    (project / "pkg" / "clean.py").write_text("import argparse\n", encoding="utf-8")
    report = run(project, "flake8", "-j1", os.path.join("pkg", "clean.py"))

    assert report.violations == []
    assert report.read <= {"pkg/clean.py", *CONFIGURATION, *DECLARATIONS}
    assert "pkg/clean.py" in report.read
    assert report.listed <= {".", "pkg"}


def test_a_file_with_findings_reads_other_files_of_the_project(project: Path) -> None:
    report = run(project, "flake8", "-j1", os.path.join("pkg", "page.py"))

    assert report.violations == []
    assert report.read <= {*SOURCES, *CONFIGURATION, *DECLARATIONS}
    assert report.read >= SOURCES
    assert report.listed <= {".", "pkg", "json"}


def test_unused_globs_are_found_by_names_of_files_only(project: Path) -> None:
    name = os.path.join("pkg", "page.py")
    ban = "--vet-per-file-banned-imports=nowhere/*: re = no"
    report = run(project, "flake8", "-j1", "-v", ban, name)

    assert report.violations == []
    assert "'nowhere/*' matches no file" in report.err
    assert "supported Python versions" in report.err
    assert report.listed == {".", "pkg", "json"}
    assert report.read <= {*SOURCES, *CONFIGURATION, *DECLARATIONS}


COMMANDS = {
    "version": ["--version"],
    "help": ["audit", "--help"],
    "check": ["check", "-j1", f"--vet-enable={','.join(OFF)}", "."],
    "check one": ["check", "--json", os.path.join("pkg", "page.py")],
    "check input": ["check", "--stdin-display-name", "pkg/page.py", "-"],
    "explain": ["explain", "VET201", "urllib2.urlopen", "urlib3", "vet-enable"],
    "fix": ["fix", "--diff", "."],
    "fix unsafe": ["fix", "--unsafe", os.path.join("pkg", "page.py")],
    "audit": ["audit", "."],
    "audit here": ["audit", "--json"],
    "audit sarif": ["audit", "--format=sarif", "--exclude=x", "."],
}


QUICK = {"check", "check input"}
"""Commands of which no other quick test here runs a similar form."""
CASES = [
    pytest.param(
        how,
        arguments,
        marks=[] if how == "command" and name in QUICK else [pytest.mark.properties],
        id=f"{how}-{name}",
    )
    for how in ("command", "module")
    for name, arguments in COMMANDS.items()
]


@pytest.mark.parametrize(("how", "arguments"), CASES)
def test_no_command_runs_writes_or_connects(
    how: str, arguments: list[str], project: Path
) -> None:
    project.joinpath("local.py").write_text(EVIL, encoding="utf-8")
    with project.joinpath("setup.cfg").open("a", encoding="utf-8") as file:
        file.write("[flake8:local-plugins]\nextension = X9 = local:SENTINEL\n")
    report = run(project, how, *arguments)

    assert report.code in {0, 1, None}
    assert report.out or report.err
    assert report.violations == []


# What `python -m` itself imports before our first line is out of reach.
PROBE = "import sys; print(*sys.modules, sep='\\n')"


@pytest.fixture(scope="session")
def names_of_python(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the modules that a folder could hide from ``python -m``."""
    folder = tmp_path_factory.mktemp("probe")
    folder.joinpath("probe").mkdir()
    folder.joinpath("probe", "__main__.py").write_text(PROBE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "probe"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    names = {
        name.partition(".")[0]
        for name in stdlib.iterate_names()
        if not name.startswith("_")
    }
    others = "flake8 mccabe packaging pycodestyle pyflakes tomli typing_extensions"
    return sorted({*names, *others.split(), "importlib_metadata"} - loaded)


@pytest.mark.properties
@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_module_imports_nothing_from_the_working_directory(
    arguments: list[str], names_of_python: list[str], tmp_path: Path
) -> None:
    """``python -m`` puts it first on the path; pip removes it as well."""
    folder = tmp_path / "project"
    for name in names_of_python:
        package = folder / name
        package.mkdir(parents=True)
        text = f"print('hijacked by {name}')\nraise SystemExit(77)\n"
        package.joinpath("__init__.py").write_text(text, encoding="utf-8")
    folder.joinpath("pkg").mkdir()
    folder.joinpath("pkg", "page.py").write_text("import tomllib, urlib3\n", "utf-8")
    for name in ("pyproject.toml", "setup.cfg"):
        folder.joinpath(name).write_text(FILES[name], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-B", "-m", "flake8_safe_imports", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        input="import os\n",
    )

    assert len(names_of_python) > 100
    assert "hijacked" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}


WORKERS = """\
import multiprocessing, sys
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv.pop(1))
    from flake8_safe_imports import cli
    from flake8_safe_imports.check import pool
    pool._FEWEST = pool._FEWEST_IN_POOL = 1
    sys.exit(cli.main())
"""


@pytest.mark.properties
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_workers_import_nothing_from_the_working_directory(
    method: str, tmp_path: Path
) -> None:
    """Where processes are not forked, they start with ``python -c``."""
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("no such processes here")
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("multiprocessing", "tomllib", "json", "ast"):
        text = f"open({str(tmp_path / 'hijacked')!r}, 'w')\nraise SystemExit(77)\n"
        folder.joinpath(f"{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "start.py").write_text(WORKERS, encoding="utf-8")
    command = [str(tmp_path / "start.py"), method, "check", "-j2", "."]
    done = subprocess.run(
        [sys.executable, "-B", *command],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
    )

    assert "VET403 `tomllib.py`" in done.stdout
    assert not (tmp_path / "hijacked").exists()
    assert done.returncode == 1


def install(folder: Path) -> None:
    """Install a distribution with a malicious name, and all files that could run it."""
    data = folder / "requets-1.0.dist-info"
    data.mkdir(parents=True)
    files = {
        "METADATA": "Metadata-Version: 2.1\nName: requets\nVersion: 1.0\n",
        "RECORD": "requets.py,,\nSENTINEL.py,,\n",
        "entry_points.txt": "[console_scripts]\nrequets = requets:SENTINEL\n",
    }
    for name, text in files.items():
        data.joinpath(name).write_text(text, encoding="utf-8")
    for name in ("requets.py", "SENTINEL.py"):
        folder.joinpath(name).write_text(EVIL, encoding="utf-8")
    folder.joinpath("evil.pth").write_text("import evil # SENTINEL\n", "utf-8")


def test_vet404_reads_the_environment_and_runs_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = project / "venv" / "site-packages"
    install(site)
    monkeypatch.setenv("PYTHONPATH", str(site))
    page = "pkg/page.py"
    project.joinpath(page).write_text("import requets\n", encoding="utf-8")
    chosen = ["--select=VET404", "--vet-check-environment", os.path.normpath(page)]
    report = run(project, "flake8", "-j1", *chosen)
    data = "venv/site-packages/requets-1.0.dist-info/"

    assert report.violations == []
    assert "VET404 `requets`" in report.out
    assert data + "RECORD" in report.read
    # flake8 reads entry points to find its plugins.
    about = {name[len(data) :] for name in report.read if name.startswith(data)}
    assert about <= {"METADATA", "RECORD", "top_level.txt", "entry_points.txt"}
    others = {name for name in report.read if not name.startswith(data)}
    assert others <= {page, *CONFIGURATION, *DECLARATIONS}


def test_standard_input_reads_only_files_of_the_project(project: Path) -> None:
    report = run(project, "flake8", "-j1", "--stdin-display-name", "pkg/page.py", "-")

    assert report.violations == []
    assert report.read <= {*SOURCES, *CONFIGURATION, *DECLARATIONS}


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["explain"], id="codes"),
        pytest.param(
            ["explain", "--json", "VET201", "evil", "urllib2.urlopen", "pkg.evil"],
            id="names",
        ),
    ],
)
def test_explain_reads_no_file(arguments: list[str], project: Path) -> None:
    report = run(project, "command", *arguments)

    assert report.violations == []
    assert report.out
    assert report.read == set()


def test_audit_reads_only_manifests(project: Path) -> None:
    report = run(project, "command", "audit", ".")

    assert report.violations == []
    assert report.out
    assert report.seen["parse"] == 2  # setup.py: what it needs, and its Pythons
    manifests = {"pyproject.toml", "setup.cfg", *DECLARATIONS}
    sources = {name for name in FILES if name.endswith(".py")}  # for script blocks
    assert manifests <= report.read <= manifests | sources | CONFIGURATION


def test_audit_of_an_environment_runs_nothing(project: Path) -> None:
    site = "venv/lib/python3.13/site-packages"
    install(project / site)
    project.joinpath("venv/pyvenv.cfg").write_text("home = /nowhere\n", "utf-8")
    report = run(project, "command", "audit", "venv")

    assert report.violations == []
    assert report.code == 1
    assert "requets" in report.out
    suffixes = {Path(name).suffix for name in report.read}
    assert suffixes <= {"", ".txt", ".cfg", ".ini", ".toml", ".pth"}


@pytest.mark.parametrize("how", ["--diff", "--unsafe"])
def test_fix_without_write_changes_nothing(how: str, project: Path) -> None:
    project.joinpath("old.py").write_text(OLD, encoding="utf-8")
    report = run(project, "command", "fix", how, *ONLY_DEFAULTS, ".")

    assert report.violations == []
    assert report.code == 1
    assert report.seen["parse"]
    assert "+from collections.abc import Mapping as SENTINEL" in report.out


ONLY_DEFAULTS = ("--isolated", "--select=VET", "--vet-supported-python=>=3.9")
OLD = f"{EVIL}from collections import Mapping as SENTINEL\n"


@pytest.mark.skipif(sys.platform == "win32", reason="files are replaced in other ways")
def test_fix_writes_only_the_named_file(project: Path) -> None:
    for name in ("old.py", "pkg/old.py"):
        project.joinpath(name).write_text(OLD, encoding="utf-8")
    before = snapshot(project)
    named = os.path.join("pkg", "old.py")
    report = run(project, "command", "fix", "--write", *ONLY_DEFAULTS, named)
    after = snapshot(project)

    assert report.code == 1
    assert before.keys() == after.keys()
    assert {name for name in after if after[name] != before[name]} == {"pkg/old.py"}
    # A temporary file beside it replaces it atomically.
    renamed = [line for line in report.violations if line.startswith("os.rename ")]
    assert len(renamed) == 1
    for line in report.violations:
        event, where = line.split(" ", 1)
        assert event in {
            *("open", "os.chmod", "os.rename", "shutil.copymode", "tempfile.mkstemp")
        }
        assert os.path.join(os.path.realpath(project), "pkg", "") in where
