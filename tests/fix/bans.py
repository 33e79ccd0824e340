#: vet-supported-python = >=3.9
#: vet-banned-imports = simplejson = json
#: vet-banned-imports = requests.get = app.http.get
#: vet-banned-imports = torch = ask first
#: vet-banned-imports = {python2to3}
#: unsafe
import simplejson
import requests
import torch  #- names no replacement
from requests import get, post
import urllib2

simplejson.dumps(requests.get(torch), get, post, urllib2.urlopen)
requests.post()
