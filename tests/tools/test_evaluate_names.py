"""The measurement of the look-alike detector."""

from __future__ import annotations

import evaluate_names
import names_held_out
import pytest

pytestmark = pytest.mark.properties


def test_recall_on_the_development_names() -> None:
    floors = {
        "strict": (96, 56, 50),
        "default": (98.8, 82, 66),
        "wide": (98.8, 86, 72),
    }
    squats = evaluate_names.read_squats()
    for level, floor in floors.items():
        detect = evaluate_names.build_ours(level)
        for stratum, least in zip(evaluate_names.STRATA, floor):
            kind = [squat for squat in squats if squat.stratum == stratum]
            hits = sum(
                evaluate_names.is_same_project(detect(squat.name) or "", squat.target)
                for squat in kind
            )

            assert len(kind) > 150
            assert 100 * hits / len(kind) >= least, (level, stratum)


def test_no_alarm_on_names_held_out() -> None:
    names = [name for name, _ in names_held_out.read_innocents()]
    detect = evaluate_names.build_ours("default")

    assert len(names) > 4_000
    assert [name for name in names if detect(name)] == []


def test_no_innocent_name_is_malicious() -> None:
    names = [name for name, _ in names_held_out.read_innocents()]
    names += [row.name for row in evaluate_names.read_innocents()]

    assert len(names) > 25_000
    assert [name for name in names if evaluate_names.find_listed(name)] == []


def test_recall_on_names_held_out() -> None:
    floors = {
        "other years": 52,
        "2023, made by rule": 97,
        "2024": 66,
        "letter left out": 73,
        "letter doubled": 93,
        "letters swapped": 89,
        "wrong key": 80,
    }
    detect = evaluate_names.build_ours("default")
    names = [*names_held_out.read_squats(), *names_held_out.make_slips(1000)]
    for kind, floor in floors.items():
        same = [row for row in names if row.kind == kind]
        hits = sum(
            evaluate_names.is_same_project(detect(row.name) or "", row.target)
            for row in same
        )

        assert len(same) > 100
        assert 100 * hits / len(same) >= floor, kind
