"""Reading and writing files."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fixing import Ran, fix

from flake8_safe_imports.fix import command, source
from flake8_safe_imports.fix.text import diffs

if TYPE_CHECKING:
    from flake8_safe_imports.fix.source import FixedSource


def test_a_file_that_must_not_be_written_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "a.py", tmp_path / "b.py"
    path.write_text("import cPickle, cgi\n")
    other.write_text("import cPickle\n")
    # Whoever runs the tests may be allowed to do anything.
    monkeypatch.setattr(os, "access", lambda path, mode: path == os.fspath(other))
    ran = Ran(path, other, write=True)

    assert ran.code == 2
    assert path.read_text() == "import cPickle, cgi\n"
    assert other.read_text() == "import pickle\n"
    assert ran.err.count(f"{path}: cannot be written: ") == 1
    assert sorted(os.listdir(tmp_path)) == ["a.py", "b.py"]


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links_stay_links(tmp_path: Path) -> None:
    path, link = tmp_path / "a.py", tmp_path / "link.py"
    path.write_text("import cPickle\n")
    link.symlink_to(path)
    Ran(link, write=True)

    assert link.is_symlink()
    assert path.read_text() == "import pickle\n"


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_beside_its_file_is_not_shown_again(tmp_path: Path) -> None:
    path, link, other = (tmp_path / name for name in ("b.py", "a.py", "c.py"))
    path.write_text("import cPickle\n")
    link.symlink_to(path)
    other.symlink_to(link)
    ran = Ran(tmp_path)

    assert ran.out.count(b"+import pickle") == 1
    assert Ran(link).out.count(b"+import pickle") == 1


def test_a_read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(old: str, target: str) -> None:
        raise PermissionError(13, "Permission denied", target)

    path = tmp_path / "a.py"
    path.write_text("import cPickle\n")
    (tmp_path / "notes.txt").write_text("import cPickle\n")
    monkeypatch.setattr(os, "replace", refuse)
    ran = Ran(tmp_path, write=True)

    assert ran.code == 2
    assert f"{path}: cannot be written: " in ran.err
    assert path.read_text() == "import cPickle\n"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.py", "notes.txt"]


OLD, NEW = "import cPickle\n", "import pickle\n"
POSIX = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has them")


def test_a_file_that_changed_meanwhile_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.py"
    path.write_text(OLD)

    def save_another_text(*args: Any, **kwargs: Any) -> FixedSource:
        path.write_text("mine\n")
        return source.fix_source(*args, **kwargs)

    monkeypatch.setattr(command, "fix_source", save_another_text)
    ran = Ran(path, write=True)

    assert ran.code == 2
    assert path.read_text() == "mine\n"
    assert f"{path}: cannot be written: it was changed in the meantime" in ran.err
    assert "0 changes made in 0 files" in ran.err
    assert os.listdir(tmp_path) == ["a.py"]


@POSIX
def test_hard_links_stay_links(tmp_path: Path) -> None:
    path, other = tmp_path / "a.py", tmp_path / "b.txt"
    path.write_text(f"{OLD}x = 1\n")
    os.link(path, other)

    assert Ran(path, write=True).code == 1
    assert other.read_text() == f"{NEW}x = 1\n"
    assert path.stat().st_ino == other.stat().st_ino


@POSIX
def test_what_else_is_known_of_a_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(OLD)
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(path, 1234, 2345)
    path.chmod(0o4750 if is_root else 0o750)
    attributes: list[str] = []
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setxattr(path, "user.t", b"x")
        attributes = os.listxattr(path)
    before = path.stat()
    Ran(path, write=True)
    after = path.stat()

    assert path.read_text() == NEW
    for name in ("st_mode", "st_uid", "st_gid"):
        assert getattr(after, name) == getattr(before, name)
    if sys.platform == "linux":
        assert os.listxattr(path) == attributes


@POSIX
def test_a_file_whose_owner_cannot_be_kept_is_written_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(target: str, mode: int) -> None:
        raise PermissionError(1, "no", target)

    path = tmp_path / "a.py"
    path.write_text(OLD)
    number = path.stat().st_ino
    monkeypatch.setattr(os, "chmod", refuse)
    Ran(path, write=True)

    assert path.read_text() == NEW
    assert path.stat().st_ino == number
    assert os.listdir(tmp_path) == ["a.py"]


@POSIX
def test_links_that_lead_out_are_left(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out.py"
    inside.mkdir()
    outside.write_text(OLD)
    (inside / "a.py").symlink_to(outside)
    (inside / "b.py").write_text(OLD)
    (inside / "c.py").symlink_to(inside / "b.py")
    ran = Ran(inside, write=True)

    assert outside.read_text() == OLD
    assert (inside / "b.py").read_text() == NEW
    assert f"a.py: skipped, it is a link: name {outside} instead" in ran.err
    assert Ran(inside / "a.py", write=True).code == 1
    assert outside.read_text() == NEW


@POSIX
def test_pipes_are_named_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.py")
    ran = Ran(tmp_path, write=True)

    assert ran.code == 2
    assert "a.py: cannot be read: not a regular file" in ran.err


def test_folders_that_cannot_be_listed_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir
    (tmp_path / "shut").mkdir()

    def refuse(path: str) -> Any:
        if os.fspath(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    ran = Ran(tmp_path)

    assert ran.code == 2
    assert f"{tmp_path / 'shut'}: cannot be read: Permission denied" in ran.err


@POSIX
def test_a_terminated_run_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.py"
    path.write_text(OLD)

    def be_killed(old: str, target: str) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(os, "replace", be_killed)
    with pytest.raises(SystemExit):
        Ran(path, write=True)

    assert os.listdir(tmp_path) == ["a.py"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x = (\n", r"cannot be fixed: it does not parse: [^:]+\(line 1\)"),
        (b"x = 0777\n", r"cannot be fixed: .+\(line 1\): convert Python 2 syntax .*"),
        (b"x = '\xff'\n", "cannot be read: .*"),
    ],
)
def test_what_python_cannot_read_is_an_error(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(content)
    ran = Ran(path)

    assert ran.code == 2
    assert re.match(f"{re.escape(str(path))}: {said}\n", ran.err)


def test_a_diff_of_standard_input() -> None:
    ran = Ran("-", stdin=OLD.encode(), diff=True)

    assert ran.out.splitlines()[-2:] == [b"-import cPickle", b"+import pickle"]


@POSIX
@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("z.py\n--- a\n+++ b.py", '"%s/z.py\\n--- a\\n+++ b.py"'),
        ("\x1b[31m\u202e.py", '"%s/\\033[31m\\342\\200\\256.py"'),
        ("a b.py", "%s/a b.py\t"),
        ('a"b.py', '"%s/a\\"b.py"'),
    ],
)
def test_odd_names_are_quoted_as_git_does(name: str, quoted: str) -> None:
    history = fix(OLD).history
    lines = diffs.make_diff(name, OLD, NEW, history).split("\n")

    assert lines[:2] == [f"--- {quoted % 'a'}", f"+++ {quoted % 'b'}"]
