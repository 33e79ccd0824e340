"""Imports that are dropped once nothing uses them."""

from __future__ import annotations

import pytest
from fixing import assert_fixed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import six\ntext = six.text_type\ntext('x')\n",
            "text = str\ntext('x')\n",
            id="assigned from six",
        ),
        pytest.param(
            "import six\nm = six.moves\nm.range(3)\nsix.text_type\n",
            "import six\nm = six.moves\nrange(3)\nstr\n",
            id="still used",
        ),
        pytest.param(
            "try:\n    import six\nexcept ImportError:\n    raise\nsix.text_type\n",
            "",
            id="in a try",
        ),
        pytest.param(
            "import six\ndef f():\n    x = six.text_type; del six\n",
            "",
            id="deleted",
        ),
        pytest.param(
            "import six\nsix.text_type\nif x:\n    import mock as six\n    six.patch\n",
            "import six\nstr\nif x:\n    import unittest.mock as six\n    six.patch\n",
            id="bound again by another import",
        ),
    ],
)
def test_imports_without_uses(before: str, after: str) -> None:
    assert_fixed(before, after)
