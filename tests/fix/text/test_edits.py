"""Offsets, layouts of statements and edits."""

from __future__ import annotations

import ast

import pytest
from fixing import fix

from flake8_safe_imports.fix.text import edits


def test_overlapping_edits_are_refused() -> None:
    first, second = edits.Edit(0, 2, "x"), edits.Edit(1, 3, "y")

    assert edits.apply("abc", [first, second]) is None
    assert edits.apply("abc", [edits.Edit(2, 2, "-"), first]) == "x-c"


def test_overlapping_rewrites_are_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No source is known that leads to it, so that it is simulated."""
    monkeypatch.setattr(edits, "apply", lambda text, made: None if made else text)
    source = "import cPickle\ncPickle.dumps\n"
    found = fix(source)

    assert found.source == source
    assert ["overlaps" in item.reason for item in found.skipped] == [True]


def test_offsets_are_mapped_back() -> None:
    text = "import cPickle, os\nx = cPickle, os\n"
    made = [edits.Edit(7, 14, "pickle"), edits.Edit(23, 30, "something")]
    after = edits.apply(text, made)

    assert after is not None
    assert after == "import pickle, os\nx = something, os\n"
    origins = edits.OffsetMap(made)
    for word in ("import", "os\nx", "= ", ", os\n"):
        assert origins.find_origin(after.rindex(word)) == text.rindex(word)
    assert origins.find_origin(after.index("ckle")) == text.index("cPickle")


def test_inserted_text_comes_from_the_beginning_of_its_edit() -> None:
    origins = edits.OffsetMap([edits.Edit(0, 7, "import pickle")])

    assert origins.find_origin(9) == 0


def test_a_lazy_import_stays_lazy() -> None:
    text = "lazy from cPickle import dumps, loads\n"
    node = ast.ImportFrom("cPickle", [ast.alias("dumps"), ast.alias("loads")], 0)
    node.lineno = node.end_lineno = 1
    node.col_offset, node.end_col_offset = 0, len(text) - 1
    found = edits.find_layout(edits.SourceText(text), node)

    assert found is not None
    assert found.lazy == "lazy "
    assert text[slice(*found.module)] == "cPickle"
    assert [text[slice(*alias)] for alias in found.aliases] == ["dumps", "loads"]


@pytest.mark.parametrize("text", ["import abcd\n", "import a ! b\n"])
def test_a_layout_that_does_not_fit_the_tree_is_unknown(text: str) -> None:
    node = ast.parse("import a, bc\n").body[0]
    assert isinstance(node, ast.Import)

    assert edits.find_layout(edits.SourceText(text), node) is None
