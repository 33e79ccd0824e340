"""Names that tests replace by strings."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

import pytest
from fixing import fix
from rows import each_row

from flake8_safe_imports.fix.project import importers, replacing, trees
from flake8_safe_imports.fix.text.nodes import Nodes

if TYPE_CHECKING:
    from pathlib import Path

    from flake8_safe_imports.fix.source import FixedSource

FROM = "from six.moves import urllib\nurllib.parse.quote\n"
PASSED = "from six.moves.urllib import parse\nf(parse)\n"
AS = "import six.moves.urllib.parse as p\np.quote\n"
QUOTE = "from six.moves.urllib.parse import quote\nquote\n"
LATE = "def f():\n    from six.moves.urllib.parse import quote\n    quote\n"
BUILTINS = "from six.moves import builtins\nbuiltins.open\n"
MOCK = "import mock\nmock.Mock\n"
PIPES = "import pipes\npipes.quote\n"
PATCH = "patch('six.moves.urllib.parse.quote')"
ABC = "from collections import Mapping\nMapping\n"
TYPE = "typing_extensions.Annotated"
TYPED = "from typing_extensions import Annotated\nAnnotated\n"
MAPPING = "import collections\ncollections.Mapping\n"
ITEMS = "import six\nfor k in six.iteritems(d):\n    pass\n"
FAR = "import six\nsix.moves.input\n"
FUNCTION = "from six.moves import input\ninput\n"


def fix_beside(test: str, source: str, folder: Path) -> FixedSource:
    """Fix the *source* of a file in a project whose other file is *test*."""
    (folder / "pyproject.toml").touch()
    (folder / "test_it.py").write_text(test)
    importers.forget()
    return fix(source, path=str(folder / "app.py"))


@each_row(
    ("source", "test", "is_kept"),
    [
        (FROM, "@mock.patch('six.moves.urllib.parse.quote')\ndef t(): 0\n", True),
        (FROM, "@mock.patch('six.moves.urllib.parse_.quote')\ndef t(): 0\n", False),
        (FROM, "@mock.patch('six.moves.urllib.parse.unquote')\ndef t(): 0\n", False),
        (PASSED, "@mock.patch('six.moves.urllib.parse.unquote')\ndef t(): 0\n", True),
        (FROM, "patch('%s.quote' % 'six.moves.urllib.parse')\n", True),
        (AS, "monkeypatch.setattr(\n    'six.moves.urllib.parse.quote', 1)\n", True),
        (AS, "patch.multiple(target='six.moves.urllib.parse', quote=1)\n", True),
        (QUOTE, "@patch('six.moves.urllib.parse.quote')\ndef t(): 0\n", False),
        (QUOTE, "patch('six.moves.urllib.parse.quote').start()\n", True),
        (LATE, "patch('six.moves.urllib.parse.quote')\n", True),
        (BUILTINS, "patch('six.moves.builtins.open')\n", False),
        (MOCK, "patch('mock.Mock.assert_called')\n", True),
        (MOCK, "open('mock.json')\npatch('app.compat.f')\n", False),
        (PIPES, "mocker.patch('pipes.quote')\n", True),
        (PIPES, "mocker.patch(u'pipes.quote')\n", True),
        (PIPES, "monkeypatch.delattr('pipes.quote')\n", True),
        (MAPPING, "patch('collections.Mapping', 1)\n", True),
        (MAPPING, "patch('collections.OrderedDict', 1)\n", False),
        (MAPPING, "patch('collections.Mapping.get', 1)\n", False),
        (FUNCTION, "@patch('six.moves.input')\ndef t(): 0\n", False),
        (FAR, "patch.object(app.six.moves, 'input')\n", True),
        (ITEMS, "patch.object(six, 'iteritems', f)\n", True),
        (ITEMS, "patch.object(six, 'itervalues', f)\n", False),
        (FAR, "monkeypatch.setattr(moves, 'input', f)\n", True),
        (FROM, "patch.object(urllib.parse, 'quote', f)\n", True),
        (FROM, "patch.object(urllib.parse, 'unquote', f)\n", False),
        (FAR, "from six import moves as mv\npatch.object(mv, 'input', f)\n", True),
        (FAR, "from six import moves as mv\npatch.object(m, 'input', f)\n", False),
        (ITEMS, "import six as s\nsetattr(s, 'iteritems', f)\n", True),
        (FAR, "for name in names:\n    setattr(six.moves, name, f)\n", True),
        (ITEMS, "setattr(six.moves, name, f)\n", False),
        (FAR, "six.moves.__dict__['input'] = f\n", True),
        (ITEMS, "patch.dict(vars(six), iteritems=f)\n", True),
        (ITEMS, "patch.multiple('six', iteritems=f)\n", True),
        (MOCK, "for name in ['mock']:\n    sys.modules[name] = fake\n", True),
        (MOCK, "class _MovedItems: 'mock'\nsys.modules[name] = it\n", False),
        (MOCK, "sys.modules.update((x, fake) for x in ['mock'])\n", True),
        (MOCK, "f('mock')\nsys.modules[__name__] = fake\n", False),
        (MOCK, "sys.modules['mock'] = fake\n", True),
        (MOCK, "monkeypatch.setitem(sys.modules, 'mock', None)\n", True),
        (
            MOCK,
            "@patch.dict('sys.modules', {'os': None, 'mock': None})\ndef t(): 0\n",
            True,
        ),
        (MOCK, "sys.modules.setdefault('mock', fake)\n", True),
        (MOCK, "assert sys.modules['mock'] == fake\n", False),
        (MOCK, "sys.modules['mocks'] = fake\n", False),
        (FUNCTION, "sys.modules['six.moves'] = fake\n", True),
        (FUNCTION, "import six\nsix.moves.input = f\n", True),
        (FUNCTION, "def f():\n    moves.input = six\n", True),
        (FUNCTION, "import six\nsix.moves.range = f\n", False),
        (FUNCTION, "six.add_move(six.MovedAttribute('input', 'a', 'b'))\n", True),
        (FUNCTION, "six.add_move(six.MovedModule('mock', 'a', 'b'))\n", False),
        (FUNCTION, "six.add_move(six.MovedAttribute(name, 'a', 'b'))\n", True),
        (FUNCTION, "six.remove_move('input')\n", True),
        (FUNCTION, "six.remove_move('range')\n", False),
        (FAR, "del six.moves.input\n", True),
        (FAR, "import six\ndel six\ndel six.moves.range\n", False),
        (FAR, "def f(x, moves): pass\ndef g(six): pass\n", False),
        (FAR, "def f():\n    with patch('six.moves.' + name): pass\n", True),
        (FAR, "def f():\n    with patch('six.moves' + '.input'): pass\n", True),
        (FAR, "def f(n):\n    with patch(f'six.moves.{n}'): pass\n", True),
        (FAR, "def f(n):\n    with patch('six.moves.%s' % n): pass\n", True),
        (FAR, "def f(n):\n    with patch('six.moves.urllib.' + n): pass\n", False),
        (FUNCTION, "def f(n):\n    with patch('six.moves.' + n): pass\n", False),
        (FAR, "swap(six.moves, 'input', f)\n", True),
        (FAR, "swap(six.moves, 'range', f)\n", False),
        (FAR, "swap(app.six.moves, name, f)\n", True),
        (FAR, "for it in (six.moves, time): swap(it, name, f)\n", True),
        (FAR, "it = six.moves\nit.input = f\n", True),
        (FAR, "from six import moves as mv\nmv.input = f\n", True),
        (FAR, "x = [getattr(six.moves, name), hasattr(six, 'moves')]\n", False),
        (FAR, "# f(six.moves)\n'the layers (six, future) and mock, six, x'\n", False),
        (ITEMS, "patch.object(target=six, attribute='iteritems')\n", True),
        (ITEMS, "patch.object(target=six, attribute='itervalues')\n", False),
        (ITEMS, "setup(install_requires=['six'], x=six.PY2)\n", False),
        (MOCK, "patch.object(mock, 'Mock', f)\n", False),
        (MOCK, "import mock\npatch.object(mock, 'Mock', f)\n", True),
        (MOCK, "import mock as m\nswap(m, 'Mock', f)\n", True),
        (MOCK, "import mock as m\nswap(m, 'call', f)\n", False),
        (MOCK, "sys.modules |= {'mock': fake}\n", True),
        (MOCK, "sys.modules |= dict(mock=fake)\n", True),
        (MOCK, "they = sys.modules\nthey['mock'] = fake\n", True),
        (MOCK, "from sys import modules as they\nthey['mock'] = fake\n", True),
        (MOCK, "fakes = {'mock': 1}\npatch.dict(sys.modules, fakes)\n", True),
        (MOCK, "patch.dict('sys.modules', mock=fake)\n", True),
        (MOCK, "patch.dict('sys.modules', {name: 1})\nname = 'mock'\n", True),
        (MOCK, "patch.dict('sys.modules', {'os': 1})\nname = 'mock'\n", False),
        (MOCK, "f('mock', list(sys.modules), sys.modules.get(x))\n", False),
        (MOCK, "mock = Mock()\nmock.call = 1\nf(mock, 'patch')\n", False),
        (FROM, "m = import_module('six.moves.urllib.parse')\nm.quote = f\n", True),
        (FROM, "m = import_module('six.moves.urllib.parse')\nm.unquote = f\n", False),
        (FROM, "m = six.moves.urllib.parse if X else other\nm.quote = f\n", True),
        (FROM, "m = other or six.moves.urllib.parse\ndel m.quote\n", True),
        (FROM, "m = other or six.moves.urllib.parse\nm.unquote = f\n", False),
        (FROM, "m = {'p': six.moves.urllib.parse}\nm[x].quote = f\n", True),
        (FROM, "self.m = six.moves.urllib.parse\nself.m.quote = f\n", True),
        (FROM, "setattr(sys.modules['six.moves.urllib.parse'], 'quote', f)\n", True),
        (FROM, "getattr(six.moves, 'urllib').parse.quote = f\n", True),
        (QUOTE, f"def t():\n    with {PATCH}:\n        import app\n", True),
        (QUOTE, f"@{PATCH}\ndef t():\n    import_module('app')\n", True),
        (QUOTE, f"def t():\n    import app\n    with {PATCH}:\n        0\n", False),
        (FROM, "patch('.'.join(['six', 'moves.urllib.parse', 'quote']))\n", True),
        (FROM, "patch('.'.join(['six', 'moves.urllib.parse', name]))\n", True),
        (FROM, "patch('.'.join(['six', 'moves.urllib.request', name]))\n", False),
        (PIPES, "TOP = 'pipes'\npatch(TOP + '.quote')\n", True),
        (
            PIPES,
            "TOP = 'pipes'\npatch(f'{TOP}.quote')\npatch('{}.x'.format(TOP))\n",
            True,
        ),
        (PIPES, "TOP = 'pipes'\npatch(TOP + '.split')\n", False),
        (PIPES, "def stub(it): patch(it)\nstub('pipes.quote')\n", True),
        (PIPES, "def stub(it): patch(it)\nstub('pipes.split')\n", False),
        (PIPES, "print 'x'\nraise E, 'pipes.quote'\npatch('pipes.split')\n", False),
        (PIPES, "print 'x'\npatch('pipes.quote', 0777)\n", True),
        (PIPES, "cdef int x\npatch('pipes.quote')\n", True),
        (PIPES, "cdef int x\nopen('pipes.quote')\n", False),
        (MOCK, "def put(n, those): those[n] = f\nput('mock', sys.modules)\n", True),
        (MOCK, "put('mocks', sys.modules)\n", False),
        (MOCK, "self.assertIn('mock', sys.modules)\n", False),
        (MOCK, "import sys\ngetattr(sys, 'modules')['mock'] = f\n", True),
        (MOCK, "import sys\nsys.__dict__['modules']['mock'] = f\n", True),
        (MOCK, "self.m = sys.modules\nself.m['mock'] = f\n", True),
        (MOCK, "self.modules['mock'] = f\n", False),
        (MOCK, "sys.meta_path.insert(0, Finder('mock'))\n", True),
        (MOCK, "sys.meta_path.insert(0, Finder('mocks'))\n", False),
        (MOCK, "patch.dict('sys.modules', values={'mock': 1})\n", True),
        (MOCK, "patch.dict('sys.modules', values={'mocks': 1})\n'mock'\n", False),
        (MOCK, "patch.dict(in_dict=sys.modules, values=get('mock'))\n", True),
        (MOCK, "patch.dict(sys.modules, **{'mock': 1})\n", True),
        (MOCK, "patch.dict(sys.modules, mocks=get('mock'))\n", False),
        (MOCK, "m.setitem(dic=sys.modules, name=get('mock'), value=1)\n", True),
        (MOCK, "sys.modules.update(**{'mock': 1})\n", True),
        (MOCK, "sys.modules.update(dict([('mock', 1)]))\n", True),
        (QUOTE, "def f(a, (b, c)): 0\nsix.moves.urllib.parse.quote = f\n", True),
        (QUOTE, "f = lambda(b, c): 0\nsix.moves.urllib.parse.quote = f\n", True),
        (FROM, "class A:\n    m = six.moves.urllib.parse\nA.m.quote = f\n", True),
        (ABC, "patch('collections.Mapping.get', 1)\n", False),
        (TYPED, f"import {TYPE} as T\nx = T[int, 1]\nsetattr(x, '_one', 1)\n", False),
        (TYPED, f"import {TYPE} as T\nparam(T, '{TYPE}')\n", False),
        (PIPES, "from mock import patch as p\np('pipes.quote')\n", True),
        (PIPES, "from mock import patch as p\np('pipes.split')\n", False),
        (PIPES, "from mock import Mock as p\np('pipes.quote')\n", False),
        (PIPES, "p = mock.patch\np('pipes.quote')\n", True),
        (PIPES, "p = mocker.patch\np('pipes.quote')\n", True),
        (PIPES, "p = requests.patch\np('pipes.quote')\n", False),
        (PIPES, "p = partial(mock.patch, 'pipes.quote')\n", True),
        (PIPES, "p = partial(mock.patch, 'pipes.split')\n", False),
        (
            PIPES,
            "from mock import patch\nlist(map(patch, ALL))\nALL = 'pipes.quote'\n",
            True,
        ),
        (PIPES, "import pipes\npipes.quote = f\n", True),
        (PIPES, "import pipes\nold = pipes.quote = f\n", True),
        (PIPES, "import pipes\nif x == 1: pipes.quote = f\n", True),
        (PIPES, "import pipes\nx = pipes.quote == f\n", False),
        (PIPES, "import pipes\npipes.split = f\n", False),
        (PIPES, "import pipes as p\nold, p.quote = p.quote, f\n", True),
        (PIPES, "import pipes\ndel pipes.quote\n", True),
        (PIPES, "import pipes\nfor pipes.quote in [f]: 0\n", True),
        (PIPES, "import pipes\nself.quote = pipes.quote\n", False),
        (PIPES, "import pipes\nvars(pipes)['quote'] = f\n", True),
        (PIPES, "import pipes\nvars(pipes)['split'] = f\n", False),
        (PIPES, "import pipes\npipes.__dict__['quote'] = f\n", True),
        (PIPES, "import pipes\nx = pipes.__dict__['quote']\n", False),
        (PIPES, "import pipes\npipes.__dict__.update(quote=f)\n", True),
        (PIPES, "import pipes\npipes.__dict__.update({'split': f})\n", False),
        (PIPES, "import pipes\nvars(pipes).update([('quote', f)])\n", True),
        (PIPES, "import pipes\nd = vars(pipes)\nd['quote'] = f\n", True),
        (PIPES, "import pipes\ndel vars(pipes)['quote']\n", True),
        (PIPES, "import pipes\npatch.dict(vars(pipes), quote=f)\n", True),
        (PIPES, "patch.dict('pipes.__dict__', quote=f)\n", True),
        (PIPES, "import pipes\nm.setitem(pipes.__dict__, 'split', f)\n", False),
        (PIPES, "import pipes\nprint(sorted(vars(pipes)))\n'quote'\n", False),
        (PIPES, "import pipes\ngetattr(pipes, '__dict__')['quote'] = f\n", True),
        (PIPES, "import pipes\nexec('quote = 1', vars(pipes))\n", True),
        (PIPES, "import pipes\ndef g(m): m.quote = f\ng(pipes)\n", True),
        (PIPES, "import pipes\ndef g(m): m.split = f\ng(pipes)\n", False),
        (PIPES, "import pipes\ndef g(m): return m.quote\ng(pipes)\n", False),
        (PIPES, "import pipes\nprint(pipes)\ndef g(m): m.quote = f\n", False),
        (PIPES, "import pipes\ndef g(n, m): setattr(m, n)\ng('quote', pipes)\n", True),
        (PIPES, "import pipes\ndef g(m): del m.quote\ng(m=pipes)\n", True),
        (PIPES, "import pipes\ndef g(*all): all[0].quote = f\ng(pipes)\n", True),
        (PIPES, "import pipes\ndef g(m=pipes): m.quote = f\n", True),
        (PIPES, "import pipes\nmap(g, [pipes])\ndef g(m): m.quote = f\n", True),
        (PIPES, "import pipes\ndef m(): return pipes\ndef t(m): m.quote = f\n", True),
        (PIPES, "def g(m): m.quote = f\ng(sys.modules['pipes'])\n", True),
        (PIPES, "import pipes\nG().set(pipes)\ndef set(m): m.quote = f\n", True),
        (FROM, "def get(): return six.moves.urllib.parse\nget().quote = f\n", True),
        (FROM, "def get(): return six.moves.urllib.parse\nget().split = f\n", False),
        (PIPES, "import mock\ngetattr(mock, 'patch')('pipes.quote')\n", True),
        (PIPES, "import mock\ngetattr(mock, 'patch')('pipes.split')\n", False),
        (PIPES, "import mock\np = getattr(mock, 'patch')\np('pipes.quote')\n", True),
        (PIPES, "import mock as mk\nQ = mk.patch\nQ('pipes.quote')\n", True),
        (PIPES, "import mock as mk\nQ = mk.patch\nQ('pipes.split')\n", False),
        (PIPES, "M = patch.multiple\nM('pipes', quote=f)\n", True),
        (PIPES, "patch.multiple('pipes', split=f)\n", False),
        (PIPES, "patch.multiple('pipes', **{'quote': f})\n", True),
        (PIPES, "partial(patch.multiple, 'pipes')(quote=f)\n", True),
        (PIPES, "from mock import *\np = patch\np('pipes.quote')\n", True),
        (PIPES, "s = monkeypatch.setattr\ns('pipes.quote', f)\n", True),
        (PIPES, "s = monkeypatch.setattr\ns('pipes.split', f)\n", False),
        (MOCK, "sys.modules['mo' + 'ck'] = f\n", True),
        (MOCK, "sys.modules['mock.' + x] = f\n", True),
        (MOCK, "for n in [chr(109) + 'ock']: sys.modules[n] = f\n", True),
        (MOCK, "for n in [chr(98) + 'lock']: sys.modules[n] = f\n", False),
        (MOCK, "n = 'mo' + x\nsys.modules[n] = f\n", True),
        (MOCK, "n = 'my' + x\nsys.modules[n] = f\n", False),
        (MOCK, "sys.modules['%sck' % x] = f\n", True),
        (MOCK, "sys.modules['{}ck'.format(x)] = f\n", True),
        (MOCK, "sys.modules['{}.ck'.format(x)] = f\n", False),
        (MOCK, "sys.modules[f'mo{x}'] = f\n", True),
        (MOCK, "sys.modules[f'{x}.mo'] = f\n", False),
        (MOCK, "sys.modules['MOCK'.lower()] = f\n", True),
        (MOCK, "sys.modules['moXck'.replace('X', '')] = f\n", True),
        (MOCK, "sys.modules.update({'mo' + x: f for x in y})\n", True),
        (MOCK, "sys.modules.update({x: f for x in y})\n", False),
        (MOCK, "def g(n): sys.modules[n] = f\n", False),
        (MOCK, "n = n + '.x'\nn = (n,)\nsys.modules[n] = f\n", False),
        (MOCK, "sys.modules['app.' + x] = f\n", False),
        (MOCK, "for n in 'sys mock'.split(): sys.modules[n] = f\n", True),
        (MOCK, "ALL = 'sys,mock'\nfor n in ALL: sys.modules[n] = f\n", True),
        (MOCK, "'no mock'\nsys.modules[n] = f('no mock')\n", False),
    ],
)
def test_what_a_test_replaces_stays(
    tmp_path: Path, source: str, test: str, is_kept: bool
) -> None:
    result = fix_beside(test, source, tmp_path)

    assert (result.source == source) is is_kept
    if is_kept:
        assert "a test may replace `" in result.skipped[0].reason


SETTING = "import builtins\nfor n in {}:\n    setattr(builtins, n, f)\n"
RANGE = "from six.moves import range\nrange(3)\n"
TYPES = "import six\nisinstance(x, six.string_types)\n"
CWD = "import six\nsix.moves.getcwd()\n"
SPLIT = "import urllib\nurllib.quote(x)\n"
PARSER = "from six.moves import configparser\nconfigparser.ConfigParser()\n"
OPEN = "from six.moves.builtins import open\nopen(x)\n"


@each_row(
    ("source", "test", "is_kept"),
    [
        (FUNCTION, "with mock.patch('builtins.input', f): 0\n", True),
        (FUNCTION, "with mock.patch('builtins.range', f): 0\n", False),
        (FUNCTION, "with mock.patch('app.builtins.input', f): 0\n", True),
        (FUNCTION, "with mock.patch('six.moves.builtins.input', f): 0\n", True),
        (FUNCTION, "with mock.patch('__builtin__.input', f): 0\n", True),
        (FUNCTION, "with mock.patch(BUILTINS + '.input', f): 0\n", True),
        (FUNCTION, "with mock.patch('%s.input' % BUILTINS, f): 0\n", True),
        (FUNCTION, "with patch(f'{builtins.__name__}.input', f): 0\n", True),
        (FUNCTION, "with patch('{}.input'.format(B)): 0\n", True),
        (FUNCTION, "with patch('{}.range'.format(B)): 0\n", False),
        (FUNCTION, "patch.multiple('builtins', input=f)\n", True),
        (FUNCTION, "patch.object(builtins, 'input', f)\n", True),
        (FUNCTION, "patch.object(six.moves.builtins, 'input', f)\n", True),
        (FUNCTION, "patch.object(builtins, 'open', f)\n", False),
        (FUNCTION, "patch.object(target=builtins, attribute='input')\n", True),
        (FUNCTION, "patch.dict(builtins.__dict__, input=f)\n", True),
        (FUNCTION, "patch.dict(__builtins__, input=f)\n", True),
        (FUNCTION, "monkeypatch.setattr('builtins.input', f)\n", True),
        (FUNCTION, "monkeypatch.setattr(builtins, 'input', f)\n", True),
        (FUNCTION, "import builtins as b\nm.setattr(b, 'input', f)\n", True),
        (FUNCTION, "import builtins as b\nb.input = f\n", True),
        (FUNCTION, "import __builtin__ as b\nb.input = f\n", True),
        (FUNCTION, "import builtins\nbuiltins.input = f\n", True),
        (FUNCTION, "import builtins\nbuiltins.open = f\n", False),
        (FUNCTION, "import builtins\nx = builtins.input\n", False),
        (FUNCTION, "import builtins\nx, builtins.input = 1, f\n", True),
        (FUNCTION, "from .compat import builtins as b\nb.input = f\n", True),
        (FUNCTION, "import builtins\nfor n in x: setattr(builtins, n, f)\n", True),
        (FUNCTION, "import builtins\nx = [getattr(builtins, n), dir(n)]\n", False),
        (FUNCTION, "__builtins__['input'] = f\n", True),
        (FUNCTION, "__builtins__['open'] = f\n", False),
        (FUNCTION, "__builtins__[name] = f\n", True),
        (FUNCTION, "vars(builtins)['input'] = f\n", True),
        (FUNCTION, "builtins.__dict__.update(input=f)\n", True),
        (FUNCTION, "import builtins\nALL = builtins.__dict__.copy()\n", False),
        (FUNCTION, "import builtins\nALL = builtins.__dict__\n", True),
        (
            FUNCTION,
            "import builtins\nfor n in sorted(vars(builtins)): 'input'\n",
            False,
        ),
        (FUNCTION, "import builtins\n'input' in vars(builtins)\n", False),
        (FUNCTION, "import builtins\nf(vars(builtins), 'input')\n", True),
        (
            FUNCTION,
            "import builtins\ngetattr(vars(builtins), 'update')(input=f)\n",
            True,
        ),
        (
            FUNCTION,
            "import builtins\nmax(vars(builtins), {}, key=len)['input'] = f\n",
            True,
        ),
        (FUNCTION, "swap(builtins, 'input', f)\n", True),
        (FUNCTION, "print 'x'\npatch('builtins.input')\n", True),
        (FUNCTION, "sys._getframe().f_builtins['input'] = f\n", True),
        (FUNCTION, "frame.f_builtins['open'] = f\n", False),
        (FUNCTION, "frame.f_builtins[name] = f\n", True),
        (FUNCTION, "frame.f_builtins.update(input=f)\n", True),
        (FUNCTION, "x = frame.f_builtins['input']\n", False),
        (FUNCTION, "b = frame.f_builtins\nb['input'] = f\n", True),
        (FUNCTION, "globals()['__builtins__']['input'] = f\n", True),
        (FUNCTION, "g.__globals__['__builtins__'].input = f\n", True),
        (FUNCTION, "globals()['__builtins__'][name] = f\n", True),
        (FUNCTION, "g.__globals__.get('__builtins__')['input'] = f\n", True),
        (FUNCTION, "getattr(g, '__builtins__')['input'] = f\n", True),
        (
            FUNCTION,
            "import builtins\nbuiltins.__getattribute__('__dict__')['input'] = f\n",
            True,
        ),
        (
            FUNCTION,
            "import builtins\nobject.__getattribute__(builtins, '__dict__')['input']=f",
            True,
        ),
        (FUNCTION, "import builtins\nbuiltins.__setattr__('input', f)\n", True),
        (FUNCTION, "import builtins\nbuiltins.__setattr__('open', f)\n", False),
        (
            FUNCTION,
            "import builtins\nobject.__setattr__(builtins, 'input', f)\n",
            True,
        ),
        (FUNCTION, "open('input')\n'builtins'\nx.input = 1\n", False),
        (FAR, "patch('builtins.input', f)\n", True),
        (RANGE, "patch('builtins.range', f)\n", True),
        (OPEN, "patch('builtins.open', f)\n", True),
        (BUILTINS, "patch('builtins.open', f)\n", False),
        (FUNCTION, SETTING.format("['input', 'x']"), True),
        (FUNCTION, SETTING.format("['open', 'x']"), False),
        (FUNCTION, SETTING.format("('open', f)"), True),
        (FUNCTION, SETTING.format("{'open': f}"), True),
        (FUNCTION, SETTING.format("{'open': lambda: 0}"), False),
        (FUNCTION, SETTING.format("names"), True),
        (FUNCTION, "ALL = 'open'\n" + SETTING.format("[ALL]"), False),
        (FUNCTION, "def g(): 0\n" + SETTING.format("{'open': g}"), False),
        (FUNCTION, "ALL = ('open', 'x')\n" + SETTING.format("ALL"), False),
        (FUNCTION, "ALL = ['open']\nALL.append(x)\n" + SETTING.format("ALL"), True),
        (
            FUNCTION,
            "def g(): 0\nALL = {'o': g}\nALL[x] = g\n" + SETTING.format("ALL"),
            True,
        ),
        (FUNCTION, "ALL = 'open',\nfrom x import *\n" + SETTING.format("ALL"), True),
        (FUNCTION, "ALL = 'open',\nfrom . import ALL\n" + SETTING.format("ALL"), True),
        (FUNCTION, "ALL = ['open']\nALL += x\n" + SETTING.format("ALL"), True),
        (FUNCTION, "from x import ALL\n" + SETTING.format("ALL"), True),
        (FUNCTION, "def g(n): pass\n" + SETTING.format("['open']"), True),
        (FUNCTION, "def g(b): b.input = f\ng(builtins)\n", True),
        (FUNCTION, "def g(b): b.open = f\ng(builtins)\n", False),
        (FUNCTION, "globals()['n'] = x\n" + SETTING.format("['open']"), True),
        (TYPES, "patch('builtins.str', f)\n", True),
        (TYPES, "patch('builtins.int', f)\n", False),
    ],
)
def test_a_builtin_that_a_test_replaces_is_not_written(
    tmp_path: Path, source: str, test: str, is_kept: bool
) -> None:
    result = fix_beside(test, source, tmp_path)

    assert (result.source == source) is is_kept
    if is_kept:
        assert "a test may replace `builtins." in result.skipped[0].reason


@each_row(
    ("source", "test", "is_kept"),
    [
        (FROM, "patch('urllib.parse.quote', f)\n", True),
        (FROM, "patch('urllib.parse.unquote', f)\n", False),
        (FROM, "import urllib.parse\npatch.object(urllib.parse, 'quote')\n", True),
        (CWD, "monkeypatch.setattr(os, 'getcwd', f)\n", True),
        (CWD, "monkeypatch.setattr(os, 'getpid', f)\n", False),
        (PARSER, "patch('configparser.ConfigParser', f)\n", False),
        (CWD, "os.getcwd = f\n", True),
        (CWD, "(os.getcwd,\n os.x) = f, g\n", True),
        (CWD, "(os.getcwd,\n os.x) == (f, g)\n", False),
        (CWD, "os.getpid = f\n", False),
        (FROM, "from urllib import parse as p\np.quote, x = f, p.quote\n", True),
        (PIPES, "patch('shlex.quote', f)\n", True),
        (PIPES, "patch('shlex.split', f)\n", False),
        (PIPES, "import shlex\nshlex.quote = f\n", True),
        (MAPPING, "import collections.abc as c\nc.Mapping = f\n", True),
        (MOCK, "patch('unittest.mock.Mock', f)\n", True),
        (SPLIT, "patch('urllib.parse.quote', f)\n", False),
    ],
)
def test_what_the_old_module_keeps_stays_where_a_test_replaces_the_new_name(
    tmp_path: Path, source: str, test: str, is_kept: bool
) -> None:
    result = fix_beside(f"import os\n{test}", source, tmp_path)

    assert (result.source == source) is is_kept


@each_row(
    "name",
    ["filter", "input", "map", "range", "xrange", "zip", "reload_module", "reduce"],
)
def test_every_builtin_of_six_may_be_replaced(tmp_path: Path, name: str) -> None:
    new = {"xrange": "range"}.get(name, name)
    source = f"from six.moves import {name}\n{name}(x)\n"
    result = fix_beside(f"patch('builtins.{new}')\n", source, tmp_path)

    is_builtin = hasattr(builtins, new)
    assert (result.source == source) is is_builtin


READING = """import sys, mock
if "mock" in sys.modules:
    del sys.modules["mock"]
module = sys.modules[__name__]
found = sys.modules.get("os")
f(["Mapping"], {"quote": 1}, six.moves.input, six.text_type)
"""
"""What replaces nothing."""


@pytest.mark.parametrize("source", [FROM, MOCK, MAPPING, ITEMS, FUNCTION, TYPED])
def test_files_that_replace_nothing_are_not_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "reads.py").write_text(f"import six\n{READING}{source}")
    importers.forget()
    parsed: list[str] = []
    monkeypatch.setattr(trees, "parse", parsed.append)

    assert fix(source, path=str(tmp_path / "app.py")).changes
    assert not parsed


@pytest.mark.parametrize(
    ("source", "test"),
    [
        (MAPPING, "patch.object(collections,  # it\n    'Mapping', 1)\n"),
        (MAPPING, "f(target=collections, name='Mapping')\n"),
        (MAPPING, "f(sys.modules['collections'], 'Mapping')\n"),
        (MAPPING, "import collections as c\nf(c, 'Mapping')\n"),
        (MOCK, "def put(name):\n    sys.modules[name] = f\nput(mock=1)\n"),
        (MOCK, "m = sys.modules\nm['mock'] = f\n"),
        (MOCK, "vars(sys)['modules'].update(mock=f)\n"),
        (MOCK, "from mock import Mock\nf(Mock, 'reset')\n"),
        (MOCK, "f(mock.Mock, 'reset')\n"),
        (FAR, "m = six.moves\nf(m, 'input')\n"),
        (FAR, "f(import_module('pip.six.moves'), 'input')\n"),
        (FAR, "six.moves.input, old = f, six.moves.input\n"),
        (FAR, "six.moves.input, x(1)[0] = f, 1\n"),
        (FAR, "[six.moves.input] = f\n"),
        (FAR, "with x as six.moves.input: 0\n"),
        (FAR, "with x as (y, six.moves.input): 0\n"),
        (FAR, "for six.moves.input in x: 0\n"),
        (FAR, "for x, six.moves.input in y: 0\n"),
        (MOCK, "(sys.modules['mock']) = f\n"),
        (MOCK, "x = (sys.modules['mock']) = f\n"),
        (FROM, "from six.moves.urllib import parse\nf(parse)\n"),
        (FROM, "f(six.moves.urllib.parse)\n"),
    ],
)
def test_whatever_may_replace_something_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, test: str
) -> None:
    imports = "import collections, sys, mock, six\n"
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "test_it.py").write_text(f"{imports}{test}")
    importers.forget()
    parsed: list[str] = []
    real = trees.parse

    def parse(text: str) -> ast.Module | None:
        parsed.append(text)
        return real(text)

    monkeypatch.setattr(trees, "parse", parse)

    fix(source, path=str(tmp_path / "app.py"))
    assert len(parsed) == 1


@each_row(
    ("helper", "call", "is_kept"),
    [
        ("def put(name):\n    sys.modules[name] = f\n", "put('mock')\n", True),
        ("def put(name):\n    sys.modules[name] = f\n", "put('mocks')\n", False),
        ("def put(name):\n    sys.path[name] = f\n", "put('mock')\n", False),
        ("def put(name):\n    sys.modules[name] = f\n", "put(mock=1)\n", True),
        ("def put(name):\n    sys.modules[name] = f\n", "push('mock')\n", False),
        ("def put(all):\n    sys.modules.update(all)\n", "put({'mock': 1})\n", True),
        (
            "def put():\n    def do(name): sys.modules[name] = f\n",
            "put('mock')\n",
            True,
        ),
        (
            "class Put:\n    def __init__(self, name): sys.modules[name] = f\n",
            "@Put(['mock'])\ndef test(): 0\n",
            True,
        ),
        ("def stub(path):\n    patch(path).start()\n", "stub('mock.Mock')\n", True),
        ("def stub(path):\n    patch(path).start()\n", "stub('mock.call')\n", False),
        ("def stub(path):\n    mp.setattr(path, f)\n", "stub('mock.Mock')\n", True),
        ("def put(n):\n    (sys.modules[n]) = f\n", "put('mock')\n", True),
    ],
)
def test_helpers_of_another_file_replace_what_they_are_told(
    tmp_path: Path, helper: str, call: str, is_kept: bool
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "helpers.py").write_text(helper)
    (tmp_path / "test_it.py").write_text(call)
    importers.forget()

    result = fix(MOCK, path=str(tmp_path / "app.py"))

    assert (result.source == MOCK) is is_kept


LOWER = "import string\nstring.lower(x)\n"


@each_row(
    ("user", "is_kept"),
    [
        ("import string\ng(string)\n", True),
        ("import string\ndef f(string): g(string)\n", False),
        ("import string\ndef f(*, string): return lambda: g(string)\n", False),
        ("import string\nf = lambda string: g(string)\n", False),
        ("import string\ndef f(*string, **g): g(string)\n", False),
        ("import string\ndef f(string=string): g(string)\n", True),
        ("import string\nf = lambda string=string: g(string)\n", True),
        ("import string\ndef f(string):\n    import string\n    g(string)\n", True),
        ("def f(string):\n    if g: import string\n    g(string)\n", True),
        ("import string\ndef f(string):\n    string = h\n    g(string)\n", True),
        ("import string\n@g(string)\ndef f(string): 0\n", True),
        ("import string\ndef f(string):\n  def h(): global string; g(string)\n", True),
        ("import string\ng(string)\n[x for x in y.lower()]\n", True),
    ],
)
def test_an_argument_is_handed_over_by_the_caller(
    tmp_path: Path, user: str, is_kept: bool
) -> None:
    user += "def g(m): m.lower = f\n"

    assert (fix_beside(user, LOWER, tmp_path).source == LOWER) is is_kept


@each_row(
    ("line", "is_kept"),
    [
        ("[x for x in y.lower()]", False),
        ("for x in y.lower(): 0", False),
        ("for y.lower in x: 0", True),
        ("for x, y.lower in x: 0", True),
        ("[x for x in y for z.lower in x]", True),
        ("with x as y.lower: 0", True),
        ("del x, y.lower", True),
        ("if x == 1: y.lower = 2", True),
        ("x = y.lower() == 2", False),
        ("x = y.lower = 2", True),
    ],
)
def test_only_a_module_whose_names_are_assigned_stays(
    tmp_path: Path, line: str, is_kept: bool
) -> None:
    user = f"import string\ng(string)\n{line}\n"

    assert (fix_beside(user, LOWER, tmp_path).source == LOWER) is is_kept


@pytest.mark.parametrize(
    ("helper", "call", "is_kept"),
    [
        ("def g(m):\n    m.quote = f\n", "g(pipes)\n", True),
        ("def g(m):\n    m.quote = f\n", "g(m=pipes)\n", True),
        ("def g(m):\n    m.quote = f\n", "g(other)\n", False),
        ("def g(m):\n    m.split = f\n", "g(pipes)\n", False),
        ("def g(m):\n    return m.quote\n", "g(pipes)\n", False),
        ("class T:\n  def t(self): self.m.quote = f\n", "x.m = pipes\n", True),
        ("def g(**kw):\n    vars(kw.pop('m')).update(kw)\n", "g(pipes, quote=f)", True),
    ],
)
def test_modules_are_handed_to_other_files(
    tmp_path: Path, helper: str, call: str, is_kept: bool
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "helpers.py").write_text(helper)
    (tmp_path / "test_it.py").write_text(f"import pipes\n{call}")
    importers.forget()

    result = fix(PIPES, path=str(tmp_path / "app.py"))

    assert (result.source == PIPES) is is_kept


@pytest.mark.parametrize("test", ["g(pipes)\npipes.quote = f\n", "g(pipes, 'quote')\n"])
def test_modules_that_the_text_itself_hands_on_count(test: str) -> None:
    source = f"{PIPES}{test}"

    assert fix(source).source == source


@pytest.mark.parametrize(
    "source",
    [
        f"{FROM}patch('six.moves.urllib.parse.quote')\n",
        f"import sys\nsys.modules['mock'] = fake = object()\n{MOCK}",
        f"import six\nsix.moves.input = len\n{FUNCTION}",
    ],
)
def test_strings_of_the_text_itself_count(tmp_path: Path, source: str) -> None:
    assert fix(source, path=str(tmp_path / "app.py")).source == source


@pytest.mark.parametrize(
    "text",
    [
        "a0 = six.moves\n"
        + "".join(f"a{i + 1} = a{i}\n" for i in range(2000))
        + "a2000",
        "patch(" + " + ".join(["name"] * 500) + ")\nsix.moves",
        "self.a0 = b.a1\n"
        + "".join(f"a.a{i} = b.a{i + 1}\n" for i in range(2000))
        + "x",
    ],
    ids=["names", "sum", "attributes"],
)
def test_long_ways_to_a_module_are_not_followed_to_their_end(text: str) -> None:
    tree = ast.parse(f"{text}.input = f\n")

    assert replacing.read(Nodes(tree)).helpers == frozenset()


@pytest.mark.parametrize("argument", ["name", "'a.b'"])
def test_long_chains_of_patches_take_linear_time(
    monkeypatch: pytest.MonkeyPatch, argument: str
) -> None:
    steps: list[int] = []
    around = Nodes.around

    def count(nodes: Nodes, node: ast.AST) -> ast.AST | None:
        steps[-1] += 1
        return around(nodes, node)

    monkeypatch.setattr(Nodes, "around", count)
    for length in (100, 200):
        steps.append(0)
        chain = f".patch({argument})" * length
        text = f"def f():\n    x{chain}\n    import a\n"
        found = replacing.read(Nodes(ast.parse(text)))
        assert found.helpers == ({"f"} if argument == "name" else set())

    assert steps[1] < 2.5 * steps[0]


def test_what_is_assigned_to_the_old_module_of_builtins_moves_along() -> None:
    before = "import __builtin__ as b\nold = b.__import__\nb.__import__ = f\n"

    assert fix(before).source == before.replace("__builtin__", "builtins")
