"""The Python versions that a project declares, in projects made for each case."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path

import pytest
from support import working_directory, write_project

from flake8_safe_imports.project import cache, pythons
from flake8_safe_imports.versions import (
    EVERYTHING,
    MINORS,
    OLDEST_MAINTAINED,
    PYTHON2,
    minors,
    since,
)

PROJECT = '[project]\nname = "x"\nrequires-python = "{}"\n'
POETRY = "[tool.poetry.dependencies]\npython = {}\n"
SETUP_CFG = "[options]\npython_requires = {}\n"
SETUP_PY = "from setuptools import setup\nsetup(python_requires='{}')\n"


def lines_of(text: str) -> list[str]:
    return textwrap.dedent(text).splitlines(keepends=True)


def upward(minor: int) -> tuple[int, ...]:
    return tuple(known for known in MINORS if known >= minor)


RUNNING = upward(min(100 * sys.version_info[0] + sys.version_info[1], MINORS[-1]))

DECLARED = [
    pytest.param({"pyproject.toml": PROJECT.format("==3.11.*")}, (311,), id="project"),
    pytest.param(
        {"pyproject.toml": b"\xef\xbb\xbf" + PROJECT.format("==3.11.*").encode()},
        (311,),
        id="project after a byte order mark",
    ),
    pytest.param(
        {"pyproject.toml": PROJECT.format("==3.11.*").replace("\n", "\r\n")},
        (311,),
        id="project with Windows line ends",
    ),
    pytest.param(
        {"pyproject.toml": 'project = {"requires\\u002dpython" = "==3.11.*"}'},
        (311,),
        id="project with an escaped key",
    ),
    pytest.param(
        {"pyproject.toml": "project.'requires-python' = '''\n==3.11.*'''"},
        (311,),
        id="project with dotted key and long string",
    ),
    pytest.param({"pyproject.toml": POETRY.format('"~3.11"')}, (311,), id="Poetry"),
    pytest.param(
        {"pyproject.toml": POETRY.replace("python", "Python").format('"~3.11"')},
        (311,),
        id="Poetry in capitals",
    ),
    pytest.param(
        {"pyproject.toml": POETRY.format("'~3.11'").replace("py", "six = '*'\npy", 1)},
        (311,),
        id="Poetry after another dependency",
    ),
    pytest.param(
        {"pyproject.toml": POETRY.format('{version = "~3.11"}')},
        (311,),
        id="Poetry table",
    ),
    pytest.param(
        {"pyproject.toml": POETRY.format('["~3.11", {version = "~3.13"}]')},
        (311, 313),
        id="Poetry list",
    ),
    pytest.param(
        {"pyproject.toml": "[[tool.poetry.dependencies.python]]\nversion='~3.11'\n"},
        (311,),
        id="Poetry array of tables",
    ),
    pytest.param(
        {"pyproject.toml": POETRY.format('"~3.9"') + PROJECT.format("==3.11.*")},
        (311,),
        id="project over Poetry",
    ),
    pytest.param({"setup.cfg": SETUP_CFG.format("==3.11.*")}, (311,), id="setup.cfg"),
    pytest.param(
        {"setup.cfg": "[options]\npython-requires = ==3.11.*\n"},
        (311,),
        id="setup.cfg with a dash",
    ),
    pytest.param(
        {"setup.cfg": "[options]\nPython_Requires: ==3.11.*\n"},
        (311,),
        id="setup.cfg in capitals",
    ),
    pytest.param(
        {"setup.cfg": "[options]\npython_requires =\n    >=3.11\n    ,<3.12\n"},
        (311,),
        id="setup.cfg over several lines",
    ),
    pytest.param(
        {"setup.cfg": "[metadata]\npython-requires = ==3.11.*\n"}, (311,), id="pbr"
    ),
    pytest.param(
        {"setup.cfg": "[metadata]\nname = %(x)s\n" + SETUP_CFG.format("==3.11.*")},
        (311,),
        id="setup.cfg with a percent sign",
    ),
    pytest.param({"setup.py": SETUP_PY.format("==3.11.*")}, (311,), id="setup.py"),
    pytest.param(
        {"setup.py": "WANTED = '==3.11.*'\nsetuptools.setup(python_requires=WANTED)\n"},
        (311,),
        id="setup.py with a constant",
    ),
    pytest.param(
        {"setup.py": "W: str = '==3.11.*'\nsetup(python_requires=W)\n"},
        (311,),
        id="setup.py with an annotated constant",
    ),
    pytest.param(
        {"setup.py": "a = {'name': 'x', 'python_requires': '==3.11.*'}\nsetup(**a)\n"},
        (311,),
        id="setup.py with a dict",
    ),
    pytest.param(
        {"setup.py": "args = dict(python_requires='==' '3.11.*')\nsetup(**args)\n"},
        (311,),
        id="setup.py with dict()",
    ),
    pytest.param(
        {"setup.py": "a = {}\na['python_requires'] = '==3.11.*'\nsetup(**a)\n"},
        (311,),
        id="setup.py with an item",
    ),
    pytest.param(
        {
            "setup.py": "# coding: latin-1\n"
            "def f(): setup(python_requires='==3.11.*', author='\xe9')\n"
        },
        (311,),
        id="setup.py in a function",
    ),
    pytest.param(
        {"setup.py": "if a: setup(python_requires='==3.11.*')\n" * 2},
        (311,),
        id="setup.py that says it twice",
    ),
    pytest.param(
        {
            "pyproject.toml": PROJECT.format("==3.13.*"),
            "setup.cfg": SETUP_CFG.format("==3.12.*"),
            "setup.py": SETUP_PY.format("==3.11.*"),
        },
        (313,),
        id="pyproject over setup.cfg and setup.py",
    ),
    pytest.param(
        {
            "pyproject.toml": "[build-system]\nrequires = []\n",
            "setup.cfg": SETUP_CFG.format("==3.12.*"),
            "setup.py": SETUP_PY.format("==3.11.*"),
        },
        (312,),
        id="setup.cfg over setup.py",
    ),
    pytest.param(
        {
            "pyproject.toml": '[project]\ndynamic = ["requires-python"]\n',
            "setup.py": SETUP_PY.format("==3.11.*"),
        },
        (311,),
        id="dynamic",
    ),
    pytest.param(
        {
            "pyproject.toml": PROJECT.format("==3.9.*"),
            "a/setup.py": SETUP_PY.format("==3.11.*"),
        },
        (311,),
        id="the nearer folder",
    ),
    pytest.param(
        {
            "pyproject.toml": PROJECT.format("==3.11.*"),
            "a/pyproject.toml": "[tool.black]\n",
            "a/b/setup.cfg": "[flake8]\n",
        },
        (311,),
        id="nearer folders without a word",
    ),
    pytest.param(
        {
            "pyproject.toml": PROJECT.format("==3.11.*"),
            "a/c/pyproject.toml": PROJECT.format("==3.9.*"),
            "a/b/c/pyproject.toml": PROJECT.format("==3.9.*"),
            "../pyproject.toml": PROJECT.format("==3.9.*"),
        },
        (311,),
        id="not from folders elsewhere",
    ),
    pytest.param(
        {"pyproject.toml": PROJECT.format(">=3.13.5,<3.13.6")}, (313,), id="a patch"
    ),
    pytest.param(
        {"pyproject.toml": PROJECT.format("<3.13rc1,>=3.11")},
        (311, 312),
        id="difficult",
    ),
    pytest.param({"pyproject.toml": POETRY.format('"*"')}, MINORS, id="any"),
]


@pytest.mark.parametrize(("files", "expected"), DECLARED)
def test_declared_versions(
    top: Path, files: dict[str, str | bytes], expected: tuple[int, ...]
) -> None:
    found = pythons.find_supported(write_project(top, files), [])

    assert minors(found.window) == expected
    assert found.notes == ()


def test_window_and_origin(top: Path) -> None:
    path = write_project(top, {"pyproject.toml": PROJECT.format(">=3.11,<3.14")})

    found = pythons.find_supported(path, [])

    assert found.window == since(311) & ~since(314)
    assert found.origin == (
        f"{top / 'pyproject.toml'}: [project] requires-python = '>=3.11,<3.14'"
    )
    assert found.notes == ()
    assert found.old == ()
    assert found.is_floor_known


def test_running_version_and_later_count_if_nothing_is_declared(top: Path) -> None:
    found = pythons.find_supported(write_project(top, {"setup.py": "setup()\n"}), [])

    assert minors(found.window) == RUNNING
    assert found.origin == "the running Python {}.{} and later".format(
        *sys.version_info[:2]
    )
    assert found.notes == ()


def test_running_version_newer_than_all_known_counts_as_the_newest(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_project(top, {})
    monkeypatch.setattr(sys, "version_info", (3, 99, 0, "final", 0))

    assert minors(pythons.find_supported(path, []).window) == MINORS[-1:]


NOT_UNDERSTOOD = [
    pytest.param("pyproject.toml", PROJECT.format("3.9"), "clause", id="bad specifier"),
    pytest.param("pyproject.toml", PROJECT.format(""), "empty", id="empty specifier"),
    pytest.param(
        "pyproject.toml", PROJECT.format(">=4"), "not a known Python", id="empty window"
    ),
    pytest.param(
        "pyproject.toml",
        "[project]\nrequires-python = 3.10\n",
        "not a string",
        id="a float",
    ),
    pytest.param(
        "pyproject.toml", POETRY.format("3.10"), "not a string", id="a Poetry float"
    ),
    pytest.param(
        "pyproject.toml", POETRY.format("{}"), "not a string", id="a bare Poetry table"
    ),
    pytest.param(
        "pyproject.toml", POETRY.format("[]"), "empty", id="an empty Poetry list"
    ),
    pytest.param(
        "pyproject.toml", POETRY.format('"latest"'), "constraint", id="bad Poetry"
    ),
    pytest.param("pyproject.toml", "requires-python = [", "not TOML", id="broken TOML"),
    pytest.param(
        "pyproject.toml",
        PROJECT.format(">=3.9") + "\noops\n",
        "not TOML",
        id="TOML that is broken elsewhere",
    ),
    pytest.param(
        "pyproject.toml",
        PROJECT.format(">=3.9") + "\ndescription = 'x\n",
        "not TOML",
        id="TOML with an open string",
    ),
    pytest.param(
        "pyproject.toml",
        "requires-python = " + "[" * 100_000,
        "not TOML",
        id="deep TOML",
    ),
    pytest.param(
        "pyproject.toml",
        PROJECT.format(">=3.9") + "#" * 5_000_000,
        "larger than",
        id="huge",
    ),
    pytest.param("setup.cfg", SETUP_CFG.format("junk"), "clause", id="bad setup.cfg"),
    pytest.param("setup.cfg", SETUP_CFG.format(""), "empty", id="empty setup.cfg"),
    pytest.param(
        "setup.py",
        "print 'x'; setup(python_requires='>=3.9')\n",
        "not Python",
        id="Python 2",
    ),
    pytest.param(
        "setup.py",
        "setup(python_requires='>=3.9')\0",
        "not Python",
        id="NUL in setup.py",
    ),
    pytest.param(
        "setup.py",
        "setup(python_requires=" + "(" * 5000 + ")" * 5000 + ")",
        "not Python",
        id="deep setup.py",
    ),
    pytest.param(
        "setup.py", "setup(python_requires=WHERE)\n", "not a string", id="unknown name"
    ),
    pytest.param(
        "setup.py",
        "W = '>=3.9'\nW = '>=3.8'\nsetup(python_requires=W)\n",
        "not a string",
        id="a name assigned twice",
    ),
    pytest.param(
        "setup.py",
        "if x: setup(python_requires='>=3.9')\nelse: setup(python_requires='>=3.8')\n",
        "several values",
        id="two values",
    ),
    pytest.param(
        "setup.py",
        "arguments = load()\nsetuptools.setup(**arguments)\n",
        "computed arguments",
        id="computed arguments",
    ),
    pytest.param(
        "setup.py",
        "a = {'name': 'x'}\na.update(load())\nsetup(**a)\nsetup(**{**b})\n",
        "computed arguments",
        id="arguments with others in them",
    ),
]


@pytest.mark.parametrize(("name", "content", "reason"), NOT_UNDERSTOOD)
def test_declaration_that_is_not_understood_leaves_the_floor_unknown(
    top: Path, name: str, content: str | bytes, reason: str
) -> None:
    """What folders above declare does not count then, and a note says why."""
    path = write_project(
        top, {f"a/{name}": content, "pyproject.toml": PROJECT.format("==3.12.*")}
    )

    found = pythons.find_supported(path, [])

    assert not found.is_floor_known
    assert found.window == since(OLDEST_MAINTAINED)
    assert len(found.notes) == 1
    assert found.notes[0].startswith(str(top / "a" / name))
    assert reason in found.notes[0]
    assert found.notes[0].isprintable()
    assert len(found.notes[0]) < len(str(top)) + 300


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("pyproject.toml", "[tool.x\n", id="broken TOML"),
        pytest.param("pyproject.toml", b"\x89PNG\r\n\x00\xff", id="binary"),
        pytest.param("setup.cfg", "x = 1\n", id="no section"),
        pytest.param("setup.cfg", b"[options]\n\xff\n", id="latin-1 setup.cfg"),
        pytest.param("setup.py", "print 'x'; setup()\n", id="Python 2"),
        pytest.param("setup.py", "print 'x'; setup(**x)\n", id="Python 2 with **"),
        pytest.param("setup.py", "a = {'name': 'x'}\nsetup(**a)\n", id="a dict"),
        pytest.param("setup.py", "x = 2**3\nother(**y)\nsetup()\n", id="no setup(**)"),
    ],
)
def test_broken_file_that_declares_nothing_is_passed_over(
    top: Path, name: str, content: str | bytes
) -> None:
    path = write_project(
        top, {f"a/{name}": content, "pyproject.toml": PROJECT.format("==3.12.*")}
    )

    found = pythons.find_supported(path, [])

    assert minors(found.window) == (312,)
    assert found.notes == ()


@pytest.mark.parametrize(
    "source",
    [
        'V = (3, 11)\nsetup(python_requires=">={}.{}".format(*V))',
        'V = (3, 11)\nsetup(python_requires=">=%d.%d" % V)',
        'V = [3, 11, 2]\nsetup(python_requires=">=" + ".".join(["3", str(V[1])]))',
        'LOW = 11\nsetup(python_requires=f">=3.{LOW}")',
        'V = (3, 11)\nsetup(python_requires=f">={V[0]}.{V[1]}")',
        'LOW, HIGH = "3.11", "4"\nsetup(python_requires=">=" + LOW + ",<" + HIGH)',
        'V = "3.11"\nW = ">={low}".format(low=V)\nsetup(python_requires=W)',
        'V = ["3.11", "3.12"]\nsetup(**dict(python_requires=">=" + V[0]))',
        'V = ["3.11", "3.12"]\nsetup(python_requires=">=" + V[-2])',
        'P = ["!=3.10.*", ">=3.11"]\nsetup(python_requires=", ".join(P))',
        'V, W = ">=3.11", 1\nsetup(python_requires=V)',
    ],
)
def test_constants_of_setup_py_are_worked_out(top: Path, source: str) -> None:
    found = pythons.find_supported(write_project(top, {"setup.py": source}), [])

    assert found.window == since(311)
    assert found.is_floor_known


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"pyproject.toml": '[tool.flit.metadata]\nrequires-python = ">=3.11"\n'},
            since(311),
            id="flit",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\ndynamic = ["requires-python"]\n',
                "setup.cfg": SETUP_CFG.format(">=3.11"),
            },
            since(311),
            id="dynamic, in setup.cfg",
        ),
        pytest.param(
            {
                "setup.py": "setup(classifiers=["
                "'Programming Language :: Python :: 3.12',"
                "'Programming Language :: Python :: 3',"
                "'Programming Language :: Python :: 3.11'])"
            },
            since(311),
            id="classifiers in setup.py",
        ),
        pytest.param(
            {
                "setup.py": 'TEXT = """\nProgramming Language :: Python :: 3.12\n'
                'Programming Language :: Python :: 3.11\n"""\n'
                "setup(classifiers=[x for x in TEXT.split('\\n') if x])"
            },
            since(311),
            id="classifiers in one string",
        ),
        pytest.param(
            {
                "setup.py": "ALL = ['Programming Language :: Python :: 3.12', STATUS]\n"
                "ALL.append('Programming Language :: Python :: 3.11')\n"
                "setup(**{'classifiers': ALL})"
            },
            since(311),
            id="classifiers of several statements",
        ),
        pytest.param(
            {
                "setup.py": "ALL = ['Programming Language :: Python :: 3.11']\n"
                "ALL = [x for x in ALL\n"
                "       if x != 'Programming Language :: Python :: 2.7']\n"
                "ALL += [f'Programming Language :: Python :: 3.1{x}' for x in NEWER]\n"
                "setup(classifiers=ALL)"
            },
            since(311),
            id="texts that are not classifiers",
        ),
        pytest.param(
            {
                "setup.py": "LOW = 11\nsetup(classifiers=["
                "f'Programming Language :: Python :: 3.{LOW}'])"
            },
            since(311),
            id="classifiers made up of constants",
        ),
        pytest.param(
            {
                "setup.cfg": "[metadata]\nclassifiers =\n"
                "    Programming Language :: Python :: 3.11\n"
                "    Programming Language :: Python :: 3 :: Only\n",
                "a/setup.py": "setup()",
            },
            since(311),
            id="classifiers above",
        ),
        pytest.param(
            {
                "pyproject.toml": "[project]\nclassifiers = "
                '["Programming Language :: Python :: 2.7"]\n'
            },
            EVERYTHING,
            id="classifier of Python 2.7",
        ),
        pytest.param(
            {
                "pyproject.toml": PROJECT.format(">=3.12"),
                "a/setup.py": "setup(classifiers=["
                "'Programming Language :: Python :: 3.9'])",
            },
            since(312),
            id="any declaration before classifiers",
        ),
    ],
)
def test_other_declarations(
    top: Path, files: dict[str, str | bytes], expected: int
) -> None:
    found = pythons.find_supported(write_project(top, files), [])

    assert found.window == expected
    assert found.is_floor_known


PLAIN = "Programming Language :: Python :: "


@pytest.mark.parametrize(
    "files",
    [
        {"setup.py": f"setup(classifiers=['{PLAIN}2'])"},
        {"setup.py": f"setup(classifiers=['{PLAIN}2', '{PLAIN}3'])"},
        {"setup.cfg": f"[metadata]\nclassifiers =\n    {PLAIN}2\n"},
        {"pyproject.toml": f'[project]\nclassifiers = ["{PLAIN}2"]\n'},
    ],
)
def test_classifier_of_python2_as_a_whole(
    top: Path, files: dict[str, str | bytes]
) -> None:
    found = pythons.find_supported(write_project(top, files), [])

    assert found.window == PYTHON2 | since(OLDEST_MAINTAINED)
    assert not found.is_floor_known
    assert "classifier of Python 2" in found.origin


@pytest.mark.parametrize(
    "files",
    [
        {"setup.py": f"setup(classifiers=['{PLAIN}3'])"},
        {"setup.py": f"setup(classifiers=['{PLAIN}2 :: Only'])"},
        {
            "a/setup.py": f"setup(classifiers=['{PLAIN}2'])",
            "setup.py": f"setup(classifiers=['{PLAIN}3.9'])",
        },
        {
            "a/setup.py": f"setup(classifiers=['{PLAIN}2'])",
            "setup.cfg": SETUP_CFG.format(">=3.9"),
        },
    ],
    ids=["Python 3", "only", "minor versions above", "declaration above"],
)
def test_other_classifiers_do_not_mean_python2(
    top: Path, files: dict[str, str | bytes]
) -> None:
    found = pythons.find_supported(write_project(top, files), [])

    assert not found.window & PYTHON2


def test_dynamic_version_without_a_source_leaves_the_floor_unknown(top: Path) -> None:
    path = write_project(
        top, {"pyproject.toml": '[project]\ndynamic = ["requires-python"]\n'}
    )

    assert not pythons.find_supported(path, []).is_floor_known


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.cfg", "setup.py"])
def test_folder_with_the_name_of_a_file_is_passed_over(top: Path, name: str) -> None:
    path = write_project(
        top, {f"a/{name}/x": "", "setup.cfg": SETUP_CFG.format("==3.12.*")}
    )

    found = pythons.find_supported(path, [])

    assert minors(found.window) == (312,)
    assert "not a regular file" in found.notes[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_reading_a_pipe_does_not_block(top: Path) -> None:
    path = write_project(top, {"setup.cfg": SETUP_CFG.format("==3.12.*")})
    os.mkfifo(top / "pyproject.toml")

    assert minors(pythons.find_supported(path, []).window) == (312,)


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_link_to_itself_is_passed_over(top: Path) -> None:
    path = write_project(top, {"setup.cfg": SETUP_CFG.format("==3.12.*")})
    (top / "pyproject.toml").symlink_to("pyproject.toml")

    found = pythons.find_supported(path, [])

    assert minors(found.window) == (312,)
    assert "cannot be read" in found.notes[0]


def test_file_without_read_permission_is_passed_over(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a stand-in, since the superuser may read everything."""
    path = write_project(
        top,
        {
            "pyproject.toml": PROJECT.format("==3.11.*"),
            "setup.cfg": SETUP_CFG.format("==3.12.*"),
        },
    )

    def stat(name: str) -> os.stat_result:
        if name.endswith("pyproject.toml"):
            raise PermissionError(13, "Permission denied", name)
        return real(name)

    real = os.stat
    monkeypatch.setattr(os, "stat", stat)
    found = pythons.find_supported(path, [])

    assert minors(found.window) == (312,)
    assert "cannot be read (Permission denied)" in found.notes[0]


def test_declaration_above_home_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_project(
        tmp_path / "home",
        {"../pyproject.toml": PROJECT.format("==3.12.*"), "tox.ini": ""},
    )

    assert minors(pythons.find_supported(path, []).window) == RUNNING

    monkeypatch.setenv("HOME", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "elsewhere"))
    cache.clear()

    assert minors(pythons.find_supported(path, []).window) == (312,)


SCRIPTS = [
    pytest.param(
        """\
        # /// script
        # requires-python = "==3.13.*"
        # ///
        """,
        (313,),
        id="block",
    ),
    pytest.param(
        """\
        #!/usr/bin/env python
        import x

        # /// script
        #
        # dependencies = []
        # requires-python = "==3.13.*"
        #
        # ///
        # A comment
        """,
        (313,),
        id="block among code",
    ),
    pytest.param(
        """\
        # /// other
        # requires-python = "==3.11.*"
        # ///

        # /// script
        # requires-python = "==3.13.*"
        # ///
        """,
        (313,),
        id="after a block of another kind",
    ),
    pytest.param(
        """\
        # /// script
        # requires-python = "==3.13.*"
        # text = '''
        # ///
        # '''
        # ///
        """,
        (313,),
        id="the last close counts",
    ),
    pytest.param(
        """\
        # /// script
        # dependencies = []
        # ///
        """,
        (312,),
        id="nothing about Python",
    ),
    pytest.param(
        """\
        # /// script
        # description = 'says "requires-python" in another place'
        # ///
        """,
        (312,),
        id="the word in another place",
    ),
    pytest.param(
        """\
        # A title right above.
        # /// script
        # requires-python = "==3.13.*"
        # ///
        """,
        (313,),
        id="below a comment",
    ),
    pytest.param(
        """\
        # /// script
        # requires-python = "==3.13.*"
        """,
        (312,),
        id="not closed",
    ),
    pytest.param(
        """\
        # /// script
        # ///
        """,
        (312,),
        id="nothing in it",
    ),
    pytest.param(
        """\
        # /// script

        # requires-python = "==3.13.*"
        # ///
        """,
        (312,),
        id="broken by a blank line",
    ),
    pytest.param(
        """\
        # /// script
        #requires-python = "==3.13.*"
        # ///
        """,
        (312,),
        id="broken by a comment without a blank",
    ),
    pytest.param(
        """\
        # /// other
        # /// script
        # requires-python = "==3.13.*"
        # ///
        """,
        (312,),
        id="inside a block of another kind",
    ),
    pytest.param(
        """\
            # /// script
            # requires-python = "==3.13.*"
            # ///
        x
        """,
        (312,),
        id="indented",
    ),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize(("text", "expected"), SCRIPTS)
def test_script_block(
    top: Path, text: str, expected: tuple[int, ...], newline: str
) -> None:
    path = write_project(top, {"a/b/pyproject.toml": PROJECT.format("==3.12.*")})
    lines = [line.replace("\n", newline) for line in lines_of(text)]
    found = pythons.find_supported(path, lines)

    assert minors(found.window) == expected
    assert found.notes == ()
    assert found.origin.startswith(path) is (expected == (313,))


BAD_SCRIPTS = [
    pytest.param('# requires-python = "what"\n', "clause", id="bad specifier"),
    pytest.param("# requires-python = 3.13\n", "not a string", id="a float"),
    pytest.param("# requires-python = \n", "not TOML", id="bad TOML"),
    pytest.param(
        "# x = 1\n# ///\n\n# /// script\n# requires-python = '==3.13.*'\n",
        "more than one",
        id="two blocks",
    ),
]


@pytest.mark.parametrize(("text", "reason"), BAD_SCRIPTS)
def test_bad_script_block(top: Path, text: str, reason: str) -> None:
    path = write_project(top, {"pyproject.toml": PROJECT.format("==3.12.*")})
    found = pythons.find_supported(path, lines_of(f"# /// script\n{text}# ///\n"))

    assert not found.is_floor_known
    assert len(found.notes) == 1
    assert reason in found.notes[0]


@pytest.mark.hostile
def test_many_script_blocks_take_linear_time(top: Path) -> None:
    """With a quadratic search this would take minutes."""
    path = write_project(top, {})
    lines = ["# /// script\n"] * 100_000

    assert pythons.find_supported(path, lines).notes == ()
    assert pythons.find_supported(path, [*lines, "# ///\n"]).notes == ()


def test_files_are_read_once_until_the_cache_is_cleared(top: Path) -> None:
    path = write_project(top, {"setup.cfg": SETUP_CFG.format("==3.12.*")})

    assert minors(pythons.find_supported(path, []).window) == (312,)

    write_project(top, {"setup.cfg": SETUP_CFG.format("==3.13.*")})

    assert minors(pythons.find_supported(path, []).window) == (312,)

    cache.clear()

    assert minors(pythons.find_supported(path, []).window) == (313,)


def test_setup_py_is_never_run_and_warns_of_nothing(top: Path) -> None:
    path = write_project(
        top,
        {
            "setup.py": "import os\nos.mkdir('ran')\nx = '\\d'\n1 is 1\n"
            "setup(python_requires='==3.12.*')\n"
        },
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = pythons.find_supported(path, [])

    assert minors(found.window) == (312,)
    assert caught == []
    assert not os.path.exists("ran")


@pytest.mark.parametrize(
    ("content", "parsed"),
    [
        ("[tool.black]\nline-length = 88\n", False),
        (PROJECT.format(">=3.9"), False),
        ("[tool.poetry.dependencies]\npython = '>=3.9'\n", True),
    ],
    ids=["Python is not mentioned", "declared plainly", "declared otherwise"],
)
def test_toml_is_parsed_only_if_it_may_matter(
    top: Path, content: str, parsed: bool
) -> None:
    path = write_project(top, {"pyproject.toml": content})
    program = (
        "import sys; from flake8_safe_imports.project.pythons import find_supported; "
        f"find_supported({path!r}, []); "
        "print(bool({'tomllib', 'tomli'} & sys.modules.keys()), "
        "'packaging' in sys.modules, 'ast' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout.split() == [str(parsed), "False", "False"]


def test_a_file_without_a_folder_is_in_the_working_directory(top: Path) -> None:
    write_project(top, {"setup.cfg": "[options]\npython_requires = >=3.11\n"})
    with working_directory(top):
        assert pythons.find_supported("setup.py", ()).window == since(311)
