#: vet-supported-python = >=3.9
#: unsafe
import sys

try:
    from urllib.request import urlopen  # kept
except ImportError:  # Python 2
    from urllib2 import urlopen

try:
    import cPickle as pickle
except ImportError:
    # The slow one.
    import pickle


def f():
	if sys.version_info[0] == 2:
		import urllib2
		text = '''
		two'''
	elif sys.platform == "win32":
		import ntpath
		text = '''
		three'''
	else:
		text = 'x'
	if sys.version_info >= (3,):
		import queue
		text += '''
		kept as it is'''
		# tail
	else:
		import Queue as queue
	return text, queue


if sys.version_info < (3,):
    import ConfigParser
try: import configparser
except ImportError: import ConfigParser as configparser
try:
    import StringIO  #- more than an import
except ImportError as error:
    import io as StringIO
if sys.platform == "win32":
    pass
elif sys.version_info < (3,):
    import ConfigParser
else:
    ConfigParser = None


def g(x):
    if x:
        if sys.version_info >= (3,):
            return
        import urllib2  #- not understood


class A:
    if sys.version_info < (3, 0):
        import urllib2
