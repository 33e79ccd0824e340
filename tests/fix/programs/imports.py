#: vet-supported-python = >=3.9
"""A module that mentions urllib2 and "urllib2.urlopen"."""
import os, cPickle, sys  # a trailing comment
import urllib2  # fetches  #- no replacement of `urllib2.quote_not_a_use` is known
import Queue
import ConfigParser as configparser
import mock
from mock import patch, Mock as M
from urllib2 import urlopen, HTTPError
from itertools import chain, izip, izip_longest as longest
from collections import (
    Mapping,  # goes with its name
    OrderedDict,
    # about the next
    Sequence,
)
from email.MIMEText import MIMEText
import email.Utils
import cookielib, urlparse
import xml.etree.cElementTree as ET


def fetch(url, urlparse=urlparse):
    try:
        return urllib2.urlopen(url), urllib2 . quote_not_a_use if 0 else None
    except (HTTPError, AttributeError):
        return urlopen(url)


def pickled(thing):
    pickle = cPickle.dumps(thing)
    return pickle


def zipped(a, b, zip_=izip):
    return [(x, os, sys) for x in izip(a, b)], longest(a), chain(a)


def text(body):
    message = MIMEText(body)
    message["Date"] = email.Utils.formatdate()
    return message, cookielib.CookieJar(), M, patch, mock, ET.parse, Mapping, Sequence


class Jobs(Queue.Queue):
    queue = Queue.Queue
    parser: "configparser.ConfigParser"
