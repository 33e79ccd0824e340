"""Imports that version tests or the place in the file spare need no close look."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row
from support import NOWHERE, check_source

from flake8_safe_imports.config import options
from flake8_safe_imports.glance.file import SourceFile

if TYPE_CHECKING:
    from pathlib import Path

CONFIGS = [
    options.parse({"vet_supported_python": window})
    for window in (">=3.9", ">=3.11", ">=3.9,<3.13")
]
NEW = "if sys.version_info >= (3, 11):"
OLD = "if sys.version_info < (3, 11):"


def is_clean(source: str, path: str = NOWHERE) -> bool:
    file = SourceFile(lambda: ast.parse(source), source, path, CONFIGS[0])
    return file.is_clean()


def assert_nothing_is_skipped(source: str) -> None:
    for config in CONFIGS:
        closely = check_source(source, config, closely=True)
        assert check_source(source, config) == closely, source


SPARED = {
    "import": f"import sys\n{NEW}\n    import tomllib\n",
    "not the first": f"import os, sys  # b\n{NEW} # c\n\n # d\n  import tomllib\n",
    "use": f"import sys\n{NEW}\n  import tomllib\n  tomllib.loads('')\n",
    "function": f"import sys\n{NEW}\n  def f():\n    from enum import StrEnum\n",
    "else": "import sys\nif sys.version_info[:2]<( 3, 11 ) :\n  x = 1\n"
    "else:\n  import tomllib\n",
    "not": "import sys\nif not sys.version_info < (3, 11):\n  import tomllib\n",
    "elif": f"import sys\n{OLD}\n  pass\nelif sys.version_info >= (3, 12):\n"
    "  import tomllib\n",
    "backport first": f"import sys\n{OLD}\n  import tomli\nelse:\n  import tomllib\n",
    "names": f"import sys\n{NEW}\n  from typing import Self\n"
    "else:\n  from typing_extensions import Self\n",
    "backport": "import os\nfrom typing_extensions import Self\n",
    "header": '#!x\n"""A "text".\n\nMore."""\n\nfrom a import (\n  b,\n)\n'
    "from typing_extensions import Self, TypeIs\nexit()\n",
    "type checkers": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n"
    "    from a import b\n\n    from typing_extensions import Self\n\nb = 1\n",
    "no backport": "from mypy_extensions import i64\nwhile x := i64: pass\n",
}


@each_row("source", SPARED.values(), ids=SPARED)
def test_guarded_imports_are_spared(source: str) -> None:
    assert is_clean(source)
    assert_nothing_is_skipped(source)


NOT_SPARED = {
    "too old": "import sys\nif sys.version_info >= (3, 10):\n  import tomllib\n",
    "opposite": f"import sys\n{OLD}\n  import tomllib\n",
    "else": f"import sys\n{NEW}\n  pass\nelse:\n  import tomllib\n",
    "not, else": "import sys\nif not sys.version_info >= (3, 11):\n  pass\n"
    "else:\n  import imp\n",
    "below a comment": f"import sys\n{OLD}\n  import imp\nimport os # \\\nimport imp\n",
    "twice": f"import sys\n{NEW}\n  import tomllib\nimport tomllib\n",
    "above": f"import sys\n{NEW}\n  pass\nif 1:\n  import tomllib\n",
    "beside": f"import sys\nif 1:\n  {NEW}\n    pass\n  import tomllib\n",
    "string": f"import sys\nif 1:\n  x = '''\n{NEW}\n'''\n  import tomllib\n",
    "form feed": f"import sys\n{OLD}\n  pass\n  \fimport imp\n",
    "lines": f"import sys\nif 1:\n  x = '\\\n{NEW}\\\n'\n  import tomllib\n",
    "other sys": f"from x import sys\n{NEW}\n  import tomllib\n",
    "alias sys": f"import x as sys\n{NEW}\n  import tomllib\n",
    "later alias": f"import sys, x as sys\n{NEW}\n  import tomllib\n",
    "bound sys": f"import sys\nsys = 1\n{NEW}\n  import tomllib\n",
    "star": f"import sys\nfrom x import *\n{NEW}\n  import tomllib\n",
    "other test": "import x\nif x:\n  import tomllib\n",
    "backport": "from typing_extensions import Final, Self\n",
    "use": "import typing_extensions as t\nt.Final\n",
    "exit": "import sys\nif sys.version_info < (3, 11): exit()\n"
    "from typing_extensions import Self\n",
    "bridge": "from six import text_type\n",
    "all names": "from mock import *\n",
}


@each_row("source", NOT_SPARED.values(), ids=NOT_SPARED)
def test_others_are_not_spared(source: str) -> None:
    assert not is_clean(source)
    assert_nothing_is_skipped(source)


@pytest.mark.skipif(sys.version_info < (3, 10), reason="its syntax")
def test_syntax_narrows_what_is_supported() -> None:
    source = "from typing_extensions import TypeAlias\nmatch x:\n  case _: pass\n"
    assert not is_clean(source)
    assert_nothing_is_skipped(source)


@pytest.mark.parametrize(
    "start", ['"""a\\"""\nimport os\n"""\n', '"""a"""; import os\n', "'''a''' + x\n"]
)
@pytest.mark.parametrize("docstring", ['"""b"""\n', "'''b'''\n"])
def test_a_docstring_cannot_hide_an_exit(start: str, docstring: str) -> None:
    source = (
        f"{start}import sys\nif sys.version_info < (3, 12): sys.exit()\n"
        f"{docstring}from typing_extensions import override\n"
    )
    assert not is_clean(source)
    assert_nothing_is_skipped(source)


LINES = st.sampled_from(
    [
        NEW,
        OLD,
        "if sys.version_info >= (3, 13):",
        "if not sys.version_info >= (3, 12):",
        "elif sys.version_info >= (3, 12):",
        "else:",
        "if TYPE_CHECKING:",
        "try:",
        "except ImportError:",
        "def f():",
        "for x in y:",
        "import sys",
        "import imp",
        "import tomllib",
        "from typing import TYPE_CHECKING, override",
        "from typing_extensions import Self",
        "from typing_extensions import override",
        "import asyncio",
        "import annotationlib",
        "asyncio.timeout",
        "tomllib.loads",
        "raise SystemExit",
        "return",
        "x = '''",
        "pass",
    ]
)


@pytest.mark.properties
@given(st.lists(st.tuples(st.integers(0, 3), LINES), min_size=3, max_size=14))
def test_random_programs_are_not_skipped(lines: list[tuple[int, str]]) -> None:
    text, level = ["import sys"], 0
    for indent, line in lines:
        indent = min(indent, level)
        text.append("  " * indent + line)
        level = indent + line.endswith(":")
        if line.endswith(":"):
            level = indent + 1
    source = "\n".join(text) + "\n"
    try:
        ast.parse(source)
    except SyntaxError:
        return
    assert_nothing_is_skipped(source)


FLAGS = {
    "flag": ("import sys\nPY311 = sys.version_info >= (3, 11)\n", True),
    "in use": (
        "import sys\nPY311 = sys.version_info >= (3, 11)\nif not PY311:\n  pass\n",
        True,
    ),
    "older": ("import sys\nPY311 = sys.version_info >= (3, 10)\n", False),
    "two": ("import sys\nPY311 = sys.version_info >= (3, 11)\nPY311 = 1\n", False),
    "more": ("import sys\nPY311 = sys.version_info >= (3, 11) or x\n", False),
    "other": ("from x import sys\nPY311 = sys.version_info >= (3, 11)\n", False),
    "none": ("", False),
}


@pytest.mark.parametrize(("text", "expected"), FLAGS.values(), ids=FLAGS)
@pytest.mark.parametrize("module", [".compat", "pkg.compat"])
def test_flags_of_the_project_are_followed(
    tmp_path: Path, module: str, text: str, expected: bool
) -> None:
    package = tmp_path / "pkg"
    package.mkdir()
    (tmp_path / "setup.py").touch()
    (package / "__init__.py").touch()
    (package / "compat.py").write_text(text)
    source = f"from {module} import PY311\nif PY311:\n    import tomllib\n"
    path = str(package / "a.py")

    assert is_clean(source, path) is expected
    for config in CONFIGS:
        found = check_source(source, config, path)
        assert found == check_source(source, config, path, closely=True)


def test_a_flag_that_is_bound_again_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    (tmp_path / "compat.py").write_text(FLAGS["flag"][0])
    source = "from compat import PY311\nPY311 = 1\nif PY311:\n    import tomllib\n"

    assert not is_clean(source, str(tmp_path / "a.py"))


@pytest.mark.parametrize("test", [NEW, OLD])
@pytest.mark.parametrize("module", ["mock", "tomllib"])
def test_version_tests_spare_no_banned_relative_import(
    tmp_path: Path, module: str, test: str
) -> None:
    package = tmp_path / "pkg"
    package.mkdir()
    (tmp_path / "setup.py").touch()
    (package / "__init__.py").touch()
    (package / f"{module}.py").touch()
    raw = {"vet_banned_imports": f"pkg.{module} = b", "vet_supported_python": ">=3.9"}
    config = options.parse(raw)
    path = str(package / "a.py")

    for names in (f".{module} import x", f". import {module}"):
        source = f"import sys\n{test}\n    from {names}\n"
        found = check_source(source, config, path)
        assert [finding.code for finding in found] == ["VET101"], source


CLASS = "from html.parser import HTMLParser\nclass A(HTMLParser):\n"


@each_row(
    ("body", "expected"),
    [
        (" def f(self):\n  self.error\n def error(self): pass\n", True),
        (" def error(self): pass\n\n\n def f(self):\n  if 1:\n   self.error()\n", True),
        (" def f(self):\n  self.error\n", False),
        (" def f(self):\n  self.error = 1\n  self.error\n", True),
        (" x = 1\nclass B:\n def f(self):\n  self.error\n", True),
        (" def f(self):\n  self.error == 1\n", False),
        (" def f(self):\n  class B:\n   x = 1\n  self.error\n", False),
        (" def f(self):\n  class B:\n   x = self.error\n", False),
        (" def f(self):\n  class B(A):\n   error = 1\n   x = self.error\n", False),
        (" def f(self):\n  def error(): pass\n  self.error\n", False),
        (" def f(self):\n  self.error\nclass B:\n def error(self): pass\n", False),
        (" def f(self):\n  self.error\ndef error(self): pass\n", False),
        (" '''\n def error(self): pass\n '''\n def f(self):\n  self.error\n", False),
    ],
)
def test_a_class_has_its_own_attributes(body: str, expected: bool) -> None:
    assert is_clean(CLASS + body) is expected
    assert_nothing_is_skipped(CLASS + body)
