"""Attribute chains on imports that are fine themselves."""

from __future__ import annotations

import pytest
from fixing import assert_fixed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import collections as c\nc.Mapping, c.deque\n",
            "import collections as c\nimport collections.abc\nc.abc.Mapping, c.deque\n",
            id="a submodule of a renamed import",
        ),
        pytest.param(
            "six = __import__('six')\nsix.text_type\n",
            "",
            id="imported by a name in a string",
        ),
        pytest.param(
            "import email.parser\nemail.Utils.formatdate\n",
            "import email.parser\nimport email.utils\nemail.utils.formatdate\n",
            id="another module of the same package",
        ),
    ],
)
def test_chains(before: str, after: str) -> None:
    assert_fixed(before, after)
