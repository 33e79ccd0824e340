"""The format ``sarif``. ``tests/ecosystem`` has it read by programs of others."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rows import each_row
from sarif_shape import find_faults

from flake8_safe_imports import codes
from flake8_safe_imports.addresses import DOCS
from flake8_safe_imports.formats.items import Document, FileProblem, Item
from flake8_safe_imports.formats.registry import format_document
from flake8_safe_imports.formats.rules import describe_code

if TYPE_CHECKING:
    from collections.abc import Sequence

ITEM = Item("./src/\u00e9 b.py", 3, 8, describe_code("VET201"), "`a` is b", "a")


def read_run(
    *items: Item,
    tool: str = "flake8-safe-imports",
    problems: Sequence[FileProblem] = (),
) -> dict[str, Any]:
    log = json.loads(format_document("sarif", Document(items, problems, tool)))
    assert list(find_faults(log)) == []
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_a_result() -> None:
    (result,) = read_run(ITEM)["results"]

    assert result.pop("partialFingerprints")
    assert result == {
        "ruleId": "VET201",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "`a` is b"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": "src/%C3%A9%20b.py",
                        "uriBaseId": "%SRCROOT%",
                    },
                    "region": {"startLine": 3, "startColumn": 8},
                }
            }
        ],
    }


def test_rules_are_described() -> None:
    other = ITEM._replace(rule=describe_code("VET401"))
    run = read_run(other, ITEM, other)
    driver = run["tool"]["driver"]
    first, second = driver["rules"]

    assert [row["ruleIndex"] for row in run["results"]] == [1, 0, 1]
    assert (first["id"], second["id"]) == ("VET201", "VET401")
    assert first["name"] == "python2-only-import"
    summary = describe_code("VET201").summary
    assert first["shortDescription"]["text"] == summary
    assert first["fullDescription"]["text"] == f"A{summary[1:]}."
    assert first["helpUri"] == f"{DOCS}codes/VET201.html"
    assert first["properties"]["page"] == "codes/VET201.html"
    assert "security-severity" not in first["properties"]
    assert second["properties"]["tags"] == ["imports", "security"]
    assert driver["name"] == "flake8-safe-imports"
    assert driver["version"] == version("flake8-safe-imports")
    assert driver["informationUri"] == DOCS


def test_codes_of_other_checkers_have_rules_too() -> None:
    run = read_run(ITEM._replace(rule=describe_code("W291")), tool="flake8")

    assert run["tool"]["driver"] == {
        "name": "flake8",
        "version": version("flake8"),
        "informationUri": "https://flake8.pycqa.org/",
        "rules": [{"id": "W291", "defaultConfiguration": {"level": "warning"}}],
    }


def test_what_is_not_known_is_left_out() -> None:
    nothing, first, line = read_run(
        ITEM._replace(line=0, column=0),
        ITEM._replace(line=1, column=1),
        ITEM._replace(column=0),
    )["results"]

    assert "region" not in nothing["locations"][0]["physicalLocation"]
    assert first["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 1,
    }
    assert line["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_without_findings_there_is_a_run() -> None:
    run = read_run()

    assert run["results"] == run["tool"]["driver"]["rules"] == []


def test_a_file_elsewhere_has_an_absolute_address() -> None:
    item = ITEM._replace(path="/elsewhere/a.py")
    place = read_run(item)["results"][0]["locations"][0]["physicalLocation"]

    assert place["artifactLocation"] == {"uri": "file:///elsewhere/a.py"}


def test_a_run_without_problems_was_successful() -> None:
    assert read_run(ITEM)["invocations"] == [{"executionSuccessful": True}]


def test_problems_are_notifications() -> None:
    first = FileProblem("./a b.py", 3, "cannot be parsed: x\udcff")
    second = FileProblem("b", 0, "is missing", is_error=True)
    (noted,) = read_run(problems=[first])["invocations"]
    (failed,) = read_run(problems=[first, second])["invocations"]

    assert noted == {
        "executionSuccessful": True,
        "toolExecutionNotifications": [
            {
                "level": "warning",
                "message": {"text": "cannot be parsed: x\\udcff"},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {
                                "uri": "a%20b.py",
                                "uriBaseId": "%SRCROOT%",
                            },
                            "region": {"startLine": 3},
                        }
                    }
                ],
            }
        ],
    }
    assert not failed["executionSuccessful"]
    assert [row["level"] for row in failed["toolExecutionNotifications"]] == [
        "warning",
        "error",
    ]


ODD_PATHS = [
    "a b#c?d%41:e\\f.py",
    "\u65e5\n.py",
    "/x/\udce9.py",
    "[x]{y}|^`.py",
    "-",
    "stdin",
]


def test_every_code_and_path_has_the_shape_that_sarif_asks_for() -> None:
    items = [
        ITEM._replace(path=path, rule=describe_code(code), line=line, column=line)
        for path in ODD_PATHS
        for code in (*codes.CODES, "E501")
        for line in (0, 7)
    ]
    run = read_run(*items, problems=[FileProblem(path, 0, "x") for path in ODD_PATHS])
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    prints = [str(row["partialFingerprints"]) for row in run["results"]]

    assert len(rules) == len(set(rules)) == len(codes.CODES) + 1
    assert len(prints) == len(set(prints)) == len(items)
    assert all(rules[row["ruleIndex"]] == row["ruleId"] for row in run["results"])


@each_row(
    ("text", "fault"),
    [
        ('"level": "error"', '"level": "critical"'),
        ('"startLine": 3', '"startLine": 0'),
        ('"startLine": 3', '"line": 3'),
        ("src/%C3%A9%20b.py", "src/\u00e9 b.py"),
        ('"executionSuccessful": true', '"executionSuccessful": 1'),
        ('"ruleIndex": 0', '"ruleIndex": "0"'),
        ('"results": [', '"results": [[], '),
        ('"version": "2.1.0"', '"version": "2.0.0"'),
        ('"text": "`a` is b"', '"markdown": "`a` is b"'),
    ],
)
def test_faults_are_found(text: str, fault: str) -> None:
    log = format_document("sarif", Document([ITEM], [], "flake8-safe-imports"))

    assert text in log
    assert list(find_faults(json.loads(log.replace(text, fault))))
