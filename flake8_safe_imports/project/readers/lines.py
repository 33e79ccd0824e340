"""Remembers which lines of a file its strings and keys are on."""

from __future__ import annotations

from operator import contains
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class LineIndex:
    """The lines of strings in a text, by the path of table and key they are under.

    Paths are dotted; lines count from 1.
    """

    def __init__(self, source: Sequence[str] = ()) -> None:
        self._source = source
        self._lines: dict[tuple[str, str], list[int]] = {}
        self._starts: dict[str, int] = {}
        self._taken: dict[tuple[str, str], int] = {}

    def add(self, path: str, line: int, strings: Iterable[str] = ()) -> None:
        """Record that *strings* are on a line under *path*, which begins there."""
        self._starts.setdefault(path, line)
        for string in strings:
            for place in {path, ""}:
                self._lines.setdefault((place, string), []).append(line)

    def take(self, path: str, string: str) -> int:
        """Return the line of the next *string* under *path*.

        Each call goes on to the next occurrence. A string that is not under *path* is
        searched for anywhere; failing that, the line is that of *path*, else 1.
        """
        for place in ((path, string), ("", string)):
            found = self._lines.get(place)
            if found:
                index = self._taken.get(place, 0)
                self._taken[place] = index + 1
                return found[min(index, len(found) - 1)]
        return self._starts.get(path, 1)

    def find(self, path: str, string: str, default: int) -> int:
        """Return the line of the next *string* in the entry *path*, else *default*."""
        for place in (path, f"{path}.version"):
            if (place, string) in self._lines:
                return self.take(place, string)
        return default

    def find_start(self, path: str, key: str) -> int:
        """Return the line on which the entry *key* of the table *path* begins."""
        return self._starts.get(f"{path}.{key}") or self.take(path, key)

    def find_text(self, path: str, text: str) -> int:
        """Return on which line a *text* of several begins; 0 if it is not as it is.

        Its quotes are on that line, or on the one before.
        """
        start = self.take(path, text)
        lines = text.split("\n")
        for first in (start, start + 1):
            found = self._source[first - 1 : first - 1 + len(lines)]
            if len(found) == len(lines) and all(map(contains, found, lines)):
                return first
        return 0
