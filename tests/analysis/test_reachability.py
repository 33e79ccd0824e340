"""What guards say about the imports below them."""

from __future__ import annotations

import ast
import random
import re
import sys
import textwrap
from pathlib import Path

import pytest
from rows import each_row
from support import analyze, check_source

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conditions import platforms, version_tests
from flake8_safe_imports.analysis.facts import releases
from flake8_safe_imports.analysis.facts.state import State
from flake8_safe_imports.analysis.handling import handlers, presence
from flake8_safe_imports.analysis.testing import skips
from flake8_safe_imports.config import options

GUARDS = Path(__file__).with_name("guards.txt").read_text(encoding="utf-8")
"""Programs; each begins with its name, ``#: name``, and what is reported has ``#!``."""
PROGRAMS = dict(
    program.split("\n", 1) for program in re.split("^#: ", GUARDS, flags=re.M)[1:]
)
IDIOMS = {
    *releases.VERSION_NAMES,
    *releases.VERSION_ATTRIBUTES,
    *platforms.VALUES,
    *version_tests.TYPING_FLAGS,
    *presence.ATTRIBUTE_TESTS,
    *presence.MODULE_TESTS,
    *presence.LISTINGS,
    *handlers.CATCHING_CONTEXTS,
    *skips.SKIPPING,
}
"""What the tables list; ``exits`` has a test of its own."""
WINDOW = versions.since(309)


def parse(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:
        pytest.skip("not the syntax of this Python")


@each_row("source", PROGRAMS.values(), ids=PROGRAMS)
def test_guards(source: str) -> None:
    source = f"import sys\n{source}"
    parse(source)
    config = options.parse({"vet_supported_python": ">=3.9"})
    findings = check_source(source, config, closely=True)
    found = {item.line for item in findings if item.code.startswith("VET20")}
    marked = {
        number
        for number, line in enumerate(source.splitlines(), 1)
        if line.endswith("#!")
    }

    assert found == marked


def test_names_of_programs_are_unique() -> None:
    assert len(PROGRAMS) == len(re.findall("^#: ", GUARDS, flags=re.M))


def test_every_idiom_has_a_program() -> None:
    words = re.findall(r"\w+", GUARDS)
    missing = {name for name in IDIOMS if name.rpartition(".")[2] not in words}

    assert missing == set(), "add one to tests/analysis/guards.txt"


def states(source: str, window: int = WINDOW) -> list[State]:
    """Return what is known at each use of ``HERE``."""
    analysis = analyze(parse(textwrap.dedent(source)), window)
    uses = analysis.bindings.scopes.uses
    return [analysis.state_at(use.place) for use in uses if use.name == "HERE"]


def state(source: str) -> State:
    (found,) = states(source)
    return found


NEW = versions.since(311)
OLD = WINDOW & ~NEW


@each_row(
    ("source", "window", "certain"),
    [
        ("HERE", WINDOW, WINDOW),
        ("if sys.version_info >= (3, 11): HERE", NEW, NEW),
        ("if sys.version_info < (3, 11): raise X\nHERE", NEW, NEW),
        ("if PY311: HERE", NEW, NEW),
        ("if hasattr(math, 'cbrt'): HERE", NEW, WINDOW),
        ("if TYPE_CHECKING: HERE", 0, WINDOW),
        ("if False: HERE", 0, WINDOW),
        ("if sys.version_info < (3,): HERE", 0, 0),
        ("if sys.version_info < (3,) and x: HERE", 0, 0),
        ("if sys.version_info < (3,) or x: HERE", WINDOW, WINDOW),
        ("if sys.version_info < (3,) or PY2: HERE", 0, 0),
        ("NEW = sys.version_info >= (3, 11)\nif NEW: HERE", NEW, NEW),
        ("if x: pass\nelif sys.version_info >= (3, 11): HERE", NEW, NEW),
    ],
)
def test_windows(source: str, window: int, certain: int) -> None:
    found = state(source)

    assert (found.window, found.certain_window) == (window, certain)


@each_row(
    ("source", "fields"),
    [
        ("HERE", ""),
        ("if sys.version_info >= (3, 11): HERE", "versioned"),
        ("if sys.version_info >= MINIMUM: HERE", "versioned unclear"),
        ("if sys.version_info >= MINIMUM: return\nHERE", "versioned unclear"),
        ("if sys.version_info >= MINIMUM: pass\nHERE", ""),
        ("assert sys.version_info >= MINIMUM\nHERE", "versioned unclear"),
        ("if sys.version_info[0] == 2 and x >= MINIMUM: HERE", "versioned"),
        ("if hasattr(math, 'cbrt'): HERE", ""),
        ("if TYPE_CHECKING: HERE", "typing"),
        ("if not TYPE_CHECKING: HERE", ""),
        ("if not TYPE_CHECKING: pass\nelse: HERE", "typing"),
        ("if not TYPE_CHECKING: raise X\nHERE", "typing"),
        ("def f(): HERE", "deferred"),
        ("lambda: HERE", "deferred"),
        ("class A: HERE", ""),
        ("class A:\n def f(self): HERE", "deferred"),
        ("if __name__ == '__main__': HERE", "main"),
        ("if '__main__' == __name__: HERE", "main"),
        ("if __name__ == '__main__' and x: HERE", "main"),
        ("if __name__ == '__main__' or x: HERE", ""),
        ("if __name__ != '__main__': pass\nelse: HERE", "main"),
        ("if not __name__ == '__main__': pass\nelse: HERE", "main"),
        ("if not (x or __name__ != '__main__'): HERE", "main"),
        ("if x or not __name__ == '__main__': pass\nelse: HERE", "main"),
        ("if x and __name__ != '__main__': pass\nelse: HERE", ""),
        ("if not __name__ == '__main__': HERE", ""),
        ("if __name__ != '__main__': raise X\nHERE", "main"),
        ("if __name__ == 'x': HERE", ""),
        ("if 1 < __name__ == '__main__': HERE", ""),
        ("try: HERE\nexcept ImportError: pass", "module name"),
        ("try: pass\nexcept ImportError: HERE", "module name"),
        ("try: pass\nexcept ImportError: pass\nelse: HERE", ""),
        ("try: from . import a\nexcept ImportError: pass\nelse: HERE", "module name"),
        ("try: pass\nexcept ImportError: pass\nfinally: HERE", ""),
        ("try: HERE\nexcept ModuleNotFoundError: pass", "module"),
        ("try: HERE\nexcept AttributeError: pass", "attribute"),
        ("try: HERE\nexcept ValueError: pass", ""),
        ("try: pass\nexcept ValueError: HERE\nexcept ImportError: pass", ""),
        ("try: HERE\nexcept: pass", "module name attribute"),
        ("try: HERE\nexcept Exception: pass", "module name attribute"),
        ("try: HERE\nexcept (A, (B, ImportError)): pass", "module name"),
        ("E = ImportError, OSError\ntry: HERE\nexcept E: pass", "module name"),
        ("E = E\ntry: HERE\nexcept E: pass", ""),
        ("E = 1\n" * 70 + "def f():\n try: HERE\n except E: pass", "deferred"),
        ("E = 1\ntry: HERE\nexcept E: pass", ""),
        ("class ImportError: pass\ntry: HERE\nexcept ImportError: pass", ""),
        (
            "from x import IMPORT_ERRORS\ntry: HERE\nexcept IMPORT_ERRORS: pass",
            "module name",
        ),
        ("with suppress(ImportError): HERE", "module name"),
        ("with x, contextlib.suppress(KeyError, AttributeError): HERE", "attribute"),
        ("with pytest.raises((ImportError, KeyError)): HERE", "module name"),
        ("with self.assertRaises(AttributeError): HERE", "attribute"),
        ("with suppress: HERE", ""),
        ("with open(ImportError): HERE", ""),
        ("try:\n for x in y:\n  if z: HERE\nexcept ImportError: pass", "module name"),
        ("try:\n def f(): HERE\nexcept ImportError: pass", "deferred"),
        ("try:\n f = lambda: HERE\nexcept ImportError: pass", "deferred"),
        ("try: g(lambda: HERE)\nexcept ImportError: pass", "deferred module name"),
        (
            "try:\n def f(): HERE\n f()\nexcept ImportError: pass",
            "deferred module name",
        ),
        (
            "try: pass\nexcept ImportError:\n def f(): HERE",
            "deferred module name",
        ),
        ("with suppress(ImportError):\n def f(): HERE", "deferred"),
        ("q = suppress\nwith q(ImportError): HERE", "module name"),
        ("q = suppress(ImportError)\nwith q: HERE", "module name"),
        ("with raises(expected_exception=ImportError): HERE", "module name"),
        ("@python3_only\ndef f(): HERE", "deferred unclear"),
        ("@requires_python('3.11')\ndef f(): HERE", "deferred unclear"),
        ("@unless(sys.version_info < (3, 11))\nclass A: HERE", "unclear"),
        ("@unless(x)\ndef f(): HERE", "deferred"),
        ("@skipif(x)\ndef f(): HERE", "deferred"),
        ("@skipif('no python')\ndef f(): HERE", "deferred"),
        ("@skipif('nothing')\ndef f(): HERE", "deferred"),
        ("@skipif()\ndef f(): HERE", "deferred"),
        ("@skipif(True)\ndef f(): HERE", "deferred"),
        ("@x\ndef f(): HERE\nx = y = 1", "deferred"),
        ("@x\ndef f(): HERE\nx = x", "deferred"),
        ("pytestmark: list\ndef f(): HERE", "deferred"),
    ],
)
def test_fields_of_the_state(source: str, fields: str) -> None:
    if "return" in source:
        source = f"def f():\n{textwrap.indent(source, ' ')}"
        fields += " deferred"
    found = state(source)._asdict()
    names = {
        "module": "module_handled",
        "name": "name_handled",
        "attribute": "attribute_handled",
        "versioned": "has_version_test",
        "unclear": "has_unclear_test",
        "typing": "typing_only",
        "main": "main_only",
    }
    expected = {names.get(field, field) for field in fields.split()}

    assert {name for name, value in found.items() if value is True} == expected


@each_row(
    ("source", "name", "covered"),
    [
        ("if hasattr(a, 'b'): HERE", "a.b", True),
        ("if hasattr(a, 'b'): HERE", "a.b.c", True),
        ("if hasattr(a, 'b'): HERE", "a", False),
        ("if hasattr(a, 'b'): HERE", "a.bc", False),
        ("if not hasattr(a, 'b'): raise X\nHERE", "a.b", True),
        ("if not hasattr(a, 'b'): pass\nHERE", "a.b", False),
        ("pytest.importorskip('a.b')\nHERE", "a.b", True),
        ("x: y = pytest.importorskip('a.b').c\nHERE", "a.b", True),
        ("x, z = pytest.importorskip('a.b'), 1\nHERE", "a.b", True),
        ("pytest.importorskip(name)\nHERE", "a.b", False),
        ("HERE\npytest.importorskip('a.b')", "a.b", False),
        ("with x: pytest.importorskip('a.b')\nHERE", "a.b", True),
        ("if x: pytest.importorskip('a.b')\nHERE", "a.b", False),
        ("def f(): pytest.importorskip('a.b')\nHERE", "a.b", False),
        ("try: import a.b\nexcept ImportError: raise X\nHERE", "a.b", True),
        ("try: from a import b\nexcept ImportError: raise X\nHERE", "a.b", True),
        ("try: from . import b\nexcept ImportError: raise X\nHERE", "b", False),
        ("try: import a\nexcept ValueError: raise X\nHERE", "a", False),
        ("try: a.b\nexcept AttributeError: raise X\nHERE", "a.b", True),
        ("try: import a\nexcept ImportError: pass\nHERE", "a", False),
        (
            "try: import a\nexcept ImportError: pass\nexcept X: raise X\nHERE",
            "a",
            False,
        ),
        (
            "try:\n import a\n HAS = 1\nexcept ImportError: HAS = 0\nif HAS: HERE",
            "a",
            True,
        ),
        (
            "try: import a\nexcept ImportError: HAS = 0\nelse: HAS = 1\nif HAS: HERE",
            "a",
            True,
        ),
        ("try: import a\nexcept X: a = None\nif a is not None: HERE", "a", True),
        ("HAS = True\nif HAS: HERE", "a", False),
        ("try: HAS = f()\nexcept X: pass\nif HAS: HERE", "f", False),
        ("if hasattr(a, 'b') and hasattr(a, 'c'): HERE", "a.c", True),
        ("hasattr(a, 'b') and hasattr(a, 'c') and HERE", "a.b", True),
        ("x if not hasattr(a, 'b') else HERE", "a.b", True),
        ("[HERE for x in y if hasattr(a, 'b') if z]", "a.b", True),
        ("while hasattr(a, 'b'): HERE", "a.b", True),
    ],
)
def test_present_names(source: str, name: str, covered: bool) -> None:
    assert state(f"import pytest\n{source}").present.covers(name) is covered


def known(state: State) -> tuple[int, int, bool, bool]:
    return (
        state.window,
        state.certain_window,
        state.has_unclear_test,
        state.has_version_test,
    )


def test_answers_do_not_depend_on_earlier_questions() -> None:
    chain = "".join(
        f"if F{number}: F{number + 1} = G{number}\n"
        f"else: F{number + 1} = F{number} and not G{number}\n"
        f"G{number + 1} = F{number + 1} or G{number}\n"
        f"if G{number}: F{number}\n"
        for number in range(12)
    )
    source = f"F0 = G0 = sys.version_info >= (3, 11)\n{chain}"
    answers = []
    for seed in range(4):
        analysis = analyze(source, WINDOW)
        uses = list(enumerate(analysis.bindings.scopes.uses))
        random.Random(seed).shuffle(uses)
        found = {number: known(analysis.state_at(use.place)) for number, use in uses}
        answers.append(sorted(found.items()))

    assert answers[0] == answers[1] == answers[2] == answers[3]


def test_the_state_of_a_chain_includes_that_of_its_import() -> None:
    source = """
    if sys.version_info < (3, 10):
        import a
    try:
        import b
    except ImportError:
        b = None
    if sys.version_info >= MINIMUM:
        c = b.x
    a.HERE, b.HERE, c.HERE
    """
    analysis = analyze(textwrap.dedent(source), WINDOW)
    uses = analysis.bindings.scopes.uses
    found = []
    for use in uses:
        if "HERE" in use.attributes:
            bindings = analysis.bindings.find_bindings(use) or []
            routes = [(item.place, *item.via) for item in bindings]
            found.append(analysis.state_of_chain(use.place, routes))
    a, b, c = found

    assert (a.window, a.has_version_test, a.module_handled) == (
        versions.bit(309),
        True,
        False,
    )
    assert (b.window, b.has_version_test, b.module_handled) == (WINDOW, False, True)
    assert (c.has_unclear_test, c.module_handled, c.name_handled) == (True, True, True)
    assert analysis.state_of_chain(uses[0].place, []).window == WINDOW


HUGE = {
    "elif": "if x: pass\n" + "elif sys.version_info > (3,): HERE\n" * 1_500,
    "leaving elif": "if x: pass\n" + "elif x: raise X\n" * 1_500 + "HERE",
    "operands": " and ".join(["sys.version_info > (3,)"] * 3_000) + " and HERE",
    "asserts": "assert sys.version_info > (3,)\nHERE\n" * 1_000,
    "skips": "".join(
        f"pytest.importorskip('m{number}')\nHERE\n" for number in range(2_000)
    ),
    "flags": "F0 = sys.version_info > (3,)\n"
    + "".join(
        f"if F{number}: F{number + 1} = True\nelse: F{number + 1} = False\n"
        for number in range(2_000)
    )
    + "if F2000: HERE",
    "assignments": "def f():\n if F0: HERE\n"
    + "".join(
        f"if x: F{number % 5} = F{(number + 1) % 5} and F{(number + 2) % 5}\n"
        for number in range(250)
    ),
    "nesting": "".join(f"{' ' * depth}if x:\n" for depth in range(90))
    + " " * 90
    + "HERE",
}


# A parser that runs out of WebAssembly's stack takes the whole process with it.
@pytest.mark.hostile
@pytest.mark.skipif(sys.platform == "emscripten", reason="the stack is too small")
@pytest.mark.parametrize("source", HUGE.values(), ids=HUGE)
def test_extreme_programs_need_no_recursion(source: str) -> None:
    before = sys.getrecursionlimit()
    tree = ast.parse(source)
    sys.setrecursionlimit(400)
    try:
        analysis = analyze(tree, WINDOW)
        uses = analysis.bindings.scopes.uses
        found = [analysis.state_at(use.place) for use in uses if use.name == "HERE"]
    finally:
        sys.setrecursionlimit(before)

    assert found
    assert all(state.window == WINDOW for state in found[:1])


def test_tables_with_many_uses_are_not_followed() -> None:
    filled = "NEW = sys.version_info >= (3, 11)\nx = []\nif NEW: x += [1]\n"
    chosen = "x = [1] if sys.version_info >= (3, 11) else []\n"
    loop = "for y in x: HERE"

    for source in (filled, chosen):
        assert state(f"{source}x.append(2)\n{loop}").window == WINDOW
        assert state(source + "x.append(2)\n" * 100 + loop).window == WINDOW
