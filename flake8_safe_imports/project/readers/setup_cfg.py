"""Reads the dependencies in setup.cfg. Source: setuptools' declarative config."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.project.manifest import NumberedLine
from flake8_safe_imports.project.readers import ini, tox
from flake8_safe_imports.project.readers.collector import LONGEST, Collector
from flake8_safe_imports.project.readers.setup_py import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flake8_safe_imports.project.manifest import Manifest

# `%(docs)s`: what another option of the section has
_REFERENCE: Final = r"%\(([^()\n]+)\)s"
_GAP: Final = "${}"
"""Stands for the value of another option."""


def read(text: str) -> Manifest:
    """Return what ``[options]``, its extras and environments of tox list.

    Files of ``file:`` are included; ``attr:`` is left out.
    """
    sections = ini.parse(text)
    name = ini.join_lines(sections.get("metadata", {}).get("name", ()))
    collector = Collector(local={normalize_distribution(name.strip())})
    options = sections.get("options", {})
    names = [name for name in options if name.replace("-", "_") in LISTS]
    _add_options(collector, options, names)
    extras = sections.get("options.extras_require", {})
    _add_options(collector, extras, list(extras))
    tox.add_sections(collector, sections, "tox:")
    return collector.finish()


def _add_options(
    collector: Collector,
    section: Mapping[str, tuple[NumberedLine, ...]],
    names: list[str],
) -> None:
    """Add the options called *names*, and those that they refer to, each once."""
    seen = set(names)
    for name in names:  # it grows
        lines = []
        for text, number in section[name]:
            is_whole = not re.sub(_REFERENCE, "", text).strip()
            for other in map(str.lower, re.findall(_REFERENCE, text)):
                if is_whole and other in section and other not in seen:
                    seen.add(other)
                    names.append(other)
            lines.append(NumberedLine(re.sub(_REFERENCE, _GAP, text), number))
        _add_lines(collector, tuple(lines))


def _add_lines(collector: Collector, lines: tuple[NumberedLine, ...]) -> None:
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
            if _GAP in requirement:
                collector.add_word(requirement.strip(), number)
            else:
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
