"""``check --add-noqa``, on files."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from support import Ran, run_check, run_flake8

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = ["--isolated", "--vet-supported-python=>=3.9"]
OLD = """\
import urllib2, imp
from os import (
    getcwdu,  # why
    path,
)
from urllib2 import \\
    urlopen
import os

os.listdir('''
'''), os.getcwdu()
"""


def add(folder: Path, *arguments: str) -> Ran:
    return run_check([*OPTIONS, "--add-noqa", *arguments], cwd=folder)


def test_all_is_silent_afterwards_and_nothing_changes_again(tmp_path: Path) -> None:
    path = tmp_path / "old.py"
    path.write_text(OLD)
    before = run_flake8([*OPTIONS, "--select=VET", "."], cwd=tmp_path)
    first = add(tmp_path)
    text, stamp = path.read_text(), path.stat().st_mtime_ns
    second = add(tmp_path)

    assert len(before.out.splitlines()) >= 4
    assert (first.code, first.out) == (second.code, second.out) == (0, "")
    assert "noqa comments on 4 lines in 1 file\n" in first.err
    assert "noqa comments on 0 lines in 0 files\n" in second.err
    assert (path.read_text(), path.stat().st_mtime_ns) == (text, stamp)
    for run in (run_flake8, run_check):
        assert run([*OPTIONS, "--select=VET", "."], cwd=tmp_path).out == ""
    assert "    getcwdu,  # why  # noqa: VET201\n    path,\n" in text or (
        sys.version_info < (3, 10)
    )


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbfimport imp\r\n\timport_ = 1\n"[:-12], id="mark"),
        pytest.param(b"# coding: latin-1\r\nx = '\xe9'; import imp\r\n", id="latin-1"),
        pytest.param(b"import os\rimport imp\r", id="old Mac"),
        pytest.param("x = '\u2028\x0c'; import imp".encode(), id="odd line ends"),
        pytest.param(b"if 1:\n\timport imp\n        import cgi\n"[:18], id="tabs"),
    ],
)
def test_bytes_stay(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(content)
    add(tmp_path)
    changed = path.read_bytes()

    assert changed.replace(b"  # noqa: VET202", b"") == content != changed


def test_malicious_names_are_never_silenced(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("import urlib3\nimport imp, urlib3\n")
    ran = add(tmp_path)

    assert ran.code == 1
    assert len(ran.out.splitlines()) == 2
    assert path.read_text() == "import urlib3\nimport imp, urlib3  # noqa: VET202\n"


def test_what_has_no_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "random.py").write_text("#!/usr/bin/python\nimport imp\n")
    ran = add(tmp_path)

    assert ran.code == 1
    assert (
        "./random.py:1: there is no line for a noqa comment about VET403\n" in ran.err
    )
    assert "VET403" in ran.out
    assert "VET202" not in ran.out


def test_what_the_baseline_accepts_gets_no_comment(tmp_path: Path) -> None:
    (tmp_path / "vet.txt").write_text("a.py VET202 imp 1\n")
    path = tmp_path / "a.py"
    path.write_text("import imp\nimport imp\n")
    ran = add(tmp_path, "--vet-baseline=vet.txt")

    assert ran.code == 0
    assert path.read_text() == "import imp\nimport imp  # noqa: VET202\n"


def test_a_file_given_twice_is_changed_once(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("import imp\n")

    assert add(tmp_path, "a.py", "./a.py").code == 0
    assert path.read_text() == "import imp  # noqa: VET202\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_that_lead_out_are_left(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    outside = tmp_path / "out.py"
    outside.write_text("import imp\n")
    (tmp_path / "in" / "a.py").symlink_to(outside)
    ran = add(tmp_path, "in")

    assert ran.code == 2
    assert "a.py: is outside the given folders" in ran.err
    assert outside.read_text() == "import imp\n"


def test_what_cannot_be_decoded_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x = '\xff'; import imp\n")
    ran = add(tmp_path)

    assert ran.code == 2
    assert "a.py: cannot be decoded and encoded again" in ran.err
    assert "VET202" in ran.out


def test_it_is_verified_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.py"
    path.write_text("import imp\n")
    monkeypatch.setattr(
        "flake8_safe_imports.check.comments._append",
        lambda line, codes: f"#x\n{line}",
    )
    monkeypatch.setattr(
        "flake8_safe_imports.check.comments.is_silenced", lambda code, line: "x" in line
    )
    changed = add(tmp_path)
    monkeypatch.setattr(
        "flake8_safe_imports.check.comments._append",
        lambda line, codes: f"{line[:-1]}# x\n",
    )
    useless = add(tmp_path)

    assert "a.py: comments would change the code" in changed.err
    assert "a.py: comments would not silence it" in useless.err
    assert (changed.code, useless.code) == (2, 2)
    assert path.read_text() == "import imp\n"


def test_what_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.py").write_text("import imp\n")
    monkeypatch.setattr("flake8_safe_imports.fix.text.disk.replace_file", refuse)
    ran = add(tmp_path)

    assert ran.code == 2
    assert "a.py: cannot be changed: Permission denied" in ran.err


@pytest.mark.parametrize("name", ["link.py", "broken.py"])
def test_what_cannot_be_checked_is_named_and_no_error(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "link.py").symlink_to("gone.py")
    (tmp_path / "broken.py").write_text("import imp\nx = (\n")
    ran = add(tmp_path, name)

    assert (ran.code, f"\n{name}" in ran.err) == (0, True)


@pytest.mark.skipif(not hasattr(os, "chmod"), reason="no modes")
def test_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("import imp\n")
    path.chmod(0o755)
    add(tmp_path)

    assert path.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-"], "--add-noqa needs files, not standard input"),
        (["--disable-noqa"], "--add-noqa and --disable-noqa: give only one of them"),
        (
            ["--write-baseline=x"],
            "--add-noqa and --write-baseline: give only one of them",
        ),
    ],
)
def test_bad_usage(arguments: list[str], said: str, tmp_path: Path) -> None:
    ran = add(tmp_path, *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
