"""Which files of a project have a word, so that few of them are searched closely."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.fix.project.project_files import (
    TooManyFilesError,
    list_files,
    read_bytes,
)
from flake8_safe_imports.fix.project.remembered import find_same

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

STAR: Final = "*"
"""Stands for an import of all names."""
_STAR_KEY: Final = STAR.encode()

_STAR_IMPORT: Final = re.compile(rb"import(?<!\wimport)[\s\\]*\*")
_IN_WORDS: Final = re.compile(rb"\w", re.ASCII)
_BLANKED: Final = bytes(
    byte if _IN_WORDS.match(bytes([byte])) else ord(" ") for byte in range(256)
)
"""Makes what is in no word of ASCII a blank."""

_NO_FILE: Final = ""
"""Takes the place of the path of what was read again."""
_MOST_PROJECTS: Final = 8

_known: dict[str, Words | None] = {}
"""The projects by their roots; None for one that is too large."""


class Words:
    """The files of a project by their words of ASCII, and by the folders above them.

    This takes a tenth of the time of searching each file for imports.
    """

    def __init__(self, root: str) -> None:
        self._paths: list[str] = []
        self._numbers: dict[bytes, list[int]] = defaultdict(list)
        for path in list_files(root):
            self._add(path)

    def _add(self, path: str) -> None:
        number, numbers = len(self._paths), self._numbers
        self._paths.append(path)
        for key in _find_keys(path):
            numbers[key].append(number)

    def read_again(self, rewritten: Iterable[str]) -> None:
        """Take the words of *rewritten* files as they are now."""
        again = find_same(rewritten, self._paths)
        for number, path in enumerate(self._paths):
            if path in again:
                self._paths[number] = _NO_FILE
        for path in sorted(again):
            self._add(path)

    def find(self, *words: str) -> set[str]:
        """Return the files that may have one of *words*."""
        numbers: set[int] = set()
        for word in words:
            keys = [_STAR_KEY] if word == STAR else _split(word)
            numbers |= self._intersect(keys) if keys else set(range(len(self._paths)))
        return self._list_paths(numbers)

    def find_below(self, folder: str) -> set[str]:
        """Return the files in folders of that name, at any depth."""
        return self._list_paths(self._numbers.get(_make_folder_key(folder), ()))

    def _list_paths(self, numbers: Iterable[int]) -> set[str]:
        return {self._paths[number] for number in numbers} - {_NO_FILE}

    def _intersect(self, keys: list[bytes]) -> set[int]:
        first, *others = (self._numbers.get(key, ()) for key in keys)
        return set(first).intersection(*others)


def _find_keys(path: str) -> set[bytes]:
    """Return the words of the file at *path*, and a key for each folder above it."""
    content = read_bytes(path)
    keys = set(content.translate(_BLANKED).split())
    if _STAR_IMPORT.search(content):
        keys.add(_STAR_KEY)
    keys.update(map(_make_folder_key, os.path.dirname(path).split(os.sep)))
    return keys


def _make_folder_key(name: str) -> bytes:
    return os.fsencode(name + os.sep)


def _split(word: str) -> list[bytes]:
    """Return the parts of *word* that are ASCII."""
    # The name of a file may not be text.
    return word.encode(errors="replace").translate(_BLANKED).split()


def index_words(root: str) -> Words | None:
    """Return the words of a project; None if it is too large."""
    if root not in _known:
        if len(_known) >= _MOST_PROJECTS:
            del _known[next(iter(_known))]
        try:
            _known[root] = Words(root)
        except TooManyFilesError:
            _known[root] = None
    return _known[root]


def forget_words() -> None:
    """Forget the words of all projects."""
    _known.clear()


def update_words(rewritten: Collection[str]) -> None:
    """Take the words of *rewritten* files as they are now."""
    for words in _known.values():
        if words is not None:
            words.read_again(rewritten)
