"""The comparison with what other tools know."""

from __future__ import annotations

import subprocess

import peer_coverage
import pytest
import stdlib_inputs


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
