"""Reads the dependencies in setup.cfg.  Source: setuptools' declarative config."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.project.readers import ini, tox
from flake8_safe_imports.project.readers.collector import LONGEST, Collector
from flake8_safe_imports.project.readers.setup_py import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest


def read(text: str) -> Manifest:
    """Return what ``[options]``, its extras and environments of tox list.

    Files of ``file:`` are included; ``attr:`` is left out.
    """
    sections = ini.parse(text)
    names = ini.join_lines(sections.get("metadata", {}).get("name", ()))
    collector = Collector(local={normalize_distribution(names.strip())})
    for option, lines in sections.get("options", {}).items():
        if option.replace("-", "_") in LISTS:
            _add_lines(collector, lines)
    for lines in sections.get("options.extras_require", {}).values():
        _add_lines(collector, lines)
    tox.add_sections(collector, sections, "tox:")
    return collector.finish()


def _add_lines(collector: Collector, lines: tuple[ini.Line, ...]) -> None:
    """Add the requirements on the lines of an option, or the files it names."""
    first = lines[0].text if lines else ""
    if first.startswith(("file:", "attr:")):
        for text, number in lines if first.startswith("file:") else ():
            for name in re.split(r"\s*,\s*", re.sub(r"^file:\s*", "", text)):
                if name:
                    collector.add_include(name, number)
        return
    for text, number in lines:
        for requirement in _split_requirements(text):
            collector.add_requirement(requirement, number)


def _split_requirements(text: str) -> Iterator[str]:
    """Yield the requirements on one line of a list.

    A list on one line is separated by semicolons, which also begin markers; what
    follows one is a requirement only if it cannot be a marker.
    """
    if len(text) > LONGEST:
        yield text  # to be refused
        return
    text = re.sub(r"\s#.*", "", text)
    kept = ""
    for part in text.split(";"):
        marker = re.search(r"""['"]""", part)
        if kept and not marker:
            yield kept
            kept = part
        else:
            kept = f"{kept};{part}" if kept else part
    yield kept
