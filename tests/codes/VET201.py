#: vet-supported-python = >=3.9
import os
import string
import urllib  # the module is still there
import urllib.request

import urllib2  #> 8 VET201 `urllib2` is Python 2 only: use `urllib.request` (urlopen, Request), `urllib.error` (HTTPError)
import ConfigParser, json  #> 8 VET201 `ConfigParser` is Python 2 only: use `configparser`
import cPickle as pickle  #> 8 VET201 `cPickle` is Python 2 only: use `pickle`
import sets  #> 8 VET201 `sets` is Python 2 only: use the built-in `set`
from itertools import chain, izip  #> 30 VET201 `itertools.izip` is Python 2 only: use the built-in `zip`
from StringIO import StringIO  #> 1 VET201 `StringIO` is Python 2 only: use `io`
from urllib import quote, urlencode  #> 20 VET201 `urllib.quote` is Python 2 only: use `urllib.parse.quote`  #> 27 VET201 `urllib.urlencode` is Python 2 only: use `urllib.parse.urlencode`
from urllib2 import urlopen  #> 21 VET201 `urllib2.urlopen` is Python 2 only: use `urllib.request.urlopen`
from urllib2 import (  # a module whose names went to different places
    HTTPError,  #> 5 VET201 `urllib2.HTTPError` is Python 2 only: use `urllib.error.HTTPError`
    build_opener as q,  #> 5 VET201 `urllib2.build_opener` is Python 2 only: use `urllib.request.build_opener`
)
from urllib2 import nothing_like_it  #> 21 VET201 `urllib2` is Python 2 only: use `urllib.request`
import Cookie  #> 8 VET201 `Cookie` is Python 2 only: use `http.cookies`
Cookie.SimpleCookie(Cookie.Cookie())  # all its names are in one place
from Queue import *  #> 1 VET201 `Queue` is Python 2 only: use `queue`

urllib2.urlopen(urllib2.Request("x"))  # the import speaks for its uses
raise urllib2.HTTPError

string.letters  #> 1 VET201 `string.letters` is Python 2 only: use `string.ascii_letters`
string.ascii_letters
os.getcwdu().encode()  #> 1 VET201 `os.getcwdu` is Python 2 only: use `os.getcwd`
print(os.path.walk)  #> 7 VET201 `os.path.walk` is Python 2 only: use `os.walk`
urllib.urlopen("x")  #> 1 VET201 `urllib.urlopen` is Python 2 only: use `urllib.request.urlopen`
urllib.request.urlopen("x")

import itertools as it
it.izip([1], [2])  #> 1 VET201 `itertools.izip` is Python 2 only: use the built-in `zip`


def shadowing(string):
    return string.letters


def local():
    string = object()
    return string.letters


class Holder:
    string = None

    def method(self):
        return string.letters  #> 16 VET201 `string.letters` is Python 2 only: use `string.ascii_letters`


[os.getcwdu for os in ()]
lambda os: os.getcwdu()
lambda: os.getcwdu()  #> 9 VET201 `os.getcwdu` is Python 2 only: use `os.getcwd`


# Dynamic imports
__import__("urllib2")  #> 12 VET201 `urllib2` is Python 2 only: use `urllib.request`
import importlib
importlib.import_module("ConfigParser")  #> 25 VET201 `ConfigParser` is Python 2 only: use `configparser`
importlib.import_module("configparser")

# Guards
import sys
from six import PY2  #> 17 VET302 `six.PY2` bridges Python 2: it is always false
try:
    import cPickle
    import Queue as queue
except ImportError:
    import pickle as cPickle
    import queue
try:
    import cPickle  #> 12 VET201 `cPickle` is Python 2 only: use `pickle`
except ValueError:
    pass
if sys.version_info[0] == 2:
    import urllib2
    from urllib import quote
    unicode_letters = string.letters
elif sys.version_info[0] > 2:
    import urllib2  #> 12 VET201 `urllib2` is Python 2 only: use `urllib.request`
else:
    import ConfigParser
if PY2:
    import ConfigParser
else:
    import ConfigParser  #> 12 VET201 `ConfigParser` is Python 2 only: use `configparser`
letters = string.letters if PY2 else string.ascii_letters
if hasattr(string, "uppercase"):
    string.uppercase
getattr(string, "lowercase", None)
try:
    string.maketrans
except AttributeError:
    string.ascii_letters

from . import urllib2
from .urllib2 import urlopen
from ..StringIO import StringIO
try:
    int_types = (int, long)
    import cStringIO
except NameError:
    import io as cStringIO
try:
    unicode
except NameError:
    import ConfigParser  #> 12 VET201 `ConfigParser` is Python 2 only: use `configparser`
@python_2_unicode_compatible
class Compatible:
    letters = string.letters  #> 15 VET201 `string.letters` is Python 2 only: use `string.ascii_letters`
