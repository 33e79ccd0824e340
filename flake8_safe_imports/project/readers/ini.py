"""Parses INI files as setuptools does, with the line of every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from configparser import (
    Error,
    MissingSectionHeaderError,
    ParsingError,
    RawConfigParser,
)
from typing import Final

from flake8_safe_imports.project.manifest import NumberedLine, ParseError


class Section(Mapping[str, tuple[NumberedLine, ...]]):
    """Option, in lower case -> the lines of its value that are not empty.

    Values are split when they are asked for: most of a file is never needed.
    """

    def __init__(self, options: Mapping[str, str]) -> None:
        self._options = options

    def __getitem__(self, option: str) -> tuple[NumberedLine, ...]:
        return tuple(_split_value(self._options[option]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._options)

    def __len__(self) -> int:
        return len(self._options)


Sections = dict[str, Mapping[str, tuple[NumberedLine, ...]]]
"""Section -> what is in it."""

_MARK: Final = "\0"
"""Separates a line from its number, which configparser takes for a part of it."""


def parse(text: str) -> Sections:
    """Return the sections of an INI text; raise ParseError for anything else.

    Of options given twice the last counts, and those in ``[DEFAULT]`` count in every
    section, as configparser has it.
    """
    parser = RawConfigParser(strict=False)
    try:
        parser.read_file(_number_lines(text), source="<string>")
    except (Error, ValueError) as error:
        line, reason = _locate(error)
        raise ParseError("INI", line, reason, error) from None
    return {section: Section(parser[section]) for section in parser.sections()}


def join_lines(lines: tuple[NumberedLine, ...]) -> str:
    """Return an option's value as one text."""
    return "\n".join(line.text for line in lines)


def _locate(error: Exception) -> tuple[int, str]:
    """Return the line that an error of configparser is about, and what is wrong."""
    if isinstance(error, MissingSectionHeaderError):
        return error.lineno, "no section header before this line"
    errors = error.errors if isinstance(error, ParsingError) else []
    line = int(errors[0][0]) if errors else 1
    return line, "neither a section, an option nor a value"


def _number_lines(text: str) -> Iterator[str]:
    """Yield the lines of *text*, each that is not blank with its number behind it."""
    for number, line in enumerate(text.split("\n"), 1):
        yield f"{line}{_MARK}{number}" if line.strip() else line


def _split_value(value: str) -> Iterator[NumberedLine]:
    """Yield the lines of a value that are not empty."""
    for line in value.split("\n"):
        text, _, number = line.rpartition(_MARK)
        if text.strip():
            yield NumberedLine(text.strip(), int(number))
