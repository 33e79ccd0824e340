"""Calls and constants of Python 2: each is run before and after it is rewritten."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest
from fixing import fix
from rows import each_row

from flake8_safe_imports.data import backports
from flake8_safe_imports.fix.idioms.table import IDIOMS
from flake8_safe_imports.fix.project import importers

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
import sys, unittest
from concurrent.futures import ThreadPoolExecutor
from abc import ABCMeta
import six
from six import iteritems, string_types, u
d = {"a": 1, "b": 2}
class M(type): made = "by M"
class Told(type):
    def __new__(meta, name, bases, space):
        seen.append(bases)
        return type.__new__(meta, name, bases, space)
class Prepared(type):
    @classmethod
    def __prepare__(*args): return {"prepared": 1}
class Base: pass
class T(unittest.TestCase): pass
seen = []
def run(action):
    with ThreadPoolExecutor(1) as pool:
        error = pool.submit(action).exception()
    if error: seen.append((type(error), error.args, error.__cause__))
"""
PROGRAMS = {
    "for k, v in six.iteritems(d): seen.append(k)": "for k, v in d.items():",
    "seen.append([k for k in six.iterkeys(d)])": "[k for k in d.keys()]",
    "seen.append(sorted(six.itervalues(d)))": "sorted(d.values())",
    "seen.append(next(iteritems(d)))": "next(iter(d.items()))",
    "seen.append(list(six.iterkeys(None or d)))": "list((None or d).keys())",
    "seen.append(list(six.iterkeys((d))))": "list(d.keys())",
    "seen.append(list(six.iterkeys(\n    d\n)))": "list(d.keys())",
    "seen.append(six.viewitems(d))": "d.items()",
    "seen.append(six.viewkeys(d) | six.viewkeys({}))": "d.keys() | {}.keys()",
    "seen.append(isinstance('', six.string_types))": "isinstance('', str)",
    "seen.append(isinstance(1, (float, string_types)))": "(float, str)",
    "seen.append((float,) + six.string_types)": "seen.append((float, str))",
    "seen.append(six.string_types + (float, int,))": "seen.append((str, float, int))",
    "seen.append(six.string_types + ())": "(str,) + ()",
    "seen.append(six.string_types is string_types)": "",
    "def f(): yield from six.itervalues(d)\nseen.append(list(f()))": "from d.values()",
    "a, b = six.itervalues(d); seen.append(a)": "a, b = d.values();",
    "seen.append([*six.itervalues(d)])": "[*d.values()]",
    "seen.append(list(map(str, six.itervalues(d))))": "map(str, d.values())",
    "for x in six.iterbytes(b'ab'): seen.append(x)": "for x in b'ab':",
    "seen.append(next(six.iterbytes(b'ab')))": "next(iter(b'ab'))",
    "seen.append(six.string_types[0])": "seen.append(str)",
    "seen.append(issubclass(int, six.integer_types))": "issubclass(int, int)",
    "seen.append(isinstance(int, six.class_types))": "isinstance(int, type)",
    "seen.append(six.u('a') + u(\"b\"))": "'a' + \"b\"",
    "seen.append(six.u('a' 'b') % ())": "'a' 'b' % ()",
    "seen.append(six.u(\n    'a'\n    'b'\n))": "('a'\n    'b')",
    "seen.append(six.b('a\\xff'))": "b'a\\xff'",
    "seen.append(six.b(u'a'))": "b'a'",
    "x = 'a'; seen.append(six.b(x))": 'x.encode("latin-1")',
    "seen.append(six.ensure_str('a'))": "seen.append('a')",
    "seen.append(six.ensure_text('a'))": "seen.append('a')",
    "seen.append(six.ensure_binary('a'))": "seen.append(b'a')",
    "seen.append(six.ensure_binary(b'a'))": "seen.append(b'a')",
    "seen.append(six.byte2int(b'a'))": "b'a'[0]",
    "seen.append(six.indexbytes(b'ab', 1))": "b'ab'[1]",
    "seen.append(six.get_function_code(run).co_name)": "run.__code__",
    "seen.append(six.get_function_defaults(run))": "run.__defaults__",
    "seen.append(six.get_function_closure(run))": "run.__closure__",
    "seen.append(six.get_method_self([].append))": "[].append.__self__",
    "seen.append(six.get_method_function(T('run').run))": ".__func__",
    "seen.append(six.get_unbound_function(T.run))": "seen.append(T.run)",
    "seen.append(six.get_function_globals(run) is not None)": "run.__globals__",
    "T('run').x = lambda self: six.assertRegex(self, 'a', 'a')": "self.assertRegex('a'",
    "run(lambda: six.assertCountEqual(T('run'), [1], [2]))": "",
    "def f():\n    six.raise_from(ValueError(1), None)\nrun(f)": (
        "raise ValueError(1) from None"
    ),
    "def f():\n    try: int('x')\n    except ValueError: six.reraise(*sys.exc_info())\n"
    "run(f)": "except ValueError: raise\n",
    "def f(): six.reraise(*sys.exc_info())\n"
    "try: int('x')\nexcept ValueError: run(f)": "",
    "def f():\n    info = KeyError, KeyError(1), None\n"
    "    try: int('x')\n    except ValueError: six.reraise(*info)\nrun(f)": "",
    "def f(): six.reraise(KeyError, KeyError(1), None)\nrun(f)": (
        "raise KeyError(1).with_traceback(None)"
    ),
    "def f(): six.reraise(KeyError, 1, None)\nrun(f)": "",
    "class C(six.with_metaclass(M, Base)): pass\nseen.append(C.made)": (
        "class C(Base, metaclass=M)"
    ),
    "class C(six.with_metaclass(M)): pass\nseen.append(C.made)": "C(metaclass=M)",
    "class C(six.with_metaclass(Told, object)): pass": "C(object, metaclass=Told)",
    "@six.add_metaclass(Told)\nclass C: pass": "C(object, metaclass=Told)",
    "class C(six.with_metaclass(ABCMeta, object)): pass": "C(metaclass=ABCMeta)",
    "@six.add_metaclass(M)\nclass C: pass": "C(object, metaclass=M)",
    "@six.add_metaclass(M)\nclass C(): pass": "C(object, metaclass=M)",
    "@six.add_metaclass(ABCMeta)\nclass C: pass": "C(metaclass=ABCMeta)",
    "@six.add_metaclass(M)\nclass C(dict): pass\nseen.append(C.made)": (
        "C(dict, metaclass=M)"
    ),
    "@six.add_metaclass(M)\nclass C(Base): pass\nseen.append(C.made)": (
        "C(Base, metaclass=M)"
    ),
    "class B(Base): pass\n@six.add_metaclass(M)\nclass C(B): pass": (
        "C(B, metaclass=M)"
    ),
    "@six.add_metaclass(M)\nclass C(T): pass\nseen.append(C.made)": "",
    "class B(metaclass=Told): pass\n@six.add_metaclass(Told)\nclass C(B): pass": "",
    "@six.add_metaclass(Told)\nclass B: pass\n@six.add_metaclass(Told)\n"
    "class C(B): pass": "@six.add_metaclass(Told)\nclass C(B): pass",
    "class B:\n    def __init_subclass__(cls): seen.append(cls.__name__)\n"
    "class A(B): pass\n@six.add_metaclass(M)\nclass C(A): pass": "",
    "class B: pass\nB.__init_subclass__ = classmethod(seen.append)\n"
    "@six.add_metaclass(M)\nclass C(B): pass\nseen[:] = [len(seen)]": "",
    "class D:\n    def __set_name__(self, *_): seen.append(1)\n"
    "@six.add_metaclass(M)\nclass C: d = D()": "",
    "class P(type):\n    __prepare__ = lambda *_: {'given': 1}\n"
    "@six.add_metaclass(P)\nclass C: pass\nseen.append(hasattr(C, 'given'))": "",
    "class P(type): pass\nsetattr(P, '__prepare__', lambda *_: {'given': 1})\n"
    "@six.add_metaclass(P)\nclass C: pass\nseen.append(hasattr(C, 'given'))": "",
    "class B: pass\nclass B(metaclass=Told): pass\n@six.add_metaclass(Told)\n"
    "class C(B): pass": "",
    "@six.add_metaclass(M)\nclass C:\n    __slots__ = 'x', 'y'\n"
    "seen.append([C.__slots__, hasattr(C(), '__dict__')])": "C(object, metaclass=M)",
    "@six.add_metaclass(M)\nclass C:\n    __slots__ = ()\nseen.append(C.made)": (
        "C(object, metaclass=M)"
    ),
    "@six.add_metaclass(M)\nclass C:\n    __slots__ = 'x'\nC().x = 1": (
        "C(object, metaclass=M)"
    ),
    "@six.add_metaclass(M)\nclass C:\n    __slots__ = [n for n in 'ab']": "",
    "@six.add_metaclass(M)\nclass C:\n    __slots__ = ['a']\n"
    "    __slots__ += ['b']": "",
    "def f():\n    @six.add_metaclass(M)\n    class C:\n        __slots__ = '__x',\n"
    "run(f)": "",
    "@six.add_metaclass(Prepared)\nclass C: pass\nseen.append(vars(C).keys())": "",
    "@six.python_2_unicode_compatible\nclass C:\n    def __str__(self): return 'x'\n"
    "seen.append(str(C()))": ")\nclass C:",
    "seen.append(list(six.iterkeys(  # why\n    d)))": "",
    "seen.append(f'{six.u(str())}')": "",
    "isinstance = max\nseen.append(isinstance((), six.string_types))": "((), (str,))",
    "def f(str): return six.string_types\nseen.append(f(1))": "",
    "six.u = len\nseen.append(six.u('abc'))": "",
}
"""Programs, and a piece of each rewritten one; nothing where it is left alone."""


@pytest.mark.parametrize("program", PROGRAMS)
def test_rewritten_programs_do_the_same(program: str) -> None:
    source = f"{HEAD}{program}\n"
    result = fix(source)
    expected = PROGRAMS[program]

    assert expected in result.source.replace("seen = []", "")
    assert bool(expected) is (program not in result.source)
    assert fix(result.source).source == result.source
    if sys.platform == "emscripten" and "run(" in program:
        pytest.skip("no threads")
    assert _run(result.source) == _run(source)


@pytest.mark.parametrize("name", ["fields.py", "fields.txt"])
def test_objects_of_other_files_may_be_told_their_names(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / name).write_text("class D:\n    def __set_name__(self, *_): pass\n")
    importers.forget()
    before = (
        "import six\nfrom fields import D\nclass M(type): pass\n"
        "@six.add_metaclass(M)\nclass C:\n    d = D()\n"
    )
    result = fix(before, path=str(tmp_path / "main.py"))

    assert (result.source == before) is name.endswith(".py")


def _run(source: str) -> str:
    six = importlib.import_module("six")
    kept = dict(vars(six))
    variables: dict[str, object] = {"__name__": "program"}
    try:
        exec(compile(source, "program", "exec", dont_inherit=True), variables)
    finally:
        vars(six).update(kept)
    return repr(variables["seen"])


@each_row(
    ("before", "after"),
    [
        ("import string\nx = string.join(w, '')\n", "x = ''.join(w)\n"),
        ("import string\nx = string.join(w)\n", 'x = " ".join(w)\n'),
        ("import string\nx = string.join(f(), g())\n", ""),
        ("import string\nx = string.lower(s)\n", "x = s.lower()\n"),
        (
            "import string\nx = string.split(a + b, ',', 1)\n",
            "x = (a + b).split(',', 1)\n",
        ),
        ("import string\nx = string.atoi(s, 16)\n", "x = int(s, 16)\n"),
        ("import string\nx = string.atoi\n", ""),
        ("import string\nx = string.lower(*s)\n", ""),
        ("from string import join\nx = join(w, '')\n", "x = ''.join(w)\n"),
        ("import sys\nx = y > sys.maxint\n", "import sys\nx = y > sys.maxsize\n"),
        (
            "import string\nx = string.replace(y, '&#34;', f'#{z}')\n",
            "x = y.replace('&#34;', f'#{z}')\n",
        ),
        ("import string\nx = string.rsplit(y, '#', 1)\n", "x = y.rsplit('#', 1)\n"),
        ("import string\nx = string.join('#'  # why\n)\n", ""),
        ("import six\nx = six.u(\n'a'  # '\n'#')\n", "x = ('a'  # '\n'#')\n"),
        ("import six\nx = six.u('#'  # why\n)\n", ""),
        ("import sys\nx = sys.maxint + 1\n", ""),
        ("import sys\nx = sys.maxint + 1 > sys.maxint\n", ""),
        ("from sys import maxint\nx = maxint < y < 1 + maxint\n", ""),
        ("import sys\nx = -sys.maxint - 1 < -sys.maxint\n", ""),
        ("import sys\nx = sys.maxint < (1 + sys.maxint) // 2 * 2\n", ""),
        (
            "import sys\nx = y + 1 > sys.maxint\n",
            "import sys\nx = y + 1 > sys.maxsize\n",
        ),
        ("import sys\nx = -sys.maxint - 1\n", ""),
        ("import sys\nx = y\nx += sys.maxint\n", ""),
        ("import sys\nsys.maxint.bit_length()\n", ""),
        ("import sys\nx = -sys.maxint\n", "import sys\nx = -sys.maxsize\n"),
        (
            "from sys import maxint\ndef f(end=maxint): return y[:maxint]\n",
            "from sys import maxsize\ndef f(end=maxsize): return y[:maxsize]\n",
        ),
        (
            "import random, sys\nx = min(random.randint(0, sys.maxint), y)\n",
            "import random, sys\nx = min(random.randint(0, sys.maxsize), y)\n",
        ),
        (
            "import types\nx = isinstance(y, (type, types.ClassType))\n",
            "x = isinstance(y, type)\n",
        ),
        (
            "from types import ClassType\nx = issubclass(y, (A, ClassType, type))\n",
            "x = issubclass(y, (A, type))\n",
        ),
        ("import types\nx = isinstance(y, types.ClassType)\n", ""),
        ("import types\nx = isinstance(y, (A, types.ClassType))\n", ""),
        ("import types\nx = y in (type, types.ClassType)\n", ""),
        ("import types\ntype = 1\nx = isinstance(y, (type, types.ClassType))\n", ""),
        ("import types\nx = type(y) in types.StringTypes\n", "x = type(y) in (str,)\n"),
        ("import types\nx = y not in types.StringTypes\n", "x = y not in (str,)\n"),
        ("import types\nx = types.StringTypes in y\n", ""),
        ("import types\nx = y in types.StringTypes in z\n", ""),
        (
            "import inspect\nx = inspect.getargspec(f).args\n",
            "import inspect\nx = inspect.getfullargspec(f).args\n",
        ),
        ("import inspect\nx = inspect.getargspec(f)\n", ""),
        (
            "from unittest import makeSuite\nmakeSuite(T)\n",
            "import unittest\nunittest.defaultTestLoader.loadTestsFromTestCase(T)\n",
        ),
        ("from unittest import makeSuite\nx = makeSuite(T, 'check')\n", ""),
        (
            "import types\nx = isinstance(s, types.StringTypes)\n",
            "x = isinstance(s, str)\n",
        ),
        ("import types\nx = types.StringTypes\n", ""),
        ("import six\nsix.u('not a docstring')\n", ""),
    ],
)
def test_names_of_the_old_standard_library(before: str, after: str) -> None:
    """Nothing changes if *after* is empty."""
    assert fix(before).source == (after or before)


def test_each_idiom_is_a_known_name() -> None:
    from flake8_safe_imports.data import backports, stdlib

    for name in IDIOMS:
        assert backports.find(name) or stdlib.find(name)


def test_escapes_of_text_warn_nobody(recwarn: pytest.WarningsRecorder) -> None:
    source = "import six\nx = six.b('\\u00e9')\n"

    assert fix(source).source == source
    assert not [item for item in recwarn if "escape" in str(item.message)]


@pytest.mark.parametrize("method", ["items", "keys", "values"])
@pytest.mark.parametrize("template", ["for x in {}: pass\n", "next({})\n"])
def test_the_message_names_what_fix_writes(method: str, template: str) -> None:
    row = backports.find(f"six.iter{method}")
    assert row

    new = fix("import six\nd = {}\n" + template.format(f"six.iter{method}(d)")).source

    written = new.removeprefix("d = {}\n")
    told = [text for text in row.advice.split("`") if "(" in text]
    assert written in {template.format(text) for text in told}


def test_long_chains_of_bases_are_not_followed() -> None:
    bases = "".join(f"class B{n}(B{n - 1}): pass\n" for n in range(1, 60))
    head = f"import six\nclass M(type): pass\nclass B0: pass\n{bases}"
    source = "{}@six.add_metaclass(M)\nclass C({}): pass\n"

    assert fix(source.format(head, "B20")).changes
    assert not fix(source.format(head, "B59")).changes
