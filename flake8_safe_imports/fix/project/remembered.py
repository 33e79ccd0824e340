"""What is remembered of the files of a project, so that each is looked at once.

After a file is rewritten, only that file is looked at again.
"""

from __future__ import annotations

import os
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Callable, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

T = TypeVar("T")

_of_files: Final[list[dict[str, Any]]] = []
"""For each function what it found in files, by their paths."""
_of_projects: Final[list[Callable[[], None]]] = []
"""What forgets the answers of functions about projects."""


def remember_files() -> dict[str, Any]:
    """Return a dictionary, from path to answer, that forgets files when told to."""
    known: dict[str, Any] = {}
    _of_files.append(known)
    return known


def per_file(function: Callable[[str], T]) -> Callable[[str], T]:
    """Let *function*, which is given a path, look at each file once."""
    known: dict[str, T] = remember_files()

    @wraps(function)
    def look_up(path: str) -> T:
        if path not in known:
            known[path] = function(path)
        return known[path]

    return look_up


def per_project(
    most: int = 4096,
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Return a decorator: the last *most* answers stay until a file is rewritten."""

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        remembering = lru_cache(maxsize=most)(function)
        _of_projects.append(remembering.cache_clear)
        return remembering

    return decorate


def forget() -> None:
    """Forget everything."""
    _forget_projects()
    for known in _of_files:
        known.clear()


def forget_files(rewritten: Iterable[str]) -> None:
    """Forget what was in the *rewritten* files, and all that follows from files."""
    _forget_projects()
    paths = {path for known in _of_files for path in known}
    for path in find_same(rewritten, paths):
        for known in _of_files:
            known.pop(path, None)


def _forget_projects() -> None:
    for clear in _of_projects:
        clear()


def find_same(rewritten: Iterable[str], paths: Collection[str]) -> set[str]:
    """Return which of *paths* are *rewritten* files, by whatever links."""
    real = {os.path.realpath(path) for path in rewritten}
    names = {os.path.basename(path) for path in real}
    return {
        path
        for path in paths
        if (os.path.basename(path) in names or os.path.islink(path))
        and os.path.realpath(path) in real
    }
