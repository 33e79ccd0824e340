"""Who provides an import in the environment that flake8 runs in (VET404).

Only the names of installed distributions and lists of their files are read, by way of
``importlib.metadata``; nothing of the environment is imported or run.  Mind that in
an environment made by pre-commit the user's own packages are not installed.

The environment is looked at once for a process.  Names are taken from the names of
the ``*.dist-info`` folders; only what looks suspicious is opened.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib, stdlib_distributions
from flake8_safe_imports.names import lookalike, malicious

MALICIOUS: Final = "malicious"
LOOKALIKE: Final = "lookalike"
SHADOWING: Final = "shadows-stdlib"


class Distribution(Protocol):
    """What is used of ``importlib.metadata.Distribution``, or the backport's."""

    @property
    def metadata(self) -> Any:
        """The core metadata, by field."""

    def read_text(self, filename: str) -> str | None:
        """Return a file among the metadata."""


class Provider(NamedTuple):
    """An installed distribution that should not be what an import gets.

    ``reason`` is ``malicious``, ``lookalike`` or ``shadows-stdlib``; ``target`` is
    what was meant, ``""`` where that is unknown or the import itself.
    """

    distribution: str
    version: str
    reason: str
    target: str


class Suspect(NamedTuple):
    """A suspicious distribution, where its metadata lies, and what it provides.

    For one that shadows the standard library ``tops`` are the modules it hides.
    """

    provider: Provider
    location: str
    tops: tuple[str, ...]


class Installed(NamedTuple):
    """An installed distribution: name and version as installed, and where.

    ``location`` is the folder or file of its metadata; ``""`` if it has none.
    """

    name: str
    version: str
    location: str


def suspicious_provider(top: str) -> Provider | None:
    """Return the suspicious distribution that provides the import *top*, else None."""
    return _providers().get(top)


def providers(path: Sequence[str] | None = None) -> dict[str, Provider]:
    """Return import name -> suspicious provider, of what is installed on *path*.

    *path* is as ``sys.path``, which is the default.
    """
    found: dict[str, Provider] = {}
    for suspect in suspects(path):
        for top in suspect.tops:
            found.setdefault(top, suspect.provider)
    return found


def suspects(path: Sequence[str] | None = None) -> tuple[Suspect, ...]:
    """Return all that is suspicious of what is installed on *path*, sorted by name."""
    found = []
    hidden = _hidden_modules(sys.path if path is None else path)
    for distribution in _distributions(path):
        name, version, location = describe(distribution)
        provider = judge(name, version)
        if provider is not None:
            tops = _tops(distribution) or {name.replace("-", "_")}
            found.append(Suspect(provider, location, tuple(sorted(tops))))
        elif hidden:
            shadowed = hidden & _tops(distribution)
            normal = _normal(name)
            tops = {
                top
                for top in shadowed
                if not stdlib_distributions.may_install(normal, top)
            }
            if tops:
                provider = Provider(name, version, SHADOWING, "")
                found.append(Suspect(provider, location, tuple(sorted(tops))))
    return tuple(sorted(found))


def installed(path: Sequence[str] | None = None) -> tuple[Installed, ...]:
    """Return the distributions installed on *path* (``sys.path``), sorted by name."""
    return tuple(sorted(describe(found) for found in _distributions(path)))


def judge(name: str, version: str) -> Provider | None:
    """Return what is suspicious about the mere name of a distribution, or None."""
    bad = malicious.find_distribution(name)
    if bad is not None:
        return Provider(name, version, MALICIOUS, bad.target)
    like = lookalike.find_distribution(name)
    if like is not None:
        return Provider(name, version, LOOKALIKE, like.target)
    return None


def describe(distribution: Distribution) -> Installed:
    """Return name, version and place of a distribution, however broken it is.

    The name of its folder tells, without opening a file, in all usual cases.
    """
    path = getattr(distribution, "_path", None)
    location = str(path) if path is not None else ""
    base = os.path.basename(location.rstrip("/\\"))
    stem, extension = os.path.splitext(base)
    if extension == ".dist-info" and stem.count("-") == 1:
        name, version = stem.split("-")
        return Installed(name, version, location)
    # Metadata that cannot be read says nothing; a linter must not stop at it.
    try:
        metadata = distribution.metadata
        told = metadata["Name"], metadata["Version"]
    except Exception:
        told = None, None
    return Installed(told[0] or stem.partition("-")[0], told[1] or "", location)


@lru_cache(maxsize=1)
def _providers() -> dict[str, Provider]:
    """Return :func:`providers` of the running process."""
    return providers()


def _distributions(path: Sequence[str] | None) -> Iterator[Distribution]:
    """Yield what is installed on *path*; a finder that fails ends the list."""
    if sys.version_info >= (3, 10):
        from importlib import metadata
    else:
        import importlib_metadata as metadata

    # Finders of other people's making take part in this: whatever they raise.
    try:
        if path is None:
            yield from metadata.distributions()
        else:
            yield from metadata.distributions(path=list(path))
    except Exception:
        return


def _hidden_modules(path: Iterable[str]) -> frozenset[str]:
    """Return the modules of the running stdlib of which a site folder has another.

    A site folder is one that holds metadata of installed distributions.
    """
    found: set[str] = set()
    window = versions.bit(running()) or versions.bit(versions.MINORS[-1])
    for folder in path:
        try:
            with os.scandir(folder or ".") as entries:
                names = [entry.name for entry in entries]
        except (OSError, ValueError):
            continue
        if any(name.endswith((".dist-info", ".egg-info")) for name in names):
            for name in names:
                stem = name.partition(".")[0]
                if _is_in_window(stem, window) and _can_hide(folder, name):
                    found.add(stem)
    return frozenset(found)


def running() -> int:
    """Return the version of the running Python as :mod:`versions` writes it."""
    return sys.version_info[0] * 100 + sys.version_info[1]


def _can_hide(folder: str, name: str) -> bool:
    """Tell whether a file or folder comes before a module of the standard library.

    A folder without ``__init__.py`` is a namespace, and every module comes before it.
    """
    return "." in name or os.path.exists(os.path.join(folder, name, "__init__.py"))


def _is_in_window(name: str, window: int) -> bool:
    """Tell whether *name* is a public standard library module in *window*.

    Not ``test``: that their tests are installed is a slip of many a packager, and
    nobody imports Python's own.
    """
    is_of_interest = name != "test" and not name.startswith("_")
    fact = stdlib.module(name) if is_of_interest else None
    return fact is not None and bool(fact.window & window)


def _tops(distribution: Distribution) -> set[str]:
    """Return the top-level import names of a distribution, from its lists of files."""
    found: set[str] = set()
    for line in _text(distribution, "top_level.txt").splitlines():
        found.add(line.strip())
    for line in _text(distribution, "RECORD").splitlines():
        found.add(_top(line.lstrip('"')))
    if not found:
        for line in _text(distribution, "SOURCES.txt").splitlines():
            found.add(_top(line))
    return {name for name in found if name.isidentifier()}


def _top(path: str) -> str:
    """Return the import name that a recorded file makes; ``""`` for none."""
    first, slash, _ = path.replace("\\", "/").partition("/")
    if slash:
        return "" if first.endswith(("-info", ".data", "__pycache__")) else first
    name, dot, rest = first.partition(",")[0].partition(".")
    ending = dot + rest
    return name if ending.endswith((".py", ".pyi", ".so", ".pyd")) else ""


def _text(distribution: Distribution, name: str) -> str:
    """Return a metadata file's text; nothing if it is not there or not text."""
    try:
        return distribution.read_text(name) or ""
    except Exception:
        return ""


def _normal(name: str) -> str:
    """Return the PEP 503 form of a distribution name."""
    return "-".join(
        filter(None, name.lower().replace("_", "-").replace(".", "-").split("-"))
    )
