"""The supported versions of some files, where the configuration names any."""

from __future__ import annotations

from typing import NamedTuple


class FileVersions(NamedTuple):
    """The supported versions of some files."""

    glob: str
    window: int
    old: tuple[int, ...]
    folder: str = ""
    """The folder that the glob is relative to; empty for the root of the project."""

    def below(self, folder: str) -> FileVersions:
        """Return a copy whose glob is relative to *folder*."""
        return self._replace(folder=folder)
