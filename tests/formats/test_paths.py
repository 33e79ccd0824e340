"""Paths of reports, also those of Windows."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from flake8_safe_imports.formats import paths

HERE = os.path.abspath(os.sep)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (os.path.join(".", "a.py"), "a.py"),
        (os.path.join("..", "a.py"), "../a.py"),
        (os.path.join("a", ".", "b.py"), "a/b.py"),
        ("stdin", "stdin"),
    ],
)
def test_shown_with_slashes(path: str, shown: str) -> None:
    assert paths.show_path(path) == shown


def test_absolute_paths_are_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = Path.cwd()

    assert paths.show_path(str(here / "a" / "b.py")) == "a/b.py"
    assert (
        paths.show_path(str(here.parent / "b.py")) == (here.parent / "b.py").as_posix()
    )


def test_a_working_directory_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise FileNotFoundError

    path = os.path.join(HERE, "a", "b.py")
    monkeypatch.setattr("os.getcwd", fail)

    assert paths.show_path(path).endswith("a/b.py")


def test_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "PurePath", PureWindowsPath)
    here = "C:\\work"

    assert paths.relate("C:\\work\\a\\b.py", here).as_posix() == "a/b.py"
    assert paths.relate(".\\a b.py", here).as_posix() == "a b.py"
    assert paths.make_uri(paths.relate(".\\a b.py", here)) == "a%20b.py"
    assert paths.make_uri(paths.relate("D:\\x y.py", here)) == "file:///D:/x%20y.py"
    assert (
        paths.make_uri(paths.relate("\\\\ab\\c\\d e.py", here))
        == "file://ab/c/d%20e.py"
    )


def test_uris() -> None:
    assert paths.make_uri(PurePosixPath("a b/c#?%.py")) == "a%20b/c%23%3F%25.py"
    assert paths.make_uri(PurePosixPath("/a b.py")) == "file:///a%20b.py"
    assert paths.make_uri(PurePosixPath("\udcff.py")) == "%FF.py"
