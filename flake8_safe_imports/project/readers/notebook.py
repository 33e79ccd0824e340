"""Reads the install commands in Jupyter notebooks: ``!pip`` and ``%pip``."""

from __future__ import annotations

import re
from contextlib import suppress
from json import JSONDecodeError, loads
from typing import TYPE_CHECKING

from flake8_safe_imports.project.readers import commands, json, toml
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.lines import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest


def read(text: str) -> Manifest:
    """Return what the code cells of a notebook install."""
    document = json.parse(text)
    lines = _find_lines(text, document)
    collector = Collector()
    for cell in toml.find_tables(toml.find_table(document).get("cells")):
        if cell.get("cell_type") == "code":
            shell = False
            for string, content in _list_lines(cell.get("source")):
                shell = shell or content.startswith(("%%bash", "%%sh", "%%script"))
                if shell or content.startswith(("!", "%")):
                    commands.add_commands(collector, content, lines.get(id(string), 1))
    return collector.finish()


def _list_lines(source: object) -> Iterator[tuple[str, str]]:
    """Yield the lines of a cell, each behind the JSON string that it is in.

    Jupyter writes a list of lines, others one string.
    """
    for string in source if isinstance(source, list) else [source]:
        if isinstance(string, str):
            for content in string.split("\n"):
                yield string, content.strip()


def _find_lines(text: str, document: object) -> dict[int, int]:
    """Return the line of each string of a document that may be a command, by its id.

    The strings of a parsed document are in the order of its text, and each is another
    object.  Equal ones may also be in text cells and in outputs.
    """
    index = LineIndex()
    for number, line in enumerate(text.split("\n"), 1):
        if _may_be_command(line):
            index.add("", number, _find_strings(line))
    found: dict[int, int] = {}
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            if _may_be_command(value):
                found[id(value)] = index.take("", value)
        elif isinstance(value, list):
            pending += reversed(value)
        elif isinstance(value, dict):
            pending += (part for pair in reversed(value.items()) for part in pair[::-1])
    return found


def _may_be_command(text: str) -> bool:
    return "install" in text or " add" in text


def _find_strings(line: str) -> Iterator[str]:
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"', line):
        with suppress(JSONDecodeError):
            yield loads(match[0])
