"""What makes a name suspect, as values: most runs find no such name."""

from __future__ import annotations

from typing import NamedTuple


class Malicious(NamedTuple):
    """A name that was published to do harm.

    ``name`` is as the caller gave it, ``seen`` the month or year of the report that
    the table rests on, which may be a late record of an older one (``2017-06``,
    ``2017``, or ``""``), and ``target`` the name that it imitates (``""`` if unknown).
    """

    name: str
    seen: str
    target: str


class Lookalike(NamedTuple):
    """An unknown name, the well-known name it looks like, and the typo in words."""

    name: str
    target: str
    typo: str
