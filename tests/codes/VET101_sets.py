#: vet-banned-imports = {python2to3}
#: vet-banned-imports = {third-party} = ask the platform team
#: vet-allowed-imports = requests
#: vet-supported-python = >=3.9
#: vet-lookalikes = off
import urllib2  #> 8 VET101 `urllib2` is banned: use `urllib.request` (urlopen)
from urllib2 import HTTPError  #> 1 VET101 `urllib2` is banned: use `urllib.error` (HTTPError)
from itertools import izip, chain  #> 23 VET101 `itertools.izip` is banned: use the built-in `zip`
import functools
import os
import plistlib
import requests
import flask  #> 8 VET101 `flask` is banned: ask the platform team
from flask import Flask  #> 1 VET101 `flask` is banned: ask the platform team
from . import flask
from __future__ import annotations
from _typeshed import StrPath
import __main__
functools.wraps(os.getcwd)
plistlib.readPlist  #> 1 VET202 `plistlib.readPlist` was removed in Python 3.9: use `plistlib.load`
urllib2.urlopen("x")
try:
    import cPickle  #> 12 VET101 `cPickle` is banned: use `pickle`
except ImportError:
    import pickle as cPickle
