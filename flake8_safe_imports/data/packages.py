"""The tables of names: what is known, what was malicious, what merely looks so.

Each table is a text file beside this module, written by ``tools/gen_names.py``: one
name a line, sorted by code points, further fields after a blank.  A single name is
found by bisection in the text itself, so that a look-up costs reading the file (a
fraction of a millisecond, once) and nothing is built.  Keys are ASCII and lower case.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from typing import Final

from flake8_safe_imports.data._names_date import DATE as DATE

RANKS: Final = (0, 8, 20, 100, 300, 500, 1000, 5000, 15000)
"""What the digit after a known name stands for: its rank is this or better.

0 marks names that are fine, yet nothing that others would imitate.
"""

KNOWN: Final = "known"
BENIGN: Final = "benign"
NEIGHBOURS: Final = "neighbours"
MALICIOUS: Final = "malicious"
COMPROMISED: Final = "compromised"


def fields(table: str, name: str) -> tuple[str, ...] | None:
    """Return what *table* says after *name*; None if it does not hold the name.

    The name must be in the table's own form: import names (with ``_``) in
    ``known``, ``benign`` and ``neighbours``, distribution names as PEP 503 has them
    in ``malicious`` and ``compromised``.
    """
    text = content(table)
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
    """Tell whether *top* is a known good import or distribution name, any rank."""
    return fields(KNOWN, import_key(top)) is not None


def import_key(name: str) -> str:
    """Return *name* as the tables of import names have it."""
    return name.lower().replace("-", "_").replace(".", "_")


@lru_cache(maxsize=1)
def ranks() -> dict[str, int]:
    """Return every known import name with its rank; 0 for those without one."""
    rank = {str(index): value for index, value in enumerate(RANKS)}
    lines = (line.split(" ") for line in content(KNOWN).splitlines())
    return {line[0]: rank[line[1]] for line in lines}


@cache
def content(table: str) -> str:
    """Return the text of a table, every line ended."""
    path = os.path.join(os.path.dirname(__file__), f"{table}.txt")
    # Not as text: the codec for ASCII alone would be another module to import.
    with open(path, "rb") as file:
        return file.read().decode()
