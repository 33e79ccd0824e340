"""Tables that are text: a line is found where it is in a list of all lines."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flake8_safe_imports.data.texts import find_line, read_lines

if TYPE_CHECKING:
    from pathlib import Path

WORDS = st.text("ab .", min_size=1, max_size=4)
LONG_LINES = st.builds(
    "{} {}".format, WORDS, st.sampled_from(["", "c" * 99, "é" * 999])
)


@given(st.lists(WORDS, unique=True), WORDS)
@example([], "a")
def test_find_line(words: list[str], asked: str) -> None:
    words.sort()
    lines = [f"{word}\n" for word in words]
    place = bisect_left(words, asked)

    assert find_line("".join(lines), asked) == len("".join(lines[:place]))


@given(st.lists(LONG_LINES, max_size=99), WORDS | st.just("\udc80"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_are_read_without_the_rest(
    tmp_path: Path, lines: list[str], beginning: str
) -> None:
    path = tmp_path / "table.txt"
    path.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")

    found = read_lines(str(path), beginning).splitlines()
    assert found == sorted(line for line in lines if line.startswith(beginning))
