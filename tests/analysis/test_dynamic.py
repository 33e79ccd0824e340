"""What calls import whose arguments are literal strings."""

from __future__ import annotations

import ast
import itertools

import pytest

from flake8_safe_imports.analysis import dynamic


def resolve(level: int, name: str) -> tuple[str, ...]:
    """Resolve as in the package ``pkg.sub``."""
    parts = ["pkg", "sub"]
    if level > len(parts):
        return ()
    return (".".join([*parts[: len(parts) + 1 - level], *([name] if name else [])]),)


def read(text: str) -> dynamic.DynamicImport | None:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    called = dynamic.name_fixture_method(call.func) or ast.unparse(call.func)
    names = {
        "__import__": "builtins.__import__",
        "import_module": "importlib.import_module",
    }
    return dynamic.read_call(call, names.get(called, called), resolve)


@pytest.mark.parametrize(
    ("text", "names", "value"),
    [
        ("__import__('a.b')", "a.b", "a"),
        ("__import__(name='a.b')", "a.b", "a"),
        ("importlib.__import__('a')", "a", "a"),
        ("__import__('a', fromlist=['b', 'c'])", "a.b a.c", "a"),
        ("__import__('a.b', g, l, ('c',), 0)", "a.b.c", "a.b"),
        ("__import__('a.b', fromlist=['*'])", "a.b", "a"),
        ("__import__('a.b', fromlist=names)", "a.b", "a"),
        ("__import__('a', level=1)", "pkg.sub.a", ""),
        ("__import__('', fromlist=['a'], level=2)", "pkg.a", "pkg"),
        ("import_module('a.b')", "a.b", "a.b"),
        ("import_module('.b', 'a')", "a.b", "a.b"),
        ("import_module('..b', package='a.c')", "a.b", "a.b"),
        ("import_module('.', 'a.c')", "a.c", "a.c"),
        ("import_module('.b', __package__)", "pkg.sub.b", "pkg.sub.b"),
        ("import_module('..', __name__)", "pkg", "pkg"),
        ("pkgutil.resolve_name('a.b:c.d')", "a.b.c.d", "a.b.c.d"),
        ("pkgutil.resolve_name('a:')", "a", "a"),
        ("pytest.importorskip('a.b', minversion='1')", "a.b", "a.b"),
        ("pytest.importorskip(modname='a')", "a", "a"),
        ("unittest.mock.patch('a.b')", "a.b", ""),
        ("unittest.mock.patch(target='a.b')", "a.b", ""),
        ("mock.patch.dict('a.b', {})", "a.b", ""),
        ("mock.patch.dict(in_dict='a.b')", "a.b", ""),
        ("mock.patch.multiple('a.b', c=1)", "a.b", ""),
        ("mocker.patch('a.b.c')", "a.b.c", ""),
        ("session_mocker.patch('a.b.c')", "a.b.c", ""),
        ("monkeypatch.setattr('a.b', 1)", "a.b", ""),
        ("monkeypatch.delattr('a.b')", "a.b", ""),
    ],
)
def test_what_a_call_imports(text: str, names: str, value: str) -> None:
    found = read(text)

    assert found is not None
    assert isinstance(found.node, ast.Constant)
    reaches = [".".join(pair) for pair in itertools.product(found.modules, found.uses)]
    assert " ".join(reaches or found.modules) == names
    assert " ".join(found.value) == value


@pytest.mark.parametrize(
    "text",
    [
        "__import__(name)",
        "__import__()",
        "__import__('')",
        "__import__('a..b')",
        "__import__('a', level=3)",
        "__import__(*['a'])",
        "__import__(b'a')",
        "import_module('.b')",
        "import_module('.b', package)",
        "import_module('...b', 'a')",
        "import_module('.b', 'a.')",
        "import_module('.b..c', 'a')",
        "import_module('....b', __package__)",
        "import_module('')",
        "import_module(1)",
        "pkgutil.resolve_name('a..b')",
        "mock.patch('print')",
        "mock.patch('.a')",
        "mock.patch(a.b)",
        "mock.patch.object('a.b')",
        "monkeypatch.setattr(a, 'b')",
        "monkeypatch.setenv('a.b', 1)",
        "f().patch('a.b')",
        "other('a.b')",
    ],
)
def test_other_calls_import_nothing(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pytest.importorskip('a')", True),
        ("mock.patch('a.b', create=True)", True),
        ("mock.patch('a.b', create=False)", False),
        ("mock.patch('a.b', create=x)", False),
        ("monkeypatch.setattr('a.b', 1, raising=False)", True),
        ("monkeypatch.setattr('a.b', 1)", False),
        ("import_module('a')", False),
    ],
)
def test_what_may_be_missing(text: str, expected: bool) -> None:
    found = read(text)

    assert found is not None
    assert found.may_be_missing is expected


def test_hints_are_words_of_the_functions() -> None:
    for name in (*dynamic.HINTS.values(), *dynamic.ALWAYS):
        assert name.isidentifier()
