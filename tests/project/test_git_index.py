"""Which files git tracks, against git itself."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from rows import each_row
from support import write_files

from flake8_safe_imports.project import git_index
from flake8_safe_imports.project.git_index import TrackedFiles

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["a.txt", "b/c.txt", "b/d/" + "e" * 200, "b/d/" + "f" * 201, "z", "zz", "zzz"]


@pytest.mark.skipif(shutil.which("git") is None, reason="without git")
@pytest.mark.parametrize("hash_name", ["sha1", "sha256"])
@pytest.mark.parametrize("version", [2, 3, 4])
def test_index_of_every_version(version: int, hash_name: str, tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)

    write_files(tmp_path, {name: name for name in [*NAMES, "b/not", "not/x"]})
    git("init", "-q", f"--object-format={hash_name}")
    git("add", *NAMES[:-1])
    git("add", "--intent-to-add", NAMES[-1])  # which version 2 cannot say
    git("update-index", "--index-version", str(version))
    tracked = TrackedFiles(str(tmp_path))

    assert all(tracked.has(str(tmp_path / name)) for name in [*NAMES, "b", "b/d"])
    assert not any(
        tracked.has(str(tmp_path / name)) for name in ("b/not", "not", "c.txt", ".")
    )


@pytest.mark.skipif(shutil.which("git") is None, reason="without git")
def test_index_of_a_work_tree(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        name = "-c", "user.name=x", "-c", "user.email=x"
        subprocess.run(["git", *name, *arguments], cwd=tmp_path / "a", check=True)

    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("")
    git("init", "-q")
    git("add", "x.txt")
    git("commit", "-q", "-m", "x")
    git("worktree", "add", "-q", "../b")

    assert TrackedFiles(str(tmp_path / "b")).has(str(tmp_path / "b" / "x.txt"))


ENTRY = b"\0" * 60 + b"\0\1a\0"
HEADER = b"DIRC\0\0\0\2\0\0\0\2"


@each_row(
    ("index", "has_a"),
    [
        (HEADER + ENTRY * 2, True),
        (HEADER + ENTRY, False),
        (HEADER + ENTRY + ENTRY[:60], False),
        (HEADER + ENTRY + ENTRY[:60] + b"\0\2a\0", False),
        (HEADER[:7] + b"\5" + HEADER[8:] + ENTRY * 2, False),
        (HEADER[:7] + b"\4" + HEADER[8:] + ENTRY[:62] + b"\xff" * 90, False),
        (HEADER[:7] + b"\4" + HEADER[8:] + ENTRY[:62] + b"\x05a\0" * 90, False),
        (b"", False),
        (b"DIRC", False),
    ],
)
def test_index_that_is_not_understood(
    index: bytes, has_a: bool, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").write_bytes(index)

    assert TrackedFiles(str(tmp_path)).has(str(tmp_path / "a")) is has_a


@pytest.mark.parametrize("text", ["gitdir: nowhere\n", "gitdir: \0\n", "what\n"])
def test_broken_link_to_the_git_folder(text: str, tmp_path: Path) -> None:
    (tmp_path / ".git").write_text(text)

    assert not TrackedFiles(str(tmp_path)).has(str(tmp_path / "a"))


def test_files_of_git_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: str, *rest: object, **others: object) -> None:
        raise PermissionError(file)

    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    monkeypatch.setattr("builtins.open", refuse)

    assert git_index._find_git_folder(str(tmp_path)) == str(tmp_path / ".git")
    (tmp_path / ".git").unlink()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").touch()
    assert not TrackedFiles(str(tmp_path)).has(str(tmp_path / "a"))
