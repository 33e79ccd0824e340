"""The examples on the pages of the codes: reported as they say, and right instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from support import check_source, write_project

from flake8_safe_imports import codes
from flake8_safe_imports.config import options
from flake8_safe_imports.explain.page import read_page
from flake8_safe_imports.rules.registry import RULES

if TYPE_CHECKING:
    from pathlib import Path

    from flake8_safe_imports.rules.declare import Rule


class Setting(NamedTuple):
    """What the page of a code says, or takes for granted, around its example."""

    options: str = ""
    path: str = "app/inner/module.py"
    manifest: str = "requires-python = '>=3.9'"


SETTINGS = {
    "VET101": Setting("banned_imports: mock = unittest.mock"),
    "VET102": Setting("banned_module_level_imports: torch"),
    "VET103": Setting("banned_relative_imports: parents"),
    "VET105": Setting("banned_lazy_imports: app.plugins"),
    "VET202": Setting(manifest="requires-python = '>=3.12'"),
    "VET405": Setting("enable: VET405", manifest="dependencies = ['requests']"),
}
"""Code -> its setting, where it is not enough to turn the code on."""
IN_WORDS = {"VET403", "VET404"}
"""Their examples are a file, and an environment."""


def lint(code: str, source: str, folder: Path) -> list[tuple[int, str]]:
    """Return line and code of each finding in *source*."""
    plain = Setting(f"enable: {code}" if code in codes.OFF else "")
    setting = SETTINGS.get(code, plain)
    name, _, value = setting.options.partition(": ")
    write_project(
        folder,
        {
            "pyproject.toml": f"[project]\nname = 'app'\n{setting.manifest}\n",
            "app/__init__.py": "",
            "app/core.py": "",
            "app/inner/__init__.py": "",
            setting.path: source,
        },
    )
    found = check_source(
        source,
        options.parse({f"vet_{name}": value} if name else {}),
        str(folder / setting.path),
    )
    return [(finding.line, finding.code) for finding in found]


def read_code(rule: Rule, heading: str) -> str:
    """Return the code that the page of *rule* has below *heading*."""
    (section,) = (part for part in read_page(rule).sections if part.heading == heading)
    return "\n\n".join(block.text for block in section.blocks if block.is_literal)


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if rule.code not in IN_WORDS],
    ids=lambda rule: rule.code,
)
def test_example(rule: Rule, tmp_path: Path) -> None:
    bad, good = read_code(rule, "Example"), read_code(rule, "Instead")

    reported = lint(rule.code, bad, tmp_path)
    lines = [
        number
        for number, line in enumerate(bad.splitlines(), 1)
        if "import" in line and not line.startswith("try") and "Error" not in line
    ]
    if rule.code == "VET205":  # the half before it is what is kept
        lines = lines[1:]

    assert reported == [(number, rule.code) for number in lines]
    assert lint(rule.code, good, tmp_path) == []


def test_every_other_page_has_code() -> None:
    without = {rule.code for rule in RULES if not read_code(rule, "Example")}

    assert without == IN_WORDS
