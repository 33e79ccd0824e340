#: vet-supported-python = >=3.9
import six
import six.moves
from six import moves
from six.moves.urllib.parse import urlencode, quote  #> 1 VET302 `six.moves.urllib.parse` bridges Python 2: use `urllib.parse`
from six import text_type as text  #> 17 VET302 `six.text_type` bridges Python 2: use the built-in `str`
from six.moves import range, configparser  #> 23 VET302 `six.moves.range` bridges Python 2: use the built-in `range`  #> 30 VET302 `six.moves.configparser` bridges Python 2: use `configparser`
six.moves.range(3)  #> 1 VET302 `six.moves.range` bridges Python 2: use the built-in `range`
moves.range(3)  #> 1 VET302 `six.moves.range` bridges Python 2: use the built-in `range`
from six import binary_type  #> 17 VET302 `six.binary_type` bridges Python 2: use the built-in `bytes`
binary_type.join(())
six.moves.queue.Queue.get  #> 1 VET302 `six.moves.queue` bridges Python 2: use `queue`
six.moves.urllib.parse.quote.x.y  #> 1 VET302 `six.moves.urllib.parse` bridges Python 2: use `urllib.parse`
six.moves.configparser.ConfigParser.readfp  # gone in 3.12
six.moves.queue.NoSuchName.get
from builtins import str
from .six import text_type
six.text_type.join("a")  #> 1 VET302 `six.text_type` bridges Python 2: use the built-in `str`
from six.moves.winreg import OpenKey  #> 1 VET302 `six.moves.winreg` bridges Python 2: use `winreg`
from six.moves.urllib import parse, request  #> 30 VET302 `six.moves.urllib.parse` bridges Python 2: use `urllib.parse`  #> 37 VET302 `six.moves.urllib.request` bridges Python 2: use `urllib.request`
parse.quote
from six.moves import urllib  #> 23 VET302 `six.moves.urllib` bridges Python 2: use `urllib`
urllib.parse.quote

import sys
if sys.version_info >= MINIMUM:
    from six.moves import input  # on which versions is not known
