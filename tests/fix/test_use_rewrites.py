"""The ways to rewrite one use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fixing import assert_fixed, fix

from flake8_safe_imports.fix import use_rewrites
from flake8_safe_imports.fix.replacements import Replacement

if TYPE_CHECKING:
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.use_rewrites import OldUse


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
    assert_fixed(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import six\nsix.iteritems\n", "sorted\n"),
        ("from six import iteritems\niteritems, six\n", "sorted, six\n"),
    ],
    ids=["chain", "name"],
)
def test_another_rewrite_is_one_function_more(
    before: str, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace_by_sorted(context: Context, old: OldUse) -> Replacement | None:
        return Replacement("builtins.sorted") if "iteritems" in old.name else None

    table = (replace_by_sorted, *use_rewrites.USE_REWRITES)
    monkeypatch.setattr(use_rewrites, "USE_REWRITES", table)

    assert fix(before).source == after
    assert fix("import six\nsix.text_type\n").source == "str\n"
