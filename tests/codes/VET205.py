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
    import urllib2
try:
    import fcntl
except ImportError:
    import msvcrt
if sys.version_info >= (3,):
    import configparser
else:
    import ConfigParser as configparser  #> 5 VET205 `ConfigParser` is a fallback for Python 2 and never runs here: keep `configparser` alone
if sys.version_info < (3, 8):
    import importlib_metadata  #> 5 VET205 `importlib_metadata` is a fallback for Python 3.7 and older and never runs here: keep `importlib.metadata` alone
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
    import urllib2
