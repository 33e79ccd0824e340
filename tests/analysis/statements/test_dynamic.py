"""What calls import whose arguments are literal strings."""

from __future__ import annotations

import ast
import itertools
import subprocess
import sys

from rows import each_row
from support import check_source

from flake8_safe_imports.analysis.statements import dynamic
from flake8_safe_imports.config import options
from flake8_safe_imports.data import import_functions


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


@each_row(
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


@each_row(
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


@each_row(
    ("text", "expected"),
    [
        ("pytest.importorskip('a')", "all"),
        ("mock.patch('a.b', create=True)", "last"),
        ("mock.patch('a.b', create=False)", ""),
        ("mock.patch('a.b', create=x)", ""),
        ("mock.patch.dict('a.b', create=True)", ""),
        ("mock.patch.multiple('a.b', create=True)", ""),
        ("monkeypatch.setattr('a.b', 1, raising=False)", "last"),
        ("monkeypatch.delattr('a.b', raising=False)", "last"),
        ("monkeypatch.setattr('a.b', 1)", ""),
        ("import_module('a')", ""),
    ],
)
def test_what_may_be_missing(text: str, expected: str) -> None:
    found = read(text)

    assert found is not None
    assert found.may_be_missing is (expected == "all")
    assert found.last_may_be_missing is (expected == "last")


# Rows of the table


def statement_for(function: import_functions.ImportFunction, name: str) -> str:
    """Return code in which *function* imports, or replaces, *name*."""
    call = f"{function.owner}.{function.name}({function.argument}={name!r})"
    if function.owner in import_functions.OWNING_FIXTURES:
        return f"def test({function.owner}):\n    {call}\n"
    return f"import {function.owner}\n{call}\n"


@each_row("function", import_functions.TABLE, ids=lambda function: str(function.dotted))
def test_each_function_of_the_table_is_checked(
    function: import_functions.ImportFunction,
) -> None:
    # Banned, because absence is not an error for some of the functions.
    config = options.parse(
        {
            "vet_supported_python": ">=3.9",
            "vet_banned_imports": "imp =",
            "vet_allowed_imports": "mock",
        }
    )
    found = check_source(statement_for(function, "imp.reload"), config)

    assert [finding.code for finding in found] == ["VET101"], function.dotted
    assert check_source(statement_for(function, "json.loads"), config) == []


def test_words_that_the_glance_searches_for_are_identifiers() -> None:
    for word in import_functions.ALWAYS.union(*import_functions.WORDS.values()):
        assert word.isidentifier()


def test_every_call_has_a_mark() -> None:
    for function in import_functions.TABLE:
        called = function.dotted.removeprefix("builtins.").removeprefix("importlib.")

        assert any(mark in called for mark in import_functions.MARKS), called


def test_names_of_fixtures_end_with_their_owner() -> None:
    fixtures = ("mocker", "class_mocker", "session_mocker", "monkeypatch")
    for fixture in fixtures:
        method = ast.parse(f"{fixture}.patch", mode="eval").body
        name = dynamic.name_fixture_method(method)

        assert name is not None
        assert fixture.endswith(name.partition(".")[0])


ADD_A_ROW = """
import ast, pathlib, sys, types
from flake8_safe_imports import data

name = "flake8_safe_imports.data.import_functions"
path = pathlib.Path(data.__path__[0], "import_functions.py")
row = 'ImportFunction("runpy", "run_module", "mod_name", "name"),'
source = path.read_text("utf-8").replace("TABLE: Final = (", "TABLE: Final = (" + row)
sys.modules[name] = types.ModuleType(name)
data.import_functions = sys.modules[name]
exec(compile(source, str(path), "exec"), data.import_functions.__dict__)

from flake8_safe_imports import checker
from flake8_safe_imports.config import options

config = options.parse({"vet_supported_python": ">=3.9"})
for source in (
    "import runpy; runpy.run_module('imp')",
    "from runpy import run_module as run; run('imp')",
    "import runpy; runpy.run_module(alter_sys=True, mod_name='imp')",
):
    found = checker.check(ast.parse(source), [source], "/nowhere/x.py", config)
    assert [item.code for item in found] == ["VET202"], source
"""


def test_a_row_is_all_that_another_function_needs() -> None:
    subprocess.run([sys.executable, "-c", ADD_A_ROW], check=True)
