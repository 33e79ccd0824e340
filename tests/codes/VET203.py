#: vet-supported-python = >=3.9
import tomllib  #> 8 VET203 `tomllib` is new in Python 3.11 and Python 3.9 is supported: use `tomli` there
from tomllib import load, loads  #> 1 VET203 `tomllib` is new in Python 3.11 and Python 3.9 is supported: use `tomli` there
from typing import Any, Self  #> 25 VET203 `typing.Self` is new in Python 3.11 and Python 3.9 is supported: use `typing_extensions.Self` there
import math
math.cbrt(8)  #> 1 VET203 `math.cbrt` is new in Python 3.11 and Python 3.9 is supported: guard it with a version test
math.sqrt(8)
import types
types.NoneType  #> 1 VET203 `types.NoneType` is new in Python 3.10 and Python 3.9 is supported: write `type(None)`
import functools
functools.cache
import zoneinfo
import dataclasses
from enum import StrEnum  #> 18 VET203 `enum.StrEnum` is new in Python 3.11 and Python 3.9 is supported: use `backports.strenum.StrEnum` there

import sys
if sys.version_info >= (3, 11):
    import tomllib
    from typing import Self
else:
    import tomli as tomllib
tomllib.loads
from .compat import PY311, IS_PYTHON_312
if PY311:
    import tomllib
if not PY311:
    import tomllib  #> 12 VET203 `tomllib` is new in Python 3.11 and Python 3.9 is supported: use `tomli` there
if IS_PYTHON_312:
    import tomllib
if sys.version_info >= MINIMUM:
    import tomllib
    import tomli
if sys.platform == "linux":
    import tomllib  #> 12 VET203 `tomllib` is new in Python 3.11 and Python 3.9 is supported: use `tomli` there
if hasattr(math, "exp2"):
    math.exp2(8)
exp2 = math.exp2 if hasattr(math, "exp2") else None
hasattr(math, "exp2") and math.exp2(8)

import asyncio
try:
    asyncio.timeout
except AttributeError:
    pass
try:
    asyncio.Barrier  #> 5 VET203 `asyncio.Barrier` is new in Python 3.11 and Python 3.9 is supported: guard it with a version test
except KeyError:
    pass

import contextlib
with contextlib.suppress(ImportError):
    import tomllib

import importlib.util
if importlib.util.find_spec("tomllib"):
    import tomllib

from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from typing import Self
if False:
    import tomllib

import pytest


@pytest.mark.skipif(sys.version_info < (3, 11), reason="new")
def test_new():
    import tomllib


needs_311 = pytest.mark.skipif(sys.version_info < (3, 11), reason="new")


@needs_311
class TestNew:
    def test(self):
        import tomllib
        math.cbrt(8)


def test_other():
    toml = pytest.importorskip("tomllib")
    toml.loads
    import tomllib


def test_exit():
    if sys.version_info < (3, 11):
        pytest.skip("old")
    import tomllib


def test_assert():
    assert sys.version_info >= (3, 11)
    import tomllib

import pytest
from unittest import mock


@mock.patch("tomllib.loads")  #> 13 VET203 `tomllib` is new in Python 3.11 and Python 3.9 is supported: use `tomli` there
def test_everywhere(): ...


@mock.patch("tomllib.loads")
@pytest.mark.skipif(sys.version_info < (3, 11), reason="no tomllib")
def test_somewhere(): ...


@mock.patch("tomllib.loads")
@pytest.mark.skipif(sys.version_info < (3, 11), reason="no tomllib")
class Somewhere:
    @mock.patch("tomllib.loads")
    def test(self): ...


@mock.patch("tomllib.loads")  #> 13 VET203 `tomllib` is new in Python 3.11 and Python 3.9 is supported: use `tomli` there
class Everywhere:
    @pytest.mark.skipif(sys.version_info < (3, 11), reason="no tomllib")
    def test(self): ...


@pytest.importorskip("math").cbrt
@pytest.mark.parametrize("load", [importlib.import_module("tomllib").load])  #> 59 VET203 `tomllib` is new in Python 3.11 and Python 3.9 is supported: use `tomli` there
@pytest.mark.skipif(sys.version_info < (3, 11), reason="no tomllib")
def test_what_runs_at_once(): ...

from datetime import UTC  #> 22 VET203 `datetime.UTC` is new in Python 3.11 and Python 3.9 is supported: use `datetime.timezone.utc` there
