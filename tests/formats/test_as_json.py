"""The format ``json``."""

from __future__ import annotations

import json

from flake8_safe_imports.formats.items import Document, FileProblem, Item
from flake8_safe_imports.formats.registry import format_document
from flake8_safe_imports.formats.rules import describe_code

ITEM = Item("./a.py", 3, 8, describe_code("VET201"), "`a` is b", "a", "b")


def test_a_document() -> None:
    problems = [FileProblem("b.py", 4, "cannot be parsed"), FileProblem("c.py", 0, "x")]
    read = json.loads(format_document("json", Document([ITEM], problems, "x")))
    address = read["findings"][0].pop("address")

    assert read == {
        "findings": [
            {
                "code": "VET201",
                "name": "python2-only-import",
                "page": "codes/VET201.html",
                "file": "./a.py",
                "line": 3,
                "column": 8,
                "message": "`a` is b",
                "import": "a",
                "replacement": "b",
            }
        ],
        "errors": [
            {"file": "b.py", "line": 4, "message": "cannot be parsed"},
            {"file": "c.py", "message": "x"},
        ],
    }
    assert address.endswith("/codes/VET201.html")


def test_names_of_files_that_are_no_text_can_be_read() -> None:
    # Lone surrogates are not characters: readers in C, Go and Rust refuse them.
    item = ITEM._replace(path="\u00e4\udcff.py")
    problem = FileProblem("\udcfe.py", 0, "x")
    text = format_document("json", Document([item], [problem], "x"))

    assert json.loads(text)["findings"][0]["file"] == "\u00e4\\udcff.py"
    assert json.loads(text)["errors"][0]["file"] == "\\udcfe.py"
