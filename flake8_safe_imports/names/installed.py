"""The distributions installed in the environment that flake8 runs in.

Only their metadata is read, by ``importlib.metadata``; no package is imported or run.
An environment made by pre-commit has none of the user's own packages.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol

from flake8_safe_imports.data import packages


class Distribution(Protocol):
    """The part of ``importlib.metadata.Distribution`` that is used."""

    @property
    def metadata(self) -> Any:
        """The core metadata, by field."""

    def read_text(self, filename: str) -> str | None:
        """Return the text of a metadata file."""


class Installed(NamedTuple):
    """An installed distribution: name and version as installed, and where.

    ``location`` is the folder or file of its metadata; ``""`` if it has none.
    """

    name: str
    version: str
    location: str


def list_installed(path: Sequence[str] | None) -> tuple[Installed, ...]:
    """Return the distributions installed on *path*, sorted by name.

    That is ``sys.path`` if it is None.
    """
    return tuple(sorted(describe(found) for found in find_distributions(path)))


@lru_cache(maxsize=1)
def list_importable(path: tuple[str, ...]) -> frozenset[str]:
    """Return the top-level names that the folders of *path* (``sys.path``) have.

    Nothing is imported.
    """
    from flake8_safe_imports.project import on_disk

    return frozenset().union(*(on_disk.list_site_folder(one or ".") for one in path))


@lru_cache(maxsize=1)
def list_names(path: tuple[str, ...]) -> frozenset[str]:
    """Return the distributions installed on *path*, in PEP 503 form."""
    return frozenset(
        packages.normalize_distribution(found.name) for found in list_installed(path)
    )


def find_distributions(path: Sequence[str] | None) -> Iterator[Distribution]:
    """Yield the distributions installed on *path*, which is ``sys.path`` if it is None.

    Finders of other packages take part; if one of them fails, the iteration ends.
    """
    if sys.version_info >= (3, 10):
        from importlib import metadata
    else:
        import importlib_metadata as metadata

    try:
        if path is None:
            yield from metadata.distributions()
        else:
            yield from metadata.distributions(path=list(path))
    except Exception:
        return


def describe(distribution: Distribution) -> Installed:
    """Return name, version and location of a distribution, however broken it is.

    Mostly they are read off the name of its metadata folder, without opening a file.
    """
    path = getattr(distribution, "_path", None)
    location = str(path) if path is not None else ""
    base = os.path.basename(location.rstrip("/\\"))
    stem, extension = os.path.splitext(base)
    if extension == ".dist-info" and stem.count("-") == 1:
        name, version = stem.split("-")
        return Installed(name, version, location)
    # A linter must not stop at metadata that cannot be read.
    try:
        metadata = distribution.metadata
        fields = metadata["Name"], metadata["Version"]
    except Exception:
        fields = None, None
    return Installed(fields[0] or stem.partition("-")[0], fields[1] or "", location)


def find_name_line(location: str) -> tuple[str, int]:
    """Return the metadata file of a distribution and the line with its name there.

    *location* is of an :class:`Installed`; it comes back with line 1 if there is none.
    """
    for base in ("METADATA", "PKG-INFO", ""):
        path = os.path.join(location, base) if base else location
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                number = _find_name_field(file)
        except OSError:
            continue
        if number:
            return path, number
    return location, 1


def _find_name_field(lines: Iterable[str]) -> int:
    """Return the number of the line ``Name:`` in the head of *lines*, or 0."""
    for number, line in enumerate(lines, 1):
        if line.startswith("Name:"):
            return number
        if not line.strip():
            break
    return 0


def read_import_names(distribution: Distribution) -> set[str]:
    """Return what a distribution is imported as, from its lists of files.

    That is top-level names, or dotted ones in a namespace, which other distributions
    may share.
    """
    found = _list_names(_read(distribution, "RECORD"))
    tops = {name.partition(".")[0] for name in found}
    for line in _read(distribution, "top_level.txt").splitlines():
        if line.strip() not in tops:
            found.add(line.strip())
    if not found:
        for line in _read(distribution, "SOURCES.txt").splitlines():
            found.add(_find_top_level_name(line))
    return {name for name in found if all(map(str.isidentifier, name.split(".")))}


def _list_names(record: str) -> set[str]:
    """Return the outermost modules and packages among recorded files.

    A folder without ``__init__.py`` is a namespace: what is in it counts.
    """
    paths = [_split_path(line) for line in record.splitlines()]
    packages = {path[:-1] for path in paths if path[-1].startswith("__init__.")}
    found = set()
    for path in paths:
        folders = (path[:depth] for depth in range(1, min(len(path), _DEEPEST)))
        package = next((folder for folder in folders if folder in packages), None)
        module = _get_module(path[-1])
        if package:
            found.add(".".join(package))
        elif module:
            found.add(".".join((*path[:-1], module)))
    return found


_DEEPEST: Final = 20
"""The most folders of a path that are asked whether they are packages."""


def _split_path(line: str) -> tuple[str, ...]:
    """Return the parts of the path on a line of ``RECORD``."""
    path = line.lstrip('"').partition(",")[0]
    return tuple(path.replace("\\", "/").split("/"))


def _find_top_level_name(path: str) -> str:
    """Return the top-level import name of a recorded file; ``""`` for none."""
    first, slash, _ = path.replace("\\", "/").partition("/")
    if slash:
        return "" if first.endswith(("-info", ".data", "__pycache__")) else first
    return _get_module(first)


def _get_module(file: str) -> str:
    """Return the name of the module in a *file*; ``""`` for none."""
    name, dot, rest = file.partition(".")
    ending = dot + rest
    return name if ending.endswith((".py", ".pyi", ".so", ".pyd")) else ""


def _read(distribution: Distribution, name: str) -> str:
    """Return the text of a metadata file; empty if it is missing.

    Bytes that are not text do not hide the others.
    """
    try:
        return distribution.read_text(name) or ""
    except UnicodeDecodeError:
        pass
    except Exception:
        return ""
    folder: Any = getattr(distribution, "_path", None)
    try:
        return str((folder / name).read_bytes().decode("utf-8", "replace"))
    except Exception:
        return ""
