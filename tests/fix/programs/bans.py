#: vet-supported-python = >=3.9
#: vet-banned-imports = simplejson = json
#: vet-banned-imports = requests.get = app.http.get
#: vet-banned-imports = torch = ask first
#: vet-banned-imports = aiohttp = app.async_http
#: vet-allowed-imports = aiohttp.errors
#: vet-banned-imports = {python2to3}
#: unsafe
import simplejson
import requests
import torch  #- names no replacement
from requests import get, post
import urllib2
import aiohttp.errors

simplejson.dumps(requests.get(torch), get, post, urllib2.urlopen)
requests.post()
aiohttp.get(aiohttp.errors)
