#: vet-supported-python = >=3.9,<3.13
#: vet-enable = VET204
import cgi  #> 8 VET204 `cgi` is removed in Python 3.13: depend on `legacy-cgi`
from http.server import CGIHTTPRequestHandler, HTTPServer  #> 25 VET204 `http.server.CGIHTTPRequestHandler` is removed in Python 3.15
from ast import Str, parse  #> 17 VET204 `ast.Str` is removed in Python 3.14: use `ast.Constant`
import sre_compile  #> 8 VET204 `sre_compile` is removed in Python 3.15: use `re`
import telnetlib  #> 8 VET204 `telnetlib` is removed in Python 3.13: use another library
import pathlib
import imp  #> 8 VET202 `imp` was removed in Python 3.12: use `importlib`
try:
    import telnetlib
except ImportError:
    telnetlib = None
import sys
if sys.version_info < (3, 11):
    import asynchat
