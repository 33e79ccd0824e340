#: vet-supported-python = >=3.9
#: vet-banned-imports = simplejson = json
#: vet-banned-imports = mock = unittest.mock
#: vet-banned-imports = {python2to3}
import simplejson as json  #- with --unsafe only
import mock
import urllib2

json.dumps(mock.patch, urllib2.urlopen)
