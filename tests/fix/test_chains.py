"""Attribute chains on imports that are fine themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fixing import assert_fixed, fix
from rows import each_row

from flake8_safe_imports.config import options
from flake8_safe_imports.fix.project import importers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import collections as c\nc.Mapping, c.deque\n",
            "import collections as c\nimport collections.abc\nc.abc.Mapping, c.deque\n",
            id="a submodule of a renamed import",
        ),
        pytest.param(
            "six = __import__('six')\nsix.text_type\n",
            "",
            id="imported by a name in a string",
        ),
        pytest.param(
            "import email.parser\nemail.Utils.formatdate\n",
            "import email.parser\nimport email.utils\nemail.utils.formatdate\n",
            id="another module of the same package",
        ),
    ],
)
def test_chains(before: str, after: str) -> None:
    assert_fixed(before, after)


@each_row(
    ("package", "ban", "imported", "used"),
    [
        ("", "q.r = fresh.s", "fresh.s", "fresh.s.f"),
        ("from .s import f", "q.r = fresh.s", "fresh.s", "fresh.s.f"),
        ("s = 1", "q.r = fresh.s", "fresh", "fresh.s.f"),
        ("from fresh import s", "q.r = fresh.s", "fresh", "fresh.s.f"),
        ("", "q.r = fresh.other", "fresh", "fresh.other.f"),
        ("", "q.r = fresh.s.Class.method", "fresh.s", "fresh.s.Class.method.f"),
        ("", "q.r.f = fresh.s.f", "fresh.s", "fresh.s.f"),
        ("", "q.r = elsewhere.s", "elsewhere", "elsewhere.s.f"),
        ("", "q.r = fresh", "fresh", "fresh.f"),
        ("__all__ = ['s']", "q.r = fresh.s", "fresh.s", "fresh.s.f"),
        ("def f(s):\n    s = 1", "q.r = fresh.s", "fresh.s", "fresh.s.f"),
        ("class s: pass", "q.r.f = fresh.s.f", "fresh", "fresh.s.f"),
        ("from . import s", "q.r.f = fresh.s.f", "fresh", "fresh.s.f"),
        ("", "q.r = fresh.sub", "fresh.sub.f", "fresh.sub.f"),
    ],
)
def test_what_replaces_a_banned_attribute_is_imported_if_it_is_a_module(
    tmp_path: Path, package: str, ban: str, imported: str, used: str
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh" / "__init__.py").write_text(package)
    (tmp_path / "fresh" / "s.py").touch()
    (tmp_path / "fresh" / "sub").mkdir()
    (tmp_path / "fresh" / "sub" / "__init__.py").touch()
    (tmp_path / "fresh" / "sub" / "f.py").touch()
    importers.forget()
    config = options.parse({"vet_supported_python": ">=3.9", "vet_banned_imports": ban})

    result = fix(
        "import q\nq.r.f()\n", config, path=str(tmp_path / "app.py"), unsafe=True
    )

    assert result.source == f"import {imported}\n{used}()\n"


@each_row(
    ("source", "is_kept"),
    [
        ("import q\nq.s.f()\n", True),
        ("import q.s\nq.s.f()\n", False),
        ("import q\nimport q.s\nq.s.f()\n", False),
        ("import q\nimport fresh.s\nq.s.f()\n", False),
        ("import q\nq.f()\n", False),
    ],
)
def test_a_banned_package_stays_if_a_module_in_it_may_not_be_imported(
    tmp_path: Path, source: str, is_kept: bool
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh" / "__init__.py").touch()
    (tmp_path / "fresh" / "s.py").touch()
    importers.forget()
    config = options.parse({"vet_banned_imports": "q = fresh"})

    result = fix(source, config, path=str(tmp_path / "app.py"), unsafe=True)

    assert (result.source == source) is is_kept
    reasons = {it.reason for it in result.skipped}
    assert reasons == ({"`fresh.s` may not have been imported"} if is_kept else set())


@each_row(
    "package",
    ["from .other import *", "globals()['s'] = 1", "if 1:\n    exec('s = 1')"],
)
def test_no_module_is_imported_whose_name_its_package_may_bind(
    tmp_path: Path, package: str
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh" / "__init__.py").write_text(package)
    (tmp_path / "fresh" / "s.py").touch()
    importers.forget()
    config = options.parse({"vet_banned_imports": "q.r = fresh.s"})

    result = fix(
        "import q\nq.r.f()\n", config, path=str(tmp_path / "app.py"), unsafe=True
    )

    assert [it.reason for it in result.skipped] == ["`fresh` may bind `s` itself"]


@each_row(
    ("name", "source", "is_kept"),
    [
        ("fresh/s.py", "import q\nget = q.get\n", True),
        ("fresh/s.py", "from q import get as _get\n_get\n", True),
        ("fresh/__init__.py", "import q\nget = q.get\n", False),
        ("fresh/other.py", "import q\nget = q.get\n", False),
        ("fresh/__init__.py", "import v\nv.x\n", True),
        ("fresh/s.py", "import w\nw.x\n", True),
        ("fresh/other.py", "import w\nw.x\n", False),
    ],
)
def test_no_file_imports_itself(
    tmp_path: Path, name: str, source: str, is_kept: bool
) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "fresh").mkdir()
    for file in ("__init__", "s", "other"):
        (tmp_path / "fresh" / f"{file}.py").touch()
    importers.forget()
    bans = "q.get = fresh.s.get\nv = fresh.own\nw = fresh.s"
    config = options.parse(
        {"vet_supported_python": ">=3.9", "vet_banned_imports": bans}
    )

    result = fix(source, config, path=str(tmp_path / name), unsafe=True)

    assert (result.source == source) is is_kept
    if is_kept:
        assert {it.reason for it in result.skipped} == {
            "its replacement is in this file"
        }


@each_row(
    ("replacement", "between", "is_kept"),
    [
        ("import app\n", "", True),
        ("from app import x\n", "", True),
        ("from between import x\n", "import app\n", True),
        ("from between import x\n", "def f():\n    import app\n", False),
        ("def f():\n    import app\n", "import app\n", False),
        ("", "import fresh\n", False),
        ("if TYPE_CHECKING:\n    import app\n", "", False),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import app\n", "", True),
        ("class A:\n    import_module('app')\n", "", True),
        ("def f():\n    import app\ndef g():\n    f()\ng()\n", "", True),
        ("def f():\n    import app\ndef g():\n    f()\n", "", False),
    ],
)
def test_no_import_is_put_into_a_circle(
    tmp_path: Path, replacement: str, between: str, is_kept: bool
) -> None:
    source = "from q import get\nget()\n"
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "fresh.py").write_text(replacement)
    (tmp_path / "between.py").write_text(between)
    (tmp_path / "app.py").write_text(source)
    importers.forget()
    config = options.parse(
        {"vet_supported_python": ">=3.9", "vet_banned_imports": "q.get = fresh.get"}
    )

    result = fix(source, config, path=str(tmp_path / "app.py"), unsafe=True)

    assert (result.source == source) is is_kept
