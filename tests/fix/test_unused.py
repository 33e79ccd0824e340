"""Imports that are dropped once nothing uses them."""

from __future__ import annotations

import pytest
from fixing import assert_fixed, fix
from rows import each_row


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


IDLE = "import StringIO\nx = 1\n"


@each_row(
    ("before", "after"),
    [
        (IDLE, "x = 1\n"),
        ("import StringIO, os\nos\n", "import os\nos\n"),
        ("from StringIO import StringIO\nx = 1\n", "x = 1\n"),
        ("import imp; x = 1\n", "x = 1\n"),
        ("def f():\n    import StringIO\n", "def f():\n    pass\n"),
        ("import StringIO  # for others\n", ""),
        ("import imp\nsys.modules['imp']\n", ""),
        ("import imp\nmock.patch('imp.find_module')\n", ""),
        ("import imp\nx = y  # type: imp.Any\n", ""),
        ("import StringIO\nStringIO = 1\n", ""),
        ("import StringIO\nglobals()\n", ""),
        ("import StringIO\n__all__ = ['StringIO']\n", ""),
        ("class A:\n    import StringIO\n", ""),
        ("from StringIO import other\n", ""),
        ("import distutils.core\n", ""),
        ("import user\n", ""),
    ],
)
def test_imports_that_a_test_never_used(before: str, after: str) -> None:
    assert fix(before, path="/nowhere/test_a.py").source == (after or before)


@pytest.mark.parametrize("name", ["a.py", "compat.py", "conftest.py", "__init__.py"])
def test_other_files_may_import_for_others(name: str) -> None:
    assert fix(IDLE, path=f"/nowhere/{name}").source == IDLE


def test_what_a_function_imports_is_for_nobody_else() -> None:
    assert_fixed("def f():\n    import imp\n    x\n", "def f():\n    x\n")


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("globals()\n", "the file looks up names at run time: `strip` may be one"),
        ("__all__ = ['strip']\n", "`__all__` lists `strip`"),
        ("x = 'strip'; eval(x)\n", "a string that is evaluated names `strip`"),
    ],
)
def test_the_reason_is_said_why_a_name_without_uses_stays(
    end: str, reason: str
) -> None:
    result = fix(f"from string import strip\nstrip(x)\n{end}")
    (skipped,) = result.skipped

    assert result.source == f"from string import strip\nx.strip()\n{end}"
    assert skipped.reason == reason
