"""Attributes of standard library classes, under their new names."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

import interpreters
import pytest
from fixing import fix
from rows import each_row

from flake8_safe_imports import versions
from flake8_safe_imports.data import classes
from flake8_safe_imports.data.classes import SAME
from flake8_safe_imports.fix.project import importers, trees
from flake8_safe_imports.fix.source import FixedSource

CLASS = "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        "

# Prints, for each old name that the interpreter has, whether it calls the new one.
PROBE = """
import json, sys, unittest, warnings
warnings.simplefilter("ignore")
def unwrap(function):
    function = getattr(function, "__func__", function)
    cells = getattr(function, "__closure__", None)
    return cells[0].cell_contents if cells else function
answers = {}
for old, new in json.load(sys.stdin).items():
    if hasattr(unittest.TestCase, old) and hasattr(unittest.TestCase, new):
        found = getattr(unittest.TestCase, new)
        found = getattr(found, "__func__", found)
        answers[old] = unwrap(getattr(unittest.TestCase, old)) is found
print(json.dumps(answers))
"""


def rename(name: str) -> str:
    fact = classes.find(f"unittest.TestCase.{name}")
    assert fact is not None
    return fact.replacement.rpartition(".")[2]


@pytest.mark.interpreters
@pytest.mark.parametrize("minor", [207, 306, 307, 308, 309, 310, 311])
def test_both_names_are_one_function(minor: int) -> None:
    python = interpreters.find_one(minor)
    if python is None:
        pytest.skip(f"needs Python {versions.spell(minor)}")
    names = [name.partition(".")[2] for name in SAME if name.startswith("unittest.")]
    asked = json.dumps({name: rename(name) for name in names})

    ran = subprocess.run(
        [python, "-c", PROBE], input=asked, capture_output=True, text=True, check=True
    )

    answers = json.loads(ran.stdout)
    if minor > 300:
        assert len(answers) == len(names) - len({"assertItemsEqual"})
    assert {name for name, is_same in answers.items() if not is_same} == set()


@each_row(
    ("before", "after"),
    [
        ("self.assertEquals(1, 1)", "self.assertEqual(1, 1)"),
        ("self . assert_ (1)", "self . assertTrue (1)"),
        ("self.assertEquals(1,\n                          1)", "self.assertEqual(1,\n"),
        ("unittest.TestCase.failIf(self, 0)", "unittest.TestCase.assertFalse(self, 0)"),
        ("self.assertItemsEqual([1], [1])", "self.assertCountEqual([1], [1])"),
        ("self.assertDictContainsSubset({}, {})", ""),
        ("self.assertEquals(1, 1)\n    def assertEqual(self, a, b): pass", ""),
        ("self.assertEquals(1, 1)\n        self.assertEqual = 1", ""),
        ("self.assertEquals(1, 1)\nclass U(T):\n    assertEqual = None", ""),
        ("self.assertEquals(1, 1)\nT.assertEqual = None", ""),
        ("f'{self.assertEquals(1, 1)}'", ""),
    ],
)
def test_attributes(before: str, after: str) -> None:
    source = f"{CLASS}{before}\n"
    result = fix(source).source

    assert after in result if after else result == source


OWN = "def assertEqual(self, a, b): pass\n"
OLD = OWN.replace("Equal", "Equals")
ALONE = f"import unittest\nclass Other(unittest.TestCase):\n    {OWN}"
GIVING = {
    "a class below it": f"class U(T):\n    {OWN}",
    "a class beside it": f"class Other:\n    {OWN}class U(T, Other): pass\n",
    "assigned in a class": "class U(T):\n    assertEquals = assertEqual = print\n",
    "imported in a class": "class U(T):\n    from x import assertEqual\n",
    "in a branch of a class": f"class U(T):\n    if 1:\n        {OWN}",
    "assigned to a class": "T.assertEqual = print\n",
    "set": "setattr(T, 'assertEqual', print)\n",
    "made": "type('U', (T,), dict(assertEqual=print))\n",
    "put into a dictionary": "type('U', (T,), {'assertEqual': print})\n",
    "in a function": f"def deco(c):\n    {OWN}",
    "inherited": f"{ALONE}class U(Other, T): pass\n",
    "inherited by another name": f"{ALONE}Base = Other\n",
    "inherited from a list": f"{ALONE}type('U', (T, Other), {{}})\n",
    "given to what makes classes": f"{ALONE}make(Other, T)\n",
    "given with all of another": f"{ALONE}type('U', (T,), dict(Other.__dict__))\n",
    "replaced by a test": "patch('a.T.assertEqual')\n",
    "the old name in a class below it": f"class U(T):\n    {OLD}",
    "the old name assigned": "T.assertEquals = print\n",
    "not understood": f"{ALONE}class\n",
}


@each_row("other", GIVING.values(), ids=GIVING)
def test_another_file_may_give_the_class_a_name(tmp_path: Path, other: str) -> None:
    result = _fix_beside(tmp_path, other)

    assert "self.assertEquals(1, 1)" in result.source
    assert "self.assertTrue(1)" in result.source
    assert ["of its own" in item.reason for item in result.skipped] == [True]


NOT_GIVING = {
    "alone": ALONE,
    "loaded": f"{ALONE}unittest.makeSuite(Other, 'test')\nsuper(Other, x).run()\n",
    "made one": f"{ALONE}Other('test').run()\nOther.test\n",
    "imported": "from unittest import TestCase\nclass Other(TestCase):\n    " + OWN,
    "python 2": f"{ALONE}print 'x'\n",
    "got": "getattr(self, 'assertEqual')(1, 1)\n",
    "told": "'''Use self.assertEqual'''\nx = 'xassertEqual'\n",
    "called": "self.assertEqual(1, 1)\nf(self.assertEqual, 1)\n",
    "a function of a module": "def assertEqual(a, b): pass\nassertEqual(1, 1)\n",
    "a copy": f"from .other import Other as O\n{ALONE}".replace("Other(", "Mine("),
}


@each_row("other", NOT_GIVING.values(), ids=NOT_GIVING)
def test_a_class_of_its_own_gives_the_class_no_name(tmp_path: Path, other: str) -> None:
    assert "self.assertEqual(1, 1)" in _fix_beside(tmp_path, other).source


@pytest.mark.parametrize("user", ["from other import Other as O\n", "Base = Other\n"])
def test_a_third_file_may_join_classes(tmp_path: Path, user: str) -> None:
    (tmp_path / "user.py").write_text(user)

    assert "self.assertEquals(1, 1)" in _fix_beside(tmp_path, ALONE).source


def test_each_file_is_parsed_once_for_its_classes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        (tmp_path / f"test_{number}.py").write_text(ALONE)
    parsed: list[str] = []
    real = trees.parse

    def parse(text: str) -> ast.Module | None:
        parsed.append(text)
        return real(text)

    monkeypatch.setattr(trees, "parse", parse)

    assert "self.assertEqual(1, 1)" in _fix_beside(tmp_path, ALONE).source
    assert parsed.count(ALONE) == 10


def _fix_beside(folder: Path, other: str) -> FixedSource:
    (folder / "pyproject.toml").touch()
    (folder / "other.py").write_text(other)
    importers.forget()
    source = f"{CLASS}self.assertEquals(1, 1)\n        self.assert_(1)\n"
    return fix(source, path=str(folder / "a.py"))


def test_what_is_left_says_why() -> None:
    result = fix(f"{CLASS}self.assertDictContainsSubset({{}}, {{}})\n")

    assert ["only renamed" in item.reason for item in result.skipped] == [True]


BACKPORT = """\
import unittest2{imported}
class T({name}.TestCase):
    def test(self):
        self.{method}(1, 1)
{rest}"""


@each_row(
    ("changes", "is_fixed"),
    [
        ({}, True),
        ({"imported": " as unittest", "name": "unittest"}, True),
        ({"method": "failUnlessEqual"}, True),
        ({"method": "assertItemsEqual"}, False),
        ({"rest": "        self.assertDictContainsSubset({}, {})\n"}, False),
        ({"rest": "    def assertEqual(self, a, b): pass\n"}, False),
        ({"rest": "        self.assertEqual = print\n"}, False),
        ({"rest": "setattr(T, 'assertEqual', print)\n"}, False),
        ({"rest": "        self = other\n"}, False),
        ({"rest": "        for self in others: pass\n"}, False),
        ({"rest": "        with other() as self: pass\n"}, False),
        ({"rest": "class U(T):\n    def f(self): self.assertEquals(1, 1)\n"}, False),
        ({"rest": "def f(case): case.assertEquals(1, 1)\n"}, False),
        ({"rest": "class U(T, Mixin):\n    def f(self): self.assert_(1)\n"}, False),
    ],
)
def test_methods_of_the_backport_are_renamed_if_it_can_go(
    changes: dict[str, str], is_fixed: bool
) -> None:
    parts = {"imported": "", "name": "unittest2", "method": "assertEquals", "rest": ""}
    before = BACKPORT.format(**{**parts, **changes})
    result = fix(before).source

    if is_fixed:
        assert "import unittest\n" in result
        assert "self.assertEqual(1, 1)" in result
    else:
        assert result == before
