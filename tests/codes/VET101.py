#: vet-banned-imports = mock = unittest.mock
#: vet-banned-imports = requests.get = go through app.http so that retries are counted
#: vet-banned-imports = foo = F
#: vet-banned-imports = foobar = FB
#: vet-banned-imports = os.path.join = pathlib
#: vet-banned-imports = uuid.uuid4 =
#: vet-banned-imports = a.b.c = the inner one
#: vet-banned-imports = a.b = the outer one
#: vet-banned-imports = *.secret = keep out
#: vet-banned-imports = pkg.*.internal = private
#: vet-banned-imports = tests.codes.internal = private
#: vet-banned-imports = kept = no
#: vet-banned-imports = half = no
#: vet-allowed-imports = kept.good, half.good
#: vet-allowed-imports = mockito
#: vet-lookalikes = off
import mock  #> 8 VET101 `mock` is banned: use `unittest.mock`
import mock.mock as m  #> 8 VET101 `mock.mock` is banned: use `unittest.mock`
import mockito
from mock import patch, Mock  #> 1 VET101 `mock` is banned: use `unittest.mock`
from mock.mock import patch  #> 1 VET101 `mock.mock` is banned: use `unittest.mock`
from mock import *  #> 1 VET101 `mock` is banned: use `unittest.mock`
import unittest.mock
from .mock import patch
from . import mock

import requests
from requests import get, post  #> 22 VET101 `requests.get` is banned: go through app.http so that retries are counted
from requests import *  #> 1 VET101 `requests.get` is banned: go through app.http so that retries are counted
requests.get("x").json()  #> 1 VET101 `requests.get` is banned: go through app.http so that retries are counted
requests.post("x")
import requests as r
r.get  #> 1 VET101 `requests.get` is banned: go through app.http so that retries are counted
session = r
session.get  #> 1 VET101 `requests.get` is banned: go through app.http so that retries are counted

import foobar, foo  #> 8 VET101 `foobar` is banned: FB  #> 16 VET101 `foo` is banned: F
import football

import os
import os.path as p
from os import path
from os.path import *  #> 1 VET101 `os.path.join` is banned: use `pathlib`
p.join("a", "b")  #> 1 VET101 `os.path.join` is banned: use `pathlib`
os.path.join("a", "b")  #> 1 VET101 `os.path.join` is banned: use `pathlib`
path.join("a", "b")  #> 1 VET101 `os.path.join` is banned: use `pathlib`
os.path.exists("a")

import uuid
uuid.uuid4()  #> 1 VET101 `uuid.uuid4` is banned

import a
import a.b  #> 8 VET101 `a.b` is banned: the outer one
import a.b.c.d  #> 8 VET101 `a.b.c.d` is banned: the inner one
from a import b  #> 15 VET101 `a.b` is banned: the outer one
from a.b import c, d  #> 1 VET101 `a.b` is banned: the outer one  #> 17 VET101 `a.b.c` is banned: the inner one

import secret  #> 8 VET101 `secret` is banned: keep out
import some.secret.thing  #> 8 VET101 `some.secret.thing` is banned: keep out
import secretary
import pkg.x.y.internal  #> 8 VET101 `pkg.x.y.internal` is banned: private
from pkg import internal  #> 17 VET101 `pkg.internal` is banned: private

from . import internal  #> 15 VET101 `tests.codes.internal` is banned: private
from .internal import x  #> 1 VET101 `tests.codes.internal` is banned: private
from .. import codes
from ..codes import internal as i  #> 21 VET101 `tests.codes.internal` is banned: private
codes.internal.x  #> 1 VET101 `tests.codes.internal` is banned: private
from ..codes.internal import x  #> 1 VET101 `tests.codes.internal` is banned: private

import kept  #> 8 VET101 `kept` is banned: no
import kept.good
from kept import good
from kept import good, bad  #> 1 VET101 `kept` is banned: no
import requests.adapters, half.good, half.good.better as better
half.good.x
half.bad(half.good)  #> 1 VET101 `half` is banned: no
half
better.x
other_half = half
other_half.bad  #> 1 VET101 `half` is banned: no
__import__("half.good").bad  #> 1 VET101 `half` is banned: no

__import__("mock")  #> 12 VET101 `mock` is banned: use `unittest.mock`
__import__("mock", fromlist=["patch", "Mock"])  #> 12 VET101 `mock` is banned: use `unittest.mock`
__import__("requests", fromlist=["get", "post"])  #> 12 VET101 `requests.get` is banned: go through app.http so that retries are counted
__import__("kept", fromlist=["good"])
__import__("kept", fromlist=["good", "bad"])  #> 12 VET101 `kept` is banned: no
__import__("requests").get("x").json()  #> 1 VET101 `requests.get` is banned: go through app.http so that retries are counted
__import__("requests").post("x").get
__import__("mock").patch  #> 12 VET101 `mock` is banned: use `unittest.mock`
__import__("mock..patch").patch
join = __import__("os").path.join  #> 8 VET101 `os.path.join` is banned: use `pathlib`
also_path = __import__("os").path
also_path.join("a", "b")  #> 1 VET101 `os.path.join` is banned: use `pathlib`
not_path = __import__("os").path(1)
not_path.join("a", "b")
import importlib
from importlib import import_module as load
importlib.import_module("mock.mock")  #> 25 VET101 `mock.mock` is banned: use `unittest.mock`
load(name="requests.get")  #> 11 VET101 `requests.get` is banned: go through app.http so that retries are counted
load(".secret", "some")  #> 6 VET101 `some.secret` is banned: keep out
load("mo" + "ck")
load("uuid").uuid4()  #> 1 VET101 `uuid.uuid4` is banned
unknown("uuid").uuid4()
import pkgutil
pkgutil.resolve_name("requests:get")  #> 22 VET101 `requests.get` is banned: go through app.http so that retries are counted
from unittest import mock as um


@um.patch("requests.get")  #> 11 VET101 `requests.get` is banned: go through app.http so that retries are counted
def test(mocker, monkeypatch):
    mocker.patch("requests.get")  #> 18 VET101 `requests.get` is banned: go through app.http so that retries are counted
    monkeypatch.setattr("requests.get", None)  #> 25 VET101 `requests.get` is banned: go through app.http so that retries are counted
    monkeypatch.setattr(requests, "get", None)


if False:
    import mock  #> 12 VET101 `mock` is banned: use `unittest.mock`
try:
    import mock  #> 12 VET101 `mock` is banned: use `unittest.mock`
except ImportError:
    pass
