"""Programs of Python 2: run by 2.7 as they are, and by this Python when fixed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import interpreters
import pytest
from fixing import fix
from rows import each_row

from flake8_safe_imports.fix.project import importers

PROGRAMS = {
    "text": (
        (
            "from StringIO import StringIO\nprint(StringIO('a\\nb').readlines() == "
            "['a\\n', 'b'])\n"
        ),
        "from io import StringIO\n",
    ),
    "bytes": (
        "import cStringIO\nprint(len(cStringIO.StringIO(b'abc').read(2)))\n",
        "io.BytesIO(b'abc')",
    ),
    "both": (
        (
            "import StringIO\ndef f():\n    a = StringIO.StringIO()\n    a.write('x')\n"
            "    b = StringIO.StringIO(b'y')\n    return a.getvalue() + "
            "b.getvalue().decode('ascii')\nprint(f())\n"
        ),
        "io.BytesIO(b'y')",
    ),
    "standard output": (
        (
            "import StringIO, sys\nsys.stdout = stream = StringIO.StringIO()\n"
            "sys.stdout.write('x')\nsys.stderr.write(stream.getvalue())\n"
        ),
        "stream = io.StringIO()",
    ),
    "standard output of something else": (
        "import StringIO\ndef f(job):\n    job.stdout = StringIO.StringIO()\n",
        "job.stdout = StringIO.StringIO()",
    ),
    "more values than targets": (
        "import StringIO\ndef f():\n    a, b = 1, 2, StringIO.StringIO()\n",
        "a, b = 1, 2, StringIO.StringIO()",
    ),
    "another attribute of sys": (
        "import StringIO, sys\nsys.kept = StringIO.StringIO()\n",
        "sys.kept = StringIO.StringIO()",
    ),
    "compared": (
        (
            "from cStringIO import StringIO\ndef f():\n    s = StringIO()\n"
            "    s.flush()\n    return s.getvalue() == ''\nprint(f())\n"
        ),
        "s = StringIO()",
    ),
    "not clear": (
        "from StringIO import StringIO\ndef f(text):\n    return StringIO(text)\n",
        "from StringIO import StringIO\n",
    ),
    "contradictory": (
        "from StringIO import StringIO\ns = StringIO('a')\ns.write(b'b')\n",
        "from StringIO import StringIO\n",
    ),
    "a member looked up": (
        "from StringIO import StringIO\ns = StringIO('a')\nprint(getattr(s, 'len'))\n",
        "from StringIO import StringIO\n",
    ),
    "a member looked up by a name": (
        "from StringIO import StringIO\ndef f(n): return getattr(StringIO('a'), n)\n",
        "from StringIO import StringIO\n",
    ),
    "all members": (
        "from StringIO import StringIO\ns = StringIO('a')\nprint(sorted(vars(s)))\n",
        "from StringIO import StringIO\n",
    ),
    "another member looked up": (
        "from StringIO import StringIO\nprint(getattr(StringIO('a'), 'read')())\n",
        "from io import StringIO\n",
    ),
    "returned": (
        (
            "from StringIO import StringIO\ndef make(): return StringIO('a')\n"
            "print(make().read())\n"
        ),
        "from io import StringIO\n",
    ),
    "returned with what is lost": (
        (
            "from StringIO import StringIO\ndef make(): return StringIO('a')\n"
            "print(make().len)\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "returned and looked up": (
        (
            "from StringIO import StringIO\ndef make(): return StringIO('a')\n"
            "print(getattr(make(), 'len'))\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "in a list": (
        (
            "from StringIO import StringIO\ns = [StringIO('a'), StringIO('b')]\n"
            "print([each.len for each in s])\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "yielded": (
        (
            "import StringIO\ndef make(): yield StringIO.StringIO('a')\n"
            "for s in make(): print(s.pos)\n"
        ),
        "StringIO.StringIO('a')",
    ),
    "a default": (
        (
            "from StringIO import StringIO\ndef f(s=StringIO('a')): return s.len\n"
            "print(f())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "passed on": (
        (
            "import StringIO\ndef size(s): return s.len\n"
            "print(size(StringIO.StringIO('a')))\n"
        ),
        "StringIO.StringIO('a')",
    ),
    "an attribute of a class": (
        (
            "from StringIO import StringIO\nclass A(object): out = StringIO('a')\n"
            "print(A.out.len)\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "an attribute of an object": (
        (
            "from StringIO import StringIO\nclass A(object):\n"
            "    def __init__(self): self.out = StringIO('a')\nprint(A().out.len)\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "what is lost of something else": (
        (
            "from StringIO import StringIO\nclass A(object): len = 3\n"
            "s = StringIO('a')\nprint('%s %s' % (A.len, s.read()))\n"
        ),
        "from io import StringIO\n",
    ),
    "cut by a method that is kept": (
        (
            "from StringIO import StringIO\ns = StringIO('abcdef')\ns.seek(4)\n"
            "cut = s.truncate\ncut(2)\ns.write('X')\nprint(s.getvalue())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "soft space that is set": (
        (
            "from StringIO import StringIO\ns = StringIO('a')\ns.softspace = 0\n"
            "print(s.read())\n"
        ),
        "from io import StringIO\n",
    ),
    "soft space": (
        "from StringIO import StringIO\ns = StringIO('a')\nprint(s.softspace)\n",
        "from StringIO import StringIO\n",
    ),
    "numbers": (
        (
            "from StringIO import StringIO\ns = StringIO('')\nn = 3\ns.write(n)\n"
            "print(s.getvalue())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "lengths": (
        (
            "from StringIO import StringIO\ns = StringIO('')\ns.write(len('ab'))\n"
            "s.write(-1)\ns.write(1 + len('a'))\nprint(s.getvalue())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "numbers of a loop": (
        (
            "from StringIO import StringIO\ns = StringIO('')\n"
            "for i in range(3): s.write(i)\nprint(s.getvalue())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "counted lines": (
        (
            "from StringIO import StringIO\ns = StringIO('')\n"
            "for i, line in enumerate('ab'):\n    s.write(i)\n    s.write(line)\n"
            "print(s.getvalue())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "numbers among others": (
        (
            "from StringIO import StringIO\ns = StringIO('')\n"
            "[s.write(x) for x in ('a', 1)]\nprint(s.getvalue())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "no numbers in a loop": (
        (
            "from StringIO import StringIO\ns = StringIO('')\n"
            "for i, x in enumerate('ab'): s.write(x)\n"
            "for x in ('c', 'd'): s.write(x)\nprint(s.getvalue())\n"
        ),
        "from io import StringIO\n",
    ),
    "None": (
        (
            "from StringIO import StringIO\ns = StringIO('a')\ns.write(None)\n"
            "print(s.getvalue())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "a number by a method that is kept": (
        (
            "from StringIO import StringIO\ns = StringIO('')\nw = s.write\nw(5)\n"
            "print(s.getvalue())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "bytes by a method that is kept": (
        (
            "from StringIO import StringIO\ndef f():\n    s = StringIO('a')\n"
            "    w = s.write\n    w(b'b')\n    return s.getvalue()\nprint(f())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "text by a method that is kept": (
        (
            "from StringIO import StringIO\ndef f():\n    s = StringIO()\n"
            "    w = s.write\n    w('b')\n    return s.getvalue()\nprint(f())\n"
        ),
        "from io import StringIO\n",
    ),
    "lines that are numbers": (
        (
            "from StringIO import StringIO\ns = StringIO('')\ns.writelines([1, 2])\n"
            "print(s.getvalue())\n"
        ),
        "from StringIO import StringIO\n",
    ),
    "lines": (
        (
            "from StringIO import StringIO\ns = StringIO()\n"
            "s.writelines(['a', 'b'])\nprint(s.getvalue())\n"
        ),
        "from io import StringIO\n",
    ),
    "a formatted number": (
        (
            "from StringIO import StringIO\ns = StringIO()\nn = 3\n"
            "s.write('%d' % n)\ns.write('-' * 3)\nprint(s.getvalue())\n"
        ),
        "from io import StringIO\n",
    ),
    "a base": (
        "from StringIO import StringIO\nclass S(StringIO): pass\nStringIO('a')\n",
        "from StringIO import StringIO\n",
    ),
    "letters": (
        "import string\nprint(sorted(string.letters))\nprint(string.lowercase)\n",
        "string.ascii_letters",
    ),
    "letters of a locale": (
        "import string, locale\nlocale.setlocale(0, 'C')\nstring.letters\n",
        "string.letters",
    ),
    "escape": (
        (
            "import cgi\nprint(cgi.escape('<a href=\"x\">\\'&'))\n"
            "print(cgi.escape('\"', quote=False))\n"
        ),
        "import html\n",
    ),
    "escape of quotes": (
        "import cgi\nprint(cgi.escape('\"', True))\nprint(cgi.escape('<'))\n",
        "cgi.escape('<')",
    ),
    "escape in company": (
        "import cgi\nprint(cgi.escape('\"'))\ncgi.FieldStorage\n",
        "cgi.escape('\"')",
    ),
    "escape where its new home is a parameter": (
        (
            "import cgi\nprint(cgi.escape('\"'))\n"
            "def f(html): return cgi.escape(html)\nprint(f('<'))\n"
        ),
        "cgi.escape('\"')",
    ),
    "escape by its name where its home is a parameter": (
        "from cgi import escape\ndef f(html): return escape(html)\nprint(f('<\"'))\n",
        "from html import escape\n",
    ),
    "argspec": (
        (
            "import inspect\ndef f(a, b=1, *c, **d): pass\n"
            "args, more, rest, defaults = inspect.getargspec(f)\n"
            "print('%s %s %s %s' % (args, more, rest, defaults))\n"
        ),
        "inspect.getfullargspec(f)[:4]",
    ),
    "argspec by its name": (
        (
            "from inspect import getargspec\ndef f(a, b=1, *c, **d): pass\n"
            "args, more, rest, defaults = getargspec(f)\n"
            "print('%s %s %s %s' % (args, more, rest, defaults))\n"
            "print(getargspec(f).args)\n"
        ),
        "= getfullargspec(f)[:4]",
    ),
    "argspec by its name as a whole": (
        (
            "from inspect import getargspec\ndef f(a): pass\n"
            "a, b, c, d = getargspec(f)\nspec = getargspec(f)\n"
        ),
        "a, b, c, d = getargspec(f)\n",
    ),
    "argspec as a whole": (
        "import inspect\nspec = inspect.getargspec(len)\n",
        "inspect.getargspec(len)",
    ),
    "checksums": (
        (
            "import md5, sha\nprint(md5.new(b'x').hexdigest())\n"
            "print(sha.new(b'x').hexdigest())\n"
        ),
        "hashlib.md5(b'x')",
    ),
    "test cases": (
        (
            "import unittest\nclass T(unittest.TestCase):\n    def runTest(self):\n"
            "        self.assertItemsEqual([2, 1], [1, 2])\n"
            "        self.assertRaisesRegexp(ValueError, 'x', int, 'x')\n"
            "result = unittest.TestResult()\nT().run(result)\n"
            "print('%s %s' % (result.testsRun, result.errors))\n"
        ),
        "assertCountEqual",
    ),
}
"""Each with a piece of the result."""


@each_row("name", PROGRAMS)
def test_programs_are_rewritten(name: str) -> None:
    source, expected = PROGRAMS[name]
    result = fix(source)

    assert expected in result.source
    assert fix(result.source).source == result.source


@pytest.mark.interpreters
@pytest.mark.parametrize("name", PROGRAMS)
def test_rewritten_programs_do_the_same(name: str, tmp_path: Path) -> None:
    source, _ = PROGRAMS[name]
    fixed = fix(source).source
    python = interpreters.find_one(207)
    if python is None:
        pytest.skip("needs Python 2.7")
    if fixed == source:
        pytest.skip("it is left alone")
    (tmp_path / "before.py").write_text(source)
    (tmp_path / "after.py").write_text(fixed)

    before = _run(python, tmp_path / "before.py")
    after = _run(sys.executable, tmp_path / "after.py")

    assert before
    assert after == before


def _run(python: str, path: Path) -> str:
    ran = subprocess.run(
        [python, str(path)], capture_output=True, text=True, check=True, cwd=path.parent
    )
    return ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("made", "used", "is_kept"),
    [
        ("def make(): return StringIO('a')\n", "streams.make().len", True),
        ("S = StringIO('a')\n", "streams.S.buf", True),
        ("class A: out = StringIO('a')\n", "streams.A.out\n.\\\npos", True),
        ("S = StringIO('a')\n", "streams.S.read()", False),
        ("S = StringIO('a')\n", "streams.S.len = 3", False),
        ("S = StringIO('a')\n", "getattr(streams.S, 'len')", True),
        ("S = StringIO('a')\n", "'len' in streams.S.read()", False),
        ("S = StringIO('a')\n", "class A:\n    def f(self): self.len", True),
        ("def f():\n    s = StringIO('a')\n    s.read()\n", "streams.f.len", False),
    ],
)
def test_what_is_lost_may_be_used_in_another_file(
    made: str, used: str, is_kept: bool, tmp_path: Path
) -> None:
    source = f"from StringIO import StringIO\n{made}"
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "user.py").write_text(f"import streams\n{used}\n")
    (tmp_path / "other.py").write_text(
        "class A:\n    def f(self, text): return self.len, text.pos\n"
    )
    importers.forget()
    result = fix(source, path=str(tmp_path / "streams.py"))

    assert (result.source == source) is is_kept


def test_what_is_lost_may_be_used_by_way_of_a_third_file(tmp_path: Path) -> None:
    source = "from StringIO import StringIO\ndef make(): return StringIO('a')\n"
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "between.py").write_text("from streams import make\n")
    (tmp_path / "user.py").write_text("import between\nbetween.make().len\n")
    importers.forget()

    assert fix(source, path=str(tmp_path / "streams.py")).source == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import time\ntime.clock()\n", "import time\ntime.perf_counter()\n"),
        ("from sets import Set\nSet()\n", "set()\n"),
        (
            "from ConfigParser import ConfigParser\nConfigParser()\n",
            "from configparser import ConfigParser\nConfigParser()\n",
        ),
    ],
)
def test_what_only_unsafe_writes(source: str, expected: str) -> None:
    safe = fix(source)
    (skipped,) = safe.skipped

    assert safe.source == source
    assert "may differ from" in skipped.reason
    assert skipped.reason.endswith(": --unsafe rewrites it")
    assert fix(source, unsafe=True).source == expected
