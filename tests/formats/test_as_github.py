"""The format ``github``, read as GitHub's runner reads it."""

from __future__ import annotations

import re

import pytest

from flake8_safe_imports.formats.items import Document, FileProblem, Item, ReportedRule
from flake8_safe_imports.formats.registry import format_document
from flake8_safe_imports.formats.rules import describe_code

ODD = "a%25,b:c.py"


def read_command(line: str) -> tuple[dict[str, str], str]:
    """Return properties and message, as the runner's ActionCommand decodes them."""
    match = re.fullmatch(r"::error ([^:]*)::(.*)", line)
    assert match
    found = (part.split("=", 1) for part in match[1].split(","))
    return {key: decode(value, ":,") for key, value in found}, decode(match[2], "")


def decode(text: str, more: str) -> str:
    for character in f"\r\n{more}%":  # the percent sign last, as the runner does
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def read_one(item: Item) -> tuple[dict[str, str], str]:
    (line,) = format_document("github", Document([item], [], "x")).splitlines()
    return read_command(line)


def test_a_finding() -> None:
    rule = describe_code("VET201")
    properties, message = read_one(Item("./src/a.py", 3, 8, rule, "`a` is b: use c"))

    assert properties == {
        "title": "VET201 python2-only-import",
        "file": "src/a.py",
        "line": "3",
        "col": "8",
    }
    assert message == f"src/a.py:3:8: VET201 `a` is b: use c\n{rule.address}"


@pytest.mark.parametrize("text", ["100% of\r\nit", "%0A, %25: x", "::error::y"])
def test_what_would_end_a_value_is_encoded(text: str) -> None:
    rule = ReportedRule("X1", "X1", "", "minor")
    properties, message = read_one(Item(ODD, 1, 1, rule, text))

    assert properties["file"] == ODD
    assert message == f"{ODD}:1:1: X1 {text}"


def test_files_that_could_not_be_read_follow() -> None:
    problems = [
        FileProblem("b", 2, "not 1%", is_error=True),
        FileProblem("./c,d", 0, "e\x1b"),
    ]
    item = Item("a", 1, 0, ReportedRule("X1", "X1", "", ""), "f")

    text = format_document("github", Document([item], problems, "x"))
    assert text.splitlines()[1:] == [
        "::error file=b,line=2::b:2: not 1%25",
        "::notice file=c%2Cd::c,d: e\\x1b",
    ]


def test_place_and_name_that_are_not_known_are_left_out() -> None:
    properties, message = read_one(
        Item("a", 0, 0, ReportedRule("X1", "X1", "", ""), "b")
    )

    assert properties == {"title": "X1", "file": "a"}
    assert message == "a: X1 b"


def test_names_of_files_cannot_reach_the_terminal() -> None:
    item = Item("a\x1b\n\udcff.py", 1, 1, ReportedRule("X1", "X1", "", ""), "b")

    assert "file=a\\x1b\\n\\udcff.py" in format_document(
        "github", Document([item], [], "x")
    )


def test_nothing_is_printed_for_nothing() -> None:
    assert format_document("github", Document([], [], "x")) == ""
