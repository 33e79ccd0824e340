"""Warnings about bans and allowances that can never take effect."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row
from support import run_flake8

from flake8_safe_imports.config import options, unused
from flake8_safe_imports.config.entries import Entry
from flake8_safe_imports.config.policy import Policies
from flake8_safe_imports.config.unused import find_unused_entries, find_unused_globs


def find_unused(**raw: str) -> list[str]:
    config = options.parse({f"vet_{key}_imports": text for key, text in raw.items()})
    return list(find_unused_entries(config))


@each_row(
    ("raw", "expected"),
    [
        pytest.param({"banned": "a =\nb = x\n{stdlib} = y"}, [], id="nothing"),
        pytest.param(
            {"banned": "a = x\na = y"},
            ["vet-banned-imports: 'a' is repeated: the first entry counts"],
            id="repeated",
        ),
        pytest.param(
            {"banned": "a.** = x\na.* = y"},
            ["vet-banned-imports: 'a.*' is repeated: the first entry counts"],
            id="repeated in another spelling",
        ),
        pytest.param(
            {"banned": "a.*.* = x\na.* = y"},
            ["vet-banned-imports: 'a.*' is repeated: the first entry counts"],
            id="repeated with more stars, which match the same names",
        ),
        pytest.param(
            {"banned": "a.* = x\na = y", "allowed": "b.*._*, b.*._*.*"},
            [
                (
                    "vet-banned-imports: 'a.*' never counts, because 'a' matches the "
                    "same names"
                ),
                (
                    "vet-allowed-imports: 'b.*._*.*' never counts, because 'b.*._*' "
                    "matches the same names"
                ),
            ],
            id="a star more, which matches the same names",
        ),
        pytest.param(
            {"banned": "a.* =\nb =", "allowed": "a, b.*"},
            ["vet-banned-imports: 'a.*' is also allowed, and the allowance wins"],
            id="also allowed, with a star less",
        ),
        pytest.param(
            {"banned": "*.a = x\na = y\na_* = z\na.*b = x"}, [], id="other stars"
        ),
        pytest.param({"banned": "a.b = x\na = x"}, [], id="covered by a broader ban"),
        pytest.param(
            {"per_file_banned": "x/*: a = x\ny/*: a = y\nx/*: a = z"},
            [
                (
                    "vet-per-file-banned-imports: 'x/*: a' is repeated: "
                    "the first entry counts"
                )
            ],
            id="repeated for the same files",
        ),
        pytest.param(
            {"allowed": "a, b, a"},
            ["vet-allowed-imports: 'a' is repeated: the first entry counts"],
            id="allowance repeated",
        ),
        pytest.param(
            {"banned": "a =", "allowed": "a"},
            ["vet-banned-imports: 'a' is also allowed, and the allowance wins"],
            id="also allowed",
        ),
        pytest.param(
            {"per_file_banned": "x/*: a =", "per_file_allowed": "x/*: a"},
            [
                (
                    "vet-per-file-banned-imports: 'x/*: a' is also allowed, "
                    "and the allowance wins"
                )
            ],
            id="also allowed in the same files",
        ),
        pytest.param(
            {"per_file_banned": "x/*: a =", "allowed": "a"}, [], id="per-file ban wins"
        ),
        pytest.param(
            {"banned": "a =", "per_file_allowed": "x/*: a"}, [], id="exception"
        ),
        pytest.param(
            {"banned": "{stdlib} =", "allowed": "{stdlib}"},
            ["vet-banned-imports: '{stdlib}' is also allowed, and the allowance wins"],
            id="set also allowed",
        ),
    ],
)
def test_which_entries_are_unused(raw: dict[str, str], expected: list[str]) -> None:
    assert find_unused(**raw) == expected


PATTERNS = st.lists(st.sampled_from(["a", "b", "*", "x*"]), min_size=1, max_size=3).map(
    ".".join
) | st.just("{stdlib}")
EVERYWHERE = st.just("")
BANS = st.lists(
    st.builds(Entry, PATTERNS, st.sampled_from(["", "t"]), EVERYWHERE), max_size=5
)
ALLOWANCES = st.lists(st.builds(Entry, PATTERNS, EVERYWHERE, EVERYWHERE), max_size=5)


@given(BANS, ALLOWANCES, st.lists(st.sampled_from(["a", "b", "xy"]), min_size=1))
def test_removing_an_unused_entry_changes_nothing(
    bans: list[Entry], allowances: list[Entry], parts: list[str]
) -> None:
    config = options.parse({}).replace(
        banned_imports=tuple(bans), allowed_imports=tuple(allowances)
    )
    name = ".".join(parts)
    for line in find_unused_entries(config):
        option, _, quoted = line.partition(": '")
        pattern = quoted.partition("'")[0]
        lists = [list(bans), list(allowances)]
        entries = lists[option == "vet-allowed-imports"]
        last = max(
            place for place, entry in enumerate(entries) if entry.pattern == pattern
        )
        before = judge(Policies(*lists), name)
        del entries[last]

        assert judge(Policies(*lists), name) == before


def judge(policies: Policies, name: str) -> tuple[str | None, bool]:
    """Return the text of the ban of *name*, if any, and whether it is allowed."""
    policy = policies.for_file("m.py")
    ban = policy.find_ban(name, "third-party")
    text = None if ban is None else ban.text
    return text, policy.is_allowed(name, "third-party")


def test_which_globs_match_no_file(tmp_path: Path) -> None:
    for name in ("app/views/page.py", ".venv/lib/x.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("", encoding="utf-8")
    config = options.parse(
        {
            "vet_banned_imports": "a =",
            "vet_per_file_banned_imports": "app/*, page.py, view/*, x.py: a =",
            "vet_per_file_allowed_imports": "view/*, **/views/*: a",
        }
    )
    empty = str(tmp_path / "empty")

    below = f"matches no file below {str(tmp_path)!a}"

    assert list(find_unused_globs(config, str(tmp_path))) == [
        f"vet-per-file-banned-imports: 'view/*' {below}",
        f"vet-per-file-banned-imports: 'x.py' {below}",
        f"vet-per-file-allowed-imports: 'view/*' {below}",
    ]
    assert len(list(find_unused_globs(config, empty))) == 6
    assert list(find_unused_globs(options.parse({}), empty)) == []


def test_globs_are_not_searched_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).touch()
    config = options.parse({"vet_per_file_banned_imports": "x.py: a ="})
    monkeypatch.setattr(unused, "_MOST_COMPARISONS", 3)

    assert list(find_unused_globs(config, str(tmp_path))) == []
    (tmp_path / "c.py").unlink()
    assert len(list(find_unused_globs(config, str(tmp_path)))) == 1


CONFIG = """\
[flake8]
select = VET
vet-banned-imports =
    a = x
    a = y
vet-per-file-banned-imports = n/*: c =
"""

REPEATED = (
    "flake8-safe-imports: vet-banned-imports: 'a' is repeated: the first entry counts\n"
)


def test_unused_entries_are_reported_and_unused_globs_only_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.joinpath("setup.cfg").write_text(CONFIG, encoding="utf-8")
    tmp_path.joinpath("m.py").write_text("import os\n", encoding="utf-8")
    plain = run_flake8(["."], cwd=tmp_path)
    caplog.clear()
    caplog.set_level("INFO", "flake8.safe_imports")
    logged = run_flake8(["."], cwd=tmp_path)
    warnings = [
        record.getMessage()
        for record in caplog.records
        if record.levelname == "WARNING"
    ]

    assert plain == logged == (0, "", REPEATED)
    assert warnings == [
        f"vet-per-file-banned-imports: 'n/*' matches no file below {str(tmp_path)!a}",
    ]
