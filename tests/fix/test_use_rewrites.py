"""The ways to rewrite one use."""

from __future__ import annotations

import pytest
from fixing import fix


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import ConfigParser\nConfigParser.ours = 1\ndel ConfigParser.ours\n",
            "import configparser\nconfigparser.ours = 1\ndel configparser.ours\n",
            id="an assigned attribute need not exist",
        ),
    ],
)
def test_uses(before: str, after: str) -> None:
    """Nothing changes if *after* is empty."""
    result = fix(before)

    assert result.source == (after or before)
    assert bool(result.changes) is bool(after)
    assert fix(result.source).source == result.source
