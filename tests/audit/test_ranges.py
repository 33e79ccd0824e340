"""Judgements on ranges of versions, by what compromised releases they admit."""

from __future__ import annotations

import pytest
from rows import each_row

from flake8_safe_imports.audit import files
from flake8_safe_imports.audit.ranges import MOST_RANGES, Ranges, judge_ranges
from flake8_safe_imports.audit.reading import Declarations
from flake8_safe_imports.project.manifest import Manifest
from flake8_safe_imports.project.readers import pyproject, requirements


def judge_all(*manifests: Manifest, is_lock: bool = False) -> Ranges:
    kind = files.KINDS[0]
    read = [
        Declarations("x", kind, manifest.dependencies, is_lock)
        for manifest in manifests
    ]
    return judge_ranges(read)


def find_notes(*manifests: Manifest, is_lock: bool = False) -> list[str]:
    return [note.reason for note in judge_all(*manifests, is_lock=is_lock).notes]


@each_row(
    ("line", "releases"),
    [
        ("litellm>=1.82.7,<1.82.9", "1.82.7, 1.82.8"),
        ("litellm==1.82.7.*", "1.82.7"),
        ("litellm>1.82.6,<=1.82.8", "1.82.7, 1.82.8"),
        ("litellm>=1.82.7,!=1.82.9,<1.82.10", "1.82.7, 1.82.8"),
        ("marcador>=0.5,<0.6", "0.1 to 0.13"),
        ("litellm>=1.82.6,<1.82.9", ""),
        ("litellm>=1.82.7", ""),
        ("litellm>=1.82.7,<=1.82.9", ""),
        ("litellm>=1.82.7,!=1.82.9,<1.82.11", ""),
        ("litellm~=1.82.7", ""),
        ("litellm>=1.83,<1.84", ""),
        ("litellm>=1.82.7" + ",!=0" * 100 + ",<1.82.9", ""),
    ],
)
def test_range_that_admits_bad_releases_only(line: str, releases: str) -> None:
    found = judge_all(requirements.read(line))

    assert [row.kind for row in found.findings] == ["compromised"] * bool(releases)
    for row in found.findings:
        assert f"` allows only compromised releases, {releases} (20" in row.text
        assert row.text.endswith(": use another release and rotate your credentials")
        assert found.notes == []


def test_bad_range_counts_beside_a_pin_but_not_in_a_lock_file() -> None:
    both = requirements.read("litellm==1.83\nlitellm>=1.82.7,<1.82.9\n")

    assert [row.line for row in judge_all(both).findings] == [2]
    assert judge_all(both, is_lock=True).findings == []


def test_only_so_many_ranges_are_compared() -> None:
    lines = [f"litellm<0.{number}\n" for number in range(MOST_RANGES)]

    assert find_notes(requirements.read("".join(lines * 2))) == []
    (note,) = judge_all(requirements.read("".join(lines) + "litellm<9\n")).notes
    assert note.reason.startswith(f"more than {MOST_RANGES} ranges of projects")
    assert note.is_error


@each_row(
    ("line", "releases"),
    [
        ("litellm>=1.80", "s 1.82.7, 1.82.8: exclude them"),
        ("litellm >=1.80,<2", "s 1.82.7, 1.82.8: exclude them"),
        ("litellm (~=1.82.0)", "s 1.82.7, 1.82.8: exclude them"),
        ("litellm==1.82.*; python_version > '3'", "s 1.82.7, 1.82.8: exclude them"),
        ("litellm>=1.80,!=1.82.8", " 1.82.7: exclude it"),
        ("Ultralytics<=8.3.41", " 8.3.41: exclude it"),
        ("marcador<0.5", "s 0.1 to 0.13: exclude them"),
        ("marcador>0.4,<1", "s 0.1 to 0.13: exclude them"),
        ("keep>2.4.0", "s 2.10, 2.10.1, 2.4.1, 2.4.2 and 8 more: exclude them"),
        ("litellm>=1.83", ""),
        ("litellm>=1.80,!=1.82.7,!=1.82.8", ""),
        ("litellm", ""),
        ("litellm @ https://example.org/litellm.zip", ""),
        ("litellm >= what", ""),
        ("flask>=1", ""),
    ],
)
def test_range_that_admits_a_compromised_release(line: str, releases: str) -> None:
    notes = find_notes(requirements.read(line))

    assert [note.partition(" allows the compromised release")[2] for note in notes] == (
        [releases] if releases else []
    )


@each_row(
    ("constraint", "admits"),
    [
        ("^1.80", True),
        ("~1.82", True),
        ("1.82.*", True),
        ("^2 || ~1.82.2", True),
        (">=1.0 <2.0", True),
        ("*", True),
        ("^1.83", False),
        ("^0.82.7", False),
        ("what", False),
    ],
)
def test_constraint_of_poetry(constraint: str, admits: bool) -> None:
    text = f"[tool.poetry.dependencies]\nlitellm = '{constraint}'\n"

    assert bool(find_notes(pyproject.read(text))) is admits


def test_range_is_no_matter_where_a_version_is_chosen() -> None:
    ranges = requirements.read("litellm>=1\nlitellm>=1.1\n")

    assert len(find_notes(ranges)) == 1
    assert find_notes(ranges, is_lock=True) == []
    assert find_notes(ranges, requirements.read("LiteLLM==1.83")) == []


@pytest.mark.parametrize(
    ("pinned", "counts"),
    [("a/b.txt", True), ("r.txt", True), ("a/b/c/r.txt", True), ("ab/r.txt", False)],
)
def test_version_chosen_in_another_project_does_not_count(
    pinned: str, counts: bool
) -> None:
    kind = files.KINDS[0]
    texts = {"a/r.txt": "litellm>=1\n", pinned: "litellm==1.83\n"}
    read = [
        Declarations(file, kind, requirements.read(text).dependencies, False)
        for file, text in texts.items()
    ]

    assert (not judge_ranges(read).notes) is counts
