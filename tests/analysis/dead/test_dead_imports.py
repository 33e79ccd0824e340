"""Imports that no supported version reaches."""

from __future__ import annotations

import ast
import textwrap

import pytest
from rows import each_row
from support import analyze

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.dead.dead_imports import DeadImport, DeadImports
from flake8_safe_imports.project.pythons import Declared


def find_first_dead(
    source: str,
    first: int = 309,
    local: frozenset[str] = frozenset(),
    old: tuple[int, ...] = (),
) -> dict[str, tuple[str, str]]:
    """Return dead import -> what is kept and the versions it was kept for.

    *first* is the oldest supported version; of several aliases the first that is dead
    counts.
    """
    found = find_dead(source, versions.since(first), local, old)
    return {name: causes[0][1:3] for name, causes in found.items()}


def find_dead(
    source: str,
    window: int,
    local: frozenset[str] = frozenset(),
    old: tuple[int, ...] = (),
) -> dict[str, list[DeadImport]]:
    analysis = analyze(textwrap.dedent(source), window)
    declared = Declared(window, "", old=old)
    dead_imports = DeadImports(analysis, declared, lambda name: name in local)
    found = {}
    for node, place in analysis.bindings.scopes.imports:
        dead = [item for _, item in dead_imports.find(place)]
        assert dead_imports.find(place) == list(
            enumerate(dead, len(node.names) - len(dead))
        ) or isinstance(node, ast.ImportFrom)
        assert bool(dead) == dead_imports.is_unreachable(place)
        if dead:
            found[ast.unparse(node)] = dead
    return found


SHIM = "try: import {}\nexcept ImportError: import {}\n"


@each_row(
    ("body", "handler", "first", "dead", "expected"),
    [
        ("urllib.request", "urllib2", 309, "urllib2", ("urllib.request", "Python 2")),
        ("urllib2", "urllib.request", 309, "urllib2", ("urllib.request", "Python 2")),
        ("tomllib", "tomli", 309, "", None),
        ("tomllib", "tomli", 311, "tomli", ("tomllib", "Python 3.10 and older")),
        ("tomllib, json", "x", 311, "x", ("", "Python 3.10 and older")),
        ("_thread", "x", 309, "", None),
        ("curses.ascii", "x", 309, "", None),
        ("imp", "importlib", 309, "", None),
        ("imp", "importlib", 312, "imp", ("importlib", "Python 3.11 and older")),
        ("numpy", "urllib2", 309, "urllib2", ("numpy", "Python 2")),
        ("numpy", "y, urllib2", 309, "y, urllib2", ("", "Python 2")),
        ("numpy", "scipy", 309, "", None),
        ("sqlite3", "pysqlite2", 309, "", None),
        ("urllib2, tomllib", "x", 309, "urllib2, tomllib", ("", "other Pythons")),
        ("urllib2, json", "json", 309, "urllib2, json", ("", "Python 2")),
        ("json, urllib.request", "x", 309, "x", ("", "Python 2")),
        ("gzip", "x", 309, "", None),
        ("tracemalloc", "x", 309, "", None),
        ("encodings.mbcs", "x", 309, "", None),
        ("_dummy_thread", "dummy_thread", 308, "dummy_thread", ("", "Python 2")),
        ("urllib2", "tomllib", 309, "urllib2", ("", "Python 2")),
        ("urllib2", "tomllib", 311, "urllib2", ("tomllib", "Python 2")),
        ("json", "simplejson", 309, "simplejson", ("json", "older versions")),
        ("asyncio", "trollius", 309, "trollius", ("asyncio", "Python 3.3 and older")),
        ("ConfigParser, os", "x", 309, "ConfigParser, os", ("", "Python 2")),
        ("unittest2, os", "unittest2", 309, "", None),
    ],
)
def test_shims(
    body: str, handler: str, first: int, dead: str, expected: tuple[str, str] | None
) -> None:
    found = find_first_dead(SHIM.format(body, handler), first)

    assert found == ({f"import {dead}": expected} if dead else {})


@each_row(
    ("source", "dead"),
    [
        ("try: from os import getcwd\nexcept ImportError: import x", ""),
        ("try: from os import cpu_count\nexcept ImportError: import x", "import x"),
        ("try: from os import O_RDONLY\nexcept ImportError: import x", ""),
        ("try: from os import getuid\nexcept ImportError: import x", ""),
        (
            "try: from subprocess import DEVNULL\nexcept ImportError: import x",
            "import x",
        ),
        ("try: from asyncio.unix_events import X\nexcept ImportError: import x", ""),
        (
            "try: from socketserver import ForkingMixIn\nexcept ImportError: import x",
            "",
        ),
        ("try: from hashlib import scrypt\nexcept ImportError: import x", ""),
        ("try: import socketserver\nexcept ImportError: import x", "import x"),
        ("try: from json import no_such_thing\nexcept ImportError: import x", ""),
        ("try: from json import *\nexcept ImportError: import x", "import x"),
        ("try: from urllib.request import *\nexcept ImportError: import x", "import x"),
        ("try: from functools import wraps\nexcept ImportError: import x", "import x"),
        ("try: from functools import cache\nexcept ImportError: import x", "import x"),
        ("try: from . import y\nexcept ImportError: import x", ""),
        ("try: import json\nexcept ValueError: import x", ""),
        ("try: import y\nexcept ValueError: import urllib2", ""),
        (
            "try: import cStringIO\nexcept ImportError: import StringIO",
            "import cStringIO import StringIO",
        ),
        (
            "try: import y\nexcept ImportError:\n import z\n import Queue\n import x",
            "import Queue import x",
        ),
        ("try: import json; f()\nexcept ImportError: import x", ""),
        ("try: import queue\nexcept ImportError:\n if y: import x", "import x"),
        ("try: import json\nfinally: import x", ""),
        # The handler also catches other errors.
        ("try: f()\nexcept Exception:\n import StringIO\n import x", ""),
        ("try: x = int(v)\nexcept: import Queue", ""),
        ("try: import y\nexcept Exception: import Queue", "import Queue"),
        ("try: f()\nexcept ImportError: import Queue", "import Queue"),
        ("try: f()\nexcept (ImportError, ValueError): import Queue", ""),
        # Another handler catches it.
        (
            (
                "try:\n try: import urllib2\n except NameError: import json\n"
                "except ImportError: pass"
            ),
            "",
        ),
        (
            (
                "try:\n try: import y\n except KeyError: import urllib2\n"
                "except ImportError: pass"
            ),
            "",
        ),
        (
            (
                "try:\n try: import json\n except ValueError: import y\n"
                "except ImportError: pass"
            ),
            "",
        ),
        ("try: from time import clock\nexcept ModuleNotFoundError: import x", ""),
        (
            "try: from Queue import Queue\nexcept ModuleNotFoundError: import x",
            "from Queue import Queue",
        ),
        (
            "try: from time import clock\nexcept ImportError: pass",
            "from time import clock",
        ),
        ("try: import json; x = 1\nexcept ImportError: import y", "import y"),
        ("try: import json; 'x'\nexcept ImportError: import y", "import y"),
        ("try: import json; x = z\nexcept ImportError: import y", ""),
        ("try: x = 1\nexcept ImportError: import y", ""),
        ("try: from ftplib import FTP_TLS\nexcept ImportError: import x", ""),
        ("try: from os import scandir\nexcept ImportError: import x", "import x"),
        ("try: from sys import getrefcount\nexcept ImportError: import x", ""),
        (
            "try: from socket import if_nameindex\nexcept ImportError: import x",
            "import x",
        ),
        ("try: from tarfile import data_filter\nexcept ImportError: import x", ""),
        ("try: import xmlrpc.server\nexcept ImportError: import x", ""),
        ("try: import threading\nexcept ImportError: import x", "import x"),
        (
            (
                "try: import collections.OrderedDict as x\n"
                "except ImportError: from collections import OrderedDict as x"
            ),
            "import collections.OrderedDict as x",
        ),
        (
            (
                "if sys.version_info < (3,): f()\nelif y: f()\n"
                "elif sys.version_info >= (3,): f()\nelse: import x"
            ),
            "import x",
        ),
        # They are for future versions, or for none.
        ("FUTURE = sys.version_info >= (3, 99)\nif FUTURE: import x", ""),
        ("if six.PY2: f()\nelif six.PY3: f()\nelse: import x", ""),
        ("if six.PY2 or six.PY3: f()\nelse: import x", ""),
        (
            "try: import queue\nexcept ImportError:\n if six.PY2: raise X\n import x",
            "import x",
        ),
        (
            "try: import Queue\nexcept ImportError: import queue\nif six.PY3: raise X",
            "import Queue",
        ),
        (
            "try: import queue\nexcept ImportError: import Queue\nif six.PY3: raise X",
            "import Queue",
        ),
        ("if y:\n import x\n if six.PY3: raise X", ""),
        (
            "if y: raise X\ntry: import queue\nexcept ImportError: import Queue",
            "import Queue",
        ),
        (
            "if six.PY2: raise X\ntry: import y\nexcept ImportError: import Queue",
            "import Queue",
        ),
        ("try: import urllib2\nfinally: pass", ""),
        ("try: import urllib2\nexcept ValueError: pass", ""),
        (
            "try:\n import urllib2\n import y\nexcept ImportError: pass",
            "import urllib2 import y",
        ),
        (
            "try:\n import y\n import urllib2\nexcept ImportError: pass",
            "import urllib2",
        ),
        ("try:\n if y: import urllib2\nexcept ImportError: pass", ""),
        (
            "if x >= MINIMUM:\n try: import urllib2\n except ImportError: pass",
            "import urllib2",
        ),
        (
            "if v >= PY_MIN_3:\n try: import urllib2\n except ImportError: import json",
            "",
        ),
        (
            "if v >= PY_MIN_3:\n try: import queue\n except ImportError: import Queue",
            "",
        ),
        ("if TYPE_CHECKING:\n try: import json\n except ImportError: import x", ""),
        ("if TYPE_CHECKING: import urllib2", ""),
        ("if TYPE_CHECKING:\n if sys.version_info < (3,): import x", ""),
        ("if 0:\n assert sys.version_info < (3,)\n import x", ""),
        ("if False: import urllib2", ""),
        ("if PY2: import urllib2", "import urllib2"),
        ("if sys.version_info < (3,) or PY2: import urllib2", "import urllib2"),
        ("if hasattr(string, 'letters'): import urllib2", ""),
        ("if sys.version_info < (3,): import urllib2", "import urllib2"),
        ("if sys.version_info < (3,) and y: import urllib2", "import urllib2"),
        ("if sys.version_info < (3,):\n def f():\n  if y: import x", "import x"),
        ("if sys.version_info < (3, 10): import x", ""),
        ("if sys.version_info > (4,): import x", ""),
        ("if sys.version_info >= (3, 99) and y: import x", ""),
        ("if not (sys.version_info < (3, 99) or y): import x", ""),
        ("if sys.version_info[:2] == (3, 99): import x", ""),
        (
            (
                "if sys.version_info < (2, 7): import x\n"
                "elif sys.version_info < (3, 2): import y\n"
                "elif sys.version_info < (3, 6): import z\n"
                "else: import w"
            ),
            "import x import y import z",
        ),
        ("if sys.version_info < (3, 7) or TYPE_CHECKING: import x", ""),
        ("try: from time import tzset\nexcept ImportError: import x", ""),
        ("while sys.version_info < (3,): import x", "import x"),
        ("if six.PY2: import x", "import x"),
        ("if compat.PY2: import x", "import x"),
        ("if sys.version_info >= (3,): raise X\nimport x", "import x"),
        ("if six.PY3: raise X\nif y: import x", "import x"),
        ("if six.PY3: raise X\nimport x\nimport y", "import x import y"),
        ("def f():\n if sys.version_info >= (3,): return\n import x", "import x"),
        ("if sys.version_info < (4,): raise X\nimport x", ""),
        ("if sys.version_info > (3,) and y: raise X\nimport x", ""),
        (
            "if not (sys.version_info < (3,) or TYPE_CHECKING): raise X\nimport x",
            "",
        ),
        ("assert sys.version_info < (3,)\nimport x", "import x"),
        (
            (
                "@pytest.mark.skipif(sys.version_info >= (3,), reason='')\n"
                "def test(): import x"
            ),
            "import x",
        ),
        ("raise X\nimport x", ""),
        (
            "try: import urllib2\nexcept ImportError: pass\nelse: import x",
            "import urllib2 import x",
        ),
        ("try: import y\nexcept ImportError: pass\nelse: import x", ""),
        ("try: import urllib2\nexcept ValueError: pass\nelse: import x", ""),
        ("PY2 = sys.version_info < (3,)\nif PY2: import x", "import x"),
    ],
)
def test_dead_imports(source: str, dead: str) -> None:
    assert " ".join(find_first_dead(source)) == dead


@each_row(
    ("source", "kept", "pythons"),
    [
        ("if sys.version_info < (3,): import x\nelse: import y", "y", "Python 2"),
        ("if sys.version_info >= (3,): import y.z\nelse: import x", "y.z", "Python 2"),
        ("if sys.version_info >= (3,): f()\nelse: import x", "", "Python 2"),
        ("if sys.version_info < (3, 8): import x", "", "Python 3.7 and older"),
        (
            "v = sys.version_info\nif v >= (3, 8): from .y import z\nelif v: import x",
            ".y",
            "Python 3.7 and older",
        ),
        ("if sys.version_info[:2] == (3, 7): import x", "", "Python 3.7"),
        ("if sys.version_info >= (3, 8): exit()\nimport x", "", "Python 3.7 and older"),
        ("if y:\n if sys.version_info > (3,): raise X\n import x", "", "Python 2"),
        ("if sys.version_info < (3,):\n if y: raise X\n import x", "", "Python 2"),
        ("while sys.version_info < (3,): import x", "", "Python 2"),
        ("while sys.version_info < (3,):\n if y: import x", "", "Python 2"),
        ("if sys.version_info < (3, 3, 5): import x", "", "Python 3.3 and older"),
        (
            "if six.PY3:\n from . import x\n f()\nelse: import x",
            ".",
            "Python 2",
        ),
        ("if sys.version_info < (2, 7): import x", "", "Python 2.6 and older"),
        ("if six.PY2: import x\nelif six.PY3: import y.z as x", "y.z", "Python 2"),
        (
            (
                "if six.PY2: import x\nelif sys.version_info < (3, 4): f()\n"
                "else: import y as x"
            ),
            "y",
            "Python 2",
        ),
        (
            "if six.PY2: import x\nelif y: import z as x\nelse: import w as x",
            "",
            "Python 2",
        ),
        ("if six.PY2: import x\nelse:\n import y\n import z", "", "Python 2"),
        ("if sys.version_info[:3] == (2, 6, 5): import x", "", "Python 2.6"),
        ("if not six.PY34: import x", "", "Python 3.3 and older"),
        (
            "PY25 = sys.version_info[:2] == (2, 5)\nif PY25: import x",
            "",
            "Python 2.5",
        ),
        ("if sys.version_info < (3, 4): import x", "", "Python 3.3 and older"),
        ("if sys.version_info < (3, 4) and y: import x", "", "Python 3.3 and older"),
        ("if not sys.version_info > (3, 4): import x", "", "Python 3.3 and older"),
        (
            "if six.PY2: f()\nelif sys.version_info < (3, 4): import x",
            "",
            "Python 3.3 and older",
        ),
        ("v = sys.version_info < (3, 4)\nif v: import x", "", "Python 3.3 and older"),
        (
            "if sys.version_info >= (3, 4): f()\nelse: import x",
            "",
            "Python 3.3 and older",
        ),
    ],
)
def test_branches_name_what_is_kept_and_the_versions(
    source: str, kept: str, pythons: str
) -> None:
    assert find_first_dead(source) == {"import x": (kept, pythons)}


def test_the_kept_import_binds_the_same_variable() -> None:
    source = """
        try:
            from urllib.request import urlopen as fetch
            from http import client
            import xml.dom.minidom
        except ImportError:
            from urllib2 import urlopen as fetch
            import httplib as client
            import xml
            import StringIO
    """

    assert find_first_dead(source) == {
        "from urllib2 import urlopen as fetch": ("urllib.request", "Python 2"),
        "import httplib as client": ("http.client", "Python 2"),
        "import xml": ("xml.dom.minidom", "Python 2"),
        "import StringIO": ("", "Python 2"),
    }


def test_the_kept_import_works_on_every_supported_version() -> None:
    gone = "try: from {} import X as x\nexcept ImportError: from UserDict import x"

    assert find_first_dead(gone.format("foo"))["from UserDict import x"] == (
        "foo",
        "Python 2",
    )
    source = gone.format("collections").replace("X", "Mapping")

    assert find_first_dead(source)["from UserDict import x"] == ("", "Python 2")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (
            """
            try: from collections import OrderedDict, Mapping, Set
            except ImportError: from collections.abc import Mapping
            """,
            ["collections.Mapping"],
        ),
        (
            """
            try: from socket import sslerror
            except ImportError: pass
            """,
            ["socket.sslerror"],
        ),
        (
            """
            try: import os, md5, sha
            except ImportError: import hashlib as md5
            """,
            ["md5", "sha"],
        ),
        (
            """
            try: from urllib2 import urlopen, Request
            except ImportError: pass
            """,
            ["urllib2"],
        ),
        (
            """
            try: import urllib.parse.urlencode as urlencode
            except ImportError: from urllib.parse import urlencode
            """,
            ["urllib.parse.urlencode"],
        ),
    ],
)
def test_aliases_before_the_failing_one_are_not_dead(
    source: str, names: list[str]
) -> None:
    (causes,) = find_dead(source, versions.since(310)).values()

    assert [item.name for item in causes] == names


@pytest.mark.parametrize(
    ("source", "name", "kept"),
    [
        (
            "try: from tempfile import X\nexcept ImportError: from tempfile import Y",
            None,
            "",
        ),
        (
            (
                "try: from tempfile import mkdtemp\n"
                "except ImportError: from tempfile import mktemp"
            ),
            "tempfile.mktemp",
            "tempfile.mkdtemp",
        ),
        (
            (
                "if six.PY3: from typing import Any, List\n"
                "else: from typing import Any, CallableMeta"
            ),
            "typing.CallableMeta",
            "",
        ),
        (
            "if six.PY3: from typing import Any\nelse: from typing import Any",
            "typing",
            "",
        ),
        (
            "if six.PY3: from typing import Any\nelse: from inspect import x, y",
            "inspect.x",
            "",
        ),
        (
            "if six.PY3: from json import x, y\nelse: from simplejson import z",
            "simplejson",
            "",
        ),
        (
            "try: import urllib.parse as p\nexcept ImportError: from urllib import p",
            "urllib",
            "urllib.parse",
        ),
    ],
)
def test_a_name_is_reported_if_its_module_exists(
    source: str, name: str | None, kept: str
) -> None:
    found = find_dead(source, versions.since(309))
    (cause,) = next(iter(found.values()), [None])

    assert (cause and (cause.name, cause.kept)) == (name and (name, kept))


def test_nothing_is_kept_if_neither_half_works_everywhere() -> None:
    source = """
        try: from UserDict import DictMixin
        except ImportError: from collections import MutableMapping as DictMixin
    """
    source += "    if sys.version_info >= (3, 10): raise X\n"
    early, late = (find_dead(source, versions.since(minor)) for minor in (309, 310))

    assert [[item.unreplaced for item in causes] for causes in late.values()] == [
        ["UserDict.DictMixin"],
        ["collections.MutableMapping"],
    ]
    assert list(early) == ["from UserDict import DictMixin"]


def test_names_of_the_same_module_are_named_in_full() -> None:
    source = """
        try: from base64 import encodebytes
        except ImportError: from base64 import encodestring as encodebytes
    """
    found = find_dead(source, versions.since(309))

    assert found["from base64 import encodestring as encodebytes"] == [
        DeadImport("base64.encodestring", "base64.encodebytes", "Python 2")
    ]


def test_versions_are_compared_with_those_that_get_there() -> None:
    source = """
        if sys.version_info >= (3, 12):
            try: import imp
            except ImportError: import x as imp
        else:
            try: import tomllib
            except ImportError: import x as tomllib
            if sys.version_info >= (3, 13): import y
    """
    found = find_dead(source, versions.since(311))

    assert {name: item.kept_for for name, (item,) in found.items()} == {
        "import imp": "Python 3.11 and older",
        "import x as tomllib": "Python 3.10 and older",
        "import y": "other Pythons",
    }


def test_a_module_taken_from_its_package_is_named() -> None:
    source = """
        try: import zoneinfo
        except ImportError: from backports import zoneinfo
    """
    found = find_dead(source, versions.since(309))

    assert found["from backports import zoneinfo"] == [
        DeadImport("backports.zoneinfo", "zoneinfo", "Python 3.8 and older")
    ]


def test_every_dead_alias_is_reported() -> None:
    branch = "if sys.version_info < (3,): import sys, urllib2, x"
    half = "try: import y\nexcept ImportError:\n import sys, urllib2, x\n import z"
    window = versions.since(309)
    names = [
        [item.name for item in causes]
        for source in (branch, half)
        for causes in find_dead(source, window).values()
    ]

    assert names == [["sys", "urllib2", "x"], ["urllib2", "x"], ["z"]]


@each_row(
    ("source", "first", "old", "dead"),
    [
        ("if sys.version_info[:2] == (3, 5): import x", 306, (305,), ""),
        ("if sys.version_info[:2] == (3, 5): import x", 306, (), "import x"),
        ("if sys.version_info[:2] == (3, 3): import x", 306, (304, 305), "import x"),
        ("if sys.version_info < (3, 5): import x", 306, (304, 305), ""),
        ("if sys.version_info < (2, 7): import x", 207, (206,), ""),
        ("if sys.version_info < (2, 7): import x", 207, (), "import x"),
        ("if sys.version_info < (3,): import x", 306, (305,), "import x"),
        ("if six.PY3: raise X\nimport x", 306, (305,), ""),
        (SHIM.format("typing", "x"), 306, (), "import x"),
        (SHIM.format("threading", "x"), 306, (), ""),
        (SHIM.format("threading", "x"), 308, (), "import x"),
        ("try: from typing import Deque\nexcept ImportError: import x", 306, (), ""),
        (SHIM.format("io", "x"), 207, (300, 303), "import x"),
        (SHIM.format("hashlib", "x"), 207, (206,), ""),
        (SHIM.format("queue", "x"), 306, (304,), ""),
        (SHIM.format("typing", "x"), 306, (304,), ""),
        (SHIM.format("urllib2", "x"), 306, (304,), "import urllib2"),
        (
            "try: from socket import if_nameindex\nexcept ImportError: import x",
            308,
            (),
            "",
        ),
        (SHIM.format("formatter", "x"), 310, (), "import formatter"),
        (SHIM.format("formatter", "x"), 310, (305,), ""),
    ],
)
def test_declared_versions_without_a_bit(
    source: str, first: int, old: tuple[int, ...], dead: str
) -> None:
    assert " ".join(find_first_dead(source, first, old=old)) == dead


def test_the_else_of_a_body_that_always_fails() -> None:
    source = "try: import urllib2\nexcept ImportError: import y\nelse: import x"

    assert find_first_dead(source) == {
        "import urllib2": ("y", "Python 2"),
        "import x": ("y", "Python 2"),
    }


@pytest.mark.parametrize(
    ("test", "window", "pythons"),
    [
        ("sys.version_info >= (3, 12)", (309, 310), "Python 3.12 and newer"),
        ("sys.version_info >= (3,)", (207,), "Python 3"),
        ("sys.version_info >= (3, 6, 1)", (207,), "Python 3"),
        ("sys.version_info[:2] == (3, 2)", (207,), "Python 3.2"),
        ("(3, 2) <= sys.version_info < (3, 4)", (207,), "Python 3.2 and newer"),
        ("(3,) <= sys.version_info < (3, 3)", (207, 311), "other Pythons"),
        (
            "sys.version_info[:2] not in ((3, 9), (3, 10))",
            (309, 310),
            "other Pythons",
        ),
    ],
)
def test_a_branch_for_newer_pythons(
    test: str, window: tuple[int, ...], pythons: str
) -> None:
    found = find_dead(f"if {test}: import x", sum(map(versions.bit, window)))

    assert found == {"import x": [DeadImport("x", "", pythons)]}


def test_modules_that_may_come_from_elsewhere_are_never_dead() -> None:
    shims = SHIM.format("distutils.core", "x") + SHIM.format("queue", "y")

    assert list(find_first_dead(shims, 312)) == ["import distutils.core", "import y"]
    assert not find_first_dead(shims, 312, frozenset({"distutils", "queue"}))
    shim = SHIM.format("collections.OrderedDict", "x")

    assert list(find_first_dead(shim)) == ["import collections.OrderedDict"]
    assert not find_first_dead(shim, local=frozenset({"collections"}))
