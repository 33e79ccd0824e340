"""Reads pip's requirements and constraints files.

Source: pip's documentation of the requirements file format.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest

_INCLUDES: Final = ("-r", "--requirement", "-c", "--constraint")
_EDITABLES: Final = ("-e", "--editable")


def read(text: str) -> Manifest:
    """Return what a requirements or constraints file asks for."""
    collector = Collector()
    for line, content in _join_lines(text):
        add_line(collector, content, line)
    return collector.finish()


def add_line(collector: Collector, content: str, line: int) -> None:
    """Add one logical line as pip reads it; options other than these are ignored."""
    if content.startswith("-"):
        include = _find_option_value(content, _INCLUDES)
        if include:
            collector.add_include(include, line)
        collector.add_url(_find_option_value(content, _EDITABLES), line)
    else:
        requirement = re.split(r"\s--?[a-z]", content, maxsplit=1)[0]
        collector.add_requirement(requirement, line)


def _join_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the logical lines without comments, each with its first line's number."""
    start = 0
    parts: list[str] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if not parts:
            start = number
        comment = re.match(r"\s*#", line)
        if line.endswith("\\") and not comment:
            parts.append(line[:-1])
            continue
        parts.append("" if comment else line)
        content = re.sub(r"(^|\s)#.*$", "", "".join(parts)).strip()
        parts = []
        if content:
            yield start, content
    if parts:
        yield start, "".join(parts).strip()


def _find_option_value(content: str, options: tuple[str, ...]) -> str:
    """Return the value of one of *options* in a line, or ``""``."""
    for option in options:
        if content.startswith(option):
            value = content[len(option) :]
            if not option.startswith("--") or value[:1] in {" ", "=", "\t"}:
                return value.lstrip(" =\t").strip().strip("'\"")
    return ""
