"""Random programs over the drop-in tables, fixed and then run.

Each program collects the values of its uses. The original runs with stubs of the old
modules, which have the new object under each old name; the fixed one runs without them.
Both have to collect the very same objects.
"""

from __future__ import annotations

import importlib
import json
import keyword
import subprocess
import sys
import warnings
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flake8_safe_imports import versions
from flake8_safe_imports.config import options
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.data._backports import ROWS
from flake8_safe_imports.fix.replacements import find_replacement
from flake8_safe_imports.fix.source import fix_source
from flake8_safe_imports.fix.text import edits

pytestmark = pytest.mark.properties

RUNNING = sys.version_info[:2]
CONFIG = options.parse({"vet_supported_python": f">={RUNNING[0]}.{RUNNING[1]}"})
WINDOW, _ = CONFIG.supported_python


class Move(NamedTuple):
    """A name that went elsewhere."""

    module: str
    name: str
    new: str

    @property
    def old(self) -> str:
        return f"{self.module}.{self.name}"


def resolve(dotted: str) -> object:
    """Return the object that *dotted* names on the running Python."""
    parts = dotted.split(".")
    # It may be deprecated there, which says nothing about the move.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: object = importlib.import_module(parts[0])
        for depth, part in enumerate(parts[1:], 2):
            if not hasattr(found, part):
                importlib.import_module(".".join(parts[:depth]))
            found = getattr(found, part)
    return found


def moves() -> list[Move]:
    """Return the drop-in moves that the running Python can follow."""
    old = [
        f"{module}.{name}"
        for module in stdlib.iterate_names()
        if stdlib.find_module(module)
        for name in stdlib.load_names(module)
        if not stdlib.is_module(f"{module}.{name}")
    ]
    old += [f"{module}.{name}" for module, name in OF_WHOLE_MODULES]
    old += [line.partition("|")[0] for line in ROWS.splitlines()]
    found = []
    for dotted in dict.fromkeys(old):
        module, _, name = dotted.rpartition(".")
        new = find_replacement(dotted, WINDOW)
        known = stdlib.find(dotted)
        if not new.name or not module or (known and known.window & WINDOW):
            continue
        if keyword.iskeyword(name) or new.name.startswith(OF_SOME_BUILDS):
            continue
        try:
            resolve(new.name)
        except (ImportError, AttributeError):
            continue
        found.append(Move(module, name, new.name))
    return found


OF_SOME_BUILDS = ("dbm", "tkinter", "turtle", "winreg")
OF_WHOLE_MODULES = [
    ("cPickle", "dumps"),
    ("cPickle", "Unpickler"),
    ("Queue", "Queue"),
    ("Queue", "Empty"),
    ("urlparse", "urljoin"),
    ("cookielib", "CookieJar"),
    ("httplib", "OK"),
    ("HTMLParser", "HTMLParser"),
    ("email.MIMEText", "MIMEText"),
    ("email.Utils", "formatdate"),
    ("six.moves.urllib.parse", "quote"),
    ("six.moves.configparser", "ConfigParser"),
    ("mock", "patch"),
    ("mock.mock", "Mock"),
    ("unittest2", "TestCase"),
    ("repr", "Repr"),
]
MOVES = moves()

USES = [
    "seen.append({0})",
    "seen += [item for item in [{0}]]",
    "seen.append((lambda: {0})())",
    "def f(x={0}): seen.append(x)\nf()",
    "def f(): return {0}\nseen.append(f())",
    "class C:\n    x = {0}\nseen.append(C.x)",
    "again = {0}; seen.append(again)",
    "seen.append(({0}))  # {0}",
    "f'{{seen.append({0})}} {{seen!r}}'",
    "seen.append('{0}'); seen.append({0})",
    "def f():\n    {1} = 1\n    def g(): return {1}\n    return g()\nseen.append({0})",
    "def f({2}): return {2}, {0}\nseen.append(f(1))",
    "if seen: seen.append({0})\nelse: seen.append({0})",
    "\n# ü {0}\nü = {0}; seen.append(ü)",
]
IMPORTS = [
    ("import {module}", "{module}.{name}"),
    ("import {module} as m{n}", "m{n}.{name}"),
    ("from {module} import {name}", "{name}"),
    ("from {module} import {name} as n{n}", "n{n}"),
    ("from {module} import ({name},  # first\n    {name} as n{n})", "({name}, n{n})"),
    ("import sys, {module}, os", "{module}.{name}"),
    ("import sys; import {module}; import os", "{module}.{name}"),
    ("if True: import {module}", "{module}.{name}"),
    ("from {module} import {name} as n{n}, \\\n    {name}", "(n{n}, {name})"),
]
# A namespace package has none of its modules before something imports them.
FROM_IMPORTS = [form for form in IMPORTS if form[0].startswith("from")]


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, list[Move]]:
    """Return a program, and the moves whose stubs it needs."""
    chosen = draw(st.lists(st.sampled_from(MOVES), min_size=1, max_size=4))
    imports: list[str] = []
    uses: list[str] = []
    for number, move in enumerate(chosen):
        forms = FROM_IMPORTS if move.module == "backports" else IMPORTS
        form, use = draw(st.sampled_from(forms))
        fields = {"module": move.module, "name": move.name, "n": number}
        statement, use = form.format(**fields), use.format(**fields)
        word = move.new.partition(".")[0]
        texts = [
            text.format(use, word, move.new.rpartition(".")[2])
            for text in draw(st.lists(st.sampled_from(USES), min_size=1, max_size=3))
        ]
        if draw(st.booleans()):
            imports.append(statement)
            uses += texts
        else:
            body = "\n".join(["global seen", statement, *texts]).split("\n")
            uses.append(f"def scope{number}():\n    " + "\n    ".join(body))
            uses.append(f"scope{number}()")
    source = "\n".join(["seen = []", *imports, "", *uses, ""])
    return source, chosen


RUNNER = """
import builtins, importlib, json, sys, types

def resolve(dotted):
    parts = dotted.split(".")
    found = importlib.import_module(parts[0])
    for depth, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            importlib.import_module(".".join(parts[:depth]))
        found = getattr(found, part)
    return found

def stub(dotted):
    above, _, name = dotted.rpartition(".")
    parent = stub(above) if above else None
    try:
        module = importlib.import_module(dotted)
    except ImportError:
        module = types.ModuleType(dotted)
        module.__path__ = []
        sys.modules[dotted] = module
    if parent is not None and not hasattr(parent, name):
        setattr(parent, name, module)
    return module

def run(source):
    scope = {}
    try:
        exec(compile(source, "source", "exec"), scope)
    except Exception as error:
        return error
    return scope["seen"]

cases = json.load(sys.stdin)
reached = [run(after) for _, after, _ in cases]
for (before, after, moves), other in zip(cases, reached):
    for module, name, new in moves:
        setattr(stub(module), name, resolve(new))
    one = run(before)
    if isinstance(one, Exception):
        continue  # a parameter hid the import: nothing to compare with
    if isinstance(other, Exception):
        sys.exit(f"{other!r}\\n--- before\\n{before}\\n--- after\\n{after}")
    def flat(items):
        for item in items:
            if isinstance(item, tuple):
                yield from flat(item)
            else:
                yield item
    one, other = list(flat(one)), list(flat(other))
    same = len(one) == len(other) and all(
        a is b or (isinstance(a, (str, int)) and a == b) for a, b in zip(one, other)
    )
    if not same:
        sys.exit(f"{one}\\n{other}\\n--- before\\n{before}\\n--- after\\n{after}")
"""


def test_there_is_something_to_draw_from() -> None:
    assert len(MOVES) > 250
    assert {"urllib2", "itertools", "six.moves", "six"} <= {
        move.module for move in MOVES
    }
    assert versions.newest(WINDOW) >= 313


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(programs(), min_size=5, max_size=10))
def test_fixed_programs_reach_the_same_objects(
    drawn: list[tuple[str, list[Move]]],
) -> None:
    cases = []
    for source, chosen in drawn:
        result = fix_source(source, "/nowhere/a.py", CONFIG)
        again = fix_source(result.source, "/nowhere/a.py", CONFIG)

        assert again.source == result.source
        assert not again.changes
        assert result.changes or result.skipped, source

        skipped = {skip.line for skip in result.skipped if skip.code}
        if not skipped:
            cases.append((source, result.source, chosen))
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUNNER],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr


@settings(max_examples=100, deadline=None)
@given(programs())
def test_what_is_left_was_reported(drawn: tuple[str, list[Move]]) -> None:
    """Each finding is fixed, or skipped with a reason."""
    source, _ = drawn
    result = fix_source(source, "/nowhere/a.py", CONFIG)
    nothing_left = fix_source(result.source, "/nowhere/a.py", CONFIG)

    assert {skip.text for skip in nothing_left.skipped} <= {
        skip.text for skip in result.skipped
    }
    assert all(skip.reason for skip in result.skipped)


@settings(max_examples=200, deadline=None)
@given(
    st.text("ab\n\ré\x0c", max_size=30),
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 5), st.text("xy", max_size=4))
    ),
)
def test_untouched_text_stays(text: str, drawn: list[tuple[int, int, str]]) -> None:
    made: list[edits.Edit] = []
    end = 0
    for gap, length, new in drawn:
        start = min(end + gap, len(text))
        end = min(start + length, len(text))
        made.append(edits.Edit(start, end, new))
    after = edits.apply(text, made[::-1])
    touched = {index for edit in made for index in range(edit.start, edit.end)}

    assert after is not None
    assert len(after) == len(text) - len(touched) + sum(len(edit.text) for edit in made)
    assert [char for char in after if char not in "xy"] == [
        char for index, char in enumerate(text) if index not in touched
    ]
    assert "".join(edits.SourceText(text).lines) == text


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.old)
def test_every_drop_in_is_there(move: Move) -> None:
    """A row that cannot be followed would be found by nothing else."""
    source = f"from {move.module} import {move.name} as it\nit\n"
    result = fix_source(source, "/nowhere/a.py", CONFIG).source
    scope: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it may be deprecated there too
        exec(f"{result.splitlines()[0]}\n" if "import" in result else "", scope)

    assert result != source
    assert scope.get("it", resolve(move.new)) is resolve(move.new)
