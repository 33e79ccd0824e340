"""What names refer to."""

from __future__ import annotations

import ast
import sys

import pytest
from rows import each_row
from support import analyze

from flake8_safe_imports.analysis.scoping.scopes import MAX_EVENTS


def find_targets(source: str) -> str | None:
    """Return what the name at the use of ``.HERE`` may be; None if it is uncertain."""
    bindings = analyze(source).bindings
    (use,) = [use for use in bindings.scopes.uses if use.attributes == ("HERE",)]
    found = bindings.find_bindings(use)
    if found is None:
        return None
    return " ".join(sorted({binding.target for binding in found}))


FLOW = {
    "plain": ("import a\na.HERE", "a"),
    "alias": ("import a.b as c\nc.HERE", "a.b"),
    "submodule": ("import a.b\na.HERE", "a"),
    "submodules": ("import a.b\nimport a.c\na.HERE", "a"),
    "from": ("from a import b as c\nc.HERE", "a.b"),
    "nothing": ("a.HERE", ""),
    "star": ("from x import *\na.HERE", None),
    "rebound": ("import a\na = 1\na.HERE", None),
    "rebound before": ("a = 1\nimport a\na.HERE", "a"),
    "rebound in a branch": ("import a\nif x: a = 1\na.HERE", None),
    "rebound in another branch": ("import a\nif x: a = 1\nelse: a.HERE", "a"),
    "rebound in another elif": (
        "import a\nif x: a = 1\nelif y: a = 2\nelif z: a.HERE",
        "a",
    ),
    "two branches": ("if x: import a\nelse: import b as a\na.HERE", "a b"),
    "a branch": ("import a\nif x: import b as a\na.HERE", "a b"),
    "inside a branch": ("import a\nif x:\n import b as a\n a.HERE", "b"),
    "placeholder": ("try: import a\nexcept ImportError: a = None\na.HERE", "a"),
    "only a placeholder": ("a = None\na.HERE", None),
    "fallback": ("try: import a\nexcept ImportError: import b as a\na.HERE", "a b"),
    "in the handler": ("try: import a\nexcept E: a.HERE", "a"),
    "other handlers": ("import a\ntry: x\nexcept E: a = 1\nexcept F: a.HERE", "a"),
    "else of try": ("import a\ntry: x\nexcept E: a = 1\nelse: a.HERE", "a"),
    "finally": ("import a\ntry: x\nexcept E: a = 1\nfinally: a.HERE", None),
    "as an error": ("import a\ntry: x\nexcept E as a: pass\na.HERE", None),
    "loop": ("import a\nfor x in y:\n a.HERE\n a = 1", None),
    "loop around": ("for x in y:\n import a\n a.HERE\n a = 1", "a"),
    "loop in a loop": (
        "for x in y:\n import a\n while z:\n  a.HERE\n  a = 1",
        None,
    ),
    "after a loop": ("import a\nfor x in y: a = 1\na.HERE", None),
    "branches of a loop": ("import a\nfor x in y:\n if z: a = 1\n else: a.HERE", None),
    "loop in a function": (
        "import a\nfor x in y:\n def f():\n  import a\n  a.HERE\n  a = 1",
        "a",
    ),
    "target of a loop": ("import a\nfor a in y: pass\na.HERE", None),
    "with": ("import a\nwith x as a: a.HERE", None),
    "walrus": ("import a\n(a := 1)\na.HERE", None),
    "walrus in a comprehension": ("import a\n[a := 1 for x in y]\na.HERE", None),
    "comprehension": ("import a\n[a for a in y]\na.HERE", "a"),
    "in a comprehension": ("import a\n[a.HERE for a in y]", None),
    "first iterable": ("import a\n[x for a in a.HERE]", "a"),
    "conditional": ("import a\nx = (a := 1) if y else a.HERE", "a"),
    "and": ("import a\nx = (a := 1) and a.HERE", None),
    "deleted": ("import a\ndel a\na.HERE", None),
    "augmented": ("import a\na += 1\na.HERE", None),
    "parameter": ("import a\ndef f(a): a.HERE", None),
    "default": ("import a\ndef f(a=a.HERE): pass", "a"),
    "lambda": ("import a\nlambda a: a.HERE", None),
    "default of a lambda": ("import a\nlambda a=a.HERE: a", "a"),
    "decorator": ("import a\n@a.HERE\ndef a(): pass", "a"),
    "in a function": ("def f(): a.HERE\nimport a", "a"),
    "rebound somewhere": ("import a\ndef f(): a.HERE\na = 1", None),
    "rebound there later": ("import a\ndef f():\n a.HERE\n a = 1", ""),
    "global": ("import a\ndef f():\n global a\n a = 1\na.HERE", None),
    "global import": ("def f():\n global a\n import a\ndef g(): a.HERE", "a"),
    "global of nothing": ("def f():\n global a\n a.HERE", ""),
    "nonlocal": (
        "def f():\n def g():\n  nonlocal a\n  a = 1\n import a\n a.HERE",
        None,
    ),
    "nonlocal of nothing": ("def f():\n nonlocal a\n a = 1\nimport a\na.HERE", "a"),
    "class": ("class A:\n import a\n a.HERE", "a"),
    "method": ("class A:\n import a\n def f(self): a.HERE", ""),
    "class before": ("import a\nclass A:\n a.HERE\n a = 1", "a"),
    "class in a function": (
        "import a\ndef f():\n import b as a\n class A:\n  a.HERE\n  a = 1",
        "a",
    ),
    "handed on": ("import a\nb = a.x\nb.HERE", "a.x"),
    "handed on twice": ("import a\nb = a.x\nc = b.y\nc.HERE", "a.x.y"),
    "handed on by itself": ("import a\nwhile x:\n b = c\n c = b\nc.HERE", None),
    "called by itself": ("import a\nf = g()\ng = f()\ndef h(): f.HERE", None),
    "called round about": ("def h(): f.HERE\nf = g()\ng = f()", None),
    "handed on in a function": ("def f(): c.HERE\nimport a\nb = a.x\nc = b", "a.x"),
    "a tuple": ("import a, b\nc, d = a, b\nd.HERE", "b"),
    "a tuple of tuples": ("import a, b\n(c, e), d = (a, b), a\ne.HERE", None),
    "a starred tuple": ("import a\nc, d = *a, a\nd.HERE", None),
    "unpacked": ("import a\nc, *d = a\nc.HERE", None),
    "annotated": ("import a\nb: x = a\nb.HERE", "a"),
    "only annotated": ("import a\na: x\na.HERE", "a"),
    "a call": ("import a\nb = a()\nb.HERE", None),
    "import_module": (
        "import importlib\nb = importlib.import_module('a.b')\nb.HERE",
        "a.b",
    ),
    "__import__": ("b = __import__('a.b')\nb.HERE", "a"),
    "patched": ("from unittest import mock\nb = mock.patch('a.b')\nb.HERE", None),
    "of what is called": ("import a\na().HERE.x\na.HERE", "a"),
    "bound in an elif too far up": (
        "import a\nif x: a = 1\n" + "elif y: pass\n" * MAX_EVENTS + "else: a.HERE",
        None,
    ),
    "many": ("import a\n" + "if x: a = None\n" * MAX_EVENTS + "a.HERE", None),
    "many in a function": (
        "def f(): a.HERE\n" + "import a\n" * (MAX_EVENTS + 1),
        None,
    ),
    "many in a loop": (
        "import a\nfor x in y:\n a.HERE\n" + " if x: a = None\n" * (MAX_EVENTS + 1),
        None,
    ),
    "the same many times": ("import a\n" * 99 + "a.HERE", "a"),
}


@each_row(("source", "expected"), FLOW.values(), ids=FLOW)
def test_bindings_that_reach_a_use(source: str, expected: str | None) -> None:
    assert find_targets(source) == expected


@pytest.mark.skipif(sys.version_info < (3, 10), reason="match is new in Python 3.10")
@pytest.mark.parametrize(
    "pattern", ["a", "x as a", "[*a]", "{'x': 1, **a}", "A(a)", "A(x=a)", "[1, [a]]"]
)
def test_patterns_rebind_their_names(pattern: str) -> None:
    assert find_targets(f"import a\nmatch x:\n case {pattern}: a.HERE") is None


@pytest.mark.skipif(sys.version_info < (3, 10), reason="match is new in Python 3.10")
@pytest.mark.parametrize("pattern", ["_", "[*_]", "{'x': 1}", "A(1)", "a.x"])
def test_patterns_without_a_name_rebind_nothing(pattern: str) -> None:
    assert find_targets(f"import a\nmatch x:\n case {pattern}: a.HERE") == "a"


@pytest.mark.skipif(sys.version_info < (3, 10), reason="match is new in Python 3.10")
def test_only_one_case_runs() -> None:
    cases = " case 1: a = 1\n case 2: a.HERE"

    assert find_targets(f"import a\nmatch x:\n{cases}") == "a"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="new in Python 3.12")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a\ndef f[a](): a.HERE", None),
        ("import a\nclass A[a](a.HERE): pass", None),
        ("import a\ntype X[a] = a.HERE", None),
        ("import a\ntype X = a.HERE", "a"),
        ("class A:\n import a\n def f[T: a.HERE](): pass", "a"),
        ("import a\ntype a = 1\na.HERE", None),
    ],
)
def test_type_parameters(source: str, expected: str | None) -> None:
    assert find_targets(source) == expected


def test_a_deep_tower_of_aliases_needs_no_recursion() -> None:
    tower = "".join(f"x{number + 1} = x{number}\n" for number in range(3_000))

    assert find_targets(f"def f(): x3000.HERE\nimport a as x0\n{tower}") == "a"


def test_the_length_of_dotted_names_is_limited() -> None:
    tower = "".join(f"x{number + 1} = x{number}.b.c\n" for number in range(300))
    name = find_targets(f"import a as x0\n{tower}x300.HERE")

    assert isinstance(name, str)
    assert set(name.split(".")) == {"a", "b", "c"}
    assert 100 <= name.count(".") < 110


@each_row(
    ("source", "expected"),
    [
        ("import a.b\na.b.c", "a.b.c"),
        ("import a.b as c\nc.d", "a.b.d"),
        ("from a import b\nb", "a.b"),
        ("from . import b\nb.c", ".b.c"),
        ("b = __import__('a')\nb.c", "a.c"),
        ("a.b", "a.b"),
        ("print", "builtins.print"),
        ("a = 1\na.b", None),
        ("from x import *\na.b", "a.b"),
        ("if x: import a\nelse: import b as a\na", None),
        ("f().a", None),
    ],
)
def test_dotted_names(source: str, expected: str | None) -> None:
    tree = ast.parse(source)
    (last,) = tree.body[-1:]
    assert isinstance(last, ast.Expr)

    assert analyze(tree).bindings.dotted_name(last.value) == expected


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("a = 1\na", ["1"]),
        ("if x: a = 1\nelse: a = 2\na", ["2", "1"]),
        ("class A: b = 1\nA.b", ["1"]),
        ("class A: b = 1\nA.c", []),
        ("a.b = 1\na.b", []),
        ("a", []),
    ],
)
def test_assignments(source: str, values: list[str]) -> None:
    tree = ast.parse(source)
    (last,) = tree.body[-1:]
    assert isinstance(last, ast.Expr)
    found = analyze(tree).bindings.values.find_assignments(last.value)

    assert [ast.unparse(event.value) for event in found if event.value] == values
