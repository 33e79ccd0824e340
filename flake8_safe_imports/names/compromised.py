"""Bad releases of distributions that are otherwise fine."""

from __future__ import annotations

from typing import NamedTuple

from flake8_safe_imports.data import packages


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
