"""Mistakes in flake8's own options: ``check`` explains, flake8 has a traceback."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

import pytest
from rows import each_row
from support import run_check

from flake8_safe_imports.project import files

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = "is not a whole number"
COMMENTS = "put comments on lines of their own"
DOC_LENGTH = "write it like max_doc_length = 79"
SHAPE = "a code is up to three capital letters and up to three digits"
VALUES = [
    (
        "max-line-length = abc",
        [f"max-line-length: 'abc' {NUMBER}: write it like max-line-length = 79"],
    ),
    ("indent-size =", [f"indent-size: '' {NUMBER}: write it like indent-size = 4"]),
    (
        "max-doc-length = 9 # x\nstatistics = maybe\nshow-source = 1",
        [
            f"max-doc-length: '9 # x' {NUMBER}: {COMMENTS}",
            "statistics: 'maybe' is neither true nor false: write statistics = true",
        ],
    ),
    (
        "max-complexity = 1.5\ndoctests = maybe",
        [
            f"max-complexity: '1.5' {NUMBER}: write it like max-complexity = 10",
            "doctests: 'maybe' is neither true nor false: write doctests = true",
        ],
    ),
    (
        "per-file-ignores = a.py: vet301",
        ["per-file-ignores: 'vet301' is not a code: did you mean 'VET301'?"],
    ),
    (
        "per-file-ignores = a.py: VET3;VET2",
        ["per-file-ignores: 'VET3;VET2' is not a code: separate codes with commas"],
    ),
    (
        "per-file-ignores = a.py VET3",
        ["per-file-ignores: 'a.py VET3' is not of the form 'GLOB: CODE, CODE'"],
    ),
    (
        "unknown = x\nindent-size = 4\nignore = x_y\nextend-ignore = y1\ntee = maybe",
        [
            f"ignore: 'x_y' is not a code: {SHAPE}",
            "extend-ignore: 'y1' is not a code: did you mean 'Y1'?",
            "tee: 'maybe' is neither true nor false: write tee = true",
        ],
    ),
    (
        "per-file-ignores = a: E1 b: vet1",
        ["per-file-ignores: 'a: E1 b: vet1' is not of the form 'GLOB: CODE, CODE'"],
    ),
    ("format = josn", ["format: 'josn' is not a format: did you mean 'json'?"]),
    ("jobs = -1", ["jobs: '-1' is neither auto nor a number: write it like jobs = 4"]),
    (
        "jobs = ²",
        ["jobs: '\\xb2' is neither auto nor a number: write it like jobs = 4"],
    ),
    ("jobs = 2 # x", [f"jobs: '2 # x' is neither auto nor a number: {COMMENTS}"]),
    ("quiet = x", [f"quiet: 'x' {NUMBER}: write it like quiet = 0"]),
    ("max_doc_length = x", [f"max_doc_length: 'x' {NUMBER}: {DOC_LENGTH}"]),
    ("ignore = E1, # too many", [f"ignore: '#' is not a code: {COMMENTS}"]),
    ("ignore = pycodestyle", [f"ignore: 'pycodestyle' is not a code: {SHAPE}"]),
    (
        "ignore = E1, lookalike-import",
        ["ignore: 'lookalike-import' is not a code: did you mean 'VET402'?"],
    ),
    (
        "extend-ignore = VET4055",
        ["extend-ignore: 'VET4055' is not a code: did you mean 'VET405'?"],
    ),
    ("ignore = E1;W5", ["ignore: 'E1;W5' is not a code: separate codes with commas"]),
    ("ignore = VET\u0301", [f"ignore: 'VET\\u0301' is not a code: {SHAPE}"]),
    (
        "extend-ignore =\n    E1,\n    vet202",
        ["extend-ignore: 'vet202' is not a code: did you mean 'VET202'?"],
    ),
]


def check(folder: Path, *arguments: str) -> list[str]:
    """Return the errors of a run that cannot begin."""
    (folder / "a.py").write_text("import os\n", encoding="utf-8")
    ran = run_check([*arguments, "a.py"], cwd=folder)

    assert (ran.code, ran.out) == (2, "")
    return [line.partition("error: ")[2] for line in ran.err.splitlines()]


@each_row(("text", "said"), VALUES)
def test_a_value_is_named_with_its_option(
    text: str, said: list[str], tmp_path: Path
) -> None:
    (tmp_path / "tox.ini").write_text(f"[flake8]\n{text}\n", encoding="utf-8")

    assert check(tmp_path) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ignore = E1\nignore = E2", "4: 'ignore' is repeated in [flake8]: remove one"),
        ("[flake8]", "3: [flake8] is repeated: put its options into one section"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_there_twice_is_named(
    text: str, said: str, end: str, tmp_path: Path
) -> None:
    lines = ["[flake8]", "# comment", *text.split("\n"), ""]
    (tmp_path / "setup.cfg").write_bytes(end.join(lines).encode())

    assert check(tmp_path) == [f"{tmp_path / 'setup.cfg'}:{said}"]


@pytest.mark.parametrize("option", ["--config", "--append-config"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"ignore = E1\n", ":1: the line is above the first [section]: begin with"),
        (b"[flake8]\nignore\n", ":2: the line is not NAME = VALUE: indent it if"),
        (b"[flake8]\n# \xe9\n", ": it is not UTF-8: save it as UTF-8"),
    ],
)
def test_a_file_that_is_given_must_be_readable(
    option: str, content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / "more.cfg").write_bytes(content)
    (error,) = check(tmp_path, option, "more.cfg")

    assert error.removeprefix(f"{option} ").startswith(f"more.cfg{said}")


@pytest.mark.skipif(sys.platform == "win32", reason="folders are opened otherwise")
def test_a_file_that_is_given_may_be_missing_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    given = ["--config=gone.cfg", "--append-config=folder"]

    assert check(tmp_path, *given) == [
        "--config gone.cfg: this configuration file does not exist",
        f"--append-config folder: it cannot be read ({os.strerror(errno.EISDIR)})",
    ]


def test_a_path_that_is_given_may_be_empty(tmp_path: Path) -> None:
    said = ": this configuration file does not exist"

    assert check(tmp_path, "--append-config=") == [f"--append-config ''{said}"]


@pytest.mark.skipif(sys.platform == "win32", reason="folders are opened otherwise")
def test_an_output_file_may_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "b.py").write_text("import urllib2\n", encoding="utf-8")
    said = f"--output-file folder: {os.strerror(errno.EISDIR)}"

    assert check(tmp_path, "--output-file=folder", "b.py") == [said]


def test_what_is_given_is_shown_without_what_a_terminal_obeys(tmp_path: Path) -> None:
    assert check(tmp_path, "--x=\x1b[31m") == [
        "unrecognized arguments: --x=\\x1b[31m",
    ]


@pytest.mark.parametrize(
    "option", ["--max-complexity=1", "--doctests", "--builtins=a,b"]
)
def test_options_of_flake8s_own_checkers_are_taken(option: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n", encoding="utf-8")

    assert run_check([option, "a.py"], cwd=tmp_path).code == 0


def test_what_only_flake8_needs_is_passed_over(tmp_path: Path) -> None:
    text = "[flake8]\nrequire-plugins = other\n[flake8:local-plugins]\nextension = X\n"
    (tmp_path / "tox.ini").write_text(text, encoding="utf-8")
    (tmp_path / "a.py").write_text("import os\n", encoding="utf-8")

    assert run_check(["a.py"], cwd=tmp_path).code == 0


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8", "pyproject.toml"])
def test_a_file_that_may_not_be_read_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "setup.py").touch()
    (tmp_path / name).touch()
    path = str(tmp_path / name)
    access, read = os.access, files.read_bytes

    def read_if_allowed(name: str, largest: int = files.LARGEST) -> bytes:
        if name == path:
            raise files.NoRegularFile("it cannot be read (Permission denied)")
        return read(name, largest)

    # For the administrator there is no such file.
    monkeypatch.setattr(os, "access", lambda *at: at[0] != path and access(*at))
    monkeypatch.setattr(files, "read_bytes", read_if_allowed)
    (tmp_path / "a.py").write_text("import os\n", encoding="utf-8")
    ran = run_check(["a.py"], cwd=tmp_path)

    assert ran.code == 0
    assert "because permission is denied" in ran.err
    assert name in ran.err
    assert "because" not in run_check(["--isolated", "a.py"], cwd=tmp_path).err
