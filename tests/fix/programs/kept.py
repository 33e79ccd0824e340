#: vet-supported-python = >=3.9
# Nothing here can be rewritten.
import urllib2  #- no replacement of `urllib2.quote` is known
import StringIO  #- not a drop-in
from string import letters  #- not a drop-in
import importlib
import cPickle  # noqa
from .urllib2 import thing
from urllib.request import urlopen as real
import string
import itertools  # only others

urllib2.urlopen(urllib2.quote("x"))
StringIO.StringIO()
importlib.import_module("Queue")  #- named in a string
try:
    import json
except ImportError:
    import simplejson as json


def f(urllib2, itertools):
    urllib2.urlopen()
    itertools.izip()
    string = 1
    return string.letters
