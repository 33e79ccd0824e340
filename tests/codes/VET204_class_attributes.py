#: vet-supported-python = >=3.9,<3.12
#: vet-enable = VET204
import asyncio
import unittest
from unittest import TestCase as Base

asyncio.Task.current_task  #> 1 VET202 `asyncio.Task.current_task` was removed in Python 3.9: use `asyncio.current_task`
unittest.TestCase.assertEquals  #> 1 VET204 `unittest.TestCase.assertEquals` is removed in Python 3.12: use `unittest.TestCase.assertEqual`
Base.failIf  #> 1 VET204 `unittest.TestCase.failIf` is removed in Python 3.12: use `unittest.TestCase.assertFalse`
Base.assertEqual
hasattr(Base, "assertRegexpMatches") and Base.assertRegexpMatches


class Test(Base):
    def test(self):
        self.assertEquals(1, 1)  #> 9 VET204 `unittest.TestCase.assertEquals` is removed in Python 3.12: use `unittest.TestCase.assertEqual`
        self.assertEqual(1, 1)


class Own(Base):
    def assertEquals(self):
        self.assertEquals()
