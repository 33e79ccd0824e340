"""Examples of options mean the same in an ini file and in pyproject.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rows import each_row

from flake8_safe_imports.config.options import OPTIONS, TABLE, parse
from flake8_safe_imports.config.table import Table
from flake8_safe_imports.explain.examples import format_ini, format_toml
from flake8_safe_imports.project.readers import toml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.config.options import Config, Option

BY_NAME = {option.name: option for option in OPTIONS}
MORE = [
    ("vet-banned-imports", "{third-party} = ask first\n# why\nfoo =\nbar = use b"),
    ("vet-allowed-imports", "a, b c\n# d is for the importer\nd, \ne"),
    ("vet-allowed-imports", "\n".join(f"long_name_{number}" for number in range(9))),
    ("vet-per-file-banned-imports", 'a/*: x = say "no"\na/*: z = {q}\nb.py: x ='),
    ("vet-per-file-banned-imports", "# why: it is old\na/*: x = y"),
    ("vet-per-file-allowed-imports", "a/*: x, y\na/*: w\nb.py: z"),
    ("vet-per-file-supported-python", "a/*: >=3.12\nb/*: >=3.9, <3.13"),
    ("vet-supported-python", ">=3.9,\n<3.15"),
]


def read(text: str) -> Config:
    """Return the options that *text*, a pyproject.toml, sets."""
    tool = toml.find_table(toml.parse(text), "tool")
    table = tool[TABLE]
    assert isinstance(table, dict)
    return parse(Table("", table).options)


def settings(pairs: Iterable[tuple[str, str]]) -> list[tuple[Option[Any], str]]:
    return [(BY_NAME[name], text) for name, text in pairs]


@each_row(
    ("name", "text"), [*((option.name, option.example) for option in OPTIONS), *MORE]
)
def test_toml_means_the_same(name: str, text: str) -> None:
    assert read(format_toml(settings([(name, text)]))) == parse(
        {BY_NAME[name].key: text}
    )


def test_tables_come_after_other_options() -> None:
    pairs = [(option.name, option.example) for option in OPTIONS]

    assert read(format_toml(settings(pairs))) == parse(
        {option.key: option.example for option in OPTIONS}
    )


def test_comments_stay() -> None:
    written = format_toml(settings([*MORE[:2], MORE[4]]))

    assert "\n# why\n" in written
    assert "\n    # d is for the importer\n" in written
    assert "\n# why: it is old\n" in written


def test_ini() -> None:
    option = BY_NAME["vet-allowed-imports"]

    assert format_ini(option, "a, b") == "vet-allowed-imports = a, b"
    assert format_ini(option, "a\nb") == "vet-allowed-imports =\n    a\n    b"
