"""Bans and allowances that can never take effect; ``flake8 -v`` warns about them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports.config.globs import matches_file
from flake8_safe_imports.config.options import Config
from flake8_safe_imports.config.patterns import normalize
from flake8_safe_imports.config.values import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.config.entries import Entry
    from flake8_safe_imports.config.options import Option

_Target = tuple[str, str, str]
"""A pattern, a glob and the folder that it is relative to."""

_BANS: Final[tuple[Option[Any], ...]] = (
    Config.banned_imports,
    Config.per_file_banned_imports,
)
_ALLOWANCES: Final[tuple[Option[Any], ...]] = (
    Config.allowed_imports,
    Config.per_file_allowed_imports,
)
_WITH_GLOBS: Final = (*_BANS, *_ALLOWANCES, Config.per_file_supported_python)
_MOST_COMPARISONS: Final = 1_000_000
"""How often a file and a glob are compared before all globs are taken to match."""


def find_unused_entries(config: Config) -> Iterator[str]:
    """Yield a line for each entry that another entry makes superfluous.

    That is an entry whose pattern and files are those of an earlier one, one that ends
    with ``.*`` beside the same pattern without, which wins, and a ban whose pattern and
    files are those of an allowance, which wins.
    """
    allowed = _get_targets(config, _ALLOWANCES)
    for options in (_BANS, _ALLOWANCES):
        written = _get_targets(config, options)
        seen: set[_Target] = set()
        for option in options:
            for entry in getattr(config, option.field):
                target = _get_target(entry)
                shorter = _drop_last_star(target)
                problem = ""
                if target in seen:
                    problem = "is repeated: the first entry counts"
                elif options is _BANS and (target in allowed or shorter in allowed):
                    problem = "is also allowed, and the allowance wins"
                elif shorter != target and shorter in written:
                    pattern = quote(shorter[0])
                    problem = f"never counts, because {pattern} matches the same names"
                if problem:
                    yield _warn(option, entry, problem)
                seen.add(target)


def find_double_stars(config: Config) -> Iterator[str]:
    """Yield a line for each entry with ``**``, which means no more than ``*``."""
    for option in (*_BANS, *_ALLOWANCES):
        for entry in getattr(config, option.field):
            if "**" in entry.pattern:
                yield _warn(option, entry, f"means {quote(normalize(entry.pattern))}")


def find_file_names(config: Config) -> Iterator[str]:
    """Yield a line for each entry that is the name of a file, not of a module."""
    for option in (*_BANS, *_ALLOWANCES):
        for entry in getattr(config, option.field):
            if entry.pattern.endswith(".py"):
                module = entry.pattern[:-3]
                yield _warn(option, entry, f"is a file: write {quote(module)}")


def find_unused_globs(config: Config, root: str) -> Iterator[str]:
    """Yield a line for each glob that matches no file in its folder.

    That is *root*, the project's folder, if the entry has no other. A plugin does not
    learn which files flake8 checks, so all files below the folder count. With very
    many files nothing is yielded.
    """
    entries = [item for option in _WITH_GLOBS for item in getattr(config, option.field)]
    folders = dict.fromkeys(entry.folder for entry in entries if entry.glob)
    unused = {
        (folder, glob)
        for folder in folders
        for glob in _list_unused(
            {item.glob for item in entries if item.glob and item.folder == folder},
            folder or root,
        )
    }
    for option in _WITH_GLOBS:
        written = getattr(config, option.field)
        for folder, glob in dict.fromkeys((item.folder, item.glob) for item in written):
            if (folder, glob) in unused:
                below = folder or root
                yield f"{option.name}: {quote(glob)} matches no file below {below!a}"


def _list_unused(globs: set[str], folder: str) -> set[str]:
    """Return the *globs* that match no file in *folder*, unless that takes long."""
    comparisons = 0
    for path in _find_files(folder):
        comparisons += len(globs)
        globs = {glob for glob in globs if not matches_file(glob, path)}
        if not globs or comparisons >= _MOST_COMPARISONS:
            return set()
    return globs


def _get_targets(config: Config, options: tuple[Option[Any], ...]) -> set[_Target]:
    return {
        _get_target(entry)
        for option in options
        for entry in getattr(config, option.field)
    }


def _get_target(entry: Entry) -> _Target:
    """Return the names and the files that *entry* is for, to be compared."""
    return normalize(entry.pattern), entry.glob, entry.folder


def _drop_last_star(target: _Target) -> _Target:
    """Return the target of the pattern that is the same without ``.*`` at its end.

    Both match the same names, because a pattern also covers what is below it.
    """
    pattern, glob, folder = target
    return (pattern[:-2] if pattern.endswith(".*") else pattern), glob, folder


def _warn(option: Option[Any], entry: Entry, problem: str) -> str:
    shown = f"{entry.glob}: {entry.pattern}" if entry.glob else entry.pattern
    return f"{option.name}: {quote(shown)} {problem}"


def _find_files(root: str) -> Iterator[str]:
    """Yield the paths of files below *root*, relative to it and with slashes.

    Folders whose names begin with a dot are left out: tools keep copies there.
    """
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name[0] != ".")
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else f"{relative}/"
        for name in sorted(files):
            yield prefix + name
