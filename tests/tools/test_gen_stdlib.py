"""The generator of the tables of the standard library."""

from __future__ import annotations

import gen_stdlib
import pytest


@pytest.mark.generators
def test_generated_files_are_up_to_date() -> None:
    stale = [
        path.name
        for path, text in gen_stdlib.outputs().items()
        if path.read_text(encoding="utf-8") != text
    ]

    assert stale == []
