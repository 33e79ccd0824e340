#: vet-supported-python = >=3.9
from collections import OrderedDict, defaultDict  #> 38 VET206 `collections.defaultDict` is in no Python: did you mean `collections.defaultdict`
from datetime import now  #> 22 VET206 `datetime.now` is in no Python: did you mean `datetime.datetime.now`
import os.paths  #> 8 VET206 `os.paths` is in no Python: did you mean `os.path`
import json.decode  #> 8 VET206 `json.decode` is in no Python: did you mean `json.decoder`
from json.decode import JSONDecodeError  #> 1 VET206 `json.decode` is in no Python: did you mean `json.decoder`
from typing import Requests  #> 20 VET206 `typing.Requests` is in no Python: check the name
from collections import dataclass  #> 25 VET206 `collections.dataclass` is in no Python: did you mean `dataclasses.dataclass`
from os import Path, join, exists  #> 16 VET206 `os.Path` is in no Python: did you mean `os.path`  #> 22 VET206 `os.join` is in no Python: did you mean `os.path.join`  #> 28 VET206 `os.exists` is in no Python: did you mean `os.path.exists`
from asyncio import timeOut  #> 21 VET206 `asyncio.timeOut` is in no Python: did you mean `asyncio.timeout`, new in Python 3.11
import math
math.squareroot(2)  #> 1 VET206 `math.squareroot` is in no Python: did you mean `math.sqrt`
math.sqrt(2)
import math as maths
root = maths.squareroot(2)  #> 8 VET206 `math.squareroot` is in no Python: did you mean `math.sqrt`
import os
os.path.exist("a")  #> 1 VET206 `os.path.exist` is in no Python: did you mean `os.path.exists`
walk = os.path
walk.exist("a")  #> 1 VET206 `os.path.exist` is in no Python: did you mean `os.path.exists`
import importlib
importlib.import_module("os.paths")  #> 25 VET206 `os.paths` is in no Python: did you mean `os.path`
importlib.import_module("math").squareroot(2)  #> 1 VET206 `math.squareroot` is in no Python: did you mean `math.sqrt`

# On some platform, in some version, merely imported there, or given by __getattr__.
from asyncio import JoinableQueue  #> 21 VET202 `asyncio.JoinableQueue` was removed in Python 3.5: use `asyncio.Queue`
from inspect import getmoduleinfo  #> 21 VET202 `inspect.getmoduleinfo` was removed in Python 3.6: use `inspect.getmodulename`
import select
select.devpoll
os.startfile
os.plock
os.sys.path
from collections import Iterable  #> 25 VET202 `collections.Iterable` was removed in Python 3.10: use `collections.abc.Iterable`
from typing import Callable
import gc, time
gc.collect_step()
time.ticks_ms()

# Constants that depend on headers.
import errno, resource, signal, socket
socket.SO_SOMETHING, errno.ESOMETHING, signal.SIGSOMETHING, resource.RLIMIT_SWAP
os.RTLD_MEMBER
socket.create_conection  #> 1 VET206 `socket.create_conection` is in no Python: did you mean `socket.create_connection`

# Never judged: what anyone may add to, private names, what classes have.
import sys, builtins, test, idlelib
sys.something, builtins.something, test.something, idlelib.something
from sys import something
from os import _something, __something__
from test.support import something
from os.path import *
import datetime
datetime.datetime.something
datetime.datetime.now.something
os.environ.something
from pathlib import Path
Path.something

# The code copes, or says that it does not run.
try:
    from math import hypotenuse
except ImportError:
    hypotenuse = None
if hasattr(math, "cuberoot"):
    math.cuberoot(8)
getattr(math, "cube", None)
try:
    math.fourth
except AttributeError:
    pass
if sys.version_info >= (3, 99):
    from math import later
if sys.version_info >= TARGET:
    math.later
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from typing import Reqests
if False:
    math.later
math.added = 1
print(math.added)
from unittest.mock import patch
patch("math.created", create=True)
patch("math.created")
patch("math.open")
patch("math.invented")  #> 7 VET206 `math.invented` is in no Python: check the name


def function(math, socket=None):
    math.invented
    from . import random
    random.invented

# What the author told a type checker.
import shutil
shutil.fakefs.root  # type: ignore[attr-defined]
shutil.fakefs.path
shutil.fakefs2.path  #> 1 VET206 `shutil.fakefs2` is in no Python: check the name
shutil.real  # pylint: disable=no-member
shutil.fake  #> 1 VET206 `shutil.fake` is in no Python: check the name
shutil.unreal  # type: ignore  #> 1 VET206 `shutil.unreal` is in no Python: check the name

# What Cython has under the name of a module.
from cython.cimports.cpython import array
import array
array.clone(array.array("i"), 3)
__import__("collections", fromlist=["defaultDict"])  # Python passes over it
__import__("os.paths", fromlist=["any"])  #> 12 VET206 `os.paths` is in no Python: did you mean `os.path`
