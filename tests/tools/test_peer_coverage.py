"""The comparison with what other tools know."""

from __future__ import annotations

import shutil
import subprocess

import peer_coverage
import pytest
import stdlib_inputs


@pytest.mark.properties
@pytest.mark.parametrize(
    "change", peer_coverage.CHANGES, ids=lambda change: change.title
)
def test_every_public_change_is_in_the_tables(change: peer_coverage.Change) -> None:
    dumps = {dump.minor: dump for dump in stdlib_inputs.load_dumps()}
    stubs, facts = stdlib_inputs.load_stubs(), stdlib_inputs.load_facts()
    pairs = peer_coverage.find_pairs(change, dumps, stubs, facts)
    flags = peer_coverage.ours(change)

    assert len(pairs) > 500
    assert [pair for pair in pairs if not flags(*pair)] == []


@pytest.mark.properties
@pytest.mark.parametrize(
    ("change", "named", "least"),
    [
        (peer_coverage.CLASS_CHANGES[0], "threading.Thread.isAlive", 200),
        (peer_coverage.CLASS_CHANGES[1], "pathlib.Path.walk", 1000),
    ],
)
def test_changes_of_classes_are_in_the_tables(
    change: peer_coverage.Change, named: str, least: int
) -> None:
    dumps = {dump.minor: dump for dump in stdlib_inputs.load_dumps()}
    items = peer_coverage.find_attributes(change, dumps)
    known = {item for item in items if peer_coverage.knows_attribute(change, item)}

    assert named in {".".join(item) for item in known}
    assert len(items) > least
    # What typeshed contradicts is left out of the tables.
    assert len(known) / len(items) > 0.98


@pytest.mark.parametrize(
    ("name", "output"),
    [
        (
            "mypy",
            (
                'x.py:2: error: Module "a" has no attribute "b"  [attr-defined]\n'
                "x.py:3: note: See https://mypy.readthedocs.io\n"
                'x.py:4: error: Cannot find implementation for module "c"  [import]\n'
            ),
        ),
        (
            "ty",
            (
                "x.py:1:1: warning[deprecated] The function is deprecated: an error\n"
                "x.py:2:15: error[unresolved-import] Module `a` has no member `b`\n"
                "x.py:4:8: error[unresolved-import] Cannot resolve module `c`\n"
            ),
        ),
        (
            "pyrefly",
            (
                "ERROR x.py:2:15-16: Could not import `b` from `a` [missing]\n"
                "ERROR x.py:4:8-9: Cannot find module `c` [missing-import]\n"
            ),
        ),
    ],
)
def test_output_of_type_checkers_is_understood(
    name: str, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = subprocess.CompletedProcess((), 1, stdout=output)
    monkeypatch.setattr(subprocess, "run", lambda *given, **named: done)
    pairs = [("a", ""), ("a", "b"), ("a", "c"), ("c", ""), ("c", "d")]
    found = peer_coverage.run_type_checker(name, 309, pairs)

    assert found == {("a", "b"), ("c", ""), ("c", "d")}


def test_only_what_one_version_lacks_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {308: {1, 2, 3}, 313: {3}}
    item = peer_coverage.Attribute("pathlib", "Path", "walk")
    monkeypatch.setattr(peer_coverage, "CLASS_CHANGES", peer_coverage.CLASS_CHANGES[1:])
    monkeypatch.setattr(peer_coverage, "find_attributes", lambda *given: [item] * 4)
    monkeypatch.setattr(
        peer_coverage, "check_types", lambda name, minor, lines: numbers[minor]
    )
    monkeypatch.setattr(shutil, "which", lambda name: "ty" in name)
    monkeypatch.setattr(
        peer_coverage, "vermin", lambda change: lambda module, name: False
    )

    title, ours, ty, *rest = peer_coverage.compare_attributes({})[1]

    assert title == "not on 3.8, public on 3.13"
    assert (ours, ty, rest) == ("4/4 (100 %)", "2/4 (50 %)", ["-", "0/4 (0 %)"])


def test_output_of_ruff_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = []

    def run(command: list[str], **given: object) -> subprocess.CompletedProcess[str]:
        sent.append((command[-2], given["input"]))
        out = "-:2:1: UP035 [*] Import from `c` instead: `b`\nFound 1 error.\n"
        return subprocess.CompletedProcess((), 1, stdout=out)

    monkeypatch.setattr(subprocess, "run", run)
    change = peer_coverage.Change(207, 315, gone=True)

    found = peer_coverage.run_ruff(change, [("a", ""), ("a", "b"), ("a", "print 2")])

    assert found == {("a", "b")}
    assert sent == [
        ("--target-version=py314", "import a as n0\nfrom a import b as n1\npass")
    ]
