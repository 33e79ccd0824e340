"""Which startup files are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rows import each_row

from flake8_safe_imports.audit.judge import judge_startup_files
from flake8_safe_imports.audit.startup import find_startup_code

if TYPE_CHECKING:
    from pathlib import Path

NSPKG = (
    "import sys, types, os;{}p = os.path.join(sys._getframe(1).f_locals['sitedir'], "
    "*('zope', 'x'));importlib = __import__('importlib.util');"
    "__import__('importlib.machinery');m = sys.modules.setdefault('zope', "
    "importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('zope', "
    "[os.path.dirname(p)])));m = m or sys.modules.setdefault('zope', "
    "types.ModuleType('zope'));mp = (m or []) and m.__dict__.setdefault('__path__',[]);"
    "(p not in mp) and mp.append(p)"
)
DISTUTILS = (
    "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, "
    "'local') == 'local'; enabled and __import__('_distutils_hack').add_shim(); "
)
COVERAGE = (
    r"""import sys; exec('\n\n\nimport os\n\nif os.getenv("COVERAGE_PROCESS_START") """
    r"""or os.getenv("COVERAGE_PROCESS_CONFIG"):\n try:\n  import coverage\n except:"""
    r"""\n  pass\n else:\n  coverage.process_startup(slug="pth")\n')"""
)
PYTEST_COV = (
    r"import os, sys;exec('if \'COV_CORE_SOURCE\' in os.environ:\n try:\n  from "
    r"pytest_cov.embed import init\n  init()\n except Exception as exc:\n  "
    r"""sys.stderr.write(\n   "pytest-cov: Failed to setup subprocess coverage. """
    r""""\n   "Environ: {0!r} "\n   "Exception: {1!r}\\n".format(\n    dict((k, """
    r"v) for k, v in os.environ.items() if k.startswith(\'COV_CORE\')),\n    exc\n   )"
    r"\n  )\n')"
)
PYWIN32 = "# pywin32\nwin32\nwin32\\lib\nimport pywin32_bootstrap\n"


@each_row(
    "text",
    [
        "",
        "/some/folder\n# import os\n import os\nimportlib\n",
        "import _virtualenv",
        "import __editable___a_1_0_finder; __editable___a_1_0_finder.install()",
        "import _numpy_editable_loader",
        "import _editable_impl_hatchling\n",
        DISTUTILS,
        COVERAGE,
        COVERAGE.replace(r"\n\n", r"\n").replace(r"\n')", "')"),
        PYTEST_COV,
        PYWIN32,
        NSPKG.format(""),
        NSPKG.format("has_mfs = sys.version_info > (3, 5);"),
    ],
)
def test_files_of_well_known_tools(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.pth").write_text(text)

    assert list(find_startup_code([str(tmp_path)])) == []


@each_row(
    ("text", "line"),
    [
        ("\nimport os; os.system('x')\n", 2),
        ("\ufeffimport x", 1),
        ("import\tx", 1),
        ("import _virtualenv; import x", 1),
        ("import __editable___a_finder; __editable___b_finder.install()", 1),
        (NSPKG.format("import x;"), 1),
        (NSPKG.format("") + ";__import__('evil')", 1),
        (NSPKG.format("") + ";exec('x')", 1),
        (COVERAGE.replace("import coverage", "import evil"), 1),
        (PYTEST_COV.replace("pytest_cov.embed", "evil"), 1),
        (PYWIN32 + "import evil", 5),
        ("x\n" * 100 + "import evil\n", 101),
    ],
)
def test_code_of_others(text: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "a.pth"
    path.write_text(text, encoding="utf-8")

    assert list(find_startup_code([str(tmp_path)])) == [(str(path.resolve()), line)]


def test_start_files_of_python_3_15(tmp_path: Path) -> None:
    (tmp_path / "a.start").write_text("# comment\n\n evil.module:run\n")
    (tmp_path / "b.start").write_text("__editable___a_1_0_finder:install\n")
    (tmp_path / "c.start").write_text("# nothing\n")
    (tmp_path / "d.txt").write_text("evil:run\n")

    assert list(find_startup_code([str(tmp_path)])) == [
        (str((tmp_path / "a.start").resolve()), 3)
    ]


def test_folders_of_sys_path_are_site_folders_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python reads them in no others, but a folder that is named may be one."""
    (tmp_path / "a.pth").write_text("import evil\n")
    monkeypatch.setattr("sys.path", ["", str(tmp_path), str(tmp_path / "absent")])

    assert list(find_startup_code(None)) == []
    assert len(list(find_startup_code([str(tmp_path)] * 2))) == 1

    (tmp_path / "a-1.0.dist-info").mkdir()

    assert len(list(find_startup_code(None))) == 1


def test_what_cannot_be_read_runs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: str, *rest: object, **others: object) -> None:
        raise PermissionError(file)

    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "folder.pth").mkdir()
    (tmp_path / "site-packages" / "file.pth").write_text("import evil\n")
    monkeypatch.setattr("builtins.open", refuse)

    assert list(find_startup_code([str(tmp_path / "site-packages")])) == []


@pytest.mark.parametrize(("name", "is_hidden"), [("a.pth", False), (".a.pth", True)])
def test_hidden_file_is_skipped_by_some_versions(
    name: str, is_hidden: bool, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("import evil\n")
    (finding,) = judge_startup_files([str(tmp_path)])

    assert ("except in versions that skip hidden files" in finding.text) is is_hidden
