"""Reads what the commands of a Dockerfile install.

Source: Docker's Dockerfile reference.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.commands import (
    add_command,
    add_commands,
)
from flake8_safe_imports.project.readers.shell import Word, find_scripts, split_commands
from flake8_safe_imports.project.readers.written import find_copied, is_any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flake8_safe_imports.project.manifest import Manifest

_ARGUMENTS: Final = r"(?mi)^[ \t]*(?:ARG|ENV)[ \t]+\w+=(?:.*\\\n)*.*$"
"""An instruction of a Dockerfile that gives values to names, maybe continued."""
_VALUE: Final = r"[\w.+!=<>~\[\]-]{1,200}"
_VALUES: Final = r"[\w.+!=<>~\[\] \t-]{1,200}"
"""What may be in quotes: several words, which the shell divides."""
_OLD_ARGUMENT: Final = rf"(?mi)^[ \t]*ENV[ \t]+(\w+)[ \t]+({_VALUE})[ \t]*$"
"""``ENV name value``."""
_ARGUMENT: Final = rf"(?<!\S)(\w+)=(?:({_VALUE}(?!\S)|\"{_VALUES}\"|'{_VALUES}')|(\S+))"
"""A name with its value, or with one that cannot be put in its place."""
_COPYING: Final = frozenset(("ADD", "COPY"))
_UNPACKED: Final = r"\.git(?:#.*)?$|^git@|\.(?:tar(?:\.\w+)?|t[bgx]z2?)$"
"""How a source of ADD ends that becomes a folder."""
_MOUNTED: Final = ("target", "dst", "destination")
_MOST_OPTIONS: Final = 20
_LONGEST_FILLED: Final = 500_000
"""Characters of the largest Dockerfile whose values are put in their places."""


def read(text: str) -> Manifest:
    """Return what the commands in a Dockerfile install."""
    collector = Collector()
    targets: list[str] = []
    for command in split_commands(_fill_in(_join_lines(text)), 1, targets):
        if any(word.text.startswith("[") for word in command[:2]):
            command = _split_array(command)
        collector.add_written(_find_copied(command))
        collector.add_copies(_find_copies(command))
        collector.add_written(_find_mounted(command))
        for script, line in find_scripts(command):
            add_commands(collector, script, line)
        add_command(collector, command)
    collector.add_written(targets)
    return collector.finish()


def _find_copied(words: Sequence[Word]) -> Iterator[str]:
    """Yield what COPY or ADD writes that is called otherwise where it comes from."""
    names = _list_copied(words)
    if len(names) < 2:
        yield from names  # after a text: `COPY <<END name`
        return
    *sources, target = names
    is_foreign = _is_foreign(words)
    is_unpacked = words[0].text.upper() == "ADD" and any(
        re.search(_UNPACKED, source) for source in sources
    )
    if is_foreign or is_unpacked:
        yield f"{target.rstrip('/')}/"
    if is_foreign or any("://" in source for source in sources):
        yield from find_copied(sources, target, is_recursive=True)
        return
    sources = [source for source in sources if not is_any(source)]
    for name in find_copied(sources, target, is_recursive=True):
        bases = {posixpath.basename(source.rstrip("/")) for source in sources}
        if posixpath.basename(name) not in bases and not target.endswith("/"):
            yield name


def _find_copies(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Yield the names in the container of what is in the project, and those there."""
    *sources, target = _list_copied(words) or [""]
    if not _is_foreign(words):
        for source in sources:
            origin = posixpath.dirname(source) if is_any(source) else source.strip("/")
            if not (target.endswith("/") and "." in posixpath.basename(origin)):
                yield target, origin  # which may be a folder
            yield posixpath.join(target, posixpath.basename(origin)), origin
    for fields in _list_mounts(words):
        if not _is_filled(fields):
            yield _find_target(fields), _find_source(fields)


def _list_copied(words: Sequence[Word]) -> list[str]:
    """Return the arguments of COPY or ADD; none for other instructions."""
    if not words or words[0].text.upper() not in _COPYING:
        return []
    return [word.text for word in words[1:] if not word.text.startswith("--")]


def _is_foreign(words: Sequence[Word]) -> bool:
    """Return whether what is copied comes from another image."""
    return any(word.text.startswith("--from=") for word in words[1:])


def _find_mounted(words: Sequence[Word]) -> Iterator[str]:
    """Yield what RUN finds under another name, or only while it runs."""
    for fields in _list_mounts(words):
        target = _find_target(fields)
        base = posixpath.basename(_find_source(fields))
        if _is_filled(fields):
            yield f"{target}/"
            yield target
        elif base and base != posixpath.basename(target):
            yield target


def _list_mounts(words: Sequence[Word]) -> Iterator[dict[str, str]]:
    """Yield the fields of each mount of RUN."""
    for word in words[:_MOST_OPTIONS]:
        if word.text.startswith("--mount="):
            parts = word.text[len("--mount=") :].split(",")
            yield dict(part.partition("=")[::2] for part in parts)


def _find_target(fields: Mapping[str, str]) -> str:
    return next((fields[key] for key in _MOUNTED if fields.get(key)), "")


def _find_source(fields: Mapping[str, str]) -> str:
    return fields.get("source", fields.get("src", ""))


def _is_filled(fields: Mapping[str, str]) -> bool:
    """Return whether what is mounted does not come from the project."""
    return "from" in fields or fields.get("type", "bind") != "bind"


def _join_lines(text: str) -> str:
    """Return a Dockerfile with its instructions continued as those of a shell are.

    Comments and empty lines may be inside of one. On Windows, a directive at the top
    makes another character than the backslash continue a line.
    """
    escape = re.match(r"(?i)(?:#[^\n]*\n)*?#[ \t]*escape[ \t]*=[ \t]*`", text)
    if escape:
        text = re.sub(r"(?m)`[ \t]*$", r"\\", text.replace("\\", "/"))
    lines = []
    is_continued = False
    for line in text.split("\n"):
        bare = line.strip()
        if bare.startswith("#") or (is_continued and not bare):
            line = " \\"
        else:
            is_continued = bare.endswith("\\")
        lines.append(line)
    return "\n".join(lines)


def _fill_in(text: str) -> str:
    """Return a Dockerfile with the values of arguments and variables in their places.

    One that has several values is left as it is.
    """
    if len(text) > _LONGEST_FILLED:
        return text
    values: dict[str, set[str]] = {}
    for match in re.finditer(_ARGUMENTS, text):
        for name, value, other in re.findall(_ARGUMENT, match[0]):
            if re.fullmatch(rf'"?\$(?:{name}|{{{name}(?::?-[^}}]*)?}})"?', other):
                continue  # `ENV V=$V` keeps the value
            found = {value.strip("\"'")} if value else {other, ""}
            values.setdefault(name, set()).update(found)
    for name, value in re.findall(_OLD_ARGUMENT, text):
        values.setdefault(name, set()).add(value)
    known = {name: found.pop() for name, found in values.items() if len(found) == 1}

    def put(match: re.Match[str]) -> str:
        return known.get(match[1] or match[2], match[0])

    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", put, text) if known else text


def _split_array(words: Sequence[Word]) -> list[Word]:
    """Return the words of a command in JSON: ``RUN ["pip", "install", "x"]``."""
    parts = (
        Word(part.strip("[] "), word.line)
        for word in words
        for part in word.text.split(",")
    )
    return [word for word in parts if word.text]
