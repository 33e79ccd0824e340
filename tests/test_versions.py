"""Windows: sets of Python versions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_safe_imports import versions

NEWEST = versions.MINORS[-1]


def test_versions_are_2_7_and_every_3_x_from_3_6_on() -> None:
    assert (207, *range(306, NEWEST + 1)) == versions.MINORS


@pytest.mark.parametrize(
    ("minor", "known"),
    [(207, (207,)), (300, (306,)), (305, (306,)), (306, (306,)), (311, (311,))],
)
def test_bit_of_a_known_version(minor: int, known: tuple[int, ...]) -> None:
    assert versions.minors(versions.bit(minor)) == known


@pytest.mark.parametrize("minor", [206, 299, NEWEST + 1, 400])
def test_unknown_versions_have_no_bit(minor: int) -> None:
    assert versions.bit(minor) == versions.NOTHING


def test_window_of_versions_is_read_back() -> None:
    window = versions.make_window([311, 207, 311])

    assert versions.minors(window) == (207, 311)
    assert (versions.oldest(window), versions.newest(window)) == (207, 311)


def test_window_of_an_unknown_version_is_an_error() -> None:
    with pytest.raises(KeyError):
        versions.make_window([NEWEST + 1])


@pytest.mark.parametrize(
    ("spans", "known"),
    [
        (((207, 300),), (207,)),
        (((300, 310),), (306, 307, 308, 309)),
        (((207, 300), (NEWEST, 0)), (207, NEWEST)),
        ((), ()),
    ],
)
def test_versions_that_spans_cover(
    spans: versions.Spans, known: tuple[int, ...]
) -> None:
    assert versions.minors(versions.within(spans)) == known


@pytest.mark.parametrize(("minor", "text"), [(207, "2.7"), (310, "3.10")])
def test_spelling(minor: int, text: str) -> None:
    assert versions.spell(minor) == text


@given(st.integers(1, versions.EVERYTHING))
def test_spans_cover_their_window(window: int) -> None:
    assert versions.within(versions.to_spans(window)) == window
