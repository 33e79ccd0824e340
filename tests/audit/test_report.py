"""The formats of an audit's report."""

from __future__ import annotations

import json
from importlib.metadata import version

import pytest

from flake8_safe_imports.audit.report import (
    FORMATS,
    AuditFinding,
    Report,
    Trouble,
    format_report,
)
from flake8_safe_imports.data import packages

INSTALLED = AuditFinding("site", 1, "b", "", "malicious", "", "`b` is bad")
REPORT = Report(
    (AuditFinding("a.txt", 3, "a", "1", "lookalike", "aa", "`a` is odd"), INSTALLED),
    (Trouble("c.txt", 2, "not TOML"),),
    ("a.txt",),
    2,
    3,
    ("c",),
)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_the_findings(name: str) -> None:
    text = format_report(name, REPORT)

    assert "is odd" in text
    assert "is bad" in text


def test_sarif_has_the_kinds_as_rules() -> None:
    (run,) = json.loads(format_report("sarif", REPORT))["runs"]
    bad, odd = run["tool"]["driver"]["rules"][::-1]

    assert [row["ruleId"] for row in run["results"]] == ["lookalike", "malicious"]
    assert bad["id"] == "malicious"
    assert odd["helpUri"].endswith("audit.html#what-is-found")


def test_gitlab_has_a_category_for_kinds() -> None:
    odd, bad = json.loads(format_report("gitlab", REPORT))

    assert (odd["severity"], bad["severity"]) == ("major", "critical")
    assert bad["categories"] == ["Security"]


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        ("compromised", "Security"),
        ("startup-code", "Security"),
        ("shadows-stdlib", "Security"),
        ("import-name", "Bug Risk"),
        ("obsolete-backport", "Compatibility"),
    ],
)
def test_category_of_a_kind_in_gitlab(kind: str, category: str) -> None:
    report = Report((INSTALLED._replace(kind=kind),), ())

    assert json.loads(format_report("gitlab", report))[0]["categories"] == [category]


def test_text() -> None:
    text = format_report("text", REPORT)

    assert text.startswith(
        "a.txt:3: `a` is odd\n"
        "site:1: `b` is bad\n"
        "2 findings in what could be read: 1 file, 2 dependencies, "
        "3 installed distributions read\nignored: c\ndata:\n  "
    )
    assert all(source in text for source in packages.load_dates())


def test_text_of_one_finding() -> None:
    text = format_report("text", Report((INSTALLED,), ()))

    assert text.splitlines()[1].startswith("1 finding: 0 files, 0 dependencies, ")


def test_text_where_nothing_could_be_read() -> None:
    trouble = Trouble("x", 0, "does not exist")

    assert format_report("text", Report((), (trouble,))).startswith(
        "nothing could be read\ndata:\n"
    )
    text = format_report("text", Report((), (trouble,), files=("a.txt",)))
    assert text.startswith("nothing found in what could be read: 1 file, ")


def test_text_is_escaped() -> None:
    finding = INSTALLED._replace(file="a\x1b[31m\n", text="x\u202e")
    trouble = Trouble("b\x1b", 2, "c\x1b does not exist")
    text = format_report("text", Report((finding,), (), ignored=("\x1b",)))

    assert text.startswith("a\\x1b[31m\\n:1: x\\u202e\n1 finding: ")
    assert "ignored: \\x1b\n" in text
    assert trouble.text == "b\\x1b:2: c\\x1b does not exist"


def test_json_leaves_out_what_is_not_known() -> None:
    document = json.loads(format_report("json", REPORT))

    assert document == {
        "version": version("flake8-safe-imports"),
        "data": packages.load_dates(),
        "files": ["a.txt"],
        "dependencies": 2,
        "distributions": 3,
        "ignored": ["c"],
        "findings": [
            {
                "kind": "lookalike",
                "name": "a",
                "version": "1",
                "target": "aa",
                "file": "a.txt",
                "line": 3,
                "message": "`a` is odd",
            },
            {
                "kind": "malicious",
                "name": "b",
                "file": "site",
                "line": 1,
                "message": "`b` is bad",
            },
        ],
        "errors": [
            {"file": "c.txt", "line": 2, "message": "not TOML", "level": "error"}
        ],
    }
