"""The recipe "Add a rule" of CONTRIBUTING, followed by a script in a copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from copied import PACKAGE

if TYPE_CHECKING:
    from copied import Copy

CHECKS_OF_RULES = ("tests/test_codes.py", "tests/test_house.py")
TESTS = (*CHECKS_OF_RULES, "tests/test_determinism.py", "tests/explain/test_facts.py")

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


def add_rule(copy: Copy, rule: Invented, *, but: str = "") -> None:
    """Follow the recipe: a row, a function, a fixture; forget the file named *but*."""
    fields = {**rule._asdict(), "number": rule.code[3:]}
    switch = "" if rule.is_on else "\n        switch=ENABLE,"
    row = ROW.format(**fields, switch=switch)
    if but != "codes.py":
        before = '    Code(\n        "VET201",'
        copy.replace(f"{PACKAGE}/codes.py", before, row + before)
    if but != "policy.py":
        family = f"{PACKAGE}/rules/policy.py"
        copy.write(family, copy.read(family) + FUNCTION.format(**fields))
    if but != f"{rule.code}.py":
        mark = f"{rule.column} {rule.code} `{rule.reported}` is invented"
        setting = "" if rule.is_on else f"#: vet-enable = {rule.code}\n"
        text = f"{setting}{rule.example}  #> {mark}\nimport heapq\n"
        copy.write(f"tests/codes/{rule.code}.py", text)


def test_rule_of_any_kind_needs_a_row_a_function_and_a_fixture(copy: Copy) -> None:
    for rule in (CHAIN, DYNAMIC, STATEMENT, STATEMENT_OFF, FILE):
        add_rule(copy, rule)
    ran = copy.run("tools/gen_docs.py")
    assert ran.ok, ran.output
    ran = copy.test(*TESTS)

    assert ran.ok, ran.output


@pytest.mark.parametrize(
    ("forgotten", "named"),
    [
        ("codes.py", "VET195 has a rule, but no row in codes.py"),
        ("policy.py", "VET195 is in codes.py: declare one rule in rules/*.py"),
        ("VET195.py", "nothing is marked with it: write tests/codes/VET195.py"),
    ],
)
def test_forgotten_file_is_named(copy: Copy, forgotten: str, named: str) -> None:
    add_rule(copy, CHAIN, but=forgotten)
    ran = copy.test(*CHECKS_OF_RULES)

    assert not ran.ok
    assert named in re.sub(r"\s+", " ", ran.output)


def test_rule_that_the_glance_hides_is_named(copy: Copy) -> None:
    add_rule(copy, CHAIN._replace(candidates="NAMES"))
    ran = copy.test(*CHECKS_OF_RULES)

    assert not ran.ok
    assert (
        "the glance rules out what a rule reports: see `candidates` in codes"
        in ran.output
    )
