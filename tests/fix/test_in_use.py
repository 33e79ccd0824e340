"""Names that have to stay bound."""

from __future__ import annotations

import pytest
from fixing import CONFIG, assert_fixed, fix
from rows import each_row

from flake8_safe_imports.fix import in_use
from flake8_safe_imports.fix.source import fix_source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import cPickle\ncPickle = wrap(cPickle)\n",
            "import pickle as cPickle\ncPickle = wrap(cPickle)\n",
            id="bound again to something else",
        ),
        pytest.param(
            "def f():\n    global cPickle\n    import cPickle\ncPickle.dumps\n",
            "def f():\n    global cPickle\n    import pickle as cPickle\n"
            "cPickle.dumps\n",
            id="declared global",
        ),
        pytest.param(
            "import cPickle\ndef f(x: 'cPickle.Pickler'): return cPickle.dumps\n",
            "import pickle as cPickle\n"
            "def f(x: 'cPickle.Pickler'): return cPickle.dumps\n",
            id="in an annotation that is a string",
        ),
        pytest.param(
            "import cPickle\ndef f() -> 'cPickle.Pickler': return cPickle.dumps\n",
            "import pickle as cPickle\n"
            "def f() -> 'cPickle.Pickler': return cPickle.dumps\n",
            id="in a return annotation that is a string",
        ),
        pytest.param(
            "import cPickle\ndef f(x: 3): return cPickle.dumps\n",
            "import pickle\ndef f(x: 3): return pickle.dumps\n",
            id="an annotation that is a number",
        ),
        pytest.param(
            "def g():\n    global cPickle\ndef f():\n    import cPickle\n",
            "",
            id="unused, and declared global elsewhere",
        ),
        pytest.param(
            "import six\nsix.text_type\n__all__ = ['six']\n",
            "import six\nstr\n__all__ = ['six']\n",
            id="listed in __all__, after a chain was rewritten",
        ),
        pytest.param(
            "import email.Utils\n__all__ = ['email']\nemail.Utils.quote\n",
            "import email.utils\n__all__ = ['email']\nemail.utils.quote\n",
            id="listed in __all__, and bound to the same package",
        ),
    ],
)
def test_names_in_use_stay_bound(before: str, after: str) -> None:
    assert_fixed(before, after)


def test_another_way_to_be_in_use_is_one_function_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = "import cPickle\ncPickle.dumps\n"
    table = (*in_use.CHECKS, lambda question: "it is in use elsewhere")
    monkeypatch.setattr(in_use, "CHECKS", table)

    assert fix(source).source == "import pickle as cPickle\ncPickle.dumps\n"


@each_row(
    ("before", "after"),
    [
        (
            "from six import text_type  # noqa: F401\n",
            "builtins import str as text_type",
        ),
        ("from six.moves import (\n    zip,  # NOQA: F401\n)\n", "builtins import"),
        ("from six import text_type  # noqa: F401\ntext_type\n", "str\n"),
        ("from six import text_type  # for others\n", ""),
        ("def f():\n    from six import text_type  # noqa: F401\n", "pass\n"),
    ],
)
def test_an_import_with_noqa_may_be_for_others(before: str, after: str) -> None:
    safe, unsafe = (
        fix_source(
            before,
            "/nowhere/a.py",
            CONFIG,
            silencer=lambda lines: never,
            unsafe=is_unsafe,
        )
        for is_unsafe in (False, True)
    )

    assert after in safe.source
    assert ("# noqa" in safe.source.lower()) is ("import" in after)
    assert "import" not in unsafe.source


def never(finding: object) -> bool:
    return False
