"""What git ignores, against git itself."""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from rows import each_row

from flake8_safe_imports.project import gitignore

if TYPE_CHECKING:
    from pathlib import Path

PATTERNS = [
    "b",
    "/b",
    "b/",
    "a/b",
    "/a/b",
    "a/",
    "**/b",
    "a/**",
    "a/**/d",
    "**/c/d",
    "*.txt",
    "!b",
    "*\n!b",
    "*\n!*/\n!*.txt",
    "a/*\n!a/b",
    "?",
    "[ab]",
    "[!a]",
    "\\!x",
    "\\#y",
    "b ",
    "x.*",
    "a*b",
    "*b*\n!/b",
    "**",
    "a/**/*.txt",
]
PATHS = [
    *("a/b/c/d", "a/c/d", "a/d", "b", "a/b/x.txt", "x.txt", "!x", "#y", "ab", "acb/b"),
    *("c/a/b/e", "c/d", "axb/c.txt"),
]


@each_row("patterns", PATTERNS)
def test_ignores_what_git_ignores(patterns: str, tmp_path: Path) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("no git here")
    subprocess.run([git, "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text(f"{patterns}\n")
    done = subprocess.run(
        [git, "-C", tmp_path, "check-ignore", "--stdin"],
        input="\n".join(PATHS),
        capture_output=True,
        text=True,
    )
    rules = gitignore.load(str(tmp_path))

    assert {path for path in PATHS if is_ignored(path, tmp_path, rules)} == {
        line.strip('"').replace("\\\\", "\\") for line in done.stdout.splitlines()
    }


def is_ignored(path: str, top: Path, rules: gitignore.IgnorePatterns) -> bool:
    """Return whether *path* or a folder above it is ignored, as a search finds it."""
    parts = path.split("/")
    return any(
        gitignore.is_ignored(
            os.path.join(top, *parts[:count]), rules, is_folder=count < len(parts)
        )
        for count in range(1, len(parts) + 1)
    )


def test_rules_of_the_folders_above(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    for folder, name in ((tmp_path, "x"), (tmp_path / "a", "y"), (below, "z")):
        (folder / ".gitignore").write_text(name)
    names = {
        path: {
            rule.parts[-1] for rule in gitignore.load_above(str(path), str(tmp_path))
        }
        for path in (tmp_path, tmp_path / "a", below)
    }

    assert names == {tmp_path: set(), tmp_path / "a": {"x"}, below: {"x", "y"}}


def test_many_stars_take_linear_time(tmp_path: Path) -> None:
    pattern = "**/a/" * 500 + "b\n" + "*a" * 16 + "\n" + "*a" * 1000
    (tmp_path / ".gitignore").write_text(pattern)
    rules = gitignore.load(str(tmp_path))
    path = os.path.join(tmp_path, *["a"] * 400, "c" + "a" * 200 + "b")

    assert not gitignore.is_ignored(path, rules, is_folder=False)


def test_a_pattern_is_compiled_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = []

    def translate(part: str) -> str:
        compiled.append(part)
        return fnmatch.translate(part)

    monkeypatch.setattr(gitignore, "translate", translate)
    (tmp_path / ".gitignore").write_text("*.once\nonce-*/x\n")
    patterns = gitignore.load(str(tmp_path))
    ignored = [
        gitignore.is_ignored(str(tmp_path / name), patterns, is_folder=False)
        for name in ["a.once", "b.once", "c.txt", "d.txt"]
    ]

    assert ignored == [True, True, False, False]
    assert sorted(compiled) == ["*.once", "once-*"]
