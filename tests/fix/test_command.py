"""The command: which files, what is printed, exit statuses."""

from __future__ import annotations

import gc
import io
import os
from pathlib import Path

import pytest
from fixing import CONFIG, Ran

from flake8_safe_imports.fix import command
from flake8_safe_imports.fix.progress import Progress
from flake8_safe_imports.fix.source import FixedSource


def test_diff_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"import os\r\nimport cPickle\r\ncPickle.dumps")
    ran = Ran(path)

    assert ran.code == 1
    assert path.read_bytes() == b"import os\r\nimport cPickle\r\ncPickle.dumps"
    assert ran.out.split(b"\n", 2)[2] == (
        b"@@ -1,3 +1,3 @@\n import os\r\n-import cPickle\r\n-cPickle.dumps\n"
        b"\\ No newline at end of file\n"
        b"+import pickle\r\n+pickle.dumps\n\\ No newline at end of file\n"
    )
    assert ran.err == "1 change to make in 1 file, 0 skipped\n"


def test_files_are_written(tmp_path: Path) -> None:
    path, other = tmp_path / "a.py", tmp_path / "b" / "c.py"
    other.parent.mkdir()
    path.write_bytes(
        "# -*- coding: latin-1 -*-\nimport cPickle # é\r\n".encode("latin-1")
    )
    other.write_bytes(
        b"\xef\xbb\xbfimport StringIO\nStringIO.StringIO(mock)\nimport mock"
    )
    if os.name == "posix":
        path.chmod(0o751)
    ran = Ran(tmp_path, write=True)

    assert ran.code == 1
    assert not ran.out
    assert path.read_bytes() == (
        "# -*- coding: latin-1 -*-\nimport pickle # é\r\n".encode("latin-1")
    )
    assert other.read_bytes() == (
        b"\xef\xbb\xbfimport StringIO\nStringIO.StringIO(mock)\n"
        b"from unittest import mock"
    )
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.py", "b"]
    assert f"{other}:1: VET201 `StringIO` is Python 2 only: skipped, " in ran.err
    assert ran.err.endswith("2 changes made in 2 files, 1 skipped\n")
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o751
    assert Ran(tmp_path, write=True).code == 0


def test_what_another_file_hinders_until_it_is_rewritten(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    path, user = tmp_path / "compat.py", tmp_path / "user.py"
    path.write_text(
        "from cStringIO import StringIO\nimport Queue, cgi\n"
        "f(StringIO(b'x'), cgi.FieldStorage, Queue.Queue)\nx = 'Queue.Queue'\n"
    )
    user.write_text("import compat, cStringIO\nf(compat, cStringIO.StringIO(b'x'))\n")

    ran = Ran(tmp_path, write=True)

    assert "from io import BytesIO\n" in path.read_text()
    assert user.read_text() == "import compat, io\nf(compat, io.BytesIO(b'x'))\n"
    said = [line.removeprefix(str(tmp_path))[1:] for line in ran.err.splitlines()]
    assert said[:3] == ["compat.py: rewritten", "user.py: rewritten", said[0]]
    assert [line[:11] for line in said[3:5]] == ["compat.py:2", "compat.py:4"]
    assert "the string 'Queue.Queue' names `Queue`: skipped" in said[4]
    assert ran.err.endswith("3 changes made in 2 files, 2 skipped\n")
    assert Ran(tmp_path, write=True).code == 0


def test_a_diff_shows_what_write_does(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    path, user = tmp_path / "compat.py", tmp_path / "user.py"
    path.write_text(
        "\ufefffrom cStringIO import StringIO\nimport six, cgi\n\n\n"
        "if six.text_type:\n    f(StringIO(b'x'), cgi.FieldStorage)\n",
        encoding="utf-8",
    )
    user.write_text("import compat, cStringIO\nf(compat, cStringIO.StringIO(b'x'))\n")
    shown = Ran(tmp_path)
    for item in (path, user):
        item.with_suffix(".old").write_bytes(item.read_bytes())
    written = Ran(tmp_path, write=True)

    assert shown.out.count(b"\n+++ ") == 2
    for new, item in ((b"from io import BytesIO\n", path), (b"io.BytesIO", user)):
        assert new in shown.out
        added = {line[1:] for line in shown.out.splitlines() if line[:1] == b"+"}
        old = set(item.with_suffix(".old").read_bytes().splitlines())
        assert set(item.read_bytes().splitlines()) <= added | old
    assert written.err.replace("made", "to make").endswith(
        shown.err.splitlines(keepends=True)[-1]
    )
    assert f"{path}:2: VET202 `cgi`" in shown.err


def test_standard_input_goes_to_standard_output() -> None:
    ran = Ran("-", stdin=b"import cPickle\r\n")

    assert (ran.code, ran.out) == (1, b"import pickle\r\n")
    assert Ran("-", stdin=b"import pickle\n").out == b"import pickle\n"


def test_standard_input_may_be_a_text_stream() -> None:
    out = io.StringIO()
    request = command.FixRequest(
        CONFIG, lambda path: lambda code: True, stdin_name="/nowhere/stdin.py"
    )
    streams = command.Streams(io.StringIO("import cPickle\n"), out, io.StringIO())
    status = command.run(["-"], request, streams)

    assert (status, out.getvalue()) == (1, "import pickle\n")


@pytest.mark.parametrize(
    "content",
    [b"# coding: nothing\n", b"\xff\n", b"# coding: utf-7\nimport cPickle # +AOk-\n"],
    ids=["unknown encoding", "not utf-8", "more than one way to write it"],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(content)
    ran = Ran(path, tmp_path / "absent.py", write=True)

    assert ran.code == 2
    assert path.read_bytes() == content
    assert ran.err.count("cannot be read") == 1
    assert "absent.py: does not exist" in ran.err


def test_no_garbage_is_collected_while_a_file_is_fixed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[bool] = []

    def fix(source: str, *arguments: object, **settings: object) -> FixedSource:
        seen.append(gc.isenabled())
        return FixedSource(source, (), ())

    monkeypatch.setattr(command, "fix_source", fix)
    (tmp_path / "a.py").touch()

    Ran(tmp_path / "a.py")

    assert seen == [False]
    assert gc.isenabled()


def test_a_diff_in_color_shows_no_control_characters() -> None:
    ran = Ran("-", stdin=b"import cPickle\n# \x1b[0m\t\n", diff=True, color=True)
    name = "nowhere/stdin.py"

    assert ran.out.decode() == (
        f"\x1b[1m--- a/{name}\x1b[0m\n\x1b[1m+++ b/{name}\x1b[0m\n"
        "\x1b[36m@@ -1,2 +1,2 @@\x1b[0m\n\x1b[31m-import cPickle\x1b[0m\n"
        "\x1b[32m+import pickle\x1b[0m\n # \\x1b[0m\t\n"
    )


def test_statistics_count_what_was_left() -> None:
    ran = Ran("-", stdin=b"import sets\nimport imp\nimport sets\n", statistics=True)

    assert [line[:30] for line in ran.err.splitlines()[3:5]] == [
        "2        VET201 `sets` is Pyth",
        "1        VET202 `imp` was remo",
    ]
    assert ran.err.splitlines()[3].count(":") == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "shown"),
    [
        (Terminal(), {}, "\r\x1b[K1 of 3 files\r\x1b[K"),
        (Terminal(), {"TERM": "dumb"}, ""),
        (io.StringIO(), {}, ""),
    ],
)
def test_progress(
    monkeypatch: pytest.MonkeyPatch,
    stream: io.StringIO,
    environ: dict[str, str],
    shown: str,
) -> None:
    clock = iter([0.0, 0.5, 1.5, 1.5, 1.55])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    progress = Progress(stream, 3, environ)

    progress.show(0)
    progress.show(1)
    progress.show(2)
    progress.clear()
    progress.clear()

    assert stream.getvalue() == shown
