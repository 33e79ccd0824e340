"""The parser of TOML, as far as it is ours."""

from __future__ import annotations

import pytest

from flake8_safe_imports.project.manifest import ParseError
from flake8_safe_imports.project.readers import toml

LONG = ".a" * 20_000


@pytest.mark.parametrize(
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
