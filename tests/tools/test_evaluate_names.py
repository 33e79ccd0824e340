"""The measurement of the look-alike detector."""

from __future__ import annotations

import evaluate_names
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
