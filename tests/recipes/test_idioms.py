"""The recipes "Add a function that imports" and "Add a guard"."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from copied import PACKAGE

if TYPE_CHECKING:
    from copied import Copy

pytestmark = pytest.mark.recipes


class Idiom(NamedTuple):
    """A row to add to a table of ``analysis/``, and a program that shows it."""

    module: str
    beside: str
    """Text in the line after which the row goes."""
    row: str
    program: str
    codes: list[str]
    """What is reported in the program once the idiom is known."""


IMPORTING = Idiom(
    "data/import_functions.py",
    'ImportFunction("pkgutil", "resolve_name"',
    '    ImportFunction("acme", "load", "name", "name"),\n',
    "import acme\nacme.load('imp')\n",
    ["VET202"],
)
LEAVING = Idiom(
    "analysis/statements/exits.py",
    '"os.abort"',
    '        "acme.stop",\n',
    "import acme, sys\nif sys.version_info > (3,):\n    acme.stop()\nimport imp\n",
    [],
)
ASKING = Idiom(
    "analysis/handling/presence.py",
    '"pkgutil.find_loader"',
    '        "acme.offers",\n',
    "import acme\nif acme.offers('imp'):\n    import imp\n",
    [],
)
PROGRAMS = "tests/analysis/guards.txt"


def add_idiom(copy: Copy, idiom: Idiom) -> None:
    path = f"{PACKAGE}/{idiom.module}"
    lines = copy.read(path).splitlines(keepends=True)
    (line,) = (line for line in lines if idiom.beside in line)
    copy.replace(path, line, line + idiom.row)


def lint(copy: Copy, source: str) -> list[str]:
    copy.write("sample.py", source)
    options = ("--isolated", "--select", "VET", "--format", "%(code)s")
    window = ("--vet-supported-python", ">=3.9")
    return copy.run("-m", "flake8", *options, *window, "sample.py").output.split()


def test_an_idiom_needs_a_row(copy: Copy) -> None:
    for idiom in (IMPORTING, LEAVING, ASKING):
        before = lint(copy, idiom.program)
        add_idiom(copy, idiom)

        assert before != idiom.codes
        assert lint(copy, idiom.program) == idiom.codes
    copy.write(PROGRAMS, f"{copy.read(PROGRAMS)}#: acme\n{ASKING.program}")
    ran = copy.test(
        "tests/analysis/test_reachability.py", "tests/analysis/statements/test_exits.py"
    )

    assert ran.ok, ran.output


def test_a_guard_without_a_program_is_named(copy: Copy) -> None:
    add_idiom(copy, ASKING)
    ran = copy.test("tests/analysis/test_reachability.py", "-k", "idiom")

    assert not ran.ok
    assert f"add one to {PROGRAMS}" in ran.output
