"""The files of a run: those that flake8 would find, in less time.

flake8 matches each file against each pattern on its own; here the patterns of a run are
asked together. Unlike flake8, environments (``pyvenv.cfg``) are not entered.
"""

from __future__ import annotations

import fnmatch
import os
import re

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator
    from typing import Callable, Final

    _Matches = Callable[[str], bool]

STDIN: Final = "-"
_ENVIRONMENT: Final = "pyvenv.cfg"
_WILDCARDS: Final = frozenset("*?[")
_SEPARATORS: Final = frozenset("/\\")


def find_files(options: argparse.Namespace) -> list[str]:
    """Return the files that *options* ask for, sorted as their findings will be."""
    found = walk_files(options)
    return sorted(found, key=lambda name: find_display_name(name, options))


def walk_files(options: argparse.Namespace) -> Iterator[str]:
    """Yield the files that *options* ask for, as they are found.

    Unlike in flake8, a path that is given twice counts once.
    """
    patterns = [*options.exclude, *options.extend_exclude]
    matches = match_any(patterns)
    is_wanted = match_any(options.filename or ["*"])
    for path in dict.fromkeys(options.filenames or ["."]):
        if is_given_excluded(path, matches, options.stdin_display_name):
            continue
        if path == STDIN or not os.path.isdir(path):
            yield path
        else:
            is_excluded = _make_exclusion(path, patterns, matches)
            yield from find_below(path, is_excluded, is_wanted)


def find_display_name(filename: str, options: argparse.Namespace) -> str:
    """Return how findings call a file: standard input has a name of its own."""
    if filename != STDIN:
        return filename
    return options.stdin_display_name or "stdin"


def find_missing(paths: Iterable[str]) -> list[str]:
    """Return those of *paths* that do not exist."""
    return [path for path in paths if path != STDIN and not _may_exist(path)]


def _may_exist(path: str) -> bool:
    """Return whether there is a file, or the system does not let us look."""
    try:
        os.lstat(path)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False
    return True


def match_any(patterns: Iterable[str]) -> _Matches:
    """Return a predicate for text that one of *patterns* matches, as in fnmatch.

    Nearly all patterns are names or endings, which need no regular expression.
    """
    names, endings, others = set(), [], []
    for pattern in map(os.path.normcase, patterns):
        end = pattern.removeprefix("*")
        if not _WILDCARDS.isdisjoint(end):
            others.append(fnmatch.translate(pattern))
        elif end != pattern:
            endings.append(end)
        else:
            names.add(pattern)
    ends = tuple(endings)
    match = re.compile("|".join(others)).match if others else None

    def matches(text: str) -> bool:
        return (
            text in names
            or text.endswith(ends)
            or (match is not None and match(text) is not None)
        )

    if os.path.normcase("A/") == "A/":
        return matches
    return lambda text: matches(os.path.normcase(text))


def is_given_excluded(path: str, matches: _Matches, stdin_name: str) -> bool:
    """Return whether what the command line gives is excluded."""
    if path == STDIN:
        if stdin_name == "stdin":
            return False
        path = stdin_name
    name = os.path.basename(path)
    if name not in {".", ".."} and matches(name):
        return True
    return matches(os.path.abspath(path))


def _make_exclusion(
    folder: str, patterns: Iterable[str], matches: _Matches
) -> Callable[[str, str], bool]:
    """Return a predicate for what is excluded in *folder*, by path and last part."""
    if all(map(_is_of_names, patterns)):
        return lambda path, name: matches(name)
    absolute = os.path.abspath(folder)
    start = len(os.path.join(folder, ""))

    def is_excluded(path: str, name: str) -> bool:
        return matches(name) or matches(os.path.join(absolute, path[start:]))

    return is_excluded


def _is_of_names(pattern: str) -> bool:
    """Return whether *pattern* matches a path only if it matches its last part."""
    return (_WILDCARDS | _SEPARATORS).isdisjoint(pattern.removeprefix("*"))


def find_below(
    top: str, is_excluded: Callable[[str, str], bool], is_wanted: _Matches
) -> Iterator[str]:
    """Yield the files in the folder *top* and in those below it.

    An environment below *top* is empty.
    """
    pending = [top]
    while pending:
        folder = pending.pop()
        files, folders, is_environment = _list_folder(folder, is_excluded, is_wanted)
        if folder == top or not is_environment:
            yield from files
            pending += folders


def _list_folder(
    folder: str, is_excluded: Callable[[str, str], bool], is_wanted: _Matches
) -> tuple[list[str], list[str], bool]:
    """Return the files in *folder*, its subfolders, and whether it is an environment.

    Links to folders are neither files nor folders here, and pipes and devices are left
    out. A folder that cannot be listed is a file: one that cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            return _sort_entries(entries, is_excluded, is_wanted)
    except OSError:
        return [folder], [], False


def _sort_entries(
    entries: Iterable[os.DirEntry[str]],
    is_excluded: Callable[[str, str], bool],
    is_wanted: _Matches,
) -> tuple[list[str], list[str], bool]:
    """Return what :func:`_list_folder` does for a folder with these *entries*."""
    files, folders, is_environment = [], [], False
    for entry in entries:
        name, path = entry.name, entry.path
        if _is_folder(entry):
            if not is_excluded(path, name):
                folders.append(path)
            continue
        if name == _ENVIRONMENT:
            is_environment = True
        # A file that is not wanted need not be matched with more patterns.
        if is_wanted(path) and not is_excluded(path, name) and _is_file(entry):
            files.append(path)
    return files, folders, is_environment


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Return whether *entry*, which is not a folder, is to be read."""
    try:
        if entry.is_file():
            return True
        # A broken link is a file that cannot be read; /dev/zero has no end.
        return entry.is_symlink() and not os.path.exists(entry.path)
    except OSError:
        return True
