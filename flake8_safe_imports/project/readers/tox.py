"""Reads what the environments of tox.ini and tox.toml install.

Source: tox's documentation of its configuration, version 3 and 4.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import commands, ini, requirements, toml
from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flake8_safe_imports.project.manifest import Manifest

_LISTS: Final = ("deps", "requires", "constraints")
_COMMANDS: Final = ("commands", "commands_pre", "commands_post", "install_command")
# `py{39,310}-django42, lint: ` and `!pypy: ` in front of a line
_FACTOR: Final = r"^[\w .{},!-]*:\s+(?=\S)"
# `{[base]deps}`: an option of another section
_REFERENCE: Final = r"\{\[([^\[\]{}\n]+)\]([\w-]+)\}"
_CONTINUED: Final = r"\\(?:\n|$)"
_ROOT: Final = r"\{(?:toxinidir|tox_root|\[tox\]toxinidir)\}[/\\]?"


def read(text: str) -> Manifest:
    """Return what a tox.ini installs."""
    collector = Collector()
    add_sections(collector, ini.parse(text))
    return collector.finish()


def read_toml(text: str) -> Manifest:
    """Return what a tox.toml installs."""
    collector = Collector(toml.index_lines(text))
    add_tables(collector, toml.parse(text), "")
    return collector.finish()


def add_tables(collector: Collector, document: object, prefix: str) -> None:
    """Add what the environments in a TOML *document* install.

    *prefix* is that of the dotted path of its tables.
    """
    for path, items in _find_lists(document, prefix):
        for item in items:
            if isinstance(item, str):
                number = collector.find_string(path, item)
                for line in _split_line(item):
                    requirements.add_line(collector, line, number)
            else:
                collector.add_list(path, [item])


def add_sections(
    collector: Collector, sections: ini.Sections, prefix: str = "", offset: int = 0
) -> None:
    """Add what the environments in INI *sections* install.

    The names of sections begin with *prefix*: ``tox:`` in setup.cfg.  *offset* is added
    to line numbers.
    """
    places = [
        (name, option, option in _LISTS)
        for name in sections
        if re.match(rf"{re.escape(prefix)}(?:tox$|testenv|pkgenv|\.pkg)", name)
        for option in (*_LISTS, *_COMMANDS)
    ]
    seen = set(places)
    for name, option, is_list in places:  # it grows
        for text, number in _join_continued(sections[name].get(option, ())):
            if is_list:
                for line in _split_line(re.sub(_CONTINUED, "", text)):
                    requirements.add_line(collector, line, number + offset)
            else:
                commands.add_commands(collector, text.lstrip("-"), number + offset)
            for base, key in re.findall(_REFERENCE, text):
                for place in ((base, key, is_list), (f"{prefix}{base}", key, is_list)):
                    if place[0] in sections and place not in seen:
                        seen.add(place)
                        places.append(place)


def _join_continued(lines: Sequence[ini.Line]) -> Iterator[ini.Line]:
    """Yield lines with those that continue them, after a backslash each.

    There is a line break for each line of the file, so that a reader can count them.
    """
    parts: list[str] = []
    start = 0
    for text, number in lines:
        if parts:
            missing = number - start - len(parts)
            parts += ["\\"] * missing
        else:
            start = number
        parts.append(text)
        if not text.endswith("\\"):
            yield ini.Line("\n".join(parts), start)
            parts = []
    if parts:
        yield ini.Line("\n".join(parts), start)


def _find_lists(document: object, prefix: str) -> Iterator[tuple[str, list[object]]]:
    """Yield each array of requirements of tox's TOML, with its dotted path."""
    table = toml.find_table(document)
    yield from _find_in(table, prefix)
    for key in ("env_run_base", "env_pkg_base"):
        yield from _find_in(toml.find_table(table, key), f"{prefix}{key}.")
    for name in toml.find_table(table, "env"):
        environment = toml.find_table(table, "env", name)
        yield from _find_in(environment, f"{prefix}env.{name}.")


def _find_in(
    table: Mapping[str, object], prefix: str
) -> Iterator[tuple[str, list[object]]]:
    """Yield the arrays of requirements in one table."""
    for key in ("deps", "requires"):
        value = table.get(key)
        if isinstance(value, list):
            yield f"{prefix}{key}", value


def _split_line(text: str) -> Iterator[str]:
    """Yield what one line of ``deps`` asks for, without the factors in front."""
    line = re.sub(r"\s#.*", "", re.sub(_FACTOR, "", text, count=1))
    line = re.sub(_ROOT, "", line)
    if line.startswith("#") or re.search(r"\{|(?<!:)//", line):
        return  # a comment, or a reference to another section
    # tox 3 takes commas between requirements, which are also in specifiers.
    if re.fullmatch(r"[\w.\[\]-]+(?:\s*,\s*[\w.\[\]-]+)+", line):
        yield from line.split(",")
    else:
        yield line
