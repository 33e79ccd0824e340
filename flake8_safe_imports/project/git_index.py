"""Reads which files git tracks, from its index; git is not run.

A file that is tracked belongs to the project even where a ``.gitignore`` names it. An
index that is split or of an unknown version is taken for empty.

Source: gitformat-index(5), versions 2 to 4.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project import files

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of the largest index that is read, and characters of the paths in it."""
_STAT: Final = 40
"""Bytes before the object name of an entry."""
_HASHES: Final = (20, 32)
"""Bytes of an object name: SHA-1, SHA-256."""
_EXTENDED: Final = 0x4000
_LENGTH: Final = 0xFFF


class TrackedFiles:
    """The files that git tracks in the repository at the folder *root*.

    The index is read when it is first asked for.
    """

    def __init__(self, root: str) -> None:
        self.root: Final = root

    def has(self, path: str) -> bool:
        """Return whether the file *path* is tracked, or any file in that folder."""
        below = os.path.relpath(path, self.root).replace(os.sep, "/")
        return below in self._paths

    @cached_property
    def _paths(self) -> frozenset[str]:
        """The tracked files and the folders that they are in."""
        path = os.path.join(_find_git_folder(self.root), "index")
        data = files.read_or_nothing(path, _LARGEST)
        found: set[str] = set()
        budget = _LARGEST
        for name in _list_names(data):
            while name and name not in found and budget > 0:
                found.add(name)
                budget -= len(name)
                name = name.rpartition("/")[0]
        return frozenset(found)


def _find_git_folder(root: str) -> str:
    """Return the folder with the index: ``.git``, or where a file ``.git`` leads."""
    place = os.path.join(root, ".git")
    link = re.match(r"gitdir: (.+)", files.read_leniently(place))
    return os.path.join(root, link[1].strip()) if link else place


def _list_names(data: bytes) -> list[str]:
    """Return the paths in an index; none if it is not understood."""
    for hash_size in _HASHES:
        try:
            names = [os.fsdecode(name) for name in _parse(data, hash_size)]
        except (ValueError, IndexError):
            continue
        return names
    return []


def _parse(data: bytes, hash_size: int) -> Iterator[bytes]:
    """Yield the paths in an index; raise ValueError or IndexError if it has errors."""
    version = int.from_bytes(data[4:8], "big")
    if data[:4] != b"DIRC" or version not in (2, 3, 4):
        raise ValueError("not an index")
    position = 12
    name = b""
    budget = _LARGEST
    for _ in range(int.from_bytes(data[8:12], "big")):
        start = position
        position += _STAT + hash_size
        flags = data[position] << 8 | data[position + 1]
        position += 4 if flags & _EXTENDED and version > 2 else 2
        kept = b""
        if version == 4:
            strip, position = _read_number(data, position)
            kept = name[: len(name) - strip] if strip <= len(name) else b""
        end = data.index(b"\0", position)
        name = kept + data[position:end]
        budget -= len(name)
        is_named = name and flags & _LENGTH == min(len(name), _LENGTH)
        if not is_named or budget < 0:
            raise ValueError("not an entry")
        yield name
        # In older versions entries are filled with one to eight zeros.
        position = end + 1 if version == 4 else start + (end - start + 8) // 8 * 8


def _read_number(data: bytes, position: int) -> tuple[int, int]:
    """Return a number of variable length, and the position after it."""
    number = data[position] & 0x7F
    while data[position] & 0x80:
        position += 1
        number = (number + 1) << 7 | data[position] & 0x7F
        if number > _LARGEST:
            raise ValueError("not a length")
    return number, position + 1
