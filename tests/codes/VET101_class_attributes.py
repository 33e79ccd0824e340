#: vet-banned-imports = unittest.TestCase.assertTrue = write assert
#: vet-banned-imports = unittest.TestCase.assertEquals = write assert
#: vet-banned-imports = threading.Thread.set* = use the arguments of Thread
#: vet-banned-imports = *.addCleanup = use a fixture
#: vet-banned-imports = *._* = it is private
#: vet-banned-imports = app.Case.fail = write raise
#: vet-supported-python = >=3.9
import abc
import threading
import unittest

from app import Case


class Test(unittest.TestCase):
    def test(self):
        self.assertTrue(1)  #> 9 VET101 `unittest.TestCase.assertTrue` is banned: write assert
        self.assertEquals(1, 1)  #> 9 VET101 `unittest.TestCase.assertEquals` is banned: write assert
        self.addCleanup(print)  #> 9 VET101 `unittest.TestCase.addCleanup` is banned: use a fixture
        self.assertFalse(0)
        self._make()
        self.setName("x")

    @classmethod
    def setUpClass(cls):
        cls.assertTrue  #> 9 VET101 `unittest.TestCase.assertTrue` is banned: write assert


class Below(Test):
    def test(self):
        self.assertTrue(1)  #> 9 VET101 `unittest.TestCase.assertTrue` is banned: write assert


class Defining(unittest.TestCase):
    def addCleanup(self, function):
        self.addCleanup(function)


class Worker(threading.Thread):
    def start(self):
        self.setDaemon(True)  #> 9 VET101 `threading.Thread.setDaemon` is banned: use the arguments of Thread
        self.assertTrue(1)


class Elsewhere(Case):
    def test(self):
        self.fail()


class Both(threading.Thread, unittest.TestCase):
    def test(self):
        self.assertTrue(1)


class Mixin(abc.ABC):
    def close(self):
        self.addCleanup(print)
