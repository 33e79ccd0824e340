"""Which folders are searched."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support import run_audit, write_files

from flake8_safe_imports.audit import discovery


def lay_out(project: Path, *names: str) -> None:
    write_files(project, dict.fromkeys(names, "flask\n"))


def find(*paths: str) -> set[str]:
    return {Path(found.path).as_posix() for found in discovery.find_places(paths).files}


def test_folders_are_searched_to_the_bottom(project: Path) -> None:
    lay_out(project, "requirements.txt", "a/b/c/requirements.txt")

    assert find(".") == {"requirements.txt", "a/b/c/requirements.txt"}


@pytest.mark.parametrize(
    "folder",
    [
        *("node_modules", ".tox/x", ".git", "x.egg-info", "lib/site-packages"),
        "_vendor/x-1.0.dist-info",
    ],
)
def test_folders_of_tools_are_left_out(folder: str, project: Path) -> None:
    lay_out(project, f"{folder}/requirements.txt")

    assert find(".") == set()


@pytest.mark.parametrize("marker", ["pyvenv.cfg", "conda-meta/x"])
def test_environments_are_left_out(marker: str, project: Path) -> None:
    lay_out(project, "env/requirements.txt", "requirements.txt", f"env/{marker}")

    assert find(".") == {"requirements.txt"}


def test_what_git_ignores_is_left_out(project: Path) -> None:
    names = [f"{name}/requirements.txt" for name in ("build", "out", "kept", "a/build")]
    lay_out(project, *names, "kept/deps.txt", "sub/deps.txt", "sub/reqs.txt")
    (project / ".git" / "info").mkdir(parents=True)
    (project / ".git" / "info" / "exclude").write_text("/out/\n")
    (project / ".gitignore").write_text("# x\nbuild/\ndeps.txt\n!kept/deps.txt\n")
    (project / "sub" / ".gitignore").write_text("/reqs.txt\n")

    assert find(".") == {"kept/requirements.txt", "kept/deps.txt"}
    assert find("sub") == set()
    assert find("build/requirements.txt") == {"build/requirements.txt"}


@pytest.mark.skipif(shutil.which("git") is None, reason="without git")
def test_what_git_tracks_is_read_though_it_is_ignored(project: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=project, check=True)

    kept = {"a/requirements.txt", "build/b/requirements.txt", "deps.txt"}
    lay_out(project, *kept, "other/requirements.txt", "build/requirements.txt")
    git("init", "-q")
    git("add", *kept)
    lay_out(project, "build/b/deps.txt", "x/deps.txt")
    (project / ".gitignore").write_text("*.txt\nbuild/\nother\n")

    assert find(".") == kept
    assert find("build") == {"build/b/requirements.txt"}

    (project / "x" / ".git").mkdir()

    assert find(".") == {*kept, "x/deps.txt"}


def test_the_same_place_counts_once(project: Path) -> None:
    lay_out(project, "a/requirements.txt")

    assert len(find(".", "a", str(project / "a"), "a/requirements.txt")) == 1


def test_links_to_folders_are_not_followed(project: Path) -> None:
    lay_out(project, "a/requirements.txt")
    try:
        (project / "b").symlink_to(project / "a", target_is_directory=True)
        (project / "a" / "c").symlink_to(project, target_is_directory=True)
    except OSError:
        pytest.skip("no symbolic links here")

    assert find(".") == {"a/requirements.txt"}


def test_pipe_is_not_waited_for(project: Path) -> None:
    import os

    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(project / "requirements.txt")
    lay_out(project, "deps.txt")

    assert find(".") == {"deps.txt", "requirements.txt"}
    assert run_audit("requirements.txt").err.endswith("not a regular file\n")


def test_a_site_folder_is_an_environment(tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    site.mkdir()

    assert discovery.is_environment(str(site))
    assert discovery.find_site_folders(str(site)) == [str(site)]


class BrokenEntry:
    """An entry of a folder that the system says nothing about."""

    name = "requirements.txt"
    path = "requirements.txt"

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        raise PermissionError

    def is_symlink(self) -> bool:
        raise PermissionError


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([BrokenEntry()], "requirements.txt: is a broken link, or leads out"),
        (PermissionError, ".: this folder cannot be listed"),
    ],
)
def test_what_cannot_be_looked_at_is_named(
    entries: object, said: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(folder: str) -> contextlib.nullcontext[object]:
        if isinstance(entries, type):
            raise PermissionError
        return contextlib.nullcontext(entries)

    (project / "requirements.txt").write_text("urlib3\n")
    monkeypatch.setattr(os, "scandir", scan)

    ran = run_audit(".")

    assert ran.code == 2
    assert said in ran.err


def test_packages_of_the_system_are_not_read(
    project: Path,
) -> None:
    lay_out(project, "apt-deps.txt", "requirements.apt.txt", "deps/yum.txt")
    lay_out(project, "adapt-deps.txt", "requirements-ubuntu.txt")

    assert find(".") == {"adapt-deps.txt", "requirements-ubuntu.txt"}
