from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import run_flake8

from flake8_safe_imports.config import options
from flake8_safe_imports.config.entries import Entry
from flake8_safe_imports.config.policy import Policies
from flake8_safe_imports.hints import advise, globs_without_files


def advice(**raw: str) -> list[str]:
    config = options.parse({f"vet_{key}_imports": text for key, text in raw.items()})
    return advise(config)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param({"banned": "a =\nb = x\n{stdlib} = y"}, [], id="nothing"),
        pytest.param(
            {"banned": "a = x\na = y"},
            ["vet-banned-imports: 'a' is banned before: the first entry counts"],
            id="repeated",
        ),
        pytest.param(
            {"banned": "a.** = x\na.* = y"},
            ["vet-banned-imports: 'a.*' is banned before: the first entry counts"],
            id="repeated in other words",
        ),
        pytest.param(
            {"allowed": "{stdlib} {stdlib}"},
            [
                (
                    "vet-allowed-imports: '{stdlib}' is allowed before: "
                    "the first entry counts"
                )
            ],
            id="set repeated",
        ),
        pytest.param(
            {"banned": "a =", "allowed": "a"},
            ["vet-banned-imports: 'a' is also allowed, and the allowance wins"],
            id="tie",
        ),
        pytest.param(
            {"per_file_banned": "x/*: a =", "allowed": "a"}, [], id="per-file ban wins"
        ),
        pytest.param(
            {"banned": "a =", "per_file_allowed": "x/*: a"}, [], id="exception"
        ),
        pytest.param(
            {"banned": "a.b = x\na = x"},
            ["vet-banned-imports: 'a.b' says no more than 'a'"],
            id="covered",
        ),
        pytest.param(
            {"banned": "b.*.c = x\nb = x"},
            ["vet-banned-imports: 'b.*.c' says no more than 'b'"],
            id="pattern covered",
        ),
        pytest.param(
            {"banned": "b.x_* = x\nb = x"},
            ["vet-banned-imports: 'b.x_*' says no more than 'b'"],
            id="part of a name covered",
        ),
        pytest.param(
            {"banned": "a.b.secret.c = x\n*.secret = x"},
            ["vet-banned-imports: 'a.b.secret.c' says no more than '*.secret'"],
            id="covered by a pattern",
        ),
        pytest.param(
            {"banned": "a.*.b.c = x\na.*.b = x"}, [], id="two patterns are not compared"
        ),
        pytest.param(
            {"banned": "a = x", "per_file_banned": "y/*: a.b = x"},
            ["vet-per-file-banned-imports: 'y/*: a.b' says no more than 'a'"],
            id="per-file ban covered",
        ),
        pytest.param(
            {"banned": "a.b = x", "per_file_banned": "y/*: a = x"},
            [],
            id="not all files",
        ),
        pytest.param({"banned": "a.b = x\na = y"}, [], id="another message"),
        pytest.param({"banned": "a = x\na.* = y\na.b = x"}, [], id="a ban in between"),
        pytest.param(
            {"banned": "a = x\na.b = x", "allowed": "a.*"},
            [],
            id="an allowance in between",
        ),
        pytest.param(
            {"banned": "a = x\na.b = x", "allowed": "{third-party}"},
            [],
            id="a set in between",
        ),
        pytest.param(
            {"allowed": "a.b a"},
            ["vet-allowed-imports: 'a.b' is part of 'a'"],
            id="allowed twice",
        ),
        pytest.param(
            {"allowed": "a.b a", "banned": "a.b =\na.c =\n"},
            ["vet-banned-imports: 'a.b' is also allowed, and the allowance wins"],
            id="needed against a ban",
        ),
        pytest.param(
            {"allowed": "numpy.random urlib3 mock os myown"},
            [
                (
                    "vet-allowed-imports: 'numpy.random' needs no allowance: "
                    "nothing forbids it"
                )
            ],
            id="allowed for nothing",
        ),
        pytest.param(
            {"allowed": "numpy.random", "banned": "{third-party} ="},
            [],
            id="allowed for something",
        ),
    ],
)
def test_advice(raw: dict[str, str], expected: list[str]) -> None:
    # Of names that were made up VET402 may have something to say.
    lines = [line for line in advice(**raw) if "'a' needs" not in line]

    assert [
        line for line in lines if "needs" not in line or "numpy" in line
    ] == expected


NAMES = st.lists(st.sampled_from(["a", "b", "*", "x*"]), min_size=1, max_size=3).map(
    ".".join
)
ENTRIES = st.lists(
    st.builds(
        Entry, NAMES | st.just("{stdlib}"), st.sampled_from(["", "t"]), st.just("")
    ),
    max_size=5,
)


def test_no_allowance_is_idle_where_any_import_may_be_judged() -> None:
    raw = {"vet_allowed_imports": "numpy", "vet_enable": "VET104"}

    assert advise(options.parse(raw)) == []


@given(ENTRIES, ENTRIES, st.lists(st.sampled_from(["a", "b", "xy"]), min_size=1))
def test_what_is_named_changes_nothing(
    bans: list[Entry], allowances: list[Entry], parts: list[str]
) -> None:
    """Take away each entry that is named, by itself: the text stays the same."""
    config = options.parse({})._replace(
        policies=Policies(bans, [entry._replace(text="") for entry in allowances])
    )
    name = ".".join(parts)
    for line in advise(config):
        option, _, quoted = line.partition(": '")
        pattern = quoted.partition("'")[0]
        lists = [list(config.policies.bans), list(config.policies.allowances)]
        chosen = lists[option == "vet-allowed-imports"]
        if "needs no" in line:
            continue
        (at, *_) = [
            place
            for place, entry in reversed(list(enumerate(chosen)))
            if entry.pattern == pattern
        ]
        before = outcome(Policies(*lists), name)
        del chosen[at]

        assert outcome(Policies(*lists), name) == before


def outcome(policies: Policies, name: str) -> tuple[str | None, bool]:
    policy = policies.for_file("m.py")
    verdict = policy.find_ban(name, "third-party")
    return (
        None if verdict is None else verdict.text,
        policy.is_allowed(name, "third-party"),
    )


def test_globs(tmp_path: Path) -> None:
    for name in ("app/views/page.py", ".venv/lib/x.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("", encoding="utf-8")
    bans = [Entry("a", "", glob) for glob in ("app/*", "page.py", "view/*", "x.py")]
    allowances = [Entry("a", "", glob) for glob in ("view/*", "**/views/*", "")]
    lines = globs_without_files(Policies(bans, allowances), str(tmp_path))

    assert lines == [
        f"vet-per-file-banned-imports: 'view/*' covers no file below {str(tmp_path)!a}",
        f"vet-per-file-banned-imports: 'x.py' covers no file below {str(tmp_path)!a}",
    ]
    assert globs_without_files(Policies(bans[:2]), str(tmp_path)) == []
    assert globs_without_files(Policies([Entry("a")]), "no/such/folder") == []


CONFIG = """\
[flake8]
select = VET
vet-banned-imports =
    a = x
    a.b = x
vet-per-file-banned-imports = n/*: c =
"""


def test_only_who_asks_is_told(tmp_path: Path) -> None:
    tmp_path.joinpath("setup.cfg").write_text(CONFIG, encoding="utf-8")
    tmp_path.joinpath("m.py").write_text("import os\n", encoding="utf-8")
    quiet = run_flake8(["."], cwd=tmp_path)

    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


def test_told_with_v(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tmp_path.joinpath("setup.cfg").write_text(CONFIG, encoding="utf-8")
    tmp_path.joinpath("m.py").write_text("import os\n", encoding="utf-8")
    caplog.set_level("INFO", "flake8.safe_imports")
    ran = run_flake8(["."], cwd=tmp_path)
    warnings = [
        record.getMessage()
        for record in caplog.records
        if record.levelname == "WARNING"
    ]

    assert (ran.code, ran.out) == (0, "")
    assert warnings == [
        "vet-banned-imports: 'a.b' says no more than 'a'",
        f"vet-per-file-banned-imports: 'n/*' covers no file below {str(tmp_path)!a}",
    ]


STARTER = """\
import multiprocessing, sys
from flake8.main.cli import main
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_told_once(method: str, tmp_path: Path) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this platform")
    tmp_path.joinpath("setup.cfg").write_text(CONFIG, encoding="utf-8")
    tmp_path.joinpath("starter.txt").write_text(STARTER, encoding="utf-8")
    for name in ("m.py", "k.py"):
        tmp_path.joinpath(name).write_text("import os\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "starter.txt", method, "-v", "-j2", "m.py", "k.py"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
    )

    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr.count("'a.b' says no more than 'a'") == 1
    assert ran.stderr.count("'n/*' covers no file below") == 1
