"""The documentation, followed to the letter: files are written, commands are run.

In a page, a block with a caption is a file, a block of ``sh`` is run in the folder of
these files, and a block of ``text`` or ``diff`` after it is what they print. What
cannot be run here is a block of ``console``.
"""

from __future__ import annotations

import configparser
import importlib
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from ecosystem import pages
from support import ROOT, write_files

from flake8_safe_imports.config import options
from flake8_safe_imports.config.options import TABLE
from flake8_safe_imports.config.table import Table
from flake8_safe_imports.project.readers import toml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest.mark.structures import ParameterSet

pytestmark = [
    pytest.mark.docs,
    pytest.mark.skipif(sys.platform == "win32", reason="the pages show a POSIX shell"),
    pytest.mark.skipif(sys.version_info < (3, 10), reason="has no columns of names"),
]

DOCS = ROOT / "docs"
sys.path.append(str(DOCS / "_extensions"))
config_tabs = importlib.import_module("config_tabs")
WITH_COMMANDS = [
    path
    for path in sorted(DOCS.rglob("*.rst"))
    if any(block.language == "sh" and not block.caption for block in pages.blocks(path))
]
INSTALLS = re.compile(r"python -m pip install [\w-]+\n")
"""Done already, where the tests run."""


def run_shell(script: str, folder: Path) -> tuple[int, str]:
    """Return the exit status of *script*, and what it prints on both streams."""
    path = os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"]))
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    ran = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={"PATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout


@pytest.mark.parametrize(
    "page", WITH_COMMANDS, ids=lambda page: str(page.relative_to(DOCS))
)
def test_page(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / ".git").mkdir()
    for step in pages.steps(page):
        write_files(folder, step.files)
        code, printed = run_shell(INSTALLS.sub("", step.script), folder)

        assert code in (0, 1), printed
        assert "Traceback" not in printed
        # A page has no blanks at the end of a line, where a diff has some.
        shown, lines = step.shown, [line.rstrip() for line in printed.splitlines()]
        if shown and shown[-1] == "...":  # the rest depends on the day
            del shown[-1], lines[len(shown) :]
        if shown:
            assert lines == shown, step.script


def _find_settings() -> Iterator[ParameterSet]:
    """Yield the blocks of configuration that belong to no command."""
    for page in [ROOT / "README.rst", *sorted(DOCS.rglob("*.rst"))]:
        for number, block in enumerate(pages.blocks(page)):
            if block.language in {"ini", "toml"} and not block.caption:
                name = f"{page.relative_to(ROOT).as_posix()}-{number}"
                yield pytest.param(block, id=name)


@pytest.mark.parametrize("block", list(_find_settings()))
def test_configuration_is_accepted(block: pages.CodeBlock, tmp_path: Path) -> None:
    if "[tool.flake8]" in block.text:
        pytest.importorskip("flake8p")
    name = {"ini": "setup.cfg", "toml": "pyproject.toml"}[block.language]
    # Globs match, and the baseline is there.
    files = ["src/app/core/a.py", "app/http.py", "tests/a.py", "scripts/a.py"]
    write_files(tmp_path, {**dict.fromkeys(files, ""), ".git/config": ""})
    run_shell("flake8-safe-imports check --write-baseline vet-baseline.txt", tmp_path)
    write_files(tmp_path, {name: block.text})

    ran = run_shell("flake8-safe-imports check", tmp_path)

    assert ran == (0, "4 files checked, 0 findings\n")


@pytest.mark.parametrize(
    "page", sorted(DOCS.rglob("*.rst")), ids=lambda page: page.stem
)
def test_both_tabs_of_a_configuration_mean_the_same(page: Path) -> None:
    for block in pages.blocks(page):
        if block.language == "ini" and "\nvet-" in block.text:
            ini = configparser.ConfigParser(interpolation=None, allow_no_value=True)
            ini.read_string(block.text)
            values = {
                name.replace("-", "_"): text for name, text in ini["flake8"].items()
            }
            text = config_tabs.convert(block.text)
            table = toml.find_table(toml.parse(text), "tool")[TABLE]
            assert isinstance(table, dict)

            assert options.parse(Table("", table).options) == options.parse(values)


def test_pages_with_commands_are_found() -> None:
    assert DOCS / "quickstart.rst" in WITH_COMMANDS
    assert DOCS / "index.rst" in WITH_COMMANDS
