"""Fingerprints stay when lines move, and differ between findings."""

from __future__ import annotations

from flake8_safe_imports.formats.fingerprints import add_fingerprints
from flake8_safe_imports.formats.items import Item
from flake8_safe_imports.formats.rules import describe_code

ITEM = Item("a.py", 3, 8, describe_code("VET201"), "`a` is b: use `c` (d)", "a")


def mark(*items: Item) -> list[str]:
    return [fingerprint for _, fingerprint in add_fingerprints(items)]


def test_lines_columns_and_advice_do_not_count() -> None:
    moved = ITEM._replace(line=90, column=1, message="`a` is b: use `c` (d, e)")

    assert mark(ITEM) == mark(moved) == mark(moved._replace(path="./a.py"))


def test_file_code_and_name_count() -> None:
    others = [
        ITEM._replace(path="b.py"),
        ITEM._replace(rule=describe_code("VET202")),
        ITEM._replace(subject="b"),
        ITEM._replace(subject="", message="`a` is b"),
    ]

    assert len({*mark(ITEM), *(mark(item)[0] for item in others)}) == 5


def test_equal_findings_are_counted() -> None:
    first, second, other = mark(ITEM, ITEM._replace(line=9), ITEM._replace(path="b"))

    assert len({first, second, other}) == 3
    assert mark(ITEM._replace(line=9)) == [first]


def test_surrogates_are_no_trouble() -> None:
    assert len(set(mark(ITEM._replace(path="\udcff"), ITEM))) == 2
