"""A copy of the project, in which a script follows a recipe of CONTRIBUTING."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import NamedTuple

from support import ROOT

IGNORED = shutil.ignore_patterns(
    *(".*_cache", ".git", ".hypothesis", ".tox", ".venv*", "*.egg-info"),
    *("build", "dist"),
    "flake8_safe_imports-*",  # is there while setuptools builds an sdist
)
PACKAGE = "flake8_safe_imports"


class Ran(NamedTuple):
    """Whether a command succeeded, and all that it printed."""

    ok: bool
    output: str


class Copy:
    """A copy of the project, whose package and tools come before the installed ones."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert text.count(old) == 1, f"{path}: {old!r} is there {text.count(old)} times"
        self.write(path, text.replace(old, new))

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")

    def run(self, *arguments: str) -> Ran:
        """Run Python with *arguments* in the copy."""
        ran = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        return Ran(ran.returncode == 0, ran.stdout)

    def regenerate(self, *tools: str) -> None:
        """Run what ``tox -e regen`` runs, or of that the *tools* alone."""
        tox = ConfigParser(interpolation=None)
        tox.read(self.root / "tox.ini", encoding="utf-8")
        lines = tox["testenv:regen"]["commands"].strip().split("\n")
        commands = [line.split()[1:] for line in lines]
        assert {*tools} <= {tool for tool, *_ in commands}
        for command in commands:
            if not tools or command[0] in tools:
                ran = self.run(*command)
                assert ran.ok, ran.output

    def test(self, *tests: str) -> Ran:
        """Run *tests*, which are paths of files or folders, or ids."""
        return self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)


TEXTS = ("tools/list_messages.py", "tools/gen_docs.py")
"""The tools of ``tox -e regen`` that write no table."""


def make(root: Path) -> Copy:
    """Return a copy of the project in the new folder *root*, compiled."""
    shutil.copytree(ROOT, root, ignore=IGNORED)
    copy = Copy(root)
    copy.run("-m", "compileall", "-q", PACKAGE, "tools")
    return copy


def make_another(copy: Copy, root: Path) -> Copy:
    """Return a copy of *copy* in the new folder *root*."""
    shutil.copytree(copy.root, root)
    return Copy(root)
