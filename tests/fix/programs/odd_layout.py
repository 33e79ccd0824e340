#: vet-supported-python = >=3.9
if True: import urllib2, os
else: import six
import six; print(six.text_type); x = 1
if x: from six.moves import range
from itertools import izip, \
    chain
from six.moves import \
	zip as z, \
	map
from urllib2 import (urlopen,
                     URLError, Request)
from itertools import (ifilter  # why
)
from six import (moves  # of it
)
moves.range(3)
def f():
	import cPickle;	import urllib2 as u
	return cPickle.loads(u.urlopen(range(3))), (urllib2
	    .HTTPError), u . Request
def h():
    from six.moves import (urllib  # of it
    )
    return urllib.parse.quote
def g():
    from six.moves import input
class A:
    import Queue, mock
    from itertools import ifilterfalse, izip as zipped
print(izip(chain()), z, map, ifilter, urllib2.urlopen, urlopen, URLError, Request, A, os)
