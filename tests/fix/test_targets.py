"""Names that tests replace by strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fixing import fix

from flake8_safe_imports.fix import importers

if TYPE_CHECKING:
    from pathlib import Path

FROM = "from six.moves import urllib\nurllib.parse.quote\n"
PASSED = "from six.moves.urllib import parse\nf(parse)\n"
AS = "import six.moves.urllib.parse as p\np.quote\n"
QUOTE = "from six.moves.urllib.parse import quote\nquote\n"
LATE = "def f():\n    from six.moves.urllib.parse import quote\n    quote\n"
BUILTINS = "from six.moves import builtins\nbuiltins.open\n"
MOCK = "import mock\nmock.Mock\n"
PIPES = "import pipes\npipes.quote\n"
MAPPING = "import collections\ncollections.Mapping\n"
ITEMS = "import six\nfor k in six.iteritems(d):\n    pass\n"
FAR = "import six\nsix.moves.input\n"
FUNCTION = "from six.moves import input\ninput\n"


@pytest.mark.parametrize(
    ("source", "test", "is_kept"),
    [
        (FROM, "@mock.patch('six.moves.urllib.parse.quote')\n", True),
        (FROM, "@mock.patch('six.moves.urllib.parse_.quote')\n", False),
        (FROM, "@mock.patch('six.moves.urllib.parse.unquote')\n", False),
        (PASSED, "@mock.patch('six.moves.urllib.parse.unquote')\n", True),
        (FROM, "patch('%s.quote' % 'six.moves.urllib.parse')\n", True),
        (AS, "monkeypatch.setattr(\n    'six.moves.urllib.parse.quote', 1)\n", True),
        (AS, "patch.multiple(target='six.moves.urllib.parse', quote=1)\n", True),
        (QUOTE, "@patch('six.moves.urllib.parse.quote')\n", False),
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
        (FUNCTION, "@patch('six.moves.input')\n", False),
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
        (MOCK, "@patch.dict('sys.modules', {'os': None, 'mock': None})\n", True),
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
    ],
)
def test_what_a_test_replaces_stays(
    tmp_path: Path, source: str, test: str, is_kept: bool
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "test_it.py").write_text(test)
    importers.forget()

    result = fix(source, path=str(tmp_path / "app.py"))

    assert (result.source == source) is is_kept
    if is_kept:
        assert "a test may replace `" in result.skipped[0].reason


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
