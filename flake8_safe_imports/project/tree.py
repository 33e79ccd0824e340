"""Lists the files of a project."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ENTRIES: Final = 50_000
"""How many files and folders are looked at: of larger projects nothing is known."""
_SKIPPED: Final = frozenset({"__pycache__", "node_modules", "site-packages"})


def list_files(root: str, *, is_deep: bool) -> Iterator[str]:
    """Yield every path in *root*, without environments and links to folders.

    With *is_deep* those in its folders too.
    """
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
                and entry.name not in _SKIPPED
                and not entry.name.startswith(".")
                and entry.is_dir(follow_symlinks=False)
            ):
                pending.append(entry.path)
