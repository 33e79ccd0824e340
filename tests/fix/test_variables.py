"""Variables that imports bind in unusual scopes."""

from __future__ import annotations

import pytest
from fixing import assert_fixed, assert_skipped


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "def f():\n    if 1:\n        import cPickle\n",
            "def f():\n    if 1:\n        import pickle\n",
            id="in a block of a function that uses nothing",
        ),
    ],
)
def test_scopes(before: str, after: str) -> None:
    assert_fixed(before, after)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(
            "def f():\n    global cPickle\n    import cPickle, os\ncPickle.dumps\n",
            "where it is imported is not understood",
            id="one of two names is global",
        ),
        pytest.param(
            "def f():\n    global collections\n    import collections, os\n"
            "def g():\n    global os\ncollections.Mapping\n",
            "where it is imported is not understood",
            id="a chain on a module of such a statement",
        ),
    ],
)
def test_reason_for_an_unknown_binding(source: str, reason: str) -> None:
    assert_skipped(source, reason)
