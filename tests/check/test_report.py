"""What flake8's formatters are given."""

from __future__ import annotations

import io

import pytest
from flake8.violation import Violation
from support import count_calls

from flake8_safe_imports.check import report
from flake8_safe_imports.cli import main


def make(line: str) -> Violation:
    return Violation("VET101", "a.py", 1, 1, "`x` is banned", line)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("import x\n", "import x\n"),
        ("\timport x  # \x1b[31m\n", "\timport x  # \\x1b[31m\n"),
        ("", ""),
    ],
)
def test_lines_are_shown_without_what_a_terminal_obeys(line: str, shown: str) -> None:
    assert report._escape(make(line)).physical_line == shown


@pytest.mark.parametrize("form", ["default", "json"])
def test_streams_may_have_no_buffer(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("import imp\n"))
    monkeypatch.setattr("sys.stdout", out)

    assert main(["check", "--isolated", f"--format={form}", "-"]) == 1
    assert "VET202" in out.getvalue()


def test_a_long_line_is_escaped_once_for_all_its_findings() -> None:
    found = [make(10_000 * "x" + "\n")] * 50
    spent = count_calls(lambda: list(map(report._escape, found)))

    assert spent < 10 * 10_000
