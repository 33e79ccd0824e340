"""Which Python a file needs for its own syntax, held against this interpreter."""

from __future__ import annotations

import ast
import sys

import pytest
from rows import each_row

from flake8_safe_imports.analysis.scoping.walk import collect_scopes
from flake8_safe_imports.analysis.statements.syntax import may_be_newer

NEW = [
    ("if (n := 1): pass\n", 308),
    ("def f(a, /): pass\n", 308),
    ("f = lambda a, /: a\n", 308),
    ("match x:\n    case 1: pass\n", 310),
    ("try: pass\nexcept* ValueError: pass\n", 311),
    ("type A = int\n", 312),
    ("def f[T](x: T): pass\n", 312),
    ("class C[T]: pass\n", 312),
    ("class C[T = int]: pass\n", 313),
    ("x = t'{y}'\n", 314),
    ("lazy import json\n", 315),
    ("x = [*a for a in b]\n", 315),
    ("x = {*a for a in b}\n", 315),
    ("x = f(*a for a in b)\n", 315),
    ("x = {**a for a in b}\n", 315),
]
OLD = [
    "match = type = lazy = 1\nmatch(type)\n",
    "x = 'except* match type'\n",
    "try: pass\nexcept (ValueError): pass\n",
    "x = f'{y:=3}'\n",
    "class C(list[int]): pass\n",
    "x = [(*a, b) for a in c] + [*a, *(b for b in c)]\n",
    "x = {a: {**b} for a in c} | {**a, **{b: c for b in d}}\n",
]


def find_oldest(source: str) -> int:
    return collect_scopes(ast.parse(source), lambda node: ()).oldest


@each_row(("source", "minor"), NEW)
def test_new_syntax_needs_its_version(source: str, minor: int) -> None:
    if sys.version_info < divmod(minor, 100):
        with pytest.raises(SyntaxError):
            ast.parse(source)
        pytest.skip(f"Python {minor} parses it")

    assert find_oldest(source) == minor


@pytest.mark.parametrize("source", OLD)
def test_old_syntax_needs_nothing(source: str) -> None:
    assert find_oldest(source) == 0


@each_row(
    "source",
    [
        *(source for source, _ in NEW),
        "def f(a, / # b\n  # c\n  ): pass\n",
        "lambda a, \\\n/ \\\n: a\n",
        "if 1:\n\tmatch.5:\n\t\tcase _: pass\n",
        " \\\n match(x):\n  case _: pass\n",
        "try: pass\nexcept \\\n * ValueError: pass\n",
        "if 1: type A = int\n",
        "type\\\n A = int\n",
        "type \\\n\\\n  A = int\n",
        "x = 1;type\tA = int\n",
        "def f \\\n [T](): pass\n",
        "class \u2118\\\n[T]: pass\n",
        "class A [\n T]: pass\n",
        'x = Rt"""{y}"""\n',
        "lazy \\\n from x import y\n",
        "x = [  # a\n  # b\n  *f(\n    (a),\n  )\n  for a in b\n]\n",
    ],
)
def test_new_syntax_is_seen_in_the_text(source: str) -> None:
    assert may_be_newer(source, 306)


def test_old_texts_are_not_taken_for_new() -> None:
    assert not may_be_newer(
        "import re\nmatch = re.match(r'a/b', x) / 2\nmatch.group(), match\n"
        "def f(a, *b):\n  type(a)[0]\nclass A(B[0]): pass\n"
        "try: x = {'u': 1}\nexcept (A, B): pass\nf(*a, **{'b': 1})\n",
        306,
    )


def test_syntax_that_a_version_has_is_not_new_for_it() -> None:
    source = "if x := f(): pass\nmatch x:\n  case _: pass\n"
    assert may_be_newer(source, 309)
    assert not may_be_newer(source, 310)
