#: vet-supported-python = >=2.7,!=3.0.*,!=3.1.*
#: vet-banned-imports = only = one
import only  #> 8 VET101 `only` is banned: one
import six
from six.moves import range
import urllib2
import mock
