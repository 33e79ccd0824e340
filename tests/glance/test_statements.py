"""The import statements read from text are those of the tree, and perhaps others."""

from __future__ import annotations

import ast
import random
import re
import sys
import sysconfig
import tokenize
import warnings
from collections import Counter
from pathlib import Path
from unicodedata import normalize

import pytest
from rows import each_row
from support import count_calls

from flake8_safe_imports.analysis.statements.import_statements import find_imports
from flake8_safe_imports.glance import statements, uses
from flake8_safe_imports.glance.statements import (
    SPACES,
    ImportNode,
    ImportText,
    find_import_lines,
    normalize_source,
    read_imports,
    word_or,
)

LIBRARY = Path(sysconfig.get_path("stdlib"))
PIECES = [
    *("from ", "import ", "import", "from", " import ", " import (", " as ", "lazy "),
    *("a", "b.c", ".", "..", "*", "(", ")", "()", ",", "x", "_9", "é", "if x:", "; "),
    *(" ", "\t", "\f", "\n", "\n", "\n)", "(\n", "#c", '"', "'", "\\", "\\\n"),
]
"""Pieces of texts with statements."""


def describe(statement: ImportText | ImportNode) -> str:
    module = "" if statement.module is None else f"from {statement.module} "
    return f"{'.' * statement.level}{module}{statement.names}"


def read_tree(source: str) -> Counter[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source)
    nodes = find_imports(tree, find_import_lines(normalize_source(source)))
    return Counter(describe(ImportNode(node)) for node in nodes)


def read_text(source: str) -> Counter[str] | None:
    found = read_imports(normalize_source(source)).statements
    return None if found is None else Counter(map(describe, found))


SAME = (
    "import a",
    "import a.b as c, d  # comment",
    "import a . b as c",
    "from a. importb import c",
    "from a.\x0cimport_b import c, d",
    "from .\timport\xe9 import c",
    "import\ta\n\x0cimport b",
    "\x0c  \nimport a",
    "from a import b",
    "from a.b import (c, d as e,)",
    "from a import (  # (one)\n    b,  # )\n    c as d,\n)\nimport e",
    "from a import (b,\\\n c)",
    "from.import a",
    "from . a import b",
    "from . . import(a)",
    "from ..a import*",
    "import a; import b;import c",
    "if x: import a\nelse:import b",
    "try: from a import b as c; import d\nexcept E: pass",
    "class A: from a import (b, c)",
    "from a \\\n  import b, \\\n  c",
    "import \\\n  a",
    "if x: \\\n import a",
    "\\\nimport a",
    "def f():\n  def g():\n    import a\n    from .b import c",
    "import caf\xe9, \ufb01x, \u2118",
    "x = 1; import a",
    "importer = 1\nx.important(importer)\n# import this\nfrom_x = 'import'",
    "import a\rimport b\r\nimport c",
    "import a",
)


@each_row("source", [*SAME, *(f"{source}\n" for source in SAME)])
def test_the_statements_are_those_of_the_tree(source: str) -> None:
    assert read_text(source) == read_tree(source)


@each_row(
    "source",
    [
        "'''\nfrom a import (\n'''\nimport b\nc = ')'\n",
        "'''\nfrom a import (b,  # '''\nimport c\n''' )\n'''\n",
        "'''\nimport a # '''; import b\n",
        "'''\nimport a # \\\n'''; import b\n",
        "x = ': from a import (b': import c\n".replace("x =", "if"),
        "if ': import a': import b\n",
        "# note: from a \\\nimport b\n",
        "x = 1  # \\\nimport a\n",
        "'''Note: import this; from that import\n'''\nimport a\n",
        "if x: from a import (b,\n c)\n",
        "if x: from a import (b, # )\n c)\n",
        "if x: from a \\\n import (b,\n c)\n",
    ],
)
def test_no_string_or_comment_hides_a_statement(source: str) -> None:
    found = read_text(source)

    assert found is None or not read_tree(source) - found


def test_statements_without_tree_may_begin_with_lazy() -> None:
    found = read_text("lazy import a\nlazy from b import c as d\n")

    assert found is not None
    assert sorted(found) == ["[('a', '')]", "from b [('c', 'd')]"]


def test_examples_in_strings_count_too() -> None:
    assert read_text("'''\nimport a\n'''\n") == Counter(["[('a', '')]"])


def test_sentences_import_nothing() -> None:
    source = "'''\nimport it and run\nfrom these import a and b, c\n'''\n"

    assert read_text(source) == Counter(["[]", "from these [('c', '')]"])


@pytest.mark.parametrize(
    "sentence", ["import it.", "# Phase 2: import all modules.", "import a.b and run."]
)
def test_sentences_that_end_with_a_full_stop_import_nothing(sentence: str) -> None:
    assert read_text(f"'''\n{sentence}\n'''\n") == Counter(["[]"])


@pytest.mark.skipif(sys.platform == "emscripten", reason="its library is compiled")
@pytest.mark.properties
def test_the_standard_library_has_no_other_statements() -> None:
    unclear, seen = 0, 0
    for path in sorted(LIBRARY.glob("*.py")) + sorted(LIBRARY.glob("test/*.py"))[::5]:
        try:
            with tokenize.open(path) as file:
                source = file.read()
            expected = read_tree(source)
        except (SyntaxError, UnicodeError, ValueError):
            continue  # bad on purpose
        found = read_text(source)
        seen += 1
        unclear += found is None

        assert found is None or not expected - found, path

    assert seen > 150
    assert unclear < seen / 20


@pytest.mark.hostile
@pytest.mark.parametrize(
    "line",
    [
        "from a import (\n",
        "from a import ( # (\n",
        "import a \\\n",
        "x = 1 + \\\n",
        ": import a",
        "from from ",
        ":from a ",
        "import a # '\n",
        "import (\n",
    ],
)
def test_time_is_linear(line: str) -> None:
    spent = [
        count_calls(lambda: read_imports(line * count + "import b\n"))  # noqa: B023
        for count in (1000, 4000)
    ]

    assert spent[1] <= 4 * spent[0] + 100


@pytest.mark.parametrize("others", ["", ".", ", \t\f", f",\\{SPACES}"])
def test_all_but_ascii_counts_as_a_letter(others: str) -> None:
    pattern = re.compile(word_or(others))
    for char in map(chr, range(0x2100)):
        is_letter = char == "_" or char.isalnum() or char > "\x7f"

        assert bool(pattern.match(char)) == (is_letter or char in others), ascii(char)


def test_patterns_have_no_large_sets_of_characters() -> None:
    """To compile one takes 5 ms."""
    for pattern in (
        statements._usual_pattern(),
        statements._plain_pattern(),
        statements._joined_pattern(),
        uses._headers_pattern(),
    ):
        assert pattern.pattern.isascii()
        assert "\\u" not in pattern.pattern.lower()


@pytest.mark.parametrize(
    ("text", "module", "names"),
    [
        ("import a\n", None, [("a", "")]),
        ("\timport a.b as c , d", None, [("a.b", "c"), ("d", "")]),
        ("from a import b\n", "a", [("b", "")]),
        ("from a import (b)\n", "a", [("b", "")]),
        ("from a import (\n    b as c,\n    d,\n)\nx", "a", [("b", "c"), ("d", "")]),
    ],
)
def test_usual_statements_need_no_long_pattern(
    text: str, module: str | None, names: list[tuple[str, str]]
) -> None:
    statements._plain_pattern.cache_clear()
    found = read_imports(text).statements or []

    assert [(item.module, item.names) for item in found] == [(module, names)]
    assert statements._plain_pattern.cache_info().misses == 0


@each_row("seed", range(20))
def test_a_statement_is_read_as_the_long_pattern_says(
    seed: int,
) -> None:
    chance = random.Random(seed)
    for _ in range(500):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 12)))
        match = statements._plain_pattern().match(text)
        found, end = statements._read_plain(text, 0)

        assert (found is None) == (match is None), text
        if found is not None and match is not None:
            expected = statements._make_statement(*match.groups())
            assert end == match.end(), text
            assert describe(found) == describe(expected), text


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n", " "])
def test_identifiers_are_normalized_wherever_they_stand(gap: str) -> None:
    parts = ["import os", "ﬁle", "e\u0301", "\u0301x", "𝐱 = 1", ""]
    text = gap.join(parts)

    expected = gap.join(normalize("NFKC", part) for part in parts)
    if gap == " ":
        expected = normalize("NFKC", text)
    assert normalize_source(text) == expected
    assert normalize_source(f"x{gap}y") == f"x{gap}y"


@pytest.mark.parametrize("name", ["os", "sys", "warnings"])
@pytest.mark.parametrize("beginning", ["", "# a long text\n" * 200])
def test_only_whole_words_are_found(name: str, beginning: str) -> None:
    other = f"{name}x x{name} _{name} {name}_ a.{name} {name}9 é{name} {name}é\n"
    text = f"{beginning}{name} {other}({name}).a{name}\n{name}"
    starts = [match.start() for match in re.finditer(rf"(?<![\w.]){name}(?!\w)", text)]

    assert list(uses.find_word(name, text)) == starts
    assert len(starts) == 3
