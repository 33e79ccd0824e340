"""What is read of a text around a word."""

from __future__ import annotations

from flake8_safe_imports.glance.lines import MOST_BEFORE, read_line_before


def test_the_line_before_a_word() -> None:
    text = "x = 1\n" * MOST_BEFORE + "import imp"

    assert read_line_before("import imp", 7) == "import "
    assert read_line_before(text, len(text) - 3) == "import "


def test_no_line_before_that_is_too_long() -> None:
    assert read_line_before("x" * (MOST_BEFORE + 1), MOST_BEFORE + 1) is None
