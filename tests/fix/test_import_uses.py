"""Which uses see what an import binds."""

from __future__ import annotations

import pytest
from fixing import assert_fixed, assert_skipped


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import urllib2\nu = urllib2\nu.urlopen\n",
            "",
            id="a module assigned to another name",
        ),
        pytest.param(
            "import urllib2\nu = urllib2.urlopen\nu('x')\n",
            "import urllib.request\nu = urllib.request.urlopen\nu('x')\n",
            id="a function assigned to another name",
        ),
        pytest.param(
            "import ConfigParser\nc = ConfigParser\nc.SafeConfigParser\n",
            "",
            id="a renamed attribute of a module assigned to another name",
        ),
        pytest.param(
            "import cPickle\nimport Queue as p\np = cPickle\np.dumps\n",
            "import pickle\nimport queue as p\np = pickle\np.dumps\n",
            id="a name that an import and an assignment bind",
        ),
        pytest.param(
            "import urllib2\n" + "if x: import urllib2\n" * 300 + "urllib2.urlopen\n",
            "",
            id="bound by more imports than are followed",
        ),
        pytest.param(
            "import cPickle\nif x:\n    cPickle = y\ncPickle.dumps, cPickle.loads\n",
            "import pickle as cPickle\nif x:\n    cPickle = y\n"
            "cPickle.dumps, cPickle.loads\n",
            id="perhaps something else, used twice",
        ),
    ],
)
def test_uses_of_imports(before: str, after: str) -> None:
    assert_fixed(before, after)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(
            "if x:\n    import email.Utils\nelse:\n    import ours as email\n"
            "email.Utils.formatdate\n",
            "another import binds `email` too",
            id="a use that may see another import",
        ),
        pytest.param(
            "import cPickle\nif x:\n    cPickle = y\ncPickle.nothing\n",
            "`pickle.nothing` is not known to exist",
            id="a use that may see something else, and has no replacement",
        ),
        pytest.param(
            "import email.Utils\nif x:\n    email = y\nemail.message, email.Utils\n",
            "`email` is bound to something else as well",
            id="a use that may see something else, of which only a part is reported",
        ),
    ],
)
def test_reason_for_an_uncertain_use(source: str, reason: str) -> None:
    assert_skipped(source, reason)
