"""Runs that leave flake8's options alone: as flake8 has them, without its parser."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest
from rows import each_row
from support import pick_ours, run_check, run_flake8, write_files

from flake8_safe_imports.check import flake8_arguments, plain_options
from flake8_safe_imports.check.plain_options import PlainOptions, find_plain_options
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, in which the test runs."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


PLAIN = [
    [],
    ["."],
    ["a.py", "-", "pkg"],
    ["-q", "a.py", "b.py", "--exit-zero"],
    ["-j", "2", "a.py"],
    ["-j1"],
    ["--jobs=auto"],
    ["a.py", "--jobs", "03"],
    ["--exit-zero", "a.py", "-qq"],
    ["--quiet"],
    ["--isolated"],
    ["--vet-baseline=", "--format=default"],
]


@each_row("argv", PLAIN)
def test_they_are_what_the_parser_makes_of_them(argv: list[str]) -> None:
    plain = find_plain_options(argv)
    assert plain is not None
    expected = vars(flake8_arguments.parse(argv)[0])
    known = {name: value for name, value in vars(plain).items() if name != "_argv"}

    assert str(known.pop("jobs")) == str(expected["jobs"])
    assert plain.jobs.is_auto == expected["jobs"].is_auto
    assert plain.jobs.n_jobs == expected["jobs"].n_jobs
    assert known == {name: expected[name] for name in known}


@each_row(
    "argv",
    [
        *(["-j"], ["-jx"], ["-j=2"], ["--jobs=-1"], ["--jobs", "\u0662"], ["-q", "-q"]),
        *(["--"], ["--select=VET"], ["-v"], ["--count"], ["-x"], ["--exit"]),
        *(["--vet-baseline=a"], ["--config=a"], ["--quiet", "-qq"], ["--help"]),
        *(["a.py", "-q", "b.py"], ["-", "-j", "2", "b.py"], ["-j", "9" * 5_000]),
    ],
)
def test_all_else_is_for_the_parser(argv: list[str]) -> None:
    assert find_plain_options(argv) is None


SILENT = {
    "setup.cfg": "[metadata]\nname = velvet\n[options]\nzip_safe = no\n",
    "tox.ini": "[testenv:lint]\ndeps = flake8\ncommands = flake8 src\n",
    "pyproject.toml": "[tool.ruff.lint.flake8-bugbear]\nextend-immutable-calls = []\n",
}
TABLE = "[tool.flake8-safe-imports]\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *SILENT.items(),
        ("pyproject.toml", f'{TABLE}enable = ["VET204"]\nbanned-imports = "json ="\n'),
        (".flake8", ""),
    ],
)
def test_files_that_leave_flake8_alone(name: str, text: str, folder: Path) -> None:
    (folder / name).write_text(text)
    (folder / "pkg").mkdir()

    assert find_plain_options(["pkg"]) is not None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("setup.cfg", "[flake8]\nmax-line-length = 99\n"),
        ("tox.ini", "[flake8:local-plugins]\n"),
        ("../tox.ini", "[flake8]\n"),
        (".flake8", "[pycodestyle]\nvet-enable = VET204\n"),
        (".flake8", "[Safe-Imports]\n"),
        # What flake8 says of files that it cannot read, it says here, too.
        ("setup.cfg", "[a]\n[a]\n"),
        ("setup.cfg", "x = 1\n"),
        ("setup.cfg", "[a]\r[a]\r"),
        ("tox.ini", b"[a]\nb = \xff\n"),
        (".flake8", None),
        ("pyproject.toml", None),
        ("pyproject.toml", b"\xff\xfe[\0"),
        ("pyproject.toml", "[tool.flake8]\nvet-enable = 'VET204'\n"),
        ("pyproject.toml", f"{TABLE}select = ['VET2']\n"),
    ],
)
def test_files_for_the_parser(
    name: str, content: str | bytes | None, folder: Path, tmp_path: Path
) -> None:
    here = folder / "here"
    here.mkdir()
    path = folder / name if name.startswith("../") else here / name
    path = tmp_path / path.name if name.startswith("../") else path
    if content is None:
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)

        assert find_plain_options([]) is None


def test_a_plugin_may_let_flake8_read_pyproject_toml(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "pyproject.toml").write_text("[tool.flake8]\nselect = ['VET']\n")
    monkeypatch.setattr(plain_options, "_has_flake8_pyproject", lambda: True)

    assert find_plain_options([]) is None


def test_a_bad_table_is_an_error(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(f"{TABLE}enabel = ['VET204']\n")

    with pytest.raises(OptionError, match="'enabel' is not an option"):
        find_plain_options([])


def test_settings_that_do_little_are_named_once(folder: Path) -> None:
    (folder / "pyproject.toml").write_text(f"{TABLE}enable = ['VET201']\n")
    (folder / "old.py").write_text("import urllib2\n")
    ran = run_check(["old.py"])

    assert ran.err.splitlines() == [
        f"flake8-safe-imports: {TABLE[:-1]}: enable: VET201 is on by default",
        "1 file checked, 1 finding",
    ]


def test_the_parser_is_asked_for_the_rest() -> None:
    plain = find_plain_options(["a.py", "-j1"])
    assert plain is not None
    plain.filenames = ["b.py"]

    assert not hasattr(plain, "unheard_of")
    assert plain.max_line_length == 79
    assert plain.filenames == ["b.py"]


@pytest.mark.parametrize(
    "duplicate", [copy.deepcopy, lambda given: pickle.loads(pickle.dumps(given))]
)
def test_other_processes_get_a_copy(
    duplicate: Callable[[PlainOptions], PlainOptions],
) -> None:
    plain = find_plain_options(["a.py", "-j1"])
    assert plain is not None
    other = duplicate(plain)

    assert other.filenames == ["a.py"]
    assert other.jobs.n_jobs == 1
    assert other.indent_size == 4


def test_all_our_codes_are_selected_without_flake8() -> None:
    plain = find_plain_options([])
    assert plain is not None
    settings = read_settings(plain)
    assert settings.is_selected("a.py", "VET201")
    assert "styles" not in vars(settings)

    # flake8 comes to the same answer.
    by_flake8 = settings.styles.style_guide_for("a.py").should_report_error("VET201")
    assert by_flake8.name == "Selected"


def test_what_other_plugins_leave_out_is_not_selected() -> None:
    options = flake8_arguments.parse([])[0]
    options.extended_default_ignore = ["VET3"]
    settings = read_settings(options)

    assert not settings.is_selected("a.py", "VET301")
    assert settings.is_selected("a.py", "VET201")


FILES: dict[str, str | bytes] = {
    "a.py": "import urllib2, imp\nfrom os import getcwdu  # noqa: VET201\n",
    "b.py": "# flake8: noqa\nimport urllib2\n",
    "pkg/c.py": "import imp  # noqa\nimport mock\n",
    "pkg/broken.py": "import = 1\n",
    ".tox/d.py": "import imp\n",
    "e.egg/f.py": "import imp\n",
    "clean.py": "import os\n",
    "pyproject.toml": f"{TABLE}banned-imports = 'os ='\nknown-first-party = 'mock'\n",
}


@pytest.mark.parametrize("argv", [[], ["."], ["-j1", "pkg", "a.py"], ["-q"], ["-"]])
@pytest.mark.parametrize("files", [FILES, {**FILES, **SILENT}])
def test_findings_are_those_of_flake8(
    argv: list[str], files: dict[str, str | bytes], folder: Path
) -> None:
    write_files(folder, files)
    ours = run_check(argv, stdin="import imp\n")
    by_flake8 = run_flake8(["--select=VET", *argv], stdin="import imp\n")

    expected = pick_ours(by_flake8.out) if argv != ["-q"] else by_flake8.out
    assert ours.out == expected != ""
    assert ours.code == 1
