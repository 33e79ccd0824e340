"""The plugin as users get it: a wheel, in environments of its own, in a new home."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support import ROOT

from ecosystem.world import Environment, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHIPPED = (
    ".pre-commit-hooks.yaml",
    "LICENSE",
    "MANIFEST.in",
    "README.rst",
    "docs",
    "examples",
    "flake8_safe_imports",
    "pyproject.toml",
    "setup.cfg",
)
"""What a checkout holds, as far as anyone here needs it."""

TAG = "0.1.0"
"""What the documentation names as ``rev``; releases are tagged by their number."""


@pytest.fixture(scope="session")
def uv() -> str:
    """Return the path of uv."""
    found = shutil.which("uv", path=os.path.dirname(sys.executable))
    found = found or shutil.which("uv")
    if found is None:
        pytest.skip("uv is not installed: run `tox -e ecosystem`")
    return found


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """Return the home of all that is run here."""
    return Sandbox(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Path:
    """Return a repository with what is here, committed and tagged."""
    folder = tmp_path_factory.mktemp("repository") / "flake8-safe-imports"
    folder.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", "_build")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, folder / name)
    sandbox.git(folder, "init", "-q")
    sandbox.git(folder, "add", ".")
    sandbox.git(folder, "commit", "-q", "-m", "As it is")
    sandbox.git(folder, "tag", TAG)
    return folder


@pytest.fixture(scope="session")
def wheel(uv: str, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the wheel."""
    # Not the repository itself: setuptools leaves its `build` behind.
    source = tmp_path_factory.mktemp("source") / "tree"
    shutil.copytree(checkout, source, ignore=shutil.ignore_patterns(".git"))
    out = source.parent / "dist"
    command = [uv, "build", "-q", "--wheel", "-o", str(out), str(source)]
    subprocess.run(command, check=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def install(
    uv: str, wheel: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Environment]:
    """Return ``install(*requirements)``: an environment with them and the plugin.

    It is made once for the same requirements, so tests must not change it.
    """

    @functools.cache
    def make(*requirements: str) -> Environment:
        folder = tmp_path_factory.mktemp("environment") / "venv"
        made = Environment.at(folder, sandbox)
        subprocess.run(
            [uv, "venv", "-q", "-p", sys.executable, str(folder)], check=True
        )
        command = [uv, "pip", "install", "-q", "-p", str(made.python), str(wheel)]
        subprocess.run([*command, *requirements], check=True)
        return made

    return make


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return an empty folder that is the root of a project."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    return folder
