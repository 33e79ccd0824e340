"""What a project depends on and is called, in projects made for each case."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from rows import each_row
from support import write_project

from flake8_safe_imports.project import dependencies

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
    pytest.param(
        {
            "requirements.txt": "git+https://host/me/six.git@v1/x#sub\n"
            "-e git+ssh://git@host/attrs\ngit+https://host\n"
        },
        {"six", "attrs"},
        id="repositories",
    ),
    pytest.param({"requirements-dev.txt": "six\n"}, {"six"}, id="requirements-dev"),
    pytest.param({"test-requirements.txt": "six\n"}, {"six"}, id="test-requirements"),
    pytest.param({"requirements/base.txt": "six\n"}, {"six"}, id="requirements folder"),
    pytest.param({"dependencies/tox.in": "six\n"}, {"six"}, id="dependencies folder"),
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
        id="included from outside the folder",
    ),
    pytest.param(
        {"requirements.txt": "-r https://example.org/x.txt\n-r none.txt\nsix\n"},
        {"six"},
        id="included, but not a file",
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
def test_find_dependencies(
    top: Path, files: dict[str, str | bytes], expected: set[str]
) -> None:
    assert dependencies.find_dependencies(write_project(top, files)) == expected


def test_requirements_folder_without_read_permission_is_left_out(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_project(
        top, {"requirements/base.txt": "six\n", "requirements.txt": "attrs\n"}
    )

    listdir = os.listdir

    def closed(folder: str) -> list[str]:
        if os.path.basename(folder) == "requirements":
            raise PermissionError(folder)
        return listdir(folder)

    monkeypatch.setattr(os, "listdir", closed)

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
def test_source_of_a_distribution(top: Path, files: dict[str, str | bytes]) -> None:
    path = write_project(top, files)

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
def test_not_the_source_of_a_distribution(
    top: Path, files: dict[str, str | bytes]
) -> None:
    assert not dependencies.is_source_of(write_project(top, files), "setuptools")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[tool.uv.sources]\nacme = {path = '../acme'}\n", id="uv path"),
        pytest.param("[tool.uv.sources]\nacme = {workspace = true}\n", id="uv member"),
        pytest.param(
            "[tool.poetry.dependencies]\nacme = {path = '../acme'}\n", id="Poetry"
        ),
        pytest.param(
            "[tool.poetry.group.dev.dependencies]\nacme = {path = '../acme'}\n",
            id="Poetry, group",
        ),
    ],
)
def test_dependencies_that_lie_beside_the_project_are_its_own(
    top: Path, text: str
) -> None:
    assert dependencies.is_source_of(
        write_project(top, {"pyproject.toml": text}), "acme"
    )


def test_names_are_compared_in_pep_503_form(top: Path) -> None:
    path = write_project(top, {"setup.cfg": "[metadata]\nname = My.Cool_Thing\n"})

    assert dependencies.is_source_of(path, "my-cool-thing")
    assert dependencies.is_source_of(path, "MY__cool--thing")


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_link_to_itself_is_left_out(top: Path) -> None:
    path = write_project(top, {"requirements.txt": "six\n"})
    (top / "pyproject.toml").symlink_to("pyproject.toml")

    assert dependencies.find_dependencies(path) == {"six"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_reading_a_pipe_does_not_block(top: Path) -> None:
    path = write_project(top, {"setup.cfg": "[metadata]\nname = x\n"})
    os.mkfifo(top / "pyproject.toml")

    assert dependencies.find_dependencies(path) == frozenset()
    assert dependencies.is_source_of(path, "x")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("# /// script\n# dependencies = ['Legacy_CGI']\n# ///\n", {"legacy-cgi"}),
        ("# /// script\n# dependencies = ['legacy-cgi']\n", set()),
        ("# /// script\n# dependencies = ['???', 'six']\n# ///\n", {"six"}),
    ],
    ids=["block", "block without an end", "readable in parts"],
)
def test_script_block_counts(top: Path, block: str, expected: set[str]) -> None:
    path = write_project(top, {"requirements.txt": "attrs\n"})
    lines = block.splitlines(keepends=True)

    assert dependencies.find_dependencies(path, lines) == expected | {"attrs"}


@each_row(
    ("name", "text"),
    [
        ("tox.ini", "[testenv]\ndeps =\n    pytest\n    zorblax-client==1\n"),
        ("noxfile.py", 'session.install("pytest", "zorblax-client")\n'),
        ("environment.yml", "dependencies:\n- zorblax-client=1\n"),
        ("Makefile", "docs:\n\tpip install zorblax_client\n"),
        ("Dockerfile", "RUN pip install zorblax-client==1\n"),
        (".gitlab-ci.yml", "lint:\n  script:\n  - pip install zorblax-client\n"),
        (".gitmodules", "[submodule]\n\tpath = extern/zorblax-client\n"),
        ("pyproject.toml", '[tool.pixi.dependencies]\nzorblax-client = "*"\n'),
        ("pyproject.toml", 'x = ["zbx @ git+https://h/me/zorblax-client.git@v1"]'),
        ("a/uv.lock", '[[package]]\nname = "zorblax-client"\n'),
        ("Pipfile.lock", '{"default": {"zorblax-client": {}}}'),
    ],
)
def test_what_else_is_installed(tmp_path: Path, name: str, text: str) -> None:
    write_project(tmp_path, {".git/HEAD": "", name: text})

    assert dependencies.is_mentioned(str(tmp_path / "a" / "b.py"), "zorblax_client")
    assert not dependencies.is_mentioned(str(tmp_path / "a.py"), "zorblax")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "uv.lock",
            'name = "acme"\nversion = "1"\nwheels = [{url = "//zorblax-client"}]',
        ),
        (
            "Pipfile.lock",
            '{"default": {"acme": {"version": "==1", "markers": "zorblax-client"}}}',
        ),
    ],
)
def test_only_names_count_in_locks(tmp_path: Path, name: str, text: str) -> None:
    write_project(tmp_path, {".git/HEAD": "", name: text})
    path = str(tmp_path / "a.py")

    assert dependencies.is_mentioned(path, "acme")
    for other in ("zorblax_client", "version", "size"):
        assert not dependencies.is_mentioned(path, other)
