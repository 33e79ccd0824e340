"""Lists the files of a project."""

from __future__ import annotations

import os
from itertools import islice

from flake8_safe_imports.project import layout
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from typing import Final

MOST_ENTRIES: Final = 50_000
"""How many files and folders are looked at: of larger projects nothing is known."""
_SKIPPED: Final = frozenset({"__pycache__", "node_modules", "site-packages"})
"""Folders that hold nothing of the project itself."""


@cached(16)
def list_files(root: str) -> tuple[str, ...] | None:
    """Return every path in *root*, without environments and links to folders.

    Those in its folders too, if it is the root of a project. None if there are too
    many.
    """
    entries = walk(root, is_deep=layout.is_marked(root))
    found = tuple(islice(entries, MOST_ENTRIES + 1))
    return tuple(entry.path for entry in found) if len(found) <= MOST_ENTRIES else None


def walk(
    root: str, *, is_deep: bool = True, entered: Container[str] = ()
) -> Iterator[os.DirEntry[str]]:
    """Yield every file and folder in *root*, and with *is_deep* those in its folders.

    Links to folders and environments are not entered, nor hidden folders whose name is
    not in *entered*.
    """
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except (OSError, ValueError):
            continue
        if any(entry.name == "pyvenv.cfg" for entry in found) and folder != root:
            continue
        for entry in found:
            yield entry
            if (
                is_deep
                and entry.name not in _SKIPPED
                and (entry.name in entered or not entry.name.startswith("."))
                and entry.is_dir(follow_symlinks=False)
            ):
                pending.append(entry.path)
