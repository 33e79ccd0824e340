#: vet-supported-python = >=3.9
from itertools import izip, imap
import cPickle
import urllib2  #- `__all__` lists `urllib2`
import Queue
from six.moves import range

__all__ = ["izip", "cPickle", "urllib2"]
__all__ += ("range",)

izip(imap(cPickle, urllib2.urlopen), range(Queue))
