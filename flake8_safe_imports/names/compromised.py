"""Bad releases of distributions that are otherwise fine."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.data import packages

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet


class Compromised(NamedTuple):
    """A release that harms: when it was seen (``2026-03``), and what was done to it."""

    seen: str
    fact: str


def find_release(name: str, version: str) -> Compromised | None:
    """Return the facts about a release of the distribution *name*, or None."""
    key = packages.normalize_distribution(name)
    found = packages.look_up(packages.COMPROMISED, key) if version else None
    if not found:
        return None
    seen, versions, *what = found
    if any(_is_same_release(version, bad) for bad in versions.split(",")):
        return Compromised(seen, " ".join(what))
    return None


@lru_cache(maxsize=1024)
def find_admitted(name: str, specifier: str) -> tuple[str, ...]:
    """Return the bad releases of the distribution *name* that *specifier* admits.

    That is PEP 440, or a constraint of Poetry; one that is neither admits none.
    """
    found = packages.look_up(
        packages.COMPROMISED, packages.normalize_distribution(name)
    )
    if not found:
        return ()
    try:
        admitted = _read_specifiers(specifier)
    except ValueError:
        return ()
    return tuple(
        bad.replace("..", " to ")
        for bad in found[1].split(",")
        if any(
            one.contains(end, prereleases=True)
            for one in admitted
            for end in bad.split("..")
        )
    )


def _read_specifiers(text: str) -> list[SpecifierSet]:
    """Return sets of clauses, of which a release has to be in one."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    from flake8_safe_imports.project.specifiers import translate_poetry

    try:
        return [SpecifierSet(text)]
    except InvalidSpecifier:
        return [SpecifierSet(part) for part in translate_poetry(text)]


def _is_same_release(version: str, other: str) -> bool:
    """Return whether two versions are equal (PEP 440), local parts ignored.

    *other* may also be the first and the last of several: ``0.1..0.13``.
    """
    from packaging.version import InvalidVersion, Version

    first, _, last = other.partition("..")
    try:
        public = Version(Version(version).public)
        return Version(first) <= public <= Version(last or first)
    except InvalidVersion:
        return version == other
