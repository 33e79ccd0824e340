"""Adding noqa comments to lines, as flake8 reads them."""

from __future__ import annotations

import ast
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports.check.comments import add_noqa, find_places, split_lines


def add(text: str, wanted: dict[int, set[str]]) -> tuple[str, set[tuple[int, str]]]:
    lines = split_lines(text)
    places = find_places([line.rstrip("\r\n") + "\n" for line in lines])
    done = add_noqa(lines, wanted, places)
    return "".join(done.lines), set(done.left)


@each_row(
    ("before", "after"),
    [
        pytest.param("import a\n", "import a  # noqa: VET201\n", id="plain"),
        pytest.param(
            "import a \t\r\nb\r", "import a  # noqa: VET201\r\nb\r", id="ends"
        ),
        pytest.param("import a", "import a  # noqa: VET201", id="no end"),
        pytest.param(
            "import a  # b\n", "import a  # b  # noqa: VET201\n", id="comment"
        ),
        pytest.param(
            "import a  # type: ignore\n",
            "import a  # type: ignore  # noqa: VET201\n",
            id="type comment",
        ),
        pytest.param(
            "import a  # noqa: E501\n", "import a  # noqa: E501, VET201\n", id="code"
        ),
        pytest.param(
            "import a  # NOQA:E501,W291 why\n",
            "import a  # NOQA:E501,W291,VET201 why\n",
            id="codes and a reason",
        ),
        pytest.param(
            "import a  # noqa: E501, \n",
            "import a  # noqa: E501, VET201, \n",
            id="comma",
        ),
        pytest.param(
            "import a  #noqa\n", "import a  #noqa  # noqa: VET201\n", id="tight"
        ),
        pytest.param("import a  # noqa\n", "import a  # noqa\n", id="blanket"),
        pytest.param(
            "import a  # noqa: VET2\n", "import a  # noqa: VET2\n", id="family"
        ),
        pytest.param(
            "import a, \\\n    b\n",
            "import a, \\\n    b  # noqa: VET201\n",
            id="backslash",
        ),
        pytest.param(
            "import a; x = '''\n'''\n",
            "import a; x = '''\n'''  # noqa: VET201\n",
            id="string",
        ),
        pytest.param(
            "from a import (  # b\n    c,\n)\n",
            "from a import (  # b  # noqa: VET201\n    c,\n)\n",
            id="parentheses",
        ),
        pytest.param("", "# noqa: VET201", id="empty file"),
        pytest.param("\nx = 1\n", "# noqa: VET201\nx = 1\n", id="empty line"),
        pytest.param(
            "# coding: utf-8\n", "# coding: utf-8  # noqa: VET201\n", id="encoding"
        ),
    ],
)
def test_comment(before: str, after: str) -> None:
    assert add(before, {1: {"VET201"}}) == (after, set())
    assert add(after, {1: {"VET201"}}) == (after, set())


def test_codes_of_one_place_are_together_and_sorted() -> None:
    wanted = {1: {"VET301"}, 2: {"VET201", "VET202"}, 3: {"VET301"}}
    text, left = add("import a, \\\n    b, \\\n    c\n", wanted)

    assert text.endswith("    c  # noqa: VET201, VET202, VET301\n")
    assert left == set()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("#!/usr/bin/python\n", id="shebang"),
        pytest.param("x = '# noqa: E501'; import a\n", id="in a string"),
        pytest.param(
            "x = ''' # noqa: E501\n'''; import a  # b\n", id="in an earlier line"
        ),
        pytest.param("x = '# noqa: E501'; import a  # noqa: E501\n", id="in both"),
    ],
)
def test_there_may_be_no_place(text: str) -> None:
    assert add(text, {1: {"VET201"}}) == (text, {(1, "VET201")})


@pytest.mark.skipif(sys.version_info < (3, 12), reason="it is one token there")
def test_fields_of_strings_get_no_comment_that_older_pythons_refuse() -> None:
    text = 'x = f"""{\na\n}"""\nb\n'
    commented = 'x = f"""{\na  # b\n}"""\n'
    left = {(2, "VET201")}

    assert add(text, {2: {"VET201"}}) == (text, left)
    assert add(text, {2: {"VET201"}, 4: {"VET201"}})[0].endswith("b  # noqa: VET201\n")
    # Those who have a comment there have no older Python.
    assert add(commented, {2: {"VET201"}})[1] == set()


def test_others_are_silenced_all_the_same() -> None:
    text, left = add("#!/bin/sh\nimport a\n", {1: {"VET403"}, 2: {"VET201"}})

    assert text == "#!/bin/sh\nimport a  # noqa: VET201\n"
    assert left == {(1, "VET403")}


def test_text_without_tokens_has_no_places() -> None:
    assert find_places(["x = (\n"]) == {}
    assert find_places(["  x\n", " y\n"]) == {}


STATEMENTS = [
    "import a\n",
    "import a  # noqa: E501\n",
    "from a import (\n    b,  # c\n    d,\n)\n",
    "x = '''\n# noqa\n'''\n",
    "if x:\n\timport a\n",
    "import a, \\\n    b\n",
    "# comment\n",
    "\n",
    "x = f'''{a.b}\n'''; import a # d\n",
    "def f():\n    '''Doc.\n    '''\n    import a; return (a\n        , b)\n",
]


@given(st.lists(st.sampled_from(STATEMENTS), min_size=1), st.data())
def test_only_comments_change(statements: list[str], data: st.DataObject) -> None:
    ending = data.draw(st.sampled_from(["\n", "\r\n"]))
    text = "".join(statements).replace("\n", ending)
    numbers = st.integers(1, len(split_lines(text)))
    codes = st.sets(st.sampled_from(["VET201", "VET301"]), min_size=1)
    wanted = data.draw(st.dictionaries(numbers, codes))
    after, left = add(text, wanted)

    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(after))
    assert len(split_lines(text)) == len(split_lines(after))
    assert add(after, wanted) == (after, left)
