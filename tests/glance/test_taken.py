"""The search of a text for attributes of standard library classes."""

from __future__ import annotations

import ast

import pytest
from rows import each_row

from flake8_safe_imports.config import options
from flake8_safe_imports.glance.file import SourceFile

INHERITED = """\
import threading
from threading import Thread
{}
 def method(self):
  return self.isAlive()
"""


def is_clean(source: str, supported: str = ">=3.9") -> bool:
    config = options.parse({"vet_supported_python": supported})
    lines = source.splitlines(keepends=True)
    return SourceFile(ast.parse(source), lines, "/nowhere/f.py", config).is_clean()


@each_row(
    "source",
    [
        "import pathlib\npathlib.Path.walk\n",
        "from pathlib import Path\nPath.walk\n",
        "from pathlib import Path as P\nP . walk\n",
        "from pathlib import Path\nQ = Path\nQ.walk\n",
        "import pathlib as p\nw = p.Path\nw.walk\n",
        "from pathlib import Path\n(Path\n .walk)\n",
        "import unittest\nclass A(unittest.TestCase):\n def t(self): self.failIf(1)\n",
        (
            "from unittest import *\nfrom unittest import TestCase as T\n"
            "class A(T):\n def t(self):\n  (self # why\n   .\n   failIf)\n"
        ),
        (
            "import threading\nclass A(threading.Thread):\n"
            " @classmethod\n def t(cls): cls.isAlive\n"
        ),
        "from unittest import mock\nmock.patch('threading.Thread.isAlive')\n",
        "import importlib\nimportlib.import_module('pathlib').Path.walk\n",
    ],
)
def test_what_may_be_reported_is_not_clean(source: str) -> None:
    assert not is_clean(source)


@each_row(
    "header",
    [
        "class A(Thread):",
        "class A(threading.Thread):",
        "class A(object, Thread):",
        "class A((threading\n .Thread), metaclass=type):",
        "class \\\n A(\\\nThread):",
        "class A(  # ):\n Thread):",
        "class A(*[], Thread):",
        "class A(x=')', *[Thread]):",
        "class A(B := Thread):",
        "B = Thread\nclass A(B):",
        "B, C = Thread, 1\nclass A(B):",
        "if x:\n B = threading\nclass A(B.Thread):",
        "@\\\nx\nclass A(Thread):",
    ],
)
def test_classes_below_a_reported_one_are_not_clean(header: str) -> None:
    assert not is_clean(INHERITED.format(header))


@pytest.mark.parametrize(
    "header",
    [
        "class A:",
        "class A():",
        "class A(Threads):",
        "class A(threading.Lock, B):",
        "class A(x.Thread):",
        "Thread()\nclass A(B):",
        "class A(B):\n x: Thread",
    ],
)
def test_classes_below_others_are_clean(header: str) -> None:
    assert is_clean(INHERITED.format(header))


@pytest.mark.parametrize(
    "source",
    [
        "import os, pathlib\nos.walk('.')\npathlib.Path('a').exists()\n",
        "from pathlib import Path\nPath('a').iterdir()\n",
        "import unittest\nclass A(unittest.TestCase):\n def t(self): self.x()\n",
        "import pathlib\nwalk = 1\n",
        "import json\nPath.walk\n",
        "from pathlib import Path\nPath('walk').x.walks\n",
    ],
)
def test_other_words_are_clean(source: str) -> None:
    assert is_clean(source)


def test_only_versions_that_lack_it_matter() -> None:
    assert is_clean("from pathlib import Path\nPath.walk\n", ">=3.12")
