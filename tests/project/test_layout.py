"""Project root and first party, in folders made for each case."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row
from support import at, touch

from flake8_safe_imports.project import cache, layout, package_names

needs_links = pytest.mark.skipif(
    sys.platform == "win32", reason="symbolic links need rights there"
)


ROOTS = [
    pytest.param(["r/.git/", "r/a/b/x.py"], "r", id="git"),
    pytest.param(["r/.git", "r/a/b/x.py"], "r", id="git worktree or submodule"),
    pytest.param(["r/.hg/", "r/a/b/x.py"], "r", id="mercurial"),
    pytest.param(["r/.git/", "r/a/.git", "r/a/b/x.py"], "r/a", id="nearest repository"),
    pytest.param(
        ["r/.git/", "r/a/pyproject.toml", "r/a/b/x.py"], "r", id="repository over file"
    ),
    pytest.param(
        ["r/pyproject.toml", "r/a/.git", "r/a/b/x.py"], "r/a", id="below a file"
    ),
    pytest.param(["r/pyproject.toml", "r/a/b/x.py"], "r", id="pyproject"),
    pytest.param(["r/setup.cfg", "r/a/b/x.py"], "r", id="setup.cfg"),
    pytest.param(["r/setup.py", "r/a/b/x.py"], "r", id="setup.py"),
    pytest.param(["r/tox.ini", "r/a/b/x.py"], "r", id="tox.ini"),
    pytest.param(["r/.flake8", "r/a/b/x.py"], "r", id=".flake8"),
    pytest.param(
        ["r/tox.ini", "r/a/setup.py", "r/a/b/setup.cfg", "r/a/b/x.py"],
        "r",
        id="topmost file",
    ),
    pytest.param(["r/a/b/x.py"], "r/a/b", id="own folder"),
    pytest.param(["r/.gitignore", "r/a/b/x.py"], "r/a/b", id="other dotted files"),
    pytest.param(["r/Setup.cfg", "r/a/b/x.py"], "r/a/b", id="another case"),
]


@each_row(("names", "expected"), ROOTS)
def test_find_root(tmp_path: Path, names: list[str], expected: str) -> None:
    touch(tmp_path, *names)

    assert layout.find_root(at(tmp_path, "r/a/b/x.py")) == at(tmp_path, expected)


def test_root_of_a_file_that_does_not_exist(tmp_path: Path) -> None:
    touch(tmp_path, "r/.git/")

    assert layout.find_root(at(tmp_path, "r/no/such/x.py")) == at(tmp_path, "r")


def test_root_does_not_leave_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, ".git/", "pyproject.toml", "home/p/a/x.py", "home/q/tox.ini")

    assert layout.find_root(at(tmp_path, "home/p/a/x.py")) == at(tmp_path, "home/p/a")
    assert layout.find_root(at(tmp_path, "home/q/a/x.py")) == at(tmp_path, "home/q")

    monkeypatch.setenv("HOME", at(tmp_path, "home/p"))
    monkeypatch.setenv("USERPROFILE", at(tmp_path, "home/p"))
    cache.clear()

    assert layout.find_root(at(tmp_path, "home/q/a/x.py")) == str(tmp_path)


def test_home_itself_may_be_the_root(tmp_path: Path) -> None:
    touch(tmp_path, ".git/", "home/.git/", "home/p/x.py")

    assert layout.find_root(at(tmp_path, "home/p/x.py")) == at(tmp_path, "home")
    assert layout.find_root(at(tmp_path, "home/x.py")) == at(tmp_path, "home")


@pytest.mark.parametrize("home", ["", "relative", "~", "/", "\udc80"])
def test_invalid_home_does_not_limit_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    touch(tmp_path, "r/.git/", "r/a/x.py")
    monkeypatch.setenv("HOME", home)

    assert layout.find_root(at(tmp_path, "r/a/x.py")) == at(tmp_path, "r")


@needs_links
def test_home_may_be_a_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, ".git/", "disk/me/p/x.py")
    (tmp_path / "link").symlink_to(tmp_path / "disk" / "me")
    monkeypatch.setenv("HOME", at(tmp_path, "link"))
    monkeypatch.setenv("USERPROFILE", at(tmp_path, "link"))

    assert layout.find_root(at(tmp_path, "disk/me/p/x.py")) == at(tmp_path, "disk/me/p")
    assert layout.find_root(at(tmp_path, "link/p/x.py")) == at(tmp_path, "link/p")


def test_top_of_the_file_system_is_never_a_root() -> None:
    lost = os.path.abspath(os.path.join(os.sep, "no such folder", "deeper", "x.py"))

    assert layout.find_root(lost) == os.path.dirname(lost)
    assert layout.list_folders(lost) == (os.path.dirname(lost),)


def test_folders_go_from_the_file_to_the_root(tmp_path: Path) -> None:
    touch(tmp_path, "r/.git/", "r/a/b/x.py")

    assert layout.list_folders(at(tmp_path, "r/a/b/x.py")) == (
        at(tmp_path, "r/a/b"),
        at(tmp_path, "r/a"),
        at(tmp_path, "r"),
    )


def test_source_roots_are_those_that_exist(tmp_path: Path) -> None:
    touch(tmp_path, "r/.git/", "r/src/", "r/python/", "r/lib", "r/a/lib/", "r/a/x.py")

    assert layout.find_import_roots(at(tmp_path, "r/a/x.py")) == (
        at(tmp_path, "r/a"),
        at(tmp_path, "r"),
        at(tmp_path, "r/src"),
        at(tmp_path, "r/python"),
    )


def test_relative_to_root_has_slashes(tmp_path: Path) -> None:
    touch(tmp_path, "r/.git/", "r/a/b/x.py")

    assert layout.relative_to_root(at(tmp_path, "r/a/b/x.py")) == "a/b/x.py"
    assert layout.relative_to_root(at(tmp_path, "r/a/../x.py")) == "x.py"


FIRST_PARTY = [
    pytest.param(["pkg/name.py"], True, id="module beside"),
    pytest.param(["pkg/name.pyi"], True, id="stub beside"),
    pytest.param(["pkg/name.so"], True, id="plain extension module"),
    pytest.param(["pkg/name.pyd"], True, id="plain extension module on Windows"),
    pytest.param(["pkg/name.abi3.so"], True, id="stable extension module"),
    pytest.param(["pkg/name.cpython-313-x86_64-linux-gnu.so"], True, id="extension"),
    pytest.param(["pkg/name.cp313-win_amd64.pyd"], True, id="extension on Windows"),
    pytest.param(["pkg/name/__init__.py"], True, id="package beside"),
    pytest.param(["pkg/name/"], True, id="folder beside"),
    pytest.param(["name.py"], True, id="module in the root"),
    pytest.param(["name/"], True, id="folder in the root"),
    pytest.param(["src/name.py"], True, id="module in src"),
    pytest.param(["lib/name/"], True, id="folder in lib"),
    pytest.param(["python/name/__init__.pyi"], True, id="package in python"),
    pytest.param(["other/name.py"], False, id="elsewhere"),
    pytest.param(["pkg/sub/name.py"], False, id="deeper"),
    pytest.param(["pkg/src/name.py"], False, id="src, but not of the root"),
    pytest.param(["../name.py"], False, id="above the root"),
    pytest.param(["pkg/Name.py"], False, id="another case"),
    pytest.param(["pkg/NAME/"], False, id="a folder of another case"),
    pytest.param(["pkg/name"], False, id="a file without suffix"),
    pytest.param(["pkg/name.txt"], False, id="a text"),
    pytest.param(["pkg/name.py.bak"], False, id="a backup"),
    pytest.param(["pkg/name.pyc"], False, id="compiled"),
    pytest.param(["pkg/my.name.py"], False, id="a dot before"),
    pytest.param(["pkg/name.d/"], False, id="a folder with a dot"),
    pytest.param(["pkg/name.py/"], False, id="a folder that ends like a module"),
    pytest.param(["pkg/names.py"], False, id="a longer name"),
    pytest.param([], False, id="not there"),
]


@each_row(("names", "expected"), FIRST_PARTY)
def test_first_party(tmp_path: Path, names: list[str], expected: bool) -> None:
    top = touch(tmp_path / "r", ".git/", "pkg/__init__.py", "pkg/x.py", *names)

    assert layout.is_first_party("name", at(top, "pkg/x.py")) is expected
    assert layout.is_first_party("name.sub", at(top, "pkg/x.py")) is expected


def test_empty_name_is_not_first_party(tmp_path: Path) -> None:
    touch(tmp_path, "r/.git/", "r/.py", "r/.so", "r/x.py")

    assert not layout.is_first_party("", at(tmp_path, "r/x.py"))
    assert not layout.is_beside("", at(tmp_path, "r/x.py"))


def test_the_packages_of_the_file_are_first_party(tmp_path: Path) -> None:
    """Also where the top-level package begins above the project root."""
    touch(tmp_path, "top/__init__.py", "top/mid/__init__.py", "top/mid/sub/__init__.py")
    touch(tmp_path, "top/mid/sub/x.py", "top/mid/.git", "helper.py", "other/y.py")
    path = at(tmp_path, "top/mid/sub/x.py")

    assert layout.find_root(path) == at(tmp_path, "top/mid")
    assert layout.is_first_party("top", path)
    assert layout.is_first_party("helper", path)
    assert not layout.is_first_party("y", path)


@pytest.mark.parametrize("vendor", ["_vendor", "vendor", "extern", "third_party"])
def test_siblings_are_first_party_in_vendored_code(tmp_path: Path, vendor: str) -> None:
    top = touch(tmp_path / vendor, "foo/.git", "foo/foo/__init__.py", "foo/foo/x.py")
    touch(top, "urllib3/", "six.py", "python-dateutil/dateutil/", "attrs-1.0/src/attr/")
    touch(top, "pkg/__init__.py", "pkg/inner.py")
    path = at(top, "foo/foo/x.py")

    assert layout.find_root(path) == at(top, "foo")
    assert layout.is_first_party("urllib3", path)
    assert layout.is_first_party("six", path)
    assert layout.is_first_party("dateutil", path)
    assert layout.is_first_party("attr", path)
    assert not layout.is_first_party("inner", path)
    assert not layout.is_first_party("requests", path)


def test_siblings_are_first_party_in_a_vendoring_package(tmp_path: Path) -> None:
    touch(tmp_path, "r/.git/", "r/pkg/__init__.py", "r/pkg/_vendor/foo/bar.py")
    touch(tmp_path, "r/pkg/_vendor/urllib3/__init__.py", "r/pkg/main.py")

    assert layout.is_first_party("urllib3", at(tmp_path, "r/pkg/_vendor/foo/bar.py"))
    assert not layout.is_first_party("urllib3", at(tmp_path, "r/pkg/main.py"))


def test_siblings_in_other_folders_are_not_first_party(tmp_path: Path) -> None:
    touch(tmp_path, "code/foo/.git", "code/foo/x.py", "code/urllib3/", "code/six.py")

    assert not layout.is_first_party("urllib3", at(tmp_path, "code/foo/x.py"))
    assert not layout.is_first_party("six", at(tmp_path, "code/foo/x.py"))


def test_first_party_does_not_depend_on_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, "r/.git/", "r/a/x.py", "r/mine.py", "elsewhere/theirs.py")
    monkeypatch.chdir(tmp_path / "elsewhere")

    assert layout.is_first_party("mine", at(tmp_path, "r/a/x.py"))
    assert not layout.is_first_party("theirs", at(tmp_path, "r/a/x.py"))


def test_is_beside(tmp_path: Path) -> None:
    touch(tmp_path, "r/.git/", "r/a/x.py", "r/a/near.py", "r/a/box/", "r/far.py")
    path = at(tmp_path, "r/a/x.py")

    assert layout.is_beside("near", path)
    assert layout.is_beside("box.thing", path)
    assert layout.is_beside("x", path)
    assert not layout.is_beside("far", path)


TOP_LEVEL = [
    pytest.param("random.py", "random", id="module in the root"),
    pytest.param("random/__init__.py", "random", id="package in the root"),
    pytest.param("src/random.py", "random", id="module in src"),
    pytest.param("lib/random/__init__.py", "random", id="package in lib"),
    pytest.param("python/random.py", "random", id="module in python"),
    pytest.param("random/main.py", None, id="inside a package"),
    pytest.param("pkg/random.py", None, id="submodule"),
    pytest.param("pkg/random/__init__.py", None, id="subpackage"),
    pytest.param("pkg/src/random.py", None, id="src elsewhere"),
    pytest.param("random.pyi", None, id="stub"),
    pytest.param("random.txt", None, id="text"),
    pytest.param("__main__.py", None, id="main"),
    pytest.param("__init__.py", None, id="the root as a package"),
    pytest.param("src/__init__.py", "src", id="src as a package"),
]


@each_row(("name", "expected"), TOP_LEVEL)
def test_find_top_level_module(tmp_path: Path, name: str, expected: str | None) -> None:
    top = touch(tmp_path / "r", "pyproject.toml", name)

    assert layout.find_top_level_module(at(top, name)) == expected


def test_modules_of_a_package_are_not_top_level(tmp_path: Path) -> None:
    """A package alone, such as one unpacked from a wheel, is its own project root."""
    touch(tmp_path, "pkg/__init__.py", "pkg/types.py", "r/tox.ini", "r/src/__init__.py")

    assert layout.find_root(at(tmp_path, "pkg/types.py")) == at(tmp_path, "pkg")
    assert layout.find_top_level_module(at(tmp_path, "pkg/types.py")) is None
    assert layout.find_top_level_module(at(tmp_path, "r/src/types.py")) is None


def test_folders_are_listed_once_until_the_cache_is_cleared(tmp_path: Path) -> None:
    touch(tmp_path, "r/.git/", "r/x.py")
    path = at(tmp_path, "r/x.py")

    assert not layout.is_first_party("new", path)

    touch(tmp_path, "r/new.py")

    assert not layout.is_first_party("new", path)

    cache.clear()

    assert layout.is_first_party("new", path)


def ask_everything(path: str) -> None:
    """Ask for all there is; the answers are for the caller's other assertions."""
    assert layout.find_root(path)
    assert layout.find_root(path) in layout.list_folders(path)
    assert layout.find_import_roots(path)
    assert not layout.is_first_party("nobody", path)
    assert not layout.is_beside("nobody", path)
    assert not os.path.isabs(layout.relative_to_root(path))
    assert isinstance(package_names.find_package_names(path), tuple)
    layout.find_top_level_module(path)


@each_row(
    "name",
    [
        pytest.param("no/such/folder/x.py", id="missing"),
        pytest.param("a\x00b/x\x00.py", id="NUL"),
        pytest.param("n" * 5000 + "/x.py", id="long name"),
        pytest.param("d/" * 3000 + "x.py", id="deep"),
        pytest.param("\udcff/\udc80.py", id="undecodable bytes"),
        pytest.param("\ud800/x.py", id="lone surrogate"),
        pytest.param("stdin", id="stdin"),
        pytest.param("a/../../b/./x.py", id="dots"),
        pytest.param("", id="no name"),
    ],
)
def test_any_path_is_answered(tmp_path: Path, name: str) -> None:
    ask_everything(os.path.join(str(tmp_path), name))
    ask_everything(os.path.join(os.sep, name))


@given(st.text(max_size=40))
def test_any_text_is_answered(name: str) -> None:
    ask_everything(os.path.join(os.sep, "no such folder", name))


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use stays there")
def test_deleted_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path, "gone/")
    monkeypatch.chdir(tmp_path / "gone")
    try:
        (tmp_path / "gone").rmdir()
    except OSError:
        pytest.skip("a folder that is in use stays")

    ask_everything("x.py")

    assert layout.relative_to_root("x.py") == "x.py"


@needs_links
def test_links_in_a_circle(tmp_path: Path) -> None:
    touch(tmp_path, "r/.git/", "r/a/x.py")
    (tmp_path / "r" / "a" / "loop").symlink_to("loop")
    (tmp_path / "r" / "a" / "self.py").symlink_to("self.py")
    (tmp_path / "r" / "a" / "up").symlink_to(tmp_path / "r")
    path = at(tmp_path, "r/a/up/a/up/a/x.py")

    ask_everything(path)
    assert layout.find_root(path) == at(tmp_path, "r/a/up/a/up")
    assert not layout.is_first_party("loop", path)
    assert not layout.is_first_party("self", path)
    assert layout.is_first_party("up", path)


@needs_links
def test_links_are_not_followed_out_of_the_project(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "real/.git/",
        "real/pkg/x.py",
        "real/theirs.py",
        "r/.git/",
        "r/ours.py",
    )
    (tmp_path / "r" / "pkg").symlink_to(tmp_path / "real" / "pkg")
    path = at(tmp_path, "r/pkg/x.py")

    assert layout.find_root(path) == at(tmp_path, "r")
    assert layout.is_first_party("ours", path)
    assert not layout.is_first_party("theirs", path)


def test_folder_without_read_permission_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a stand-in, since the superuser may read everything."""
    touch(tmp_path, "r/.git/", "r/closed/name.py", "r/closed/x.py")

    def close(name: str) -> None:
        function = getattr(os, name)

        def closed(path: str) -> object:
            if os.path.basename(path) == "closed":
                raise PermissionError(13, "Permission denied", path)
            return function(path)

        monkeypatch.setattr(os, name, closed)

    close("scandir")
    close("listdir")
    path = at(tmp_path, "r/closed/x.py")

    ask_everything(path)
    assert layout.find_root(path) == at(tmp_path, "r")
    assert not layout.is_first_party("name", path)


def test_files_of_interest_are_recognized_by_name(tmp_path: Path) -> None:
    wanted = {
        "Pipfile",
        "requirements.txt",
        "dev-requirements.in",
        "requirements-dev.txt",
    }
    for name in (*wanted, "requirements.md", "notes.txt", "REQUIREMENTS.txt"):
        tmp_path.joinpath(name).write_text("", encoding="utf-8")

    assert layout.list_files(str(tmp_path)) == wanted


def test_a_path_on_another_drive_stays_absolute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os.path, "splitdrive", lambda path: (path[:2], path[2:]))

    assert layout.relative_to("/a/b", "/c/d.py") == "/c/d.py"
