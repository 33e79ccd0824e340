#: vet-supported-python = >=3.6
import unittest

# `unittest.main` is a class, and a module that the class hides.
unittest.main.testNamePatterns  #> 1 VET203 `unittest.main.testNamePatterns` is new in Python 3.7 and Python 3.6 is supported: guard it with a version test
unittest.main.parseArgs
