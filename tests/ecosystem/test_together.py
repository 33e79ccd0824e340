"""Other plugins, and other tools that run flake8 or read our comments."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from support import write_files

from ecosystem.world import Environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.ecosystem

PLUGINS = (
    "flake8-bandit",
    "flake8-bugbear",
    "flake8-builtins",
    "flake8-comprehensions",
    "flake8-import-order",
    "flake8-simplify",
    "flake8-tidy-imports",
    "flake8-type-checking",
    "pep8-naming",
)

OURS = """\
vet-supported-python = >=3.9
vet-banned-imports =
    optparse = argparse
"""
THEIRS = """\
banned-modules =
    optparse = Use argparse.
ban-relative-imports = true
application-import-names = app
"""
SOURCE = """\
import imp
import optparse
import mock
from .. import near
import urllib2
import pickle
import subprocess


def list(numbers=[]):
    try:
        subprocess.run(imp, optparse, mock, near, urllib2, shell=True)
    except:
        pass
    return set([n for n in numbers]), pickle
"""
FINDINGS = {
    (1, 8, "VET202"),
    (2, 8, "VET101"),
    (3, 8, "VET301"),
    (5, 8, "VET201"),
}
"""Ours in :data:`SOURCE`."""


def findings(output: str) -> list[tuple[int, int, str]]:
    """Return line, column and code of what flake8 printed."""
    rows = re.findall(r"^[^:\n]+:(\d+):(\d+): ([A-Z]+\d+)", output, re.M)
    return [(int(line), int(column), code) for line, column, code in rows]


def ours(output: str) -> set[tuple[int, int, str]]:
    """Return our findings, none of which may be there twice."""
    rows = [row for row in findings(output) if row[2].startswith("VET")]
    assert len(set(rows)) == len(rows)
    return set(rows)


@pytest.fixture(scope="module")
def crowd(install: Callable[..., Environment]) -> Environment:
    return install(*PLUGINS)


@pytest.fixture(scope="module")
def tools(install: Callable[..., Environment]) -> Environment:
    return install("ipykernel", "nbqa", "ruff", "yesqa")


def test_many_plugins_in_one_run(crowd: Environment, project: Path) -> None:
    config = f"[flake8]\nselect = A,B,C4,E,F,I,N,S,SIM,TC,VET\n{OURS}{THEIRS}"
    write_files(project, {"setup.cfg": config, "app/sub/main.py": SOURCE})
    write_files(
        project, {"app/__init__.py": "", "app/near.py": "", "app/sub/__init__.py": ""}
    )
    ran = crowd.run("flake8", cwd=project)
    others = {code for _, _, code in findings(ran.out) if not code.startswith("VET")}

    assert (ran.code, ran.err) == (1, "")
    assert ours(ran.out) == FINDINGS
    # They did run, options of theirs that resemble ours included.
    assert others >= {"A001", "B006", "C403", "I251", "I252", "S403", "S602", "SIM105"}


def test_many_plugins_are_silent_together_on_what_is_well(
    crowd: Environment, project: Path
) -> None:
    config = f"[flake8]\nselect = A,B,C4,E,F,I,N,S,SIM,TC,VET\n{OURS}{THEIRS}"
    write_files(
        project, {"setup.cfg": config, "main.py": "import os\n\nprint(os.sep)\n"}
    )
    ran = crowd.run("flake8", cwd=project)

    assert ran == (0, "", "")


def test_a_family_is_selected_and_ignored_as_any_other(
    crowd: Environment, project: Path
) -> None:
    config = f"[flake8]\nselect = VET,B\nextend-ignore = VET3\n{OURS}"
    write_files(project, {"setup.cfg": config, "main.py": SOURCE})
    ran = crowd.run("flake8", cwd=project)

    assert ours(ran.out) == {row for row in FINDINGS if row[2] != "VET301"}
    assert {code[0] for _, _, code in findings(ran.out)} == {"B", "V"}


def test_flake8_names_us(crowd: Environment, project: Path) -> None:
    ran = crowd.run("flake8", "--version", cwd=project)

    # It breaks its lines where it likes, at hyphens too.
    assert "flake8-safe-imports:" in re.sub(r"-\n", "-", ran.out)


def test_help_has_our_options_with_a_line_and_a_default_each(
    crowd: Environment, project: Path
) -> None:
    ran = crowd.run("flake8", "--help", cwd=project, COLUMNS="200", NO_COLOR="1")
    group = re.search(r"^flake8-safe-imports:\n((?:  .*\n)+)", ran.out, re.M)

    assert group
    options = re.split(r"^  (?=--)", group[1], flags=re.M)[1:]
    assert len(options) >= 12
    assert all(option.startswith("--vet-") for option in options)
    assert all(re.search(r"\(default: .+\)$", option.strip()) for option in options)


@pytest.mark.parametrize(
    ("plugin", "status"),
    [("flake8-safe-imports", 0), ("flake8-nothing-of-the-kind", 1)],
)
def test_require_plugins(
    crowd: Environment, project: Path, plugin: str, status: int
) -> None:
    write_files(project, {"main.py": "import os\n\nprint(os.sep)\n"})
    command = ["flake8", "--select=VET", "--require-plugins", plugin]

    assert crowd.run(*command, cwd=project).code == status


LEGACY = """\
from flake8.api.legacy import get_style_guide
guide = get_style_guide(select=["VET"], vet_banned_imports="optparse = argparse")
report = guide.check_files(["main.py"])
print(report.get_statistics("VET101"))
"""


def test_legacy_api(crowd: Environment, project: Path) -> None:
    """It sets options after they were parsed."""
    write_files(project, {"main.py": "import optparse\n"})
    ran = crowd.run("python", "-c", LEGACY, cwd=project)

    assert ran.code == 0, ran
    assert "main.py:1:8: VET101 `optparse` is banned: use `argparse`" in ran.out
    assert "['1 VET101 `optparse` is banned: use `argparse`']" in ran.out


TOML = """\
[project]
name = "app"
version = "1"
requires-python = ">=3.9"
[tool.flake8]
select = ["VET"]
vet-banned-imports = ["optparse = argparse"]
"""


@pytest.mark.parametrize(
    ("requirement", "command"),
    [("Flake8-pyproject", "flake8"), ("pyproject-flake8", "pflake8")],
)
def test_options_in_pyproject_toml(
    install: Callable[..., Environment],
    project: Path,
    requirement: str,
    command: str,
) -> None:
    write_files(project, {"pyproject.toml": TOML, "main.py": SOURCE.replace("..", ".")})
    write_files(project, {"near.py": ""})
    ran = install(requirement).run(command, cwd=project)

    assert (ran.code, ran.err) == (1, "")
    assert ours(ran.out) == FINDINGS


COMMENTED = """\
import os
import imp  # noqa: VET202
import optparse  # noqa: E501, VET101

print(os, imp, optparse)
"""


def ruff(tools: Environment, project: Path, *arguments: str) -> str:
    """Let ruff delete the comments that it takes for unused; return what it leaves."""
    write_files(project, {"main.py": COMMENTED})
    select = "--select=E501,RUF100,RUF102"
    command = ["ruff", "check", "--isolated", "--no-cache", "--preview", select]
    tools.run(*command, "--fix", *arguments, "main.py", cwd=project)
    return project.joinpath("main.py").read_text(encoding="utf-8")


def test_ruff_keeps_our_comments_when_told(tools: Environment, project: Path) -> None:
    left = ruff(tools, project, "--config", 'lint.external = ["VET"]')

    assert "import imp  # noqa: VET202\n" in left
    assert "import optparse  # noqa: VET101\n" in left


def test_ruff_deletes_our_comments_when_not_told(
    tools: Environment, project: Path
) -> None:
    """If this fails, the page on ruff asks for something that nobody needs any more."""
    left = ruff(tools, project)

    assert "VET202" not in left
    assert "VET101" not in left


def test_yesqa_keeps_what_we_need_and_nothing_else(
    tools: Environment, project: Path
) -> None:
    config = f"[flake8]\nextend-select = VET\n{OURS}"
    unneeded = "import os  # noqa: VET201\n"
    source = COMMENTED.replace("import os\n", unneeded)
    write_files(project, {"setup.cfg": config, "main.py": source})
    ran = tools.run("yesqa", "main.py", cwd=project)

    assert ran.code == 1, ran
    left = project.joinpath("main.py").read_text(encoding="utf-8")
    assert left == COMMENTED.replace("E501, ", "")


def test_nbqa_on_a_notebook(tools: Environment, project: Path) -> None:
    sources = [["%matplotlib inline\n", "import os"], ["import os, optparse\n", "!ls"]]
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for source in sources
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    config = f"[flake8]\nselect = VET\n{OURS}"
    write_files(project, {"setup.cfg": config, "book.ipynb": json.dumps(notebook)})
    ran = tools.run("nbqa", "flake8", "book.ipynb", cwd=project)

    assert ran.code == 1, ran
    assert ran.out.splitlines() == [
        "book.ipynb:cell_2:1:12: VET101 `optparse` is banned: use `argparse`"
    ]
