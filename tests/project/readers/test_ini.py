"""The parser of INI files, against configparser."""

from __future__ import annotations

import configparser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_safe_imports.project.manifest import ManifestError
from flake8_safe_imports.project.readers import ini

LINES = st.sampled_from(
    (
        "[a]",
        " [b]",
        "[a] ; x",
        "[DEFAULT]",
        "x = 1",
        "X: 2",
        "y =",
        "  3",
        "\t4 = 5",
        "  # comment",
        "; comment",
        "",
        "   ",
        "x = 1\r",
        "z = a\0b",
        "no value",
    )
)


@given(st.lists(LINES, max_size=12))
def test_sections_are_those_of_configparser(lines: list[str]) -> None:
    text = "\n".join(lines)
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        with pytest.raises(ManifestError):
            ini.parse(text)
        return
    found = ini.parse(text)

    assert list(found) == parser.sections()
    for section, options in found.items():
        assert list(options) == list(parser[section])
        for option, value in options.items():
            expected = parser[section][option].split("\n")
            assert [line.text for line in value] == [*filter(None, expected)]
            for line in value:
                assert lines[line.number - 1].strip().endswith(line.text)


def test_a_line_that_is_no_option_is_named() -> None:
    with pytest.raises(ManifestError) as caught:
        ini.parse("[a]\nb = 1\nc\n")

    assert caught.value.problems[0].line == 3
    assert str(caught.value).startswith("it is not INI (")
