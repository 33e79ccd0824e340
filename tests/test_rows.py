"""A test of many rows can fail at each of them."""

from __future__ import annotations

import inspect
import os
from typing import TYPE_CHECKING

import pytest
from rows import each_row

if TYPE_CHECKING:
    from pathlib import Path


def test_every_row_is_run_and_each_failure_is_named() -> None:
    seen = []

    @each_row(("text", "length"), [("a", 2), pytest.param("b", 1, id="b"), ("c", 3)])
    def check(text: str, length: int) -> None:
        seen.append(text)
        assert len(text) == length, "wrong length"

    with pytest.raises(AssertionError) as caught:
        check()

    assert seen == ["a", "b", "c"]
    assert str(caught.value).splitlines()[0].startswith("2 of 3 rows fail")
    assert "row 0 ('a', 2): AssertionError: wrong length" in str(caught.value)
    assert "row 2 ('c', 3)" in str(caught.value)
    assert caught.value.__cause__ is not None


def test_what_pytest_fails_is_a_failure_too() -> None:
    @each_row("text", ["a", "b"], ids=["first", "second"])
    def check(text: str) -> None:
        if text == "b":
            pytest.fail("no b")

    with pytest.raises(AssertionError, match=r"row 1 \(second\): Failed: no b"):
        check()


def test_a_skipped_row_is_reported_after_the_others_have_run() -> None:
    seen = []

    @each_row("text", ["a", "b"])
    def check(text: str) -> None:
        if text == "a":
            pytest.skip("no a")
        seen.append(text)

    with pytest.raises(pytest.skip.Exception, match="1 of 2 rows: no a"):
        check()

    assert seen == ["b"]


def test_other_parameters_are_fixtures() -> None:
    seen = []

    @each_row("text", ["a", "b"])
    def check(text: str, root: str) -> None:
        seen.append(root + text)

    check(root="/")

    assert list(inspect.signature(check).parameters) == ["root"]
    assert seen == ["/a", "/b"]


@each_row("name", ["a", "b"])
def test_every_row_has_a_new_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()

    assert os.listdir(tmp_path) == [name]


def test_no_row_is_no_test() -> None:
    with pytest.raises(AssertionError, match="no rows"):
        each_row("text", [])


def test_a_mark_needs_a_test_of_its_own() -> None:
    with pytest.raises(AssertionError, match="a mark"):
        each_row("text", [pytest.param("a", marks=pytest.mark.hostile)])
