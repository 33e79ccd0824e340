#: vet-supported-python = >=3.9
#: unsafe
import urllib2  #- `__all__` names `urllib2`
import cPickle as p
def f(x):
    # type: (urllib2.Request) -> None  #- a type comment names `urllib2`
    return urllib2.urlopen, "urllib2.urlopen"  #- 'urllib2.urlopen' names `urllib2`
__all__ = ["urllib2", "f"]
