"""Third-party names that the standard library replaces.

Rows are kept by hand in ``tools/stdlib/backports.tsv``, each with its source; tests
check the replacements on interpreters.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.data import classes, stdlib
from flake8_safe_imports.data._backports import ROWS
from flake8_safe_imports.data._backports import TOP_LEVEL as TOP_LEVEL

BACKPORT: Final = "backport"
BRIDGE: Final = "bridge"


class Backport(NamedTuple):
    """A third-party module or name, and what to use instead."""

    name: str
    """Dotted: ``mock``, ``typing_extensions.Self``, ``six.moves.urllib.parse``."""
    kind: str
    """``"backport"`` of a newer Python's API or ``"bridge"`` to Python 2."""
    replacement: str
    """Dotted stdlib name (a built-in is ``builtins.str``); empty if only advice."""
    since: int
    """The first version whose standard library replaces it.

    For ``typing_extensions`` that is the first with the same object.
    """
    binds_names: bool
    """Whether the row covers the names in the module, too."""
    drop_in: bool
    """Whether *replacement* can be used in the same way."""
    advice: str
    """What to do, in the imperative, if there is no *replacement*."""

    @property
    def is_same(self) -> bool:
        """Whether *replacement* is the very object that Python 3 has."""
        return self.kind == BRIDGE and self.drop_in


def find(dotted: str) -> Backport | None:
    """Return the row of *dotted* itself, or None."""
    row = _load_rows().get(dotted)
    return row if row and row.kind in (BACKPORT, BRIDGE) else None


def find_covering(dotted: str) -> Backport | None:
    """Return the row that covers *dotted*: its own, or that of a module above it.

    None if the nearest row does not cover names, or says that the standard library has
    no such name.
    """
    if dotted.partition(".")[0] not in TOP_LEVEL:
        return None
    above, rest = dotted, ""
    while above:
        row = _load_rows().get(above)
        if row is not None:
            answers = row.kind in (BACKPORT, BRIDGE) and (not rest or row.binds_names)
            return row if answers else None
        above, _, rest = above.rpartition(".")
    return None


def find_same(dotted: str) -> Backport | None:
    """Return the row of an object of Python 3 under another name, with *dotted* in it.

    As of ``six.text_type`` for ``six.text_type.join``.
    """
    if dotted.partition(".")[0] not in TOP_LEVEL:
        return None
    above = dotted
    while above and above not in _load_rows():
        above = above.rpartition(".")[0]
    row = _load_rows().get(above)
    return row if row is not None and row.is_same else None


def has_below(dotted: str) -> bool:
    """Return whether there is a row of a name in *dotted*."""
    return f"\n{dotted}." in f"\n{ROWS}"


def is_denied(dotted: str) -> bool:
    """Return whether a row says that the standard library has no such name."""
    row = _load_rows().get(dotted)
    return row is not None and row.kind not in (BACKPORT, BRIDGE)


def find_replacement(row: Backport, dotted: str) -> tuple[str, int]:
    """Return the replacement of *dotted*, which *row* covers, and its window.

    The name is empty if there is only advice. The window is that of the name itself,
    which may be newer than its module, or missing from it.
    """
    window = versions.since(row.since)
    if not row.replacement:
        return "", window
    name = row.replacement + dotted[len(row.name) :]
    return name, window & _find_window(name, window)


def _find_window(name: str, window: int) -> int:
    """Return the window of what replaces a row; *window* is that of the whole row.

    Nobody lists the attributes of functions, nor those that a class always has.
    """
    known = _find_window_of_name(name)
    while known is None:
        name = name.rpartition(".")[0]
        if not name or stdlib.is_module(name):
            # The names of winreg and its like are unknown: no interpreter asked has
            # them.
            return versions.NOTHING if stdlib.has_listing(name) else window
        known = _find_window_of_name(name)
    return known


def _find_window_of_name(name: str) -> int | None:
    window = stdlib.find_window(name)
    if window is None:
        fact = classes.find(name)
        window = None if fact is None else fact.window
    return window


def is_layer(top: str) -> bool:
    """Return whether some names of the top-level module *top* are bridges."""
    return top in TOP_LEVEL and any(
        row.kind == BRIDGE and row.name.partition(".")[0] == top for row in list_rows()
    )


def list_rows() -> tuple[Backport, ...]:
    """Return all rows, also those that say what the standard library lacks."""
    return tuple(_load_rows().values())


@cache
def _load_rows() -> dict[str, Backport]:
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
