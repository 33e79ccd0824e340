"""The amount of work, counted: these tests notice slow code even on a busy machine.

``benchmarks/`` measures seconds.
"""

from __future__ import annotations

import ast
import functools
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Callable, TypeVar

import pytest
from support import NOWHERE, check_source, count_calls, run_flake8

from flake8_safe_imports.analysis.scoping import walk
from flake8_safe_imports.analysis.scoping.bindings import Bindings
from flake8_safe_imports.config import options, unused
from flake8_safe_imports.config.patterns import Pattern
from flake8_safe_imports.config.policy import Policies
from flake8_safe_imports.data import packages, stdlib
from flake8_safe_imports.fix import source as fix
from flake8_safe_imports.fix.project import importers, module_uses, targets
from flake8_safe_imports.fix.text import diffs
from flake8_safe_imports.glance.file import SourceFile
from flake8_safe_imports.glance.search import Glance
from flake8_safe_imports.names import lookalike, nearby
from flake8_safe_imports.project import cache, files, import_roots, layout
from flake8_safe_imports.project.readers import toml
from flake8_safe_imports.rules import missing

if TYPE_CHECKING:
    from pathlib import Path

    from flake8_safe_imports.config.options import Config

T = TypeVar("T")
CLEAN = """\
from __future__ import annotations

import os
import re
import sys
from collections import OrderedDict
from typing import TYPE_CHECKING

import requests
from numpy import array

if TYPE_CHECKING:
    from pathlib import Path

WORDS = re.compile("import os")


def first(path: Path) -> str:
    import json

    return json.dumps(os.path.join(path, os.environ["HOME"]))


class Second(OrderedDict):
    def third(self) -> None:
        print(sys.version, requests.get("imp"), array)
"""


def settings(**raw: object) -> Config:
    raw.setdefault("vet_supported_python", ">=3.9")
    return options.parse(raw)


def check(source: str, config: Config, path: str = NOWHERE) -> list[str]:
    found = check_source(source, config, path)
    return [finding.code for finding in found]


class Counter:
    """Counts the calls of the functions that it watches."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch
        self.calls: list[tuple[Any, ...]] = []

    def watch(self, owner: object, name: str) -> None:
        before = getattr(owner, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            self.calls.append(arguments)
            return before(*arguments, **named)

        self.patch.setattr(owner, name, counted)


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    cache.clear()
    return Counter(monkeypatch)


# A clean file


def test_a_clean_file_is_not_walked(counter: Counter) -> None:
    counter.watch(walk, "collect_scopes")

    assert check(CLEAN, settings()) == []
    assert counter.calls == []


def test_a_file_with_findings_is_walked_once(counter: Counter) -> None:
    counter.watch(walk, "collect_scopes")

    assert check(CLEAN + "import imp\nos.getcwdu()\n", settings())
    assert len(counter.calls) == 1


def test_a_clean_file_is_not_parsed_for_the_glance(counter: Counter) -> None:
    def parse() -> ast.Module:
        parsed.append(True)
        return ast.parse("import imp")

    parsed: list[bool] = []
    clean = SourceFile(parse, CLEAN.splitlines(keepends=True), NOWHERE, settings())

    assert clean.is_clean()
    assert not parsed
    # An example in a string is clean, but a tree has to tell.
    SourceFile(parse, ["import imp\n"], NOWHERE, settings()).is_clean()
    assert parsed == [True]


def test_a_file_with_an_unknown_import_is_not_walked(counter: Counter) -> None:
    counter.watch(walk, "collect_scopes")

    assert check(CLEAN + "import unheardof\nunheardof.x()\n", settings()) == []
    assert counter.calls == []
    assert check(CLEAN + "import numppy\n", settings()) == ["VET402"]
    assert len(counter.calls) == 1


@pytest.mark.parametrize("source", [CLEAN, CLEAN + "import imp\nos.getcwdu()\n"])
def test_flake8_glances_at_each_file_once(
    counter: Counter, source: str, tmp_path: Path
) -> None:
    path = tmp_path / "example.py"
    path.write_text(source, encoding="utf-8")
    counter.watch(Glance, "may_report")
    run_flake8(["--isolated", "--select=VET", path])

    assert len(counter.calls) == 1


def test_rules_and_analysis_are_not_imported_for_a_clean_file() -> None:
    code = (
        "import ast, sys, flake8.main.cli\n"
        "before = set(sys.modules)\n"
        "from flake8_safe_imports import plugin\n"
        "from flake8_safe_imports.config import options\n"
        "from flake8_safe_imports.glance.file import SourceFile\n"
        f"source = {CLEAN!r}\n"
        "config = options.parse({'vet_supported_python': '>=3.9,<4'})\n"
        "lines = source.splitlines(keepends=True)\n"
        f"file = SourceFile(ast.parse(source), lines, {NOWHERE!r}, config)\n"
        "assert file.is_clean()\n"
        "print(*set(sys.modules) - before)\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    needless = """
        checker rules analysis names glance.calls glance.local_names
        project.readers project.dependencies
        config.table data.backports data._advice fix audit
    """
    ours = {f"flake8_safe_imports.{name}" for name in needless.split()}

    assert "flake8_safe_imports.data._stdlib" in loaded
    assert loaded.isdisjoint(ours)
    assert loaded.isdisjoint(
        {"packaging", "tomllib", "tomli", "importlib.resources", "json", "csv"}
    )


@pytest.mark.parametrize("more", ["", "import unheardof\n"])
def test_few_patterns_are_compiled_for_a_clean_file(more: str) -> None:
    code = (
        "import re, flake8.main.cli\n"
        "compiler = getattr(re, '_compiler', None) or re.sre_compile\n"
        "before, patterns = compiler.compile, []\n"
        "def compile(pattern, flags=0):\n"
        "    patterns.append(pattern)\n"
        "    return before(pattern, flags)\n"
        "compiler.compile = compile\n"
        "from flake8_safe_imports import plugin\n"
        "from flake8_safe_imports.config import options\n"
        "from flake8_safe_imports.glance.file import SourceFile\n"
        "assert not patterns\n"
        "config = options.parse({'vet_supported_python': '>=3.9'})\n"
        "patterns.clear()\n"
        f"assert SourceFile(None, {CLEAN + more!r}, {NOWHERE!r}, config).is_clean()\n"
        "print(len(patterns))\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    # Each takes 0.1 to 0.8 ms.
    assert int(done.stdout) <= 3


# Tables


def test_a_module_is_looked_up_once_for_all_files(counter: Counter) -> None:
    config = settings()
    counter.watch(stdlib, "find_changing")
    counter.watch(packages, "look_up")
    check(CLEAN, config)
    first = len(counter.calls)
    for _ in range(5):
        check(CLEAN, config)

    assert 0 < first == len(counter.calls)


def test_no_table_is_read_again_for_the_same_names(counter: Counter) -> None:
    config = settings()
    check(CLEAN, config)
    for name in (
        *("find_module_window", "find_module", "load_names"),
        *("find", "find_window"),
    ):
        counter.watch(stdlib, name)
    check(CLEAN, config)

    # The name of the file itself, which may hide a module.
    assert counter.calls == [("found",)]


def test_an_unknown_name_is_compared_once_for_all_files(counter: Counter) -> None:
    lookalike._find_import.cache_clear()
    counter.watch(nearby, "find_one_edit_away")
    source = CLEAN + "import unheardof1, unheardof1.x\nfrom unheardof1 import y\n"
    for window in (">=3.9", ">=3.10"):
        for _ in range(3):
            assert check(source, settings(vet_supported_python=window)) == []

    assert counter.calls == [("unheardof1",)]


def test_few_unknown_names_need_no_index_of_the_tables(counter: Counter) -> None:
    counter.patch.setattr(packages, "_searches", {})
    counter.watch(packages, "load_ranks")
    counter.watch(packages, "load_words")
    for number in range(10):
        lookalike.find_import(f"fewunheardof{number}", "wide")

    assert counter.calls == []


def test_an_unknown_name_costs_a_few_look_ups() -> None:
    names = [f"{first}{n}" for n in range(100) for first in ("unheardof", "vendor_x")]
    for name in names:
        lookalike.find_import(name, "default")  # the names of all letters and lengths
    lookalike._find_import.cache_clear()
    spent = count_calls(
        lambda: [lookalike.find_import(name, "default") for name in names]
    )

    # Each of its 700 edits would be a call, or each name with the same letter.
    assert spent < 150 * len(names)


def test_each_name_of_a_long_statement_costs_a_few_calls() -> None:
    source = f"from urllib2 import {', '.join(f'n{n}' for n in range(400))}\n"
    check(source, settings())
    spent = count_calls(lambda: check(source, settings()))

    # 650, if what concerns the module is found out for each name.
    assert spent < 300 * 400


def test_a_module_is_asked_about_once_for_all_names(counter: Counter) -> None:
    counter.watch(import_roots, "is_importable")
    counter.watch(missing, "_find_missing")
    check("from urllib2 import a, b, c, d, e, f, g, h, i, j\n", settings())
    asked = [name for name, *_ in counter.calls if isinstance(name, str)]

    assert len(set(asked)) == len(asked)
    assert len(counter.calls) - len(asked) == 11


def test_options_are_read_once_for_all_files(counter: Counter, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.py").write_text("import os\n")
    counter.watch(options, "parse")
    run_flake8(["--isolated", "--select=VET", "-j1", tmp_path])
    read = [values for values, *_ in counter.calls if values]

    assert len(read) == 1


def test_settings_are_not_compared_for_each_file(counter: Counter) -> None:
    config = settings(vet_banned_imports="a.b = c")
    counter.watch(Policies, "__hash__")
    counter.watch(Policies, "__eq__")
    check(CLEAN, config)
    check(CLEAN, config)

    assert counter.calls == []


# Folders


@pytest.fixture
def tree(tmp_path: Path) -> list[Path]:
    """Return ten files in two packages of one project."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nrequires-python = ">=3.9"\n', encoding="utf-8"
    )
    paths = []
    for number in range(10):
        path = tmp_path / "src" / f"part{number % 2}" / f"module{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CLEAN + "import unheardof\nfrom . import x\n", "utf-8")
        paths.append(path)
    return paths


@pytest.mark.parametrize("name", ["listdir", "scandir"])
def test_each_folder_is_listed_once_and_each_manifest_read_once(
    name: str, counter: Counter, tree: list[Path]
) -> None:
    counter.watch(os, name)
    counter.watch(files, "read_bytes")
    config = options.parse({})
    for path in tree * 3:
        check(path.read_text("utf-8") + "import numppy\n", config, str(path))
    asked = [os.fspath(call[0]) for call in counter.calls]

    assert len(asked) == len(set(asked))
    assert str(tree[0].parent) in asked
    assert sum(path.endswith("pyproject.toml") for path in asked) == 1


def test_a_pyproject_toml_is_parsed_once(counter: Counter, tree: list[Path]) -> None:
    project = """\
[project]
description = \"""text\"""
requires-python = ">=3.13"
dependencies = ["telnetlib-313-and-up"]
"""
    (tree[0].parents[2] / "pyproject.toml").write_text(project, encoding="utf-8")
    cache.clear()
    counter.watch(toml, "_check_keys")
    config = options.parse({})
    for path in tree:
        assert check("import telnetlib\n", config, str(path)) == []

    assert counter.calls == [(project,)]


def test_a_new_run_lists_folders_again(counter: Counter, tree: list[Path]) -> None:
    folder = str(tree[0].parent)
    layout.list_folder(folder)
    layout.list_files(folder)
    cache.clear()
    counter.watch(os, "scandir")
    counter.watch(os, "listdir")
    layout.list_folder(folder)
    layout.list_files(folder)

    assert len(counter.calls) == 2


# Growth


def bans(count: int) -> str:
    return "\n".join(f"package{n}.module{n} = other" for n in range(count))


def test_wildcard_bans_cost_the_same_for_short_and_long_names(
    counter: Counter,
) -> None:
    config = settings(
        vet_banned_imports="\n".join(f"*.b{n}*.*.c =" for n in range(1000))
    )
    counter.watch(Pattern, "match_length")
    for parts in (2, 150):
        names = [".".join([f"n{n}", *["q"] * parts, "c"]) for n in range(5)]
        check("".join(f"import {name}\n" for name in names), config)

    # Before any part is compared, the text tells that no pattern can match.
    assert counter.calls == []


def test_an_answer_about_a_long_name_is_remembered(counter: Counter) -> None:
    config = settings(vet_banned_imports="*.b*.*.c =")
    source = f"import x.b1.{'q' * 300}.c\n"
    assert check(source, config) == ["VET101"]
    counter.watch(Pattern, "match_length")

    assert check(source, config) == ["VET101"]
    assert counter.calls == []


def test_a_file_costs_the_same_with_few_and_many_bans() -> None:
    source = CLEAN + "import package1.module2\nimport package3\npackage3.x.y\n"
    spent = []
    for count in (10, 10_000):
        config = settings(vet_banned_imports=bans(count))
        check(source, config)  # what is remembered from then on
        spent.append(count_calls(functools.partial(check, source, config)))

    assert spent[1] <= spent[0] + 20


def files_of_imports(count: int) -> str:
    shapes = (
        "import os.path as a{0}\n",
        "from package{0}.part import b{0}\n",
        "def f{0}():\n    import urllib2\n    urllib2.urlopen(a{0})\n",
        "from collections import OrderedDict as d{0}, Mapping as e{0}\n",
        "x{0} = a{0}.join(d{0}, sys.maxint)\n",
    )
    return "import sys\n" + "".join(
        shapes[number % len(shapes)].format(number) for number in range(count)
    )


def files_of_aliases(count: int) -> str:
    return "import os\n" + "".join(
        f"a{number} = os\na{number}.getcwdu(os.path)\n" for number in range(count)
    )


def files_of_names(count: int) -> str:
    return "import os\nx, y = (\n" + "    sys, os,\n" * count + ")\n"


def files_of_old_branches(count: int) -> str:
    later = "elif sys.version_info < (3, 4) and y:\n    import x{0}\n".format
    return "import sys\nif sys.version_info < (2, 5):\n    pass\n" + "".join(
        map(later, range(count))
    )


def files_of_lost_names(count: int) -> str:
    """Return a shim with *count* imports in each half that exist in no version."""
    lost = "".join(f"    from Queue import x{number}\n" for number in range(count))
    kept = lost.replace("Queue", "queue")
    return f"try:\n{lost}except ImportError:\n{kept}"


def files_of_guarded_removals(count: int) -> str:
    """Return shims for a module that setuptools supplies if the file imports it."""
    shim = "try: import distutils.core as x{0}\nexcept ImportError: pass\n".format
    return "".join(map(shim, range(count)))


def files_of_inner_functions(count: int) -> str:
    inner = "    def inner():\n        import urllib2\n    inner()\n"
    return "def outer():\n" + inner * count


def files_of_handlers(count: int) -> str:
    handler = "except (Error{0}, ValueError):\n    import imp\n".format
    return "try:\n    import tomllib\n" + "".join(map(handler, range(count)))


def files_of_functions_defined_anew(count: int) -> str:
    new = "if sys.version_info < (3, 11):\n    def load():\n        import tomllib\n"
    flag = "if OLD:\n    def save():\n        import tomllib\n    save()\n"
    call = "def run{0}():\n    load()\nrun{0}()\n"
    calls = "".join(map(call.format, range(count)))
    return f"import sys\nfrom compat import OLD\n{(new + flag) * count}{calls}{new}"


def files_of_tests_asked_again(count: int) -> str:
    both = "elif x{0} and sys.version_info < (3, 11):\n    pass\n"
    one = "elif x{0} != 1 and x{0}:\n    import tomllib\n"
    branches = ((both + one).format(number % 50) for number in range(count // 2))
    return "import sys\nif y:\n    pass\n" + "".join(branches)


def files_of_guarded_cases(count: int) -> str:
    case = "    case {0} | {1} if sys.version_info < (3, 11):\n        import tomllib\n"
    cases = (case.format(number, number % 7) for number in range(count))
    return "import sys\nmatch x:\n" + "".join(cases)


def files_of_marks(count: int) -> str:
    mark = "@pytest.mark.parametrize('x', ITEMS)\n" * count
    tests = "".join(
        f"    def test_{number}(self, x):\n        import tomllib\n"
        for number in range(count)
    )
    return f"import pytest\nITEMS = [1] if NEW else []\n{mark}class TestMany:\n{tests}"


FILES = (
    files_of_functions_defined_anew,
    files_of_tests_asked_again,
    pytest.param(
        files_of_guarded_cases,
        marks=pytest.mark.skipif(sys.version_info < (3, 10), reason="needs match"),
    ),
    files_of_handlers,
    files_of_marks,
    files_of_guarded_removals,
    files_of_inner_functions,
    files_of_imports,
    files_of_aliases,
    files_of_names,
    files_of_old_branches,
    files_of_lost_names,
)


@pytest.mark.hostile
@pytest.mark.parametrize("make", FILES)
def test_work_is_linear_in_the_size_of_a_file(make: Callable[[int], str]) -> None:
    config = settings(vet_enable="VET205")
    check(make(10), config)
    less, more = (
        count_calls(functools.partial(check, make(count), config))
        for count in (400, 800)
    )

    assert less > 400
    assert more < 2.3 * less


def fix_all(source: str) -> fix.FixedSource:
    return fix.fix_source(source, NOWHERE, settings(), unsafe=True)


def many(head: str, *lines: str) -> Callable[[int], str]:
    """Return a function that makes a text: *head*, then each of *lines* COUNT times."""

    def make(count: int) -> str:
        return head + "".join(line.format(n) for line in lines for n in range(count))

    return make


def on_one_line(start: str, end: str, word: str) -> Callable[[int], str]:
    return lambda count: start + word * count + end


SHIM = "if x:\n    import urllib2\nelse:\n    import urllib2\nurllib2.urlopen\n"
DEAD_IMPORTS = "  import Queue as a{0}, Queue as b{0}\n"
DEAD = "if sys.version_info < (3,):\n    import Queue\nelse:\n    import queue\n"
BRIDGED = "def f{0}(x):\n    return six.text_type(six.moves.range(x))\n"
COMMENTED = "def f{0}():\n    from six.moves import (map  # x\n    )\n    map\n"
NEW_STREAM = "StringIO('a')"
LISTED = "    Mapping as m{0},  # x\n    OrderedDict as o{0},\n"
TO_FIX = {
    "one name": many("", 8 * "import mock\n"),
    "one name that is used": many("", "import cPickle\n", "cPickle.dumps\n"),
    "one name, each used": many("", "import cPickle\ncPickle.dumps\n"),
    "one name, used by a function": many("def f(): mock.x\n", "import mock\n"),
    "uses": many("import urllib2\n", "urllib2.urlopen\n"),
    "old imports": many("", "import cPickle as p{0}\np{0}.dumps\n"),
    "branches": many("", SHIM),
    "what cannot be": many("import urllib2\n", "import urllib2\nurllib2.x\n"),
    "changes and skips": many("import six\n", "six.text_type, six.iteritems\n"),
    "functions": many("import six\n", BRIDGED),
    "local imports": many("", "def f():\n    from six.moves import map\n    map\n"),
    "comments that stand in the way": many("", COMMENTED),
    "names": on_one_line("from itertools import (", ")\n", "izip as z, imap,"),
    "names and comments": lambda count: (
        many("from collections import (\n", LISTED)(count) + ")\n"
    ),
    "modules": on_one_line("import six", "\n", ", cPickle, os, urllib2"),
    "statements on a line": on_one_line("x = 'é'; ", "\n", "import cPickle; "),
    "uses on a line": on_one_line("import six; y = 'é'; ", "\n", "six.text_type; "),
    "strings": many("", "def f{0}(): import Queue\n", "'Queue.Queue', '{0}.x'\n"),
    "streams": many("from StringIO import StringIO\n", "s{0} = StringIO('a')\n"),
    "streams in a tuple": lambda count: (
        "from StringIO import StringIO\n"
        + ", ".join(f"s{number}" for number in range(4 * count))
        + f" = {', '.join([NEW_STREAM] * 4 * count)}\n"
    ),
    "dead code": many("import sys\n", DEAD),
    "dead imports": many("import sys\nif sys.version_info < (3,):\n", DEAD_IMPORTS),
}


@pytest.mark.hostile
@pytest.mark.parametrize("make", TO_FIX.values(), ids=TO_FIX)
def test_fixing_is_linear_in_the_size_of_a_file(make: Callable[[int], str]) -> None:
    fix_all(make(10))
    less, more = (
        count_calls(functools.partial(fix_all, make(count))) for count in (100, 200)
    )

    assert less > 200
    assert more < 2.5 * less


ALIKE = (
    "import six\nfrom unittest import TestCase\nclass T(TestCase):\n"
    "  def test(self):\n    self.assertEquals(six.text_type(), self.assertEqual)\n"
)


@pytest.mark.parametrize("name", ["test_{}.py", "app_{}/tests.py"])
def test_other_files_are_searched_once_for_all(
    name: str, counter: Counter, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").touch()
    paths = [tmp_path / name.format(number) for number in range(20)]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(ALIKE)
    importers.forget()
    counter.watch(module_uses, "read_text")
    counter.watch(module_uses, "find_pairs")
    for path in paths:
        assert len(fix.fix_source(ALIKE, str(path), settings()).changes) == 2

    assert 0 < len(counter.calls) < 10 * len(paths)


def test_strings_are_searched_once_for_all_uses(counter: Counter) -> None:
    counter.watch(targets, "_list_targets")
    source = "from six.moves import urllib\n" + "urllib.parse.quote\n" * 50
    fixed = fix.fix_source(source, NOWHERE, settings())

    assert len(counter.calls) < 10
    assert fixed.changes


@pytest.mark.hostile
def test_a_diff_takes_linear_time() -> None:
    make = many("", "def f{0}():\n    import urllib2\n    urllib2.urlopen\n\n\n")
    spent = []
    for count in (100, 200):
        before, fixed = make(count), fix_all(make(count))
        diff = functools.partial(
            diffs.make_diff, "a.py", before, fixed.source, fixed.history
        )
        spent.append(count_calls(diff))

    assert spent[0] > 400
    assert spent[1] < 2.3 * spent[0]


@pytest.mark.hostile
def test_unused_entries_are_found_in_linear_time() -> None:
    def find(config: Config) -> list[str]:
        return list(unused.find_unused_entries(config))

    less, more = (
        count_calls(
            functools.partial(
                find,
                settings(
                    vet_banned_imports=bans(count),
                    vet_allowed_imports=" ".join(f"other{n}.x" for n in range(count)),
                ),
            )
        )
        for count in (100, 200)
    )

    assert less > 400
    assert more < 2.3 * less


# Version tests


def test_names_in_version_tests_are_looked_up_once_for_all_releases(
    counter: Counter,
) -> None:
    counter.watch(Bindings, "dotted_name")
    tests = " or ".join(["sys.version_info >= (3, 11)"] * 100)
    source = f"import sys\nif {tests}:\n    import tomllib\n"

    assert check(source, settings()) == []
    # A handful of questions for each, not as many for each of 22 releases.
    assert len(counter.calls) <= 10 * 100


def test_names_of_names_in_a_condition_are_followed_once() -> None:
    def make(count: int) -> str:
        links = (("c", "d"), ("b", "c"), ("a", "b"))
        lines = [f"{name} = {' and '.join([of] * count)}" for name, of in links]
        return "\n".join(
            ["import sys", "d = 'imp' in sys.modules", *lines, "if a: import imp"]
        )

    check(make(5), settings())
    less, more = (
        count_calls(functools.partial(check, make(count), settings()))
        for count in (20, 40)
    )

    assert more < 2.3 * less
