"""pre-commit: every way to have the plugin in it, with real commits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support import ROOT, write_files

from ecosystem import pages
from ecosystem.world import Environment, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.ecosystem

CONFIGURATIONS = pages.captioned(
    ROOT / "docs" / "guides" / "integrations.rst", ".pre-commit-config.yaml"
)
PLUGIN, FIX, AUDIT = (
    "flake8-safe-imports",
    "flake8-safe-imports-fix",
    "flake8-safe-imports-audit",
)
HOOKS = [FIX, PLUGIN, AUDIT]

OLD = "import imp\nimport collections\n\nprint(imp, collections.Mapping)\n"
NEW = "import imp\nimport collections.abc\n\nprint(imp, collections.abc.Mapping)\n"
FILES = {
    "setup.cfg": "[flake8]\nvet-supported-python = >=3.12\n",
    "app.py": OLD,
    "clean.py": "import os\n\nprint(os)\n",
    "requirements.txt": "urlib3==1.21.1\n",
}
IMP = "app.py:1:8: VET202 `imp` was removed in Python 3.12: use `importlib`"
MAPPING = "app.py:4:12: VET202 `collections.Mapping` was removed in Python 3.10"


def documented(mark: str) -> str:
    """Return the configuration on the page that has *mark* in it."""
    (text,) = [text for text in CONFIGURATIONS if mark in text]
    return text


def by_path(repository: Path) -> str:
    """Return the configuration that takes our hooks from a repository."""
    return documented("URL-OF-").replace("URL-OF-THIS-REPOSITORY", str(repository))


def local(wheel: Path) -> str:
    """Return the configuration of flake8 with the plugin as a further dependency."""
    text = documented("repo: local").replace(
        f"[flake8, {PLUGIN}]", f"[flake8, {wheel}]"
    )
    assert str(wheel) in text
    return text


@pytest.fixture(scope="module")
def environment(install: Callable[..., Environment]) -> Environment:
    return install("pre-commit")


@pytest.fixture
def repository(tmp_path: Path, sandbox: Sandbox) -> Path:
    """Return a repository with everything staged and nothing committed."""
    folder = tmp_path / "project"
    write_files(folder, FILES)
    sandbox.git(folder, "init", "-q")
    sandbox.git(folder, "add", ".")
    return folder


@pytest.fixture
def configured(repository: Path, sandbox: Sandbox) -> Callable[[str], Path]:
    """Return a function that gives the project a configuration of pre-commit."""

    def configure(text: str) -> Path:
        write_files(repository, {".pre-commit-config.yaml": text})
        sandbox.git(repository, "add", ".")
        return repository

    return configure


def test_flake8_with_the_plugin_as_a_dependency(
    environment: Environment, wheel: Path, configured: Callable[[str], Path]
) -> None:
    project = configured(local(wheel))
    ran = environment.run("pre-commit", "run", "--all-files", cwd=project)

    assert ran.code == 1, ran
    assert IMP in ran.out
    assert MAPPING in ran.out
    assert "clean.py" not in ran.out


def test_hooks_of_our_repository(
    environment: Environment, checkout: Path, configured: Callable[[str], Path]
) -> None:
    """They share one environment, so they are tried together."""
    project = configured(by_path(checkout))
    command = ["pre-commit", "run", "--all-files"]
    plugin = environment.run(*command, PLUGIN, cwd=project)
    audit = environment.run(*command, AUDIT, cwd=project)
    fix = environment.run(*command, FIX, cwd=project)
    again = environment.run(*command, FIX, cwd=project)

    assert plugin.code == 1, plugin
    assert IMP in plugin.out
    assert MAPPING in plugin.out
    assert audit.code == 1, audit
    assert "urlib3" in audit.out
    assert fix.code == 1, fix
    assert "files were modified by this hook" in fix.out
    assert project.joinpath("app.py").read_text(encoding="utf-8") == NEW
    # What is left has no drop-in, and nothing to be changed is not a failure.
    assert again.code == 0, again


def test_a_commit_is_stopped_and_a_clean_one_is_not(
    environment: Environment,
    checkout: Path,
    sandbox: Sandbox,
    configured: Callable[[str], Path],
) -> None:
    project = configured(by_path(checkout))
    installed = environment.run("pre-commit", "install", cwd=project)
    stopped = environment.run("git", "commit", "-m", "Old", cwd=project)
    write_files(project, {"app.py": FILES["clean.py"], "requirements.txt": "urllib3\n"})
    sandbox.git(project, "add", ".")
    passed = environment.run("git", "commit", "-m", "New", cwd=project)

    assert installed.code == 0, installed
    assert stopped.code == 1, stopped
    assert IMP in stopped.out + stopped.err
    assert passed.code == 0, passed
    assert sandbox.git(project, "log", "--format=%s").split() == ["New"]


def test_try_repo(environment: Environment, checkout: Path, repository: Path) -> None:
    command = "pre-commit", "try-repo", checkout, PLUGIN, "--all-files", "--verbose"
    ran = environment.run(*command, cwd=repository)

    assert ran.code == 1, ran
    assert IMP in ran.out


def test_a_mistake_in_an_option_stops_the_commit_and_is_shown(
    environment: Environment, checkout: Path, configured: Callable[[str], Path]
) -> None:
    project = configured(by_path(checkout))
    write_files(
        project, {"setup.cfg": "[flake8]\nvet-banned-imports =\n    a b = c = d\n"}
    )
    ran = environment.run("pre-commit", "run", "-a", PLUGIN, cwd=project)

    assert ran.code == 1, ran
    assert "vet-banned-imports" in ran.out
    assert "Traceback" not in ran.out


def test_documented_configurations_are_valid(
    environment: Environment, project: Path
) -> None:
    write_files(project, {f"{i}.yaml": text for i, text in enumerate(CONFIGURATIONS)})
    names = [f"{number}.yaml" for number in range(len(CONFIGURATIONS))]
    ran = environment.run("pre-commit", "validate-config", *names, cwd=project)

    assert len(names) == 3
    assert ran.code == 0, ran


def test_manifest_is_valid_and_has_three_hooks(
    environment: Environment, project: Path
) -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    valid = environment.run("pre-commit", "validate-manifest", manifest, cwd=project)
    names = re.findall(r"^- +id: (\S+)$", manifest.read_text(encoding="utf-8"), re.M)

    assert valid.code == 0, valid
    assert names == HOOKS


def test_the_hook_environment_does_not_hold_the_projects_packages(
    environment: Environment, checkout: Path, configured: Callable[[str], Path]
) -> None:
    """As the documentation says; VET404 has little to look at there."""
    own = f"{PLUGIN}\n    entry: python -c 'import yaml'\n    args: []"
    plugin = f"- id: {PLUGIN}\n"
    project = configured(by_path(checkout).replace(plugin, f"- id: {own}\n"))
    assert environment.run("python", "-c", "import yaml", cwd=project).code == 0
    ran = environment.run("pre-commit", "run", "-a", PLUGIN, cwd=project)

    assert ran.code == 1, ran
    assert "No module named 'yaml'" in ran.out
