"""Look-up of names in the tables of packages.

Each table is a text file beside this module, written by ``tools/gen_names.py``: one
name a line, sorted by code points, followed by further fields.  A name is found by
bisection in the text itself, so that a look-up costs reading the file once (a fraction
of a millisecond) and no index is built.  Keys are ASCII and lower case.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import Final

from flake8_safe_imports.data._names_dates import DATES

DATE: Final = max(DATES.values())
"""The day of the newest snapshot, YYYY-MM-DD."""
_OLD_AFTER: Final = 90
"""The age in days from which on a warning is due."""

RANKS: Final = (0, 8, 20, 100, 300, 500, 1000, 5000, 15000)
"""What the digit after a known name means: its rank is this or better.

0 marks names that are known and never the target of a look-alike.
"""

KNOWN: Final = "known"
BENIGN: Final = "benign"
NEIGHBOURS: Final = "neighbours"
MALICIOUS: Final = "malicious"
COMPROMISED: Final = "compromised"


def load_dates() -> dict[str, str]:
    """Return each source of the tables with the day of its snapshot, YYYY-MM-DD."""
    return dict(DATES)


def describe_age(today: str) -> str:
    """Return a warning if the newest source is over 90 days old, else ``""``.

    *today* is YYYY-MM-DD.
    """
    from datetime import date

    age = (date.fromisoformat(today) - date.fromisoformat(DATE)).days
    if age <= _OLD_AFTER:
        return ""
    return f"the lists of names are {age} days old: upgrade flake8-safe-imports"


def look_up(table: str, name: str) -> tuple[str, ...] | None:
    """Return the fields after *name* in *table*, or None if it is not in there.

    The name must be normalized: import names for ``known``, ``benign`` and
    ``neighbours``, distribution names for ``malicious`` and ``compromised``.
    """
    text = read_table(table)
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        start = text.rfind("\n", low, middle) + 1 or low
        end = text.find("\n", start)
        key, _, rest = text[start:end].partition(" ")
        if key == name:
            return tuple(rest.split(" ")) if rest else ()
        if key < name:
            low = end + 1
        else:
            high = start
    return None


def is_known(top: str) -> bool:
    """Return whether *top* is a known import or distribution name, of any rank."""
    return look_up(KNOWN, normalize_import(top)) is not None


def normalize_import(name: str) -> str:
    """Return *name* as the tables of import names spell it: ``Foo-Bar`` is foo_bar."""
    return name.lower().replace("-", "_").replace(".", "_")


def normalize_distribution(name: str) -> str:
    """Return a distribution name in its PEP 503 form: ``Foo._Bar`` is ``foo-bar``."""
    key = name.lower().replace("_", "-").replace(".", "-")
    # Without `re`, in time linear in the length: each round halves the longest run.
    while "--" in key:
        key = key.replace("--", "-")
    return key


@lru_cache(maxsize=1)
def load_ranks() -> dict[str, int]:
    """Return every known import name with its rank; 0 for names without one."""
    rank = {str(index): value for index, value in enumerate(RANKS)}
    lines = (line.split(" ") for line in read_table(KNOWN).splitlines())
    return {line[0]: rank[line[1]] for line in lines}


@cache
def read_table(table: str) -> str:
    """Return the text of a table; every line ends with a line break."""
    path = os.path.join(os.path.dirname(__file__), f"{table}.txt")
    # Not in text mode, which would import another codec.
    with open(path, "rb") as file:
        return file.read().decode()
