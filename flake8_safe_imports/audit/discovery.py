"""Finds the files and environments to audit.

Folders are searched to the bottom, except environments, folders of tools, and what git
ignores and does not track. Symbolic links to folders are not followed.
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.audit.files import find_kind
from flake8_safe_imports.project import gitignore, layout
from flake8_safe_imports.project.git_index import TrackedFiles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class FoundFile(NamedTuple):
    """A file to audit, whether the user names it, and what it may include.

    Files outside of the folder ``root`` are not read for it.
    """

    path: str
    is_named: bool
    root: str


class Places(NamedTuple):
    """What there is to audit: files, and folders with installed distributions.

    ``folders`` are those of the user that were searched for files. ``links`` would be
    files to audit, but lead out of the project or nowhere. ``unlisted`` are folders
    that cannot be listed, ``excluded`` the patterns that leave out something.
    """

    files: tuple[FoundFile, ...]
    site_folders: tuple[str, ...]
    folders: tuple[str, ...]
    links: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


class _Patterns:
    """The patterns of what is left out, and those that have matched."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(patterns)
        self._matched: set[str] = set()

    def match(self, path: str) -> bool:
        """Return whether a file or folder is left out, by its name or by its path."""
        spelled = os.path.normpath(path).replace(os.sep, "/")
        name = spelled.rpartition("/")[2]
        found = {
            pattern
            for pattern in self._patterns
            if fnmatchcase(name, _trim(pattern)) or fnmatchcase(spelled, _trim(pattern))
        }
        self._matched |= found
        return bool(found)

    def list_matched(self) -> tuple[str, ...]:
        """Return the patterns that have left out something."""
        return tuple(row for row in self._patterns if row in self._matched)


def _trim(pattern: str) -> str:
    """Return a pattern as paths are spelled: ``./tests/`` is ``tests``."""
    return os.path.normpath(pattern).replace(os.sep, "/") if pattern else pattern


_SKIPPED: Final = frozenset(
    (
        *(".git", ".hg", ".svn", "__pycache__", "node_modules", "site-packages"),
        *(".tox", ".nox", ".eggs", ".mypy_cache", ".ruff_cache", ".pytest_cache"),
        *("__pypackages__", "dist-packages"),
    )
)
_METADATA: Final = (".egg-info", ".dist-info")
"""How folders are called that say what a built or installed distribution needs."""
_SITES: Final = ("site-packages", "dist-packages")


def find_places(paths: Sequence[str], excluded: Sequence[str] = ()) -> Places:
    """Return what there is to audit in files and folders, each once.

    Files that are named are read even if they match a pattern in *excluded*.
    """
    patterns = _Patterns(excluded)
    unread = _Unread([], [])
    files: dict[str, FoundFile] = {}
    sites: dict[str, str] = {}
    folders: list[str] = []
    for path in paths:
        if os.path.isfile(path):
            file = os.path.normpath(path)
            files[os.path.realpath(file)] = FoundFile(file, True, _find_root(file, ""))
        elif is_environment(path) and (found := find_site_folders(path)):
            for site in found:
                sites.setdefault(os.path.realpath(site), site)
        else:
            folders.append(path)
            for file in _find_in_folder(path, patterns, unread):
                root = _find_root(file, path)
                real = os.path.realpath(file)
                files.setdefault(real, FoundFile(file, False, root))
    return Places(
        tuple(files.values()),
        tuple(sites.values()),
        tuple(folders),
        tuple(unread.links),
        tuple(unread.folders),
        patterns.list_matched(),
    )


def is_environment(path: str) -> bool:
    """Return whether a folder is a virtual or conda environment, or a site folder."""
    return (
        os.path.exists(os.path.join(path, "pyvenv.cfg"))
        or os.path.isdir(os.path.join(path, "conda-meta"))
        or os.path.basename(os.path.abspath(path)) in _SITES
    )


def find_site_folders(environment: str) -> list[str]:
    """Return where an environment keeps its distributions."""
    if os.path.basename(os.path.abspath(environment)) in _SITES:
        return [environment]
    candidates = [os.path.join(environment, "Lib", "site-packages")]
    for library in ("lib", "lib64"):
        folder = os.path.join(environment, library)
        pythons = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        candidates += [os.path.join(folder, name, "site-packages") for name in pythons]
    return [folder for folder in candidates if os.path.isdir(folder)]


def is_inside(path: str, root: str) -> bool:
    """Return whether a path, its links followed, is in the folder *root*.

    A text that cannot be a path, such as one with a null character, is nowhere.
    """
    try:
        real, top = os.path.realpath(path), os.path.realpath(root)
    except ValueError:
        return False
    return real == top or real.startswith(os.path.join(top, ""))


def _find_root(file: str, folder: str) -> str:
    """Return the project root of a file, or the user's *folder* if that is above it."""
    root = layout.find_root(file)
    return os.path.abspath(folder) if folder and is_inside(root, folder) else root


class _Folder(NamedTuple):
    """A folder to search: as it is shown, its path, and what git does with it.

    Where git ignores the folder itself (``is_ignored``), only tracked files count.
    """

    shown: str
    path: str
    ignoring: gitignore.IgnorePatterns
    tracked: TrackedFiles
    is_ignored: bool = False

    def enter(self) -> _Folder:
        """Return the folder with its own patterns, and no others if it is a repository.

        A submodule has a file ``.git``, not a folder.
        """
        if self.path != self.tracked.root and os.path.lexists(
            os.path.join(self.path, ".git")
        ):
            ignoring = gitignore.load_above(self.path, self.path)
            return _Folder(
                self.shown,
                self.path,
                ignoring + gitignore.load(self.path),
                TrackedFiles(self.path),
            )
        return self._replace(ignoring=self.ignoring + gitignore.load(self.path))

    def ignores(self, entry: os.DirEntry[str]) -> bool:
        """Return whether git ignores an entry of the folder."""
        return self.is_ignored or gitignore.is_ignored(
            entry.path, self.ignoring, is_folder=_is_folder(entry)
        )


class _Unread(NamedTuple):
    """What is not read below a folder: links to files, and folders."""

    links: list[str]
    folders: list[str]


def _find_in_folder(folder: str, patterns: _Patterns, unread: _Unread) -> Iterator[str]:
    """Yield the files of every kind in a folder and below it.

    What cannot be looked at, and links that lead to no file in the project, are added
    to *unread*.
    """
    top = os.path.abspath(folder)
    root = layout.find_root(os.path.join(top, "x"))
    above = gitignore.load_above(top, root)
    pending = [_Folder(os.path.normpath(folder), top, above, TrackedFiles(root))]
    while pending:
        place = pending.pop().enter()
        folders = []
        for entry in _scan(place, unread):
            path = os.path.normpath(os.path.join(place.shown, entry.name))
            is_folder = _is_folder(entry)
            if _is_skipped(entry) if is_folder else not _is_wanted(entry, path):
                continue
            if patterns.match(path):
                continue
            is_ignored = place.ignores(entry)
            if is_ignored and not place.tracked.has(entry.path):
                continue
            if is_folder:
                ignoring, tracked = place.ignoring, place.tracked
                folders.append(_Folder(path, entry.path, ignoring, tracked, is_ignored))
            elif _is_file(entry, top):
                yield path
            else:
                unread.links.append(path)
        pending += reversed(folders)


def _is_wanted(entry: os.DirEntry[str], path: str) -> bool:
    """Return whether an entry is a file of a kind that is read unnamed.

    It may also be a link to one, or to nothing, or a pipe: to be named, not read.
    """
    try:
        is_file = not entry.is_dir()
    except OSError:  # a link to itself
        is_file = True
    return is_file and find_kind(path, is_named=False) is not None


def _scan(place: _Folder, unread: _Unread) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place.path) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        unread.folders.append(place.shown)
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str], top: str) -> bool:
    """Return whether an entry is not a link, or one to a file in the project."""
    try:
        if not entry.is_symlink():
            return True
        root = _find_root(os.path.join(top, "x"), top)
        return entry.is_file() and is_inside(entry.path, root)
    except OSError:
        return False


def _is_skipped(entry: os.DirEntry[str]) -> bool:
    return (
        entry.name in _SKIPPED
        or entry.name.endswith(_METADATA)
        or is_environment(entry.path)
    )
