"""The tables of every name that a standard library module ever had."""

from __future__ import annotations

import os
import subprocess

import interpreters
import pytest
from rows import each_row

from flake8_safe_imports import versions
from flake8_safe_imports.data import known_names, stdlib

# For Python 2.7 too. Modules that do something when they are imported are left out.
PROBE = """
import os, sys, warnings
warnings.simplefilter("ignore")
out = os.fdopen(os.dup(1), "w")
sys.stdout = sys.stderr = open(os.devnull, "w")
for name in sys.stdin.read().split():
    try:
        __import__(name)
        found = dir(sys.modules[name])
    except BaseException:
        continue
    out.write(name + " " + " ".join(found) + "\\n")
out.flush()
os._exit(0)
"""
LEFT_OUT = ("antigravity", "this", "idlelib", "turtledemo", "__phello__")


def judged_modules() -> list[str]:
    names = [name for name in stdlib.iterate_names() if stdlib.find_module(name)]
    return [name for name in names if known_names.find_unknown(f"{name}.nowhere")]


@pytest.mark.interpreters
@pytest.mark.parametrize("minor", versions.MINORS, ids=versions.spell)
def test_no_interpreter_has_a_name_that_never_existed(minor: int) -> None:
    python = interpreters.find_one(minor)
    if python is None:
        pytest.skip(f"no Python {versions.spell(minor)} here")
    modules = [name for name in judged_modules() if not name.startswith(LEFT_OUT)]
    answer = subprocess.run(
        [python, "-E", "-s", "-S", "-c", PROBE],
        input="\n".join(modules),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BROWSER": "false"},
    )
    found = [line.split() for line in answer.stdout.splitlines()]

    assert len(found) > 200
    wrong = [
        f"{module}.{name}"
        for module, *names in found
        for name in names
        if known_names.find_unknown(f"{module}.{name}")
    ]
    assert wrong == []


@each_row(
    "dotted",
    [
        # Another platform, by documentation and C sources alone.
        "select.devpoll",
        "os.RTLD_MEMBER",
        "resource.RLIMIT_SWAP",
        "signal.SIGDANGER",
        "os.startfile",
        "os.plock",
        "webbrowser.MacOSX",
        "asyncio.ProactorEventLoop",
        "multiprocessing.connection.PipeConnection",
        # Versions of which no interpreter was asked.
        "asyncio.JoinableQueue",
        "asyncio.async",
        "inspect.getmoduleinfo",
        # Merely imported there, or given by a module's own `__getattr__`.
        "os.sys",
        "os.errno",
        "collections.Mapping",
        "ast.Num",
        "typing.ByteString",
        # Other implementations.
        "gc.collect_step",
        "time.ticks_ms",
        "array.zeros",
        "asyncio.event",
        "asyncio.stream.Stream",
        "gc.monitorObject",
        "gc.VERBOSE_COLLECT",
        "zlib.DecompIO",
        # Submodules, also of tests, and what they contain.
        "unittest.test",
        "xml.etree.cElementTree",
        "email.MIMEText",
        "concurrent.futures.thread.ThreadPoolExecutor",
        # What is not a module is not looked into.
        "os.environ.anything",
        "datetime.datetime.anything",
        "os.sys.anything",
        # Not judged.
        "sys.anything",
        "builtins.anything",
        "__main__.anything",
        "sitecustomize.anything",
        "test.anything",
        "idlelib.anything",
        "os._anything",
        "socket.AF_ANYTHING",
        "socket",
        "numpy.anything",
        "os.",
        "os..path",
        "os.*",
        "os.a-b",
    ],
)
def test_what_may_exist(dotted: str) -> None:
    assert known_names.find_unknown(dotted) == 0


@each_row(
    ("dotted", "depth"),
    [
        ("os.paths", 2),
        ("os.paths.join", 2),
        ("os.path.exist", 3),
        ("xmlrpc.clients", 2),
        ("socket.af_anything", 2),
        ("math.PIE", 2),
        ("json.decode", 2),
        ("xml.etree.ElementTree.fromfile", 4),
    ],
)
def test_what_never_existed(dotted: str, depth: int) -> None:
    assert known_names.find_unknown(dotted) == depth


def test_names_are_of_python_alone() -> None:
    # A stub, or a document, may import names for itself.
    assert known_names.find_unknown("collections.Optional")
    assert known_names.find_unknown("datetime.Any")
    assert known_names.find_unknown("json.List")
