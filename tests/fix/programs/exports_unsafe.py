#: vet-supported-python = >=3.9
#: unsafe
import urllib2
import cPickle
import cPickle as p
def f(x):
    # type: (urllib2.Request) -> None  #- a type comment names `urllib2`
    return urllib2.urlopen, "urllib2.urlopen"  #- 'urllib2.urlopen' names `urllib2`
__all__ = ["cPickle", "f"]
