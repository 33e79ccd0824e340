#: vet-supported-python = >=3.9
import mock  #> 8 VET301 `mock` is in the standard library since Python 3.3: use `unittest.mock`
from mock import patch  #> 1 VET301 `mock` is in the standard library since Python 3.3: use `unittest.mock`
from mock import ThreadingMock
import unittest2  #> 8 VET301 `unittest2` is in the standard library since Python 3.5: use `unittest`
import tomli
import backports.zoneinfo  #> 8 VET301 `backports.zoneinfo` is in the standard library since Python 3.9: use `zoneinfo`
import typing_extensions
from typing_extensions import Self, Annotated, TypedDict  #> 37 VET301 `typing_extensions.Annotated` is in the standard library since Python 3.9: use `typing.Annotated`
typing_extensions.Annotated  #> 1 VET301 `typing_extensions.Annotated` is in the standard library since Python 3.9: use `typing.Annotated`
typing_extensions.Self
import enum
import pytz
import toml
import sys
if sys.version_info < (3, 13):
    import mock
else:
    import mock
def leave_if_new():
    if sys.version_info >= (3, 13):
        sys.exit()
def run():
    leave_if_new()
    import mock
try:
    import mock
except ImportError:
    from unittest import mock
from .mock import patch
import mock as imported
imported.ThreadingMock
from mock import version_info
from typing_extensions import Final  #> 31 VET301 `typing_extensions.Final` is in the standard library since Python 3.8: use `typing.Final`
Final.__class__

# Told apart from the original.
import typing
from typing import ClassVar as Kind
is_literal = typing_extensions.Literal, typing.Literal
is_class_variable = typing_extensions.ClassVar, Kind
typing_extensions.Counter  #> 1 VET301 `typing_extensions.Counter` is in the standard library since Python 3.6: use `typing.Counter`
