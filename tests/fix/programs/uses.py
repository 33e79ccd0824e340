#: vet-supported-python = >=3.9
import collections
import itertools
import os
import six
import string  #
import urllib
import types as t
from six.moves import urllib as u2, range, cPickle, http_client
from six import text_type as unicode, moves, string_types

__all__ = ["Thing"]


@six.wraps(os)
def first(value, str_=six.text_type):
    """Not touched: six.text_type."""
    assert isinstance(value, (collections.Mapping, collections.OrderedDict))
    return f"{six.text_type(value)!r:>{six.MAXSIZE}} {value}"


def second(str):
    return six.text_type(str)  #- `str` means something else there


def third(items):
    for number in six.moves.range(3):
        yield itertools.izip(items, range(number))
    return os.getcwdu(), string.maketrans  #- a new name is not enough


def fourth():
    from six.moves import range
    return urllib.quote("x"), urllib.urlencode({}), range(3)


class Thing(collections.Mapping):
    range = range
    kinds = t.StringType, t.DictType, unicode  #- may differ
    moved = moves.queue.Queue, u2.parse.urljoin, http_client.OK
    pickled = (cPickle
               .dumps)
    old = string_types
