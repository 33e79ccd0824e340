"""Names that were malicious, and unknown names that look like well-known ones.

Everything here is a pure function of the name and of the tables that are shipped;
first party, allowances and names of the standard library are the caller's business.

The order of tests that costs least: ``is_known`` first, for known names are never
malicious; then ``malicious_import``; then ``lookalike``, which alone reads the names
as a whole, and whose machinery (``typos``) is loaded for it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from flake8_safe_imports.data import packages, stdlib

LEVELS: Final = ("strict", "default", "wide", "off")
"""How far VET402 goes, as ``vet-lookalikes`` spells it."""


class Malicious(NamedTuple):
    """A name that was published to do harm.

    ``name`` is as the caller gave it, ``seen`` the month or year (``2017-06``,
    ``2017``, or ``""``) and ``target`` what was meant by it (``""`` if unknown).
    """

    name: str
    seen: str
    target: str


class Lookalike(NamedTuple):
    """An unknown name, the known one it looks like, and the slip between them."""

    name: str
    target: str
    slip: str


def malicious_import(top: str) -> Malicious | None:
    """Return what is known of *top* as a malicious import name, else None.

    Names that something honest is imported under are not there, even where a
    malicious distribution had them: ``urllib``, ``crypt``.
    """
    found = _malicious(top)
    return found[0] if found and found[1] else None


def malicious_distribution(name: str) -> Malicious | None:
    """Return what is known of *name* as a malicious distribution on PyPI, else None.

    Names are compared as PEP 503 normalises them.
    """
    found = _malicious(name)
    return found[0] if found else None


def is_known(top: str) -> bool:
    """Tell whether *top* is a known good import or distribution name, any rank."""
    return packages.is_known(top)


def lookalike(top: str, level: str) -> Lookalike | None:
    """Return the well-known name that the unknown *top* is mistaken for, else None.

    *level* is one of LEVELS.  The caller has excluded first party and allowed names.
    Case does not count; a known name looks like nothing.
    """
    if level == "off" or len(top) > _LONGEST:
        return None
    return _slip(top, level)


def lookalike_distribution(name: str) -> Lookalike | None:
    """Return the distribution that the unknown distribution *name* is mistaken for.

    As :func:`lookalike` at its default level; and names that exist on PyPI are not
    innocent when a letter doubled, swapped or missing makes them of a very popular
    distribution.  ``target`` is a distribution name in PEP 503 form.
    """
    if len(name) > _LONGEST:
        return None
    from flake8_safe_imports.names import typos as slips

    key = packages.import_key(name)
    found = slips.closest(key, "default") or slips.imitated(key)
    if found is None:
        return None
    return Lookalike(name, found.target.replace("_", "-"), found.words)


_LONGEST: Final = 64
"""No name that is imitated is longer than this, with room to spare."""


@lru_cache(maxsize=4096)
def _slip(top: str, level: str) -> Lookalike | None:
    """Return what :func:`lookalike` does, remembered for the process."""
    from flake8_safe_imports.names import typos as slips

    found = slips.closest(packages.import_key(top), level)
    if found is None:
        return None
    known = packages.fields(packages.KNOWN, found.target) or ()
    # It is rather `datetime` that is meant than Zope's `DateTime`.
    is_spelt_so = len(known) < 2 or stdlib.module(found.target) is not None
    return Lookalike(top, found.target if is_spelt_so else known[1], found.words)


def _malicious(name: str) -> tuple[Malicious, bool] | None:
    """Return a malicious name, and whether an import of it is a sign of malice."""
    parts = name.lower().replace("_", "-").replace(".", "-").split("-")
    if not (parts[0] and parts[-1]):
        return None  # no distribution is called `_name`, though modules are
    found = packages.fields(packages.MALICIOUS, "-".join(filter(None, parts)))
    if found is None:
        return None
    seen, target = (field.strip("-") for field in found[:2])
    return Malicious(name, seen, target), len(found) == 2
