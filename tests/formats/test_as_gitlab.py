"""The format ``gitlab``: what GitLab's Code Quality and Code Climate require."""

from __future__ import annotations

import json
from typing import Any

from rows import each_row

from flake8_safe_imports import codes
from flake8_safe_imports.addresses import DISTRIBUTION
from flake8_safe_imports.formats.items import Document, Item, ReportedRule
from flake8_safe_imports.formats.registry import format_document
from flake8_safe_imports.formats.rules import describe_code


def read(*items: Item) -> list[dict[str, Any]]:
    found = json.loads(format_document("gitlab", Document(items, [], DISTRIBUTION)))
    assert isinstance(found, list)
    return found


def test_a_finding() -> None:
    rule = describe_code("VET201")
    (issue,) = read(Item("./a/b.py", 3, 8, rule, "`a` is b: use c", "a"))

    assert issue.pop("fingerprint")
    assert issue == {
        "type": "issue",
        "check_name": "VET201",
        "description": "VET201 `a` is b: use c",
        "categories": ["Compatibility"],
        "severity": "major",
        "location": {"path": "a/b.py", "lines": {"begin": 3, "end": 3}},
        "content": {"body": f"{rule.name}: {rule.summary}\n\n{rule.address}"},
    }


@each_row("code", [*codes.CODES, "E501"])
def test_values_are_those_that_are_known(code: str) -> None:
    (issue,) = read(Item("a.py", 1, 1, describe_code(code), "b"))

    assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
    assert set(issue["categories"]) < {
        "Bug Risk",
        "Clarity",
        "Compatibility",
        "Complexity",
        "Duplication",
        "Performance",
        "Security",
        "Style",
    }


@each_row(
    ("code", "severity"),
    [
        ("VET401", "critical"),
        ("VET402", "major"),
        ("VET201", "major"),
        ("VET203", "major"),
        ("VET205", "info"),
        ("VET101", "minor"),
        ("VET301", "minor"),
        ("E999", "major"),
        ("W291", "minor"),
    ],
)
def test_severity_follows_from_the_code(code: str, severity: str) -> None:
    assert describe_code(code).severity == severity


def test_each_finding_has_its_own_fingerprint() -> None:
    rule = describe_code("VET201")
    item = Item("a.py", 1, 8, rule, "`a` is b", "a")
    found = read(item, item, item._replace(path="b.py"), item._replace(subject="c"))

    assert len({issue["fingerprint"] for issue in found}) == 4


def test_a_place_that_is_not_known_is_the_first_line() -> None:
    (issue,) = read(Item("a", 0, 0, ReportedRule("X1", "X1", "", "minor"), "b"))

    assert issue["location"]["lines"]["begin"] == 1
    assert "content" not in issue


def test_without_findings_there_is_a_list() -> None:
    assert read() == []
