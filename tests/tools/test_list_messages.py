"""The list of all texts that the package may print."""

from __future__ import annotations

import list_messages
import pytest

pytestmark = pytest.mark.generators


def test_every_text_is_listed_and_was_read() -> None:
    """Read what is new in the list, then run ``python tools/list_messages.py``."""
    listed = list_messages.LISTED.read_text(encoding="utf-8")

    assert list_messages.collect() == listed, "run: python tools/list_messages.py"
