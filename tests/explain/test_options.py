"""Options, as ``explain`` describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rows import each_row
from support import check_source

from flake8_safe_imports.config.options import OPTIONS, parse
from flake8_safe_imports.explain.facts import look_up
from flake8_safe_imports.explain.page import find_codes
from flake8_safe_imports.explain.style import PLAIN
from flake8_safe_imports.explain.text import _DETAILS, format_answer

if TYPE_CHECKING:
    from flake8_safe_imports.config.options import Option


@each_row("option", OPTIONS, ids=lambda option: option.name)
def test_an_example_means_something(option: Option[Any]) -> None:
    default = parse({})

    assert parse({option.key: option.example}) != default


@pytest.mark.parametrize(
    "argument",
    [
        "vet-lookalikes",
        "--vet-lookalikes",
        "VET-LOOKALIKES",
        "vet_lookalikes",
        "lookalikes",
    ],
)
def test_an_option_is_found_as_it_is_written(argument: str) -> None:
    assert getattr(look_up(argument), "name", None) == "vet-lookalikes"


@each_row("option", OPTIONS, ids=lambda option: option.name)
def test_the_page_of_an_option(option: Option[Any]) -> None:
    text = format_answer(option, PLAIN)

    assert text.startswith(option.name)
    assert f"configuration.html#{option.name}" in text
    assert max(map(len, text.splitlines())) <= 90


def test_the_page_tells_where_the_supported_versions_come_from() -> None:
    option = look_up("vet-supported-python")
    assert option is not None

    assert "requires-python in pyproject.toml" in format_answer(option, PLAIN)
    assert _DETAILS.keys() <= {option.name for option in OPTIONS}


def test_codes_of_options() -> None:
    assert find_codes("vet-lookalikes") == ["VET402"]
    assert "VET104" in find_codes("vet-exempt-type-checking")
    assert {"VET104", "VET204"} <= set(find_codes("vet-enable"))
    assert find_codes("vet-no-such") == []


@pytest.mark.parametrize(
    ("argument", "name"),
    [
        ("Urllib2", "urllib2"),
        ("collections.mapping", "collections.Mapping"),
        ("OS", "os"),
    ],
)
def test_case_does_not_matter_where_nothing_else_fits(argument: str, name: str) -> None:
    assert getattr(look_up(argument), "name", None) == name


def test_allowances_are_for_every_code() -> None:
    names = "mock, cgi, six"
    source = "import mock, cgi\nfrom six import text_type\n"
    config = {"vet_supported_python": ">=3.9"}

    assert len(check_source(source, parse(config))) == 3
    assert not check_source(source, parse({**config, "vet_allowed_imports": names}))
    assert find_codes("vet-allowed-imports") == []
