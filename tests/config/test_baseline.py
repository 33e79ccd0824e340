"""The text of a baseline, and which findings it accepts."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports.config.baseline import (
    Baseline,
    BaselineError,
    Key,
    dump,
    parse,
    read_baseline,
    show,
)
from flake8_safe_imports.config.options import OptionError

NO_ENTRY = "is not PATH CODE NAME NUMBER: remove it, or begin it with #"
ODD_PATHS = [
    "a b/c d.py",
    " a.py ",
    "#a.py",
    "<<<<<<< a.py",
    "=======",
    "a\\b\\x20.py",
    "a\nb\r.py",
    "\u00e9t\u00e9/\u2028\x1b.py",
    "\udcff.py",
    "a VET201 x 3/b.py",
    "../a.py",
    "C:/a.py",
]


def test_text() -> None:
    text = dump(
        {
            Key("b.py", "VET201", "urllib2"): 3,
            Key("b.py", "VET103", "..core"): 1,
            Key("a b/c.py", "VET101", "a b"): 2,
        }
    )

    assert text.splitlines()[2:] == [
        "a b/c.py VET101 a\\x20b 2",
        "b.py VET103 ..core 1",
        "b.py VET201 urllib2 3",
    ]
    assert text.endswith("3\n")


@each_row("path", ODD_PATHS)
def test_odd_paths_come_back(path: str) -> None:
    accepted = {Key(path, "VET201", "a"): 1, Key("z", "VET201", path): 12}

    assert parse(dump(accepted)) == accepted
    dump(accepted).encode()


@given(
    st.dictionaries(
        st.builds(Key, st.text(), st.just("VET201"), st.text()),
        st.integers(1, 10**9 - 1),
        max_size=5,
    ),
    st.integers(),
)
def test_what_is_written_is_read(accepted: dict[Key, int], seed: int) -> None:
    text = dump(accepted)
    lines = text.splitlines()
    random.Random(seed).shuffle(lines)

    assert parse(text) == parse("\r\n".join(lines)) == accepted
    assert text == dump(dict(reversed(accepted.items())))


def test_escapes_of_no_character_stay() -> None:
    assert list(parse("\\U00110000 VET201 b 1")) == [Key("\\U00110000", "VET201", "b")]


def test_a_new_finding_is_one_new_line() -> None:
    accepted = {Key("a.py", "VET201", name): 1 for name in ("a", "c", "d")}
    before = dump(accepted).splitlines()
    after = dump({**accepted, Key("a.py", "VET201", "b"): 1}).splitlines()

    assert len(after) == len(before) + 1
    assert set(before) < set(after)


@pytest.mark.parametrize("text", ["", "\n\n", "# only comments\n", "\ufeff"[1:]])
def test_a_baseline_may_be_empty(text: str) -> None:
    assert parse(text) == {}


def test_the_largest_number_counts_after_a_merge() -> None:
    text = "a.py VET201 b 2\na.py VET201 b 3\na.py VET201 b 1\n"

    assert parse(text) == {Key("a.py", "VET201", "b"): 3}


@each_row(
    ("line", "problem"),
    [
        ("<<<<<<< HEAD", "line 2 is part of a merge conflict"),
        ("=======", "line 2 is part of a merge conflict"),
        (">>>>>>> main", "line 2 is part of a merge conflict"),
        ("||||||| 1234567", "line 2 is part of a merge conflict"),
        ("import os", "line 2 is not PATH CODE NAME NUMBER"),
        ("a.py VET201 1", "line 2 is not PATH CODE NAME NUMBER"),
        ("a.py E501 long 1", "line 2 is not PATH CODE NAME NUMBER"),
        ("a.py VET201 b many", "line 2 does not end in a number"),
        ("a.py VET201 b -1", "line 2 does not end in a number"),
        ("a.py VET201 b 0", "line 2 does not end in a number"),
        ("a.py VET201 b \u0661", "line 2 does not end in a number"),
        ("a.py VET201 b 99999999999999", "line 2 does not end in a number"),
        ("a.py VET201 b 1 # later", "line 2 is not PATH CODE NAME NUMBER: remove it"),
        ("a.py VET299 b 1", "line 2: VET299 is not a code: correct or"),
        ("sub\\a.py VET201 b 1", "line 2 has a backslash: write / between folders"),
        ("\\u12.py VET201 b 1", "line 2 has a backslash"),
    ],
)
def test_what_is_no_baseline(line: str, problem: str) -> None:
    with pytest.raises(BaselineError, match=problem):
        parse(f"# x\n{line}\n")


def test_each_wrong_line_is_named() -> None:
    with pytest.raises(BaselineError) as raised:
        parse("<<<<<<< HEAD\na.py VET201 b 0\na.py VET201 b 1\na.py VET299 b 1")

    assert [problem.split()[1] for problem in raised.value.args] == ["1", "2", "4:"]


@pytest.mark.parametrize(("wrong", "named"), [(11, 11), (12, 11), (5_000, 11)])
def test_a_text_without_entries_is_not_named_line_by_line(
    wrong: int, named: int, tmp_path: Path
) -> None:
    path = tmp_path / "b.txt"
    path.write_text("x\n" * wrong)
    with pytest.raises(OptionError) as raised:
        read_baseline(str(path), "vet-baseline")
    lines = str(raised.value).splitlines()

    assert len(lines) == named
    assert lines[9].endswith(f"is not a baseline: line 10 {NO_ENTRY}")
    assert wrong == 11 or lines[10].endswith(f": {wrong - 10} more lines are wrong")


@pytest.mark.parametrize(
    "line",
    [
        "  a.py VET201 b 2",
        "a.py\tVET201\tb\t2",
        "a.py  VET201  b  2  ",
        "a.py VET201 b 2\r",
    ],
)
def test_blanks_may_be_those_of_a_table(line: str) -> None:
    accepted = {Key("a.py", "VET201", "b"): 2}

    assert parse(f"  # x\n{line}\n") == accepted


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\xff\xfea\n", "is not UTF-8"),
        (b"x = 1\n", f"is not a baseline: line 1 {NO_ENTRY}"),
        (None, "does not exist: `check --write-baseline FILE` writes it"),
    ],
)
def test_files_that_are_no_baseline(
    content: bytes | None, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("b.txt").write_bytes(content)
    with pytest.raises(OptionError) as raised:
        read_baseline(str(tmp_path / "b.txt"), "vet-baseline")

    assert str(raised.value) == f"vet-baseline: 'b.txt' {problem}"


@pytest.mark.skipif(os.sep != "/", reason="there it is the path")
def test_a_path_as_windows_writes_it_is_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("sub", "b.txt").touch()
    with pytest.raises(OptionError) as raised:
        read_baseline(str(tmp_path / "sub\\b.txt"), "vet-baseline")

    assert str(raised.value) == (
        "vet-baseline: 'sub\\\\b.txt' has a backslash: write 'sub/b.txt'"
    )


def test_a_folder_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="not a regular file"):
        read_baseline(str(tmp_path), "vet-baseline")


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    path.write_bytes(b"\xef\xbb\xbf# x\r\na.py VET201 b 2\r\n")

    read = read_baseline(str(path), "vet-baseline")

    assert read.accepted == {Key("a.py", "VET201", "b"): 2}


def make(accepted: dict[str, int], folder: str = "/p") -> Baseline:
    """Return a baseline for a.py, from code and name to number."""
    rows = {Key("a.py", *name.split()): count for name, count in accepted.items()}
    return Baseline(f"{folder}/b.txt", rows)


A = os.path.join(os.path.abspath("/p"), "a.py")


@pytest.mark.parametrize("path", ["./a.py", "x/../a.py", ".//a.py", A])
def test_paths_may_be_written_in_other_ways(path: str) -> None:
    key, other = Key("a.py", "VET201", "b"), Key(path, "VET201", "b")
    place = os.path.join(os.path.dirname(A), "b.txt")
    baseline = Baseline(place, {key: 1, other: 2})

    assert baseline.accepted == Baseline(place, {other: 2, key: 1}).accepted == {key: 2}
    assert baseline.find_accepted(A) == {key: 2}


def test_the_last_are_reported_if_there_are_too_many() -> None:
    baseline = make({"VET201 a": 2, "VET202 b": 1})
    found = [("VET201", "a"), ("VET201", "a"), ("VET202", "b"), ("VET201", "a")]
    rest = baseline.apply(A, found)

    assert rest.reported == [False, False, False, True]
    assert rest.stale == {}


def test_code_name_and_file_must_be_the_same() -> None:
    baseline = make({"VET201 a": 5})

    assert baseline.apply(A, [("VET202", "a"), ("VET201", "b")]).reported == [True] * 2
    other = os.path.join(os.path.dirname(A), "c.py")
    assert baseline.apply(other, [("VET201", "a")]).reported == [True]


def test_entries_without_findings_are_stale() -> None:
    baseline = make({"VET201 a": 2, "VET202 b": 1})
    rest = baseline.apply(A, [("VET201", "a")])

    assert rest.stale == {
        Key("a.py", "VET201", "a"): 1,
        Key("a.py", "VET202", "b"): 0,
    }


def test_malicious_names_are_always_reported() -> None:
    baseline = make({"VET401 a": 2})
    rest = baseline.apply(A, [("VET401", "a")])
    ((key, count),) = rest.stale.items()

    assert rest.reported == [True]
    assert "VET401 a is always reported" in baseline.describe_stale(key, count)


def test_files_are_relative_to_the_baseline(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "src").mkdir()
    baseline = Baseline(str(tmp_path / "conf" / "b.txt"), {})

    assert baseline.locate(str(tmp_path / "src" / "a.py")) == "../src/a.py"
    assert baseline.locate(str(tmp_path / "conf" / "a.py")) == "a.py"
    assert baseline.resolve("../src/a.py") == str(tmp_path / "src" / "a.py")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_the_project_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "project")
    baseline = Baseline(str(tmp_path / "link" / "b.txt"), {})

    assert baseline.locate(str(tmp_path / "project" / "a.py")) == "a.py"
    assert baseline.locate(str(tmp_path / "link" / "a.py")) == "a.py"


def test_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    import ntpath

    monkeypatch.setattr("flake8_safe_imports.config.baseline.os.path", ntpath)
    monkeypatch.setattr("flake8_safe_imports.config.baseline.os.sep", "\\")
    baseline = Baseline("C:\\p\\b.txt", {})

    assert baseline.locate("C:\\p\\sub\\a.py") == "sub/a.py"
    assert baseline.locate("D:\\x\\a.py") == "D:/x/a.py"
    assert baseline.resolve("sub/a.py") == "C:\\p\\sub\\a.py"


def test_paths_on_another_drive_are_shown_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(path: str) -> str:
        raise ValueError("on another drive")

    monkeypatch.setattr(os.path, "relpath", refuse)

    assert show("/a/b.txt") == "/a/b.txt"
