"""The parser of TOML, as far as it is ours."""

from __future__ import annotations

import pytest
from rows import each_row

from flake8_safe_imports.project.manifest import ParseError
from flake8_safe_imports.project.readers import toml

LONG = ".a" * 20_000


@each_row(
    "text",
    [
        pytest.param(f"\na{LONG} = 1\n", id="key"),
        pytest.param(f"\n[a{LONG}]\n", id="table"),
        pytest.param(f"\n[[a{LONG}]]\n", id="array of tables"),
        pytest.param(f"\nx = {{ a{LONG} = 1 }}\n", id="inline table"),
        pytest.param(f"\nx = [{{ b = 1, a{LONG} = 1 }}]\n", id="in an array"),
        pytest.param("\na" + " . 'a'" * 20_000 + " = 1\n", id="quoted, with blanks"),
        pytest.param('\n"a\\""' + '."a"' * 20_000 + " = 1\n", id="escapes"),
        pytest.param(f"# it's\na{LONG} = 1\n", id="after an apostrophe"),
        pytest.param(f'x = """ \\""" """\na{LONG} = 1\n', id="after a long string"),
    ],
)
def test_long_dotted_keys_are_refused(text: str) -> None:
    """By itself, tomllib would take seconds and gigabytes."""
    with pytest.raises(ParseError) as caught:
        toml.parse(text)

    assert str(caught.value) == "it is not TOML (a key of more than 32 parts)"
    assert caught.value.problems[0].line == 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"x = 'a{LONG}'", id="string"),
        pytest.param(f'"a{LONG}" = 1', id="one quoted key"),
        pytest.param(f"x = '''\n'a'{LONG}\n'''", id="string of several lines"),
        pytest.param(f"# a{LONG}", id="comment"),
        pytest.param(f"x = [{'1.5, ' * 20_000}]", id="numbers"),
        pytest.param("a" + ".a" * 31 + " = 1", id="key of 32 parts"),
    ],
)
def test_other_dots_are_accepted(text: str) -> None:
    toml.parse(text)


@pytest.mark.hostile
@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"' + '\\"' * 200_000 + LONG, id="string that is not closed"),
        pytest.param('".' * 200_000, id="quotes and dots"),
        pytest.param("a" * 1_000_000 + ".a" * 30, id="long word"),
        pytest.param('"""' + '"x' * 200_000 + LONG, id="long string not closed"),
    ],
)
def test_malformed_text_takes_linear_time(text: str) -> None:
    """What is quadratic would take minutes here."""
    with pytest.raises(ParseError):
        toml.parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a = {\n  b = 1, # {\n\n  c = [1,\n 2,], }", {"b": 1, "c": [1, 2]}),
        ("a = {\r\n  b = { c = '#}',\r\n  },\r\n}\r\n", {"b": {"c": "#}"}}),
        ("a = [{\n b = '''\n,\n''',\n}]", [{"b": ",\n"}]),
        (r'a = "\e[1m\x41\\x41\\e"', "\x1b[1mA\\x41\\e"),
        ('a = {\n b = """\n \\x41\n"""}', {"b": " A\n"}),
        (r"a = {b = '\x41',}", {"b": r"\x41"}),
    ],
)
def test_toml_1_1(text: str, value: object) -> None:
    assert toml.parse(text) == {"a": value}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = {\n b = 1,\n}\nc = \n", 4),
        ("a = {\n b = 1\n", 3),
        ("\na = }", 2),
        ("a = {,}", 1),
        ("a = {\n b = 1,,\n}", 2),
    ],
)
def test_errors_beside_toml_1_1(text: str, line: int) -> None:
    with pytest.raises(ParseError) as caught:
        toml.parse(text)

    assert caught.value.problems[0].line <= line


def test_a_byte_order_mark_is_named() -> None:
    with pytest.raises(ParseError, match="it begins with a byte order mark"):
        toml.parse("\ufeff[project]\n")
