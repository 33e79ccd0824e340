"""What is shipped, and that it works where it is installed and nowhere near its source.

The slow tests want what ``tox -e wheel`` gives them: ``--built FOLDER``, a folder with
one wheel and one source distribution.
"""

from __future__ import annotations

import configparser
import importlib.metadata
import multiprocessing
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import pyodide_tests
import pytest
import stdlib_inputs
from rows import each_row
from support import ROOT, Ran, write_files

from flake8_safe_imports import versions
from flake8_safe_imports.addresses import DOCS
from flake8_safe_imports.check.documents import PREFIX
from flake8_safe_imports.formats import registry

NAME = "flake8-safe-imports"
PACKAGE = "flake8_safe_imports"
DOCUMENTS = f"{PACKAGE}.check.documents:DocumentFormatter"


def metadata() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def classified() -> list[str]:
    """Return the versions that setup.cfg claims, such as ``3.9``."""
    text = metadata()["metadata"]["classifiers"]
    return re.findall(r"^Programming Language :: Python :: (3\.\d+)$", text, re.M)


def test_flake8_finds_the_plugin_by_its_entry_point() -> None:
    found = importlib.metadata.distribution(NAME).entry_points

    assert {(e.group, e.name, e.value) for e in found} == {
        ("flake8.extension", "VET", f"{PACKAGE}.plugin:SafeImports"),
        ("console_scripts", NAME, f"{PACKAGE}.cli:main"),
        *(("flake8.report", f"{PREFIX}{name}", DOCUMENTS) for name in registry.FORMATS),
    }


OLDEST = metadata()["options"]["python_requires"].partition(">=")[2]
RUN_ON = [
    versions.spell(minor)
    for minor in versions.MINORS
    if minor >= stdlib_inputs.version(OLDEST)
]
"""The known versions that the plugin itself runs on."""


def versions_in_tox() -> list[str]:
    """Return the versions that tox.ini has an environment for, such as ``3.9``."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "tox.ini", encoding="utf-8")
    factors = re.search(r"^py\{([\d,]+)\}$", parser["tox"]["env_list"], re.M)
    assert factors
    return [f"3.{factor[1:]}" for factor in factors[1].split(",")]


def test_setup_cfg_has_a_classifier_for_every_version() -> None:
    assert classified() == RUN_ON, "classifiers in setup.cfg; MINORS in versions.py"


def test_every_version_is_tested_by_tox_or_in_pyodide() -> None:
    tested = [*versions_in_tox(), *pyodide_tests.VERSIONS.values()]

    assert tested == RUN_ON, "env_list in tox.ini; VERSIONS in tools/pyodide_tests.py"


def test_ci_installs_every_version_that_tox_tests() -> None:
    workflow = ROOT / ".github" / "workflows" / "ci.yml"
    block = re.search(
        r"python-version: \|\n((?: +3\.\d+\n)+)", workflow.read_text(encoding="utf-8")
    )

    assert block
    assert block[1].split() == versions_in_tox(), "python-version in ci.yml"


def test_readme_names_the_versions() -> None:
    text = ROOT.joinpath("README.rst").read_text(encoding="utf-8")

    assert f"Python {OLDEST} to {RUN_ON[-1]} and flake8" in text, "README.rst"


def test_metadata_and_readme_have_the_address_of_the_documentation() -> None:
    """The address is ``addresses.DOCS``; these two cannot import it."""
    readme = ROOT.joinpath("README.rst").read_text(encoding="utf-8")
    addresses = re.findall(r"https://[\w.-]+\.example/", readme)

    assert DOCS in metadata()["metadata"]["project_urls"]
    assert set(addresses) == {DOCS}


def test_the_conda_recipe_has_the_same_version_and_dependencies() -> None:
    recipe = ROOT.joinpath("conda", "meta.yaml").read_text(encoding="utf-8")
    cfg = metadata()
    required = cfg["options"]["install_requires"].split("\n")
    names = {line.partition(";")[0].replace(">=", " >=") for line in required if line}
    run = recipe.partition("  run:\n")[2].partition("\n\n")[0]
    host = recipe.partition("  host:\n")[2].partition("  run:\n")[0]
    entry_point = cfg["options.entry_points"]["console_scripts"].strip()

    assert f'version = "{cfg["metadata"]["version"]}"' in recipe
    assert set(re.findall(r"^    - (.*)$", run, re.M)) - names == {f"python >={OLDEST}"}
    assert names <= set(re.findall(r"^    - (.*)$", run, re.M))
    assert f"- python >={OLDEST}\n" in host
    assert f"- {entry_point}\n" in recipe


def test_ruff_writes_for_the_oldest_version() -> None:
    text = ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8")

    assert f'target-version = "py{OLDEST.replace(".", "")}"' in text


def environments() -> set[str]:
    """Return all that ``tox -e`` can be told here."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "tox.ini", encoding="utf-8")
    sections = [name for name in parser if name.startswith("testenv:")]
    names = [name.partition(":")[2] for name in sections]
    expanded: set[str] = set()
    for name in [*names, *parser["tox"]["env_list"].split()]:
        before, _, factors = name.partition("{")
        expanded |= {before + factor for factor in factors.rstrip("}").split(",")}
    return expanded


PROSE = [ROOT / "README.rst", ROOT / "CONTRIBUTING.rst"]
PROSE += sorted(ROOT.joinpath("docs").rglob("*.rst"))


def test_environments_that_the_prose_names_are_there_and_all_are_explained() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in PROSE}
    named = {
        name for text in texts.values() for name in re.findall(r"tox -e ([\w-]+)", text)
    }
    explained = re.findall(r"``(?:tox -e )?([\w-]+)``", texts["CONTRIBUTING.rst"])

    assert named <= environments()
    # Of the environments for one version each, the first and the last are named.
    between = [version.replace(".", "") for version in versions_in_tox()[1:-1]]
    unnamed = {f"{kind}py{factor}" for kind in ("", "cover-") for factor in between}
    assert environments() - set(explained) == unnamed


def find_paths(text: str) -> set[str]:
    """Return the paths in this repository that *text* quotes."""
    folders = "benchmarks|docs|flake8_safe_imports|tests|tools"
    found = re.findall(rf"`((?:{folders})/[\w./-]*[\w-])/?`", text)
    return {path for path in found if not re.search(r"NAME|VETnnn|TABLE|X\.Y", path)}


@each_row(
    "path",
    [
        ROOT / "CONTRIBUTING.rst",
        *sorted((ROOT / "tools").rglob("*.md")),
        *sorted((ROOT / "tools").glob("*.py")),
    ],
    ids=lambda path: path.name,
)
def test_paths_that_contributors_are_sent_to_are_there(path: Path) -> None:
    named = find_paths(path.read_text(encoding="utf-8"))

    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_dependency_is_justified() -> None:
    text = ROOT.joinpath("CONTRIBUTING.rst").read_text(encoding="utf-8")
    section = re.search(r"^Dependencies, and why\n=+\n(.*?)\n=+\n", text, re.M | re.S)
    assert section
    justified = re.findall(r"^([\w-]+)(?:,.*)?\n    \S", section[1], re.M)
    options = metadata()
    declared = options["options"]["install_requires"]
    extras = options["options.extras_require"]
    declared += extras["test"]

    assert sorted(justified) == sorted(re.findall(r"^([\w-]+)>=", declared, re.M))
    # The tests use what users may install.
    assert extras["python2"].strip() in extras["test"]


def test_the_changelog_begins_with_this_version() -> None:
    text = ROOT.joinpath("CHANGELOG.rst").read_text(encoding="utf-8")
    first = re.search(r"^(\d+\.\d+\.\d+) \(.+\)\n=+$", text, re.M)

    assert first
    assert first[1] == metadata()["metadata"]["version"]
    assert first[1] == importlib.metadata.version(NAME)


# What follows needs the built distributions.

SAMPLE = {
    "setup.cfg": """\
[flake8]
select = VET
vet-supported-python = >=3.9
vet-banned-imports =
    optparse = argparse
    requests.get = go through app.http
vet-per-file-banned-imports =
    app/views/*: sqlite3 = views do not store
vet-banned-relative-imports = parents
""",
    "app/__init__.py": "",
    "app/main.py": "import optparse\nimport urllib2\n\nurllib2.urlopen(optparse)\n",
    "app/views/__init__.py": "",
    "app/views/page.py": """\
import sqlite3
import requests
from .. import main

requests.get(main, sqlite3)
""",
}
EXPECTED = {
    ("app/main.py", 1, "VET101"),
    ("app/main.py", 2, "VET201"),
    ("app/views/page.py", 1, "VET101"),
    ("app/views/page.py", 3, "VET103"),
    ("app/views/page.py", 5, "VET101"),
}

# Not `-c`: under spawn and forkserver the workers want to know the main module.
STARTER = """\
import multiprocessing, sys
from flake8.main.cli import main
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
"""


class Built(NamedTuple):
    """The two distributions."""

    wheel: Path
    sdist: Path


class Environment(NamedTuple):
    """A virtual environment, and the folder of the sample project."""

    python: Path
    project: Path

    def run(
        self, *arguments: str, cwd: Path | None = None, stdin: str | None = None
    ) -> Ran:
        """Run this environment's Python, by default in the project's folder."""
        # Isolated: neither the checkout nor variables around us may leak in.
        ran = subprocess.run(
            [str(self.python), "-I", *arguments],
            cwd=cwd or self.project,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def lint(self, *arguments: str, cwd: Path | None = None) -> Ran:
        """Run flake8 in one process."""
        return self.run("-m", "flake8", "-j1", *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def built(pytestconfig: pytest.Config) -> Built:
    folder = pytestconfig.getoption("--built")
    if not folder:
        pytest.skip("no --built FOLDER: run `tox -e wheel`")
    (wheel,) = Path(folder).resolve().glob("*.whl")
    (sdist,) = Path(folder).resolve().glob("*.tar.gz")
    return Built(wheel, sdist)


def install(folder: Path, *requirements: str) -> Environment:
    venv = [sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")]
    subprocess.run(venv, check=True)
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    python = folder / "venv" / scripts / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    subprocess.run([*pip, "install", "--quiet", *requirements], check=True)
    project = folder / "project"
    write_files(project, SAMPLE)
    return Environment(python, project)


@pytest.fixture(scope="module")
def environment(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return install(tmp_path_factory.mktemp("alone"), str(built.wheel))


@pytest.fixture(scope="module")
def beside(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    folder = tmp_path_factory.mktemp("beside")
    return install(folder, str(built.wheel), "flake8-tidy-imports")


@pytest.fixture(scope="module")
def usual(environment: Environment) -> list[str]:
    """Return what flake8 prints for the sample, in the plainest way to call it."""
    ran = environment.lint("app")
    assert (ran.code, ran.err) == (1, "")
    return sorted(ran.out.replace("\\", "/").splitlines())


def where(lines: list[str]) -> set[tuple[str, int, str]]:
    """Return path, line and code of printed findings; columns differ on 3.9."""
    split = [re.split(r":(\d+):\d+: (\w+) ", line, maxsplit=1) for line in lines]
    return {(path, int(number), code) for path, number, code, _ in split}


@pytest.mark.slow
def test_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = {n for n in archive.namelist() if ".dist-info/" not in n}
    source = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.joinpath(PACKAGE).rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".pyo"}
    }

    assert f"{PACKAGE}/py.typed" in names
    assert names == source


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        ".ci/run",
        ".importlinter",
        "CONTRIBUTING.rst",
        "LICENSE",
        "SECURITY.md",
        "examples/setup.cfg",
        "tests/test_packaging.py",
        "tools/corpus.py",
        "tox.ini",
    ],
)
def test_sdist_holds_all_it_takes_to_work_on_it(built: Built, name: str) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {n.partition("/")[2] for n in archive.getnames()}

    assert name in names


@pytest.mark.slow
def test_flake8_names_the_plugin(environment: Environment) -> None:
    ran = environment.run("-m", "flake8", "--version")

    assert f"{NAME}: {metadata()['metadata']['version']}" in ran.out


@pytest.mark.slow
def test_findings_of_the_sample(usual: list[str]) -> None:
    assert where(usual) == EXPECTED
    assert len(usual) == len(EXPECTED)


@pytest.mark.slow
def test_another_working_directory(
    environment: Environment, usual: list[str], tmp_path: Path
) -> None:
    project = environment.project
    config = str(project / "setup.cfg")
    ran = environment.lint("--config", config, str(project / "app"), cwd=tmp_path)
    lines = [line.replace(f"{project}/", "") for line in ran.out.splitlines()]

    assert ran.err == ""
    assert sorted(lines) == usual


@pytest.mark.slow
def test_standard_input_under_a_display_name(
    environment: Environment, usual: list[str]
) -> None:
    lines: list[str] = []
    for name in SAMPLE:
        if name.endswith(".py"):
            command = ["-m", "flake8", "-", "--stdin-display-name", name]
            ran = environment.run(*command, stdin=SAMPLE[name])
            assert ran.err == ""
            lines += ran.out.splitlines()

    assert sorted(lines) == usual


@pytest.mark.slow
def test_two_processes(environment: Environment, usual: list[str]) -> None:
    ran = environment.run("-m", "flake8", "-j2", "app")

    assert ran.err == ""
    assert sorted(ran.out.splitlines()) == usual


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_start_methods(
    environment: Environment, usual: list[str], tmp_path: Path, method: str
) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this platform")
    starter = tmp_path / "starter.py"
    starter.write_text(STARTER, encoding="utf-8")
    ran = environment.run(str(starter), method, "-j2", "app")

    assert ran.err == ""
    assert sorted(ran.out.splitlines()) == usual


@pytest.mark.slow
def test_beside_flake8_tidy_imports(beside: Environment, usual: list[str]) -> None:
    version = beside.run("-m", "flake8", "--version").out
    ran = beside.lint("app")

    assert "flake8-tidy-imports" in version
    assert ran.err == ""
    assert sorted(ran.out.splitlines()) == usual
