"""The ways to rewrite one use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fixing import assert_fixed, fix
from rows import each_row

from flake8_safe_imports.config import options
from flake8_safe_imports.fix import use_rewrites
from flake8_safe_imports.fix.replacements import Replacement

if TYPE_CHECKING:
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.use_rewrites import OldUse

TEST = "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        "


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import ConfigParser\nConfigParser.ours = 1\ndel ConfigParser.ours\n",
            "import configparser\nconfigparser.ours = 1\ndel configparser.ours\n",
            id="an assigned attribute need not exist",
        ),
    ],
)
def test_uses(before: str, after: str) -> None:
    assert_fixed(before, after)


STREAM = "from StringIO import StringIO\n"


@each_row(
    ("rest", "kind"),
    [
        ("D = 'x'\nf(StringIO(D))\n", "StringIO"),
        ("D = b'x'\ndef t():\n    f(StringIO(D))\n", "BytesIO"),
        ("def t():\n    d = 'x %s' % y\n    f(StringIO(d))\n", "StringIO"),
        ("D = 'x'\nD = b'x'\nf(StringIO(D))\n", ""),
        ("D = 'x'\nD += y\nf(StringIO(D))\n", ""),
        ("D, x = 'x'\nf(StringIO(D))\n", ""),
        ("D = 'x'\ndef t(D): f(StringIO(D))\n", ""),
        ("D = 'x'\nfor D in y: f(StringIO(D))\n", ""),
        ("D = 'x'\nimport D.y\nf(StringIO(D))\n", ""),
        ("D = 'x'\ndef D(): 0\nf(StringIO(D))\n", ""),
        ("try: D = 'x'\nexcept E as D: f(StringIO(D))\n", ""),
        ("D = 'x'\nfrom y import *\nf(StringIO(D))\n", ""),
        ("f(StringIO(D))\n", ""),
    ],
)
def test_a_stream_holds_what_a_name_is_always_assigned(rest: str, kind: str) -> None:
    before = f"{STREAM}{rest}"
    new = before.replace("from StringIO", "from io").replace("StringIO", kind)

    assert fix(before).source == (new if kind else before)


@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        # where it goes
        ("s = StringIO()\nimport gzip\ngzip.GzipFile(fileobj=s)\n", "BytesIO"),
        ("from gzip import GzipFile as G\nG(fileobj=StringIO(d))\n", "BytesIO"),
        ("from x import GzipFile as G\nG(fileobj=StringIO(d))\n", ""),
        ("parser.readfp(StringIO(d))\n", "StringIO"),
        ("readfp(StringIO(d))\n", ""),
        ("s = StringIO()\nimage.save(s, 'PNG')\n", "BytesIO"),
        ("s = StringIO()\nimage.save(s, format='jpeg')\n", "BytesIO"),
        ("s = StringIO()\nform.save(s, 'draft')\n", ""),
        ("e = {'wsgi.input': StringIO()}\n", "BytesIO"),
        ("e['wsgi.errors'] = StringIO()\n", "StringIO"),
        ("e = {'wsgi.input': StringIO('a=1')}\n", ""),
        ("e = {**StringIO()}\n", ""),
        ("monkeypatch.setattr(sys, 'stdout', StringIO())\n", "StringIO"),
        ("with patch('sys.stderr', StringIO()) as s: pass\n", "StringIO"),
        ("patch.object(job, 'stdout', StringIO())\n", ""),
        (
            "import tokenize\ntokenize.generate_tokens(StringIO(t).readline)\n",
            "StringIO",
        ),
        ("s = t or StringIO()\ns.write('a')\n", "StringIO"),
        ("s = t if u else StringIO()\ns.write(b'a')\n", "BytesIO"),
        ("s = t if StringIO() else u\ns.write('a')\n", ""),
        ("a, b = StringIO(), StringIO()\na.write('a')\nb.write('b')\n", "StringIO"),
        ("a, b = StringIO(), StringIO()\na.write('a')\n", ""),
        ("a, *b = StringIO(), t\na.write('a')\n", ""),
        ("s = StringIO()\ns.write('a')\ns = StringIO()\ns.write('b')\n", "StringIO"),
        ("s = StringIO()\ns.write('a')\ns = open(t)\ns.write('b')\n", ""),
        ("s = StringIO()\ndef f():\n    s.write('a')\n", "StringIO"),
        ("s = StringIO()\ndef f(s):\n    s.write('a')\n", ""),
        ("s = StringIO()\ndef f():\n    global s\n    s = s.write('a')\n", ""),
        (
            "def f():\n    s = StringIO()\n    def g():\n        s.write(b'')\n",
            "BytesIO",
        ),
        # what is written
        ("s = StringIO()\ns.write(str(n) + t)\n", "StringIO"),
        ("s = StringIO()\ns.write(t + '\\n')\n", "StringIO"),
        ("s = StringIO()\ns.write(t or '')\n", ""),
        ("s = StringIO()\nmap(s.write, ['a', b])\n", "StringIO"),
        ("s = StringIO('a')\nmap(s.write, [1])\n", ""),
        ("s = StringIO()\nmap(s.writelines, [[b'a']])\n", "BytesIO"),
        ("s = StringIO('a')\nmap(f, [1], s.write)\n", "StringIO"),
        ("s = StringIO()\ns.write('a' if t else 'b' + u)\n", "StringIO"),
        ("s = StringIO()\ns.write(t and 'a' or 'b')\n", "StringIO"),
        ("u = b'' if t else f()\ns = StringIO(u)\n", ""),
        ("s = StringIO()\ns.write(t.encode('utf-8'))\n", "BytesIO"),
        ("s = StringIO()\ns.write(t.encode(self.encoding))\n", "BytesIO"),
        ("s = StringIO()\ns.write(t.decode())\n", "StringIO"),
        ("s = StringIO()\ns.write(t.encode('hex'))\n", ""),
        ("s = StringIO()\ns.write(encoder.encode(t))\n", ""),
        ("import codecs\ns = StringIO(codecs.encode('a', 'rot13'))\n", ""),
        ("s = StringIO('a')\ns.write(5)\n", ""),
        ("s = StringIO()\ns.write('a'.join(t).strip())\n", "StringIO"),
        ("s = StringIO()\ns.write(t.strip())\n", ""),
        ("import struct\ns = StringIO()\ns.write(struct.pack(t))\n", "BytesIO"),
        ("def str(x): 0\ns = StringIO()\ns.write(str(n))\n", ""),
        ("s = StringIO()\ns.write('a' if t else b'b')\n", ""),
        # what becomes of it
        ("s = StringIO()\nt = s.getvalue().decode('ascii')\n", "BytesIO"),
        ("s = StringIO()\nt = s.getvalue().encode('ascii')\n", "StringIO"),
        ("s = StringIO()\nt = s.getvalue().encode('base64')\n", ""),
        ("s = StringIO()\nt = s.getvalue().split('\\n')\n", "StringIO"),
        ("s = StringIO()\nt = s.getvalue().splitlines()\n", ""),
        ("s = StringIO()\nt = s.read() + 'a'\n", "StringIO"),
        ("def f():\n    s = StringIO()\n    t = s.read()\n    'a' in t\n", "StringIO"),
        (
            "def f():\n    s = StringIO()\n    t = s.read()\n    t.find(b'a')\n",
            "BytesIO",
        ),
        ("s = StringIO()\nself.assertEqual(s.getvalue(), 'a')\n", "StringIO"),
        ("s = StringIO()\nself.assertIn('a', s.getvalue())\n", "StringIO"),
        ("s = StringIO()\nself.assertEqual(s.getvalue(), t, 'a')\n", ""),
        ("s = StringIO()\nimport re\nre.match('a', s.read())\n", "StringIO"),
        ("s = StringIO()\nimport re\nre.compile(b'a', s.read())\n", ""),
        ("import os\ns = StringIO()\ns.write(t + os.linesep)\n", "StringIO"),
        ("_WritelnDecorator(StringIO())\n", "StringIO"),
        ("s = StringIO()\nself.assertTrue(s.getvalue(), 'a')\n", ""),
        ("s = StringIO()\narchive.writestr('a', s.getvalue())\n", ""),
        ("s = StringIO()\nreturned(s.getvalue(), 'image/png')\n", ""),
        # what only the old objects have or do
        ("StringIO('a').next()\n", ""),
        ("s = StringIO('a')\nt = s.len\n", ""),
        *((f"s = StringIO('a')\nt = s.{it}\n", "") for it in ("buf", "buflist", "pos")),
        ("def f(s):\n    s = s or StringIO('a')\n    s.reset()\n", ""),
        ("s = StringIO('a')\ns.truncate(0)\n", ""),
        ("s = StringIO('a')\ns.seek(1)\ns.truncate(0)\n", ""),
        ("s = StringIO('a')\nt.seek(0)\ns.truncate(0)\n", ""),
        ("s = StringIO('a')\ns.seek(0)\ns.truncate(0)\n", "StringIO"),
        ("s = StringIO('a')\ns.seek(0)\ns.truncate(1)\n", ""),
        ("s = StringIO('a')\ns.truncate()\n", "StringIO"),
        ("s = StringIO('a')\ns.seek(-1, 2)\n", ""),
        ("import os\ns = StringIO('a')\ns.seek(t, os.SEEK_CUR)\n", ""),
        ("s = StringIO('a')\ns.seek(0, 2)\n", "StringIO"),
        ("s = StringIO(b'a')\ns.seek(-1, 2)\n", "BytesIO"),
        # several objects with one name
        (
            (
                "s = StringIO()\nif t:\n    s = StringIO()\n    s.write('a')\n"
                "else:\n    s.write('a')\n"
            ),
            "StringIO",
        ),
        (
            (
                "if t:\n    s = StringIO('a')\nelse:\n    s = StringIO('a')\n"
                "    s.write('a')\ns.seek(-1, 2)\n"
            ),
            "",
        ),
        ("s = StringIO()\nf(s)\ns = StringIO()\ns.write('a')\n", ""),
        (
            "if t:\n    s = StringIO()\nelse:\n    s = StringIO()\ns.write('a')\n",
            "StringIO",
        ),
        (
            (
                "s = StringIO()\nif t:\n    s = StringIO()\nelse:\n"
                "    s.write('a')\ns.write('a')\n"
            ),
            "StringIO",
        ),
        (
            (
                "for t in u:\n    s = StringIO()\n    f(s)\n"
                "    s = StringIO('a')\n    s.write('a')\n"
            ),
            "",
        ),
    ],
)
def test_a_stream_holds_what_works_where_it_is_used(rest: str, kind: str) -> None:
    before = f"import sys\n{STREAM}{rest}"
    new = before.replace("from StringIO", "from io").replace("StringIO", kind)

    assert fix(before).source == (new if kind else before)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("self.s.write('a')", "StringIO"),
        ("print(1, file=self.s)", "StringIO"),
        ("self.s.getvalue().decode()", "BytesIO"),
        ("self.s = None; self.s.write(b'a')", "BytesIO"),
        ("self.s = open(x); self.s.write('a')", ""),
        ("self.s += x; self.s.write('a')", ""),
        ("other.s.write('a')", ""),
        ("self.t.write('a')", ""),
        ("self.s.close()", ""),
        ("self.s.write('a'); self.s.next()", ""),
        ("self.s.write('a'); self.s.truncate(0)", ""),
        ("self.s = StringIO(); self.s.write('a')", ""),
        ("self.s.write('a'); self.s = StringIO(); self.s.write('b')", "StringIO"),
    ],
)
def test_a_stream_may_be_an_attribute(body: str, kind: str) -> None:
    before = (
        f"{STREAM}class A:\n    def __init__(self):\n        self.s = StringIO()\n"
        f"    def f(self, other):\n        {body}\n"
    )
    new = before.replace("from StringIO", "from io").replace("StringIO", kind)

    assert fix(before).source == (new if kind else before)
    other = before.replace("    def f", "class B:\n    def f")
    assert fix(other).source == other


def test_long_sums_are_text() -> None:
    before = f"{STREAM}s = StringIO()\ns.write({' + '.join(['x'] * 900)} + 'a')\n"

    assert fix(before).source == before.replace("from StringIO", "from io")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import six\nsix.iteritems\n", "sorted\n"),
        ("from six import iteritems\niteritems, six\n", "sorted, six\n"),
    ],
    ids=["chain", "name"],
)
def test_another_rewrite_is_one_function_more(
    before: str, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace_by_sorted(context: Context, old: OldUse) -> Replacement | None:
        return Replacement("builtins.sorted") if "iteritems" in old.name else None

    table = (replace_by_sorted, *use_rewrites.USE_REWRITES)
    monkeypatch.setattr(use_rewrites, "USE_REWRITES", table)

    assert fix(before).source == after
    assert fix("import six\nsix.text_type\n").source == "str\n"


@pytest.mark.parametrize(
    "source",
    [
        "import inspect\ntry: inspect.getargspec(f).args\nexcept E: pass\n",
        (
            "import inspect\ntry:\n    a, b, c, d = inspect.getargspec(f)\n"
            "except ValueError:\n    pass\n"
        ),
        "from inspect import getargspec\ntry: getargspec(f)[0]\nexcept E: pass\n",
        "import itertools\nitertools.imap(None, a, b)\n",
        "from itertools import imap\nimap(None, a, b)\n",
        "import string\nstring.zfill(number, 3)\n",
    ],
)
def test_calls_that_do_something_else_stay(source: str) -> None:
    result = fix(source)

    assert result.source == source
    assert result.skipped


def test_calls_that_do_the_same_are_rewritten() -> None:
    before = (
        "import inspect, itertools, string\n"
        "try:\n    def f(): return inspect.getargspec(g).args\nfinally:\n    pass\n"
        "itertools.imap(str, a)\nstring.zfill(str(number), 3)\n"
    )

    assert fix(before).source == (
        "import inspect\n"
        "try:\n    def f(): return inspect.getfullargspec(g).args\nfinally:\n    pass\n"
        "map(str, a)\nstr(number).zfill(3)\n"
    )


@each_row(
    ("before", "reason"),
    [
        ("import inspect\ninspect.getargspec(f).args\n", "inspect.getfullargspec"),
        ("import inspect\na, b, c, d = inspect.getargspec(f)\n", "getfullargspec"),
        ("from inspect import getargspec\ngetargspec(f).args\n", "getfullargspec"),
        ("import cgi\ncgi.escape(x)\n", "html.escape"),
        ("import cgi\ncgi.escape(x, quote=False)\n", "html.escape"),
        ("from cgi import escape\nescape(x)\n", "html.escape"),
        ("import time\ntime.clock()\n", "time.perf_counter"),
        (f"{TEST}self.assertRegexpMatches(a, b)\n", "unittest.TestCase.assertRegex"),
        (f"{TEST}self.assertRaisesRegexp(a, b)\n", "assertRaisesRegex"),
        (
            "import array\nclass A(array.array):\n    def f(self): self.tostring()\n",
            "array.array.tobytes",
        ),
    ],
)
def test_nothing_is_written_that_a_supported_version_lacks(
    before: str, reason: str
) -> None:
    config = options.parse({"vet_supported_python": ">=2.7"})
    result = fix(before, config, unsafe=True)

    assert fix(before, unsafe=True).source != before
    assert result.source == before
    (skipped,) = result.skipped
    assert f"{reason}` is not on every supported Python" in skipped.reason


def test_what_every_supported_version_has_is_written() -> None:
    config = options.parse({"vet_supported_python": ">=2.7"})
    result = fix(f"{TEST}self.assertEquals(a, b)\n", config)

    assert result.source == f"{TEST}self.assertEqual(a, b)\n"


@pytest.mark.parametrize(("minor", "is_written"), [("3.9", False), ("3.10", True)])
def test_a_name_outside_of_all_counts_from_the_version_that_got_it(
    minor: str, is_written: bool
) -> None:
    config = options.parse({"vet_supported_python": f">={minor}"})
    before = "from distutils.sysconfig import expand_makefile_vars as f\nf\n"
    result = fix(before, config)

    after = before.replace("distutils.", "")
    assert result.source == (after if is_written else before)
