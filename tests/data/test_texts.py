"""Tables that are text: an entry is found where it is in a list of all entries."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_safe_imports.data.texts import find_entry

WORDS = st.text("ab .", min_size=1, max_size=4)


@pytest.mark.parametrize("end", ["", "\n"], ids=["no end", "ends"])
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["lines", "blocks"])
@given(words=st.lists(WORDS, min_size=1, unique=True), asked=WORDS)
def test_find_entry(words: list[str], asked: str, between: str, end: str) -> None:
    words.sort()
    text = between.join(words) + (between if end else "")
    place = bisect_left(words, asked)
    start = find_entry(text, asked, between=between)

    if place < len(words):
        assert start == len("".join(word + between for word in words[:place]))
    else:
        assert start == len(text)


def test_an_entry_may_have_lines() -> None:
    text = "a 1\nx\n\nb 2\n\nc 3\ny"

    assert find_entry(text, "b ", between="\n\n") == text.index("b 2")
    assert find_entry(text, "c", between="\n\n") == text.index("c 3")
    assert find_entry("", "a") == 0
