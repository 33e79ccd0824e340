#: vet-supported-python = >=3.9
from six.moves import tkinter_tix  #> 23 VET302 `six.moves.tkinter_tix` bridges Python 2: `tkinter.tix` was removed in Python 3.13, use `tkinter.ttk`
from six.moves.urllib.request import urlopen, URLopener  #> 38 VET302 `six.moves.urllib.request.urlopen` bridges Python 2: use `urllib.request.urlopen` #> 47 VET302 `six.moves.urllib.request.URLopener` bridges Python 2: `urllib.request.URLopener` was removed in Python 3.14, use `urllib.request.urlopen`
import six
six.moves.tkinter_tix.Tk  #> 1 VET302 `six.moves.tkinter_tix` bridges Python 2: `tkinter.tix` was removed in Python 3.13, use `tkinter.ttk`
try:
    from six.moves import tkinter_tix
except ImportError:
    pass
