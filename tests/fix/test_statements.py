"""Import statements, rewritten."""

from __future__ import annotations

import pytest
from fixing import CONFIG, assert_fixed, assert_skipped, fix, read_cases
from rows import each_row

from flake8_safe_imports.fix.source import fix_source


@each_row(
    ("before", "after"),
    [
        pytest.param(
            "import urllib2\nimport urllib.request\nurllib2.urlopen\n",
            "import urllib.request\nurllib.request.urlopen\n",
            id="imported already",
        ),
        pytest.param(
            "import email.MIMEText\nimport email.Utils\nimport email.mime.text\n"
            "import email.utils\n",
            "import email.mime.text\nimport email.utils\n",
            id="two modules imported already, and nothing else in the file",
        ),
        pytest.param(
            "import urllib2, urllib.request\nurllib2.urlopen\nimport os\n",
            "import urllib.request\nurllib.request.urlopen\nimport os\n",
            id="imported already in the same statement",
        ),
        pytest.param(
            "import urllib2\nx = 1\nimport urllib.request\nurllib2.urlopen\n",
            "import urllib.request\nx = 1\nimport urllib.request\n"
            "urllib.request.urlopen\n",
            id="imported too late",
        ),
        pytest.param("import cPickle", "import pickle", id="no line end"),
        pytest.param(
            "from collections import Mapping, deque",
            "from collections import deque\nfrom collections.abc import Mapping",
            id="no line end and one more statement",
        ),
        pytest.param(
            "import cPickle, cPickle\ncPickle.dumps\n",
            "import pickle\npickle.dumps\n",
            id="a module twice in one statement",
        ),
        pytest.param(
            "from collections import Mapping, Mapping, deque\nMapping\n",
            "from collections import deque\nfrom collections.abc import Mapping\n"
            "Mapping\n",
            id="a name twice in one statement",
        ),
        pytest.param(
            "from itertools import (izip  # a\n  , chain  # b\n)\nizip\n",
            "from itertools import (chain  # b\n)\nzip\n",
            id="a comment before the comma",
        ),
        pytest.param(
            "from itertools import (chain  # a\n  , imap  # b\n  , izip\n)\n",
            "from itertools import (chain  # a\n)\n",
            id="a comment before the comma of the last names",
        ),
        pytest.param(
            "from itertools import (chain,  # a\n  imap,  # b\n  izip  # c\n)\n"
            "imap, izip\n",
            "from itertools import (chain,  # a\n)\nmap, zip\n",
            id="comments after the last names",
        ),
        pytest.param(
            "from itertools import (\n  chain,\n  count,\n  izip,  # a\n)\nizip\n",
            "from itertools import (\n  chain,\n  count,\n)\nzip\n",
            id="a comma and a comment after the last name",
        ),
        pytest.param(
            "x = 1; import six  # why\nsix.text_type\n",
            "x = 1  # why\nstr\n",
            id="removed after another statement",
        ),
    ],
)
def test_statements(before: str, after: str) -> None:
    assert_fixed(before, after)


@each_row(("before", "after"), read_cases("statements.txt"))
def test_names_that_go_and_names_that_come(before: str, after: str) -> None:
    assert fix(before).source == after
    assert fix(after).source == after


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(
            "import cPickle, \u2118\ncPickle.dumps\n",
            "the text of the statement was not understood",
            id="letters that only Python counts as such",
        ),
        pytest.param(
            "import collections, \u2118\ncollections.Mapping\n",
            "the text of the statement was not understood",
            id="a chain on a module from such a statement",
        ),
    ],
)
def test_reason_for_an_unreadable_statement(source: str, reason: str) -> None:
    assert_skipped(source, reason)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from urllib2 import urlopen, HTTPError  # why\n",
            (
                "from urllib.request import urlopen  # why\n"
                "from urllib.error import HTTPError\n"
            ),
        ),
        (
            (
                "import os; from six.moves import range  # c\n"
                "from six.moves import zip;\nprint(os, range, zip)\n"
            ),
            "import os  # c\nprint(os, range, zip)\n",
        ),
        (
            "import unittest2\nunittest2.main()\n",
            "import unittest\nunittest.main()\n",
        ),
        (
            (
                "import six\nimport six.moves\nfrom six import moves, text_type as tt\n"
                "from six.moves import urllib as u\n"
                "x = six.moves.urllib.parse.quote, moves.range, tt, u.parse.quote\n"
            ),
            (
                "import urllib.parse\n"
                "x = urllib.parse.quote, range, str, urllib.parse.quote\n"
            ),
        ),
        (
            "import unittest\nx = unittest.makeSuite(T, 'test')\n",
            (
                "import unittest\n"
                "x = unittest.defaultTestLoader.loadTestsFromTestCase(T)\n"
            ),
        ),
    ],
)
def test_an_edit_is_what_an_engineer_would_write(before: str, after: str) -> None:
    assert fix(before).source == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from six.moves import (  # noqa: F401\n    http_client, queue)\n",
            (
                "from http import (  # noqa: F401\n    client as http_client)\n"
                "import queue  # noqa: F401\n"
            ),
        ),
        (
            "from itertools import (\n    chain,\n    izip,  # noqa\n)\n",
            (
                "from itertools import chain  # noqa\n"
                "from builtins import zip as izip  # noqa\n"
            ),
        ),
    ],
)
def test_a_noqa_comment_among_the_names_goes_on_silencing(
    before: str, after: str
) -> None:
    result = fix_source(
        before, "/nowhere/a.py", CONFIG, silencer=lambda lines: lambda finding: False
    )

    assert result.source == after


def test_a_noqa_comment_silences_both_halves_of_a_statement() -> None:
    result = fix_source(
        "from urllib2 import urlopen, HTTPError  # noqa: F401\n",
        "/nowhere/a.py",
        CONFIG,
        silencer=lambda lines: lambda finding: False,
    )

    assert result.source == (
        "from urllib.request import urlopen  # noqa: F401\n"
        "from urllib.error import HTTPError  # noqa: F401\n"
    )


def test_statements_with_comments_are_not_merged() -> None:
    before = (
        "from six.moves.urllib.parse import quote\n"
        "from six.moves.urllib.parse import (\n"
        "    unquote,  # why\n    urlencode,  # pylint: disable=a\n)\n"
        "from six.moves.urllib.parse import urljoin\n"
        "print(quote, unquote, urlencode, urljoin)\n"
    )

    assert fix(before).source == (
        "from urllib.parse import quote, urljoin\n"
        "from urllib.parse import (\n"
        "    unquote,  # why\n    urlencode,  # pylint: disable=a\n)\n"
        "print(quote, unquote, urlencode, urljoin)\n"
    )
