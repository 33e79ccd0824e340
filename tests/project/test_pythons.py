"""Declared Pythons, dependencies and names, in projects made for each case."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path

import pytest

from flake8_safe_imports.project import cache, dependencies, pythons
from flake8_safe_imports.versions import MINORS, minors, since

PROJECT = '[project]\nname = "x"\nrequires-python = "{}"\n'
POETRY = "[tool.poetry.dependencies]\npython = {}\n"
SETUP_CFG = "[options]\npython_requires = {}\n"
SETUP_PY = "from setuptools import setup\nsetup(python_requires='{}')\n"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let $HOME be a folder that is not above anything, and nothing be remembered."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    cache.clear()


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return the root of a project."""
    (tmp_path / "r" / ".git").mkdir(parents=True)
    return tmp_path / "r"


def write(top: Path, files: dict[str, str | bytes]) -> str:
    """Write *files* and return the path of a module three folders down."""
    for name, content in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = textwrap.dedent(content).encode()
        path.write_bytes(content)
    return os.path.join(str(top), "a", "b", "x.py")


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
def test_supported(
    top: Path, files: dict[str, str | bytes], expected: tuple[int, ...]
) -> None:
    found = pythons.find_supported(write(top, files), [])

    assert minors(found.window) == expected
    assert found.notes == ()


def test_the_whole_window_and_its_origin(top: Path) -> None:
    path = write(top, {"pyproject.toml": PROJECT.format(">=3.11,<3.14")})

    assert pythons.find_supported(path, []) == (
        since(311) & ~since(314),
        f"{top / 'pyproject.toml'}: [project] requires-python = '>=3.11,<3.14'",
        (),
        (),
    )


def test_nothing_declared_is_the_running_python_and_later(top: Path) -> None:
    found = pythons.find_supported(write(top, {"setup.py": "setup()\n"}), [])

    assert minors(found.window) == RUNNING
    assert found.origin == "the running Python {}.{} and later".format(
        *sys.version_info[:2]
    )
    assert found.notes == ()


def test_a_python_newer_than_known_runs_the_newest_known(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(top, {})
    monkeypatch.setattr(sys, "version_info", (3, 99, 0, "final", 0))

    assert minors(pythons.find_supported(path, []).window) == MINORS[-1:]


PASSED_OVER = [
    pytest.param("pyproject.toml", PROJECT.format("3.9"), "clause", id="bad specifier"),
    pytest.param("pyproject.toml", PROJECT.format(""), "empty", id="empty specifier"),
    pytest.param(
        "pyproject.toml", PROJECT.format(">=4"), "no known Python", id="empty window"
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
        "requires-python = " + "[" * 100_000,
        "not TOML",
        id="deep TOML",
    ),
    pytest.param(
        "pyproject.toml",
        "requires-python = " + "9" * 100_000,
        None,
        id="a number of many digits",
    ),
    pytest.param(
        "pyproject.toml", b"\x89PNG\r\n\x1a\n\x00\xff", "not UTF-8", id="binary"
    ),
    pytest.param(
        "pyproject.toml",
        PROJECT.format(">=3.9").encode("utf-16"),
        "not UTF-8",
        id="UTF-16",
    ),
    pytest.param(
        "pyproject.toml",
        PROJECT.format(">=3.9") + "#" * 5_000_000,
        "larger than",
        id="huge",
    ),
    pytest.param("setup.cfg", "python_requires = >=3.9\n", "not INI", id="no section"),
    pytest.param("setup.cfg", "[options\n", "not INI", id="broken INI"),
    pytest.param("setup.cfg", SETUP_CFG.format("junk"), "clause", id="bad setup.cfg"),
    pytest.param("setup.cfg", SETUP_CFG.format(""), "empty", id="empty setup.cfg"),
    pytest.param(
        "setup.cfg", b"[options]\n\xff\n", "not UTF-8", id="latin-1 setup.cfg"
    ),
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
        "setup.py",
        "V = (3, 9)\nsetup(python_requires='>={}.{}'.format(*V))\n",
        "not a string",
        id="computed",
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
        "V, W = '>=3.9', 1\nsetup(python_requires=W)\n",
        "not a string",
        id="a name unpacked",
    ),
    pytest.param(
        "setup.py",
        "if x: setup(python_requires='>=3.9')\nelse: setup(python_requires='>=3.8')\n",
        "several values",
        id="two values",
    ),
]


@pytest.mark.parametrize(("name", "content", "reason"), PASSED_OVER)
def test_what_cannot_be_read_is_passed_over(
    top: Path, name: str, content: str | bytes, reason: str | None
) -> None:
    """The declaration of the folder above counts, and a note says why."""
    path = write(
        top, {f"a/{name}": content, "pyproject.toml": PROJECT.format("==3.12.*")}
    )

    found = pythons.find_supported(path, [])

    assert minors(found.window) == (312,)
    if reason is not None:
        assert len(found.notes) == 1
        assert found.notes[0].startswith(str(top / "a" / name))
        assert reason in found.notes[0]
        assert found.notes[0].isprintable()
        assert len(found.notes[0]) < len(str(top)) + 300


def test_what_cannot_be_read_leaves_the_other_files_of_the_folder(top: Path) -> None:
    path = write(
        top,
        {
            "pyproject.toml": PROJECT.format("what") + POETRY.format('"~3.12"'),
            "a/pyproject.toml": "requires-python",
            "a/setup.cfg": SETUP_CFG.format("==3.13.*"),
        },
    )

    assert minors(pythons.find_supported(path, []).window) == (313,)

    (top / "a" / "setup.cfg").unlink()
    cache.clear()
    found = pythons.find_supported(path, [])

    assert minors(found.window) == (312,)
    assert len(found.notes) == 2


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.cfg", "setup.py"])
def test_a_folder_in_the_place_of_a_file(top: Path, name: str) -> None:
    path = write(top, {f"a/{name}/x": "", "setup.cfg": SETUP_CFG.format("==3.12.*")})

    found = pythons.find_supported(path, [])

    assert minors(found.window) == (312,)
    assert "not a regular file" in found.notes[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_not_waited_for(top: Path) -> None:
    path = write(top, {"setup.cfg": SETUP_CFG.format("==3.12.*")})
    os.mkfifo(top / "pyproject.toml")

    assert minors(pythons.find_supported(path, []).window) == (312,)
    assert dependencies.find_dependencies(path) == frozenset()
    assert not dependencies.is_source_of(path, "x")


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_a_link_that_leads_back(top: Path) -> None:
    path = write(top, {"setup.cfg": SETUP_CFG.format("==3.12.*")})
    (top / "pyproject.toml").symlink_to("pyproject.toml")

    found = pythons.find_supported(path, [])

    assert minors(found.window) == (312,)
    assert "cannot be read" in found.notes[0]
    assert dependencies.find_dependencies(path) == frozenset()


def test_a_file_that_must_not_be_read(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a stand-in, since the superuser may read everything."""
    path = write(
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


def test_a_declaration_above_home_is_not_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(
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
    path = write(top, {"a/b/pyproject.toml": PROJECT.format("==3.12.*")})
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
    path = write(top, {"pyproject.toml": PROJECT.format("==3.12.*")})
    found = pythons.find_supported(path, lines_of(f"# /// script\n{text}# ///\n"))

    assert minors(found.window) == (312,)
    assert len(found.notes) == 1
    assert reason in found.notes[0]


def test_many_script_blocks_take_linear_time(top: Path) -> None:
    """With a quadratic search this would take minutes."""
    path = write(top, {})
    lines = ["# /// script\n"] * 100_000

    assert pythons.find_supported(path, lines).notes == ()
    assert pythons.find_supported(path, [*lines, "# ///\n"]).notes == ()


DEPENDENCIES = [
    pytest.param({}, set(), id="none"),
    pytest.param(
        {"pyproject.toml": "[project]\ndependencies = [\"Legacy_CGI>=2; x == 'y'\"]\n"},
        {"legacy-cgi"},
        id="project",
    ),
    pytest.param(
        {"pyproject.toml": '[project.optional-dependencies]\na = ["six", "attrs"]\n'},
        {"six", "attrs"},
        id="optional",
    ),
    pytest.param(
        {"pyproject.toml": '[dependency-groups]\na = ["six", {include-group = "b"}]\n'},
        {"six"},
        id="groups",
    ),
    pytest.param(
        {"pyproject.toml": '[build-system]\nrequires = ["setuptools>=61"]\n'},
        {"setuptools"},
        id="build-system",
    ),
    pytest.param(
        {
            "pyproject.toml": "[tool.poetry.dependencies]\npython = '*'\nsix = '*'\n"
            "[tool.poetry.group.x.dependencies]\nattrs = {version = '*'}\n"
        },
        {"six", "attrs"},
        id="Poetry",
    ),
    pytest.param(
        {"setup.cfg": "[options]\ninstall_requires =\n    six\n    attrs>=1\n"},
        {"six", "attrs"},
        id="setup.cfg",
    ),
    pytest.param(
        {"setup.py": "setup(install_requires=['six'], setup_requires=['attrs'])\n"},
        {"six", "attrs"},
        id="setup.py",
    ),
    pytest.param(
        {"requirements.txt": "six==1.0\n# attrs\n"}, {"six"}, id="requirements.txt"
    ),
    pytest.param({"requirements-dev.txt": "six\n"}, {"six"}, id="requirements-dev"),
    pytest.param({"test-requirements.txt": "six\n"}, {"six"}, id="test-requirements"),
    pytest.param({"requirements/base.txt": "six\n"}, {"six"}, id="requirements folder"),
    pytest.param({"requirements.rst": "six\n"}, set(), id="another suffix"),
    pytest.param(
        {"requirements.txt": "-r deps/all.txt\n", "deps/all.txt": "six\n-r more.txt\n"}
        | {"deps/more.txt": "attrs\n-r ../requirements.txt\n"},
        {"six", "attrs"},
        id="included",
    ),
    pytest.param(
        {"requirements.txt": "-r ../out.txt\nsix\n", "../out.txt": "attrs\n"},
        {"six"},
        id="included from without",
    ),
    pytest.param(
        {"requirements.txt": "-r https://example.org/x.txt\n-r none.txt\nsix\n"},
        {"six"},
        id="included from nowhere",
    ),
    pytest.param({"Pipfile": '[dev-packages]\nsix = "*"\n'}, {"six"}, id="Pipfile"),
    pytest.param(
        {"a/pyproject.toml": '[project]\ndependencies = ["six"]\n'}
        | {"setup.cfg": "[options]\ninstall_requires = attrs\n"}
        | {"c/requirements.txt": "idna\n"},
        {"six", "attrs"},
        id="monorepo",
    ),
    pytest.param(
        {
            "pyproject.toml": "[project",
            "setup.cfg": b"\xff",
            "requirements.txt": "six\n",
        },
        {"six"},
        id="unreadable beside readable",
    ),
    pytest.param(
        {"pyproject.toml": '[project]\ndependencies = ["six", "???", 3]\n'},
        {"six"},
        id="readable in parts",
    ),
    pytest.param(
        {"requirements.txt": "six\n???\n-r more.txt\n", "more.txt": "attrs\n"},
        {"six", "attrs"},
        id="requirements readable in parts",
    ),
    pytest.param(
        {"setup.py": "setup(install_requires=['six']\n", "setup.cfg": "junk"},
        set(),
        id="broken",
    ),
]


@pytest.mark.parametrize(("files", "expected"), DEPENDENCIES)
def test_dependencies(
    top: Path, files: dict[str, str | bytes], expected: set[str]
) -> None:
    assert dependencies.find_dependencies(write(top, files)) == expected


def test_a_requirements_folder_that_must_not_be_read(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(top, {"requirements/base.txt": "six\n", "requirements.txt": "attrs\n"})

    def listdir(folder: str) -> list[str]:
        raise PermissionError(folder)

    monkeypatch.setattr(os, "listdir", listdir)

    assert dependencies.find_dependencies(path) == {"attrs"}


NAMES = [
    pytest.param({"pyproject.toml": '[project]\nname = "SetupTools"\n'}, id="project"),
    pytest.param(
        {"pyproject.toml": '[tool.poetry]\nname = "setuptools"\n'}, id="Poetry"
    ),
    pytest.param({"setup.cfg": "[metadata]\nname = setuptools\n"}, id="setup.cfg"),
    pytest.param({"setup.py": "setup(name='setuptools')\n"}, id="setup.py"),
    pytest.param(
        {"setup.py": "N = 'setuptools'\nsetup(name=N)\n"}, id="setup.py with a constant"
    ),
    pytest.param({"a/setup.py": "setup(name='setuptools')\n"}, id="nearer folder"),
]


@pytest.mark.parametrize("files", NAMES)
def test_is_project(top: Path, files: dict[str, str | bytes]) -> None:
    path = write(top, files)

    assert dependencies.is_source_of(path, "setuptools")
    assert not dependencies.is_source_of(path, "setup")


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"c/setup.py": "setup(name='setuptools')\n"}, id="elsewhere"),
        pytest.param({"setup.py": "Extension(name='setuptools')\n"}, id="another call"),
        pytest.param({"pyproject.toml": "[project]\nname = 3\n"}, id="a number"),
        pytest.param({"pyproject.toml": "[project\n"}, id="broken"),
        pytest.param({"setup.cfg": "name = setuptools\n"}, id="no section"),
    ],
)
def test_is_another_project(top: Path, files: dict[str, str | bytes]) -> None:
    assert not dependencies.is_source_of(write(top, files), "setuptools")


def test_names_are_compared_in_normal_form(top: Path) -> None:
    path = write(top, {"setup.cfg": "[metadata]\nname = My.Cool_Thing\n"})

    assert dependencies.is_source_of(path, "my-cool-thing")
    assert dependencies.is_source_of(path, "MY__cool--thing")


def test_what_is_read_is_remembered_until_forgotten(top: Path) -> None:
    path = write(top, {"setup.cfg": SETUP_CFG.format("==3.12.*")})

    assert minors(pythons.find_supported(path, []).window) == (312,)

    write(top, {"setup.cfg": SETUP_CFG.format("==3.13.*")})

    assert minors(pythons.find_supported(path, []).window) == (312,)

    cache.clear()

    assert minors(pythons.find_supported(path, []).window) == (313,)


def test_setup_py_is_never_run_and_makes_no_noise(top: Path) -> None:
    path = write(
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
        (PROJECT.format(">=3.9"), True),
    ],
    ids=["no word of Python", "declared"],
)
def test_toml_is_parsed_only_if_it_may_matter(
    top: Path, content: str, parsed: bool
) -> None:
    path = write(top, {"pyproject.toml": content})
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
