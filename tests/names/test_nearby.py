"""The names near an unknown one are those that a search through all edits finds."""

from __future__ import annotations

import pytest
from evaluate_names import generate_edits
from hypothesis import example, given
from hypothesis import strategies as st

from flake8_safe_imports.data import packages
from flake8_safe_imports.names import nearby

RANKS = packages.load_ranks()
LONG = sorted(
    name
    for name, rank in RANKS.items()
    if 0 < rank <= packages.WORST_POPULAR and len(name) >= nearby.SHORTEST_FOR_TWO
)
LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789_")


@st.composite
def edits(draw: st.DrawFn, name: str, lowest: int = 0) -> str:
    """Draw *name* after one edit; the characters before *lowest* are kept."""
    at = draw(st.integers(lowest, len(name) - 1))
    letter = draw(LETTERS)
    return draw(
        st.sampled_from(
            (
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at + 1 :],
                name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
                name + letter,
            )
        )
    )


@given(st.data())
def test_all_names_one_edit_away_are_found(data: st.DataObject) -> None:
    name = data.draw(edits(data.draw(st.sampled_from(sorted(RANKS)))))
    expected = {
        (other, RANKS[other])
        for other in generate_edits(name)
        if RANKS.get(other) and len(other) >= nearby.SHORTEST
    }

    if name:
        assert nearby.find_one_edit_away(name) == sorted(expected)


def test_the_keys_of_the_table_are_no_names() -> None:
    assert nearby.find_one_edit_away("x04a") == []


def test_short_names_are_not_near() -> None:
    assert "ssl" in RANKS

    assert ("ssl", RANKS["ssl"]) not in nearby.find_one_edit_away("bsl")


def test_with_many_names_the_same_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["hjango", "jango", "bjango", "umpy", "xumpy", "nothinglikeit"]
    few = [nearby.find_one_edit_away(name) for name in names]
    monkeypatch.setattr(nearby, "_MOST_SEARCHES", 0)

    assert [nearby.find_one_edit_away(name) for name in names] == few
    assert ("django", RANKS["django"]) in few[0]


@given(st.data())
def test_all_names_two_edits_away_are_found(data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(LONG))
    once = data.draw(edits(target, 1))
    name = data.draw(edits(once, 1))

    assert (target, RANKS[target]) in list(nearby.find_perhaps_two_edits_away(name))


@given(st.text("ab_", max_size=6), st.text("ab_", max_size=6))
@example("ab", "ba")
@example("aab", "aba")
def test_one_edit_makes_one_name_of_the_other(name: str, target: str) -> None:
    assert nearby.is_one_edit_away(name, target) == (target in generate_edits(name))
