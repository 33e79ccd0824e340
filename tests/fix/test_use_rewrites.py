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


STREAM = "from StringIO import StringIO\n"


@pytest.mark.parametrize(
    ("rest", "kind"),
    [
        ("D = 'x'\nf(StringIO(D))\n", "StringIO"),
        ("D = b'x'\ndef t():\n    f(StringIO(D))\n", "BytesIO"),
        ("def t():\n    d = 'x %s' % y\n    f(StringIO(d))\n", "StringIO"),
        ("D = 'x'\nD = b'x'\nf(StringIO(D))\n", ""),
        ("D = 'x'\nD += y\nf(StringIO(D))\n", ""),
        ("D, x = 'x'\nf(StringIO(D))\n", ""),
        ("D = 'x'\ndef t(D): f(StringIO(D))\n", ""),
        ("D = 'x'\nfor D in y: f(StringIO(D))\n", ""),
        ("D = 'x'\nimport D.y\nf(StringIO(D))\n", ""),
        ("D = 'x'\ndef D(): 0\nf(StringIO(D))\n", ""),
        ("try: D = 'x'\nexcept E as D: f(StringIO(D))\n", ""),
        ("D = 'x'\nfrom y import *\nf(StringIO(D))\n", ""),
        ("f(StringIO(D))\n", ""),
    ],
)
def test_a_stream_holds_what_a_name_is_always_assigned(rest: str, kind: str) -> None:
    before = f"{STREAM}{rest}"
    new = before.replace("from StringIO", "from io").replace("StringIO", kind)

    assert fix(before).source == (new if kind else before)


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


@pytest.mark.parametrize(
    "source",
    [
        "import inspect\ntry: inspect.getargspec(f).args\nexcept E: pass\n",
        (
            "import inspect\ntry:\n    a, b, c, d = inspect.getargspec(f)\n"
            "except ValueError:\n    pass\n"
        ),
        "from inspect import getargspec\ntry: getargspec(f)[0]\nexcept E: pass\n",
        "import itertools\nitertools.imap(None, a, b)\n",
        "from itertools import imap\nimap(None, a, b)\n",
        "import string\nstring.zfill(number, 3)\n",
    ],
)
def test_calls_that_do_something_else_stay(source: str) -> None:
    result = fix(source)

    assert result.source == source
    assert result.skipped


def test_calls_that_do_the_same_are_rewritten() -> None:
    before = (
        "import inspect, itertools, string\n"
        "try:\n    def f(): return inspect.getargspec(g).args\nfinally:\n    pass\n"
        "itertools.imap(str, a)\nstring.zfill(str(number), 3)\n"
    )

    assert fix(before).source == (
        "import inspect\n"
        "try:\n    def f(): return inspect.getfullargspec(g).args\nfinally:\n    pass\n"
        "map(str, a)\nstr(number).zfill(3)\n"
    )
