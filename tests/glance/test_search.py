"""The glance skips only files and names in which a full check finds nothing.

Each file is checked twice: as usual, and ``closely``, which skips no file and no name.
"""

from __future__ import annotations

import ast
import sysconfig
import warnings
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row
from support import NOWHERE, ROOT, check_source, skip_unless_parsable

from flake8_safe_imports.analysis.statements.import_statements import find_imports
from flake8_safe_imports.config import options
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.glance.statements import (
    ImportNode,
    ImportText,
    find_import_lines,
    normalize_source,
    read_imports,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )
    from flake8_safe_imports.config.options import Config
    from flake8_safe_imports.finding import Finding

CODES = ROOT / "tests" / "codes"
LIBRARY = Path(sysconfig.get_path("stdlib"))

CONFIGS = {
    "nothing set": options.parse({"vet_supported_python": ">=3.9"}),
    "everything": options.parse(
        {"vet_supported_python": ">=2.7", "vet_enable": "VET204"}
    ),
    "policy": options.parse(
        {
            "vet_supported_python": ">=3.6",
            "vet_banned_imports": "os.path =\nhttp.client =\nxml.*.sax =\nimp =",
            "vet_banned_module_level_imports": "email.mime, urllib",
            "vet_banned_lazy_imports": "email.mime",
        }
    ),
}


def is_valid(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except (SyntaxError, ValueError):
            return False
    return True


def find_closely(source: str, config: Config) -> list[Finding]:
    """Return the findings of a check that skips nothing."""
    return check_source(source, config, closely=True)


IMPORTS = """\
x = 1; from os import (path,\\n getcwdu)
import imp
import os # \\\\\\nimport imp
from imp import reload
from os.getcwdu import x
import asyncio.Task.all_tasks
import os, asyncio.Task.all_tasks as x
import asyncio.Task as x\\nx.all_tasks
from asyncio.Task import all_tasks
from asyncio.Task.all_tasks import x
import os, imp
import os; import imp
if 1: import imp
if 1: pass; import imp
try: import imp\\nfinally: pass
def f():\\n  if 1:\\n    import imp
def f():\\n  '''import os'''\\n  import imp
class A: import imp
import \\\\\\n imp
import\\\\\\nimp
from \\\\\\nimp import reload
from imp \\\\\\n import reload
from imp \\\\\\nimport reload
from \\\\\\nos import getcwdu
from os import (  # import\\n path,\\n getcwdu)
\\x0cimport imp
x = 'import'; import imp
x = 'a: import'; import os, imp
'''\\nfrom x import y\\n'''; import imp
from os.path import(walk)
if 1:import imp
else_ = 1;import imp
if 1:\\n\\timport os;import imp
import os\\rimport imp
import os\\r\\nif 1:\\r\\n import imp\\r\\n
from.import x;import imp
async def f():\\n  async with x: import imp
with x: import imp
while 1: import imp
for x in y:\\n  pass\\nelse:\\n  import imp
import \\uff49\\uff4d\\uff50
from os import \\uff47etcwdu
""".splitlines()

CHAINS = """\
import os; os.getcwdu()
import os; os . getcwdu()
import os; os.path.walk()
import os.path; os.getcwdu()
import os; os \\\\\\n .getcwdu()
import os; (os\\n.getcwdu())
import os; (os # c\\n .getcwdu)
import os; (os # path.x\\n . # y\\n path # z\\n .walk)
import os; x = \"\"\"\\n# \"\"\" + os.getcwdu()
import os; x = "\\\\\\n# " + os.getcwdu()
import os; x = "\\\\\\n" + os.getcwdu()
import os; x = f"{\\n1}" + os.getcwdu()
import os; x = f"{\\n'' + os.getcwdu()}"
import os; os.getcwdu if x else y
import os; f(\\n os.getcwdu)
import os; x = f(\\n os).getcwdu
import os; x = (\\n os); x.getcwdu
import os\\nfor x in(\\n os,): x.getcwdu
import os; x = \\\\\\n y.z = os; x.getcwdu
from pathlib import Path; x = \"\"\"\\n# \"\"\" + Path.walk(".")
from pathlib import Path; x = "\\\\\\n# " + Path.walk(".")
from pathlib import Path; (Path.  # a.b\\n # c\\n walk)
from pathlib import Path; "subclass A("\\nclass B(Path):\\n def f(self): self.walk()
import os; (os).getcwdu()
\"\"\"\\nimport it and go\\n\"\"\"\\nimport os\\nos.getcwdu()
import os; ((os) ).getcwdu()
import os; ((os).path).walk()
import os; (os\\n ) . path.walk()
import os as o; o.getcwdu()
import os as \\xe9; \\xe9.getcwdu()
import os; \\uff4fs.getcwdu()
import os; os.\\uff47etcwdu()
import os as \\ufb01; fi.getcwdu()
import mock
import mock\\nx = lambda a, /: a
import six\\nif (n := six.text_type): pass
from six.moves import urllib\\ndef f(a, /): urllib.parse.quote
__import__('mock')\\nif (n := 1): pass
import os; f"{os.getcwdu()}"
import os; x = f"{ os . getcwdu() !r}"
import os\\nx = os\\nx.getcwdu()
import os\\nx = os.path\\nx.walk()
import os\\nx = y = os\\nx.getcwdu()
import os\\nx = y = os\\ny.getcwdu()
import os\\nx: object = os\\nx.getcwdu()
import os\\nx = os; y = x.path; y.walk()
import os\\nx = (os)\\nx.getcwdu()
import os\\nx = (\\n os)\\nx.getcwdu()
import os\\nx = (  # c\\n  # d\\n os\\n)\\nx.getcwdu()
import os\\nx = \\\\\\n os\\nx.getcwdu()
import os\\nx \\\\\\n = os\\nx.getcwdu()
import os\\n(x := os).listdir(); x.getcwdu()
import os\\n(x := os.path).join; x.walk()
import os\\nprint(x := os)\\nx.getcwdu()
import os\\n(x := \\n os)\\nx.getcwdu()
import os\\n(x\\n := os)\\nx.getcwdu()
import os, sys\\na, b = sys, os\\nb.getcwdu()
import os, sys\\na, b = os, sys\\na.getcwdu()
import os, sys\\na, b = (\\n sys,\\n os,\\n)\\nb.getcwdu()
import os, sys\\na, b = [\\n os,\\n sys]\\na.getcwdu()
import os, sys\\n(a,\\n b) = os, sys\\na.getcwdu()
import os, sys\\n[a,\\n b] = sys, os\\nb.getcwdu()
import os, sys\\na, \\\\\\n b = os, sys\\na.getcwdu()
import os, sys\\na, b \\\\\\n = os, sys\\na.getcwdu()
import os, sys\\na, b = os \\\\\\n, sys\\na.getcwdu()
import os, sys\\na, b = os, \\\\\\n sys\\na.getcwdu()
import os\\nx = os\\n(x).getcwdu()
import os\\nx = os\\n('y')\\nx.getcwdu()
import os, sys\\na, b = (sys\\n , os)\\nb.getcwdu()
import os, sys\\na, b = (foo(\\n 1), os)\\nb.getcwdu()
import os, sys\\na, b = (\\n foo(x=1), os)\\nb.getcwdu()
import os, sys\\na, b = (\\n x == 1, os)\\nb.getcwdu()
import os, sys\\n(a\\n , b) = os, sys\\na.getcwdu()
import os, sys\\n(a, b\\n) = os, sys\\na.getcwdu()
import os, sys\\n[a,\\n b,\\n] = sys, os\\nb.getcwdu()
import os, sys\\nx = 1; a, b = (sys,\\n os); b.getcwdu()
import os, sys\\nif 1: a, b = (sys,\\n os); b.getcwdu()
import os, sys\\nx = a, b = sys, os\\nb.getcwdu()
import os, sys\\n(a), (b) = sys, os\\nb.getcwdu()
import os, sys; a, b = sys, os; b.getcwdu()
import os\\nif x := os: x.getcwdu()
import os\\n[x := os for y in z]; x.getcwdu()
import os\\n{x := os}; x.getcwdu()
import os\\nz[x := os]; x.getcwdu()
import os\\nf(')', x := os); x.getcwdu()
import os\\nprint('('); x = os; x.getcwdu()
import os\\nf(y=(x := os)); x.getcwdu()
import os\\nx: f(y=1) = os\\nx.getcwdu()
import os\\n\\n\\n\\nx = (\\n\\n\\n # c\\n\\n os)\\nx.getcwdu()
import os\\nf\"\"\"\\n# {os.getcwdu()}\\n\"\"\"
import os\\nx = '#' if 1else os.getcwdu()
import os\\nx = 1if os.getcwdu() else 2
import os\\nx = not\\\\\\n os.getcwdu()
import os\\nprint(') #', os.getcwdu()) # os
import os\\nx, y = f(1), os\\ny.getcwdu()
import os\\nx.z, y = 1, os\\ny.getcwdu()
import os\\nx[0][-1], y = 1, os\\ny.getcwdu()
import os\\nx['('], y = 1, os\\ny.getcwdu()
import os\\nx['='], y = 1, os\\ny.getcwdu()
import os\\nx = 1.jif os.getcwdu() else 2
import os\\nx, y = (z)(1), os\\ny.getcwdu()
import os\\nx, y = [z(1)][0](2, (3)), os\\ny.getcwdu()
import os\\ntry: pass\\nexcept E: x, y = E, os\\ny.getcwdu()
import os\\ntry: pass\\nexcept (E, (x := os)): x.getcwdu()
from pathlib import Path\\n# a sentence.\\n# More.\\nPath.\\\\\\nwalk
from pathlib import Path\\n(Path. # one\\n # two\\n walk)
from pathlib import Path\\nf\"\"\"a.\\n # {Path.walk} b\\n\"\"\"
import os\\n# os.getcwdu\\nos.getcwd()
import os\\na, b = 'f(', os\\nb.getcwdu()
import os\\na, b = \\"f(\\", os\\nb.getcwdu()
import os\\na, b = 1, ( # f(\\n os)\\nb.getcwdu()
import os\\na, b = ('it\\\\'s f(',\\n os)\\nb.getcwdu()
import os\\na, b = '''\\nf(''', os\\nb.getcwdu()
import os\\na, b = \\"\\"\\"\\" f( \\"\\"\\", os\\nb.getcwdu()
import os\\na, b = 'x\\\\\\nf(', os\\nb.getcwdu()
import os\\na, b = f'{z[\\"(\\"]}', os\\nb.getcwdu()
import os\\na, b = f\\"{f(\\"(\\")}\\", os\\nb.getcwdu()
import os\\na, b = (f(1)\\n), os\\nb.getcwdu()
import os\\na, b = 1 if z else(2, os)\\nb.getcwdu()
import os\\nfor a, b in(1, os),: b.getcwdu()
import os\\nf(1, x\\n := os); x.getcwdu()
import os\\nf(1,\\n x := (\\n os)); x.getcwdu()
import os\\n# from x import (\\na, b = 1, os\\nb.getcwdu()
import os\\nx = 'import ('; a, b = 1, os\\nb.getcwdu()
import os\\nx = os.osos\\nx = os\\nx.getcwdu()
import os\\nos = os.path\\nos.walk()
import os\\nclass A:\\n  os = os\\n  os.getcwdu()
import os\\nx = os # y\\nx.getcwdu()
import os\\nx = os if y else z
import os\\nlong = x = os;long.getcwdu()
import os\\ndef f(x=os): x.getcwdu()
import xml.dom; xml.etree.cElementTree
import xml as x; x.etree.cElementTree
from xml import etree as e; e.cElementTree.parse
from xml import etree; f = etree; f.cElementTree
from os import path; path.walk()
from os import path as p; p.walk()
from os import path as p; q = p; q.walk()
from os import path as os, getcwd; os.walk()
import collections; collections.Mapping
import asyncio as a; a.async
import a, asyncio; asyncio.coroutine
del os; import os; os.getcwdu
import os\\nlambda: os.getcwdu()
import os\\n[os.getcwdu() for x in os.getcwdu()]
import os\\n@os.getcwdu\\ndef f(): pass
import os\\nx = -os.getcwdu() + 1if os.getcwdu else 2
import os\\nx = f"{\\n1}# " + os.getcwdu()
import os; os.getcwd\\xb7x
import os; os.path.\\u2118x
""".splitlines()

LOCALS = """\
import os\\ndef f():\\n os.getcwdu()\\n os = 1
import os\\ndef f():\\n os = 1\\nos.getcwdu()
import os\\ndef f():\\n global os\\n os = 1\\n os.getcwdu()
import os\\ndef f(os): pass\\nos.getcwdu()
import os\\ndef f(os): pass\\ndef g():\\n os.getcwdu()
import os\\ndef f(os) -> os.getcwdu: pass
import os\\ndef f(x: a[b, os], y):\\n os.getcwdu()
import os\\ndef f(x=g(a, os)):\\n os.getcwdu()
import os\\ndef f(x=a[b[1], os, 2]):\\n os.getcwdu()
import os\\ndef f(x=[[[1], os, 2]]):\\n os.getcwdu()
import os\\ndef f(x={1: 2, os: 3}):\\n os.getcwdu()
import os\\ndef f(x={1, os, 2}):\\n os.getcwdu()
import os\\ndef f(x=lambda y, os=1: 2):\\n os.getcwdu()
import os\\ndef f(os) -> x[y:\\n  os.getcwdu()]: pass
import os\\ndef f(os) -> x[']':\\n  os.getcwdu()]: pass
import os\\ndef f(os) -> {x: # c\\n  os.getcwdu()}: pass
import os\\ndef f(os) -> g(lambda:\\n  os.getcwdu()): pass
import os\\ndef f(os):\\n pass\\n \\x0cos.getcwdu()
import os\\ndef f():\\n g(\\n os = 1)\\n os.getcwdu()
import os\\ndef f():\\n g(x,\\n # c\\n\\n os = 1)\\n os.getcwdu()
import os\\ndef f():\\n \"\"\"\\n os = 1\\n \"\"\"\\n os.getcwdu()
import os\\nx = \"\"\"\\ndef f(os):\\n \"\"\"; os.getcwdu()
import os\\nif 1:\\n os = os\\n os.getcwdu()
import os\\nif 1:\\n x = \"\"\"\\ndef f():\\n\"\"\"\\n os = 1 if os.getcwdu else 2
import os\\ndef f():\\n x = '\\\\\\n os = 1\\\\\\n'\\n os.getcwdu()
import os\\ndef f():\\n def g():\\n  os = 1\\n os.getcwdu()
import os\\ndef f():\\n class A:\\n  os = 1\\n  def g(self):\\n   os.getcwdu()
import os\\nclass A:\\n def f(self):\\n  os = 1\\n def g(self):\\n  os.getcwdu()
import os\\ndef f():\\n for x in y:\\n  os.getcwdu()\\n  import os
import os\\ndef f():\\n os = 1\\n for x in y:\\n  os.getcwdu()\\n  import os
import os\\ndef f():\\n os = 1\\n import os\\n os.getcwdu()
import os as o\\ndef f():\\n os = o\\n os.getcwdu()
import os, os as o\\ndef f():\\n os = o\\n os.getcwdu()
import os\\no = os\\ndef f():\\n os = o\\n os.getcwdu()
import os\\no = os.path\\ndef f():\\n os = o\\n os.walk()
import os\\ndef f():\\n os = os.path\\n os.walk()
import os\\nasync def f(o, *os):\\n pass\\n\\nos.getcwdu()
""".splitlines()

CALLS = """\
__import__("imp")
__import__('imp' )
__import__ (\\n"imp")
__import__( # c\\n 'imp')
__import__(name="imp")
__import__(name \\\\\\n = "imp")
__import__(fromlist=["x"], name='imp')
__import__('''imp''')
__import__("im" "p")
__import__("im" \\\\\\n "p")
__import__("im\\\\x70")
__import__(u"imp")
__import__(("imp"))
__import__("imp" # c\\n)
__import__("imp"\\\\\\n, x)
(__import__)("imp")
f = __import__; f("imp")
x = __import__("os"); x.getcwdu()
x = (\\n __import__("os"))\\nx.getcwdu()
(x := __import__("os")).x; x.getcwdu()
x = __import__("os.path"); x.getcwdu()
x = __import__("os.environ"); x.letters
x = __import__("os", fromlist=["path"]); x.path.walk()
from builtins import __import__ as f; f("imp")
import builtins; builtins.__import__("imp")
import builtins as b; b . __import__("imp")
import importlib; importlib.import_module("imp")
import importlib; importlib . import_module ( "imp" )
import importlib; importlib.import_module("os.getcwdu")
import importlib as i; i.import_module("imp")
import importlib as i; j = i; j.import_module("imp")
from x import *; importlib.import_module("imp")
mock.patch("imp.reload")
import importlib; f = importlib.import_module; f("imp")
import importlib; f = importlib . import_module; f("imp")
import importlib; f = (\\n  importlib.import_module\\n)\\nf("imp")
import importlib; f = importlib\\\\\\n.import_module; f("imp")
import importlib; f = (importlib.\\n import_module); f("imp")
from importlib import import_module; import_module("imp")
from importlib import import_module as f; f("imp")
from importlib import import_module as f; g = f; g("imp")
from importlib import import_module; f = import_module; f("imp")
from importlib import import_module; f, g = 1, import_module; g("imp")
from importlib import import_module; import_module(".getcwdu", "os")
from importlib import import_module; import_module(".getcwdu", package="os")
from importlib import import_module; import_module(".getcwdu", \\\\\\n package = "os")
from importlib import import_module; import_module(".getcwdu", ("os"))
from importlib import import_module; import_module(package="os", name=".getcwdu")
f = __import__("importlib").import_module; f("imp")
i = __import__("importlib"); i.import_module("imp")
import pkgutil; pkgutil.resolve_name("os:getcwdu")
import pkgutil; pkgutil.resolve_name("imp:reload")
import pytest; imp = pytest.importorskip("imp")
import pytest; o = pytest.importorskip("os"); o.getcwdu()
import pytest as p; p.importorskip("imp")
import pytest\\nz = pytest\\nz.importorskip("imp")
from importlib import import_module as f\\nf("imp")
from builtins import __import__ as f\\nf("imp")
from unittest import mock\\n@mock.patch("os.getcwdu")\\ndef f(x): pass
from unittest import mock as m\\nm.patch("imp.reload")
from unittest import mock as m\\np = m.patch\\np("imp.reload")
from unittest.mock import patch\\nwith patch("imp.reload"): pass
from unittest.mock import patch as p\\nwith p("imp.reload"): pass
from unittest.mock import patch\\npatch.dict("os.getcwdu")
from unittest.mock import patch\\npatch(new=1, target="imp.reload")
import unittest.mock; unittest.mock.patch("imp.reload")
def test(mocker): mocker.patch("imp.reload")
def test(mocker): (mocker.patch)("imp.reload")
def test(class_mocker): class_mocker.patch("os.getcwdu")
def test(monkeypatch): monkeypatch.setattr("imp.reload", 1)
def test(a, monkeypatch):\\n  monkeypatch . delattr( 'os.getcwdu' )
""".splitlines()


def unescape(line: str) -> str:
    """Return the source that a line of the lists above describes."""
    return line.encode("latin-1").decode("unicode_escape") + "\n"


def assert_nothing_is_skipped(source: str) -> None:
    for name, config in CONFIGS.items():
        assert check_source(source, config) == find_closely(source, config), name


@each_row("line", IMPORTS + CHAINS + LOCALS + CALLS)
def test_odd_layouts_are_not_skipped(line: str) -> None:
    source = unescape(line)
    if not is_valid(source):
        pytest.skip("not for this Python")

    assert_nothing_is_skipped(source)


def test_most_odd_layouts_have_findings() -> None:
    config = CONFIGS["nothing set"]
    sources = filter(is_valid, map(unescape, IMPORTS + CHAINS + LOCALS + CALLS))
    silent = [source for source in sources if not find_closely(source, config)]

    assert len(silent) < len(IMPORTS + CHAINS + LOCALS + CALLS) / 5, silent


# Bounds: beyond them the file is checked.


def test_a_name_after_a_long_comment_is_not_skipped() -> None:
    source = f"import os\nx = (  # {'c' * 500}\n os)\nx.getcwdu()\n"
    found = check_source(source, CONFIGS["nothing set"])

    assert [item.line for item in found] == [4]
    assert found == find_closely(source, CONFIGS["nothing set"])


def test_a_name_after_very_many_imports_is_not_skipped() -> None:
    source = "".join(f"import os as o{number}\n" for number in range(300))
    config = CONFIGS["nothing set"]

    assert [
        item.line for item in check_source(f"{source}o299.getcwdu()\n", config)
    ] == [301]
    assert check_source(source, config) == []


@each_row(
    "line",
    [
        "x = 'a/os.gone'",
        '"""It is about\n time. This goes on."""',
        '"""It takes os.gone time."""',
        "# Do not use os.gone here",
        "f(\n os,\n)\nx.gone",
        "a, b = c\nf(\n 'x',\n os, y,\n)\nx.gone",
        "a, b = c\nf('it(', os)\nx.gone",
        "a, b = c\nf(y, # (\n z=os,\n)\nz.gone",
        "a, b = c\nx: y[z, os] = 1\nx.gone",
        "a, b = c\ndef f(\n a, os, b=g(1),\n): pass\nx.gone",
        "a, b = c\nfrom . import (\n z,\n os,\n)\nx.gone",
        "self.os = os\nself.os.gone",
        '"""See https://os.gone/"""',
        '"""Like :meth:`~os.gone`."""',
        '"""\n.. time::\n\nIt takes os.gone \'now\'."""',
        "x = f(1)\n# More.\nos.path\nx.gone",
        "def f():\n os = g()\n # More of\n return os.gone",
        "def f(a, os: b[c, d] = 1):\n return os.gone",
        'def f(\n    *os,\n):\n    """Do."""\n    if a:\n        os.gone',
        "class A:\n async def f(self, os): # c\n  os.gone()",
        "def f(os):\n x = y % (\n  os,\n )\n x.gone",
        "def f():\n os = g()\n if 1:\n  x = [\n   os,\n  ]\n return x",
    ],
)
def test_what_is_surely_no_use_is_clean(line: str) -> None:
    lines = f"import os, time\n{line}\n".splitlines(keepends=True)
    tree = ast.parse("".join(lines))

    assert SourceFile(tree, lines, NOWHERE, CONFIGS["nothing set"]).is_clean()


@pytest.mark.parametrize(
    "call",
    [
        "mocker.Mock(name='imp.reload')",
        "monkeypatch.setenv('imp')",
        "patch('os.getcwd')",
        "patch.object(os, 'imp')",
    ],
)
def test_a_call_that_imports_nothing_of_interest_is_clean(call: str) -> None:
    """The file has an attribute that a call may lead to which returns a module."""
    source = f"from unittest.mock import patch\n{call}\nx.getcwdu()\n"
    tree = ast.parse(source)

    assert SourceFile(tree, source, NOWHERE, CONFIGS["nothing set"]).is_clean()


@each_row("path", sorted(CODES.glob("*.py")), ids=lambda path: path.stem)
def test_examples_are_not_skipped(path: Path) -> None:
    skip_unless_parsable(path)

    assert_nothing_is_skipped(path.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", CONFIGS)
def test_the_standard_library_is_not_skipped(name: str) -> None:
    first = sorted(CONFIGS).index(name)
    paths = sorted(LIBRARY.glob("*.py")) + sorted(LIBRARY.glob("[a-rt-z]*/**/*.py"))
    sources = (path.read_text("utf-8", "replace") for path in paths[first::30])
    seen = 0
    for source in filter(is_valid, sources):  # some are bad on purpose
        expected = find_closely(source, CONFIGS[name])
        seen += bool(expected)

        assert check_source(source, CONFIGS[name]) == expected, source[:400]

    assert seen > 3


# Generated snippets: tokens in a few shapes, with any gaps between them.


NAMES = ("os", "o", "p", "sys", "path", "x", "\uff4fs", "\xe9", "\ufb01", "importlib")
MODULES = (
    "os",
    "os.path",
    "sys",
    "imp",
    "importlib",
    "collections",
    "http.client",
    "unittest.mock",
    "xml.dom",
    "numpy",
)
ATTRIBUTES = ("getcwdu", "path", "walk", "maxint", "Mapping", "import_module", "join")
# `~` is any gap and `_` one that is needed; between brackets they may hold line breaks.
STATEMENTS = (
    "import_M",
    "import_M_as_N",
    "import_M~,~M_as_N",
    "from_M_import_A",
    "from_M_import_A_as_N",
    "from_M_import~(~A~,~A_as_N~)",
    "N~=~N",
    "N~=~N~.~A",
    "N~=~(~N~.~A~)",
    "N~=~N~=~N",
    "N~:~N~=~N",
    "N~,~N~=~N~,~N~.~A",
    "(~N~,~N~)~=~(~N~,~N~)",
    "(~N~:=~N~)",
    "(~N~:=~N~.~A~)~.~A",
    "N~.~A",
    "N~.~A~.~A",
    "N~.~A~(~)",
    "(~N~)~.~A",
    "(~N~.~A~)~.~A~(~N~)",
    "N~=~__import__~(~S~)",
    "__import__~(~S~)",
    "N~.~import_module~(~S~)",
    "N~(~S~)",
    "N~=~N~.~import_module",
    "N~(~N~,~N~.~A~,~)",
    "N~(~N~,~x~=~N~)~.~A",
    "N~,~N~=~N~(~N~,~')'~,~)~,~N",
    "N~,~N~=~(~'x('~,~N~,~)",
    "N~(~N~:=~N~,~)",
    "N~,~N~=~N~[~N~,~N~]~,~N",
    "[~N~.~A_for_x_in_N~]",
)
GAPS = ("", " ", "  ", "\t", " \\\n ", "\\\n")
INNER_GAPS = (*GAPS, "\n", " # os.path = x\n", "\n\n  # )\n ")
OWNERS = (
    "",
    "if 1:",
    "if 1: pass\nelse:",
    "def f():",
    "class A:",
    "try: pass\nfinally:",
)

CHOICES = {
    "M": st.sampled_from(MODULES),
    "N": st.sampled_from(NAMES),
    "A": st.sampled_from(ATTRIBUTES),
    "S": st.sampled_from(MODULES).map(lambda name: f'"{name}"'),
}


@st.composite
def statements(
    draw: st.DrawFn,
    shapes: Sequence[str] = STATEMENTS,
    choices: Mapping[str, st.SearchStrategy[str]] = CHOICES,
) -> str:
    """Return one statement, with generated tokens and gaps."""
    shape = draw(st.sampled_from(shapes))
    shape = shape.replace("__import__", "\0").replace("import_module", "\1")
    written = []
    depth = 0
    for character in shape:
        depth += (character in "([") - (character in ")]")
        if character in "~_":
            gap = draw(st.sampled_from(INNER_GAPS if depth else GAPS))
            written.append(gap if gap or character == "~" else " ")
        elif character in choices:
            written.append(draw(choices[character]))
        else:
            written.append(character)
    return "".join(written).replace("\0", "__import__").replace("\1", "import_module")


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Return some statements, in blocks, on lines of their own or not."""
    source = "import importlib\n"
    for _ in range(draw(st.integers(2, 7))):
        owner = draw(st.sampled_from(OWNERS))
        body = draw(st.lists(statements(), min_size=1, max_size=3))
        if draw(st.booleans()):
            start = f"{owner} " if owner else ""
            source += start + draw(st.sampled_from((";", " ; "))).join(body) + "\n"
        else:
            indent = "    " if owner else ""
            source += f"{owner}\n" if owner else ""
            source += "".join(f"{indent}{line}\n" for line in body)
    return source


@pytest.mark.properties
@given(source=programs().filter(is_valid), name=st.sampled_from(sorted(CONFIGS)))
def test_no_program_is_skipped(source: str, name: str) -> None:
    config = CONFIGS[name]

    assert check_source(source, config) == find_closely(source, config)


BASE_IMPORTS = (
    "import_threading",
    "import_threading_as_N",
    "from_threading_import_C",
    "from_threading_import_C_as_N",
    "N~=~N",
    "N~=~N~.~C",
    "N~,~N~=~N~,~N~.~C",
)
HEADERS = (
    "class_X~(~N~)~:",
    "class_X~(~N~.~C~)~:",
    "class_X~(~object~,~N~.~C~)~:",
    "class_X~(~N~,~N~)~:",
    "class_X~(~(~N~)~.~C~)~:",
    "class_X~(~metaclass~=~type~,~*~[~N~]~)~:",
    "class_X~(~N~:=~N~)~:",
    "class_X~(~N~(~)~)~:",
    "class_X~(~f~(~N~)~,~N~)~:",
    "class_X~(~N~[~N~]~,~N~)~:",
)
USES = ("self~.~U", "(~self~)~.~U", "self~.~U~(~self~.~x~)")
CLASS_CHOICES = {
    "N": st.sampled_from(("threading", "T", "Thread", "x")),
    "C": st.sampled_from(("Thread", "Timer")),
    "U": st.sampled_from(("isAlive", "name", "setDaemon")),
}


@st.composite
def class_programs(draw: st.DrawFn) -> str:
    """Return a class that may inherit from an imported one, and use what it had."""
    before = draw(st.lists(statements(BASE_IMPORTS, CLASS_CHOICES), min_size=1))
    header = draw(statements(HEADERS, CLASS_CHOICES))
    use = draw(statements(USES, CLASS_CHOICES))
    imports = "".join(f"{line}\n" for line in before)
    return f"{imports}{header}\n  def method(self):\n    {use}\n"


@pytest.mark.properties
@given(source=class_programs().filter(is_valid), name=st.sampled_from(sorted(CONFIGS)))
def test_no_class_is_skipped(source: str, name: str) -> None:
    config = CONFIGS[name]

    assert check_source(source, config) == find_closely(source, config)


def all_imports(tree: ast.Module) -> Iterable[ImportStatement]:
    return (
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    )


@pytest.mark.properties
@given(source=programs().filter(is_valid))
def test_every_import_statement_is_found(source: str) -> None:
    tree = ast.parse(source)
    lines = find_import_lines(normalize_source(source))
    found = find_imports(tree, lines)

    assert set(found) == set(all_imports(tree))
    assert len(found) == len(set(found))


@pytest.mark.properties
@given(source=programs().filter(is_valid))
def test_every_import_statement_is_read_from_the_text(source: str) -> None:
    found = read_imports(normalize_source(source)).statements
    expected = [ImportNode(node) for node in all_imports(ast.parse(source))]

    assert found is None or not Counter(map(describe, expected)) - Counter(
        map(describe, found)
    )


def describe(statement: ImportText | ImportNode) -> tuple[object, ...]:
    return statement.module, statement.level, tuple(statement.names)


@given(
    text=st.lists(
        st.sampled_from(("import ", "from ", "x", "\n", "\r", "\r\n", ":", ";", "'"))
    ).map("".join)
)
def test_lines_with_imports_are_numbered_as_by_python(text: str) -> None:
    lines = normalize_source(text).split("\n")

    assert all(
        "import" in lines[number - 1]
        for number in find_import_lines(normalize_source(text))
    )
    assert [
        number for number, line in enumerate(lines, 1) if line.startswith("import ")
    ] == [
        number
        for number in find_import_lines(normalize_source(text))
        if lines[number - 1].startswith("import ")
    ]
