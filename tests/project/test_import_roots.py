"""Which modules of a project hide those of the standard library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import write_project

from flake8_safe_imports.project import import_roots

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "[tool.setuptools.package-dir]\n"


@pytest.mark.parametrize(
    ("files", "name"),
    [
        pytest.param({"a/b/types.py": ""}, "types", id="beside a file without package"),
        pytest.param({"types.py": ""}, "types", id="in the root"),
        pytest.param({"src/types.py": ""}, "types", id="in src"),
        pytest.param({"lib/typing/a.py": ""}, "typing", id="a folder in lib"),
        pytest.param(
            {"a/b/__init__.py": "", "a/types.py": ""}, "types", id="beside the package"
        ),
        pytest.param(
            {"x/types.py": "", "pyproject.toml": PACKAGE + '"" = "x"\n'},
            "types",
            id="package-dir in pyproject.toml",
        ),
        pytest.param(
            {
                "x/types.py": "",
                "pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["x"]\n',
            },
            "types",
            id="packages.find",
        ),
        pytest.param(
            {
                "x/types.py": "",
                "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = "y x"\n',
            },
            "types",
            id="pythonpath of pytest",
        ),
        pytest.param(
            {"x/types.py": "", "a/pytest.ini": "[pytest]\npythonpath = ../x\n"},
            "types",
            id="pytest.ini of a folder",
        ),
        pytest.param(
            {"x/types.py": "", "tox.ini": "[pytest]\npythonpath =\n    y\n    x\n"},
            "types",
            id="tox.ini",
        ),
        pytest.param(
            {"x/types.py": "", "setup.cfg": "[options]\npackage_dir =\n    = x\n"},
            "types",
            id="package_dir in setup.cfg",
        ),
        pytest.param(
            {"x/types.py": "", "mypy.ini": "[mypy]\nmypy_path = y:x\n"},
            "types",
            id="mypy_path",
        ),
        pytest.param(
            {"a/_vendor/types.py": "", "a/_vendor/b/__init__.py": ""},
            "types",
            id="vendored",
        ),
    ],
)
def test_module_hides_the_standard_one(
    top: Path, files: dict[str, str | bytes], name: str
) -> None:
    path = write_project(top, files)
    if "a/_vendor/types.py" in files:
        path = str(top / "a" / "_vendor" / "b" / "x.py")

    assert import_roots.is_importable(name, path)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"a/__init__.py": "", "a/b/__init__.py": "", "a/b/types.py": ""},
            id="beside a file of a package",
        ),
        pytest.param(
            {"a/__init__.py": "", "a/b/__init__.py": "", "a/types/__init__.py": ""},
            id="in the package above",
        ),
        pytest.param(
            {
                "__init__.py": "",
                "types.py": "",
                "a/__init__.py": "",
                "a/b/__init__.py": "",
            },
            id="in a root that is a package",
        ),
        pytest.param({"x/types.py": ""}, id="elsewhere"),
        pytest.param(
            {"x/types.py": "", "setup.cfg": "package_dir = =x\n"}, id="broken setup.cfg"
        ),
        pytest.param(
            {"x/types.py": "", "pyproject.toml": PACKAGE + 'a = "x"\n'},
            id="package-dir of one package",
        ),
    ],
)
def test_module_hides_nothing(top: Path, files: dict[str, str | bytes]) -> None:
    assert not import_roots.is_importable("types", write_project(top, files))
