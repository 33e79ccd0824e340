"""Reads what the environments of tox.ini and tox.toml install.

Source: tox's documentation of its configuration, version 3 and 4.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.manifest import NumberedLine
from flake8_safe_imports.project.readers import commands, ini, requirements, toml
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.shell import Word
from flake8_safe_imports.project.readers.toml_lines import index_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.project.manifest import Manifest

_LISTS: Final = ("deps", "requires", "constraints")
_COMMANDS: Final = ("commands", "commands_pre", "commands_post", "install_command")
# `py{39,310}-django42, lint: ` and `!pypy: ` in front of a line
_FACTOR: Final = r"^[\w .{},!-]*:\s+(?=\S)"
# `{[base]deps}`: an option of another section
_REFERENCE: Final = r"\{\[([^\[\]{}\n]+)\]([\w-]+)\}"
# A requirement without a specifier; extras have commas too.
_BARE: Final = r"[\w.-]+(?:\[[\w.,\s-]*\])?"
_CONTINUED: Final = r"\\(?:\n|$)"
_ROOT: Final = r"\{(?:toxinidir|tox_root|\[tox\]toxinidir)\}[/\\]?"


def read(text: str) -> Manifest:
    """Return what a tox.ini installs."""
    collector = Collector()
    add_sections(collector, ini.parse(text))
    return collector.finish()


def read_toml(text: str) -> Manifest:
    """Return what a tox.toml installs."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    add_tables(collector, document)
    return collector.finish()


def add_tables(collector: Collector, document: object, *keys: str) -> None:
    """Add what the environments in the table *keys* of a TOML *document* install."""
    pending = list(_find_values(document, keys))
    seen = set()
    for path, value, use in pending:  # it grows
        seen.add(path)
        if use in _LISTS:
            _add_list(collector, ".".join(path), value, use)
        else:
            _add_toml_commands(collector, ".".join(path), value)
        # `{ replace = "ref", of = ["tool", "tox", "env", "a", "deps"] }`
        for item in toml.find_tables(value if isinstance(value, list) else [value]):
            of = item.get("of")
            names = tuple(map(str, of)) if isinstance(of, list) and of else ("",)
            found = toml.find_table(document, *names[:-1]).get(names[-1])
            if found is not None and names not in seen:
                seen.add(names)
                pending.append((names, found, use))


def _find_values(
    document: object, keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object, str]]:
    """Yield each array of requirements or of commands with the keys that lead to it.

    The last is the option.
    """
    table = toml.find_table(document, *keys)
    places = [keys, (*keys, "env_run_base"), (*keys, "env_pkg_base")]
    for key in ("env", "env_base"):
        places += [(*keys, key, name) for name in toml.find_table(table, key)]
    for place in places:
        environment = toml.find_table(document, *place)
        for key in (*_LISTS, *_COMMANDS):
            if key in environment:
                yield (*place, key), environment[key], key


def _add_list(collector: Collector, path: str, value: object, option: str) -> None:
    """Add an array of requirements, or a text with one on each line."""
    start = 0
    items = value
    if isinstance(value, str):
        start = collector.lines.find_text(path, value) if "\n" in value else 0
        items = value.split("\n")
    for index, item in enumerate(items if isinstance(items, list) else [items]):
        if isinstance(item, str):
            number = start + index if start else collector.lines.take(path, item)
            for line in _split_line(item):
                _add_line(collector, line, number, option)
        else:
            collector.add_list(path, [item])


def _add_line(collector: Collector, line: str, number: int, option: str) -> None:
    """Add a requirement, or the file that a line of ``constraints`` is."""
    if option == "constraints" and not line.startswith("-"):
        collector.add_include(line.removeprefix("./"), number)
    else:
        requirements.add_line(collector, line, number)


def _find_commands(value: object) -> Iterator[list[str]]:
    """Yield the commands in a value: lists of words, or one such list."""
    items = value if isinstance(value, list) else []
    if any(isinstance(item, str) for item in items):
        items = [items]
    for item in items:
        words = item if isinstance(item, list) else []
        yield [word for word in words if isinstance(word, str)]


def _add_toml_commands(collector: Collector, path: str, value: object) -> None:
    for words in _find_commands(value):
        found = [
            Word(_fill_in_root(word), collector.lines.take(path, word))
            for word in words
        ]
        commands.add_command(collector, found)


def add_sections(
    collector: Collector, sections: ini.Sections, prefix: str = "", offset: int = 0
) -> None:
    """Add what the environments in INI *sections* install.

    The names of sections begin with *prefix*: ``tox:`` in setup.cfg. *offset* is added
    to line numbers.
    """
    places = [
        (name, option, option)
        for name in sections
        if re.match(rf"{re.escape(prefix)}(?:tox$|testenv|pkgenv|\.pkg)", name)
        for option in (*_LISTS, *_COMMANDS)
    ]
    seen = set(places)
    for name, option, use in places:  # it grows
        for text, number in _join_continued(sections[name].get(option, ())):
            _add_value(collector, text, number + offset, use)
            for base, key in re.findall(_REFERENCE, text):
                named = dict.fromkeys((base, f"{prefix}{base}"))
                found = [(other, key, use) for other in named if other in sections]
                new = [place for place in found if place not in seen]
                places += new
                seen.update(new)


def _add_value(collector: Collector, text: str, number: int, use: str) -> None:
    """Add what *text* installs if it is used as a value of the option *use*."""
    if use not in _LISTS:
        commands.add_commands(collector, text.lstrip("-"), number)
        return
    for line in _split_line(re.sub(_CONTINUED, "", text)):
        _add_line(collector, line, number, use)


def _join_continued(lines: Sequence[NumberedLine]) -> Iterator[NumberedLine]:
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
            yield NumberedLine("\n".join(parts), start)
            parts = []
    if parts:
        yield NumberedLine("\n".join(parts), start)


def _fill_in_root(text: str) -> str:
    """Return a path, or an option with one, relative to the file's folder.

    Without its dot it could be a requirement.
    """
    return re.sub(_ROOT, "" if text.startswith("-") else "./", text)


def _split_line(text: str) -> Iterator[str]:
    """Yield what one line of ``deps`` asks for, without the factors in front."""
    line = re.sub(r"\s#.*", "", re.sub(_FACTOR, "", text, count=1))
    line = _fill_in_root(line)
    if line.startswith("#") or re.search(r"\{|(?<!:)//", line):
        return  # a comment, or a reference to another section
    # tox 3 takes commas between requirements, which are also in specifiers.
    if re.fullmatch(rf"{_BARE}(?:\s*,\s*{_BARE})+", line):
        yield from re.findall(_BARE, line)
    else:
        yield line
