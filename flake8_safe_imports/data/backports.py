"""Third-party names that the standard library has made needless.

Rows are kept by hand in ``tools/stdlib/backports.tsv``, with their sources; the
names of stdlib twins are checked on interpreters by the tests.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.data._backports import ROWS
from flake8_safe_imports.data._backports import TOP_LEVEL as TOP_LEVEL

BACKPORT: Final = "backport"
BRIDGE: Final = "bridge"


class Backport(NamedTuple):
    """A third-party module or name, and what to use in its stead."""

    name: str
    """Dotted: ``mock``, ``typing_extensions.Self``, ``six.moves.urllib.parse``."""
    kind: str
    """``"backport"`` of a newer Python's API or ``"bridge"`` to Python 2."""
    replacement: str
    """Dotted stdlib name (a built-in is ``builtins.str``); empty if only advice."""
    since: int
    """The version from which the standard library serves in its stead.

    For ``typing_extensions`` that is the first to give the same object.
    """
    binds_names: bool
    """Whether the row answers for the names below it as well."""
    drop_in: bool
    """Whether *replacement* can be written in its place as it is."""
    advice: str
    """What to do, in the imperative, where there is no *replacement*."""


def find(dotted: str) -> Backport | None:
    """Return the row of just *dotted*."""
    row = _rows().get(dotted)
    return row if row and row.kind in (BACKPORT, BRIDGE) else None


def covering(dotted: str) -> Backport | None:
    """Return the row that answers for *dotted*: its own, or one of a module above.

    None where the nearest row does not bind names, or says that the standard
    library has no such thing.
    """
    if dotted.partition(".")[0] not in TOP_LEVEL:
        return None
    above, rest = dotted, ""
    while above:
        row = _rows().get(above)
        if row is not None:
            answers = row.kind in (BACKPORT, BRIDGE) and (not rest or row.binds_names)
            return row if answers else None
        above, _, rest = above.rpartition(".")
    return None


def is_denied(dotted: str) -> bool:
    """Return whether a row says that the standard library has no such thing."""
    row = _rows().get(dotted)
    return row is not None and row.kind not in (BACKPORT, BRIDGE)


def twin(row: Backport, dotted: str) -> tuple[str, int]:
    """Return what stands in for *dotted*, which *row* covers, and in which window.

    The name is empty where there is only advice.  Names that the standard library
    does not have, or has later than the module, get the window that is true of them.
    """
    window = versions.since(row.since)
    if not row.replacement:
        return "", window
    name = row.replacement + dotted[len(row.name) :]
    known = stdlib.everything(name)
    if known is None:
        # Of winreg and its like nothing but the name is known: no build here has it.
        above = name.rpartition(".")[0]
        known = versions.NOTHING if stdlib.has_listing(above) else window
    return name, window & known


@cache
def _rows() -> dict[str, Backport]:
    """Return every row, by name."""
    rows = {}
    for line in ROWS.splitlines():
        name, kind, replacement, since, flags, advice = line.split("|")
        rows[name] = Backport(
            name,
            kind,
            replacement,
            int(since),
            "n" in flags,
            "d" in flags,
            advice,
        )
    return rows
