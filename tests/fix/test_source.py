"""Fixing one source: the programs in ``programs/``, and what holds for any source."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fixing import CONFIG, fix
from rows import each_row

from flake8_safe_imports.config import options
from flake8_safe_imports.finding import Finding
from flake8_safe_imports.fix.rounds import SkippedFix
from flake8_safe_imports.fix.source import FixedSource, fix_source
from flake8_safe_imports.fix.text import edits
from flake8_safe_imports.fix.text.noqa import make_noqa_silencer

if TYPE_CHECKING:
    from flake8_safe_imports.config.options import Config


PROGRAMS = Path(__file__).parent / "programs"
FILES = sorted(PROGRAMS.glob("*.py"))
SETTING = re.compile(r"#: ([\w-]+)(?: = (.*))?")
SKIPPED = re.compile(r"#- (.*?)(?=  #|$)")


def settings(source: str) -> tuple[Config, bool]:
    """Return what the first comments of an example set, and whether it is unsafe."""
    raw: dict[str, object] = {}
    unsafe = False
    for line in source.splitlines():
        match = SETTING.match(line)
        if match is None:
            break
        key = match[1].replace("-", "_")
        if key == "unsafe":
            unsafe = True
        else:
            raw[key] = f"{raw[key]}\n{match[2]}" if key in raw else match[2]
    return options.parse(raw), unsafe


def fix_program(path: Path, source: str) -> FixedSource:
    """Fix an example as if it lay alone in a folder of its own."""
    config, unsafe = settings(source)
    return fix_source(source, f"/nowhere/{path.name}", config, unsafe=unsafe)


@each_row("path", FILES, ids=lambda path: path.stem)
def test_program(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    result = fix_program(path, source)

    assert result.source == path.with_suffix(".out").read_text(encoding="utf-8")


@each_row("path", FILES, ids=lambda path: path.stem)
def test_skipped_fixes_of_program(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    marks = [
        (number, text)
        for number, line in enumerate(source.splitlines(), 1)
        for text in SKIPPED.findall(line)
    ]
    skips = fix_program(path, source).skipped
    unmarked = [
        skip
        for skip in skips
        if not any(line == skip.line and text in _said(skip) for line, text in marks)
    ]
    unmet = [
        (line, text)
        for line, text in marks
        if not any(line == skip.line and text in _said(skip) for skip in skips)
    ]

    assert not unmarked
    assert not unmet


def _said(skip: SkippedFix) -> str:
    return f"{skip.text} {skip.reason}"


@each_row("path", FILES, ids=lambda path: path.stem)
def test_fixing_twice_changes_nothing(path: Path) -> None:
    once = fix_program(path, path.read_text(encoding="utf-8"))
    twice = fix_program(path, once.source)

    assert twice.source == once.source
    assert not twice.changes


@pytest.mark.parametrize("newline", ["\r\n", "\r"], ids=["crlf", "cr"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_line_ends_are_kept(path: Path, newline: str) -> None:
    source = path.read_text(encoding="utf-8")
    expected = path.with_suffix(".out").read_text(encoding="utf-8")

    result = fix_program(path, source.replace("\n", newline))

    assert result.source == expected.replace("\n", newline)


def test_what_is_unsafe_is_written_on_request_only() -> None:
    source = "from ConfigParser import ConfigParser\nConfigParser()\n"
    left = fix_source(source, "/nowhere/a.py", CONFIG)
    written = fix_source(source, "/nowhere/a.py", CONFIG, unsafe=True)

    assert left.source == source
    assert written.source == source.replace("from ConfigParser", "from configparser")


def test_only_reported_findings_are_fixed() -> None:
    source = "import urllib2\nurllib2.urlopen('x')\n"
    hidden = fix_source(
        source, "/nowhere/a.py", CONFIG, shown=lambda code: code != "VET201"
    )
    silenced = fix_source(
        source, "/nowhere/a.py", CONFIG, silencer=lambda lines: lambda finding: True
    )

    assert hidden == silenced == FixedSource(source, (), ())


@pytest.mark.parametrize(
    "comment",
    ["# noqa", "# NOQA: VET201", "# flake8: noqa"],
    ids=["all", "code", "file"],
)
def test_lines_with_noqa_are_left_alone(comment: str) -> None:
    source = f"{comment}\nimport cPickle {comment}\n"

    assert fix(source).source == source


def test_changes_and_skipped_fixes_have_the_lines_of_the_given_source() -> None:
    source = (
        "import urllib2\nimport StringIO\nimport mock\nimport cPickle\n"
        "def f(pickle): return cPickle\n"
        "urllib2.urlopen(urllib2.URLError)\nStringIO.StringIO(mock)\n"
    )
    result = fix(source)

    assert [(change.line, change.code) for change in result.changes] == [
        (1, "VET201"),
        (3, "VET301"),
        (4, "VET201"),
    ]
    assert [(skip.line, skip.code) for skip in result.skipped] == [(2, "VET201")]


def test_a_skipped_fix_below_a_removed_line_has_its_own_line() -> None:
    source = "from itertools import izip\nimport StringIO\nizip(StringIO)\n"
    result = fix(source)

    assert result.source == "import StringIO\nzip(StringIO)\n"
    assert [skip.line for skip in result.skipped] == [2]


@pytest.mark.parametrize(
    "source",
    ["print 'x'\n", "import cPickle\x00\n", "(" * 5000 + ")" * 5000],
    ids=["python 2", "null byte", "nested too deeply"],
)
def test_a_source_that_does_not_parse_is_left_alone(source: str) -> None:
    result = fix(source)

    assert result.source == source
    assert [skip.reason[:17] for skip in result.skipped] == ["it does not parse"]


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_byte_order_marks_and_form_feeds_stay(mark: str) -> None:
    source = mark + "\x0cimport cPickle\x0c\n\x0c\ncPickle.dumps\t\n"
    # Not by way of `dedent`, which takes form feeds away from Python 3.14 on.
    result = fix(source)

    assert result.source == source.replace("cPickle", "pickle")


def test_a_guarded_import_stays() -> None:
    source = "import sys\nif sys.version_info < (3,):\n    import urllib2\n"

    assert fix(source).source == source
    assert fix(source, CONFIG.replace(enable=frozenset({"VET205"}))).source == source


def test_a_wrong_result_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wrong(text: str, edits: object) -> str:
        return "pickle.dumps\n"

    monkeypatch.setattr(edits, "apply", wrong)
    source = "import cPickle\ncPickle.dumps\n"
    result = fix(source)

    assert result.source == source
    assert result.skipped == (
        SkippedFix(1, "", "", "the result would leave pickle undefined"),
    )


def test_noqa_is_looked_for_once_in_a_line_of_many_signs() -> None:
    line = "x = '" + 100_000 * "#" + "'{}\n"
    finding = Finding(1, 0, "VET201", "urllib2", "is gone")

    assert not make_noqa_silencer([line.format("")])(finding)
    assert make_noqa_silencer([line.format("  # noqa")])(finding)


def test_noqa_on_any_line_of_a_finding_silences_it() -> None:
    lines = ["x\n", "x  # noqa\n", "x\n"]

    assert make_noqa_silencer(lines)(Finding(2, 0, "VET201", "urllib2", "is gone"))
    assert make_noqa_silencer(lines)(
        Finding(1, 0, "VET201", "urllib2", "is gone", noqa_lines=(2,))
    )
    assert not make_noqa_silencer(lines)(
        Finding(1, 0, "VET201", "urllib2", "is gone", noqa_lines=(3,))
    )


def test_expected_programs_parse() -> None:
    for path in FILES:
        ast.parse(path.with_suffix(".out").read_text(encoding="utf-8"))


@pytest.mark.parametrize("first", ["#!python\n", "\n", "x = 1\n"])
def test_no_comment_comes_to_name_the_encoding(first: str) -> None:
    before = (
        f"{first}from six.moves import range\n# vim: set encoding=latin-1 :\nrange\n"
    )
    result = fix(before)

    if first == "x = 1\n":
        assert "six" not in result.source
    else:
        assert result.source == before
        assert [item.reason for item in result.skipped] == [
            "a comment would become the encoding declaration"
        ]
