import unittest2
from mock import patch

from feedfetch import fetch


class FetchTest(unittest2.TestCase):
    @patch("urllib2.urlopen")
    def test_body(self, urlopen):
        urlopen.return_value.read.return_value = "<feed/>"
        self.assertEqual(fetch.fetch("http://localhost/"), "<feed/>")
