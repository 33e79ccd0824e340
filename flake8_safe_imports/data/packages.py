"""Look-up of names in the tables of packages.

Each table is a text file beside this module, written by ``tools/gen_names.py``: one
name a line, sorted by code points, followed by further fields. Only after very many
look-ups a set is built, which then pays for itself. Keys are ASCII and lower case.
One table more has the ranked names once again, in lines by their length.
"""

from __future__ import annotations

from functools import cache, lru_cache

from flake8_safe_imports.data.texts import read_lines, read_text
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


_OLD_AFTER: Final = 90
"""The age in days after which a source is said to be old."""

RANKS: Final = (0, 8, 20, 100, 300, 500, 1000, 5000, 15000)
"""What the digit after a known name means: its rank is this or better.

0 marks names that are known and never the target of a look-alike.
"""

KNOWN: Final = "known"
BENIGN: Final = "benign"
NEIGHBOURS: Final = "neighbours"
MALICIOUS: Final = "malicious"
COMPROMISED: Final = "compromised"
KNOWN_BY_LENGTH: Final = "known_by_length"
"""The ranked names among the known ones, by their length and their first letter."""
LESS_POPULAR: Final = "/"
"""What comes between the popular names of a length and the others."""
WORST_POPULAR: Final = 5000
"""The worst rank of popular names."""
GENERIC: Final = "generic"
"""The words that programmers name their own modules with."""

_RANK_OF: Final = {str(index): rank for index, rank in enumerate(RANKS)}
_MOST_SEARCHES: Final = 4000
"""How many names are searched for in the text of a table before its words are a set.

To make one takes as long as that, and few runs ask for so many different names.
"""
_searches: dict[str, int] = {}
"""How many names were searched for in the text of each table."""


def load_dates() -> dict[str, str]:
    """Return each source of the tables with the day of its snapshot, YYYY-MM-DD."""
    from flake8_safe_imports.data._names_dates import DATES

    return dict(DATES)


def find_date() -> str:
    """Return the day of the newest snapshot, YYYY-MM-DD."""
    return max(load_dates().values())


def describe_sources(today: str) -> list[str]:
    """Return each source with its date, and its age if it is over 90 days old.

    *today* is YYYY-MM-DD.
    """
    return [
        f"{source} of {day}" + (f", {age} days old" if age > _OLD_AFTER else "")
        for source, day in load_dates().items()
        for age in (_count_days(day, today),)
    ]


def _count_days(day: str, today: str) -> int:
    """Return how many days *today* is after *day*, both YYYY-MM-DD."""
    from datetime import date

    return (date.fromisoformat(today) - date.fromisoformat(day)).days


def describe_age(today: str) -> str:
    """Return a warning if the newest source is over 90 days old, else ``""``.

    *today* is YYYY-MM-DD.
    """
    age = _count_days(find_date(), today)
    if age <= _OLD_AFTER:
        return ""
    return f"the lists of names are {age} days old: upgrade flake8-safe-imports"


def look_up(table: str, name: str) -> tuple[str, ...] | None:
    """Return the fields after *name* in *table*, or None if it is not in there.

    The name must be normalized: import names for ``known``, ``benign`` and
    ``neighbours``, distribution names for ``malicious`` and ``compromised``.
    """
    asked = _searches.get(table, 0)
    if asked < _MOST_SEARCHES:
        _searches[table] = asked + 1
    elif name not in load_words(table):
        return None
    lines = _read_section(table, name[:1])
    start = lines.find(f"\n{name}") + 1  # the shortest name that begins so
    key, *fields = lines[start : lines.find("\n", start)].split(" ")
    return tuple(fields) if key == name else None


@lru_cache(maxsize=256)
def _read_section(table: str, first: str) -> str:
    """Return the lines that begin with the letter *first*, and a line break before."""
    lines = read_lines(f"{table}.txt", first)
    return f"\n{lines}"


def is_known(top: str) -> bool:
    """Return whether *top* is a known import or distribution name, of any rank."""
    return look_up(KNOWN, normalize_import(top)) is not None


def find_module(name: str) -> str:
    """Return how one writes the import of the known *name*; ``""`` if it has none.

    *name* is normalized; it may be that of a distribution with another import name.
    """
    fields = look_up(KNOWN, name)
    if fields is None:
        return ""
    spelling = fields[1] if len(fields) > 1 else "="
    return name if spelling == "=" else spelling.strip("-")


def find_distribution(name: str) -> str:
    """Return the distribution that provides the known *name*, in PEP 503 form.

    The result is ``""`` for unknown names, and where PyPI has none.
    """
    key = normalize_import(name)
    fields = look_up(KNOWN, key)
    if fields is None:
        return ""
    if len(fields) < 3:
        return normalize_distribution(key)
    return fields[2].lstrip("!").strip("-")


def is_missing_on_pypi(name: str) -> bool:
    """Return whether *name* is a known import name that no distribution on PyPI has."""
    fields = look_up(KNOWN, normalize_import(name))
    return fields is not None and len(fields) > 2 and fields[2].startswith("!")


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


def find_rank(name: str) -> int:
    """Return the rank of a normalized name; 0 if it has none or is not known."""
    if f" {name} " not in list_alike(len(name), name[:1]):
        return 0  # as nearly always
    fields = look_up(KNOWN, name)
    return _RANK_OF[fields[0]] if fields else 0


@cache
def list_of_length(length: int) -> str:
    """Return the ranked names of a *length*, with a space before and after each."""
    lines = _load_by_length()
    start = f"{length:02}"
    return "".join(names for key, names in lines.items() if key.startswith(start))


def list_alike(length: int, first: str) -> str:
    """Return those of :func:`list_of_length` that begin with the letter *first*."""
    return _load_by_length().get(f"{length:02}{first}", "")


def list_popular(length: int, first: str) -> list[str]:
    """Return the popular names among those of :func:`list_alike`."""
    return list_alike(length, first).partition(LESS_POPULAR)[0].split()


@cache
def _load_by_length() -> dict[str, str]:
    """Return the lines of the ranked names by their length and first letter."""
    lines = read_table(KNOWN_BY_LENGTH).splitlines()
    return {line[:3]: line[3:] for line in lines}


@cache
def load_words(table: str) -> frozenset[str]:
    """Return all words of a table: its names, and whatever else it says about them."""
    return frozenset(read_table(table).split())


@lru_cache(maxsize=1)
def load_ranks() -> dict[str, int]:
    """Return every known import name with its rank; 0 for names without one."""
    fields = (line.split(" ", 2) for line in read_table(KNOWN).splitlines())
    return {name: _RANK_OF[rank] for name, rank, *_ in fields}


@cache
def read_table(table: str) -> str:
    """Return the text of a table; every line ends with a line break."""
    return read_text(f"{table}.txt")
