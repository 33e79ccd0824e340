"""Unknown names that look like well-known ones.

Everything here is a pure function of the name and of the shipped tables. Callers
exclude first-party modules, allowed names and modules of the standard library.
"""

from __future__ import annotations

from functools import lru_cache

from flake8_safe_imports.data import packages, stdlib
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

    from flake8_safe_imports.names.causes import Lookalike

LEVELS: Final = ("strict", "default", "wide", "off")
"""The values of ``vet-lookalikes``, from the fewest false alarms on."""
_MAX_LENGTH: Final = 64
"""Longer names are never look-alikes: no well-known name comes near this length."""


def find_import(top: str, level: str) -> Lookalike | None:
    """Return the well-known import name that the unknown *top* looks like, or None.

    *level* is one of LEVELS. Case does not matter. Known names look like nothing.
    """
    if level == "off" or len(top) > _MAX_LENGTH:
        return None
    return _find_import(top, level)


def find_distribution(name: str) -> Lookalike | None:
    """Return the well-known distribution that the unknown *name* looks like, or None.

    The level is ``default``. ``target`` is normalized as in PEP 503, and exists; or it
    is a module of the standard library, which nobody has to install.
    """
    if len(name) > _MAX_LENGTH:
        return None
    # Imported here: most runs have no unknown name.
    from flake8_safe_imports.names import typos

    found = typos.find_typo(packages.normalize_import(name), "default")
    if not found:
        return None
    if not stdlib.is_module(found.target):
        target = packages.find_distribution(found.target)
    else:
        target = found.target if stdlib.is_current(found.target) else ""
    if not target or target == packages.normalize_distribution(name):
        return None
    return _make(name, target, found.words)


@lru_cache(maxsize=65_536)
def _find_import(top: str, level: str) -> Lookalike | None:
    """Return what :func:`find_import` does, cached for the process."""
    from flake8_safe_imports.names import typos

    found = typos.find_capital_i(top) or typos.find_typo(
        packages.normalize_import(top), level
    )
    if found is None:
        return None
    # `datetime` goes before Zope's `DateTime`.
    is_stdlib = stdlib.is_module(found.target)
    target = found.target if is_stdlib else packages.find_module(found.target)
    if not target or target == top:
        return None
    words = found.words
    if packages.normalize_import(target) != found.target:
        # What is installed has another name than what is imported.
        words += f" in `{packages.normalize_distribution(found.target)}`"
    return _make(top, target, words)


def _make(name: str, target: str, words: str) -> Lookalike:
    # Imported here: most unknown names look like nothing.
    from flake8_safe_imports.names.causes import Lookalike

    return Lookalike(name, target, words)
