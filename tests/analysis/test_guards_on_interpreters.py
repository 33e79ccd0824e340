"""Generated programs with guards, compared with what happens when they run.

Each program needs one name that some supported version lacks, below guards that are
put together at random. Every interpreter at hand runs it, with all values that are
unknown true or false, on Linux and as if on a newer platform. What raises because of a
missing name has to be found, and nothing else.
"""

from __future__ import annotations

import itertools
import os
import re
import textwrap
from typing import NamedTuple

import pytest
from each_python import PYTHONS, SUPPORTED, works_on_all
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import check_source

from flake8_safe_imports.config import options

pytestmark = pytest.mark.interpreters

PRELUDE = """\
import asyncio, builtins, collections, contextlib, itertools, math, os, platform, sys
import pytest, unittest
from hypothesis import assume
from contextlib import suppress as quietly
from sys import exit as leave, version_info as info
from pytest import importorskip as need, skip as give_up
has = hasattr
system = sys
def is_new():
    return sys.version_info >= (3, 11)
def is_new_in_steps():
    this = sys.version_info[:2]
    if this >= (3, 11):
        return True
    return False
is_newest = lambda: sys.version_info >= (3, 13)
class Flags:
    new = sys.version_info >= (3, 12)
    @property
    def newer(self):
        return sys.version_info >= (3, 12)
flags = Flags()
NEW = sys.version_info >= (3, 11)
try:
    import wsgiref.types as toml
    HAS_TOML = True
except ImportError:
    HAS_TOML = False
try:
    from typing import Never
except ImportError:
    Never = None
"""
NEW_PLATFORM = "sys.platform in ('ios', 'android')"
TESTS = [
    "sys.version_info >= (3, 11)",
    "info[:2] == (3, 10)",
    "(3, 10) <= sys.version_info < (3, 12)",
    "sys.version_info[1] in (9, 10)",
    "os.sys.version_info < (3, 12)",
    "system.version_info.minor > 10",
    "sys.hexversion >= 0x030B0000",
    "os.sys.hexversion < 0x030C0000",
    "sys.hexversion >> 16 >= 0x030C",
    "platform.python_version_tuple()[1] == '9'",
    "'%d.%d' % sys.version_info[:2] == '3.10'",
    "'.'.join(map(str, info[:2])) in ('3.9', '3.11')",
    "is_new()",
    "is_new_in_steps()",
    "is_newest()",
    "Flags.new",
    "flags.newer",
    "NEW",
    "HAS_TOML",
    "Never is not None",
    "hasattr(asyncio, 'TaskGroup')",
    "has(asyncio, 'TaskGroup')",
    "'TaskGroup' in dir(asyncio)",
    "'TaskGroup' in vars(asyncio)",
    "'TaskGroup' in asyncio.__dict__",
    "getattr(asyncio, 'TaskGroup', None) is not None",
    "getattr(asyncio, 'TaskGroup', None)",
    "str is bytes",
    NEW_PLATFORM,
    "True",
    "unknown",
]
NEEDS = [
    "import tomllib",
    "import imp",
    "import asyncore",
    "import urllib2",
    "from math import cbrt",
    "from itertools import batched",
    "math.cbrt",
    "itertools.batched",
    "collections.Mapping",
    "asyncio.timeout",
    "__import__('distutils')",
]
"""Statements that fail somewhere; NEED stands for one in the guards."""
GUARDS_TEXT = """\
if TEST:
    NEED
---
if not TEST:
    pass
else:
    NEED
---
if TEST:
    pass
elif TEST:
    NEED
---
if TEST:
    if TEST:
        NEED
---
while TEST:
    NEED
    break
---
while TEST:
    break
else:
    NEED
---
for one in [1]:
    if TEST:
        continue
    NEED
---
for one in [1, 2]:
    if TEST:
        continue
    if TEST:
        break
else:
    NEED
---
while TEST:
    raise SystemExit
NEED
---
many = [1] if TEST else []
for one in many:
    NEED
---
many = []
if TEST:
    many = [1]
def _run():
    NEED
[_run() for one in many]
---
many = []
if TEST:
    many.append(1)
for one in sorted(many):
    NEED
---
if TEST:
    import json as maybe
else:
    maybe = None
if maybe:
    NEED
---
maybe = None
if TEST:
    def maybe(): pass
if maybe is not None:
    NEED
---
if TEST:
    maybe = None
else:
    class maybe: pass
if maybe is None:
    NEED
---
try:
    one = {9: 1, 12: 2}[sys.version_info[1]]
except KeyError:
    NEED
---
def run():
    try:
        return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11][sys.version_info[1]]
    except IndexError:
        NEED
run()
---
try:
    one = {9: 1, 10: 2, 11: 3}[sys.version_info.minor]
except LookupError:
    leave()
NEED
---
assert TEST
NEED
---
assume(TEST)
NEED
---
TEST or leave()
NEED
---
def die():
    raise SystemExit
def run():
    try:
        return TEST and die()
    finally:
        pass
run()
NEED
---
if TEST:
    leave()
NEED
---
if TEST:
    give_up('x', allow_module_level=True)
NEED
---
if TEST:
    raise SystemExit
NEED
---
def run():
    if TEST:
        return
    NEED
run()
---
def run():
    with contextlib.nullcontext():
        if TEST:
            return
    NEED
run()
---
def run():
    try:
        if TEST:
            return
        pass
    except ValueError:
        pass
    NEED
run()
---
new = TEST
if new:
    NEED
---
if (new := TEST):
    NEED
---
try:
    if TEST:
        raise ImportError
except ImportError:
    pass
else:
    NEED
---
try:
    import tomllib
except ImportError:
    pass
else:
    NEED
---
try:
    if True:
        import tomllib
except ImportError:
    pass
else:
    NEED
---
try:
    import json
except ImportError:
    pass
else:
    if TEST:
        NEED
---
def run():
    try:
        from typing import Self
    except ImportError:
        return
    NEED
run()
---
try:
    import json
    def run():
        if TEST:
            NEED
except ImportError:
    pass
run()
---
try:
    from typing import Self
    def run():
        NEED
except ImportError:
    def run():
        pass
run()
---
try:
    NEED
except (ImportError, AttributeError):
    pass
---
try:
    if TEST:
        NEED
except KeyError:
    pass
---
with quietly(ImportError, AttributeError):
    NEED
---
with quietly(KeyError):
    if TEST:
        NEED
---
need('tomllib')
NEED
---
@pytest.mark.skipif(TEST, reason='x')
def test():
    NEED
---
@pytest.mark.skipif(TEST, unknown, reason='x')
def test():
    NEED
---
@pytest.mark.skipif(unknown, condition=TEST, reason='x')
def test():
    NEED
---
@pytest.mark.parametrize('x', [1] if TEST else [])
def test(x=1):
    NEED
---
pytestmark = [pytest.mark.skipif(TEST, reason='x')]
def test():
    NEED
---
if TEST:
    pytestmark = pytest.mark.skipif(TEST, reason='x')
def test():
    NEED
---
class Test(unittest.TestCase):
    @unittest.skipUnless(TEST, 'x')
    def test(self):
        NEED
---
class Test(unittest.TestCase):
    def test(self):
        if TEST:
            self.skipTest('x')
        NEED
---
def check():
    if TEST:
        raise SystemExit
check()
NEED
---
def run():
    check()
    NEED
def check():
    if TEST:
        return
    leave()
run()
---
def die():
    raise SystemExit
if TEST:
    die()
NEED
---
def check():
    assert TEST
def check_all(*given):
    if given or TEST:
        check()
check_all()
NEED
---
def check():
    if TEST:
        raise ValueError
try:
    check()
except ValueError:
    pass
NEED
---
def check():
    if TEST:
        raise ValueError
try:
    check()
except ValueError:
    leave()
NEED
---
class Test(unittest.TestCase):
    def setUp(self):
        if TEST:
            self.skipTest('x')
    def test(self):
        NEED
---
class Test(unittest.TestCase):
    def check(self):
        if TEST:
            raise unittest.SkipTest
    def setUp(self):
        self.check()
    def test(self):
        NEED
---
class Test(unittest.TestCase):
    @unittest.skip('x')
    def test(self):
        NEED
"""
GUARDS = GUARDS_TEXT.rstrip().split("\n---\n")
"""Programs in which TEST stands for tests, and NEED for what is needed."""

RUNNER = r"""
import itertools, json, sys, types, unittest, warnings
warnings.simplefilter("ignore")
class Skipped(BaseException):
    pass
def skip(*given, **named):
    raise Skipped
def importorskip(name):
    try:
        return __import__(name)
    except ImportError:
        raise Skipped
def skipif(*conditions, condition=None, reason=""):
    condition = any(conditions) if condition is None else condition
    def decorate(function):
        function.skips = getattr(function, "skips", []) + [condition]
        return function
    decorate.condition = condition
    return decorate
def parametrize(names, values):
    return skipif(not values)
def assume(condition):
    if not condition:
        raise Skipped
pytest = types.ModuleType("pytest")
pytest.skip, pytest.importorskip = skip, importorskip
pytest.mark = types.SimpleNamespace(skipif=skipif, parametrize=parametrize)
sys.modules["pytest"] = pytest
sys.modules["hypothesis"] = types.SimpleNamespace(assume=assume)
def attempt(function, *given):
    try:
        function(*given)
    except (ImportError, AttributeError):
        return False
    except (Skipped, SystemExit, AssertionError, unittest.SkipTest):
        pass
    return True
def run(source, values):
    space = {"__name__": "x"}
    space.update(("unknown%d" % number, value) for number, value in enumerate(values))
    if not attempt(exec, compile(source, "x", "exec"), space):
        return False
    marks = space.get("pytestmark", [])
    marks = marks if isinstance(marks, list) else [marks]
    skips = [mark.condition for mark in marks]
    test = space.get("test")
    if test and not any(skips + getattr(test, "skips", [])):
        return attempt(test)
    if "Test" in space:
        made = space["Test"]("test")
        skipped = getattr(type(made).test, "__unittest_skip__", False)
        return skipped or attempt(lambda: (made.setUp(), made.test()))
    return True
works, output = [], sys.stdout
for source in json.load(sys.stdin):
    results = []
    for platform in ["linux"] + ["android"] * (sys.version_info >= (3, 13)):
        sys.platform = platform
        for values in itertools.product([False, True], repeat=source.count("unknown")):
            results.append(run(source, values))
    works.append(all(results))
json.dump(works, output)
"""


class Program(NamedTuple):
    """The text of a program, and the number of the line with what it needs."""

    source: str
    line: int


@st.composite
def conditions(draw: st.DrawFn) -> str:
    shapes = ["{0}", "{0}", "not ({0})", "({0} and {1})", "({0} or {1})"]
    one, other = draw(st.sampled_from(TESTS)), draw(st.sampled_from(TESTS))
    return draw(st.sampled_from(shapes)).format(one, other)


def make_independent(source: str) -> str:
    """Return *source* with tests that contradict no other: each unknown is another."""
    numbers = itertools.count()
    source = re.sub("unknown", lambda match: f"unknown{next(numbers)}", source)
    first, *others = source.split(NEW_PLATFORM)
    return NEW_PLATFORM.join([first, "True".join(others)]) if others else first


@st.composite
def programs(draw: st.DrawFn) -> Program:
    guard = draw(st.sampled_from(GUARDS))
    while "TEST" in guard:
        guard = guard.replace("TEST", draw(conditions()), 1)
    guard = make_independent(guard)
    body = guard.replace("NEED", draw(st.sampled_from(NEEDS)))
    above = PRELUDE + guard[: guard.index("NEED")]
    return Program(f"{PRELUDE}{body}\n", above.count("\n") + 1)


def find(program: Program) -> bool:
    """Return whether the checker reports what *program* needs."""
    found = check_source(
        program.source, options.parse({"vet_supported_python": SUPPORTED}), closely=True
    )
    lines = {item.line for item in found if item.code.startswith("VET20")}

    assert lines <= {program.line}, program.source
    return bool(lines)


@pytest.mark.skipif(len(PYTHONS) < 3, reason="too few interpreters")
@settings(
    max_examples=3 if "CI" in os.environ else 10,
    deadline=None,
    suppress_health_check=[*HealthCheck],
)
@given(st.lists(programs(), min_size=20, max_size=40))
def test_findings_are_what_fails(drawn: list[Program]) -> None:
    works = works_on_all(
        ["-I", "-S", "-c", RUNNER], [program.source for program in drawn]
    )
    wrong = [
        textwrap.indent(program.source[len(PRELUDE) :], "    ")
        for program, is_fine in zip(drawn, works)
        if find(program) is is_fine
    ]

    assert not wrong, "\n".join(wrong)
