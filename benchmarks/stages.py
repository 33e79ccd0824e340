"""Folders with flake8 and one plugin each, copied from the running environment.

Nothing is downloaded. ``python -S`` with such a folder on PYTHONPATH runs the same
flake8 with each of them; only the plugin differs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import flake8_safe_imports

if TYPE_CHECKING:
    from collections.abc import Iterable

EMPTY = '''\
"""A flake8 plugin that does nothing."""


class Empty:
    """A checker that reports nothing."""

    def __init__(self, tree):
        """Keep nothing."""

    def run(self):
        """Yield nothing."""
        return iter(())
'''
OURS = "flake8-safe-imports"
TIDY = "flake8-tidy-imports"
NOTHING = "no plugin"
NO_OP = "empty plugin"
TIDY_OPTIONS = ("--banned-modules={python2to3}",)


class Stage(NamedTuple):
    """One folder, and how flake8 is run with it."""

    name: str
    folder: Path
    options: tuple[str, ...]
    plugin: str
    """``module:class`` of the plugin; empty without a plugin."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of a process that uses this stage."""
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        return {
            **kept,
            "PYTHONPATH": str(self.folder),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def flake8(self, *arguments: str) -> list[str]:
        """Return the command that runs flake8 on one core."""
        return [
            *(sys.executable, "-S", "-m", "flake8", "-j1", "--isolated", "--exit-zero"),
            *self.options,
            *arguments,
        ]


def make_stages(
    folder: Path, pythons: Iterable[str], *, own_checks: bool = True, only: str = ""
) -> dict[str, Stage]:
    """Make all stages in *folder*; without *own_checks* flake8 runs only the plugin.

    Then the cost of the plugin is a larger part of the total, with less noise. They are
    compiled for each of *pythons*.
    """
    wanted = {
        NOTHING: ("", ()),
        NO_OP: ("flake8_empty:Empty", ()),
        TIDY: ("flake8_tidy_imports:ImportChecker", TIDY_OPTIONS),
        OURS: ("flake8_safe_imports.plugin:SafeImports", ()),
    }
    stages = {}
    for name, (plugin, options) in wanted.items():
        if only not in ("", name):
            continue
        here = folder / name.replace(" ", "-")
        shutil.rmtree(here, ignore_errors=True)
        here.mkdir(parents=True)
        for distribution in _find_requirements(
            ["flake8", name] if "-" in name else ["flake8"]
        ):
            _copy_distribution(distribution, here)
        if name == NO_OP:
            _write_empty(here)
        if not own_checks:
            _drop_checks(here)
        for python in pythons:
            subprocess.run([python, "-m", "compileall", "-qq", str(here)], check=False)
        stages[name] = Stage(name, here, options, plugin)
    return stages


def _find_requirements(names: list[str]) -> list[str]:
    """Return *names* and all distributions that they require here."""
    from packaging.requirements import Requirement

    found: list[str] = []
    pending = list(names)
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.append(name)
        for line in metadata.requires(name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                pending.append(requirement.name.lower())
    return found


def _copy_distribution(name: str, folder: Path) -> None:
    """Copy the Python files of an installed distribution, and its metadata."""
    distribution = metadata.distribution(name)
    for file in distribution.files or ():
        source = Path(str(file.locate()))
        inside = ".." not in file.parts and "__editable__" not in file.name
        if inside and source.suffix not in {".pyc", ".pth"} and source.is_file():
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    if name == OURS:  # it may be an editable install
        package = Path(flake8_safe_imports.__file__).parent
        ignored = shutil.ignore_patterns("__pycache__")
        target = folder / package.name
        shutil.copytree(package, target, ignore=ignored, dirs_exist_ok=True)


def _write_empty(folder: Path) -> None:
    (folder / "flake8_empty.py").write_text(EMPTY, encoding="utf-8")
    about = folder / "flake8_empty-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: flake8-empty\nVersion: 1\n", encoding="utf-8"
    )
    (about / "entry_points.txt").write_text(
        "[flake8.extension]\nEMP = flake8_empty:Empty\n", encoding="utf-8"
    )


def _drop_checks(folder: Path) -> None:
    """Unregister pycodestyle, pyflakes and mccabe, which flake8 runs as plugins."""
    for path in folder.glob("*.dist-info/entry_points.txt"):
        if path.parent.name.partition("-")[0] in {"flake8", "mccabe"}:
            text = path.read_text(encoding="utf-8")
            head, _, rest = text.partition("[flake8.extension]")
            kept = rest.partition("\n[")[2]
            path.write_text(head + ("[" + kept if kept else ""), encoding="utf-8")
