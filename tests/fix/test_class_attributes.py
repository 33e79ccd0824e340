"""Attributes of standard library classes, under their new names."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import interpreters
import pytest
from fixing import fix

from flake8_safe_imports import versions
from flake8_safe_imports.data import classes
from flake8_safe_imports.data.classes import SAME
from flake8_safe_imports.fix import importers

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
    python = interpreters.find().get(minor)
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


@pytest.mark.parametrize(
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


def test_a_class_of_another_file_may_have_the_name(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    other = tmp_path / "other.py"
    other.write_text("class U(T):\n    def assertEqual(self, a, b): pass\n")
    importers.forget()
    source = f"{CLASS}self.assertEquals(1, 1)\n        self.assert_(1)\n"

    result = fix(source, path=str(tmp_path / "a.py"))

    assert "self.assertEquals(1, 1)" in result.source
    assert "self.assertTrue(1)" in result.source
    assert ["of its own" in item.reason for item in result.skipped] == [True]


def test_what_is_left_says_why() -> None:
    result = fix(f"{CLASS}self.assertDictContainsSubset({{}}, {{}})\n")

    assert ["only renamed" in item.reason for item in result.skipped] == [True]
