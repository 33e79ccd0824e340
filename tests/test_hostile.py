"""Malicious input, and input that nobody would write.

No test measures time. Growth is counted in calls. What must not be exponential would
never end, so its tests only have to end.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

import pytest
from support import NOWHERE, check_source, count_calls, run_flake8

from flake8_safe_imports import checker
from flake8_safe_imports.check import python2
from flake8_safe_imports.check.comments import add_noqa, find_places
from flake8_safe_imports.codes import OFF
from flake8_safe_imports.config import options
from flake8_safe_imports.config.baseline import Baseline, Key, dump
from flake8_safe_imports.config.baseline import parse as parse_baseline
from flake8_safe_imports.config.entries import Entry
from flake8_safe_imports.config.globs import matches_file
from flake8_safe_imports.config.policy import Policies
from flake8_safe_imports.finding import Finding
from flake8_safe_imports.formats.items import Document, Item
from flake8_safe_imports.formats.registry import FORMATS, format_document
from flake8_safe_imports.formats.rules import describe_code
from flake8_safe_imports.project import cache, dependencies, pythons
from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import (
    conda,
    locks,
    pipfile,
    pyproject,
    requirements,
    script,
    setup_cfg,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Reader

pytestmark = pytest.mark.hostile

# A parser that overflows the stack of WebAssembly ends the process.
NEEDS_A_STACK = pytest.mark.skipif(
    sys.platform == "emscripten", reason="an overflow of the stack ends the process"
)


def parse(source: str) -> ast.Module | None:
    """Return the tree of *source*, or None if this Python cannot parse it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, RecursionError, MemoryError, ValueError):
            return None


def check(source: str, path: str = NOWHERE, **raw: object) -> list[Finding]:
    raw.setdefault("vet_supported_python", ">=3.9")
    return check_source(source, options.parse(raw), path)


def codes(findings: list[Finding]) -> list[tuple[int, str]]:
    return [(finding.line, finding.code) for finding in findings]


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


# Impossible names in strings

CHARACTERS = {
    "NUL": "\\0",
    "newline": "\\n",
    "carriage return": "\\r",
    "line separator": "\\u2028",
    "next line": "\\x85",
    "escape sequence": "\\x1b[31m",
    "backspace": "\\b",
    "right-to-left override": "\\u202e",
    "right-to-left mark": "\\u200f",
    "zero width joiner": "\\u200d",
    "byte order mark": "\\ufeff",
    "lone high surrogate": "\\ud800",
    "lone low surrogate": "\\udfff",
    "tag": "\\U000e0041",
    "unassigned": "\\U0003fffd",
    "backtick": "`",
    "blank": " ",
    "no-break space": "\\xa0",
}
CALLS = {
    "__import__": '__import__("{}")\n',
    "import_module": 'import importlib\nimportlib.import_module("{}")\n',
    "relative": 'import importlib\nimportlib.import_module(".{}", "banned")\n',
    "resolve_name": 'import pkgutil\npkgutil.resolve_name("{}")\n',
    "importorskip": 'import pytest\npytest.importorskip("{}")\n',
    "patch": 'import unittest.mock\nunittest.mock.patch("{}")\n',
    "fromlist": '__import__("banned", None, None, ["{}"])\n',
}
PLACES = {"in front": "{}banned.x", "behind": "banned.x{}", "between": "banned.{}.x"}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("character", CHARACTERS.values(), ids=CHARACTERS)
def test_characters_in_dynamic_names_are_escaped(call: str, character: str) -> None:
    bans = {"vet_banned_imports": "banned.* =\n*.x =\n*x* = no\n{third-party} ="}
    found = []
    for place in PLACES.values():
        found += check(call.format(place.format(character)), **bans)

    assert found
    for finding in found:
        assert finding.text.isprintable()
        finding.text.encode("utf-8")


@pytest.mark.parametrize("character", CHARACTERS.values(), ids=CHARACTERS)
def test_each_finding_is_one_line_of_output(character: str, tmp_path: Path) -> None:
    source = f'import importlib\nimportlib.import_module("urllib2.{character}")\n'
    tmp_path.joinpath("m.py").write_text(source, encoding="utf-8")
    ran = run_flake8(["--isolated", "--select=VET", "m.py"], cwd=tmp_path)

    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("m.py:2:25: VET201 `urllib2")
    assert ran.out.count("\n") == 1
    assert ran.out[:-1].isprintable()


def test_text_of_a_ban_is_printed_unchanged() -> None:
    (finding,) = check(
        "import mock\n", vet_banned_imports="mock = שלום, `x`: é %s {0}!"
    )

    assert finding.text == "`mock` is banned: שלום, `x`: é %s {0}!"


# Large input of every shape


class Shape(NamedTuple):
    """Source of any size, with a finding in its innermost place."""

    build: Callable[[int], str]
    largest: int
    code: str = "VET201"


def nested(opening: str, body: str = "import urllib2") -> Callable[[int], str]:
    return lambda size: (
        "import sys, contextlib\n"
        + "".join(f"{' ' * depth}{opening}\n" for depth in range(size))
        + f"{' ' * size}{body}\n"
    )


def expression(
    left: str, right: str = "", core: str = "os.getcwdu()"
) -> Callable[[int], str]:
    return lambda size: f"import os, sys\nx = {left * size}{core}{right * size}\n"


def tried(statement: str, part: str) -> Callable[[int], str]:
    return lambda size: (
        f"import os, sys\ntry:\n    {statement.format(part * size)}\n"
        "except (AttributeError, ValueError):\n    import urllib2\n"
    )


SHAPES = {
    # Python itself allows no more than 100 levels of indentation, and 20 of `for`.
    "if": Shape(nested("if x:"), 90),
    "if version": Shape(nested("if sys.version_info >= (3,):"), 90),
    "while": Shape(nested("while x:"), 90),
    "with": Shape(nested("with contextlib.suppress(OSError):"), 90),
    "def": Shape(nested("def f():"), 90),
    "class": Shape(nested("class C:"), 90),
    "try": Shape(
        lambda size: (
            "".join(f"{' ' * depth}try:\n" for depth in range(size))
            + f"{' ' * size}import urllib2\n"
            + "".join(
                f"{' ' * depth}finally:\n{' ' * depth} pass\n"
                for depth in reversed(range(size))
            )
        ),
        90,
    ),
    "elif": Shape(
        lambda size: "if x: pass\n" + "elif y: import urllib2\n" * size, 1500
    ),
    "elif version": Shape(
        lambda size: (
            "import sys\nif x: import urllib2\n"
            + "elif sys.version_info >= (3, 99): import os\n" * size
        ),
        1500,
    ),
    "elif of collected tests": Shape(
        lambda size: (
            "import sys\nclass TestA:\n if x: pass\n"
            + " elif sys.version_info < (3, 3): __test__ = False\n" * size
            + " def test(self): import urllib2\n"
        ),
        1500,
    ),
    "elif of loaded tests": Shape(
        lambda size: (
            "import sys\ndef load_tests(loader, tests, pattern):\n"
            " if sys.version_info < (3, 1): return suite()\n"
            + " elif sys.version_info < (3, 3): return suite()\n"
            * size
            + " return tests\n"
            "def test(): import urllib2\n"
        ),
        1500,
    ),
    "else if": Shape(
        lambda size: (
            "".join(
                f"{' ' * depth}if x: pass\n{' ' * depth}else:\n"
                for depth in range(size)
            )
            + f"{' ' * size}import urllib2\n"
        ),
        90,
    ),
    "decorators": Shape(
        lambda size: "import os\n" + "@os.getcwdu\n" * size + "def f(): pass\n", 20_000
    ),
    "chain": Shape(lambda size: f"import os\nos.getcwdu{'.x' * size}\n", 20_000),
    "calls": Shape(lambda size: f"import os\nos.getcwdu{'()' * size}\n", 20_000),
    "subscripts": Shape(lambda size: f"import os\nos.getcwdu{'[0]' * size}\n", 20_000),
    "sum": Shape(expression("1 + "), 20_000),
    "sum, other side": Shape(expression("", " + 1"), 20_000),
    "power": Shape(expression("2 ** "), 20_000),
    "and": Shape(expression("y and "), 20_000),
    "comparison": Shape(expression("1 < "), 20_000),
    "not": Shape(expression("not "), 20_000),
    "minus": Shape(expression("-"), 20_000),
    "parentheses": Shape(expression("(", ")"), 190),
    "lists": Shape(expression("[", "]"), 190),
    "dicts": Shape(expression("{1: ", "}"), 190),
    "lambda": Shape(expression("lambda: "), 20_000),
    "ternary": Shape(expression("1 if y else "), 20_000),
    "ternary version": Shape(
        expression("1 if sys.version_info >= (3, 99) else "), 20_000
    ),
    "walrus": Shape(expression("(y := ", ")"), 190),
    "string": Shape(lambda size: "import urllib2\nx = '" + "x" * size + "'\n", 10**6),
    "strings": Shape(
        lambda size: "import urllib2\nx = (" + "'a'\n" * size + ")", 10**5
    ),
    "comments": Shape(lambda size: "# import\n" * size + "import urllib2\n", 10**5),
    "arguments": Shape(
        lambda size: f"import urllib2\nf({'*a, ' * size}urllib2)\n", 10_000
    ),
    "assignments": Shape(
        lambda size: "import os\na = os\n" + "a = a\n" * size + "a.getcwdu\n", 10_000
    ),
    "aliases of aliases": Shape(
        lambda size: (
            "import os as a0\n"
            + "".join(f"a{i + 1} = a{i}\n" for i in range(size))
            + f"a{size}.getcwdu\nimport urllib2\n"
        ),
        10_000,
    ),
    "long import": Shape(lambda size: f"import urllib2{'.x' * size}\n", 10_000),
    "long from": Shape(lambda size: f"from urllib2{'.x' * size} import y\n", 10_000),
    "long string": Shape(lambda size: f'__import__("urllib2{".x" * size}")\n', 500_000),
    "targets": Shape(
        lambda size: f"import os\n{'a = ' * size}os\nos.getcwdu()\n", 10_000
    ),
    "chain in a try": Shape(tried("x = sys{}", ".x"), 10_000),
    "calls in a try": Shape(tried("x = sys.exit{}", "()"), 10_000),
    "long import in a try": Shape(tried("import xml{}", ".dom"), 10_000),
    "conditions in a try": Shape(tried("if os{}: pass", " or os.missing()"), 2_000),
}


def build_largest(shape: Shape) -> str:
    """Return the largest source of *shape* that this Python can parse."""
    size = min(shape.largest, 80) if sys.platform == "emscripten" else shape.largest
    while size:
        source = shape.build(size)
        if parse(source) is not None:
            return source
        size //= 2
    raise AssertionError("not even one")


@pytest.mark.parametrize("name", SHAPES)
def test_any_shape_that_parses_is_checked(name: str) -> None:
    shape = SHAPES[name]
    source = build_largest(shape)
    before = sys.getrecursionlimit()
    found = {finding.code for finding in check(source)}

    assert shape.code in found
    assert sys.getrecursionlimit() == before


@NEEDS_A_STACK
def test_ninety_blocks_and_1_500_elif_can_be_parsed() -> None:
    for name in ("if", "try", "def", "elif", "elif version"):
        shape = SHAPES[name]

        assert parse(shape.build(shape.largest)) is not None


GROWING: dict[str, Callable[[int], str]] = {
    "aliases": lambda size: (
        "from os import (\n" + "".join(f" path as a{i},\n" for i in range(size)) + ")\n"
    ),
    "unknown names": lambda size: (
        "from os import (\n" + "".join(f" a{i:06},\n" for i in range(size)) + ")\n"
    ),
    "bad aliases": lambda size: (
        "from os import (\n"
        + "".join(f" getcwdu as a{i},\n" for i in range(size))
        + ")\n"
    ),
    "bad aliases, silenced": lambda size: (
        "from os import (\n"
        + "".join(f" getcwdu as a{i},  # noqa: E1\n" for i in range(size))
        + ")\n"
    ),
    "bad modules": lambda size: (
        "import " + ", ".join(f"urllib2 as a{i}" for i in range(size)) + "\n"
    ),
    "used aliases": lambda size: (
        f"import {', '.join(f'os as a{i}' for i in range(size))}\n"
        + "".join(f"a{i}.getcwdu\n" for i in range(size))
    ),
    "statements": lambda size: "import urllib2\nimport os\n" * size,
    "uses": lambda size: "import os\n" + "os.getcwdu\n" * size,
    "rebound": lambda size: "import os\n" + "os = os\nos.path\n" * size,
    "functions": lambda size: (
        "import os\n" + "def f():\n os.getcwdu\n import urllib2\n" * size
    ),
    "fallbacks": lambda size: (
        "try:\n import tomllib\nexcept ImportError:\n import tomli as tomllib\n" * size
    ),
    "early exits": lambda size: (
        "import sys\nif sys.version_info < (3, 9):\n sys.exit()\nimport tomllib\n"
        * size
    ),
    "names of tests": lambda size: (
        "import sys\n"
        + "".join(f"P{i} = sys.version_info >= (3, 11)\n" for i in range(size))
        + "".join(f"if P{i}:\n import tomllib\n" for i in range(size))
    ),
    "attributes of a class": lambda size: (
        "from unittest import TestCase\nclass T(TestCase):\n"
        + " def test(self):\n  self.failIf(1)\n" * size
    ),
    "classes": lambda size: (
        "from unittest import TestCase\n"
        + "".join(
            f"class T{i}(TestCase):\n def test(self):\n  self.failIf(1)\n"
            for i in range(size)
        )
    ),
    "classes below each other": lambda size: (
        "from unittest import TestCase as T0\n"
        + "".join(
            f"class T{i + 1}(T{i}):\n def test(self):\n  self.failIf(1)\n"
            for i in range(size)
        )
    ),
    "dynamic": lambda size: '__import__("urllib2")\n' * size,
    "fixtures of fixtures": lambda size: (
        "import pytest\n"
        + "".join(
            f"@pytest.fixture\ndef f{i}(f{i + 1}):\n    if x: pytest.skip('x')\n"
            f"def test_{i}(f{i}):\n    import tomllib\n"
            for i in range(size)
        )
    ),
    "classes below classes": lambda size: (
        "class C0:\n    pass\n"
        + "".join(
            f"class C{i + 1}(C{i}):\n    def test(self):\n        import tomllib\n"
            for i in range(size)
        )
    ),
    "fixtures of one name": lambda size: (
        "import pytest\n"
        + "@pytest.fixture\ndef x(): pass\n" * size
        + "def test(x):\n    import tomllib\n" * size
    ),
    "classes below a long one": lambda size: (
        "class B:\n"
        + "    def f(self): pass\n" * size
        + "class C(B):\n    import tomllib\n" * size
    ),
    "private functions": lambda size: (
        "_f0()\n"
        + "".join(
            f"def _f{i}():\n    import tomllib\n    _f{i + 1}()\n    _f{i // 2}()\n"
            for i in range(size)
        )
    ),
    "a circle of private functions": lambda size: (
        "import sys\n"
        + "".join(
            f"def _f{i}():\n    import tomllib\n    _f{(i + 1) % size}()\n"
            for i in range(size)
        )
        + "if sys.version_info >= (3, 10):\n    _f0()\n"
    ),
    "loops over a list of functions": lambda size: (
        "".join(f"def _f{i}():\n    import tomllib\n" for i in range(size))
        + f"ALL = [{', '.join(f'_f{i}' for i in range(size))}]\n"
        + "for f in ALL:\n    try:\n        f()\n    except ValueError:\n        pass\n"
        * size
    ),
    "loops over many lists of functions": lambda size: (
        "def f(): import tomllib\n"
        + "".join(
            f"for f{i} in [f, f]:\n    try:\n        f{i}()\n"
            "    except ImportError:\n        pass\n"
            for i in range(size)
        )
    ),
    "flags of an instance": lambda size: (
        "import sys\nclass A:\n"
        + "".join(
            f"    def f{i}(self):\n        self.a{i} = sys.version_info >= (3, 11)\n"
            f"        if self.a{i}: import tomllib\n"
            for i in range(size)
        )
    ),
}
SMALL, TIMES = 100, 4


@pytest.mark.parametrize("name", GROWING)
def test_work_grows_in_step_with_the_file(name: str) -> None:
    build = GROWING[name]
    check(build(10), vet_enable="VET104 VET205")  # loads the tables
    small, large = (
        count_calls(functools.partial(check, build(size), vet_enable="VET104 VET205"))
        for size in (SMALL, SMALL * TIMES)
    )

    # What is quadratic takes 16 times as many calls.
    assert large < 1.5 * TIMES * small


def test_100_000_aliases_in_one_statement() -> None:
    names = "".join(f" path as a{number},\n" for number in range(100_000))
    source = f"from os import (\n{names} getcwdu,\n)\n"
    line = 100_002 if sys.version_info >= (3, 10) else 1

    assert codes(check(source)) == [(line, "VET201")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("#" * 200_000, id="number signs"),
        pytest.param("# type: ignore[" * 20_000, id="open brackets"),
        pytest.param("#" + " pylint: disable=x" * 20_000, id="pylint"),
    ],
)
def test_a_line_of_what_begins_a_comment(text: str) -> None:
    source = f"import os\nos.zorblax\nX = '{text}'\n"

    assert codes(check(source)) == [(2, "VET206")]


# Patterns and globs


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        pytest.param("*." * 1000 + "z", "a." * 1000 + "y", id="components"),
        pytest.param("a*" * 1000 + "z", "a" * 3000 + "y", id="in a component"),
        pytest.param("*a" * 1000, "a" * 999, id="one too short"),
        pytest.param("*" * 1000 + "z", "a" * 3000 + "y", id="together"),
        pytest.param("a.*.b*." * 500 + "z", "a.x.bc." * 500 + "y", id="mixed"),
    ],
)
def test_patterns_of_a_thousand_stars(pattern: str, name: str) -> None:
    banned = Policies([Entry(pattern)])
    assert banned.for_file("").find_ban(name, "third-party") is None


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        pytest.param("*a" * 1000 + "z", "a" * 5000, id="stars"),
        pytest.param("**/a/" * 500 + "z.py", "a/" * 2000 + "y.py", id="folders"),
        pytest.param("*[!b]" * 500 + "b", "a" * 5000, id="sets"),
        pytest.param("[" * 1000, "[" * 999, id="brackets"),
        pytest.param("?*" * 1000 + "z", "a" * 5000, id="any"),
    ],
)
def test_globs_of_a_thousand_stars(glob: str, path: str) -> None:
    assert not matches_file(glob, path)


def test_a_ban_costs_an_import_the_same_among_many_bans() -> None:
    source = "".join(f"import m{number}.n{number}\n" for number in range(200))
    few, many = (
        "".join(f"m{number}.* =\n*.n{number} =\n" for number in range(count))
        for count in (200, 2000)
    )
    check(source, vet_banned_imports=few)  # loads the tables
    with_few, with_many = (
        count_calls(functools.partial(check, source, vet_banned_imports=bans))
        for bans in (few, many)
    )

    # Reading ten times as many bans takes ten times as long; asking each of them about
    # each import would take a hundred times as long.
    assert with_many < 12 * with_few


# Configuration and declarations


def project(folder: Path, **files: bytes | str) -> str:
    """Write *files* (``__`` for a dot) and return the path of a module beside them."""
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        folder.joinpath(name.replace("__", ".")).write_bytes(data)
    return str(folder / "m.py")


NEW = "import tomllib\n"
"""A finding below Python 3.11, none without a declaration on 3.11 and later."""


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("." * 200 + "!", id="dots"),
        pytest.param("a." * 100 + "!", id="key"),
        pytest.param('"a".' * 100 + "!", id="quoted key"),
        pytest.param("[" + " " * 5000 + "!", id="header"),
        pytest.param("a" + " " * 5000 + "!", id="blanks"),
        pytest.param('"' * 5001, id="quotes"),
        pytest.param("'\"" * 5000, id="both quotes"),
        pytest.param("a[" * 5000, id="extras"),
        pytest.param("a ==" + "(==" * 5000 + "*", id="pins"),
        pytest.param("a;" + ";'" * 5000, id="markers"),
        pytest.param("a #" * 5000, id="comments"),
        pytest.param("-r" + " " * 5000, id="options"),
        pytest.param("\\" * 5001, id="backslashes"),
    ],
)
@pytest.mark.parametrize(
    "reader",
    [
        lambda line: pyproject.read(f"a = '''\n{line}\n'''\n"),
        lambda line: pipfile.read(line),
        lambda line: locks.read_package_tables(f"a = '''\n{line}\n'''\n"),
        lambda line: setup_cfg.read(f"[options]\ninstall_requires =\n {line}"),
        lambda line: requirements.read(line),
        lambda line: conda.read(f"- pip:\n  - {line}\n"),
        lambda line: script.read(f"# /// script\n# {line}\n# ///\n"),
    ],
    ids=[
        "pyproject",
        "Pipfile",
        "lock",
        "setup.cfg",
        "requirements",
        "conda",
        "script",
    ],
)
def test_reading_any_line_of_a_manifest_ends(
    reader: Callable[[str], object], line: str
) -> None:
    with contextlib.suppress(ManifestError):
        reader(line)


@pytest.mark.skipif(
    sys.version_info < (3, 11), reason="numbers may have any length here"
)
@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (locks.read_package_tables, "a = {}\n"),
        (locks.read_pipfile_lock, '{{"a": {}}}'),
    ],
)
def test_a_number_of_five_thousand_digits(reader: Reader, text: str) -> None:
    with pytest.raises(ManifestError) as caught:
        reader(text.format("1" * 5000))

    assert caught.value.problems[0].line == 1


@pytest.mark.parametrize("name", ["pyproject__toml", "setup__cfg", "setup__py"])
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"# caf\xe9\n", id="latin-1"),
        pytest.param("# x\n".encode("utf-16"), id="utf-16"),
        pytest.param(b"\0" * 100, id="zeros"),
        pytest.param(b"[" * 50_000, id="brackets"),
        pytest.param(b"a = " + b"[" * 50_000 + b"\n", id="nested"),
        pytest.param(b"a = " + b"{a = " * 5000 + b"\n", id="nested tables"),
        pytest.param(
            b"[" + b"a." * 20_000 + b"a]\n", id="deep header", marks=NEEDS_A_STACK
        ),
        pytest.param(b"", id="nothing"),
        pytest.param(b'\\N{}\'\n"""python_requires', id="unfinished"),
        pytest.param(b"python_requires = '\\d' + " + b"-" * 9000 + b"1", id="minus"),
    ],
)
def test_an_unreadable_declaration_leaves_the_versions_open(
    name: str, content: bytes, tmp_path: Path
) -> None:
    # These words make the reader parse the text.
    hint = b"# python_requires requires-python poetry\n"
    path = project(tmp_path, **{name: hint + content, "requirements__txt": content})
    source = "import cgi, tomllib\n"
    tree = ast.parse(source)
    config = options.parse({})
    found = checker.check(tree, [source], path, config)
    declared = pythons.find_supported(path, [source])

    assert declared.is_floor_known == (not declared.notes)
    if declared.notes:
        assert declared.origin == "the versions still maintained"
    else:
        assert declared.origin.startswith("the running Python")
    assert "cgi" in found[0].text


def test_a_pyproject_of_100_megabytes(tmp_path: Path) -> None:
    path = project(tmp_path, pyproject__toml="[project]\nrequires-python = '>=3.9'\n")
    with open(tmp_path / "pyproject.toml", "ab") as file:
        file.truncate(100 * 1024 * 1024)
    declared = pythons.find_supported(path, [])

    assert declared.origin == "the versions still maintained"
    assert "larger than" in declared.notes[0]


def test_requirements_that_include_each_other(tmp_path: Path) -> None:
    path = project(
        tmp_path,
        requirements__txt="-r requirements-b.txt\n-r requirements.txt\nlegacy-cgi\n",
        **{"requirements-b__txt": "-c requirements.txt\n-r /\n-r ../x.txt\nclick\n"},
    )

    assert dependencies.find_dependencies(path) == {"legacy-cgi", "click"}


def test_requirements_that_include_many_files(tmp_path: Path) -> None:
    for number in range(200):
        tmp_path.joinpath(f"requirements{number}.txt").write_text(
            f"-r requirements{number + 1}.txt\nname{number}\n", encoding="utf-8"
        )
    found = dependencies.find_dependencies(str(tmp_path / "m.py"))

    assert 0 < len(found) < 200


needs_links = pytest.mark.skipif(
    sys.platform in {"win32", "emscripten"}, reason="links and pipes as POSIX has them"
)


@needs_links
def test_links_to_themselves(tmp_path: Path) -> None:
    for name in ("a.py", "a", "pyproject.toml", "setup.py", ".git", "src"):
        tmp_path.joinpath(name).symlink_to(name)
    tmp_path.joinpath("down").symlink_to(tmp_path)
    path = str(tmp_path.joinpath(*["down"] * 20, "m.py"))
    found = check("import a, urllib2, down\n", path)

    assert codes(found) == [(1, "VET201")]
    assert pythons.find_supported(path, []).origin.startswith("the running Python")


@needs_links
def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pyproject.toml")  # reading it would block
    tmp_path.joinpath("setup.cfg").symlink_to("/dev/zero")
    tmp_path.joinpath("setup.py").mkdir()
    tmp_path.joinpath("requirements.txt").symlink_to("/dev/stdin")
    path = str(tmp_path / "m.py")
    declared = pythons.find_supported(path, [])

    assert len(declared.notes) == 3
    assert all("not a regular file" in note for note in declared.notes)
    assert dependencies.find_dependencies(path) == frozenset()


def test_unreadable_folders_and_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Patched, since root may read everything.
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    def refuse_here(file: str | Path, *rest: Any, **others: Any) -> object:
        if str(file).startswith(str(tmp_path)):
            refuse()
        return opened(file, *rest, **others)

    path = project(tmp_path, pyproject__toml="[project]\nrequires-python = '>=3.9'\n")
    scanned, listed, opened = os.scandir, os.listdir, open
    monkeypatch.setattr("builtins.open", refuse_here)
    declared = pythons.find_supported(path, [])
    cache.clear()
    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os, "listdir", refuse)
    blind = codes(check("import urllib2, numppy\nfrom . import x\n", path))
    monkeypatch.setattr(os, "scandir", scanned)
    monkeypatch.setattr(os, "listdir", listed)

    assert declared.notes == (
        (
            f"{tmp_path / 'pyproject.toml'}: ignored: "
            "it cannot be read (Permission denied)"
        ),
    )
    assert blind == [(1, "VET201"), (1, "VET402")]


@pytest.mark.skipif(sys.platform == "win32", reason="names of files as POSIX has them")
@pytest.mark.parametrize(
    "name",
    ["--vet-enable=VET999.py", "-x.py", "a:1:1.py", "a b.py", "#.py", "a,b.py"],
)
def test_files_named_like_options_or_positions(name: str, tmp_path: Path) -> None:
    tmp_path.joinpath(name).write_text("import urllib2\n", encoding="utf-8")
    command = ["--isolated", "--select=VET"]
    expected = f"{name}:1:8: VET201 `urllib2` is Python 2 only: use `urllib.request`\n"
    named = run_flake8([*command, "--", name], cwd=tmp_path)
    found = run_flake8([*command, "."], cwd=tmp_path)
    if sys.version_info < (3, 10):
        expected = expected.replace(":8:", ":1:")

    assert (found.out, found.err) == (f"./{expected}", "")
    if "," not in name:  # flake8 splits what it is given
        assert (named.out, named.err) == (expected, "")


NAMES = [
    "",
    ".",
    "..",
    "\0",
    "a\0b.py",
    "\udcff.py",
    "x" * 5000 + ".py",
    "/",
    "//",
    "a\nb",
]


@pytest.mark.parametrize("path", NAMES, ids=[ascii(name[:20]) for name in NAMES])
@pytest.mark.parametrize("folder", ["", NOWHERE], ids=["relative", "absolute"])
def test_impossible_file_names(path: str, folder: str) -> None:
    found = check("import urllib2\nfrom .. import x\n", os.path.join(folder, path))

    assert codes(found) == [(1, "VET201")]


def test_a_missing_folder(tmp_path: Path) -> None:
    name = os.path.join("no", "such", "folder", "m.py")
    ran = run_flake8(
        ["--isolated", "--select=VET", "--stdin-display-name", name, "-"],
        stdin="import urllib2\nfrom ... import x\n",
        cwd=tmp_path,
    )

    assert ran.err == ""
    assert ran.out.startswith(f"{name}:1:")
    assert ran.out.count("\n") == 1


ODD = {
    "nothing": "",
    "only blanks": "\n\f\n   \n",
    "no end of line": "import urllib2",
    "byte order mark": "\ufeffimport urllib2\n",
    "carriage returns": "import urllib2\r# x\rimport os\r",
    "form feeds": "\fimport urllib2\f\n",
    "continued": "\\\n\\\nimport \\\n urllib2\n",
    "semicolons": ";".join(["import urllib2"] * 50) + "\n",
    "wide letters": "import ｕrllib２\n",
    "future": "from __future__ import annotations, braces\n",
    "relative, out of all": f"from {'.' * 500} import urllib2\n",
    "star": "from urllib2 import *\n",
    "keywords for names": "from a import match, case, _, type\nmatch = type\n",
}


@pytest.mark.parametrize("source", ODD.values(), ids=ODD)
def test_unusual_sources(source: str, tmp_path: Path) -> None:
    everything = ",".join(OFF)
    tmp_path.joinpath("m.py").write_bytes(source.encode())
    ran = run_flake8(
        ["--isolated", "--select=VET", f"--vet-enable={everything}", "m.py"],
        cwd=tmp_path,
    )

    assert ran.err == ""
    assert ("VET201" in ran.out) == ("urllib2" in source and "." * 9 not in source) or (
        "ｕ" in source and "VET201" in ran.out
    )


def test_no_finding_is_reported_twice() -> None:
    for shape in SHAPES.values():
        found = check(shape.build(5))

        assert len(found) == len(set(found))


def note_baseline(size: int) -> object:
    """Write, read and apply a baseline of *size* entries."""
    accepted = {Key(f"d/{n}.py", "VET201", "a" * 9): n + 1 for n in range(size)}
    known = Baseline("/p/b.txt", parse_baseline(dump(accepted)))
    return [known.apply(f"/p/d/{n}.py", [("VET201", "a" * 9)]) for n in range(size)]


def comment_all(size: int) -> object:
    """Add comments to lines that each have a place of their own, and to one place."""
    lines = ["import a  # b\n"] * size + ["x = \\\n"] * size + ["1\n"]
    wanted = {number: {"VET201"} for number in range(1, 2 * size)}
    return add_noqa(lines, wanted, find_places(lines))


def convert_old(size: int) -> object:
    """Bring the syntax of Python 2 forward, where most has to be edited."""
    depth = 2 * size  # too deep for Python in both sizes, so that both are tried twice
    nested = f"print {'[a for a in ' * depth}1, 2{']' * depth}\n"
    string = f"x = '''{chr(92)}N\n{'b' * size}'''\n"
    escapes = "x = '" + "\\N" * size + "'\n"
    return python2.bring_forward("print `a`, 0777\n" * size + nested + string + escapes)


def mark_all(size: int) -> object:
    """Make a report with as many findings, all of them alike."""
    item = Item("a.py", 1, 1, describe_code("VET201"), "`a` is b", "a")
    document = Document([item] * size, [], "flake8")
    return [format_document(name, document) for name in FORMATS]


@pytest.mark.parametrize("work", [note_baseline, comment_all, convert_old, mark_all])
def test_adopting_grows_in_step_with_the_input(
    work: Callable[[int], object],
) -> None:
    if work is convert_old and not python2.is_available():
        pytest.skip("fissix is not installed")
    work(10)  # what is loaded once
    small, large = (
        count_calls(functools.partial(work, size)) for size in (SMALL, SMALL * TIMES)
    )

    assert large < 1.5 * TIMES * small
