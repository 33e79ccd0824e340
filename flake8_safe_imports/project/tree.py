"""Lists the files of a project."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ENTRIES: Final = 50_000
"""How many files and folders are looked at: of larger projects nothing is known."""
SKIPPED: Final = frozenset({"__pycache__", "node_modules", "site-packages"})
"""Folders that hold nothing of the project itself."""


@cached(16)
def list_files(root: str, *, is_deep: bool) -> tuple[str, ...] | None:
    """Return every path in *root*, without environments and links to folders.

    With *is_deep* those in its folders too.  None if there are too many.
    """
    found = tuple(islice(_walk(root, is_deep=is_deep), MOST_ENTRIES + 1))
    return found if len(found) <= MOST_ENTRIES else None


def _walk(root: str, *, is_deep: bool) -> Iterator[str]:
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except (OSError, ValueError):
            continue
        if any(entry.name == "pyvenv.cfg" for entry in found):
            continue
        for entry in found:
            yield entry.path
            if (
                is_deep
                and entry.name not in SKIPPED
                and not entry.name.startswith(".")
                and entry.is_dir(follow_symlinks=False)
            ):
                pending.append(entry.path)
