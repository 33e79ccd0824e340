"""The files of a run: those that flake8 would find, in less time.

flake8 matches each file against each pattern on its own; here the patterns of a run are
one regular expression. Unlike flake8, environments (``pyvenv.cfg``) are not entered.
"""

from __future__ import annotations

import fnmatch
import os
import re
from typing import TYPE_CHECKING, Callable, Final

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

STDIN: Final = "-"
_ENVIRONMENT: Final = "pyvenv.cfg"
_ENDING: Final = re.compile(r"\*?[^*?\[/\\]*")
"""A pattern that matches a whole path only if it matches its last part."""


def find_files(options: argparse.Namespace) -> list[str]:
    """Return the files that *options* ask for, sorted as their findings will be."""
    found = _expand_paths(
        options.filenames or ["."],
        is_excluded=_make_exclusion(options),
        is_wanted=_match_any(options.filename) if options.filename else _accept,
    )
    return sorted(found, key=lambda name: find_display_name(name, options))


def find_display_name(filename: str, options: argparse.Namespace) -> str:
    """Return how findings call a file: standard input has a name of its own."""
    if filename != STDIN:
        return filename
    return options.stdin_display_name or "stdin"


def find_missing(paths: Iterable[str]) -> list[str]:
    """Return those of *paths* that do not exist."""
    return [path for path in paths if path != STDIN and not os.path.lexists(path)]


def _accept(path: str) -> bool:
    return True


def _match_any(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a predicate for text that one of *patterns* matches, as in fnmatch."""
    whole = "|".join(fnmatch.translate(os.path.normcase(item)) for item in patterns)
    match = re.compile(whole).match
    if os.path.normcase("A/") == "A/":
        return lambda text: match(text) is not None
    return lambda text: match(os.path.normcase(text)) is not None


def _make_exclusion(options: argparse.Namespace) -> Callable[[str, str], bool]:
    """Return a predicate for what is excluded, by its path and its last part."""
    patterns = [*options.exclude, *options.extend_exclude]
    if not patterns:
        return lambda path, base: False
    matches = _match_any(patterns)
    has_folders = any(map(_may_match_folders, patterns))
    shown = options.stdin_display_name

    def is_excluded(path: str, base: str) -> bool:
        if path == STDIN:
            if shown == "stdin":
                return False
            path, base = shown, os.path.basename(shown)
        if base not in {".", ".."} and matches(base):
            return True
        return has_folders and matches(os.path.abspath(path))

    return is_excluded


def _may_match_folders(pattern: str) -> bool:
    """Return whether *pattern* may match an absolute path but not its last part."""
    return not _ENDING.fullmatch(pattern)


def _expand_paths(
    paths: Sequence[str],
    *,
    is_excluded: Callable[[str, str], bool],
    is_wanted: Callable[[str], bool],
) -> Iterator[str]:
    """Yield the files among *paths* and in the folders among them."""
    for path in paths:
        if is_excluded(path, os.path.basename(path)):
            continue
        if path == STDIN or not os.path.isdir(path):
            yield path
            continue
        pending = [path]
        while pending:
            folder = pending.pop()
            for name, is_folder in _list_folder(folder, is_top=folder == path):
                joined = os.path.join(folder, name)
                # A file that is not wanted need not be matched with the patterns.
                if not is_folder and joined != path and not is_wanted(joined):
                    continue
                if is_excluded(joined, name):
                    continue
                if is_folder:
                    pending.append(joined)
                else:
                    yield joined


def _list_folder(folder: str, *, is_top: bool) -> Sequence[tuple[str, bool]]:
    """Return the names in *folder*, each with whether it is a folder to enter.

    Links to folders are neither entered nor files, and pipes and devices are left
    out. A folder that cannot be read is empty, and so is an environment below the
    folder that was given.
    """
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except OSError:
        return ()
    if not is_top and any(entry.name == _ENVIRONMENT for entry in listed):
        return ()
    kinds = [(entry.name, _is_folder(entry)) for entry in listed]
    return [(name, is_folder) for name, is_folder in kinds if is_folder is not None]


def _is_folder(entry: os.DirEntry[str]) -> bool | None:
    """Return whether *entry* is a folder or a file, None for what is neither."""
    try:
        if entry.is_dir():
            return None if entry.is_symlink() else True
        if entry.is_file():
            return False
        # A broken link is a file that cannot be read; /dev/zero has no end.
        is_broken = entry.is_symlink() and not os.path.exists(entry.path)
        return False if is_broken else None
    except OSError:
        return False
