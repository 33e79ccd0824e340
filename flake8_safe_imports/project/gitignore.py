"""Tells what git ignores, from the ``.gitignore`` files; git is not run.

What is tracked all the same is in the index, see :mod:`.git_index`.

Source: gitignore(5).
"""

from __future__ import annotations

import os
import re
from fnmatch import translate
from functools import lru_cache
from typing import Final, NamedTuple

from flake8_safe_imports.project import files

_MOST_STARS: Final = 16
"""Wildcards in one part of a pattern; more take too long to compare."""


class IgnorePattern(NamedTuple):
    """One pattern: what it matches is ignored, or not if it ``is_negated``.

    ``parts`` are compared with the path below ``folder``, where ``**`` is any number of
    folders.
    """

    folder: str
    parts: tuple[str, ...]
    is_negated: bool
    is_for_folders: bool


IgnorePatterns = tuple[IgnorePattern, ...]


def load_above(folder: str, root: str) -> IgnorePatterns:
    """Return the patterns of the folders from *root* to above *folder*."""
    patterns = read_patterns(os.path.join(root, ".git", "info", "exclude"), root)
    below = os.path.relpath(folder, root).split(os.sep)
    place = root
    for name in [] if below == ["."] else below:
        patterns += load(place)
        place = os.path.join(place, name)
    return patterns


def load(folder: str) -> IgnorePatterns:
    """Return the patterns in the ``.gitignore`` of *folder*."""
    return read_patterns(os.path.join(folder, ".gitignore"), folder)


def read_patterns(path: str, folder: str) -> IgnorePatterns:
    """Return the patterns in a file, for what is below *folder*; none if unreadable."""
    text = files.read_leniently(path)
    found = (_read_pattern(line, folder) for line in text.splitlines())
    return tuple(pattern for pattern in found if pattern)


def is_ignored(path: str, patterns: IgnorePatterns, *, is_folder: bool) -> bool:
    """Return whether git ignores a file or folder in a folder that it does not.

    *path* is absolute and below the folders of all *patterns*.
    """
    for pattern in reversed(patterns):
        if pattern.is_for_folders and not is_folder:
            continue
        below = path[len(pattern.folder) :].replace(os.sep, "/").lstrip("/")
        if _matches(below.split("/"), pattern.parts):
            return not pattern.is_negated
    return False


def _read_pattern(line: str, folder: str) -> IgnorePattern | None:
    """Return the pattern on one line, if any."""
    text = re.sub(r"(?<!\\)[ \t]+$", "", line)
    if not text or text.startswith("#"):
        return None
    is_negated = text.startswith("!")
    text = text[is_negated:]
    is_for_folders = text.endswith("/")
    text = text.rstrip("/")
    parts = tuple(text.lstrip("/").split("/"))
    if "/" not in text:
        parts = ("**", *parts)
    if any(part.count("*") > _MOST_STARS for part in parts):
        return None
    return IgnorePattern(folder, parts, is_negated, is_for_folders)


def _matches(names: list[str], parts: tuple[str, ...]) -> bool:
    """Return whether the parts of a pattern match the names of a path.

    Only the last ``**`` is tried again: the earliest place for what is before it leaves
    the most for what follows.
    """
    name = part = 0
    retry: tuple[int, int] | None = None
    while name < len(names):
        if part < len(parts) and parts[part] == "**":
            if part == len(parts) - 1:
                return name < len(names)
            part += 1
            retry = name, part
        elif part < len(parts) and _matches_name(names[name], parts[part]):
            name += 1
            part += 1
        elif retry is not None:
            name = retry[0] + 1
            part = retry[1]
            retry = name, part
        else:
            return False
    return part == len(parts)


def _unescape(match: re.Match[str]) -> str:
    """Return an escaped character as ``fnmatch`` takes it for itself."""
    return f"[{match[1]}]" if match[1] else match[2]


def _matches_name(name: str, part: str) -> bool:
    if not any(char in part for char in "*?[\\"):
        return name == part
    return _compile(part).match(name) is not None


@lru_cache(maxsize=4096)  # each is compared with the name of nearly every file
def _compile(part: str) -> re.Pattern[str]:
    """Return the regular expression for one part of a pattern."""
    plain = re.sub(r"\\([*?[])|\\(.)", _unescape, re.sub(r"\*+", "*", part))
    return re.compile(translate(plain))
