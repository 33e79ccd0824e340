"""Imports that are reported, and the uses of what they bind."""

from __future__ import annotations

import pytest
from fixing import assert_fixed
from rows import each_row


@each_row(
    ("before", "after"),
    [
        pytest.param(
            "from Tkinter import *\nTk(Frame)\n",
            "from tkinter import *\nTk(Frame)\n",
            id="a star import",
        ),
        pytest.param(
            "from cPickle import *\ndumps(HIGHEST_PROTOCOL, unknown)\n",
            "from pickle import *\ndumps(HIGHEST_PROTOCOL, unknown)\n",
            id="a star import of names that are used",
        ),
        pytest.param(
            "from urllib2 import *\nurlopen\n", "", id="a star import of a split module"
        ),
        pytest.param(
            "from six.moves.urllib.parse import *\n",
            "",
            id="a star import of a module of six, which binds nothing",
        ),
        pytest.param(
            "import md5, sha\nmd5.md5(sha.sha(x))\n",
            "import hashlib\nhashlib.md5(hashlib.sha1(x))\n",
            id="two modules with one replacement",
        ),
        pytest.param("import urllib2", "", id="nothing is used"),
        pytest.param(
            "from ConfigParser import SafeConfigParser as Parser\n",
            "from configparser import ConfigParser as Parser\n",
            id="the user's own name",
        ),
        pytest.param(
            "import email.Utils\nimport email.MIMEText\n"
            "email.Utils.formatdate, email.MIMEText.MIMEText\n",
            "import email.utils\nimport email.mime.text\n"
            "email.utils.formatdate, email.mime.text.MIMEText\n",
            id="two modules of one package",
        ),
        pytest.param(
            "from cPickle import *\nfrom Queue import *\ndumps, Queue\n",
            "from pickle import *\nfrom queue import *\ndumps, Queue\n",
            id="two star imports",
        ),
        pytest.param(
            "import future.utils\nfuture.utils.text_type, future.utils.exec_\n",
            "str, exec\n",
            id="built-ins from a module",
        ),
    ],
)
def test_imports(before: str, after: str) -> None:
    assert_fixed(before, after)
