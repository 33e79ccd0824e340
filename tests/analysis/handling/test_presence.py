"""Which dotted names a test makes sure of."""

from __future__ import annotations

import ast

from rows import each_row
from support import analyze

from flake8_safe_imports.analysis.facts.present_names import PresentNames
from flake8_safe_imports.analysis.handling.presence import Presence
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS

FLAGS = """
try:
    import tomllib
    HAS_TOML = True
except ImportError:
    HAS_TOML = False
HAS_CBRT = hasattr(math, 'cbrt')
"""


@each_row(
    ("text", "names"),
    [
        ("not hasattr(math, 'cbrt') and x", {"math.cbrt"}),
        ("getattr(math, 'cbrt', None)", {"math.cbrt"}),
        ("hasattr(math, name)", set()),
        ("hasattr(math)", set()),
        ("f(math, 'cbrt')", set()),
        ("f('a.b')", set()),
        ("importlib.util.find_spec('a.b') is None", {"a.b"}),
        ("HAS_CBRT", {"math.cbrt"}),
        ("HAS_TOML", {"tomllib"}),
        ("hasattr", set()),
    ],
)
def test_names_that_a_test_asks_for(text: str, names: set[str]) -> None:
    tree = ast.parse(FLAGS + text)
    (last,) = tree.body[-1:]
    assert isinstance(last, ast.Expr)
    reachability = analyze(tree)
    presence = Presence(
        reachability.bindings,
        reachability.values_of,
        reachability.handlers,
    )

    assert presence.find_names(last.value, MAX_HOPS) == names


def test_views_of_present_names_are_independent() -> None:
    root = PresentNames()
    one = root.adding(["a", "b.c"])
    two, three = one.adding(["d"]), one.adding(["e"])

    assert root.adding([]) is root
    assert one.adding(["a"]) is one
    assert [view.covers("a.x") for view in (root, one, two, three)] == [
        False,
        True,
        True,
        True,
    ]
    assert (one.covers("d"), two.covers("d"), three.covers("d")) == (False, True, False)
    assert (two.covers("e"), three.covers("e")) == (False, True)
    assert one.adding(["d"]).covers("d")
