"""Programs that a fix must not change: what reaches a name besides its plain uses."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from fixing import fix
from rows import each_row

from flake8_safe_imports.config import options
from flake8_safe_imports.fix import rounds, source
from flake8_safe_imports.fix.project import importers

if TYPE_CHECKING:
    from pathlib import Path

SIX = "import six\n\n\ndef ask(prompt):\n    return six.moves.input(prompt)\n"
INPUT = "from six.moves import input, range\ny = input, range\n"
KEPT = "from builtins import input\ny = input, range\n"
PLAIN = "y = input, range\n"
BOTH = "from builtins import input, range\ny = input, range\n"


@each_row(
    ("before", "user", "after"),
    [
        (INPUT, "def t(m):\n    m.setattr(before, 'input', 1)\n", KEPT),
        (INPUT, "import mock\nmock.patch.object(before, 'input')\n", KEPT),
        (INPUT, "mock.patch.multiple('app.before', input=1)\n", KEPT),
        (INPUT, "getattr(before, 'input')\n", KEPT),
        (INPUT, "other = before\nother.input\n", KEPT),
        (INPUT, "import app.before as compat\ncompat.input\n", KEPT),
        (INPUT, "from . import before as compat\ncompat.input\n", KEPT),
        (INPUT, "from app import (x, before as compat)\ncompat.input\n", KEPT),
        (INPUT, "c = importlib.import_module('app.before')\nc.input\n", KEPT),
        (INPUT, "c = importlib.import_module('.before', 'app')\nc.input\n", KEPT),
        (INPUT, "sys.modules['app.before'].input = 1\n", KEPT),
        (INPUT, "before.__dict__['input']\n", BOTH),
        (INPUT, "before.__getattribute__('in' + 'put')\n", BOTH),
        (INPUT, "object.__getattribute__(before, 'in' + 'put')\n", BOTH),
        (INPUT, "f(before)\ndef g(self): object.__getattribute__(self, x)\n", PLAIN),
        (INPUT, "print(vars(before))\n", BOTH),
        (INPUT, "inspect.getmembers(before)\n", BOTH),
        (INPUT, "getattr(before, 'in' + 'put')\n", BOTH),
        (INPUT, "getattr(before, name)\n", BOTH),
        (INPUT, "getattr(before, ''.join(['in', 'put']))\n", BOTH),
        (INPUT, "getattr(before, '{}put'.format('in'))\n", BOTH),
        (INPUT, "getattr(before, 'in' 'put')\n", BOTH),
        (INPUT, "getattr(before, ('in' + 'put'))\n", BOTH),
        (INPUT, "getattr(before, 'tupni'[::-1])\n", BOTH),
        (INPUT, "getattr(before, u'other', 1)\n", PLAIN),
        (INPUT, "getattr(before,\n    r'other')\n", PLAIN),
        (INPUT, "m = importlib.import_module('be' + x)\nm.input\n", KEPT),
        (INPUT, "m = __import__(name)\nm.input\n", KEPT),
        (INPUT, "m = __import__('app.before')\ngetattr(m, 'in' + 'put')\n", BOTH),
        (INPUT, "def f(m): getattr(m, 'in' + 'put')\nf(before)\n", BOTH),
        (INPUT, "def f(self, m): getattr(self, m)\nbefore.f()\n", PLAIN),
        (INPUT, "pkgutil.resolve_name('app.before:input')\n", KEPT),
        (INPUT, "setup(scripts=['ask = app.before:input'])\n", KEPT),
        (INPUT, "print(before.other)\n", PLAIN),
        (SIX, "mock.patch.object(before, 'six')\n", SIX),
        (SIX, "mock.patch('app.before.six')\n", SIX),
        (SIX, "before.six = 1\n", SIX),
        (SIX, "mock.patch('six.moves.input')\n", SIX),
        (SIX, "print(before.other)\n", SIX[11:].replace("six.moves.", "")),
    ],
)
def test_names_that_other_files_reach(
    tmp_path: Path, before: str, user: str, after: str
) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (tmp_path / "pyproject.toml").touch()
    head = "" if "before as" in user else "from app import before\n"
    (folder / "test_it.py").write_text(f"{head}{user}")
    importers.forget()

    result = fix(before, path=str(folder / "before.py"))

    assert result.source.lstrip() == after.lstrip()


@each_row(
    ("tail", "given", "after"),
    [
        ("compat = sys.modules[__name__]", "import before", KEPT),
        ("compat = sys.modules.get(__name__)", "import before", KEPT),
        ("N.compat = import_module(__name__)", "import before", KEPT),
        ("one = sys.modules[__name__]\ncompat = one", "import before", KEPT),
        ("compat = sys.modules[name]", "import before", PLAIN),
        ("", "import before as compat", KEPT),
        ("", "from app import before as compat", KEPT),
        ("", "from app import before\nclass N:\n    compat = before", KEPT),
        ("", "n = Namespace(compat=before)", KEPT),
        ("", "compat = importlib.import_module('app.before')", KEPT),
        ("", "if x == before: compat", PLAIN),
    ],
)
def test_names_that_other_files_reach_by_another_name_of_the_module(
    tmp_path: Path, tail: str, given: str, after: str
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "other.py").write_text(f"{given}\n")
    (tmp_path / "user.py").write_text("import other\nother.compat.input()\n")
    before = tmp_path / "before.py"
    before.write_text(f"{INPUT}{tail}\n")
    importers.forget()

    result = fix(before.read_text(), path=str(before))

    assert result.source == f"{after}{tail}\n"


def test_code_that_is_asked_for_its_names_stays() -> None:
    before = (
        "import collections, six\nfor k in six.iteritems(d):\n    pass\n"
        "def f(d):\n    return six.text_type(d), collections.Mapping\n"
    )
    reading = f"{before}print(f.__code__.co_names)\n"

    assert fix(before).source != before
    assert fix(reading).source == reading


@pytest.mark.parametrize(
    ("exports", "after"),
    [
        ("__all__ = ['f']", PLAIN),
        ("__all__ = (  # what is ours\n    'f',\n)", PLAIN),
        ("__all__ = ['f'] + more", BOTH),
        ("__all__ = ['f']\n__all__ += more", BOTH),
        ("", BOTH),
    ],
)
def test_star_imports_take_what_a_list_says(
    tmp_path: Path, exports: str, after: str
) -> None:
    (tmp_path / "pyproject.toml").touch()
    before = f"{INPUT}{exports}\n"
    (tmp_path / "before.py").write_text(before)
    (tmp_path / "user.py").write_text("from before import *\n")
    importers.forget()

    result = fix(before, path=str(tmp_path / "before.py"))

    assert result.source == f"{after}{exports}\n"


def test_a_stub_beside_the_file_keeps_its_names(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "before.pyi").write_text("input: object\n")
    importers.forget()

    assert fix(INPUT, path=str(tmp_path / "before.py")).source == KEPT


@pytest.mark.parametrize(
    "string",
    [
        'T = TypeVar("T", bound="text_type")',
        'x = cast("text_type", 1)',
        'x = List["text_type"]',
        'x: "text_type" = y',
        'T = "text_type"\ndef g(a: T): pass',
        'T: str = "text_type"\nx = cast(T, y)',
        'def g(a: List["text_type"]): pass',
        'eval("text_type(1)")',
        'globals()["text_type"]',
        'def f(): pass\nf.__globals__["text_type"]',
        'name = "text_type"; eval(name)',
        'getattr(f, "__globals__")["text_type"]',
        'sys._getframe(1).f_locals["text_type"]',
        'setattr(sys.modules[__name__], "text_type", 1)',
        'def g():\n    """\n    >>> text_type(1)\n    """',
        '__all__ = ["text_type"]',
    ],
)
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_strings_that_are_evaluated_keep_names_bound(string: str, unsafe: bool) -> None:
    before = f"from six import text_type\ny = text_type(1)\n{string}\n"

    assert fix(before, unsafe=unsafe).source == before.replace(
        "six import text_type", "builtins import str as text_type"
    )


@pytest.mark.parametrize(
    "text",
    [
        'eval("text" + kind)',
        'eval(f"{kind}_type")',
        'exec("x = {}".format(kind))',
        'exec(open("x.py").read())',
        'with open("x.py") as f: exec(compile(f.read(), "x.py", "exec"), globals())',
        'code = Path("x.py").read_text()\nexec(code)',
        "sorted(sys._getframe(1).f_locals)",
    ],
)
def test_names_that_parts_make_stay_bound(text: str) -> None:
    before = f"from six import text_type\ny = text_type(1)\n{text}\n"

    assert "text_type" in fix(before).source.partition("\n")[0]


@pytest.mark.parametrize(
    "string",
    [
        *('d["text_type"]', '"text_type"', 'f("text_type")', 'Literal["text_type"]'),
        *('exec(open("x.py").read(), {})', "eval(f.read())", 'exec("1")'),
    ],
)
def test_other_strings_do_not(string: str) -> None:
    before = f"from six import text_type\ny = text_type(1), {string}\n"

    assert fix(before).source == f"y = str(1), {string}\n"


@pytest.mark.parametrize(
    ("user", "after"),
    [
        ("from app.before import escape", "from cgi import escape\n"),
        ("from app.before import other", "from html import escape\n"),
    ],
)
def test_what_others_take_is_not_replaced_by_what_is_not_the_same(
    tmp_path: Path, user: str, after: str
) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    (tmp_path / "pyproject.toml").touch()
    (folder / "user.py").write_text(f"{user}\n")
    importers.forget()
    call = "escape('<a>', quote=False)\n"

    result = fix(f"from cgi import escape\n{call}", path=str(folder / "before.py"))

    assert result.source == after + call


@pytest.mark.parametrize("module", ["winreg", "tkinter", "dbm_gnu", "tkinter_ttk"])
@pytest.mark.parametrize("head", ["import six", "from six import moves"])
@pytest.mark.parametrize(
    "use",
    [
        "def f():\n    return {}.x\n",
        "if x:\n    {}.x\n",
        "class C:\n  def f(self):\n    return {}.x\n",
        "value = {}.x if os.name == 'nt' else None\n",
        "value = os.name == 'nt' and {}.x\n",
        "print('before')\n{}.x\n",
    ],
)
def test_lazy_imports_stay_lazy(module: str, head: str, use: str) -> None:
    name = "six.moves" if head == "import six" else "moves"
    before = f"{head}\n{use.format(f'{name}.{module}')}"

    assert fix(before).source == before


def test_modules_of_every_build_are_imported_at_the_top() -> None:
    before = "import six\ndef f():\n    return six.moves.queue.Queue\n"

    assert fix(before).source == "import queue\ndef f():\n    return queue.Queue\n"


@each_row(
    "text",
    [
        "import mock\nx = mock.mock.DEFAULT, mock.DEFAULT, mock.ThreadingMock\n",
        "import mock\nfrom mock import DEFAULT\nx = DEFAULT, mock.ThreadingMock\n",
        "import mock\nx = import_module('mock').DEFAULT is mock.DEFAULT\n",
        "import mock\nx = pytest.importorskip('mock.mock').DEFAULT\n",
        "import mock\nx = pytest.importorskip(modname='mock').DEFAULT\n",
        "import mock\nx = import_module(name='mock').DEFAULT is mock.DEFAULT\n",
        "import new\na.f = new.instancemethod(f, a, A)\n",
        (
            "import unittest2\nclass T(unittest2.TestCase):\n"
            "    def test(self):\n        self.assertItemsEqual(1, 1)\n"
        ),
        "import unittest2\ngetattr(unittest2.TestCase, 'assertItemsEqual')\n",
        "import unittest2\nhasattr(unittest2.TestCase, 'assertItemsEqual')\n",
        "import unittest2\ngetattr(unittest2.TestCase, 'assert' + name)\n",
        "import unittest2\ngetattr(unittest2.TestCase, 'assert%sEquals' % name)\n",
        "import unittest2\ngetattr(unittest2.TestCase, f'fail{name}')\n",
        (
            "import unittest2\nfor name in ('assert_', 'assertIs'):\n"
            "    getattr(unittest2.TestCase, name)\n"
        ),
    ],
)
def test_libraries_are_not_mixed(text: str) -> None:
    assert fix(text).source == text


@each_row(
    "text",
    [
        "getattr(unittest2.TestCase, 'assertEqual')\n",
        "hasattr(unittest2.TestCase, 'assertEqual')\n",
        "getattr(unittest2.TestCase, name)\n",
        "getattr(unittest2.TestCase, name)('assertion')\n",
        "print('assert')\n",
    ],
)
def test_methods_that_both_libraries_have_may_be_looked_up(text: str) -> None:
    before = f"import unittest2\nunittest2.TestCase\n{text}"

    assert fix(before).source == before.replace("unittest2", "unittest")


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("import HTMLParser\nHTMLParser.HTMLParser().unescape('')\n", True),
        ("from HTMLParser import HTMLParser\np = HTMLParser()\np.unescape('')\n", True),
        ("import HTMLParser\nu = HTMLParser.HTMLParser.unescape\n", True),
        ("import HTMLParser\ngetattr(HTMLParser.HTMLParser(), 'unescape')\n", True),
        (
            "import HTMLParser, html\nHTMLParser.HTMLParser(), html.unescape('')\n",
            False,
        ),
        ("import HTMLParser\nHTMLParser.HTMLParser().feed('')\n", False),
        ("import ConfigParser\nConfigParser.RawConfigParser().readfp(f)\n", True),
        ("import ConfigParser\nConfigParser.RawConfigParser().read(f)\n", False),
    ],
)
def test_a_class_that_lost_a_method_stays(text: str, is_kept: bool) -> None:
    assert (fix(text).source == text) is is_kept


def test_a_method_may_be_lost_where_it_is_not_supported() -> None:
    before = "import ConfigParser\nConfigParser.RawConfigParser().readfp(f)\n"

    config = options.parse({"vet_supported_python": ">=3.9,<3.12"})

    assert fix(before, config).source != before


def test_an_fstring_goes_on_showing_its_text() -> None:
    before = 'import six\nx = f"{six.text_type=} {six.text_type!r}"\n'

    assert "{six.text_type=}" in fix(before).source
    assert fix('from six import text_type\nf"{text_type=}"\n').source == (
        'from builtins import str as text_type\nf"{text_type=}"\n'
    )


@pytest.mark.skipif(sys.version_info < (3, 14), reason="needs template strings")
@pytest.mark.parametrize("use", ["six.text_type", "six.iteritems(d)", "f(six.u('x'))"])
def test_a_template_keeps_the_text_of_its_expressions(use: str) -> None:
    before = "import six\nd = {}\nx = t'{" + use + "}'\n"

    assert fix(before).source == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            (
                "import six.moves.urllib.request\nfrom itertools import izip\n"
                "import Queue\n\n"
                "print(six.PY2, six.moves.urllib.request.urlopen, izip, Queue.Queue)\n"
            ),
            (
                "import six\nimport urllib.request\nimport queue\n\n"
                "print(six.PY2, urllib.request.urlopen, zip, queue.Queue)\n"
            ),
        ),
        (
            "import urllib\nx = urllib.urlencode\nfrom paste import *\n",
            "import urllib.parse\nx = urllib.parse.urlencode\nfrom paste import *\n",
        ),
        (
            "from six.moves import range\nfrom paste import *\nx = range\n",
            "from paste import *\nx = range\n",
        ),
        (
            "from paste import *\nfrom six.moves import range\nx = range\n",
            "from paste import *\nfrom builtins import range\nx = range\n",
        ),
    ],
)
def test_one_name_does_not_cost_the_others(before: str, after: str) -> None:
    assert fix(before).source == after


@pytest.mark.parametrize("other", ["VALUE = 1\n", "range = 1\n", "from a import *\n"])
def test_star_imports_within_the_project(tmp_path: Path, other: str) -> None:
    (tmp_path / "other.py").write_text(other)
    importers.forget()
    before = "from .other import *\nfrom six.moves import range\nx = range\n"
    kept = "" if other == "VALUE = 1\n" else "from builtins import range\n"

    assert fix(before, path=str(tmp_path / "a.py")).source == (
        f"from .other import *\n{kept}x = range\n"
    )


def test_a_name_whose_result_is_wrong_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compare = source._Fixer._compare

    def refuse_queues(self: source._Fixer) -> None:
        if "queue" in self._now.source.text:
            raise rounds.CannotFixFile("queues are wrong")
        compare(self)

    monkeypatch.setattr(source._Fixer, "_compare", refuse_queues)

    result = fix("import Queue\nimport cPickle\nx = Queue.Queue, cPickle.dumps\n")

    assert result.source == (
        "import Queue\nimport pickle\nx = Queue.Queue, pickle.dumps\n"
    )
    assert [skipped.reason for skipped in result.skipped] == ["queues are wrong"]


@each_row(
    "text",
    [
        "print(dir())",
        "print(sorted(globals()))",
        "def f(): return sorted(locals())",
        "names = globals()",
        "__all__ = [name for name in dir() if name[0] != '_']",
        "print(globals()['ran' + 'ge'])",
        "print(list(vars().items()))",
        "print('ran' + x in globals())",
        "inspect.getmembers(sys.modules[__name__])",
        "sys.modules[__name__].__dict__",
        "def f(): pass\nnames = f.__globals__",
        "def f(name): return sys._getframe().f_globals[name]",
    ],
)
def test_all_names_are_kept_where_any_may_be_looked_up(text: str) -> None:
    before = f"from six.moves import range\ny = range(1)\n{text}\n"

    assert fix(before).source == before.replace("six.moves", "builtins")


@each_row(
    "text",
    [
        "'%(x)s' % locals()",
        "'{x}'.format(**locals())",
        "globals()['x']",
        "globals().get('x')",
        "globals().update(x=1)",
        "eval('x', globals())",
        "'x' in globals()",
        "sys._getframe(1).f_globals['__name__']",
        "f.__globals__.get('x')",
        "types.FunctionType(f.__code__, f.__globals__, 'g')",
        "exec(code, f.__globals__)",
        "dir(x)",
    ],
)
def test_other_look_ups_name_what_they_want(text: str) -> None:
    before = f"from six.moves import range\ny = range(1)\n{text}\n"

    assert fix(before).source == f"y = range(1)\n{text}\n"


@pytest.mark.parametrize("function", ["hasattr", "getattr", "setattr", "delattr"])
def test_a_module_whose_names_are_looked_up_stays(function: str) -> None:
    before = f"import mock\n{function}(mock, '__version__', 1)\nmock.patch\n"

    assert fix(before).source == before
    assert fix(before.replace("(mock, ", "(x, ")).source != before
