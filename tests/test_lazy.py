"""Lazy imports of Python 3.15: judged like others, where they are written.

Before 3.15, ``lazy`` is taken out and what the parser of 3.15 adds is put in by hand.
"""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING, Callable

import pytest
from rows import each_row
from support import Ran, run_check, run_flake8

from flake8_safe_imports import checker
from flake8_safe_imports.config import options

if TYPE_CHECKING:
    from pathlib import Path

LAZY = re.compile(r"^([ \t]*)lazy (?=import |from )", re.M)


def parse(source: str) -> ast.Module:
    """Return the tree that Python 3.15 makes of *source*."""
    if sys.version_info >= (3, 15):
        return ast.parse(source)
    lines = source.splitlines()
    tree = ast.parse(LAZY.sub(r"\1", source))
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        line = lines[node.lineno - 1]
        node.is_lazy = int(bool(LAZY.match(line)))  # type: ignore[union-attr]
        for alias in node.names if node.is_lazy else ():  # type: ignore[union-attr]
            position = vars(alias)  # empty on Python 3.9
            if position.get("lineno") == node.lineno:
                position["col_offset"] += len("lazy ")
    return tree


def check(source: str, **settings: str) -> list[tuple[int, int, str, str]]:
    """Return line, column, code and name of each finding."""
    found = checker.check(
        parse(source),
        source.splitlines(keepends=True),
        "/nowhere/f.py",
        options.parse({f"vet_{key}": value for key, value in settings.items()}),
    )
    return [(item.line, item.column + 1, item.code, item.name) for item in found]


pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 10), reason="aliases have no position of their own"
)


@each_row(
    ("source", "found"),
    [
        ("lazy import urllib2\n", [(1, 13, "VET201", "urllib2")]),
        ("lazy from collections import x, Mapping as M\n",
         [(1, 30, "VET206", "collections.x"),
          (1, 33, "VET202", "collections.Mapping")]),
        ("lazy import os.paths\n", [(1, 13, "VET206", "os.paths")]),
        ("lazy import mock\n", [(1, 13, "VET301", "mock")]),
        ("lazy import urlib\n", [(1, 13, "VET402", "urlib")]),
        ("if 1:\n    lazy import math, imp\n", [(2, 23, "VET202", "imp")]),
        ("lazy from json import (\n    dumps,\n    dumbs,\n)\n",
         [(3, 5, "VET206", "json.dumbs")]),
        ("lazy import imp; imp.load_source\n", [(1, 13, "VET202", "imp")]),
    ],
)  # fmt: skip
def test_judged_like_eager_ones(
    source: str, found: list[tuple[int, int, str, str]]
) -> None:
    assert check(source, supported_python=">=3.15") == found


@each_row(
    ("source", "found"),
    [
        ("lazy import string\nstring.letters\n", [(2, 1, "VET201", "string.letters")]),
        ("lazy import string as s\ndef f():\n    return s.letters\n",
         [(3, 12, "VET201", "string.letters")]),
        ("lazy from os import path\npath.walk\n", [(2, 1, "VET201", "os.path.walk")]),
        ("lazy from unittest import TestCase\nTestCase.assertEquals\n",
         [(2, 1, "VET202", "unittest.TestCase.assertEquals")]),
        (("lazy from unittest import TestCase\nclass T(TestCase):\n"
         "    def test(self):\n        self.assertEquals(1, 1)\n"),
         [(4, 9, "VET202", "unittest.TestCase.assertEquals")]),
        ("lazy import math\nmath.squareroot(2)\n",
         [(2, 1, "VET206", "math.squareroot")]),
        # A name that is bound to something else is not an import any more.
        ("lazy import string\nstring = 'a'\nstring.letters\n", []),
        ("lazy import string\ndef f(string):\n    string.letters\n", []),
    ],
)  # fmt: skip
def test_chains_on_lazy_names(
    source: str, found: list[tuple[int, int, str, str]]
) -> None:
    assert check(source, supported_python=">=3.15") == found


def test_the_syntax_needs_3_15() -> None:
    # `lazy` cannot be parsed before, so that what 3.11 brought is there.
    assert check("lazy import tomllib\n", supported_python=">=3.9") == []
    assert check("import tomllib\n", supported_python=">=3.9") != []


def test_guards_hold_for_lazy_imports_too() -> None:
    source = (
        "import sys\nif sys.version_info < (3, 12):\n    lazy import imp\n"
        "if TYPE_CHECKING:\n    lazy import imp\n"
    )

    assert check(source, supported_python=">=3.15") == []


def test_bans_at_module_level_leave_them_alone() -> None:
    settings = {"banned_module_level_imports": "json", "supported_python": ">=3.15"}
    ban = (1, 8, "VET102", "json")

    assert check("import json\n", **settings) == [ban]
    assert check("lazy import json\n", **settings) == []
    assert check("lazy from json import dumps\n", **settings) == []
    assert check("import json\nlazy import json\n", **settings) == [ban]


def test_both_ways_to_be_lazy_are_reported_once() -> None:
    source = "__lazy_modules__ = ['json']\nlazy import json\nimport json\n"
    found = check(source, banned_lazy_imports="json", supported_python=">=3.15")

    assert found == [(2, 13, "VET105", "json"), (3, 8, "VET105", "json")]


def test_noqa_counts_on_the_first_line_and_on_those_of_aliases() -> None:
    source = "lazy from json import (\n    dumps,\n    dumbs,\n)\n"
    (finding,) = checker.check(
        parse(source),
        source.splitlines(keepends=True),
        "/nowhere/f.py",
        options.parse({}),
    )

    assert finding.line == 3
    assert {finding.line, *finding.noqa_lines} == {1, 2, 3}


@pytest.mark.skipif(sys.version_info < (3, 15), reason="`lazy` cannot be parsed")
@pytest.mark.parametrize("run", [run_flake8, run_check])
def test_by_flake8_itself(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "f.py").write_text(
        "lazy import json, imp\n"
        "lazy import urllib2  # noqa: VET201\n"
        "lazy from os import (  # noqa: VET206\n"
        "    paths,\n"
        "    getcwdu,\n"
        ")\n"
        "lazy import string, plugins\n"
        "string.letters\n"
        "lazy from unittest import TestCase\n"
        "class T(TestCase):\n"
        "    def test(self):\n"
        "        self.assertEquals(1, 1)\n"
        "        self.failIf(0)  # noqa\n"
        "        self.failUnless(1)  # noqa: VET202\n"
        '__lazy_modules__ = ["torch", "plugins.register"]\n'
        "import torch\n"
        "import numpy\n"
        "lazy import numpy as np\n"
        "from plugins.register import x\n"
    )
    (tmp_path / ".flake8").write_text(
        "[flake8]\nselect = VET\nvet-supported-python = >=3.15\n"
        "vet-banned-module-level-imports = numpy, torch, json\n"
        "vet-banned-lazy-imports = plugins\n"
    )

    found = re.findall(r"f\.py:(\d+:\d+): (\w+)", run(["f.py"], cwd=tmp_path).out)

    assert found == [
        ("1:19", "VET202"),
        ("5:5", "VET201"),
        ("7:21", "VET105"),
        ("8:1", "VET201"),
        ("12:9", "VET202"),
        ("17:8", "VET102"),
        ("19:1", "VET105"),
    ]
