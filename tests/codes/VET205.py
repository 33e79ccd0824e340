#: vet-supported-python = >=3.9
#: vet-enable = VET205
import sys

try:
    from urllib.request import urlopen
except ImportError:
    from urllib2 import urlopen  #> 5 VET205 `urllib2` is a fallback for Python 2 and never runs here: keep `urllib.request` alone
try:
    from urllib2 import urlopen  #> 5 VET205 `urllib2` is a fallback for Python 2 and never runs here: keep `urllib.request` alone
except ImportError:
    from urllib.request import urlopen
try:
    import tomllib
except ImportError:
    import tomli as tomllib
try:
    import numpy
except ImportError:
    import scipy
try:
    from cffi import x
except ImportError:
    import urllib2  #> 12 VET205 `urllib2` is a fallback for Python 2 and never runs here: keep `cffi` alone
try:
    from hashlib import md5
except ImportError:
    from md5 import new as md5  #> 5 VET205 `md5` is a fallback for Python 2 and never runs here: keep `hashlib` alone
if sys.version_info[:2] < (2, 7):
    import unittest2  #> 12 VET205 `unittest2` is a fallback for Python 2.6 and older and never runs here: keep `unittest` alone
elif sys.version_info < (3, 5):
    import trollius  #> 12 VET205 `trollius` is a fallback for Python 3.4 and older and never runs here: keep `unittest` alone
else:
    import unittest
try:
    import fcntl
except ImportError:
    import msvcrt
if sys.version_info >= (3,):
    import configparser
else:
    import ConfigParser as configparser  #> 12 VET205 `ConfigParser` is a fallback for Python 2 and never runs here: keep `configparser` alone
if sys.version_info < (3, 8):
    import importlib_metadata  #> 12 VET205 `importlib_metadata` is a fallback for Python 3.7 and older and never runs here: keep `importlib.metadata` alone
else:
    import importlib.metadata
if sys.version_info < (3, 11):
    import tomli
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import urllib2
if False:
    import urllib2
from .compat import PY2
if PY2:
    import urllib2  #> 12 VET205 `urllib2` is a fallback for Python 2 and never runs here: remove it
if sys.version_info >= (3, 11) and TYPE_CHECKING:
    from typing import Unpack
if sys.version_info < (3, 7) or TYPE_CHECKING:
    from typing import Protocol
if sys.version_info >= (3, 16):
    from socket import if_indextoname
try:
    from asyncio import _set_event_loop_policy
except ImportError:
    from asyncio import set_event_loop_policy
try:
    from os import pidfd_open
except ImportError:
    import ctypes
try:
    from _decimal import *
except ImportError:
    from _pydecimal import *
try:
    from _winapi import CREATE_NEW_PROCESS_GROUP
except ImportError:
    from _subprocess import CREATE_NEW_PROCESS_GROUP
if sys.version_info < (3, 0):
    import ConfigParser  #> 12 VET205 `ConfigParser` is a fallback for Python 2 and never runs here: remove it
    import urllib2 as request  #> 12 VET205 `urllib2` is a fallback for Python 2 and never runs here: keep `urllib.request` alone
else:
    from http import client
    from urllib import request
try:
    import anything
except ImportError:
    import json, httplib  #> 18 VET205 `httplib` is a fallback for Python 2 and never runs here: remove it
try:
    from http import client
except ImportError:
    import httplib as client  #> 12 VET205 `httplib` is a fallback for Python 2 and never runs here: keep `http.client` alone
try:
    from UserDict import DictMixin  #> 5 VET205 `UserDict` is a fallback for Python 2 and never runs here: use `collections.abc.MutableMapping`
except ImportError:
    from collections import MutableMapping as DictMixin
try:
    from socket import sslerror  #> 24 VET205 `socket.sslerror` is a fallback for Python 2 and never runs here: remove it
except ImportError:
    sslerror = None

from contextlib import suppress
with suppress(ImportError):
    import urllib2  #> 12 VET205 `urllib2` is a fallback for Python 2 and never runs here: remove it
with suppress(ImportError), open("x") as f:
    import os
    from itertools import izip, chain  #> 27 VET205 `itertools.izip` is a fallback for Python 2 and never runs here: remove it
with suppress(ImportError):
    import tomllib
with pytest.raises(ImportError):
    from urllib import quote
