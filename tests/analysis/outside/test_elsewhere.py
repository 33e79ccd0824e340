"""What other files of a project say about the guards of a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from rows import each_row
from support import check_source, write_project

from flake8_safe_imports.analysis.outside import elsewhere, opened_files
from flake8_safe_imports.config import options
from flake8_safe_imports.project import tree

COMPAT = """\
import platform, sys
NEW = sys.version_info >= (3, 11)
VERSION = sys.version_info[:2]
TEXT = platform.python_version()
DEBUG = False
def is_new():
    return NEW
class Features:
    new = NEW
    @staticmethod
    def has():
        return sys.version_info >= (3, 11)
try:
    import tomllib
    HAS_TOML = True
except ImportError:
    HAS_TOML = False
    tomllib = None
if NEW:
    string_types = str,
else:
    string_types = basestring,
TOO_STRANGE = sys.version_info.strange
"""
TESTS = {
    "from pkg.compat import NEW": "NEW",
    "from pkg.compat import NEW as N": "N",
    "from .compat import NEW ": "not (not NEW)",
    "from . import compat": "compat.NEW and x",
    "import pkg.compat": "pkg.compat.NEW",
    "import pkg.compat as c": "c.VERSION >= (3, 11)",
    "from .compat import VERSION": "VERSION[1] > 10",
    "from .compat import TEXT": "TEXT.split('.')[1] in ('11', '12', '13', '14', '15')",
    "from .compat import is_new": "is_new()",
    "from .compat import Features": "Features.new",
    "from .compat import Features as F": "F.has()",
    "from .compat import HAS_TOML": "HAS_TOML",
    "from .compat import TOO_STRANGE": "TOO_STRANGE",
    "from .compat import tomllib as toml": "toml is not None",
    "from .compat import tomllib as toml ": "not toml is None",
    "from . import compat ": "compat.tomllib != None",
    "from .again import NEW": "NEW",
    "from pkg import NEW": "NEW",
}
OTHERS = {
    "from .compat import DEBUG": "DEBUG",
    "from .compat import DEBUG ": "not DEBUG",
    "from .compat import HAS_TOML": "not HAS_TOML",
    "from .compat import VERSION": "VERSION >= (3, 10)",
    "from .compat import unknown": "unknown",
    "from .compat import string_types": "isinstance(x, string_types)",
    "from .compat import string_types as s": "s",
    "from .compat import tomllib as toml": "toml is None",
    "from .compat import unknown ": "unknown is not None",
    "from .broken import NEW": "NEW",
    "from .absent import NEW": "NEW",
    "from other.compat import NEW": "NEW",
}


def find(top: Path, files: dict[str, str], path: str) -> list[tuple[int, str]]:
    """Return the line and code of each finding in *path* of the project *files*."""
    write_project(top, {"setup.cfg": "", **files})
    config = options.parse({"vet_supported_python": ">=3.9"})
    source = files[path]
    found = check_source(source, config, str(top / path))
    return [(item.line, item.code) for item in found]


def find_tested(top: Path, imported: str, test: str) -> list[tuple[int, str]]:
    files = {
        "pkg/__init__.py": "from .compat import NEW\n",
        "pkg/compat.py": COMPAT,
        "pkg/again.py": "from .compat import *\nfrom .compat import NEW\n",
        "pkg/broken.py": "NEW = (",
        "pkg/m.py": f"{imported}\nif {test}:\n    import tomllib\n",
    }
    return find(top, files, "pkg/m.py")


@each_row(("imported", "test"), TESTS.items())
def test_flag_of_another_file(tmp_path: Path, imported: str, test: str) -> None:
    assert find_tested(tmp_path, imported, test) == []


@each_row(("imported", "test"), OTHERS.items())
def test_what_other_files_do_not_tell(tmp_path: Path, imported: str, test: str) -> None:
    assert find_tested(tmp_path, imported, test) == [(3, "VET203")]


def test_only_so_many_names_are_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened_files, "_MOST_QUESTIONS", 0)

    assert find_tested(tmp_path, "from .compat import NEW", "NEW")


OLD = "import imp\nimport tomllib\ndef f():\n    import imp\n"
ALL = [(1, "VET202"), (2, "VET203"), (4, "VET202")]
BELOW_312 = [(2, "VET203")]
IMPORTERS: dict[str, tuple[dict[str, str], list[tuple[int, str]]]] = {
    "nobody": ({}, ALL),
    "below a version test": (
        {
            "pkg/a.py": "import sys\nif sys.version_info < (3, 11):\n"
            "    from . import old"
        },
        BELOW_312,
    ),
    "below a version test, with others": (
        {
            "pkg/a.py": "import sys\nif sys.version_info < (3, 11):\n"
            "    from . import (  # which\n        a,\n        old as b,\n    )\n"
        },
        BELOW_312,
    ),
    "in the else of one": (
        {
            "pkg/a.py": "import sys\nif sys.version_info >= (3, 12):\n    pass\n"
            "else:\n    from pkg.old import x\n"
        },
        BELOW_312,
    ),
    "below version tests in two files": (
        {
            "pkg/a.py": "import sys\nif sys.version_info < (3, 11):\n"
            "    from pkg import old\n",
            "pkg/b.py": "import sys\nif sys.version_info < (3, 12):\n"
            "    import pkg.old\n",
        },
        BELOW_312,
    ),
    "by its name, dynamically": (
        {
            "pkg/a.py": "import sys, importlib\nif sys.version_info < (3, 11):\n"
            "    importlib.import_module('pkg.old')\n"
        },
        BELOW_312,
    ),
    "with a flag of another file": (
        {
            "pkg/c.py": "import sys\nOLD = sys.version_info < (3, 12)\n",
            "pkg/a.py": "from .c import OLD\nif OLD:\n    from . import old\n",
        },
        BELOW_312,
    ),
    "below a version test, and by a test without one": (
        {
            "pkg/a.py": "import sys\nif sys.version_info < (3, 12):\n"
            "    from . import old\n",
            "tests/test_old.py": "from pkg import old\n",
        },
        ALL,
    ),
    "by a file that is imported below a version test": (
        {
            "pkg/a.py": "import sys\nif sys.version_info < (3, 12):\n"
            "    from . import b\n",
            "pkg/b.py": "from . import old\n",
        },
        BELOW_312,
    ),
    "by files that import each other": (
        {"pkg/a.py": "from . import old, b\n", "pkg/b.py": "from . import a\n"},
        ALL,
    ),
    "in a function": ({"pkg/a.py": "def f():\n    from . import old\n"}, ALL),
    "where it may fail": (
        {"pkg/a.py": "try:\n    from . import old\nexcept ImportError:\n    old = 0\n"},
        [(4, "VET202")],
    ),
    "for type checkers": (
        {
            "pkg/a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
            "    from . import old\n"
        },
        [],
    ),
    "with a test of versions that nobody understands": (
        {
            "pkg/a.py": "import sys\nif strange(sys.version_info):\n"
            "    from . import old\n"
        },
        [],
    ),
    "by one of the same name elsewhere": (
        {
            "pkg/a.py": "import sys\nif sys.version_info < (3, 12):\n"
            "    from other import old\n"
        },
        ALL,
    ),
    "in an example in a string": (
        {"pkg/a.py": '"""\n    from pkg import old\n"""\n'},
        ALL,
    ),
    "in a file that cannot be parsed": (
        {"pkg/a.py": "if old:\n    from pkg import old\nx = (\n"},
        ALL,
    ),
}


@each_row(("files", "expected"), IMPORTERS.values(), ids=IMPORTERS)
def test_file_that_is_imported(
    tmp_path: Path, files: dict[str, str], expected: list[tuple[int, str]]
) -> None:
    given = {"pkg/__init__.py": "", "pkg/old.py": OLD, **files}

    assert find(tmp_path, given, "pkg/old.py") == expected


GUARDED = {
    "pkg/__init__.py": "",
    "pkg/a.py": "import sys\nif sys.version_info < (3, 12):\n    from . import old\n",
}


@pytest.mark.parametrize(
    ("caught", "expected"),
    [("ImportError", [(2, "VET203")]), ("(ImportError, AttributeError)", [])],
)
def test_attribute_in_a_file_whose_import_may_fail(
    tmp_path: Path, caught: str, expected: list[tuple[int, str]]
) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": f"try:\n    from . import m\nexcept {caught}:\n    m = None\n",
        "pkg/m.py": "import math\nmath.cbrt(2)\n",
    }

    assert find(tmp_path, files, "pkg/m.py") == expected


def test_program_that_is_imported_too(tmp_path: Path) -> None:
    source = f"{OLD}if __name__ == '__main__':\n    f()\n"

    assert find(tmp_path, {**GUARDED, "pkg/old.py": source}, "pkg/old.py") == ALL


def test_package_that_is_imported(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "import sys\nif sys.version_info < (3, 12):\n"
        "    from .old.core import x\n",
        "pkg/old/__init__.py": OLD,
        "pkg/old/core.py": OLD,
    }

    assert find(tmp_path, files, "pkg/old/__init__.py") == BELOW_312
    assert find(tmp_path, files, "pkg/old/core.py") == BELOW_312


def test_too_many_importers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "_MOST_FILES", 1)

    assert find(tmp_path, {**GUARDED, "pkg/old.py": OLD}, "pkg/old.py") == ALL


def test_project_that_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MOST_ENTRIES", 1)

    assert find(tmp_path, {**GUARDED, "pkg/old.py": OLD}, "pkg/old.py") == ALL


@pytest.mark.parametrize(
    "refusal",
    [
        "import sys\nif sys.version_info < (3, 11):\n    raise ImportError\n",
        "import sys\nassert sys.version_info >= (3, 11)\n",
        "import pytest\npytest.importorskip('tomllib')\n",
        "from pkg.check import need\nneed()\n",
        "from pkg.flags import HAS\nif not HAS:\n    raise ImportError\n",
    ],
)
def test_package_that_refuses_old_versions(tmp_path: Path, refusal: str) -> None:
    files = {
        "pkg/__init__.py": refusal,
        "pkg/flags.py": COMPAT.replace("HAS_TOML", "HAS"),
        "pkg/sub/__init__.py": "",
        "pkg/sub/m.py": "import tomllib\nimport imp\n",
    }

    is_followed = "check" not in refusal
    expected = [(2, "VET202")] if is_followed else [(1, "VET203"), (2, "VET202")]

    assert find(tmp_path, files, "pkg/sub/m.py") == expected


def test_flags_of_a_file_that_is_guarded_as_a_whole(tmp_path: Path) -> None:
    """They are about versions only if they ask for one."""
    source = "FAST = other()\nif FAST:\n    import tomllib\n"

    assert find(tmp_path, {**GUARDED, "pkg/old.py": source}, "pkg/old.py") == [
        (3, "VET203")
    ]


def test_version_of_ruff_for_some_files(tmp_path: Path) -> None:
    files = {
        "docs/a.py": "import tomllib\nimport imp\n",
        "pyproject.toml": '[tool.ruff.per-file-target-version]\n"docs/**" = "py311"\n',
    }

    assert find(tmp_path, files, "docs/a.py") == [(2, "VET202")]


def test_name_of_a_folder(tmp_path: Path) -> None:
    files = {"tests/3.11/a.py": "import tomllib\nimport imp\nimport urllib2\n"}

    assert find(tmp_path, files, "tests/3.11/a.py") == [(3, "VET201")]


def test_comment_on_a_function(tmp_path: Path) -> None:
    source = "def f():  # pragma: >=3.11 cover\n    import tomllib\n    import imp\n"

    assert find(tmp_path, {"a.py": source}, "a.py") == [(3, "VET202")]


def test_backport_below_a_flag_of_another_file(tmp_path: Path) -> None:
    """A version test justifies a backport, wherever it is written."""
    files = {
        "pkg/__init__.py": "",
        "pkg/compat.py": COMPAT,
        "pkg/m.py": "from pkg.compat import VERSION\nif VERSION < (3, 8):\n"
        "    from mock import patch\nfrom mock import call\n",
    }

    assert find(tmp_path, files, "pkg/m.py") == [(4, "VET301")]


@pytest.mark.parametrize(
    ("flag", "expected"), [("TOO_STRANGE", []), ("DEBUG", [(8, "VET301")])]
)
def test_backport_in_what_a_decorator_may_skip(
    tmp_path: Path, flag: str, expected: list[tuple[int, str]]
) -> None:
    """A decorator that asks for the version in a way that is not understood."""
    source = (
        f"from pkg.compat import {flag}\n"
        f"def skip(function):\n    if {flag}:\n        return None\n"
        "    return function\n@skip\ndef test():\n    import mock\n"
    )
    files = {"pkg/__init__.py": "", "pkg/compat.py": COMPAT, "pkg/m.py": source}

    assert find(tmp_path, files, "pkg/m.py") == expected


def test_unknown_name_below_a_flag_of_another_file(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "try:\n    from pkg.m import x\nexcept ImportError:\n    x = 0\n",
        "pkg/m.py": "from os import unheard_of\n",
    }

    assert find(tmp_path, files, "pkg/m.py") == []


CONTEXTS = """\
import contextlib
@contextlib.contextmanager
def try_import():
    yield
@contextlib.contextmanager
def passing():
    try:
        yield
    except ImportError:
        pass
class TryImport:
    def __exit__(self, *others): pass
class Passing:
    def __exit__(self, kind, *others): return kind is ImportError
class Below(Passing): pass
def make():
    return Below()
def make_plain():
    return TryImport()
"""
CATCHING = ("passing()", "Passing()", "Below()", "make()", "Own()")
LETTING_THROUGH = ("try_import()", "TryImport()", "make_plain()", "OwnTryImport()")


def find_below_context(top: Path, context: str) -> list[tuple[int, str]]:
    own = "class Own(Passing): pass\nclass OwnTryImport(TryImport): pass\n"
    files = {
        "pkg/__init__.py": "",
        "pkg/c.py": CONTEXTS,
        "pkg/m.py": "from .c import try_import, passing, TryImport, Passing, Below\n"
        f"from .c import make, make_plain\n{own}with {context}:\n    import tomllib\n",
    }
    return find(top, files, "pkg/m.py")


@each_row("context", CATCHING)
def test_context_of_another_file(tmp_path: Path, context: str) -> None:
    assert find_below_context(tmp_path, context) == []


@each_row("context", LETTING_THROUGH)
def test_context_of_another_file_is_read_whatever_its_name(
    tmp_path: Path, context: str
) -> None:
    assert find_below_context(tmp_path, context) == [(6, "VET203")]


ATTEMPTS = """\
def attempt(function):
    def inner(*given):
        try:
            return function(*given)
        except ImportError:
            return None
    return inner
def attempt_with(value):
    def decorate(function):
        def inner(*given):
            try:
                return function(*given)
            except ImportError:
                return value
        return inner
    return decorate
def call(value, function):
    try:
        return function()
    except ImportError:
        return value
def plain(function):
    return function
"""
ATTEMPTED = (
    "@attempt\ndef f():",
    "@attempt_with(3)\ndef f():",
    "class A:\n  @attempt\n  def f(self):",
    "call(1, lambda: f())\n@attempt\ndef f():",
    "call(1, lambda: __import__('tomllib'))\nif 0:",
    "def f(): import tomllib\ncall(function=f, value=1)\nif 0:",
)
NOT_ATTEMPTED = (
    "@plain\ndef f():",
    "call(lambda: __import__('os'), 1)\ndef f():",
)


def find_attempted(top: Path, head: str) -> list[str]:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": ATTEMPTS,
        "pkg/m.py": "from .a import attempt, attempt_with, call, plain\n"
        f"{head}\n    import tomllib\n",
    }
    return [code for _, code in find(top, files, "pkg/m.py")]


@each_row("head", ATTEMPTED)
def test_function_of_another_file_that_tries(tmp_path: Path, head: str) -> None:
    assert find_attempted(tmp_path, head) == []


@each_row("head", NOT_ATTEMPTED)
def test_function_of_another_file_that_only_calls(tmp_path: Path, head: str) -> None:
    assert find_attempted(tmp_path, head) == ["VET203"]


REQUIRING = """\
import sys
def require(minor):
    if sys.version_info < (3, minor):
        raise RuntimeError
def need(version, reason=""):
    if not sys.version_info >= version:
        sys.exit(reason)
def ensure(*version):
    if sys.version_info[:2] < version:
        raise SystemExit
def say(*version):
    print(version)
"""
ENOUGH = ("require(11)", "need((3, 11))", "ensure(3, 11)", "need(version=(3, 12))")
TOO_LITTLE = ("require(10)", "need((3, 10), 'old')", "ensure(3, 9)", "say(3, 11)")


def find_after_call(top: Path, call: str) -> list[str]:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": REQUIRING,
        "pkg/m.py": "from .a import require, need, ensure, say\n"
        f"{call}\nimport tomllib\n",
    }
    return [code for _, code in find(top, files, "pkg/m.py")]


@each_row("call", ENOUGH)
def test_function_of_another_file_that_is_given_a_version(
    tmp_path: Path, call: str
) -> None:
    assert find_after_call(tmp_path, call) == []


@each_row("call", TOO_LITTLE)
def test_function_of_another_file_that_is_given_an_older_one(
    tmp_path: Path, call: str
) -> None:
    assert find_after_call(tmp_path, call) == ["VET203"]


CLASSES = """\
import sys, unittest, pytest
OLD = sys.version_info < (3, 11)
class Refusing:
    def __init__(self):
        if OLD:
            raise RuntimeError
class Made:
    def __new__(cls):
        assert not OLD
class Below(Refusing): pass
class Skipping(unittest.TestCase):
    def setUp(self):
        if OLD:
            self.skipTest("old")
class SkippingAll(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if OLD:
            raise unittest.SkipTest
class Marked:
    pytestmark = pytest.mark.skipif(OLD, reason="old")
class Fixture:
    @pytest.fixture(autouse=True)
    def prepare(self):
        pytest.importorskip("tomllib")
class Plain:
    def __init__(self): pass
    def setUp(self): pass
class Hooked:
    def __init_subclass__(cls):
        if OLD:
            raise RuntimeError
"""
BASES = {
    "Refusing": "def f(self):",
    "Made": "def f(self):",
    "Below": "def f(self):",
    "Skipping": "def test(self):",
    "SkippingAll": "def test(self):",
    "Marked": "def test(self):",
    "Fixture": "def test(self):",
    "Plain, Refusing": "def f(self):",
    "Refusing ": "def __init__(self): super().__init__()\n    def f(self):",
    "Refusing  ": "def __init__(s): Refusing.__init__(s)\n    def f(self):",
    "Skipping ": "def setUp(self):\n        super().setUp()\n    def test(self):",
    "Hooked": "def f(self):",
}
OTHER_BASES = {
    "Plain": "def f(self):",
    "Skipping ": "def setUp(self): self.setUp()\n    def test(self):",
    "Skipping  ": "def setUp(self): self.server.setUp()\n    def test(self):",
    "Skipping   ": "def setUp(self): Plain.setUp(self)\n    def test(self):",
    "Skipping    ": "def setUp(self):\n        if self.fast: return\n"
    "        super().setUp()\n    def test(self):",
    "Refusing": "def __init__(self): pass\n    def f(self):",
    "Below": "def __init__(self): pass\n    def f(self):",
    "Made": "@staticmethod\n    def f():",
    "Skipping": "def setUp(self): pass\n    def test(self):",
}


def find_in_class(top: Path, bases: str, method: str) -> list[str]:
    files = {
        "pkg/__init__.py": "",
        "pkg/c.py": CLASSES,
        "pkg/again.py": "from .c import Below\n",
        "pkg/m.py": "from .c import Refusing, Made, Skipping, SkippingAll, Marked\n"
        "from .c import Fixture, Hooked, Plain\nfrom .again import Below\n"
        f"class A({bases}):\n    {method}\n        import tomllib\n",
    }
    return [code for _, code in find(top, files, "pkg/m.py")]


@each_row(("bases", "method"), BASES.items())
def test_class_of_another_file_that_refuses(
    tmp_path: Path, bases: str, method: str
) -> None:
    assert find_in_class(tmp_path, bases, method) == []


@each_row(("bases", "method"), OTHER_BASES.items())
def test_class_of_another_file_that_does_not(
    tmp_path: Path, bases: str, method: str
) -> None:
    assert find_in_class(tmp_path, bases, method) == ["VET203"]


FIXTURES = """\
import sys, pytest
@pytest.fixture
def new():
    if sys.version_info < (3, 11):
        pytest.skip("old")
@pytest.fixture(name="other")
def _other():
    if sys.version_info < (3, 11):
        pytest.skip("old")
    yield 3
@pytest.fixture
def toml():
    return pytest.importorskip("tomllib")
@pytest.fixture
def above(new):
    return 1
@pytest.fixture
def plain():
    pass
"""
AUTOMATIC = """\
import pytest
@pytest.fixture(autouse=True)
def find_toml():
    try:
        import tomllib
    except ImportError:
        pytest.skip("old")
"""
SKIPPED = (
    "def test(new):",
    "def test(other):",
    "def test(toml):",
    "def test(above):",
    "@pytest.mark.usefixtures('new')\ndef test():",
    "@pytest.mark.usefixtures('new')\nclass TestA:\n  def test(self):",
    "class TestA:\n  pytestmark = [pytest.mark.usefixtures('new')]\n  def test(self):",
    "pytestmark = pytest.mark.usefixtures('above')\ndef test():",
    "@pytest.fixture\ndef mine(new): pass\ndef test(mine):",
    "def test(*, new):",
    "@pytest.mark.parametrize('new', [1], indirect=True)\ndef test(new):",
    "@pytest.mark.parametrize('a, b', [(1, 2)])\ndef test(a, b, new):",
)
RUN = (
    "def test(plain):",
    "def test():",
    "def helper(new):",
    "@pytest.fixture\ndef new(): pass\ndef test(new):",
    "@pytest.mark.usefixtures('new')\nclass TestA:\n  def helper(self):",
    "def test(new=1):",
    "def test(*, new=1):",
    "@pytest.mark.parametrize('new', [1])\ndef test(new):",
    "@pytest.mark.parametrize(['a', 'new'], [(1, 2)])\ndef test(a, new):",
)


def find_in_tests(top: Path, head: str, conftests: dict[str, str]) -> list[str]:
    source = f"import pytest\n{head}\n    import tomllib\n"
    files = {**conftests, "tests/deep/test_a.py": source}
    return [code for _, code in find(top, files, "tests/deep/test_a.py")]


@each_row("head", SKIPPED)
def test_fixture_of_conftest_that_skips(tmp_path: Path, head: str) -> None:
    assert find_in_tests(tmp_path, head, {"tests/conftest.py": FIXTURES}) == []


@each_row("head", RUN)
def test_fixture_of_conftest_that_is_not_asked_for(tmp_path: Path, head: str) -> None:
    files = {"tests/conftest.py": FIXTURES}
    assert find_in_tests(tmp_path, head, files) == ["VET203"]


def test_automatic_fixture_of_conftest(tmp_path: Path) -> None:
    files = {"tests/conftest.py": FIXTURES, "conftest.py": AUTOMATIC}
    assert find_in_tests(tmp_path, "def test():", files) == []
    assert find_in_tests(tmp_path, "def helper():", files) == ["VET203"]


REPLACING = (
    "@pytest.fixture\ndef new(): pass\n",
    "@pytest.fixture(name='new')\ndef _new(): pass\n",
)


@each_row("fixture", REPLACING)
def test_fixture_that_a_nearer_conftest_replaces(tmp_path: Path, fixture: str) -> None:
    nearer = f"import pytest\n{fixture}"
    files = {"tests/conftest.py": FIXTURES, "tests/deep/conftest.py": nearer}
    assert find_in_tests(tmp_path, "def test(new):", files) == ["VET203"]
    assert find_in_tests(tmp_path, "def test(toml):", files) == []


def test_fixture_that_conftest_defines_again(tmp_path: Path) -> None:
    files = {"tests/conftest.py": FIXTURES + REPLACING[0]}
    assert find_in_tests(tmp_path, "def test(new):", files) == ["VET203"]


EITHER_WAY = """\
import sys, pytest
if sys.version_info >= (3, 11):
    @pytest.fixture
    def new():
        return 1
else:
    @pytest.fixture
    def new():
        pytest.skip("old")
if sys.version_info >= (3, 10):
    @pytest.fixture
    def newer():
        return 1
if sys.version_info < (3, 10):
    @pytest.fixture
    def newer():
        pytest.skip("old")
@pytest.fixture
def late():
    yield 1
    if sys.version_info < (3, 11):
        pytest.skip("old")
"""


def test_fixtures_that_version_tests_choose(tmp_path: Path) -> None:
    above = {"tests/conftest.py": EITHER_WAY}
    for name, expected in {"new": [], "newer": ["VET203"], "late": ["VET203"]}.items():
        head = f"def test({name}):"
        assert find_in_tests(tmp_path, head, above) == expected, name
        assert find_in_tests(tmp_path, EITHER_WAY + head, {}) == expected, name


ADDING = "@pytest.fixture\ndef new(new): return new\n"


def test_fixture_that_asks_for_the_one_that_it_replaces(tmp_path: Path) -> None:
    nearer = f"import pytest\n{ADDING}"
    files = {"tests/conftest.py": FIXTURES, "tests/deep/conftest.py": nearer}
    assert find_in_tests(tmp_path, "def test(new):", files) == []
    files = {"tests/conftest.py": FIXTURES}
    assert find_in_tests(tmp_path, f"{ADDING}def test(new):", files) == []


def test_fixture_of_a_class(tmp_path: Path) -> None:
    body = "def new(self):\n    return 1\n  def test(self, new):"
    head = f"class TestA:\n  @pytest.fixture\n  {body}"
    files = {"tests/conftest.py": FIXTURES}
    assert find_in_tests(tmp_path, head, files) == ["VET203"]
    skipping = head.replace("return 1", "pytest.importorskip('tomllib')")
    assert find_in_tests(tmp_path, skipping, {}) == []


def test_fixture_that_asks_for_one_of_the_same_name(tmp_path: Path) -> None:
    own = "class TestA:\n  @pytest.fixture\n  def new(self, new): 0\n"
    head = f"{own}  def test(self, new):"
    assert find_in_tests(tmp_path, EITHER_WAY + head, {}) == []
    assert find_in_tests(tmp_path, head, {"tests/conftest.py": FIXTURES}) == []
    above = {"tests/conftest.py": FIXTURES, "tests/deep/conftest.py": ""}
    replaced = f"@pytest.fixture\ndef new(): 0\n{head}"
    assert find_in_tests(tmp_path, replaced, above) == ["VET203"]


HOOKS = {
    "def pytest_runtest_setup(item):\n  if OLD: pytest.skip('old')": [],
    "def pytest_runtest_setup(item):\n"
    "  if 'slow' in item.keywords and OLD: pytest.skip('old')": [],
    "def pytest_runtest_setup(item):\n"
    "  if item.get_closest_marker('other') and OLD: pytest.skip('old')": ["VET203"],
    "def pytest_runtest_setup(item):\n"
    "  if 'other' in item.keywords and not NEW: pytest.skip('old')": ["VET203"],
    "def pytest_runtest_setup(item):\n"
    "  if 'other' not in item.keywords and not NEW: pytest.skip('old')": [],
    "def pytest_runtest_setup(item):\n"
    "  if item.get_closest_marker('other') is None and OLD: pytest.skip('old')": [],
    "def pytest_runtest_setup(item):\n"
    "  if item.get_closest_marker('slow') is not None and OLD: pytest.skip('old')": [],
    "def pytest_runtest_setup(item):\n"
    "  if sys.version_info < (3, 10): pytest.skip('old')": ["VET203"],
    "def pytest_runtest_setup(item):\n  if item.x: pytest.skip('old')": ["VET203"],
    "def pytest_collection_modifyitems(config, items):\n"
    "  if OLD:\n"
    "    for item in items: item.add_marker(pytest.mark.skip(reason='old'))": [],
    "def pytest_collection_modifyitems(config, items):\n"
    "  if not OLD: return\n"
    "  skip = pytest.mark.skip\n"
    "  for item in items:\n"
    "    if 'slow' not in item.keywords: continue\n"
    "    item.add_marker(skip)": [],
    "def pytest_collection_modifyitems(items):\n"
    "  for item in items:\n"
    "    item.add_marker(pytest.mark.skipif(OLD, reason='old'))": [],
    "def pytest_collection_modifyitems(items):\n"
    "  for item in items:\n"
    "    item.add_marker(pytest.mark.xdist_group('a'))": ["VET203"],
    "def pytest_collection_modifyitems(items):\n"
    "  for item in items if OLD else []:\n"
    "    item.add_marker('skip')": ["VET203"],
    "pytest_runtest_setup = lambda item: OLD and pytest.skip('old')": [],
    "pytest_runtest_setup = lambda item: NEW and pytest.skip('new')": ["VET203"],
    "def pytest_runtest_setup(item):\n  NEW or pytest.skip('old')": [],
    "def pytest_runtest_setup(item):\n"
    "  if 'tomllib' in item.keywords and OLD: pytest.skip('old')": ["VET203"],
    "def pytest_runtest_setup(item):\n"
    "  if 'test_a.py::test' in item.nodeid and OLD: pytest.skip('old')": [],
}


@each_row(("hook", "expected"), HOOKS.items())
def test_hooks_of_conftest_that_skip(
    tmp_path: Path, hook: str, expected: list[str]
) -> None:
    flags = "OLD = sys.version_info < (3, 11)\nNEW = not OLD"
    conftest = f"import sys, pytest\n{flags}\n{hook}\n"
    files = {"tests/conftest.py": conftest}
    marked = "@pytest.mark.slow\ndef test():"
    assert find_in_tests(tmp_path, marked, files) == expected
    assert find_in_tests(tmp_path, "def helper():", files) == ["VET203"]


AGAIN = (
    "@pytest.fixture(autouse=True)\ndef find_toml(): pass\ndef test():",
    "class A:\n  @pytest.fixture(autouse=True)\n  def find_toml(s): 0\n  def test(s):",
)


@each_row("head", AGAIN)
def test_automatic_fixture_that_is_replaced(tmp_path: Path, head: str) -> None:
    assert find_in_tests(tmp_path, head, {"conftest.py": AUTOMATIC}) == ["VET203"]


def test_conftest_that_skips_what_is_below(tmp_path: Path) -> None:
    files = {"tests/conftest.py": "import pytest\npytest.importorskip('tomllib')\n"}
    source = "import tomllib\n"
    assert find(tmp_path, {**files, "tests/test_a.py": source}, "tests/test_a.py") == []
    helper = find(tmp_path, {**files, "tests/a.py": source}, "tests/a.py")
    assert helper == [(1, "VET203")]


TRIED = "try:\n    from . import m\nexcept ImportError:\n    m = None\n"
ANOTHER_WAY = {
    "pyproject.toml": '[project.scripts]\nm = "pkg.m:main"\n',
    "setup.cfg": "[options.entry_points]\nconsole_scripts =\n    m = pkg.m:main\n",
    "setup.py": "setup(entry_points={'console_scripts': ['m = pkg.m:main']})\n",
    "tox.ini": "[testenv]\ncommands = python -m pkg.m --all\n",
    "noxfile.py": 'session.run("python", "-m", "pkg.m")\n',
    "Makefile": "all:\n\tpython3 ./pkg/m.py\n",
    "bin/run": "#!/usr/bin/env python3\nfrom pkg import m\n",
    "run.pyw": "from pkg import m\n",
    "by_keyword.py": 'importlib.import_module(name="pkg.m")\n',
    "after.py": "import os; import pkg.m\n",
    "in_one_line.py": "def f(): import pkg.m\n",
    "continued.py": "import os, \\\n    pkg.m\n",
    "from_continued.py": "from pkg import \\\n    m\n",
    "lazily.py": "lazy from pkg import m\n",
}
NO_OTHER_WAY = {
    "setup.cfg": "[coverage:run]\nomit = pkg/m.py\n[mypy-pkg.m]\nstrict = True\n",
    "tox.ini": "[testenv]\ncommands = python -m pkg.main\n",
    "run": "from pkg import m\n",
    "said.py": "x = 1  # later: import pkg.m\n",
    "typed.py": "import typing\nif typing.TYPE_CHECKING: import pkg.m\n",
    "tried.py": "try: import pkg.m\nexcept ImportError: pass\n",
}


@each_row("name", ANOTHER_WAY)
def test_reached_in_another_way(tmp_path: Path, name: str) -> None:
    files = {"pkg/__init__.py": "", "pkg/m.py": "import imp\n", "pkg/a.py": TRIED}

    assert find(tmp_path, files | {name: ANOTHER_WAY[name]}, "pkg/m.py") == [
        (1, "VET202")
    ]


@pytest.mark.parametrize("name", NO_OTHER_WAY)
def test_reached_in_no_other_way(tmp_path: Path, name: str) -> None:
    files = {"pkg/__init__.py": "", "pkg/m.py": "import imp\n", "pkg/a.py": TRIED}

    assert find(tmp_path, files | {name: NO_OTHER_WAY[name]}, "pkg/m.py") == []


def test_main_is_a_program(tmp_path: Path) -> None:
    name = "pkg/__main__.py"
    tried = TRIED.replace("import m", "import __main__")
    files = {"pkg/__init__.py": "", name: "import imp\n", "pkg/a.py": tried}

    assert find(tmp_path, files, name) == [(1, "VET202")]


CONFTEST = """\
import os, pathlib, sys
collect_ignore = ["setup.py"]
collect_ignore_glob = ["*_py311.py"] if sys.version_info < (3, 11) else []
if sys.version_info < (3, 11):
    collect_ignore += ["test_new.py", "sub"]
    collect_ignore_glob.append("*/test_deep_new.py")
    collect_ignore.append(os.path.join("joined", "test_j.py"))
    collect_ignore.append(str(pathlib.Path(__file__).parent / "divided" / "test_d.py"))
if sys.platform == "win32":
    collect_ignore.append("test_win.py")
if sys.version_info < (3, 10):
    collect_ignore.append("test_newish.py")
collect_ignore.extend(["test_all.py"])
"""


@each_row(
    ("name", "is_reported"),
    [
        ("test_new", False),
        ("sub/test_x", False),
        ("sub/deeper/test_x", False),
        ("test_z_py311", False),
        ("deep/test_deep_new", False),
        ("joined/test_j", False),
        ("joined/test_other", True),
        ("divided/test_d", False),
        ("divided/test_other", True),
        ("test_win", True),
        ("test_newish", True),
        ("test_all", True),
        ("other/test_new", True),
    ],
)
def test_what_conftest_ignores(tmp_path: Path, name: str, is_reported: bool) -> None:
    path = f"tests/{name}.py"
    files = {"tests/conftest.py": CONFTEST, path: "import tomllib\n"}

    assert find(tmp_path, files, path) == [(1, "VET203")] * is_reported


def test_what_is_ignored_always(tmp_path: Path) -> None:
    source = "import tomllib\n"
    files = {"conftest.py": "collect_ignore = ['test_x.py']\n", "test_x.py": source}

    assert find(tmp_path, files, "test_x.py") == [(1, "VET203")]


def test_what_others_ask_changes_no_answer(tmp_path: Path) -> None:
    source = "import sys\ndef _load():\n    from pkg import b\n    return b\n"
    guarded = "if sys.version_info >= (3, 11):\n    _load()\n"
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": source + guarded,
        "pkg/b.py": "import tomllib\n",
        "pkg/asks.py": "from pkg.a import _load\nif _load():\n    import imp\n",
    }

    assert find(tmp_path, files, "pkg/asks.py") == [(3, "VET202")]
    assert find(tmp_path, files, "pkg/b.py") == []
