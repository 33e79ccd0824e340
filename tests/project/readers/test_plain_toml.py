"""What is TOML beyond doubt: nothing that a parser refuses."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_safe_imports.project.manifest import ParseError
from flake8_safe_imports.project.readers import plain_toml, toml

REAL = """\
# a comment, it's one
[build-system]
requires = ["setuptools>=77"]
build-backend = 'setuptools.build_meta'

[project]
name = "x" # it's "x"
license = { text = "MIT" }
authors = [{name = "A", email = 'a@b'}, {name = "B"}]
classifiers = [
  "A :: B",  # why
  # none
  'C',
]
dependencies = []
urls."Source \\"code\\"" = "https://x.example"

[tool.ruff.lint.per-file-ignores]
"tests/*" = ["S"]
"x" = ["D", "\\t"]
[tool.coverage.report]
fail_under = 99.5
skip_empty = true
exclude = '''
[not a table
'''
ports = [1, 20, 0]
[[tool.mypy.overrides]]
module = "a"
[[tool.mypy.overrides]]
module = "b"
[tool."x y".z]
a = { b = true, "c" = 3 }
"""


def test_the_examples_are_right() -> None:
    assert doctest.testmod(plain_toml).failed == 0


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_projects_write_is_known(ends: str) -> None:
    text = REAL.replace("\n", ends)
    toml.parse(text)

    assert plain_toml.is_plain(text)
    assert plain_toml.is_plain("")


@pytest.mark.parametrize(
    "text",
    [
        "oops",
        "[tool.x",
        "[[tool.x]",
        "[tool..x]",
        "[]",
        "a =",
        "= 1",
        "a b",
        "a b = 'x'",
        "<<<<<<< HEAD\na = 1\n=======\n>>>>>>> x",
        'a = "x',
        "a = 'x",
        'a = "x"y"',
        "a = x",
        "a = 1.2.3",
        "a = 007",
        "a = True",
        "a = .5",
        'a = "C:\\x"',
        'a = ["C:\\\\", "\\d"]',
        "a = [\n'x',\n[tool.y]\nb = 1",
        "a = [\n'x'\n'y'\n]",
        "a = ['x', 'y'",
        "a = ['x',, 'y']",
        "a = [,]",
        "a = ['x' y]",
        "a = {b 'x'}",
        "a = 'x'\na = 'y'",
        "[a]\n[a]",
        "[a]\nb = 1\n[c]\n[a]",
        "a = '''\nx",
        "a = [1, 2\n]]",
        "x = 'y']",
        f"{'.a' * 40}"[1:] + " = 1",
    ],
)
def test_what_is_not_toml_is_not_taken_for_it(text: str) -> None:
    with pytest.raises(ParseError):
        toml.parse(text)

    assert not plain_toml.is_plain(text)
    assert not plain_toml.is_plain(f"{REAL}{text}\n")


def test_long_lines_are_for_the_parser() -> None:
    assert not plain_toml.is_plain("a = [" + "'x', " * 100_000 + "]")
    assert plain_toml.is_plain("a = [" + '"x", ' * 100_000 + "]")


@given(st.lists(st.sampled_from(REAL.splitlines()), max_size=20))
def test_lines_in_any_order_are_read_as_a_parser_reads_them(lines: list[str]) -> None:
    text = "\n".join(lines)
    if plain_toml.is_plain(text):
        toml.parse(text)  # no error
