"""Relative imports that become absolute."""

from __future__ import annotations

import functools
import subprocess
import sys
from pathlib import Path

import pytest
from rows import each_row
from support import count_calls

from flake8_safe_imports.config import options
from flake8_safe_imports.fix.source import FixedSource, fix_source

ALL = options.parse({"vet_banned_relative_imports": "all"})
PARENTS = options.parse({"vet_banned_relative_imports": "parents"})


def make_project(root: Path, *packages: str) -> None:
    (root / "pyproject.toml").touch()
    for package in packages:
        (root / package).mkdir(parents=True, exist_ok=True)
        (root / package / "__init__.py").touch()


def fix(path: Path, source: str, *, unsafe: bool = False) -> FixedSource:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    return fix_source(source, str(path), ALL, unsafe=unsafe)


@each_row(
    ("name", "before", "after"),
    [
        ("app/a.py", "from . import b\n", "from app import b\n"),
        ("app/a.py", "from .b import c as d, e\n", "from app.b import c as d, e\n"),
        ("app/a.py", "from .import b\n", "from app import b\n"),
        ("app/a.py", "from.b import c\n", "from app.b import c\n"),
        ("app/a.py", "from . b import(c)\n", "from app.b import(c)\n"),
        ("app/a.py", "from .b import *\n", "from app.b import *\n"),
        ("app/a.py", "from .b import c  # why\n", "from app.b import c  # why\n"),
        (
            "app/a.py",
            "from .b import (  # why\n    c,  # c\n)\n",
            "from app.b import (  # why\n    c,  # c\n)\n",
        ),
        (
            "app/a.py",
            "from .b import (c,\n                d)\n",
            "from app.b import (c,\n                   d)\n",
        ),
        ("app/a.py", "from \\\n  .b import c\n", "from \\\n  app.b import c\n"),
        ("app/a.py", "x = 1; from . import b\n", "x = 1; from app import b\n"),
        ("app/__init__.py", "from . import b\n", "from app import b\n"),
        ("app/core/__init__.py", "from ..b import c\n", "from app.b import c\n"),
        ("app/core/a.py", "from ... import c\n", ""),
        ("app/core/a.py", "from .. import c\n", "from app import c\n"),
        ("app/core/a.py", "from . . b import c\n", "from app.b import c\n"),
        ("app/core/a.py", "def f():\n    from ..b import c\n", "    from app.b import"),
        ("src/pkg/a.py", "from . import b\n", "from pkg import b\n"),
        ("src/pkg/sub/a.py", "from ..b import c\n", "from pkg.b import c\n"),
    ],
)
def test_relative_imports(tmp_path: Path, name: str, before: str, after: str) -> None:
    make_project(tmp_path, "app", "app/core", "src/pkg", "src/pkg/sub")

    result = fix(tmp_path / name, before)

    assert after in result.source if after else result.source == before


@pytest.mark.parametrize(
    ("name", "after", "reason"),
    [
        ("spaces/app/a.py", "from app", "it may be `app` or `spaces.app`"),
        ("spaces/a.py", "from spaces", "`spaces` has no `__init__.py`"),
        ("app/_vendor/x/a.py", "from app._vendor.x", "it is vendored"),
        ("lib/a.py", "from lib", "`lib` may be something else"),
        ("test/a.py", "from test", "`test` may be something else"),
        ("own/a.py", "from own", "another `own` is next to the file"),
    ],
)
def test_what_only_unsafe_writes(
    tmp_path: Path, name: str, after: str, reason: str
) -> None:
    make_project(tmp_path, "spaces/app", "app", "app/_vendor", "app/_vendor/x", "lib")
    make_project(tmp_path, "test", "own", "own/own")
    source = "from . import b\n"

    safe = fix(tmp_path / name, source)
    unsafe = fix(tmp_path / name, source, unsafe=True)

    assert safe.source == source
    assert [reason in item.reason for item in safe.skipped] == [True]
    assert unsafe.source == f"{after} import b\n"


@pytest.mark.parametrize(
    ("name", "source", "after"),
    [
        ("spaces/app/a.py", "from ..b import c\n", "from spaces.b import c\n"),
        ("spaces/app/a.py", "from .. import c\n", "from spaces import c\n"),
        ("spaces/app/sub/a.py", "from ...b import c\n", "from spaces.b import c\n"),
    ],
)
def test_an_import_of_a_folder_without_init_is_unsafe(
    tmp_path: Path, name: str, source: str, after: str
) -> None:
    make_project(tmp_path, "spaces/app", "spaces/app/sub")

    safe = fix(tmp_path / name, source)
    unsafe = fix(tmp_path / name, source, unsafe=True)

    assert (safe.source, unsafe.source) == (source, after)
    assert "`spaces` has no `__init__.py`" in safe.skipped[0].reason


def test_a_file_outside_any_package_has_no_absolute_name(tmp_path: Path) -> None:
    make_project(tmp_path)
    result = fix(tmp_path / "a.py", "from . import b\n", unsafe=True)

    assert result.source == "from . import b\n"
    assert "is not known" in result.skipped[0].reason


def test_only_parents_are_written_if_only_they_are_banned(tmp_path: Path) -> None:
    make_project(tmp_path, "app", "app/core")
    path = tmp_path / "app" / "core" / "a.py"

    result = fix_source("from . import b\nfrom .. import c\n", str(path), PARENTS)

    assert result.source == "from . import b\nfrom app import c\n"


FILES = {
    "app/__init__.py": "from .base import A\nfrom . import late\nx = A.__name__\n",
    "app/base.py": "class A: pass\n",
    "app/late.py": "from . import base\nfrom .sub.deep import *\nx = base.A\n",
    "app/sub/__init__.py": "from .. import base as b\n",
    "app/sub/deep.py": (
        "from ..base import A as B\nfrom . import b\n"
        "from ...app.late import base\nz = B, b, base\n"
    ).replace("from ...app.late", "from ..late"),
}


def test_a_package_does_the_same(tmp_path: Path) -> None:
    make_project(tmp_path, "app", "app/sub")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    show = "import app, app.late, app.sub.deep as d; print(sorted(vars(app.late)), d.z)"
    outputs = []
    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, "-B", "-c", show],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(ran.stdout)
        for name in FILES:
            path = tmp_path / name
            fixed = fix_source(path.read_text(), str(path), ALL).source
            assert "from ." not in fixed
            path.write_text(fixed)

    assert outputs[0] == outputs[1]


def test_other_imports_tell_how_deep_a_file_is(tmp_path: Path) -> None:
    make_project(tmp_path, "spaces/app")
    before = "from . import b\nfrom .c import d\nfrom ..other import o\n"

    result = fix(tmp_path / "spaces" / "app" / "a.py", before, unsafe=True)

    assert result.source == (
        "from spaces.app import b\nfrom spaces.app.c import d\n"
        "from spaces.other import o\n"
    )


@pytest.mark.hostile
def test_a_file_of_many_relative_imports(tmp_path: Path) -> None:
    make_project(tmp_path, "app")
    path = tmp_path / "app" / "a.py"
    spent = [
        count_calls(functools.partial(fix, path, "from .b import c\n" * size))
        for size in (10, 100, 200)
    ]

    assert spent[2] < 2.2 * spent[1]
