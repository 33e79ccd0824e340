"""Reads the install commands in Jupyter notebooks: ``!pip``, ``%pip`` and ``pip``."""

from __future__ import annotations

import re
from contextlib import suppress
from json import JSONDecodeError, loads
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import commands, json, toml
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.lines import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest

_SHELLS: Final = ("%%bash", "%%sh", "%%script", "%%cmd", "%%sx", "%%system", "%%!")
# IPython takes `pip install x` for `%pip install x`; a result may be assigned.
_COMMAND: Final = r"(?:\w+\s*=\s*)?[!%]|(?:pip|uv)\s+\w"
_ASSIGNMENT: Final = r"^\w+\s*=\s*(?=[!%])"
_LONGEST: Final = 400
"""Characters of a line without a command that may continue one."""


def read(text: str) -> Manifest:
    """Return what the code cells of a notebook install."""
    document = json.parse(text)
    lines = _find_lines(text, document)
    collector = Collector()
    for cell in toml.find_tables(toml.find_table(document).get("cells")):
        if cell.get("cell_type") == "code":
            for command, line in _list_commands(cell.get("source"), lines):
                commands.add_commands(collector, command, line)
    return collector.finish()


def _list_commands(source: object, lines: dict[int, int]) -> Iterator[tuple[str, int]]:
    """Yield the commands in a cell, those of several lines with a break for each."""
    is_shell = False
    parts: list[str] = []
    start = last = 1
    for string, content in _list_lines(source):
        line = lines.get(id(string), 1)
        is_shell = is_shell or content.startswith(_SHELLS)
        if parts:
            # All may be in one string, which is on one line.
            parts.append("\\\n" * (line - last) or " ")
        elif is_shell or re.match(_COMMAND, content):
            start = line
        else:
            continue
        last = line
        parts.append(re.sub(_ASSIGNMENT, "", content).rstrip("\\"))
        if not content.endswith("\\"):
            yield "".join(parts), start
            parts = []
    if parts:
        yield "".join(parts), start


def _list_lines(source: object) -> Iterator[tuple[str, str]]:
    """Yield the lines of a cell, each behind the JSON string that it is in.

    Jupyter writes a list of lines, others one string.
    """
    for string in source if isinstance(source, list) else [source]:
        if isinstance(string, str):
            for content in string.removesuffix("\n").split("\n"):
                yield string, content.strip()


def _find_lines(text: str, document: object) -> dict[int, int]:
    """Return the line of each string of a document that may be a command, by its id.

    The strings of a parsed document are in the order of its text, and each is another
    object. Equal ones may also be in text cells and in outputs.
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
    """Return whether a text may be a command, or a line that continues one."""
    return len(text) <= _LONGEST or "install" in text or " add" in text


def _find_strings(line: str) -> Iterator[str]:
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"', line):
        with suppress(JSONDecodeError):
            yield loads(match[0])
