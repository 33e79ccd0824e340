"""The fixer: the examples in ``programs/``, and files as they really are."""

from __future__ import annotations

import ast
import io
import os
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flake8_safe_imports.config import options
from flake8_safe_imports.finding import Finding
from flake8_safe_imports.fix import command, edits, importers
from flake8_safe_imports.fix.source import (
    FixedSource,
    SkippedFix,
    fix_source,
    noqa_silencer,
)

if TYPE_CHECKING:
    from flake8_safe_imports.config.options import Config

EXAMPLES = Path(__file__).parent / "programs"
FILES = sorted(EXAMPLES.glob("*.py"))
SETTING = re.compile(r"#: ([\w-]+)(?: = (.*))?")
SKIP = re.compile(r"#- (.*?)(?=  #|$)")
CONFIG = options.parse({"vet_supported_python": ">=3.9"})


def settings(source: str) -> tuple[Config, bool]:
    """Return what the first comments of an example set, and whether it is unsafe."""
    raw: dict[str, object] = {}
    unsafe = False
    for line in source.splitlines():
        match = SETTING.match(line)
        if match is None:
            break
        key = match[1].replace("-", "_")
        if key == "unsafe":
            unsafe = True
        else:
            raw[key] = f"{raw[key]}\n{match[2]}" if key in raw else match[2]
    return options.parse(raw), unsafe


def run_example(path: Path, source: str) -> FixedSource:
    """Fix an example as if it lay alone in a folder of its own."""
    config, unsafe = settings(source)
    return fix_source(source, f"/nowhere/{path.name}", config, unsafe=unsafe)


def fixed(source: str, path: str = "/nowhere/example.py", **raw: str) -> str:
    """Return *source*, fixed for Python 3.9 and later."""
    config = options.parse({"vet_supported_python": ">=3.9", **raw})
    return fix_source(textwrap.dedent(source), path, config).source


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_example(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    result = run_example(path, source)

    assert result.source == path.with_suffix(".out").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_skips_of_example(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    marks = [
        (number, text)
        for number, line in enumerate(source.splitlines(), 1)
        for text in SKIP.findall(line)
    ]
    skips = run_example(path, source).skipped
    unmarked = [
        skip
        for skip in skips
        if not any(line == skip.line and text in _said(skip) for line, text in marks)
    ]
    unmet = [
        (line, text)
        for line, text in marks
        if not any(line == skip.line and text in _said(skip) for skip in skips)
    ]

    assert not unmarked
    assert not unmet


def _said(skip: SkippedFix) -> str:
    return f"{skip.text} {skip.reason}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_second_time_changes_nothing(path: Path) -> None:
    once = run_example(path, path.read_text(encoding="utf-8"))
    twice = run_example(path, once.source)

    assert twice.source == once.source
    assert not twice.changes


@pytest.mark.parametrize("newline", ["\r\n", "\r"], ids=["crlf", "cr"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_line_ends_are_kept(path: Path, newline: str) -> None:
    source = path.read_text(encoding="utf-8")
    expected = path.with_suffix(".out").read_text(encoding="utf-8")

    result = run_example(path, source.replace("\n", newline))

    assert result.source == expected.replace("\n", newline)


# Single points


def test_what_is_reported_is_what_is_fixed() -> None:
    source = "import urllib2\nurllib2.urlopen('x')\n"
    hidden = fix_source(
        source, "/nowhere/a.py", CONFIG, shown=lambda code: code != "VET201"
    )
    silenced = fix_source(
        source, "/nowhere/a.py", CONFIG, silencer=lambda lines: lambda finding: True
    )

    assert hidden == silenced == FixedSource(source, (), ())


@pytest.mark.parametrize(
    "comment",
    ["# noqa", "# NOQA: VET201", "# flake8: noqa"],
    ids=["all", "code", "file"],
)
def test_noqa_is_left_alone_by_default(comment: str) -> None:
    source = f"{comment}\nimport cPickle {comment}\n"

    assert fixed(source) == source


def test_changes_and_skips_tell_the_given_lines() -> None:
    source = (
        "import urllib2\nimport StringIO\nimport mock\nimport cPickle\n"
        "def f(pickle): return cPickle\n"
        "urllib2.urlopen(urllib2.URLError)\nStringIO.StringIO(mock)\n"
    )
    result = fix_source(source, "/nowhere/a.py", CONFIG)

    assert [(change.line, change.code) for change in result.changes] == [
        (1, "VET201"),
        (3, "VET301"),
        (4, "VET201"),
    ]
    assert [(skip.line, skip.code) for skip in result.skipped] == [(2, "VET201")]


def test_a_skip_below_what_was_taken_out_tells_its_own_line() -> None:
    source = "from itertools import izip\nimport StringIO\nizip(StringIO)\n"
    result = fix_source(source, "/nowhere/a.py", CONFIG)

    assert result.source == "import StringIO\nzip(StringIO)\n"
    assert [skip.line for skip in result.skipped] == [2]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import urllib2\ndef f():\n    urllib = 1\n"
            "    return urllib2.urlopen(urllib)\n",
            "",
            id="the new name is taken where it is used",
        ),
        pytest.param(
            "import cookielib\nhttp = 1\ncookielib.CookieJar\n",
            "import http.cookiejar as cookielib\nhttp = 1\ncookielib.CookieJar\n",
            id="the new name is taken where it is bound",
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
            "import cPickle\ncPickle = wrap(cPickle)\n",
            "import pickle as cPickle\ncPickle = wrap(cPickle)\n",
            id="bound again",
        ),
        pytest.param(
            "def f():\n    global cPickle\n    import cPickle\ncPickle.dumps\n",
            "def f():\n    global cPickle\n    import pickle as cPickle\n"
            "cPickle.dumps\n",
            id="declared global",
        ),
        pytest.param(
            "import cPickle\ndef f(x: 'cPickle.Pickler'): return cPickle.dumps\n",
            "import pickle as cPickle\n"
            "def f(x: 'cPickle.Pickler'): return cPickle.dumps\n",
            id="named in an annotation that is a string",
        ),
        pytest.param(
            "import cPickle\nfrom unknown import *\ncPickle.dumps\n",
            "import pickle as cPickle\nfrom unknown import *\ncPickle.dumps\n",
            id="a star import may bind anything",
        ),
        pytest.param(
            "from itertools import izip\nfrom unknown import *\nizip\n",
            "from builtins import zip as izip\nfrom unknown import *\nizip\n",
            id="a star import may hide a built-in",
        ),
        pytest.param(
            "if x:\n    import cPickle as p\nelse:\n    import json as p\np.dumps\n",
            "if x:\n    import pickle as p\nelse:\n    import json as p\np.dumps\n",
            id="one of two",
        ),
        pytest.param(
            "if x:\n    import urllib2\nelse:\n    import ours as urllib2\n"
            "urllib2.urlopen\n",
            "",
            id="one of two that cannot keep its name",
        ),
        pytest.param(
            "if x:\n    import urllib2\nelse:\n    import urllib2\nurllib2.urlopen\n",
            "if x:\n    import urllib.request\nelse:\n    import urllib.request\n"
            "urllib.request.urlopen\n",
            id="both of two",
        ),
        pytest.param(
            "if x:\n    import urllib2\nelse:\n    import urllib2  # noqa\n"
            "urllib2.urlopen\n",
            "",
            id="both of two but one is silenced",
        ),
        pytest.param(
            "import urllib2\nu = urllib2\nu.urlopen\n",
            "",
            id="a module by another name",
        ),
        pytest.param(
            "import urllib2\nu = urllib2.urlopen\nu('x')\n",
            "import urllib.request\nu = urllib.request.urlopen\nu('x')\n",
            id="a function by another name",
        ),
        pytest.param(
            "import six\ntext = six.text_type\ntext('x')\n",
            "text = str\ntext('x')\n",
            id="what six gave another name",
        ),
        pytest.param(
            "import six\nm = six.moves\nm.range(3)\nsix.text_type\n",
            "import six\nm = six.moves\nrange(3)\nstr\n",
            id="six is used still",
        ),
        pytest.param(
            "try:\n    import six\nexcept ImportError:\n    raise\nsix.text_type\n",
            "",
            id="a guard stands around it",
        ),
        pytest.param(
            "from Tkinter import *\nTk(Frame)\n",
            "from tkinter import *\nTk(Frame)\n",
            id="star",
        ),
        pytest.param(
            "from cPickle import *\ndumps(HIGHEST_PROTOCOL, unknown)\n",
            "from pickle import *\ndumps(HIGHEST_PROTOCOL, unknown)\n",
            id="star of what is used",
        ),
        pytest.param(
            "from urllib2 import *\nurlopen\n", "", id="star of a split module"
        ),
        pytest.param(
            "import urllib2\nimport urllib.request\nurllib2.urlopen\n",
            "import urllib.request\nurllib.request.urlopen\n",
            id="imported already",
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
        pytest.param("import urllib2", "", id="nothing is used"),
        pytest.param("import cPickle", "import pickle", id="no line end"),
        pytest.param(
            "from collections import Mapping, deque",
            "from collections import deque\nfrom collections.abc import Mapping",
            id="no line end and one more statement",
        ),
        pytest.param(
            "x = 'é'; import cPickle; y = 'é', cPickle.dumps('é'), cPickle\n",
            "x = 'é'; import pickle; y = 'é', pickle.dumps('é'), pickle\n",
            id="columns are bytes to ast",
        ),
        pytest.param(
            "import collections as c\nc.Mapping, c.deque\n",
            "import collections as c\nimport collections.abc\nc.abc.Mapping, c.deque\n",
            id="a submodule below another name",
        ),
        pytest.param(
            "import six\ndef f():\n    x = six.text_type; del six\n",
            "",
            id="deleted",
        ),
        pytest.param(
            "import mock\nmock._patch_object, mock.patch\n",
            "",
            id="a private name of a drop-in",
        ),
        pytest.param(
            "from ConfigParser import SafeConfigParser as Parser\n",
            "from configparser import ConfigParser as Parser\n",
            id="a name that is kept for another",
        ),
        pytest.param(
            "from cPickle import *\nUnpickleableError\n",
            "",
            id="star of what the new module has not",
        ),
        pytest.param(
            "import ConfigParser\nConfigParser.ours = 1\ndel ConfigParser.ours\n",
            "import configparser\nconfigparser.ours = 1\ndel configparser.ours\n",
            id="what is assigned to need not exist",
        ),
        pytest.param(
            "import ConfigParser\nc = ConfigParser\nc.SafeConfigParser\n",
            "",
            id="another name for what has another name there",
        ),
        pytest.param(
            "import email.Utils\nimport email.MIMEText\n"
            "email.Utils.formatdate, email.MIMEText.MIMEText\n",
            "import email.utils\nimport email.mime.text\n"
            "email.utils.formatdate, email.mime.text.MIMEText\n",
            id="two modules of one package",
        ),
        pytest.param(
            "from os import *\nfrom itertools import izip\nizip\n",
            "from os import *\nzip\n",
            id="a star import of what is known hides nothing else",
        ),
        pytest.param(
            "from os import *\nfrom __builtin__ import open\nopen\n",
            "from os import *\nfrom builtins import open\nopen\n",
            id="a star import of what is known hides this one",
        ),
        pytest.param(
            "import json as pickle\ndef f():\n    import cPickle\n    cPickle.dumps\n"
            "    pickle.loads\n",
            "import json as pickle\ndef f():\n    import pickle as cPickle\n"
            "    cPickle.dumps\n    pickle.loads\n",
            id="the new name would hide another import",
        ),
        pytest.param(
            "import cPickle\ndef f() -> 'cPickle.Pickler': return cPickle.dumps\n",
            "import pickle as cPickle\n"
            "def f() -> 'cPickle.Pickler': return cPickle.dumps\n",
            id="named in what a function returns",
        ),
        pytest.param(
            "import cPickle\ndef f(x: 3): return cPickle.dumps\n",
            "import pickle\ndef f(x: 3): return pickle.dumps\n",
            id="an annotation that names nothing",
        ),
        pytest.param(
            "def f():\n    if 1:\n        import cPickle\n",
            "def f():\n    if 1:\n        import pickle\n",
            id="in a block of a function that uses nothing",
        ),
        pytest.param(
            "import cPickle, cPickle\ncPickle.dumps\n",
            "import pickle\npickle.dumps\n",
            id="twice in one statement",
        ),
        pytest.param(
            "import cPickle\nimport Queue as p\np = cPickle\np.dumps\n",
            "import pickle\nimport queue as p\np = pickle\np.dumps\n",
            id="a name that an import and an assignment bind",
        ),
        pytest.param(
            "def g():\n    global cPickle\ndef f():\n    import cPickle\n",
            "",
            id="unused, and declared global elsewhere",
        ),
        pytest.param(
            "import urllib2\n" + "if x: import urllib2\n" * 300 + "urllib2.urlopen\n",
            "",
            id="bound too often to follow",
        ),
        pytest.param(
            "import cPickle\nif x:\n    cPickle = y\ncPickle.dumps, cPickle.loads\n",
            "import pickle as cPickle\nif x:\n    cPickle = y\n"
            "cPickle.dumps, cPickle.loads\n",
            id="used twice, and perhaps something else",
        ),
        pytest.param(
            "from cPickle import *\nfrom Queue import *\ndumps, Queue\n",
            "from pickle import *\nfrom queue import *\ndumps, Queue\n",
            id="two stars",
        ),
        pytest.param(
            "import future.utils\nfuture.utils.text_type, future.utils.exec_\n",
            "str, exec\n",
            id="what a module has of built-ins",
        ),
        pytest.param(
            "import email.parser\nemail.Utils.formatdate\n",
            "import email.parser\nimport email.utils\nemail.utils.formatdate\n",
            id="a module of the same package, which others may rely on",
        ),
        pytest.param(
            "from itertools import (izip  # a\n  , chain  # b\n)\nizip\n",
            "",
            id="a comment before the comma",
        ),
        pytest.param(
            "from itertools import (chain  # a\n  , imap  # b\n  , izip\n)\n",
            "",
            id="a comment before the comma of what goes at the end",
        ),
        pytest.param(
            "from itertools import (chain,  # a\n  imap,  # b\n  izip  # c\n)\n"
            "imap, izip\n",
            "from itertools import (chain,  # a\n  # b\n    # c\n)\nmap, zip\n",
            id="comments behind what goes at the end",
        ),
        pytest.param(
            "from collections import Mapping, Mapping, deque\nMapping\n",
            "from collections import deque\nfrom collections.abc import Mapping\n"
            "Mapping\n",
            id="the same name twice in one statement",
        ),
        pytest.param(
            "import _winreg\n_winreg.OpenKey\nfrom cPickle import __name__ as n\n",
            "import winreg\nwinreg.OpenKey\nfrom pickle import __name__ as n\n",
            id="names that no interpreter was asked for",
        ),
        pytest.param(
            "x = 1; import six  # why\nsix.text_type\n",
            "x = 1; pass  # why\nstr\n",
            id="dropped behind another statement",
        ),
        pytest.param(
            "import six\nsix.text_type\nif x:\n    import mock as six\n    six.patch\n",
            "import six\nstr\nif x:\n    import unittest.mock as six\n    six.patch\n",
            id="no longer used but bound again",
        ),
        pytest.param(
            "six = __import__('six')\nsix.text_type\n",
            "",
            id="imported by a name in a string",
        ),
        pytest.param(
            "import six\nsix.text_type\n__all__ = ['six']\n",
            "import six\nstr\n__all__ = ['six']\n",
            id="no longer used but exported",
        ),
        pytest.param(
            "import cPickle\nx = 1 if f'{cPickle.dumps(1)} cPickle' else cPickle\n",
            "import pickle\nx = 1 if f'{pickle.dumps(1)} cPickle' else pickle\n"
            if sys.version_info >= (3, 12)
            else "import pickle as cPickle\n"
            "x = 1 if f'{cPickle.dumps(1)} cPickle' else cPickle\n",
            id="an f-string that says it too",
        ),
        pytest.param(
            "import cPickle\nx = f'{cPickle.loads(cPickle.dumps(1))!r:>{cPickle.x}}'\n"
            "y = f'{cPickle.loads}', f'''\n  {cPickle.dumps}'''\n",
            "",
            id="what no f-string makes good",
        ),
        pytest.param(
            "import cPickle\ny = f'{cPickle.loads(cPickle.dumps(1))}', f'''\n"
            "  {cPickle.dumps}'''\n",
            "import pickle\ny = f'{pickle.loads(pickle.dumps(1))}', f'''\n"
            "  {pickle.dumps}'''\n",
            id="f-strings",
        ),
    ],
)
def test_rewritten(before: str, after: str) -> None:
    """With nothing expected, nothing is changed."""
    result = fix_source(before, "/nowhere/a.py", CONFIG)

    assert result.source == (after or before)
    assert bool(result.changes) is bool(after)
    assert fixed(result.source) == result.source


TAKEN = "`collections` means something else there"
UNREADABLE = "the text of the statement was not understood"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(
            "if x:\n    import email.Utils\nelse:\n    import ours as email\n"
            "email.Utils.formatdate\n",
            "another import binds `email` too",
            id="a use that may be of another import",
        ),
        pytest.param(
            "import email.Utils\nif x:\n    email = y\nemail.message, email.Utils\n",
            "`email` is bound to something else as well",
            id="a use that may be of something else, and one of another module",
        ),
        pytest.param(
            "def f():\n    global cPickle\n    import cPickle, os\ncPickle.dumps\n",
            "where it is imported is not understood",
            id="one of two is global",
        ),
        pytest.param(
            "def f():\n    global collections\n    import collections, os\n"
            "collections.Mapping\n",
            TAKEN,
            id="a name of a module that one of two makes global",
        ),
        pytest.param(
            "def f():\n    global compat\n    import six\n    compat = six\n"
            "compat.moves.urllib.parse.quote\n",
            "`urllib` means something else there",
            id="a module that another scope imports",
        ),
        pytest.param(
            "def f():\n    global collections\n    import collections, os\n"
            "def g():\n    global os\ncollections.Mapping\n",
            "where it is imported is not understood",
            id="a name of a module, imported where nothing is certain",
        ),
        pytest.param(
            "import cPickle, \u2118\ncPickle.dumps\n",
            UNREADABLE,
            id="a statement with letters that only Python takes for such",
        ),
        pytest.param(
            "import collections, \u2118\ncollections.Mapping\n",
            UNREADABLE,
            id="a name of a module that is imported in such a statement",
        ),
    ],
)
def test_why_a_file_stays_as_it_is(source: str, reason: str) -> None:
    result = fix_source(source, "/nowhere/a.py", CONFIG)

    assert result.source == source
    assert {skip.reason for skip in result.skipped} == {reason}


def test_what_one_of_two_imports_has_not_is_written_for_neither() -> None:
    """Only from Python 3.7 on there is a `queue.SimpleQueue`."""
    source = (
        "import sys\nif sys.version_info >= (3, 7):\n    import Queue\nelse:\n"
        "    import Queue\nQueue.SimpleQueue\n"
    )
    star = "from Tkinter import *\n"
    config = options.parse({"vet_supported_python": ">=3.6"})
    result = fix_source(source + star, "/nowhere/a.py", config)

    assert result.source == source + "from tkinter import *\n"
    assert [(skip.line, skip.reason) for skip in result.skipped] == [
        (3, "another import of the name cannot be rewritten so"),
        (5, "`queue.SimpleQueue` is not on every supported Python"),
    ]


def test_strings_that_name_what_went_are_told() -> None:
    source = "from itertools import izip\nizip('itertools.count', 'itertools.izip')\n"
    result = fix_source(source, "/nowhere/a.py", CONFIG)

    assert result.source == "zip('itertools.count', 'itertools.izip')\n"
    assert [(skip.line, skip.text) for skip in result.skipped] == [
        (2, "the string 'itertools.izip' names `izip`")
    ]


@pytest.mark.parametrize(
    "source",
    ["print 'x'\n", "import cPickle\x00\n", "(" * 5000 + ")" * 5000],
    ids=["python 2", "null byte", "nested too deeply"],
)
def test_what_does_not_parse_is_left_alone(source: str) -> None:
    result = fix_source(source, "/nowhere/a.py", CONFIG)

    assert result.source == source
    assert [skip.reason[:17] for skip in result.skipped] == ["it does not parse"]


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_marks_and_form_feeds_stay(mark: str) -> None:
    source = mark + "\x0cimport cPickle\x0c\n\x0c\ncPickle.dumps\t\n"
    # Not by way of `dedent`, which takes form feeds away from Python 3.14 on.
    result = fix_source(source, "/nowhere/a.py", CONFIG)

    assert result.source == source.replace("cPickle", "pickle")


def test_replacement_must_be_there_on_every_python() -> None:
    source = (
        "from backports.zoneinfo import ZoneInfo\nfrom typing_extensions import Self\n"
    )

    assert (
        fixed(source) == "from zoneinfo import ZoneInfo\n" + source.splitlines(True)[1]
    )


def test_a_guarded_import_stays() -> None:
    source = "import sys\nif sys.version_info < (3,):\n    import urllib2\n"

    assert fixed(source) == source
    assert fixed(source, vet_enable="VET205") == source


def test_result_that_would_be_wrong_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def wrong(text: str, edits: object) -> str:
        return "pickle.dumps\n"

    monkeypatch.setattr(edits, "apply", wrong)
    source = "import cPickle\ncPickle.dumps\n"
    result = fix_source(source, "/nowhere/a.py", CONFIG)

    assert result.source == source
    assert result.skipped == (
        SkippedFix(1, "", "", "the result would leave pickle undefined"),
    )


SHIM = "try:\n    import queue\nexcept ImportError:\n    import Queue as queue\n"
OLD = "    import Queue as queue\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(SHIM, "import queue\n", id="shim"),
        pytest.param(SHIM + "else:\n    x = 1\n", "import queue\nx = 1\n", id="else"),
        pytest.param(SHIM + "finally:\n    x = 1\n", "", id="finally"),
        pytest.param(
            "try:\n    import Queue\nexcept ImportError:\n    raise\n", "", id="raises"
        ),
        pytest.param(
            "try:\n    import Queue\nexcept ValueError:\n    pass\n"
            "except ImportError:\n    import queue\n",
            "",
            id="two handlers",
        ),
        pytest.param(f"{SHIM}except ValueError:\n    pass\n", "", id="another handler"),
        pytest.param(
            "try:\n    import y\nexcept ImportError:\n" + OLD,
            "import y\n",
            id="a fallback that never works",
        ),
        pytest.param(
            "try:\n    import cStringIO\nexcept ImportError:\n    import StringIO\n",
            "",
            id="neither half works",
        ),
        pytest.param(
            "try:\n    from collections import Mapping as x\n"
            "except ImportError:\n    from UserDict import x\n",
            "",
            id="what would stay does not work everywhere",
        ),
        pytest.param(
            "def f():\n    if sys.version_info < (3,):\n        import x\n"
            "        yield x\n",
            "",
            id="it makes a generator",
        ),
        pytest.param(
            "def f():\n    try:\n        import y\n    except ImportError:\n"
            "        import Queue\n        global z\n",
            "",
            id="it makes a name global",
        ),
        pytest.param(
            "def f():\n    if sys.version_info < (3,):\n        import x\n"
            "        def g(): yield x\n    else:\n        yield 1\n",
            "def f():\n    yield 1\n",
            id="a generator that stays one",
        ),
        pytest.param(
            "try:\n    import os, Queue\nexcept ImportError:\n"
            "    import queue as Queue\n",
            "",
            id="something is bound before it fails",
        ),
        pytest.param(
            "try:\n    import y\nexcept ImportError:\n    import sys, Queue\n",
            "",
            id="something is bound before a handler fails",
        ),
        pytest.param(
            "x = 1\n\nif sys.version_info < (3,):\n" + OLD + "\n\ndef f(): pass\n",
            "x = 1\n\n\ndef f(): pass\n",
            id="blank lines on both sides",
        ),
        pytest.param(
            "x = 1\n\n\nif sys.version_info < (3,):\n" + OLD + "\ny = 1\n",
            "x = 1\n\n\ny = 1\n",
            id="more blank lines above",
        ),
        pytest.param(
            "x = 1\nif sys.version_info < (3,):\n" + OLD + "\n\ny = 1\n",
            "x = 1\n\n\ny = 1\n",
            id="blank lines below alone",
        ),
        pytest.param(
            "x = 1\n\nif sys.version_info < (3,):\n" + OLD + "\n",
            "x = 1\n",
            id="blank lines at the end",
        ),
        pytest.param(
            "x = 1\n\nif sys.version_info < (3,):\n" + OLD,
            "x = 1\n",
            id="no line at the end",
        ),
        pytest.param(
            "if sys.version_info < (3,):\n    import Queue  # why\n\nx = 1\n",
            "# why\n\nx = 1\n",
            id="a comment stays",
        ),
        pytest.param(
            "if sys.version_info < (2, 7):\n    import x\n"
            "elif sys.version_info < (3, 4):\n    import y\nelse:\n    import z\n",
            "import z\n",
            id="one dead branch after the other",
        ),
        pytest.param(
            "if x:\n    pass\nelif sys.version_info < (3,):\n" + OLD,
            "if x:\n    pass\n",
            id="elif that is never true",
        ),
        pytest.param(
            "if x:\n    pass\nelif sys.version_info < (3,):\n"
            + OLD
            + "elif y:\n    z\n",
            "if x:\n    pass\nelif y:\n    z\n",
            id="elif before another",
        ),
        pytest.param(
            "if x:\n    pass\nelif sys.version_info >= (3,):\n    y\nelse:\n" + OLD,
            "",
            id="elif that is always true",
        ),
        pytest.param(
            "if sys.version_info < (3,):\n" + OLD + "else:\n\n    # why\n    x  # y",
            "# why\nx  # y",
            id="comments",
        ),
        pytest.param(
            "if sys.version_info < (3,):\n    if x:\n" + f"    {OLD}    y\nz\n",
            "z\n",
            id="the outermost block goes",
        ),
        pytest.param(
            f"if sys.version_info < (3,):\n{OLD}    import cPickle\nz\n",
            "z\n",
            id="two in one block",
        ),
        pytest.param(
            "if sys.version_info >= (3,):\n    try:\n        import queue\n"
            f"    except ImportError:\n    {OLD}else:\n{OLD}",
            "import queue\n",
            id="one within the other",
        ),
        pytest.param(
            "if sys.version_info < (3,): import Queue\nelse: import queue as Queue\n"
            "# tail\n",
            "import queue as Queue\n# tail\n",
            id="all on one line",
        ),
        pytest.param(
            "try:\n    import Queue\nexcept ImportError:\n"
            "    if sys.version_info < (3,):\n        import x\n    import queue\n",
            "import queue\n",
            id="one within what takes the place of the other",
        ),
        pytest.param(
            "try:\n    import Queue\nexcept ImportError:\n    import queue\n"
            "else:\n    import x\n",
            "import queue\n",
            id="else of what always fails",
        ),
        pytest.param(
            "\\\nif sys.version_info < (3,):\n" + OLD, "", id="a continued line"
        ),
        pytest.param(
            "while sys.version_info < (3,):\n" + OLD, "", id="a loop never entered"
        ),
        pytest.param(
            "@pytest.mark.skipif(sys.version_info >= (3,), reason='')\n"
            "def test():\n" + OLD,
            "",
            id="a test that is always skipped",
        ),
        pytest.param(
            "".join(f"{' ' * n}if sys.version_info >= (3,):\n" for n in range(22))
            + f"{' ' * 22}pass\n"
            + "".join(
                f"{' ' * n}else:\n{' ' * n} import x\n" for n in range(21, -1, -1)
            ),
            "",
            id="more within one another than there are rounds",
        ),
    ],
)
def test_dead_code_collapses(before: str, after: str) -> None:
    """With nothing expected, the text stays, and a reason is given."""
    head = "import sys\n"
    result = fix_source(head + before, "/nowhere/a.py", CONFIG, unsafe=True)

    assert result.source == head + (after or before)
    assert bool(result.changes) is bool(after)
    assert bool(result.skipped) is not bool(after)


def test_a_file_does_not_begin_with_blank_lines() -> None:
    source = "if PY2:\n    import x\n\n\ny = 1\n"

    assert fix_source(source, "/nowhere/a.py", CONFIG, unsafe=True).source == (
        "y = 1\n"
    )


# Bans

BANS = """
old = fresh.thing
bad = urllib2.bad
z.text = builtins.str
requests.get = httpx
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "import old.part\nold.part.x\n",
            "import fresh.thing.part\nfresh.thing.part.x\n",
            id="below a ban",
        ),
        pytest.param("from old import *\n", "from fresh.thing import *\n", id="star"),
        pytest.param(
            "import bad\nbad.x\n", "", id="a replacement that is reported itself"
        ),
        pytest.param(
            "import old\nold.kept.x, old.y\n", "", id="what an allowance exempts"
        ),
        pytest.param(
            "import requests\nrequests.get('x')\n",
            "import httpx\nhttpx('x')\n",
            id="by a module",
        ),
        pytest.param(
            "import z\nz.text('x'), z.y\n",
            "import z\nstr('x'), z.y\n",
            id="in a module",
        ),
        pytest.param(
            "from z import text\ntext('x')\n", "str('x')\n", id="by a built-in"
        ),
        pytest.param(
            "try:\n    import requests\nexcept ImportError:\n    pass\n"
            "requests.get('x')\n",
            "try:\n    import requests\n    import httpx\nexcept ImportError:\n"
            "    pass\nhttpx('x')\n",
            id="in a module that may be missing",
        ),
    ],
)
def test_bans_are_followed(before: str, after: str) -> None:
    """With nothing expected, the text stays, and a reason is given."""
    raw = {
        "vet_supported_python": ">=3.9",
        "vet_banned_imports": BANS,
        "vet_allowed_imports": "old.kept",
    }
    path = "/nowhere/a.py"
    result = fix_source(before, path, options.parse(raw), unsafe=True)

    assert result.source == (after or before)
    assert bool(result.skipped) is not bool(after)


# What other files import


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "app").mkdir()
    importers.forget()
    return tmp_path


TAKERS = {
    "from": "from app.compat import cPickle\n",
    "relative": "from .compat import (os,  # (\n    cPickle)\n",
    "star": "from .compat import *\n",
    "patched": "mock.patch('app.compat.cPickle.dumps')\n",
    "chain": "import app.compat\napp.compat.cPickle\n",
    "python 2": "from app.compat import cPickle\nprint 'x'\n",
}


@pytest.mark.parametrize("text", TAKERS.values(), ids=TAKERS)
def test_names_that_others_import_stay_bound(project: Path, text: str) -> None:
    (project / "app" / "user.py").write_text(text)
    path = str(project / "app" / "compat.py")
    source = "import cPickle\ncPickle.dumps\n"

    assert fixed(source, path) == "import pickle as cPickle\ncPickle.dumps\n"
    assert fix_source(source, path, CONFIG, unsafe=True).source == (
        "import pickle\npickle.dumps\n"
    )


@pytest.mark.parametrize(
    "text",
    ["from app.other import cPickle\n", "from . import cPickle\n", "import cPickle\n"],
    ids=["another module", "the package", "itself"],
)
def test_names_that_nobody_imports_may_go(project: Path, text: str) -> None:
    (project / "app" / "user.py").write_text(text)
    path = str(project / "app" / "compat.py")

    assert fixed("import cPickle\ncPickle.dumps\n", path) == (
        "import pickle\npickle.dumps\n"
    )


def test_names_taken_from_further_up_stay_bound(project: Path) -> None:
    (project / "app" / "sub").mkdir()
    (project / "app" / "sub" / "user.py").write_text("from .. import cPickle\n")
    path = str(project / "app" / "__init__.py")
    source = "import cPickle\ncPickle.dumps\n"

    assert fixed(source, path) == "import pickle as cPickle\ncPickle.dumps\n"


def test_files_that_are_data_or_must_not_be_read_are_passed_over(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "from .compat import cPickle\n"
    (project / "app" / "data.py").write_text(text + "#" * 100)
    (project / "app" / "secret.py").write_text(text)
    monkeypatch.setattr(importers, "MAX_SIZE", 100)
    real = os.path.getsize

    def getsize(path: str) -> int:
        if path.endswith("secret.py"):
            raise PermissionError(path)
        return real(path)

    monkeypatch.setattr(os.path, "getsize", getsize)
    path = str(project / "app" / "compat.py")

    assert fixed("import cPickle\ncPickle.dumps\n", path) == (
        "import pickle\npickle.dumps\n"
    )


def test_in_a_large_project_every_name_is_taken(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "app" / "other.py").touch()
    monkeypatch.setattr(importers, "MAX_FILES", 0)
    path = str(project / "app" / "compat.py")
    source = "import cPickle\ncPickle.dumps\n"

    assert fixed(source, path) == "import pickle as cPickle\ncPickle.dumps\n"
    importers.forget()


def test_package_may_be_imported_from_by_anybody(project: Path) -> None:
    path = str(project / "app" / "__init__.py")
    used = "from six.moves import range\nrange(3)\n"

    assert (
        fixed("from six.moves import range\n", path) == "from builtins import range\n"
    )
    assert fixed(used, path) == "range(3)\n"

    (project / "app" / "user.py").write_text("from . import range\n")
    importers.forget()

    assert fixed(used, path) == "from builtins import range\nrange(3)\n"


# Files


class Ran:
    """What a run left behind."""

    def __init__(
        self, *paths: Path | str, stdin: bytes = b"", **settings: bool
    ) -> None:
        out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
        self.code = command.run(
            [os.fspath(path) for path in paths],
            write=settings.get("write", False),
            unsafe=settings.get("unsafe", False),
            config=CONFIG,
            shown_for=lambda path: lambda code: True,
            stdin=io.TextIOWrapper(io.BytesIO(stdin)),
            stdout=out,
            stderr=err,
            stdin_name="/nowhere/stdin.py",
        )
        out.seek(0)
        self.out = out.buffer.read()
        self.err = err.getvalue()


def test_diff_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"import os\r\nimport cPickle\r\ncPickle.dumps")
    ran = Ran(path)

    assert ran.code == 1
    assert path.read_bytes() == b"import os\r\nimport cPickle\r\ncPickle.dumps"
    assert ran.out.split(b"\n", 2)[2] == (
        b"@@ -1,3 +1,3 @@\n import os\r\n-import cPickle\r\n-cPickle.dumps\n"
        b"\\ No newline at end of file\n"
        b"+import pickle\r\n+pickle.dumps\n\\ No newline at end of file\n"
    )
    assert ran.err == "1 change to make in 1 file, 0 skipped\n"


HEAD = b"--- a/x\n+++ b/x\n"


@pytest.mark.parametrize(
    ("before", "hunks"),
    [
        pytest.param(
            b"import cPickle\rcPickle.x = 1\r",
            b"@@ -1 +1 @@\n-import cPickle\rcPickle.x = 1\r\n"
            b"\\ No newline at end of file\n+import pickle\rpickle.x = 1\r\n"
            b"\\ No newline at end of file\n",
            id="line ends that no program takes for such",
        ),
        pytest.param(
            b"\xef\xbb\xbfimport cPickle\n",
            b"@@ -1 +1 @@\n-\xef\xbb\xbfimport cPickle\n+\xef\xbb\xbfimport pickle\n",
            id="byte order mark",
        ),
        pytest.param(
            b"import six\nsix.text_type\n",
            b"@@ -1,2 +1 @@\n-import six\n-six.text_type\n+str\n",
            id="less",
        ),
        pytest.param(
            b"from six import wraps\n" + b"x\n" * 7 + b"import Queue\n",
            b"@@ -1,4 +1,4 @@\n-from six import wraps\n+from functools import wraps\n"
            b" x\n x\n x\n@@ -6,4 +6,4 @@\n x\n x\n x\n-import Queue\n+import queue\n",
            id="far apart",
        ),
        pytest.param(
            b"from itertools import izip\n1\n2\n3\n4\n5\n6\n7\n8\nizip\n9",
            b"@@ -1,4 +1,3 @@\n-from itertools import izip\n 1\n 2\n 3\n"
            b"@@ -7,5 +6,5 @@\n 6\n 7\n 8\n-izip\n+zip\n 9\n"
            b"\\ No newline at end of file\n",
            id="a line less",
        ),
        pytest.param(
            b"1\n2\n3\n4\nfrom itertools import izip, chain\n5\n6\n7\n8\n9\nizip\n",
            b"@@ -2,10 +2,10 @@\n 2\n 3\n 4\n-from itertools import izip, chain\n"
            b"+from itertools import chain\n 5\n 6\n 7\n 8\n 9\n-izip\n+zip\n",
            id="near",
        ),
        pytest.param(
            b"from collections import Mapping, deque\nx\n",
            b"@@ -1,2 +1,3 @@\n-from collections import Mapping, deque\n"
            b"+from collections import deque\n+from collections.abc import Mapping\n"
            b" x\n",
            id="more",
        ),
    ],
)
def test_diff(tmp_path: Path, before: bytes, hunks: bytes) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(before)
    ran = Ran(path)
    shown = os.fsencode(path).replace(b"\\", b"/").lstrip(b"/")

    assert ran.out.replace(shown, b"x", 2) == HEAD + hunks


def test_a_file_that_must_not_be_written_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.py"
    path.write_text("import cPickle\n")
    # Whoever runs the tests may be allowed to do anything.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    ran = Ran(path, write=True)

    assert ran.code == 2
    assert path.read_text() == "import cPickle\n"
    assert f"{path}: cannot be written: " in ran.err
    assert os.listdir(tmp_path) == ["a.py"]


def test_files_are_written(tmp_path: Path) -> None:
    path, other = tmp_path / "a.py", tmp_path / "b" / "c.py"
    other.parent.mkdir()
    path.write_bytes(
        "# -*- coding: latin-1 -*-\nimport cPickle # é\r\n".encode("latin-1")
    )
    other.write_bytes(
        b"\xef\xbb\xbfimport StringIO\nStringIO.StringIO(mock)\nimport mock"
    )
    if os.name == "posix":
        path.chmod(0o751)
    ran = Ran(tmp_path, write=True)

    assert ran.code == 1
    assert not ran.out
    assert path.read_bytes() == (
        "# -*- coding: latin-1 -*-\nimport pickle # é\r\n".encode("latin-1")
    )
    assert other.read_bytes() == (
        b"\xef\xbb\xbfimport StringIO\nStringIO.StringIO(mock)\n"
        b"from unittest import mock"
    )
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.py", "b"]
    assert f"{other}:1: VET201 `StringIO` is Python 2 only: skipped, " in ran.err
    assert ran.err.endswith("2 changes made in 2 files, 1 skipped\n")
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o751
    assert Ran(tmp_path, write=True).code == 0


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links_stay_links(tmp_path: Path) -> None:
    path, link = tmp_path / "a.py", tmp_path / "link.py"
    path.write_text("import cPickle\n")
    link.symlink_to(path)
    Ran(link, write=True)

    assert link.is_symlink()
    assert path.read_text() == "import pickle\n"


def test_standard_input_goes_to_standard_output() -> None:
    ran = Ran("-", stdin=b"import cPickle\r\n")

    assert (ran.code, ran.out) == (1, b"import pickle\r\n")
    assert Ran("-", stdin=b"import pickle\n").out == b"import pickle\n"


@pytest.mark.parametrize(
    "content",
    [b"# coding: nothing\n", b"\xff\n", b"# coding: utf-7\nimport cPickle # +AOk-\n"],
    ids=["unknown encoding", "not utf-8", "more than one way to write it"],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(content)
    ran = Ran(path, tmp_path / "absent.py", write=True)

    assert ran.code == 2
    assert path.read_bytes() == content
    assert ran.err.count("cannot be read") == 2


def test_a_folder_that_must_not_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: str, target: str) -> None:
        raise PermissionError(13, "Permission denied", target)

    path = tmp_path / "a.py"
    path.write_text("import cPickle\n")
    (tmp_path / "notes.txt").write_text("import cPickle\n")
    monkeypatch.setattr(os, "replace", refuse)
    ran = Ran(tmp_path, write=True)

    assert ran.code == 2
    assert f"{path}: cannot be written: " in ran.err
    assert path.read_text() == "import cPickle\n"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.py", "notes.txt"]


def test_standard_input_may_be_text_alone() -> None:
    out = io.StringIO()
    status = command.run(
        ["-"],
        write=False,
        unsafe=False,
        config=CONFIG,
        shown_for=lambda path: lambda code: True,
        stdin=io.StringIO("import cPickle\n"),
        stdout=out,
        stderr=io.StringIO(),
        stdin_name="/nowhere/stdin.py",
    )

    assert (status, out.getvalue()) == (1, "import pickle\n")


# The text


def test_overlapping_edits_are_refused() -> None:
    first, second = edits.Edit(0, 2, "x"), edits.Edit(1, 3, "y")

    assert edits.apply("abc", [first, second]) is None
    assert edits.apply("abc", [edits.Edit(2, 2, "-"), first]) == "x-c"


def test_what_would_overlap_is_given_up_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No source is known that asks for it, and a file is nothing to find one with."""
    monkeypatch.setattr(edits, "apply", lambda text, made: None if made else text)
    source = "import cPickle\ncPickle.dumps\n"
    config = options.parse({"vet_supported_python": ">=3.9"})
    found = fix_source(source, "/nowhere/example.py", config)

    assert found.source == source
    assert ["overlaps" in item.reason for item in found.skipped] == [True]


def test_origin_undoes_edits() -> None:
    text = "import cPickle, os\nx = cPickle, os\n"
    made = [edits.Edit(7, 14, "pickle"), edits.Edit(23, 30, "something")]
    after = edits.apply(text, made)

    assert after is not None
    assert after == "import pickle, os\nx = something, os\n"
    origins = edits.OffsetMap(made)
    for word in ("import", "os\nx", "= ", ", os\n"):
        assert origins.find_origin(after.rindex(word)) == text.rindex(word)
    assert origins.find_origin(after.index("ckle")) == text.index("cPickle")


def test_what_was_put_in_comes_from_where_it_was_put() -> None:
    origins = edits.OffsetMap([edits.Edit(0, 7, "import pickle")])

    assert origins.find_origin(9) == 0


def test_a_lazy_import_stays_lazy() -> None:
    text = "lazy from cPickle import dumps, loads\n"
    node = ast.ImportFrom("cPickle", [ast.alias("dumps"), ast.alias("loads")], 0)
    node.lineno = node.end_lineno = 1
    node.col_offset, node.end_col_offset = 0, len(text) - 1
    found = edits.find_layout(edits.SourceText(text), node)

    assert found is not None
    assert found.lazy == "lazy "
    assert text[slice(*found.module)] == "cPickle"
    assert [text[slice(*alias)] for alias in found.aliases] == ["dumps", "loads"]


@pytest.mark.parametrize("text", ["import abcd\n", "import a ! b\n"])
def test_an_import_that_reads_otherwise_is_not_understood(text: str) -> None:
    node = ast.parse("import a, bc\n").body[0]
    assert isinstance(node, ast.Import)

    assert edits.find_layout(edits.SourceText(text), node) is None


def test_default_noqa_asks_for_the_lines_of_a_finding() -> None:
    lines = ["x\n", "x  # noqa\n", "x\n"]

    assert noqa_silencer(lines)(Finding(2, 0, "VET201", "urllib2", "is gone"))
    assert noqa_silencer(lines)(
        Finding(1, 0, "VET201", "urllib2", "is gone", noqa_lines=(2,))
    )
    assert not noqa_silencer(lines)(
        Finding(1, 0, "VET201", "urllib2", "is gone", noqa_lines=(3,))
    )


def test_examples_parse() -> None:
    for path in FILES:
        ast.parse(path.with_suffix(".out").read_text(encoding="utf-8"))
