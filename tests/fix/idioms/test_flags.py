"""Flags of ``six``, and the code that they decide."""

from __future__ import annotations

from fixing import fix
from rows import each_row

HEAD = "import six\n"


@each_row(
    ("before", "after"),
    [
        ("if six.PY2:\n    a\nelse:\n    b\n", "b\n"),
        ("if six.PY3:\n    a  # why\n    # more\nelse:\n    b\n", "a  # why\n# more\n"),
        ("if not six.PY2:\n    a\n", "a\n"),
        ("if not not six.PY34:\n    a\n", "a\n"),
        ("a\nif six.PY2:\n    b\nc\n", "a\nc\n"),
        ("a\nif six.PY2:\n    b\nelse:\n    pass\nc\n", "a\nc\n"),
        ("if six.PY3:\n    pass  # why\nelse:\n    b\n", "pass  # why\n"),
        ("def f():\n    if six.PY2:\n        b\n", "def f():\n    pass\n"),
        ("if six.PY2:\n    a\nelif x:\n    b\n", "if x:\n    b\n"),
        (
            "if x:\n    a\nelif six.PY3:  # 3\n    b\n    # after\nelse:\n    c\nd\n",
            "if x:\n    a\nelse:  # 3\n    b\n    # after\nd\n",
        ),
        ("if x:\n    a\nelif (six.PY3):\n    b", "if x:\n    a\nelse:\n    b"),
        (
            "if x:\n    a\nelif six.PY2:\n    b\nelse:\n    c\n",
            "if x:\n    a\nelse:\n    c\n",
        ),
        ("if six.PY3 and x:\n    a\n", "if x:\n    a\n"),
        ("if x and not six.PY2:\n    a\n", "if x:\n    a\n"),
        ("if x and six.PY3 and y:\n    a\n", "if x and y:\n    a\n"),
        ("if (x or y) and six.PY3:\n    a\n", "if (x or y):\n    a\n"),
        ("if six.PY2 and f(x):\n    a\nelse:\n    b\n", "b\n"),
        ("if six.PY3 or f(x):\n    a\n", "a\n"),
        ("x = a if six.PY2 else b\n", "x = b\n"),
        ("x = (a if six.PY2 else b)\n", "x = b\n"),
        ("f((a if six.PY2 else b), (a if six.PY3 else b))\n", "f(b, a)\n"),
        ("f(a if six.PY2 else b)\n", "f(b)\n"),
        ("x = ('a' 'b' if six.PY3 else b)\n", "x = 'a' 'b'\n"),
        ("x = (a + b if six.PY3 else b) * 2\n", "x = (a + b) * 2\n"),
        ("x = a if six.PY2 else (\n    b)\n", "x = b\n"),
        ("x = [\n    a] if six.PY3 else b\n", "x = [\n    a]\n"),
        ("x = six.PY2 or y\n", "x = y\n"),
        ("PY2 = six.PY2\n", "PY2 = False\n"),
        ("x = y and six.PY3\n", "x = y and True\n"),
        ("x = f() and six.PY2\n", "x = f() and False\n"),
        ("x = not six.PY2\n", "x = True\n"),
        ("x = six.PY3 or y\n", "x = True\n"),
        ("f((not six.PY2), six.PY2 and y)\n", "f((True), False)\n"),
        ("a\nassert six.PY3, 'three'  # it is\nb\n", "a\nb\n"),
        ("def f():\n    assert not six.PY2\n", "def f():\n    pass\n"),
        ("assert six.PY3 and x\n", "assert x\n"),
        ("f(six.PY3, a=six.PY2)\n", "f(True, a=False)\n"),
        (
            "class C:\n    if six.PY2:\n        x = 1\n    y = 2\n",
            "class C:\n    y = 2\n",
        ),
        (
            "def f(a):\n    if six.PY2:\n        a = 1\n        t = a\n    return a\n",
            "def f(a):\n    return a\n",
        ),
        (
            (
                "def f():\n    if six.PY2:\n        a = 1\n    else:\n        a = 2\n"
                "    return a\n"
            ),
            "def f():\n    a = 2\n    return a\n",
        ),
        (
            "import sys\nif six.PY2:\n    sys.setdefaultencoding('utf-8')\nx\n",
            "x\n",
        ),
    ],
)
def test_what_flags_decide_is_written_with_unsafe(before: str, after: str) -> None:
    result = fix(HEAD + before, unsafe=True)

    assert result.source == after
    assert fix(HEAD + before).source == HEAD + before


@each_row(
    ("source", "reason"),
    [
        ("assert (x := six.PY3)\n", ""),
        ("if f() and six.PY2:\n    a\n", "what comes before it may have side effects"),
        ("if six.PY2 and (x := 1):\n    a\n", "it would remove a name or a `yield`"),
        ("x; y = (a +\n        b if six.PY3 else c)\n", "it spans several lines"),
        ("x = (a if six.PY3  # why\n     else b)\n", "there is a comment inside it"),
        ("if (six  # why\n    .PY3 and a): b\n", "there is a comment inside it"),
        (
            "def f():\n    if six.PY2:\n        yield\n",
            "it would remove a `yield` or a `global`",
        ),
        (
            "def f():\n    if six.PY3:\n        'no docstring'\n",
            "a string would become a docstring",
        ),
        (
            "def f():\n    if six.PY2:\n        str = 1\n    return str\n",
            "`str` is bound nowhere else in the function",
        ),
        (
            "def f():\n    if six.PY2:\n        import str\n    def g(): return str\n",
            "`str` is bound nowhere else in the function",
        ),
        ("if (six.PY3) and x: a\n", "there are parentheses around it"),
        ("x; \\\nif_ = 1 if 0 else six.PY3 and x\n", ""),
    ],
)
def test_what_flags_decide_is_left_in_doubt(source: str, reason: str) -> None:
    result = fix(HEAD + source, unsafe=True)

    if reason:
        assert result.source == HEAD + source
        assert {skipped.reason for skipped in result.skipped} == {reason}


def test_names_imported_from_six_go_with_their_uses() -> None:
    before = (
        "from six import PY2, text_type\nif PY2:\n    x = text_type\nelse:\n    x = 1\n"
    )

    assert fix(before, unsafe=True).source == "x = 1\n"


def test_flags_of_other_modules_may_have_any_value() -> None:
    before = "from .compat import PY2\nif PY2:\n    x = 1\n"

    assert fix(before, unsafe=True).source == before
