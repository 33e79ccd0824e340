import socket
import urllib
import urllib2

import reqeusts
import requests
import urlib3

from feedfetch.compat import urljoin

POOL = urlib3.PoolManager()


def fetch(url, params=None):
    if params:
        url = urljoin(url, "?" + urllib.urlencode(params))
    request = urllib2.Request(url, headers={"User-Agent": "feedfetch"})
    try:
        return urllib2.urlopen(request, timeout=30).read()
    except (socket.timeout, urllib2.URLError):
        return None


def icon(url):
    return requests.get(urljoin(url, "/favicon.ico")).content


def session():
    return reqeusts.Session()
