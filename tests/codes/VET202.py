#: vet-supported-python = >=3.9
from imp import nothing_like_it  #> 17 VET202 `imp` was removed in Python 3.12: use `importlib`
import imp  #> 8 VET202 `imp` was removed in Python 3.12: use `importlib` (reload)
import os, asyncore  #> 12 VET202 `asyncore` was removed in Python 3.12: use `asyncio`
from collections import OrderedDict, Mapping, Sequence as S  #> 38 VET202 `collections.Mapping` was removed in Python 3.10: use `collections.abc.Mapping`  #> 47 VET202 `collections.Sequence` was removed in Python 3.10: use `collections.abc.Sequence`
from collections.abc import Mapping
import collections
import collections.abc
collections.Mapping  #> 1 VET202 `collections.Mapping` was removed in Python 3.10: use `collections.abc.Mapping`
collections.abc.Mapping
collections.OrderedDict

import asyncio
asyncio.coroutine  #> 1 VET202 `asyncio.coroutine` was removed in Python 3.11: write `async def`
import inspect
if hasattr(inspect, "getfullargspec"):
    inspect.getfullargspec
else:
    inspect.getargspec
inspect.getargspec  #> 1 VET202 `inspect.getargspec` was removed in Python 3.11: use `inspect.getfullargspec`

import sys
if sys.version_info < (3, 12):
    import imp
else:
    import imp  #> 12 VET202 `imp` was removed in Python 3.12: use `importlib` (reload)
if sys.version_info >= (3, 12):
    import importlib
else:
    import imp
if (3, 12) > sys.version_info:
    import imp
if sys.version_info[:2] in ((3, 9), (3, 10)):
    import imp
try:
    import imp
    imp.reload
except ImportError:
    imp = None
imp.reload
try:
    import imp  #> 12 VET202 `imp` was removed in Python 3.12: use `importlib`
except (ValueError, KeyError):
    pass

collections.Callable = collections.abc.Callable
collections.Callable


def old() -> None:
    if sys.version_info >= (3, 12):
        return
    import imp
    from distutils.core import setup


def new(x: collections.Mapping) -> None:  #> 12 VET202 `collections.Mapping` was removed in Python 3.10: use `collections.abc.Mapping`
    y: collections.Mapping = {}
    x.y: collections.Mapping
    x["y"]: collections.Mapping = {}


if sys.version_info >= (3, 12):
    raise SystemExit
import imp
