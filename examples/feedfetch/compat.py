"""What the two Pythons call differently. Guarded imports like these are not reported."""

import sys

try:
    from urllib.parse import urljoin
except ImportError:
    from urlparse import urljoin

if sys.version_info[0] < 3:
    from HTMLParser import HTMLParser
else:
    from html.parser import HTMLParser

__all__ = ["HTMLParser", "urljoin"]
