"""Modules that lie somewhere in a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_safe_imports.project import cache, tree
from flake8_safe_imports.project.on_disk import has_module, list_site_folder


@pytest.mark.parametrize(
    "file",
    [
        "packages/other/src/zorblax/__init__.py",
        "examples/zorblax.py",
        "proto/zorblax.proto",
        "build/zorblax.cpython-313-x86_64-linux-gnu.so",
        "stubs/zorblax-stubs/core.pyi",
        "swig/zorblax.i",
    ],
)
def test_members_of_the_tree_are_found(top: Path, file: str) -> None:
    assert not has_module("zorblax", str(top / "app.py"))
    cache.clear()
    (top / file).parent.mkdir(parents=True)
    (top / file).touch()

    assert has_module("zorblax", str(top / "app.py"))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("ext/meson.build", "py.extension_module('zorblax', 'a.c')\n"),
        ("CMakeLists.txt", "pybind11_add_module(zorblax a.cpp)\n"),
        ("rust/Cargo.toml", '[lib]\nname = "zorblax"\n'),
        ("setup.py", 'setup(ext_modules=[Extension("zorblax.core", ["a.c"])])\n'),
        ("pyproject.toml", '[tool.maturin]\nmodule-name = "zorblax.core"\n'),
    ],
)
def test_modules_that_are_built(top: Path, file: str, text: str) -> None:
    assert not has_module("zorblax", str(top / "app.py"))
    cache.clear()
    (top / file).parent.mkdir(exist_ok=True)
    (top / file).write_text(text)

    assert has_module("zorblax", str(top / "app.py"))


@pytest.mark.parametrize("file", ["docs/zorblax.rst", "node_modules/zorblax/a.js"])
def test_other_files_explain_nothing(top: Path, file: str) -> None:
    (top / file).parent.mkdir(parents=True)
    (top / file).touch()

    assert not has_module("zorblax", str(top / "app.py"))


def test_environment_in_the_project(top: Path) -> None:
    site = top / ".venv" / "lib" / "python3.13" / "site-packages"
    (site / "zorblax" / "inner").mkdir(parents=True)
    assert not has_module("zorblax", str(top / "app.py"))

    (top / ".venv" / "pyvenv.cfg").touch()
    cache.clear()

    assert has_module("zorblax", str(top / "app.py"))
    assert not has_module("inner", str(top / "app.py"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "-e ../library\n"),
        ("pyproject.toml", '[tool.uv.sources]\nzor = { path = "../library" }\n'),
    ],
)
def test_dependency_given_by_its_path(top: Path, name: str, text: str) -> None:
    (top.parent / "library" / "src" / "zorblax").mkdir(parents=True)
    assert not has_module("zorblax", str(top / "app.py"))

    (top / name).write_text(text)
    cache.clear()

    assert has_module("zorblax", str(top / "app.py"))


def test_parent_of_the_project_is_no_dependency(top: Path) -> None:
    (top.parent / "zorblax").mkdir()
    (top / "requirements.txt").write_text("-e ..\n")

    assert not has_module("zorblax", str(top / "app.py"))


def test_nothing_is_found_missing_in_a_huge_project(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MOST_ENTRIES", 0)
    (top / "other.py").touch()

    assert has_module("zorblax", str(top / "other.py"))


@pytest.mark.parametrize("file", ["scripts/zorblax.py", ".github/zorblax.py"])
def test_project_that_is_an_environment_itself(top: Path, file: str) -> None:
    (top / "pyvenv.cfg").touch()
    (top / file).parent.mkdir()
    (top / file).touch()

    assert has_module("zorblax", str(top / "app.py"))


def test_folders_of_editors_are_not_entered(top: Path) -> None:
    (top / ".idea" / "zorblax").mkdir(parents=True)

    assert not has_module("zorblax", str(top / "app.py"))


@pytest.mark.parametrize(
    ("pth", "finder"),
    [
        pytest.param("{top}/other/src\n", "", id="folder"),
        pytest.param("# ours\n../other/src \n", "", id="folder from the file"),
        pytest.param(
            "import __editable___acme_finder; __editable___acme_finder.install()",
            "MAPPING: dict[str, str] = {'zorkmid': '/other/zorkmid'}\n",
            id="setuptools",
        ),
        pytest.param(
            "import __editable___acme_finder",
            "F.map_module('zorkmid', '/other/zorkmid.py')\n",
            id="editables",
        ),
    ],
)
def test_editable_installs_are_installed(top: Path, pth: str, finder: str) -> None:
    site = top / "site"
    for path in (site, top / "other" / "src" / "zorkmid"):
        path.mkdir(parents=True)
    (site / "__editable__.acme.pth").write_text(pth.format(top=top))
    (site / "__editable___acme_finder.py").write_text(finder)

    assert "zorkmid" in list_site_folder(str(site))
    assert "zorkmix" not in list_site_folder(str(site))


def test_what_cannot_be_read_adds_nothing(top: Path) -> None:
    (top / "a.pth").write_bytes(b"\xff\xfe\n/does/not/exist\nimport missing\n")

    assert "missing" not in list_site_folder(str(top))
    assert list_site_folder(str(top / "a.pth")) == frozenset()
