"""The names that a file may give to its classes, in whatever way."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import pytest
from rows import each_row
from support import check_source

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.scoping import known_classes
from flake8_safe_imports.config import options
from flake8_safe_imports.data import _classes, classes

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = options.parse({"vet_supported_python": ">=3.9"})


def find(source: str) -> list[str]:
    """Return the codes of what is found in *source*."""
    found = check_source(source, CONFIG)
    return [item.code for item in found]


def find_names(source: str) -> list[str]:
    """Return the names that are found in *source*."""
    found = check_source(source, CONFIG)
    return [item.name for item in found]


def make(body: str = "", after: str = "", head: str = "class T(TestCase):") -> str:
    """Return a file with a class that uses a removed method of ``TestCase``."""
    return (
        f"from unittest import TestCase\nfrom elsewhere import Compat, add, names\n"
        f"{head}\n    def test(self):\n        self.assertEquals(1, 1)\n"
        f"{body}\n{after}\n"
    )


IN_THE_BODY = {
    "exec of a literal": "    exec('def assertEquals(self): pass')",
    "exec of anything": "    exec(names)",
    "exec in its own namespace": "    exec(names, globals(), locals())",
    "vars with a literal": "    vars()['assertEquals'] = None",
    "vars": "    for name in names:\n        vars()[name] = None",
    "locals": "    locals()[names[0]] = None",
    "locals().update": "    locals().update(names)",
    "locals as an argument": "    add(locals())",
    "setattr on self": "    def setUp(self):\n        setattr(self, names[0], 1)",
    "setattr on the class": (
        "    @classmethod\n    def a(cls):\n        setattr(cls, names[0], 1)"
    ),
    "__setattr__": (
        "    def setUp(self):\n        object.__setattr__(self, names[0], 1)"
    ),
    "vars of self": "    def setUp(self):\n        vars(self).update(names)",
    "type of self": "    def setUp(self):\n        setattr(type(self), names[0], 1)",
    "__class__": "    def setUp(self):\n        setattr(self.__class__, names[0], 1)",
    "another class": "    def setUp(self):\n        self.__class__ = Compat",
    "a handler": (
        "    try:\n        pass\n    except TypeError as assertEquals:\n        pass"
    ),
    "an import": "    from elsewhere import assertEquals",
    "a nested class": "    class assertEquals: pass",
    "a nested class that delegates": (
        "    class Other:\n        def __getattr__(self, name): ..."
    ),
}
AFTER_IT = {
    "setattr with a literal": "setattr(T, 'assertEquals', None)",
    "setattr": "setattr(T, names[0], None)",
    "setattr in a loop": "for name in names:\n    setattr(T, name, None)",
    "setattr in a function": "def f(c):\n    setattr(c, names[0], None)",
    "setattr on the base": "setattr(TestCase, names[0], None)",
    "type.__setattr__": "type.__setattr__(T, names[0], None)",
    "exec of a literal": "exec('T.assertEquals = 1')",
    "exec": "exec(names)",
    "exec with globals": "exec(names, globals())",
    "setattr by another name": "put = setattr\nput(T, names[0], None)",
    "exec_ of six": "from elsewhere import exec_\nexec_(names)",
    "type after another": (
        "setattr(T, names[0], 1)\nclass B: pass\nReal = type('R', (B, T), {})"
    ),
    "a mixin": "class Real(Compat, T): pass",
    "a mixin behind": "class Real(T, Compat): pass",
    "a mixin far below": "class A(T): pass\nclass B(A): pass\nclass C(B, Compat): pass",
    "a mixin in a function": "def f():\n    class Real(Compat, T): pass",
    "a mixin of this file": (
        "class M(TestCase):\n    def assertEquals(self): ...\nclass Real(M, T): pass"
    ),
    "a mixin that delegates": (
        "class M(object):\n    def __getattr__(self, name): ...\nclass Real(M, T): pass"
    ),
    "a mixin with setattr": (
        "class M(TestCase):\n    def f(self):\n        setattr(self, names[0], 1)\n"
        "class Real(M, T): pass"
    ),
    "a metaclass": "class Real(T, metaclass=Compat): pass",
    "a keyword": "class Real(T, flavour=1): pass",
    "a decorated subclass": "@add\nclass Real(T): pass",
    "a base that is called": "class Real(add(T), T): pass",
    "__bases__": "T.__bases__ += (Compat,)",
    "setattr of __bases__": "setattr(T, '__bases__', (Compat,))",
    "type": "Real = type('Real', (Compat, T), {})",
    "type of anything": "Real = type('Real', names, {})",
    "type with names": "Real = type('Real', (T,), {'assertEquals': 1})",
    "type with any names": "Real = type('Real', (T,), names)",
    "new_class": "import types\nReal = types.new_class('Real', (Compat, T))",
    "a call as a decorator": "add(T)",
    "a call by keyword": "add(target=T)",
    "a decorator by hand": "T = add(T)",
    "a loop over classes": "for case in (T,):\n    add(case)",
    "a comprehension over classes": "[add(case) for case in (T,)]",
    "super().__setattr__": (
        "class A:\n    def __setattr__(self, name, value):\n"
        "        super().__setattr__(name, value)\nclass B(A, T): pass"
    ),
    "a call with the base": "add(TestCase)",
    "vars of an instance": "def f(t):\n    vars(t)['assertEquals'] = 1",
    "__dict__ of an instance": "def f(t):\n    t.__dict__.update(names)",
    "__dict__ with keywords": "def f(t):\n    t.__dict__.update(assertEquals=1)",
    "f_locals": "import sys\ndef f():\n    sys._getframe(1).f_locals[names[0]] = 1",
}
DECORATED = {
    "unknown": "@add",
    "called": "@add(1)",
    "partial": "import functools\n@functools.partial(add, 1)",
    "methodcaller": "import operator\n@operator.methodcaller('add')",
    "by subscript": "@names[0]",
    "a lambda": "@(lambda c: add(c))",
}


@each_row("body", IN_THE_BODY.values(), ids=IN_THE_BODY)
def test_given_in_the_body(body: str) -> None:
    assert find(make(body=body)) == []


@each_row("after", AFTER_IT.values(), ids=AFTER_IT)
def test_given_elsewhere_in_the_file(after: str) -> None:
    assert find(make(after=after)) == []


@pytest.mark.parametrize("head", DECORATED.values(), ids=DECORATED)
def test_given_by_a_decorator(head: str) -> None:
    assert find(make(head=f"{head}\nclass T(TestCase):")) == []


@each_row(
    "after",
    [
        "class Real(T): pass",
        "class Real(T, TestCase): pass",
        "class M:\n    def other(self): ...\nclass Real(M, T): pass",
        "class Other(Compat): pass",
        "class Other:\n    def f(self):\n        setattr(self, names[0], 1)",
        "setattr(names, names[0], 1)",
        "setattr(T, 'other', 1)",
        "exec('x = 1')",
        "exec(names, {})",
        "eval(names)",
        "def f():\n    return '%(a)s' % locals()",
        "type(names)",
        "type('Other', (Compat,), {'other': 1})",
        "vars(names)",
        "def f(t):\n    return t.__dict__",
        "print(T)",
        "import unittest\nunittest.TestLoader().loadTestsFromTestCase(T)",
        "def suite(s):\n    s.add(T)",
        "runner = add(T)",
        "add(T('test'))",
        "for case in names:\n    add(case)",
        "{}.update(names)",
        "class A:\n    def f(self, x):\n        super().__setattr__('x', x)",
    ],
)
def test_not_given(after: str) -> None:
    assert find(make(after=after)) == ["VET202"]


@pytest.mark.parametrize(
    "head",
    [
        "import unittest\n@unittest.skipIf(later, 'later')\nclass T(TestCase):",
        "import abc\nclass T(TestCase, metaclass=abc.ABCMeta):",
        "from typing import Generic as G\nclass T(TestCase, G[int]):",
    ],
)
def test_nothing_is_added(head: str) -> None:
    assert find(make(head=head)) == ["VET202"]


def test_each_class_for_itself() -> None:
    body = (
        "class T{0}(TestCase):\n    def test(self):\n        self.assertEquals({0})\n"
    )
    source = "from unittest import TestCase\n" + "".join(
        body.format(number) for number in range(3)
    )

    assert find(source) == ["VET202"] * 3
    assert find(f"{source}    def assertEquals(self): ...\n") == ["VET202"] * 2


def test_through_classes_of_the_file() -> None:
    source = make(
        after="class U(T, object):\n    def a(self):\n        self.assert_(1)\n"
    )
    source += "class V(U):\n    def b(self):\n        self.failIf(1)\n"

    assert find(source) == ["VET202"] * 3
    assert find(source.replace("V(U)", "V(U, Compat)")) == []
    assert find(source.replace("V(U)", "V(U.Inner)")) == ["VET202"] * 2
    assert find(f"{source}    def failIf(self, x): ...\n") == ["VET202"] * 2
    assert find(source.replace("V(U)", "V(U, metaclass=Compat)")) == []


@pytest.mark.parametrize(
    "between",
    [
        "class U(T): pass\nclass U(Compat): pass",
        "class U(T): pass\nU = add(U)",
        "class U(T):\n    def __getattr__(self, name): ...",
        "@add\nclass U(T): pass",
        "class U(U): pass",
        "class U(V): pass",
        "if add:\n    class U(T): pass\nelse:\n    class U(T, Compat): pass",
    ],
)
def test_not_through_a_class_that_is_not_certain(between: str) -> None:
    own = "class V(U):\n    def test(self):\n        self.failIf(1)\n"

    assert "unittest.TestCase.failIf" not in find_names(make(after=f"{between}\n{own}"))


def test_guards_of_a_class_in_between() -> None:
    source = (
        "import sys, unittest\nif sys.version_info < (3, 11):\n"
        "    class T(unittest.TestCase): ...\n"
        "class U(T):\n    def test(self):\n        self.failIf(1)\n"
    )

    assert find(source) == []
    assert find(source.replace("11", "13")) == ["VET202"]


@pytest.mark.hostile
def test_many_classes_below_each_other() -> None:
    classes = [f"class T{number + 1}(T{number}): ..." for number in range(3000)]
    source = make(after="\n".join(["T0 = T", "class T0(T): ...", *classes]))
    last = "class U(T3000):\n    def a(self):\n        self.failIf(1)\n"

    assert find(f"{source}{last}".replace("T0 = T\n", "")) == ["VET202"] * 2


@pytest.mark.parametrize(
    ("star", "is_reported"),
    [
        ("from elsewhere import *", False),
        ("from unittest import *", False),
        ("from tkinter import *", True),
        ("", True),
    ],
)
def test_a_star_may_bind_the_class_anew(star: str, is_reported: bool) -> None:
    body = "class T(TestCase):\n    def test(self):\n        self.assertEquals(1, 1)\n"
    imported = "from unittest import TestCase\n"

    found = find(f"{imported}{star}\n{body}TestCase.failIf\n")
    assert found == (["VET202"] * 2 if is_reported else [])
    assert find(f"{star}\n{imported}{body}") == ["VET202"]
    assert find(f"{imported}{body}{star}") == ["VET202"]
    assert find(f"{imported}def f():\n    TestCase.failIf\n{star}\n") == (
        ["VET202"] * is_reported
    )


@pytest.mark.parametrize(
    ("text", "is_reported"),
    [
        ("import unittest\n\nclass A(unittest.TestCase): ...\n", True),
        ("import unittest2 as unittest\n", False),
        ("from x import (\n    a,\n    unittest,\n)\n", False),
        ("from x import *\n", False),
        ("unittest = a = None\n", False),
        ("print('unittest')\n", False),
        ("globals().update(x)\n", False),
    ],
)
def test_a_star_of_the_project(tmp_path: Path, text: str, is_reported: bool) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "base.py").write_text(text)
    source = "import unittest\nfrom base import *\nunittest.TestCase.failIf\n"
    path = str(tmp_path / "f.py")

    found = check_source(source, CONFIG, path)
    assert [item.code for item in found] == ["VET202"] * is_reported


@each_row("dotted", sorted(known_classes.NEUTRAL_BASES))
def test_neutral_bases_have_nothing_that_another_class_gained_or_lost(
    dotted: str,
) -> None:
    module, _, name = dotted.rpartition(".")
    base = getattr(importlib.import_module(module), name, None)
    if base is None:
        pytest.skip("not on this Python yet")
    own = {item for item in dir(base) if not item.startswith("_")}
    changed_elsewhere = {
        attribute.rpartition(".")[2]
        for module in _classes.ATTRIBUTES
        for attribute in classes.find_changing(
            module, versions.EVERYTHING, expiring=False
        )
    }

    assert [
        item
        for item in own & changed_elsewhere
        if classes.find(f"{dotted}.{item}") is None
    ] == []
