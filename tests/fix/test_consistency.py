"""Imports of one name, which are rewritten alike or not at all."""

from __future__ import annotations

import pytest
from fixing import assert_fixed, fix

from flake8_safe_imports.config import options


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "if x:\n    import cPickle as p\nelse:\n    import json as p\np.dumps\n",
            "if x:\n    import pickle as p\nelse:\n    import json as p\np.dumps\n",
            id="one of two branches",
        ),
        pytest.param(
            "if x:\n    import urllib2\nelse:\n    import ours as urllib2\n"
            "urllib2.urlopen\n",
            "",
            id="one of two branches, which cannot keep its name",
        ),
        pytest.param(
            "if x:\n    import urllib2\nelse:\n    import urllib2\nurllib2.urlopen\n",
            "if x:\n    import urllib.request\nelse:\n    import urllib.request\n"
            "urllib.request.urlopen\n",
            id="both branches",
        ),
        pytest.param(
            "if x:\n    import urllib2\nelse:\n    import urllib2  # noqa\n"
            "urllib2.urlopen\n",
            "",
            id="both branches, one of them silenced",
        ),
    ],
)
def test_imports_of_one_name(before: str, after: str) -> None:
    assert_fixed(before, after)


def test_a_use_without_replacement_for_one_import_stops_the_other() -> None:
    """Only from Python 3.7 on there is a `queue.SimpleQueue`."""
    source = (
        "import sys\nif sys.version_info >= (3, 7):\n    import Queue\nelse:\n"
        "    import Queue\nQueue.SimpleQueue\n"
    )
    star = "from Tkinter import *\n"
    config = options.parse({"vet_supported_python": ">=3.6"})
    result = fix(source + star, config)

    assert result.source == source + "from tkinter import *\n"
    assert [(skipped.line, skipped.reason) for skipped in result.skipped] == [
        (3, "another import of the same name cannot be rewritten this way"),
        (5, "`queue.SimpleQueue` is not on every supported Python"),
    ]


@pytest.mark.parametrize(
    ("imports", "is_kept"),
    [
        ("import backports\nfrom backports import zoneinfo\n", True),
        (
            "import backports\nfrom backports.zoneinfo import ZoneInfo as zoneinfo\n",
            True,
        ),
        ("import backports\nfrom backports.zoneinfo import TZPATH as zoneinfo\n", True),
        ("import backports.zoneinfo\nfrom backports import zoneinfo\n", False),
        ("import backports\nimport backports.zoneinfo as z\n", False),
    ],
)
def test_an_import_stays_for_the_attribute_of_its_package(
    imports: str, is_kept: bool
) -> None:
    source = f"{imports}print(backports.zoneinfo.ZoneInfo)\n"
    result = fix(source, options.parse({"vet_supported_python": ">=3.9"}))

    assert (result.source == source) is is_kept
    assert bool(result.skipped) is is_kept
