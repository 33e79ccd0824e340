# ruff: noqa: E501
"""The output is the same however and wherever flake8 is started.

All Python versions compare it with the same text (EXPECTED), so they agree with one
another too, except that Python 3.9 does not know the positions of names in a statement.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import check_source, run_flake8, start_flake8, write_files

from flake8_safe_imports.codes import CODES, OFF
from flake8_safe_imports.config import options
from flake8_safe_imports.project import layout

LEFT_OUT = {"VET105", "VET404", "VET405"}
"""Codes that need Python 3.15, an environment or declared dependencies."""
CONFIG = f"""\
[flake8]
select = VET
vet-enable = {", ".join(code for code in OFF if code not in LEFT_OUT)}
vet-supported-python = >=3.9,<3.15
vet-banned-imports =
    requests.* = go through app.http
    requests.get = app.http.get
    *.private =
vet-allowed-imports = urllib2.quote
vet-per-file-banned-imports =
    app/views/*, tests/*: sqlite3 = views do not store
    app/names.py: {{python2to3}}
vet-banned-module-level-imports = torch, app.heavy
vet-banned-relative-imports = all
"""
FILES = {
    "app/__init__.py": "from . import heavy as heavy\n",
    "app/heavy.py": "import torch\n",
    "app/names.py": """\
import urllib2, urllib, os, string
import numppy, urlib3, requets, reuqests
urllib2.urlopen, urllib2.Request, urllib2.quote, urllib.urlencode, urllib.quote
os.getcwdu(), string.letters, string.maketrans
from itertools import (
    izip,
    imap as map,
)
""",
    "app/views/__init__.py": "",
    "app/views/page.py": """\
import sqlite3
import requests as r
from ..heavy import private
from requests import *
r.get(r.post, private)
import json as json, asyncore, mock, tomllib, Queue
""",
    "src/random.py": "import six\nfrom six.moves import urllib, range, cPickle\nsix.text_type\n",
    "tests/test_x.py": """\
import sqlite3, sys
try:
    import tomllib
except ImportError:
    import tomli as tomllib
try:
    import cPickle as pickle
except ImportError:
    import pickle
__import__("urllib2.urlopen")
from asyncio import iscoroutinefunction
""",
}
EXPECTED = """\
app/__init__.py:1:1: VET103 relative import is banned: write `from app import heavy as heavy`
app/__init__.py:1:15: VET102 `app.heavy` is banned at module level: import it inside the function that uses it
app/heavy.py:1:8: VET102 `torch` is banned at module level: import it inside the function that uses it
app/names.py:1:8: VET101 `urllib2` is banned: use `urllib.request` (urlopen, Request)
app/names.py:2:8: VET402 `numppy` is not a known module: did you mean `numpy` (letter doubled)
app/names.py:2:16: VET401 `urlib3` was a malicious package on PyPI (2017-06): did you mean `urllib3`
app/names.py:2:24: VET401 `requets` was a malicious package on PyPI: did you mean `requests`
app/names.py:2:33: VET402 `reuqests` is not a known module: did you mean `requests` (letters swapped)
app/names.py:3:50: VET101 `urllib.urlencode` is banned: use `urllib.parse.urlencode`
app/names.py:3:68: VET101 `urllib.quote` is banned: use `urllib.parse.quote`
app/names.py:4:1: VET101 `os.getcwdu` is banned: use `os.getcwd`
app/names.py:4:15: VET101 `string.letters` is banned: use `string.ascii_letters`
app/names.py:4:31: VET101 `string.maketrans` is banned: use `str.maketrans` or `bytes.maketrans`
app/names.py:6:5: VET101 `itertools.izip` is banned: use the built-in `zip`
app/names.py:7:5: VET101 `itertools.imap` is banned: use the built-in `map`
app/views/page.py:1:8: VET101 `sqlite3` is banned: views do not store
app/views/page.py:2:8: VET101 `requests` is banned: go through app.http
app/views/page.py:3:1: VET102 `app.heavy` is banned at module level: import it inside the function that uses it
app/views/page.py:3:1: VET103 relative import from a parent package is banned: write `from app.heavy import private`
app/views/page.py:3:21: VET101 `app.heavy.private` is banned
app/views/page.py:4:1: VET101 `requests` is banned: go through app.http
app/views/page.py:6:8: VET104 `json` is imported under its own name: write `import json`
app/views/page.py:6:22: VET202 `asyncore` was removed in Python 3.12: use `asyncio`
app/views/page.py:6:32: VET301 `mock` is in the standard library since Python 3.3: use `unittest.mock`
app/views/page.py:6:38: VET203 `tomllib` is new in Python 3.11 and Python 3.9 is supported: use `tomli` there
app/views/page.py:6:47: VET201 `Queue` is Python 2 only: use `queue`
src/random.py:1:1: VET403 `random.py` hides the standard library module `random`
src/random.py:2:23: VET302 `six.moves.urllib` bridges Python 2: use `urllib`
src/random.py:2:31: VET302 `six.moves.range` bridges Python 2: use the built-in `range`
src/random.py:2:38: VET302 `six.moves.cPickle` bridges Python 2: use `pickle`
src/random.py:3:1: VET302 `six.text_type` bridges Python 2: use the built-in `str`
tests/test_x.py:1:8: VET101 `sqlite3` is banned: views do not store
tests/test_x.py:7:12: VET205 `cPickle` is a fallback for Python 2 and never runs here: keep `pickle` alone
tests/test_x.py:10:12: VET201 `urllib2.urlopen` is Python 2 only: use `urllib.request.urlopen`
tests/test_x.py:11:21: VET204 `asyncio.iscoroutinefunction` is to be removed in Python 3.16: use `inspect.iscoroutinefunction`
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "project"
    write_files(top, {**FILES, "setup.cfg": CONFIG, ".git/HEAD": ""})
    return top


def drop_positions(text: str) -> list[str]:
    return sorted(re.sub(r":\d+:\d+:", ":", line) for line in text.splitlines())


def assert_expected(out: str) -> None:
    """Check *out*, in which file names are relative to the project, without ``./``."""
    if sys.version_info >= (3, 10):
        assert out == EXPECTED
    else:
        assert drop_positions(out) == drop_positions(EXPECTED)


def lint(cwd: Path, *command: str, **environ: str) -> str:
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, **environ},
        capture_output=True,
        encoding="utf-8",
    )

    assert ran.stderr == ""
    assert ran.returncode == 1
    return ran.stdout.replace("\\", "/")


def test_sample_has_findings_of_all_kinds() -> None:
    found = set(re.findall(r"VET\d+", EXPECTED))

    assert {code[:4] for code in found} == {code[:4] for code in CODES}
    assert len(found) >= 14
    assert found & set(OFF)


def test_findings_are_the_same_on_every_python(folder: Path) -> None:
    ran = run_flake8(["app", "src", "tests"], cwd=folder)

    assert ran.err == ""
    assert_expected(ran.out)


@pytest.mark.properties
@pytest.mark.parametrize("seed", ["0", "1", "4294967295", "random"])
def test_findings_do_not_depend_on_the_hash_seed(seed: str, folder: Path) -> None:
    command = ["-m", "flake8", "-j1", "app", "src", "tests"]

    assert_expected(lint(folder, *command, PYTHONHASHSEED=seed))


@pytest.mark.properties
@pytest.mark.parametrize("jobs", ["1", "2", "4", "auto"])
def test_findings_do_not_depend_on_the_number_of_jobs(jobs: str, folder: Path) -> None:
    command = ["-m", "flake8", "-j", jobs, "app", "src", "tests"]

    assert_expected(lint(folder, *command, PYTHONHASHSEED="random"))


@pytest.mark.properties
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_findings_do_not_depend_on_the_start_method(method: str, folder: Path) -> None:
    ran = start_flake8(method, ["-j2", "app", "src", "tests"], folder)

    assert (ran.code, ran.err) == (1, "")
    assert_expected(ran.out.replace("\\", "/"))


@pytest.mark.parametrize(
    ("where", "style"),
    [
        pytest.param(".", "{}", id="as it is"),
        pytest.param(".", "./{}", id="with a dot"),
        pytest.param(".", "app/../{}", id="roundabout"),
        pytest.param(".", "{top}/{}", id="absolute"),
        pytest.param("..", "project/{}", id="from above"),
        pytest.param("app/views", "../../{}", id="from below"),
        pytest.param("../elsewhere", "../project/{}", id="from beside"),
    ],
)
def test_findings_do_not_depend_on_the_working_directory(
    where: str, style: str, folder: Path
) -> None:
    folder.parent.joinpath("elsewhere").mkdir()
    prefix = style.format("", top=folder)
    config = ["--config", str(folder / "setup.cfg")]
    paths = [style.format(name, top=folder) for name in FILES]
    ran = run_flake8([*config, *paths], cwd=folder / where)

    assert ran.err == ""
    assert_expected(ran.out.replace("\\", "/").replace(prefix.replace("\\", "/"), ""))


@pytest.mark.parametrize("style", ["{}", "./{}", "{top}/{}"])
def test_findings_are_the_same_for_standard_input(style: str, folder: Path) -> None:
    out = ""
    for name in sorted(FILES):
        shown = style.format(name, top=folder)
        ran = run_flake8(
            ["--stdin-display-name", shown, "-"], stdin=FILES[name], cwd=folder
        )
        assert ran.err == ""
        out += ran.out.replace(shown, name)

    assert_expected(out)


def test_findings_do_not_depend_on_the_order_of_listings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    class ReversedScan:
        def __init__(self, path: str) -> None:
            with real(path) as entries:
                self._entries = sorted(entries, key=lambda entry: entry.name)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self._entries[::-1]

        def __exit__(self, *_: object) -> None:
            pass

    def list_reversed(path: str) -> list[str]:
        return sorted(os.listdir(path))[::-1]

    # Only for our module: flake8 sorts its results, but not the files it walks through.
    replaced = Proxy(os, scandir=ReversedScan, listdir=list_reversed)
    monkeypatch.setattr(layout, "os", replaced)
    ran = run_flake8(["app", "src", "tests"], cwd=folder)

    assert_expected(ran.out)


class Proxy:
    """A module with some of its attributes replaced, for one of our modules."""

    def __init__(self, module: object, **replaced: object) -> None:
        self.__dict__.update(vars(module), **replaced)


def test_letter_case_counts_on_every_file_system(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system may open ``Numppy.py`` as ``numppy.py``; listings tell the truth."""
    folder.joinpath("Numppy.py").write_text("", encoding="utf-8")

    def find(path: str) -> bool:
        names = [name.lower() for name in os.listdir(os.path.dirname(path) or ".")]
        return os.path.basename(path).lower() in names

    path = Proxy(os.path, exists=find, isfile=find, lexists=find)
    monkeypatch.setattr(layout, "os", Proxy(os, path=path))
    ran = run_flake8(["app", "src", "tests"], cwd=folder)

    assert_expected(ran.out)


def test_findings_are_sorted_and_reproducible(folder: Path) -> None:
    config = options.parse({"vet_banned_imports": "{third-party} =\na.* =\n*.b ="})
    source = "import b, a.b, c\nfrom a import b, c\nc.b, a.b.c\n"
    first, second = (
        check_source(source, config, str(folder / "m.py")) for _ in range(2)
    )

    assert first == second
    assert first == sorted(first, key=lambda item: (item.line, item.column, item.code))
