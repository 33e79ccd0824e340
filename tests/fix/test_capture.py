"""New names that would be captured by, or would hide, other bindings."""

from __future__ import annotations

import pytest
from fixing import assert_fixed, assert_skipped
from rows import each_row


@each_row(
    ("before", "after"),
    [
        pytest.param(
            "import urllib2\ndef f():\n    urllib = 1\n"
            "    return urllib2.urlopen(urllib)\n",
            "",
            id="the new name means something else at a use",
        ),
        pytest.param(
            "import cookielib\nhttp = 1\ncookielib.CookieJar\n",
            "import http.cookiejar as cookielib\nhttp = 1\ncookielib.CookieJar\n",
            id="the new name is bound already",
        ),
        pytest.param(
            "def f():\n    global pickle\n    import cPickle\n    cPickle.dumps\n",
            "def f():\n    global pickle\n    import pickle as cPickle\n"
            "    cPickle.dumps\n",
            id="the new name is declared global",
        ),
        pytest.param(
            "import urllib\ndef f():\n    urllib.parse\n    import urllib2\n"
            "    urllib2.urlopen\n",
            "",
            id="a local import would hide a global one before it ran",
        ),
        pytest.param(
            "import urllib.parse\ndef f():\n    import urllib2\n"
            "    return urllib2.urlopen(urllib.parse.quote('x'))\n",
            "import urllib.parse\ndef f():\n    import urllib.request\n"
            "    return urllib.request.urlopen(urllib.parse.quote('x'))\n",
            id="a local import of the same package does no harm",
        ),
        pytest.param(
            "import cPickle\nfrom unknown import *\ncPickle.dumps\n",
            "import pickle as cPickle\nfrom unknown import *\ncPickle.dumps\n",
            id="a star import may bind anything",
        ),
        pytest.param(
            "import pickle, cPickle\nfrom unknown import *\ncPickle.dumps\n",
            "import pickle, pickle as cPickle\nfrom unknown import *\ncPickle.dumps\n",
            id="a star import may bind anew what is imported already",
        ),
        pytest.param(
            "from itertools import izip\nfrom unknown import *\nizip\n",
            "from builtins import zip as izip\nfrom unknown import *\nizip\n",
            id="a star import may hide a built-in",
        ),
        pytest.param(
            "from os import *\nfrom itertools import izip\nizip\n",
            "from os import *\nzip\n",
            id="a star import of a known module hides nothing else",
        ),
        pytest.param(
            "from os import *\nfrom __builtin__ import open\nopen\n",
            "from os import *\nfrom builtins import open\nopen\n",
            id="a star import of a known module hides this built-in",
        ),
        pytest.param(
            "import json as pickle\ndef f():\n    import cPickle\n    cPickle.dumps\n"
            "    pickle.loads\n",
            "import json as pickle\ndef f():\n    import pickle as cPickle\n"
            "    cPickle.dumps\n    pickle.loads\n",
            id="the new name would hide another import",
        ),
        pytest.param(
            "if flag:\n    from six.moves import zip as range\nrange(2)\n",
            "if flag:\n    from builtins import zip as range\nrange(2)\n",
            id="a use that may see the built-in name",
        ),
        pytest.param(
            "def f():\n    range(2)\nf()\nfrom six.moves import zip as range\n",
            "def f():\n    range(2)\nf()\nfrom builtins import zip as range\n",
            id="a function that is called before it hides a built-in name",
        ),
        pytest.param(
            "if flag:\n    from six.moves import zip as range\n    range(2)\n",
            "if flag:\n    zip(2)\n",
            id="a use that surely sees the import",
        ),
        pytest.param(
            "def f():\n    if flag:\n        from six.moves import zip as range\n"
            "    range(2)\n",
            "def f():\n    if flag:\n        pass\n    zip(2)\n",
            id="a name of a function, which is never the built-in",
        ),
    ],
)
def test_names_that_would_clash(before: str, after: str) -> None:
    assert_fixed(before, after)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(
            "def f():\n    global collections\n    import collections, os\n"
            "collections.Mapping\n",
            "`collections` means something else there",
            id="a chain on a module that is imported as a global",
        ),
        pytest.param(
            "def f():\n    global compat\n    import six\n    compat = six\n"
            "compat.moves.urllib.parse.quote\n",
            "`urllib` means something else there",
            id="a module that another scope imports",
        ),
        pytest.param(
            "if flag:\n    from six import iteritems as iter\nlist(iter(d))\n",
            "`iter` may be the built-in there",
            id="a call that may be of a built-in function",
        ),
    ],
)
def test_reason_for_a_clash(source: str, reason: str) -> None:
    assert_skipped(source, reason)
