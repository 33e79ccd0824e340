"""Programs of Python 2: run by 2.7 as they are, and by this Python when fixed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import interpreters
import pytest
from fixing import fix
from rows import each_row

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
