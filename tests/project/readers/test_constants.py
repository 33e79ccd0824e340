"""What expressions made up of constants come to, compared with Python itself."""

from __future__ import annotations

import ast

from rows import each_row

from flake8_safe_imports.project.readers.constants import Constants

FILE = """\
LOW, (HIGH, TOP) = 9, (13, 15)
[first, *others] = [1, 2]
VERSIONS: tuple = ("3.9", "3.10")
twice = 1
twice = 2
argument = 1
def function(argument): pass
NESTED = [VERSIONS, *VERSIONS]
import module
module.attribute = 1
"""


def evaluate(expression: str) -> object:
    node = ast.parse(expression, mode="eval").body
    return Constants(ast.walk(ast.parse(FILE))).evaluate(node)


@each_row(
    "expression",
    [
        "LOW",
        "f'>=3.{LOW}'",
        "f'{LOW!s}'",
        "'>=' + '.'.join(VERSIONS)",
        "VERSIONS[1]",
        "VERSIONS[:1]",
        "VERSIONS[::True]",
        "'3.13'[0:2]",
        "'%s.%d%%' % ('3', 9)",
        "'{}.{low}'.format(3, low=LOW)",
        "str(LOW)",
        "tuple(VERSIONS)",
        "(*VERSIONS, 'x')",
        "NESTED[2]",
        "'.'.join(map(str, (3, LOW)))",
        "'.'.join(str(part) for part in [3, LOW])",
        "'.'.join([str(part) for part in VERSIONS[:1]])",
    ],
)
def test_value_is_that_of_python(expression: str) -> None:
    names = {"LOW": 9, "VERSIONS": ("3.9", "3.10")}
    names["NESTED"] = [names["VERSIONS"], "3.9", "3.10"]

    assert evaluate(expression) == eval(expression, names)


@each_row(
    "expression",
    [
        "twice",
        "first",
        "others",
        "HIGH",
        "argument",
        "missing",
        "module",
        "None",
        "1.5",
        "LOW[0]",
        "VERSIONS[9]",
        "VERSIONS['a']",
        "VERSIONS[:'a']",
        "1 - 2",
        "1 + 'a'",
        "'%r' % LOW",
        "'%s' % VERSIONS[0] * 2",
        "f'{LOW!r}'",
        "f'{LOW:>2}'",
        "f'{VERSIONS}'",
        "str(VERSIONS)",
        "tuple(LOW)",
        "list(*VERSIONS)",
        "(*LOW,)",
        "','.join(NESTED)",
        "','.join(LOW)",
        "'{0.real}'.format(LOW)",
        "'{}'.format(*LOW)",
        "'a'.upper()",
        "'{a}'.format(**names)",
        "VERSIONS.index('3.9')",
        "'.'.join(map(repr, VERSIONS))",
        "'.'.join(map(str, LOW))",
        "'.'.join(map(str, VERSIONS, VERSIONS))",
        "'.'.join(str(LOW) for part in VERSIONS)",
        "'.'.join(str(part) for part in VERSIONS if part)",
        "'.'.join(str(a) for a in VERSIONS for a in VERSIONS)",
        "function(1)",
        "function(1)()",
        "'x' + " * 60 + "'x'",
        "'" + "x" * 1001 + "'",
    ],
)
def test_everything_else_has_no_value(expression: str) -> None:
    assert evaluate(expression) is None
