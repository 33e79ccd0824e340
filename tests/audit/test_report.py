"""The formats of an audit's report."""

from __future__ import annotations

import json

from flake8_safe_imports.audit import report
from flake8_safe_imports.audit.report import FORMATS, Finding, Report, Trouble
from flake8_safe_imports.data import packages

INSTALLED = Finding("site", 0, "b", "", "malicious", "", "`b` is bad")
REPORT = Report(
    (Finding("a.txt", 3, "a", "1", "lookalike", "aa", "`a` is odd"), INSTALLED),
    (Trouble("c.txt", 2, "not TOML"),),
)


def test_every_format_has_a_row() -> None:
    functions = {
        value for name, value in vars(report).items() if name.startswith("format_")
    }

    assert functions == set(FORMATS.values())


def test_text() -> None:
    assert FORMATS["text"](REPORT) == (
        "a.txt:3: `a` is odd\n"
        "site: `b` is bad\n"
        f"2 findings in what could be read (data of {packages.DATE})"
    )


def test_text_of_one_finding() -> None:
    text = FORMATS["text"](Report((INSTALLED,), ()))

    assert text.splitlines()[1] == f"1 finding (data of {packages.DATE})"


def test_json_has_null_for_what_is_not_known() -> None:
    document = json.loads(FORMATS["json"](REPORT))

    assert document["date"] == packages.DATE
    assert document["errors"] == [{"file": "c.txt", "line": 2, "reason": "not TOML"}]
    assert document["findings"] == [
        {
            "file": "a.txt",
            "line": 3,
            "name": "a",
            "version": "1",
            "kind": "lookalike",
            "target": "aa",
            "message": "`a` is odd",
        },
        {
            "file": "site",
            "line": None,
            "name": "b",
            "version": None,
            "kind": "malicious",
            "target": None,
            "message": "`b` is bad",
        },
    ]
