"""The kinds of files that are audited, and where they are found."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
from typing import TYPE_CHECKING

import pytest
from rows import each_row
from support import ROOT, run_audit

from flake8_safe_imports.audit import files
from flake8_safe_imports.project import readers

if TYPE_CHECKING:
    from pathlib import Path


EXAMPLES = [
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
    ("pdm.lock", "[[package]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("pdm.no-groups.lock", "[[package]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("tool.py.lock", "[[package]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("pylock.toml", "[[packages]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("pylock.dev.toml", "[[packages]]\n\nname = 'urlib3'\nversion = '1'\n"),
    ("hatch.toml", "[envs.x]\n\ndependencies = ['urlib3']\n"),
    ("uv.toml", "\n\noverride-dependencies = ['urlib3']\n"),
    ("pixi.toml", "[pypi-dependencies]\n\nurlib3 = '*'\n"),
    ("pixi.lock", "packages:\n- x: y\n- pypi: https://x.example/urlib3-1.0.tar.gz\n"),
    ("mise.toml", "[tools]\n\n'pipx:urlib3' = 'latest'\n"),
    ("mise.local.toml", "[tasks.a]\n\nrun = 'pip install urlib3'\n"),
    (".mise/config.toml", "[tasks]\n\na = 'pip install urlib3'\n"),
    (".config/mise.toml", "\n\n[tools.'pipx:urlib3']\nversion = '1'\n"),
    ("mise.lock", "#\n\n[[tools.'pipx:urlib3']]\nversion = '1'\n"),
    ("tox.ini", "[testenv]\ndeps =\n  py39,!pypy: urlib3\n"),
    ("tox.toml", "[env_run_base]\n\ndeps = ['urlib3']\n"),
    ("noxfile.py", "def t(session):\n  session.install(\n    'urlib3')\n"),
    ("conda-lock.yml", "package:\n- manager: pip\n  name: urlib3\n  version: '1'\n"),
    ("conda.yaml", "dependencies:\n- pip:\n  - urlib3\n"),
    ("min-requirements.yml", "dependencies:\n- pip:\n  - urlib3\n"),
    ("requirements/min-deps.yml", "dependencies:\n- pip:\n  - urlib3\n"),
    ("ci/deps/actions-311.yaml", "dependencies:\n- pip:\n  - urlib3\n"),
    ("environments/python-3.10.yaml", "dependencies:\n- pip:\n  - urlib3\n"),
    ("ci/environment-dev.yml", "dependencies:\n- x\n- pip: [urlib3]\n"),
    (
        ".pre-commit-config.yaml",
        "repos:\n- hooks:\n  - additional_dependencies: [urlib3]\n",
    ),
    ("Jenkinsfile", "pipeline {\n\n  sh 'pip install urlib3'\n}\n"),
    ("ci/Jenkinsfile.release", "\n\nsh 'pip install urlib3'\n"),
    ("jenkins/lib/steps.groovy", "\n\nsh 'pip install urlib3'\n"),
    ("Dockerfile", "FROM python\n\nRUN pip install urlib3\n"),
    ("docker/DemoDockerfile", "FROM python\n\nRUN pip install urlib3\n"),
    ("docker/Dockerfile.dev", 'FROM python\n\nRUN ["pip", "install", "urlib3"]\n'),
    (".github/workflows/ci.yml", "jobs:\n  t: # x\n    run: pip install urlib3\n"),
    (".circleci/config.yml", "steps:\n- run: |\n    pip install urlib3\n"),
    ("docker-compose.yml", "services:\n  x:\n    command: pip install urlib3\n"),
    ("compose.dev.yaml", "x:\n dockerfile_inline: |\n  RUN pip install urlib3\n"),
    ("test-requires.txt", "\n\nurlib3\n"),
    ("compose.yml", "x:\n  command:\n    [pip, install, urlib3]\n"),
    (
        ".devcontainer/devcontainer.json",
        '{ // pip install x\n"postCreateCommand": {"a":\n"pip install urlib3"},}',
    ),
    (".travis.yml", "install:\n- pip\n- pip install urlib3\n"),
    ("ci/azure-pipelines-win.yml", "steps:\n- x: y\n- script: pip install urlib3\n"),
    ("build/azure-pipeline.pre.yml", "steps:\n- x: y\n- script: pip install urlib3\n"),
    ("build_azurepipelines.yml", "steps:\n- x: y\n- script: pip install urlib3\n"),
    ("ci/nightly.yml", "pool: {vmImage: x}\nsteps:\n- script: pip install urlib3\n"),
    (".ci/steps/test.yml", "steps:\n- x: y\n- script: pip install urlib3\n"),
    (".pipelines/pr.yml", "steps:\n- x: y\n- script: pip install urlib3\n"),
    ("Taskfile.yml", "tasks:\n  test: # x\n    cmds: [pip install urlib3]\n"),
    ("taskfile.dist.yaml", "tasks:\n  # x\n  test: pip install urlib3\n"),
    (".lando.yml", "services:\n x:\n  build_as_root: [pip install urlib3]\n"),
    (".azure-pipelines/a/b.yml", "steps:\n- x: y\n- bash: pip install urlib3\n"),
    (".azure/pipelines/b.yaml", "steps:\n- x: y\n- pwsh: pip install urlib3\n"),
    (".gitlab/ci/test.yml", "t:\n  script:\n  - pip install urlib3\n"),
    ("templates/lint.gitlab-ci.yml", "t:\n  script:\n  - pip install urlib3\n"),
    (".gitea/workflows/ci.yml", "jobs:\n  t: # x\n    run: pip install urlib3\n"),
    (".forgejo/workflows/ci.yml", "jobs:\n  t: # x\n    run: pip install urlib3\n"),
    (".build.yml", "tasks:\n- x: y\n- setup: pip install urlib3\n"),
    (".builds/alpine.yml", "tasks:\n- setup: |\n    pip install urlib3\n"),
    (".tekton/t.yaml", "steps:\n- name: x\n  script: pip install urlib3\n"),
    (
        "test.cloudbuild.yaml",
        "steps:\n- entrypoint: pip\n  args: [install, urlib3]\n",
    ),
    ("cloudbuild.yaml", "steps:\n- args:\n    ['-mpip', install, urlib3]\n"),
    (
        "py/default.lock",
        '{"locked_resolves":[{\n"locked_requirements":\n[{"project_name":"urlib3"}]}]}',
    ),
    (
        "scripts/tool.lock",
        "[[package]]\n\nname = 'urlib3'\nsource = { registry = 'https://x.example' }\n",
    ),
    (".readthedocs.yaml", "build:\n  jobs:\n    install: pip install urlib3\n"),
    ("readthedocs.yml", "build:\n jobs:\n  build: {html: [pip install urlib3]}\n"),
    ("appveyor.yml", "x: y\n\non_finish: pip install urlib3\n"),
    (".github/actions/x/action.yml", "runs:\n  steps:\n  - run: uv add urlib3\n"),
    (".cirrus.yml", "t_task:\n  # x\n  test_script: pip install urlib3\n"),
    (".buildkite/pipeline.yml", "steps:\n- label: x\n  command: uvx urlib3\n"),
    ("buildspec-test.yml", "phases:\n  install:\n    commands: [uv add urlib3]\n"),
    (".gitpod.yml", "tasks:\n- name: x\n  init: pip install urlib3\n"),
    (".gitlab-ci.yml", "t:\n  script:\n  - pip install urlib3\n"),
    (
        "n.ipynb",
        '{"cells": [{"cell_type": "code", "source":\n[\n"%pip install urlib3"]}]}',
    ),
    ("requirements-dev.lock", "\n\nurlib3==1\n"),
    ("deps.txt", "\n\nurlib3\n"),
    ("py3-constraints.txt", "\n\nurlib3<2\n"),
    ("resources/constraints/benchmark.txt", "\n\nurlib3==1\n"),
    ("requirements/sub/x.txt", "\n\nurlib3\n"),
    ("docs/Requirements.txt", "\n\nurlib3\n"),
    ("script.py", "# /// script\n# dependencies = [\n# 'urlib3']\n# ///\n"),
    ("environment.yml", "dependencies:\n- pip:\n  - urlib3\n"),
    ("environment.yaml", "dependencies:\n- pip:\n  - urlib3\n"),
]
"""A file of each kind with a dependency in its third line."""


def test_every_reader_has_a_kind() -> None:
    """A reader without a row in KINDS would never be called."""
    used = {kind.read for kind in files.KINDS}
    for module in pkgutil.iter_modules(readers.__path__, f"{readers.__name__}."):
        content = vars(importlib.import_module(module.name))
        for name, value in content.items():
            if name.startswith("read") and value.__module__ == module.name:
                assert value in used, f"{module.name}.{name} is in no row of KINDS"


def find_hook_files() -> re.Pattern[str]:
    """Return the pattern of the files that pre-commit passes to the hook."""
    text = ROOT.joinpath(".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    found = re.search(r"files: \|\n((?: {8}.*\n)+)", text)
    assert found
    return re.compile(found[1].strip())


@each_row("name", [name for name, _ in EXAMPLES])
def test_the_hook_is_for_every_kind(name: str) -> None:
    """Not for files that may well be something else, which would be errors."""
    others = {
        *("script.py", "deps.txt", "test-requires.txt"),
        *("py/default.lock", "scripts/tool.lock", "ci/nightly.yml"),
        *(".ci/steps/test.yml", ".pipelines/pr.yml"),
    }

    assert bool(find_hook_files().search(name)) is (name not in others)


@pytest.mark.parametrize(
    "name",
    [
        *("Dockerfile-nginx", "a/pip.dockerfile", "Dockerfile_py311.rocm"),
        *("doc/requirements.pip", ".pre-commit-hooks.yaml"),
    ],
)
def test_the_hook_is_for_other_names_of_a_kind(name: str) -> None:
    assert files.find_kind(name, is_named=False)
    assert find_hook_files().search(name)


@each_row(
    "name",
    [
        *("deps.txt", "requirements/x.lock", "myrequirements.lock", "yarn.lock"),
        *("Dockerfile.md", "Dockerfile.txt", "README.md", "data.yml", "a.toml"),
    ],
)
def test_the_hook_is_for_no_other_file(name: str) -> None:
    assert find_hook_files().search(name) is None


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_every_kind_is_found_in_a_folder(name: str, text: str, project: Path) -> None:
    path = project / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    ran = run_audit()
    line = ran.out.splitlines()[0]

    assert (ran.code, ran.err) == (1, "")
    assert line.startswith(f"{os.path.normpath(name)}:3: ")
    assert line.endswith("malicious package on PyPI (2017-06): did you mean `urllib3`")


def test_every_kind_has_an_example() -> None:
    found = {files.find_kind(name, is_named=False) for name, _ in EXAMPLES}

    assert found == {kind for kind in files.KINDS if not kind.must_be_named}


@pytest.mark.parametrize(
    "name",
    [
        "notes.in",
        "mise/tasks.toml",
        "Requirements.md",
        "pylock.a.b.toml",
        "requirements-old/notes.txt",
        "setup.cfg.orig",
    ],
)
def test_other_files_are_not_found_in_a_folder(name: str) -> None:
    assert files.find_kind(name, is_named=False) is None


def test_a_yaml_file_of_any_name_is_one_of_azure_by_what_is_in_it(
    project: Path,
) -> None:
    """Other files are not read, even if they are not YAML."""
    (project / "a.yml").write_text("steps:\n- script: pip install urlib3\n")
    (project / "b.yml").write_text("vmImage: x\n- {{ x }}: [\n\tpip install urlib3\n")
    (project / "c.yml").write_text("vmImage: x\nsteps:\n- script: pip install flask\n")
    ran = run_audit()

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("nothing found: 1 file, 1 dependency")


def test_files_of_some_kinds_must_be_named(project: Path) -> None:
    (project / "notes.txt").write_text("urlib3\n")
    (project / "ci.yaml").write_text("run: pip install urlib3\n")
    (project / "requirements.txt").write_text("flask\n")

    assert run_audit().code == 0
    assert run_audit("notes.txt").out.startswith("notes.txt:1: ")
    assert run_audit("ci.yaml").out.startswith("ci.yaml:1: ")
