"""Tables that are text: a line is found where it is in a list of all lines."""

from __future__ import annotations

from bisect import bisect_left

from hypothesis import example, given
from hypothesis import strategies as st

from flake8_safe_imports.data.texts import find_line

WORDS = st.text("ab .", min_size=1, max_size=4)


@given(st.lists(WORDS, unique=True), WORDS)
@example([], "a")
def test_find_line(words: list[str], asked: str) -> None:
    words.sort()
    lines = [f"{word}\n" for word in words]
    place = bisect_left(words, asked)

    assert find_line("".join(lines), asked) == len("".join(lines[:place]))
