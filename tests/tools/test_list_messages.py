"""The list of all texts that the package may print."""

from __future__ import annotations

import list_messages
import pytest

SOURCE = r'''"""A docstring of a module."""
TABLE = "red green blue".split()
PATTERN = re.compile(r"two words?|" rf"{TABLE} or more")
"é", rf"pattern of {TABLE}"
print("not a number", f"found {TABLE} in it")
'''


def test_patterns_tables_and_docstrings_are_not_listed() -> None:
    texts = set(list_messages.find_texts(SOURCE))

    assert texts == {"not a number", "found {} in it"}


@pytest.mark.generators
def test_every_text_is_listed_and_was_read() -> None:
    """Read what is new in the list, then run ``python tools/list_messages.py``."""
    listed = list_messages.LISTED.read_text(encoding="utf-8")

    assert list_messages.collect() == listed, "run: python tools/list_messages.py"
