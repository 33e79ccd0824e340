"""The glance lets every rule be asked, and remembers its answers within bounds."""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING

import pytest
from rows import each_row
from support import NOWHERE, ROOT, check_source, read_settings

from flake8_safe_imports import codes
from flake8_safe_imports.config import options
from flake8_safe_imports.explain.page import read_page
from flake8_safe_imports.glance import interests
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.rules import active
from flake8_safe_imports.rules.declare import Rule
from flake8_safe_imports.rules.registry import BY_CODE, RULES
from flake8_safe_imports.rules.target import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.rules.file import File
    from flake8_safe_imports.rules.target import Target

FIXTURES = sorted((ROOT / "tests" / "codes").glob("*.py"))
WITHOUT_FIXTURE = {"VET403", "VET404"}
"""Codes about file names and installed distributions: each has a test below."""


def find(
    source: str, config: Config, path: str = NOWHERE, *, closely: bool = False
) -> list[str]:
    """Return the codes of the findings in *source*."""
    found = check_source(source, config, path, closely=closely)
    return [finding.code for finding in found]


# Every rule is asked. For each finding that a rule makes in a fixture, there is a
# file with nothing else in it: other imports must not be what opens the way.


def isolate(source: str, code: str) -> Iterator[str]:
    """Yield files with one top-level statement of *source* each.

    In a file with marks, those statements that are marked with *code*.

    With it are the top-level imports of the names that the statement uses, and what
    makes imports lazy.
    """
    tree = ast.parse(source)
    lines = source.splitlines()
    for statement in tree.body:
        span = slice(first_line(statement) - 1, statement.end_lineno)
        if "#> " in source and f" {code} " not in " ".join(lines[span]):
            continue
        used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        kept = [
            node
            for node in tree.body
            if node is statement
            or (isinstance(node, (ast.Import, ast.ImportFrom)) and binds(node, used))
            or "__lazy_modules__" in lines[node.lineno - 1]  # as imports depend on it
        ]
        spans = [slice(first_line(node) - 1, node.end_lineno) for node in kept]
        yield "".join(f"{line}\n" for span in spans for line in lines[span])


def first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(item.lineno for item in decorators)])


def binds(node: ast.Import | ast.ImportFrom, names: set[str]) -> bool:
    """Return whether *node* binds one of *names*, or changes how code is read."""
    bound = {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return bool(bound & names) or getattr(node, "module", "") == "__future__"


def find_missed(code: str, files: Mapping[str, str]) -> list[str]:
    """Return the parts of *files*, path -> source, that *code* was not asked about.

    Those are the parts for which it has findings, if asked.
    """
    missed = []
    seen = 0
    for path, source in files.items():
        config = options.parse(read_settings(source))
        for part in isolate(source, code):
            wanted = find(part, config, path, closely=True).count(code)
            found = find(part, config, path).count(code)
            seen += wanted
            if found != wanted:
                missed.append(part.strip())
    assert seen, f"{code}: no statement is reported on its own"
    return missed


def read_fixtures(code: str) -> dict[str, str]:
    """Return path -> source of the fixtures of *code* that this Python can parse."""
    found = {}
    for path in FIXTURES:
        version = re.search(r"_py3(\d+)$", path.stem)
        is_new = version is not None and sys.version_info < (3, int(version[1]))
        if path.stem.startswith(code) and not is_new:
            found[str(path)] = path.read_text(encoding="utf-8")
    return found


@pytest.mark.usefixtures("no_other_files")
@pytest.mark.parametrize("code", sorted(set(BY_CODE) - WITHOUT_FIXTURE))
def test_the_glance_lets_each_rule_be_asked(code: str) -> None:
    missed = find_missed(code, read_fixtures(code))

    assert not missed, f"{code}: the glance lets it never be asked: {missed}"


@each_row("code", sorted(set(BY_CODE) - WITHOUT_FIXTURE))
def test_the_glance_lets_pass_the_example_on_each_page(code: str) -> None:
    page = read_page(BY_CODE[code])
    (section,) = [item for item in page.sections if item.heading == "Example"]
    example = "\n".join(block.text for block in section.blocks if block.is_literal)
    text = " ".join(block.text for block in section.blocks if not block.is_literal)
    raw: dict[str, object] = {
        name.replace("-", "_"): value
        for name, value in re.findall(r"``(vet-[\w-]+) = (.+?)``", text)
    }
    raw.update(vet_enable=code, vet_banned_relative_imports="parents")
    raw["vet_supported_python"] = ">=3.12" if "3.12" in text else ">=3.9"
    config = options.parse(raw)
    file = SourceFile(ast.parse(example), example.splitlines(True), NOWHERE, config)

    assert not file.is_clean(), f"{code}: the glance lets it never be asked"


def test_the_glance_lets_pass_files_that_hide_a_module(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "random.py"
    path.touch()
    file = SourceFile(ast.parse(""), [], str(path), options.parse({}))

    assert not file.is_clean(), "VET403: the glance lets it never be asked"


def test_the_glance_lets_pass_every_import_if_the_environment_is_checked() -> None:
    config = options.parse({"vet_check_environment": "true"})
    file = SourceFile(
        ast.parse("import requests"), ["import requests"], NOWHERE, config
    )

    assert not file.is_clean(), "VET404: the glance lets it never be asked"


def test_codes_without_a_fixture_are_known() -> None:
    assert {path.stem[:6] for path in FIXTURES} == set(BY_CODE) - WITHOUT_FIXTURE


# A new rule that the glance knows nothing about


def report_json(target: Target, file: File) -> Iterator[Problem]:
    """Report a module that no table calls interesting."""
    if target.name == "json":
        yield Problem("VET299", "json", "is imported", depth=1)


def add_rule(patch: pytest.MonkeyPatch, row: codes.Code) -> None:
    rule = Rule(row, "", of_target=report_json)
    patch.setattr(codes, "TABLE", (*codes.TABLE, row))
    patch.setitem(codes.BY_CODE, row.code, row)
    patch.setattr(active, "RULES", (*RULES, rule))


def test_a_rule_that_the_glance_never_lets_be_asked_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = codes.Code("VET299", "json-import", "json", candidates=codes.NAMES)
    add_rule(monkeypatch, row)

    assert find_missed("VET299", {NOWHERE: "import json\n"}) == ["import json"]


def test_a_rule_that_does_not_say_what_interests_it_is_always_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_rule(monkeypatch, codes.Code("VET299", "json-import", "json"))

    assert find_missed("VET299", {NOWHERE: "import json\n"}) == []


def test_a_rule_without_an_example_of_its_own_is_noticed() -> None:
    with pytest.raises(AssertionError, match="VET299: no statement"):
        find_missed("VET299", {NOWHERE: "import json\n"})


# Answers are remembered within bounds


def test_answers_that_are_forgotten_are_found_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = "import os, imp, json, re, imp\nimport imp, re, os\nos.getcwdu()\n"
    raw = {"vet_supported_python": ">=3.9"}
    expected = find(source, options.parse(raw))
    monkeypatch.setattr(interests, "_MOST_ANSWERS", 1)

    assert {"VET201", "VET202"} == {*expected}
    assert find(source, options.parse(raw)) == expected


def test_any_number_of_policies_is_followed() -> None:
    """As many as a process meets that lints one project after another."""
    for number in range(600):
        config = options.parse({"vet_banned_imports": f"m{number} ="})

        assert find(f"import m{number}\n", config) == ["VET101"]
    assert len(interests._known) <= 256
