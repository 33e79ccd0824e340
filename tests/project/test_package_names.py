"""The names that packages may have, in folders made for each case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row
from support import at, touch

from flake8_safe_imports.project.package_names import (
    find_package_names,
    resolve_relative,
)

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = [
    pytest.param("a/x.py", ["a/__init__.py"], ("a",), id="package"),
    pytest.param("a/__init__.py", [], ("a",), id="package itself"),
    pytest.param("a/x.py", ["a/__init__.pyi"], ("a",), id="stub package"),
    pytest.param("a/b/x.py", ["a/__init__.py", "a/b/__init__.py"], ("a.b",), id="deep"),
    pytest.param("a/b/__init__.py", ["a/__init__.py"], ("a.b",), id="subpackage"),
    pytest.param("x.py", [], (), id="alone"),
    pytest.param("src/x.py", [], (), id="alone in src"),
    pytest.param("src/a/x.py", ["src/a/__init__.py"], ("a",), id="src"),
    pytest.param("lib/a/x.py", ["lib/a/__init__.py"], ("a",), id="lib"),
    pytest.param("python/a/x.py", [], ("a",), id="python, namespace"),
    pytest.param("a/b/x.py", [], ("a.b",), id="namespace"),
    pytest.param("a/b/x.py", ["a/b/__init__.py"], ("b", "a.b"), id="below a namespace"),
    pytest.param(
        "src/a/b/x.py", ["src/a/b/__init__.py"], ("a.b", "b"), id="namespace in src"
    ),
    pytest.param("a/b/x.py", ["a/__init__.py"], ("a.b",), id="folder in a package"),
    pytest.param(
        "src/a/x.py",
        ["src/__init__.py", "src/a/__init__.py"],
        ("src.a", "a"),
        id="src is a package",
    ),
    pytest.param("my-app/x.py", [], (), id="no identifier"),
    pytest.param("my-app/a/x.py", [], ("a",), id="below no identifier"),
    pytest.param("v1.2/a/b/x.py", [], ("a.b",), id="below a dot"),
    pytest.param(
        "my-app/a/x.py",
        ["my-app/__init__.py", "my-app/a/__init__.py"],
        ("a",),
        id="a package that is not an identifier",
    ),
    pytest.param("srcs/a/x.py", [], ("srcs.a",), id="a name that begins with src"),
    pytest.param(
        "x/p/src/a/b/x.py", ["x/p/pyproject.toml"], ("a.b",), id="src of a part"
    ),
    pytest.param(
        "x/p/src/a/b/x.py",
        ["x/p/setup.py", "x/p/src/a/b/__init__.py"],
        ("a.b", "b"),
        id="namespace in src of a part",
    ),
    pytest.param(
        "x/p/a/b/x.py", ["x/p/setup.cfg"], ("a.b", "x.p.a.b"), id="namespace in a part"
    ),
    pytest.param(
        "x/p/src/a/x.py", ["x/p/tox.ini"], ("x.p.src.a",), id="src of no part"
    ),
]


@each_row(("name", "others", "expected"), PACKAGES)
def test_find_package_names(
    tmp_path: Path, name: str, others: list[str], expected: tuple[str, ...]
) -> None:
    top = touch(tmp_path / "r", ".git/", name, *others)

    assert find_package_names(at(top, name)) == expected


def test_home_may_be_a_package(tmp_path: Path) -> None:
    touch(tmp_path, "home/__init__.py", "home/a/__init__.py", "home/.git/")

    assert find_package_names(at(tmp_path, "home/a/x.py")) == ("home.a", "a")


def test_package_may_start_above_the_root(tmp_path: Path) -> None:
    touch(tmp_path, "top/__init__.py", "top/sub/__init__.py", "top/sub/.git")

    assert find_package_names(at(tmp_path, "top/sub/x.py")) == ("top.sub",)


RELATIVE = [
    pytest.param(1, "c", ("a.b",), ("a.b.c",), id="sibling"),
    pytest.param(1, "", ("a.b",), ("a.b",), id="own package"),
    pytest.param(2, "c.d", ("a.b",), ("a.c.d",), id="parent"),
    pytest.param(2, "", ("a.b",), ("a",), id="parent itself"),
    pytest.param(3, "c", ("a.b",), (), id="beyond the top"),
    pytest.param(3, "", ("a.b",), (), id="the top itself"),
    pytest.param(1, "c", (), (), id="no package"),
    pytest.param(2, "c", ("b", "a.b"), ("a.c",), id="beyond one of two"),
    pytest.param(1, "c", ("b", "a.b"), ("b.c", "a.b.c"), id="two"),
    pytest.param(2, "c", ("a.b", "a.d"), ("a.c",), id="two that agree"),
    pytest.param(0, "c", ("a.b",), (), id="not relative"),
    pytest.param(10**9, "c", ("a.b",), (), id="a great many dots"),
]


@each_row(("level", "module", "packages", "expected"), RELATIVE)
def test_resolve_relative(
    level: int, module: str, packages: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert resolve_relative(level, module, packages) == expected


COMPONENTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=5)


@given(COMPONENTS, st.integers(1, 6), st.sampled_from(["", "x", "x.y"]))
def test_resolves_as_the_import_system_does(
    package: list[str], level: int, module: str
) -> None:
    from importlib.util import resolve_name

    expected: tuple[str, ...]
    try:
        expected = (resolve_name("." * level + module, ".".join(package)).rstrip("."),)
    except ImportError:
        expected = ()

    assert resolve_relative(level, module, (".".join(package),)) == expected
