"""Unified diffs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fixing import Ran

HEAD = b"--- a/x\n+++ b/x\n"


@pytest.mark.parametrize(
    ("before", "hunks"),
    [
        pytest.param(
            b"import cPickle\rcPickle.x = 1\r",
            b"@@ -1 +1 @@\n-import cPickle\rcPickle.x = 1\r\n"
            b"\\ No newline at end of file\n+import pickle\rpickle.x = 1\r\n"
            b"\\ No newline at end of file\n",
            id="line ends that end no line in a diff",
        ),
        pytest.param(
            b"\xef\xbb\xbfimport cPickle\n",
            b"@@ -1 +1 @@\n-\xef\xbb\xbfimport cPickle\n+\xef\xbb\xbfimport pickle\n",
            id="byte order mark",
        ),
        pytest.param(
            b"import six\nsix.text_type\n",
            b"@@ -1,2 +1 @@\n-import six\n-six.text_type\n+str\n",
            id="fewer lines",
        ),
        pytest.param(
            b"from six import wraps\n" + b"x\n" * 7 + b"import Queue\n",
            b"@@ -1,4 +1,4 @@\n-from six import wraps\n+from functools import wraps\n"
            b" x\n x\n x\n@@ -6,4 +6,4 @@\n x\n x\n x\n-import Queue\n+import queue\n",
            id="changes far apart",
        ),
        pytest.param(
            b"from itertools import izip\n1\n2\n3\n4\n5\n6\n7\n8\nizip\n9",
            b"@@ -1,4 +1,3 @@\n-from itertools import izip\n 1\n 2\n 3\n"
            b"@@ -7,5 +6,5 @@\n 6\n 7\n 8\n-izip\n+zip\n 9\n"
            b"\\ No newline at end of file\n",
            id="a line fewer",
        ),
        pytest.param(
            b"1\n2\n3\n4\nfrom itertools import izip, chain\n5\n6\n7\n8\n9\nizip\n",
            b"@@ -2,10 +2,10 @@\n 2\n 3\n 4\n-from itertools import izip, chain\n"
            b"+from itertools import chain\n 5\n 6\n 7\n 8\n 9\n-izip\n+zip\n",
            id="changes near each other",
        ),
        pytest.param(
            b"from collections import Mapping, deque\nx\n",
            b"@@ -1,2 +1,3 @@\n-from collections import Mapping, deque\n"
            b"+from collections import deque\n+from collections.abc import Mapping\n"
            b" x\n",
            id="more lines",
        ),
    ],
)
def test_diff(tmp_path: Path, before: bytes, hunks: bytes) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(before)
    ran = Ran(path)
    shown = os.fsencode(path).replace(b"\\", b"/").lstrip(b"/")

    assert ran.out.replace(shown, b"x", 2) == HEAD + hunks
