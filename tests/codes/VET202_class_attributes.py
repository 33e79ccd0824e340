#: vet-supported-python = >=3.9
import abc
import asyncio
import functools
import threading
import unittest
import xml.etree.ElementTree as ET
from array import array
from pathlib import Path
from types import SimpleNamespace
from unittest import TestCase as Case

from elsewhere import Mixin, register

unittest.TestCase.assertEquals  #> 1 VET202 `unittest.TestCase.assertEquals` was removed in Python 3.12: use `unittest.TestCase.assertEqual`
unittest.TestCase.assertEqual
Case.assertDictContainsSubset  #> 1 VET202 `unittest.TestCase.assertDictContainsSubset` was removed in Python 3.12: write `assertEqual(actual, {**actual, **subset})`
unittest.TestCase.assertItemsEqual  #> 1 VET201 `unittest.TestCase.assertItemsEqual` is Python 2 only: use `unittest.TestCase.assertCountEqual`
threading.Thread.isAlive  # gone since 3.9 #> 1 VET202 `threading.Thread.isAlive` was removed in Python 3.9: use `threading.Thread.is_alive`
asyncio.Task.all_tasks()  #> 1 VET202 `asyncio.Task.all_tasks` was removed in Python 3.9: use `asyncio.all_tasks`
Path.walk  #> 1 VET203 `pathlib.Path.walk` is new in Python 3.12 and Python 3.9 is supported: guard it with a version test
Path.exists
Path("a").walk  # an instance
ET.Element.getchildren  #> 1 VET202 `xml.etree.ElementTree.Element.getchildren` was removed in Python 3.9: iterate over the element, or write `list(element)`
tostring = array.tostring  #> 12 VET202 `array.array.tostring` was removed in Python 3.9: use `array.array.tobytes`
alias = unittest.TestCase
alias.assert_  #> 1 VET202 `unittest.TestCase.assert_` was removed in Python 3.12: use `unittest.TestCase.assertTrue`
if hasattr(Path, "hardlink_to"):
    Path.hardlink_to
else:
    Path.iterdir
try:
    Path.hardlink_to
except AttributeError:
    pass


class Plain(unittest.TestCase):
    limit: int

    def test(self):
        self.assertEquals(1, 1)  #> 9 VET202 `unittest.TestCase.assertEquals` was removed in Python 3.12: use `unittest.TestCase.assertEqual`
        self.assertEqual(1, 1)
        self.failUnless(True)  #> 9 VET202 `unittest.TestCase.failUnless` was removed in Python 3.12: use `unittest.TestCase.assertTrue`
        self.assertRaisesRegexp.x(1)  #> 9 VET202 `unittest.TestCase.assertRaisesRegexp` was removed in Python 3.12: use `unittest.TestCase.assertRaisesRegex`

        def inner():
            (self  #> 14 VET202 `unittest.TestCase.failIf` was removed in Python 3.12: use `unittest.TestCase.assertFalse`
             .failIf(0))

        return [self.assert_(x) for x in ()]  #> 17 VET202 `unittest.TestCase.assert_` was removed in Python 3.12: use `unittest.TestCase.assertTrue`

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(None)  #> 9 VET203 `unittest.TestCase.enterClassContext` is new in Python 3.11 and Python 3.9 is supported: guard it with a version test

    @staticmethod
    def helper(self):
        self.assertEquals(1, 1)

    @functools.lru_cache
    def cached(self):
        self.failUnlessEqual(1, 1)  #> 9 VET202 `unittest.TestCase.failUnlessEqual` was removed in Python 3.12: use `unittest.TestCase.assertEqual`

    def rebound(this, self):
        self.assertEquals(1, 1)

    def other(self):
        self = object()
        self.assertEquals(1, 1)

    def guarded(self):
        try:
            self.assertNotRegexpMatches
        except AttributeError:
            pass


@unittest.skipIf(slow, "with a decorator that adds nothing")
class Neutral(Case, abc.ABC):
    def test(self):
        self.assertNotEquals(1, 2)  #> 9 VET202 `unittest.TestCase.assertNotEquals` was removed in Python 3.12: use `unittest.TestCase.assertNotEqual`


class Defined(Case):
    def assertNotEquals(self, *args): ...

    def test(self):
        self.assertNotEquals(1, 2)


class Assigned(Case):
    failUnlessAlmostEqual = Case.assertAlmostEqual

    def setUp(self):
        self.failIfEqual = self.assertNotEqual

    def test(self):
        self.failIfEqual(1, 2)
        self.failUnlessAlmostEqual(1, 2)


class Unknown(Mixin, Case):
    def test(self):
        self.assertEquals(1, 1)


class Indirect(Unknown):
    def test(self):
        self.assertEquals(1, 1)


class Meta(Case, metaclass=register):
    def test(self):
        self.assertEquals(1, 1)


@register
class Decorated(Case):
    def test(self):
        self.assertEquals(1, 1)


class Delegating(Case):
    def __getattr__(self, name):
        return getattr(self.wrapped, name)

    def test(self):
        self.assertEquals(1, 1)


class Asking(Case):
    def test(self):
        if hasattr(self, "failUnlessRaises"):
            self.failUnlessRaises(ValueError)


class Dynamic(SimpleNamespace):
    def method(self):
        return self.assertEquals


class Worker(threading.Thread):
    def is_running(self):
        return self.isAlive()  #> 16 VET202 `threading.Thread.isAlive` was removed in Python 3.9: use `threading.Thread.is_alive`


try:
    from unittest import IsolatedAsyncioTestCase as Base
except ImportError:
    from unittest import TestCase as Base


class Twofold(Base):
    def test(self):
        self.assertEquals(1, 1)


class Failing(OSError):
    def __str__(self):
        return self.message


import contextlib
from collections.abc import Iterator
from socketserver import ThreadingMixIn


class Managed(contextlib.AbstractContextManager["Managed"], threading.Thread):
    def __exit__(self, *error):
        return self.isAlive()  #> 16 VET202 `threading.Thread.isAlive` was removed in Python 3.9: use `threading.Thread.is_alive`


class Numbers(Iterator[int], Case):
    def test(self):
        self.assertEquals(1, 1)  #> 9 VET202 `unittest.TestCase.assertEquals` was removed in Python 3.12: use `unittest.TestCase.assertEqual`


class Two(threading.Thread, Case):
    def test(self):
        self.assertEquals(1, 1)


class Serving(ThreadingMixIn, threading.Thread):
    def test(self):
        self.isAlive()  #> 9 VET202 `threading.Thread.isAlive` was removed in Python 3.9: use `threading.Thread.is_alive`


class Assigned(Case):
    def setUp(self):
        self.assertNotEquals = None

    def test(self):
        self.assertNotEquals(1, 1)


class NotAssigned(Case):  # only the class above has the name
    def test(self):
        self.assertNotEquals(1, 1)  #> 9 VET202 `unittest.TestCase.assertNotEquals` was removed in Python 3.12: use `unittest.TestCase.assertNotEqual`
        self.assertAlmostEquals(1, 1)


class Unknown:  # a class in another file may inherit from it and from Case
    def setUp(self):
        self.assertAlmostEquals = None
