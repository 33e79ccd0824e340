"""The recipe "Add a rule" of CONTRIBUTING, followed by a script in a copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from support import ROOT

import flake8_safe_imports

PACKAGE = Path(flake8_safe_imports.__file__).parent
NEEDED = (
    *("README.rst", "CONTRIBUTING.rst", ".importlinter", "docs", "tools"),
    *("pyproject.toml", "tests/codes"),
)
TESTS = (
    *("conftest.py", "support.py", "test_codes.py", "test_house.py"),
    *("test_determinism.py", "explain/test_facts.py"),
)
CHECKS_OF_RULES = ("tests/test_codes.py", "tests/test_house.py")

pytestmark = pytest.mark.recipes


class Invented(NamedTuple):
    """A rule to add: its code, its decorator, what it checks, and an example."""

    code: str
    decorator: str
    arguments: str
    condition: str
    reported: str
    example: str
    """A line that it reports."""
    column: int = 1
    is_on: bool = True
    candidates: str = "ALL_FILES"


CHAIN = Invented(
    "VET195",
    "rule",
    "target: Target, file: File",
    'target.name == "netrc.netrc"',
    "netrc.netrc",
    "import netrc; netrc.netrc",
    column=15,
)
DYNAMIC = CHAIN._replace(
    code="VET196",
    condition='target.name == "quopri"',
    reported="quopri",
    example='__import__("quopri")',
    column=12,
    is_on=False,
)
STATEMENT = Invented(
    "VET197",
    "statement_rule",
    "statement: Statement, file: File",
    'statement.node.names[0].name == "tabnanny"',
    "tabnanny",
    "import tabnanny",
)
STATEMENT_OFF = STATEMENT._replace(
    code="VET198",
    condition='statement.node.names[0].name == "pyclbr"',
    reported="pyclbr",
    example="import pyclbr",
    is_on=False,
)
FILE = Invented(
    "VET199",
    "file_rule",
    "file: File",
    'any(line.startswith("xyz") for line in file.source.lines[:1])',
    "xyz",
    "xyz = 1",
)

ROW = """\
    Code(
        "{code}",
        "invented-{number}-import",
        "an import that a test invented",{switch}
        candidates={candidates},
    ),
"""
FUNCTION = '''

from flake8_safe_imports.rules.declare import {decorator}


@{decorator}("{code}")
def invented_{number}({arguments}) -> Iterator[Problem]:
    """An import that a test invented.

    What it does
        It is only here for a test.

    Why
        To follow the recipe.

    Example
        ::

            {example}

    Instead
        ::

            import os

    Options
        None.

    Fix safety
        Not fixed.

    Known limits
        None.

    When to turn it off
        Never.
    """
    if {condition}:
        yield Problem("{code}", "{reported}", "is invented")
'''


def add_rule(copy: Path, rule: Invented, *, but: str = "") -> None:
    """Follow the recipe: a row, a function, a fixture; forget the file named *but*."""
    fields = {**rule._asdict(), "number": rule.code[3:]}
    package = copy / PACKAGE.name
    table = (package / "codes.py").read_text(encoding="utf-8")
    row = ROW.format(**fields, switch="" if rule.is_on else "\n        switch=ENABLE,")
    before = '    Code(\n        "VET201",'
    family = (package / "rules" / "policy.py").read_text(encoding="utf-8")
    mark = f"{rule.column} {rule.code} `{rule.reported}` is invented"
    setting = "" if rule.is_on else f"#: vet-enable = {rule.code}\n"
    written = {
        package / "codes.py": table.replace(before, row + before),
        package / "rules" / "policy.py": family + FUNCTION.format(**fields),
        copy / "tests" / "codes" / f"{rule.code}.py": (
            f"{setting}{rule.example}  #> {mark}\nimport heapq\n"
        ),
    }
    for path, text in written.items():
        if path.name != but:
            path.write_text(text, encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the package, with the tests that check rules."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=ignored)
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    for name in TESTS:
        (tmp_path / "tests" / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    return tmp_path


def run(copy: Path, *arguments: str) -> tuple[int, str]:
    """Run Python with *arguments* on the copy; return its status and output."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def run_tests(copy: Path, *tests: str) -> tuple[int, str]:
    return run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)


def test_rule_of_any_kind_needs_a_row_a_function_and_a_fixture(copy: Path) -> None:
    for rule in (CHAIN, DYNAMIC, STATEMENT, STATEMENT_OFF, FILE):
        add_rule(copy, rule)
    status, said = run(copy, "tools/gen_docs.py")
    assert status == 0, said
    status, said = run_tests(copy, "tests")

    assert status == 0, said


@pytest.mark.parametrize(
    ("forgotten", "named"),
    [
        ("codes.py", "VET195 has a rule, but no row in codes.py"),
        ("policy.py", "VET195 is in codes.py: declare one rule in rules/*.py"),
        ("VET195.py", "nothing is marked with it: write tests/codes/VET195.py"),
    ],
)
def test_forgotten_file_is_named(copy: Path, forgotten: str, named: str) -> None:
    add_rule(copy, CHAIN, but=forgotten)
    status, said = run_tests(copy, *CHECKS_OF_RULES)

    assert status != 0
    assert named in re.sub(r"\s+", " ", said)


def test_rule_that_the_glance_hides_is_named(copy: Path) -> None:
    add_rule(copy, CHAIN._replace(candidates="NAMES"))
    status, said = run_tests(copy, *CHECKS_OF_RULES)

    assert status != 0
    assert "the glance rules out what a rule reports: see `candidates` in codes" in said
