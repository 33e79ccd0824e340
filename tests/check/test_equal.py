"""``check`` prints what flake8 prints of ours: same findings, order and text."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support import Ran, pick_ours, run_check, run_flake8, write_files

from flake8_safe_imports.check import pool

if TYPE_CHECKING:
    from pathlib import Path

FILES: dict[str, str | bytes] = {
    "a.py": "import urllib2, imp\nfrom os import getcwdu\nimport urllib2\n",
    "pkg/__init__.py": "import mock as mock\n",
    "pkg/b.py": '''\
import imp  # noqa
import urllib2  # noqa: VET2
import urllib2  # noqa: E501
import urllib2  # noqa:VET202,VET201
import urllib2  # NOQA : VET201
from os import (  # noqa: VET201
    getcwdu,
)
import imp; x = """
"""  # noqa
import imp; y = (1,
    2)  # noqa: VET202
import imp \\
    # noqa
''',
    "pkg/whole.py": "# flake8: noqa\nimport urllib2\n",
    "pkg/almost.py": "import urllib2  # flake8: noqa\n",
    "pkg/latin.py": b"# coding: latin-1\nx = '\xe9'; import urllib2\n",
    "pkg/no_cookie.py": b"x = '\xe9'; import urllib2\n",
    "pkg/odd_cookie.py": b"# coding: nonsense\nx = '\xc3\xa9'; import urllib2\n",
    "pkg/utf_16.py": b"# coding: utf-16\nimport urllib2\n",
    "pkg/utf_32.py": b"# coding: utf-32\nimport urllib2\n\n\n",
    "pkg/utf_7.py": b"# coding: utf-7\nx = '+AGE-'; import urllib2\n",
    "pkg/mark.py": b"\xef\xbb\xbfimport urllib2\n",
    "pkg/two_marks.py": b"\xef\xbb\xbf\xef\xbb\xbfimport urllib2\n",
    "pkg/mark_latin.py": b"\xef\xbb\xbfx = '\xff'; import urllib2\n",
    "pkg/windows.py": b"import os\r\nimport urllib2\r\n",
    "pkg/old_mac.py": b"import os\rimport urllib2\r",
    "pkg/feed.py": "import os\n\x0cimport urllib2\nx = '\u2028'; import imp\n",
    "pkg/broken.py": "import urllib2\nx = = 1\n",
    "pkg/tokens.py": "import urllib2\nx = 1 \\\n",
    "pkg/empty.py": "",
    "pkg/sub.egg/c.py": "import urllib2\n",
    ".tox/d.py": "import urllib2\n",
    "build/e.py": "import urllib2\n",
    "notes.txt": "import urllib2\n",
    "stub.pyi": "import urllib2\n",
    "[odd] name.py": "import urllib2\n",
    "\u00e9t\u00e9.py": "import urllib2\n",
}
OPTIONS = ["--vet-supported-python=>=3.9"]
OTHERS = frozenset({"pycodestyle", "pyflakes", "mccabe"})


def run_alone(argv: list[str], stdin: str | None = None, *, cwd: Path) -> Ran:
    """Run flake8 without the checks that are not ours, which take most of the time."""
    return run_flake8(argv, stdin, cwd, without=OTHERS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with whatever flake8 may meet."""
    write_files(tmp_path, FILES)
    (tmp_path / "link.py").symlink_to(tmp_path / "a.py")
    (tmp_path / "linked").symlink_to(tmp_path / "pkg")
    return tmp_path


def write_config(folder: Path, text: str) -> None:
    (folder / "setup.cfg").write_text(f"[flake8]\n{text}", encoding="utf-8")


ARGUMENTS = [
    pytest.param([], id="no path"),
    pytest.param(["."], id="here"),
    pytest.param(["pkg", "a.py", "./a.py", "notes.txt", "stub.pyi"], id="paths"),
    pytest.param(["pkg/", "linked", "link.py"], id="links"),
    pytest.param(["--exclude=pkg", "."], id="exclude by name"),
    pytest.param(["--exclude=pkg/b.py,./a.py", "."], id="exclude paths"),
    pytest.param(["--exclude=*whol*,*pk*", "."], id="exclude by parts of paths"),
    pytest.param(["--exclude=*kg", "pkg/", "a.py"], id="exclude a given folder"),
    pytest.param(["--exclude=*kg", "pkg/sub.egg/..", "a.py"], id="exclude above"),
    pytest.param(["--exclude=*/pkg/b*,?.py", "."], id="exclude in folders"),
    pytest.param(["--exclude=", "."], id="exclude nothing"),
    pytest.param(["--extend-exclude=[ab]*,?ark.py", "."], id="exclude more"),
    pytest.param(["--exclude=.", "pkg"], id="exclude this folder"),
    pytest.param(["--exclude=*.py", "a.py"], id="exclude a given file"),
    pytest.param(["--exclude=a.p?", "a.py", "pkg"], id="exclude a given name"),
    pytest.param(["--exclude=?", "."], id="a dot is not a name to exclude"),
    pytest.param(["--filename=*.py?,*.txt", "."], id="other file names"),
    pytest.param(["--filename=*/pkg/*.py", "."], id="file names with folders"),
    pytest.param(["--per-file-ignores=a.py:VET2 pkg/*:VET202", "."], id="per file"),
    pytest.param(["--per-file-ignores=pkg/b.py,a.py:VET,E9", "."], id="per files"),
    pytest.param(["--select=VET201,VET104", "."], id="select"),
    pytest.param(["--ignore=VET202", "."], id="ignore"),
    pytest.param(["--extend-ignore=VET", "--select=VET202", "."], id="longest wins"),
    pytest.param(["--disable-noqa", "."], id="no noqa"),
    pytest.param(["--vet-enable=VET104", "."], id="our own option"),
    pytest.param(["--format=pylint", "--select=VET", "pkg/b.py"], id="pylint"),
    pytest.param(["--format=%(path)s: %(code)s %(col)d", "a.py"], id="template"),
    pytest.param(["--color=always", "--select=VET", "a.py"], id="color"),
    pytest.param(["--stdin-display-name=pkg/x.py", "-"], id="standard input"),
    pytest.param(["-"], id="standard input without a name"),
    pytest.param(
        ["--stdin-display-name=pkg/x.py", "--exclude=pkg", "-"], id="excluded input"
    ),
    pytest.param(["-", "a.py", "pkg/b.py"], id="standard input and files"),
]
WITHOUT_FINDINGS = [["--exclude=*.py", "a.py"]]


@pytest.mark.parametrize("arguments", ARGUMENTS)
def test_findings_are_those_of_flake8(arguments: list[str], folder: Path) -> None:
    argv = [*OPTIONS, *arguments]
    by_flake8 = run_alone(argv, stdin="import urllib2\n", cwd=folder)
    by_us = run_check(argv, stdin="import urllib2\n", cwd=folder)
    own = "pylint" in str(arguments) or "color" in str(arguments)

    assert by_us.out == (by_flake8.out if own else pick_ours(by_flake8.out))
    assert by_us.code == int(bool(by_us.out))
    assert (by_us.out == "") == (arguments in WITHOUT_FINDINGS)


CONFIGURATIONS = [
    "exclude = pkg\n",
    "extend-exclude =\n    build,\n    # a comment\n    pkg/b.py\n",
    "per-file-ignores =\n    a.py: VET201\n    pkg/*: VET202\n    pkg/b.py: VET\n",
    "select = VET2\nignore = VET202\n",
    "extend-ignore = VET201\nmax-complexity = 3\nunknown-option = 1\n",
    "format = %(path)s:%(row)d %(code)s VET\nselect = VET\n",
    "vet-banned-imports =\n    os = use pathlib\n    mock = unittest.mock\n",
    "disable-noqa = true\nstatistics = true\nselect = VET\ncount = true\n",
    "exclude = feed.py,broken.py,tokens.py\nshow-source = true\nselect = VET\n",
]


@pytest.mark.parametrize("text", CONFIGURATIONS)
def test_configuration_is_that_of_flake8(text: str, folder: Path) -> None:
    write_config(folder, f"{text}vet-supported-python = >=3.9\n")
    by_flake8 = run_alone(["."], cwd=folder).out
    by_us = run_check(["."], cwd=folder).out

    if "select = VET\n" in text:  # whatever else is printed is about ours
        without_errors = [
            line
            for line in by_flake8.splitlines()
            if "E902" not in line and "E999" not in line
        ]
        assert by_us.splitlines() == without_errors
    else:
        assert by_us == pick_ours(by_flake8)
    assert by_us


FILES_OF_CONFIGURATION = {
    "setup.cfg": "[flake8]\nexclude = pkg\nvet-supported-python = >=3.9\n",
    "tox.ini": "[flake8]\nper-file-ignores = pkg/*: VET202\nvet-enable = VET104\n",
    ".flake8": "[flake8]\nextend-ignore = VET201\nvet-supported-python = >=3.9\n",
    "pyproject.toml": (
        '[tool.flake8]\nextend-exclude = ["build"]\nvet-supported-python = ">=3.9"\n'
        '[tool.flake8-safe-imports]\nenable = ["VET104"]\nsupported-python = ">=3.14"\n'
    ),
}


@pytest.mark.parametrize(
    "names",
    [
        *([name] for name in FILES_OF_CONFIGURATION),
        ["setup.cfg", "tox.ini", ".flake8"],
        ["tox.ini", "pyproject.toml"],
        [".flake8", "pyproject.toml"],
    ],
)
@pytest.mark.parametrize("place", [".", "pkg"])
def test_each_configuration_file_is_that_of_flake8(
    names: list[str], place: str, folder: Path
) -> None:
    """flake8 takes the first file of a folder that has its section."""
    (folder / ".git").mkdir()
    for name in names:
        (folder / name).write_text(FILES_OF_CONFIGURATION[name], encoding="utf-8")
    by_flake8, by_us = (
        run(["."], cwd=folder / place) for run in (run_alone, run_check)
    )

    assert by_us.out == pick_ours(by_flake8.out)
    assert by_us.out or place == "pkg"


@pytest.mark.parametrize("arguments", [["--append-config=more.cfg"], ["--isolated"]])
def test_configuration_files_are_those_of_flake8(
    arguments: list[str], folder: Path
) -> None:
    write_config(folder, "exclude = pkg\n")
    (folder / "more.cfg").write_text("[flake8]\nvet-enable = VET104\n")
    argv = [*OPTIONS, *arguments, "."]

    assert run_check(argv, cwd=folder).out == pick_ours(run_alone(argv, cwd=folder).out)


@pytest.mark.parametrize("select", ["E,F,W", ""])
def test_other_codes_in_select_do_not_turn_ours_off(select: str, folder: Path) -> None:
    write_config(folder, f"select = {select}\nvet-supported-python = >=3.9\n")
    expected = pick_ours(run_flake8(["--select=E,F,W,VET", "."], cwd=folder).out)

    assert run_check(["."], cwd=folder).out == expected != ""


@pytest.mark.parametrize("jobs", ["1", "2", "3", "auto"])
def test_processes_change_nothing(
    jobs: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = run_check([*OPTIONS, "-j1", "."], cwd=folder)
    monkeypatch.setattr(pool, "_FEWEST", 2)

    assert run_check([*OPTIONS, "-j", jobs, "."], cwd=folder) == alone
    assert alone.out


@pytest.mark.properties
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_may_be_started_in_any_way(method: str, folder: Path) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("not on this system")
    start = f"""
import multiprocessing, sys
from flake8_safe_imports import cli
from flake8_safe_imports.check import pool

if __name__ == "__main__":
    multiprocessing.set_start_method({method!r})
    pool._FEWEST = pool._FEWEST_IN_POOL = 2
    sys.exit(cli.main(sys.argv[1:]))
"""
    (folder.parent / "start.py").write_text(start, encoding="utf-8")
    argv = [*OPTIONS, "--vet-per-file-banned-imports=pkg/*: os =", "."]
    alone = run_check([*argv, "-j1"], cwd=folder)
    done = subprocess.run(
        [sys.executable, str(folder.parent / "start.py"), "check", *argv, "-j2"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == tuple(alone)
