"""Bad releases of distributions that are otherwise fine."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.data import packages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packaging.specifiers import SpecifierSet


class Compromised(NamedTuple):
    """The bad releases of one distribution.

    ``seen`` is the month in which they were found (``2026-03``), ``what`` says what was
    done to them. Of ``versions``, ``0.1..0.13`` is a range.
    """

    seen: str
    versions: tuple[str, ...]
    what: str


def find_project(name: str) -> Compromised | None:
    """Return the bad releases of the distribution *name*, or None."""
    key = packages.normalize_distribution(name)
    fields = packages.look_up(packages.COMPROMISED, key)
    if fields is None:
        return None
    seen, versions, *words = fields
    return Compromised(seen, tuple(versions.split(",")), " ".join(words))


def find_release(name: str, version: str) -> Compromised | None:
    """Return the bad releases of a distribution if *version* is one of them."""
    found = find_project(name) if version else None
    if found and any(_is_same_release(version, bad) for bad in found.versions):
        return found
    return None


class Admitted(NamedTuple):
    """The bad releases that a range of versions admits: ``0.1 to 0.13`` are several.

    If it admits no others, ``only`` has all bad releases of the distribution.
    """

    releases: tuple[str, ...]
    only: Compromised | None = None


@lru_cache(maxsize=1024)
def find_admitted(name: str, specifier: str) -> Admitted:
    """Return the bad releases of the distribution *name* that *specifier* admits.

    That is PEP 440, or a constraint of Poetry; one that is neither admits none.
    """
    found = find_project(name)
    if found is None:
        return Admitted(())
    try:
        admitted = _read_specifiers(specifier)
    except ValueError:
        return Admitted(())
    candidates = {
        version
        for version in _list_candidates(found.versions, specifier)
        if any(one.contains(version, prereleases=True) for one in admitted)
    }
    bad = {
        release: {one for one in candidates if _is_same_release(one, release)}
        for release in found.versions
    }
    good = candidates.difference(*bad.values())
    releases = tuple(row.replace("..", " to ") for row in bad if bad[row])
    is_only = releases and not good and len(specifier) <= _LONGEST
    return Admitted(releases, found if is_only else None)


_LONGEST: Final = 100
"""Characters of a range that is looked at closely; bounds the work on crafted text."""
_RELEASE: Final = r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,5}"
_HIGHEST: Final = 99_999
"""The last number of a release before the next one counts up."""


def _list_candidates(versions: Iterable[str], specifier: str) -> set[str]:
    """Return releases of which a range admits one if it admits any.

    Its answer changes only at the releases that it mentions. So these, the bad
    *versions*, and the releases next to them are enough.
    """
    listed = ",".join(versions)
    ends = set(re.split(r",|\.\.", listed))
    mentioned = re.findall(_RELEASE, listed)
    if len(specifier) <= _LONGEST:
        mentioned += re.findall(_RELEASE, specifier)
    places = max(release.count(".") for release in mentioned) + 1
    for release in set(mentioned):
        numbers = [*map(int, release.split("."))]
        numbers += [0] * (places - len(numbers))
        for place in range(places):
            before, number = numbers[:place], numbers[place]
            rest = places - place - 1
            ends.add(_spell([*before, number + 1, *[0] * rest]))
            if number:
                ends.add(_spell([*before, number - 1, *[_HIGHEST] * rest]))
        ends.add(_spell(numbers))
    return ends


def _spell(numbers: Iterable[int]) -> str:
    return ".".join(map(str, numbers))


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
