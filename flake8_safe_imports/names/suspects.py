"""Installed distributions that should not provide an import (VET404, ``audit``).

The environment is looked at once for each process and ``sys.path``. Distributions are
judged by the names of their metadata folders; only the lists of files of suspicious
ones are opened.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.data import packages, stdlib, stdlib_distributions
from flake8_safe_imports.names import compromised, lookalike, malicious
from flake8_safe_imports.names.causes import Lookalike, Malicious
from flake8_safe_imports.names.compromised import Compromised
from flake8_safe_imports.names.installed import (
    describe,
    find_distributions,
    read_import_names,
)


class Provider(NamedTuple):
    """A suspicious distribution that provides imports.

    ``cause`` says what is wrong with its name or release; it is None for a distribution
    that hides modules of the standard library.
    """

    distribution: str
    version: str
    cause: Malicious | Compromised | Lookalike | None


class Suspect(NamedTuple):
    """A suspicious distribution, the location of its metadata, and its import names.

    In a namespace these are dotted.
    If it hides modules of the standard library, only these are named.
    """

    provider: Provider
    location: str
    import_names: tuple[str, ...]


def find_provider(name: str) -> tuple[str, Provider] | None:
    """Return the suspicious distribution that provides the dotted *name*, or None.

    With it comes the part of *name* that it provides: ``ns.bad`` of ``ns.bad.a``.
    """
    providers = find_providers(tuple(sys.path))
    end = name.find(".") if providers else 0
    while end > 0:
        if name[:end] in providers:
            return name[:end], providers[name[:end]]
        end = name.find(".", end + 1)
    return (name, providers[name]) if name in providers else None


@lru_cache(maxsize=1)
def find_providers(path: tuple[str, ...]) -> dict[str, Provider]:
    """Return import name -> suspicious distribution on *path*."""
    found: dict[str, Provider] = {}
    for suspect in find_suspects(path):
        for name in suspect.import_names:
            found.setdefault(name, suspect.provider)
    return found


def find_suspects(path: Sequence[str] | None) -> tuple[Suspect, ...]:
    """Return the suspicious distributions on *path*, sorted by name.

    That is ``sys.path`` if it is None.
    """
    return tuple(sorted(_find_suspects(path), key=_sort_key))


def _find_suspects(path: Sequence[str] | None) -> Iterator[Suspect]:
    hidden = _find_hidden_modules(sys.path if path is None else path)
    for distribution in find_distributions(path):
        name, version, location = describe(distribution)
        cause = _judge(name, version)
        if cause is not None:
            names = read_import_names(distribution) or {name.replace("-", "_")}
        elif hidden:
            key = packages.normalize_distribution(name)
            names = {
                module
                for module in hidden & read_import_names(distribution)
                if not stdlib_distributions.may_install(key, module)
            }
        else:
            names = set()
        if names:
            provider = Provider(name, version, cause)
            yield Suspect(provider, location, tuple(sorted(names)))


def _sort_key(suspect: Suspect) -> tuple[str, str, str]:
    """Return name, version and location: causes cannot be compared."""
    provider = suspect.provider
    return provider.distribution, provider.version, suspect.location


def _judge(name: str, version: str) -> Malicious | Compromised | Lookalike | None:
    """Return what is suspicious about a release of a distribution, or None."""
    return (
        malicious.find_distribution(name)
        or compromised.find_release(name, version)
        or lookalike.find_distribution(name)
    )


def _find_hidden_modules(path: Iterable[str]) -> frozenset[str]:
    """Return the stdlib modules of the running Python that site folders have too.

    A site folder is one with metadata of installed distributions.
    """
    found: set[str] = set()
    window = _find_running_version()
    for folder in path:
        try:
            with os.scandir(folder or ".") as entries:
                names = [entry.name for entry in entries]
        except (OSError, ValueError):
            continue
        if any(name.endswith((".dist-info", ".egg-info")) for name in names):
            for name in names:
                stem = name.partition(".")[0]
                if _is_stdlib_module(stem, window) and _can_hide(folder, name):
                    found.add(stem)
    return frozenset(found)


def _find_running_version() -> int:
    """Return the window of the running Python; the newest known if it is newer."""
    major, minor = sys.version_info[:2]
    return versions.bit(100 * major + minor) or versions.bit(versions.MINORS[-1])


def _can_hide(folder: str, name: str) -> bool:
    """Return whether a file or folder *name* would hide a standard library module.

    A folder without ``__init__.py`` is a namespace package, which hides no module.
    """
    return "." in name or os.path.exists(os.path.join(folder, name, "__init__.py"))


def _is_stdlib_module(name: str, window: int) -> bool:
    """Return whether *name* is a public standard library module in *window*.

    ``test`` does not count: many packages install their tests by mistake, and nobody
    imports Python's own.
    """
    is_public = name != "test" and not name.startswith("_")
    fact = stdlib.find_module(name) if is_public else None
    return fact is not None and bool(fact.window & window)
