"""Every name that a standard library module ever had, in any version, anywhere.

``stdlib_names.txt`` lists what belongs to a module, ``stdlib_mentions.txt`` what else
may be found there: on other platforms and implementations, in versions that no
interpreter was asked about, or merely because the module imports it.  Both are read
when first needed.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache
from typing import Final

from flake8_safe_imports.data import stdlib

_MOST_PARTS: Final = 10
"""No module has a name of more parts."""
_HEADERS: Final = "*"
"""Marks a module whose constants come from headers: any may be there."""


@lru_cache(65_536)
def find_unknown(dotted: str) -> int:
    """Return how many components of *dotted* lead to a name that never existed.

    0 if there is none, as far as is known: ``os.paths.join`` is 2, ``os.path.join`` 0.
    """
    above, *words = dotted.split(".", _MOST_PARTS)[:_MOST_PARTS]
    for depth, word in enumerate(words, 2):
        inner = f"{above}.{word}"
        if stdlib.module(inner) is None:
            return depth if _never_existed(above, word) else 0
        above = inner
    return 0


def is_builtin(dotted: str) -> bool:
    """Return whether the last component of *dotted* is the name of a built-in."""
    last = dotted.rpartition(".")[2]
    return any(
        last in stdlib.list_names(module) for module in ("builtins", "__builtin__")
    )


@lru_cache(65_536)
def is_judged(module: str) -> bool:
    """Return whether the names of *module*, or of one below it, are all known."""
    return any(find_names(inner) is not None for inner in stdlib.below(module))


@cache
def find_names(module: str) -> frozenset[str] | None:
    """Return all public names of *module*, without its submodules.

    None if they are not known well enough to say that another one never existed.
    """
    found = _find_mentions(module)
    return None if found is None else stdlib.list_names(module).union(found[1])


def find_namesake_with(module: str, attribute: str) -> str:
    """Return the dotted *attribute* of the class that *module* is named after.

    It is empty if there is none. For ``now`` of ``datetime`` it is
    ``datetime.datetime.now``.
    """
    text = _read()
    start = text.find(f"\n+{module}.") + 2
    while start > 1:
        owner, *attributes = text[start : text.index("\n", start)].split(" ")
        if attribute in attributes:
            return f"{owner}.{attribute}"
        start = text.find(f"\n+{module}.", start) + 2
    return ""


def _never_existed(module: str, name: str) -> bool:
    names = find_names(module)
    return (
        names is not None
        and name not in names
        and name[:1] != "_"
        and name.isidentifier()
        and not (name.isupper() and _depends_on_headers(module))
    )


def _depends_on_headers(module: str) -> bool:
    found = _find_mentions(module)
    return found is not None and found[0]


@cache
def _find_mentions(module: str) -> tuple[bool, list[str]] | None:
    """Return whether headers decide on the constants of *module*, and more names."""
    lines = _lines()
    for mark in ("", _HEADERS):
        asked = f"{mark}{module}"
        place = bisect_left(lines, asked)
        found, *words = lines[place].split(" ") if place < len(lines) else [""]
        if found == asked:
            return bool(mark), words
    return None


@cache
def _lines() -> list[str]:
    """Return the lines of the table, which are sorted."""
    return _read().split("\n")


@cache
def _read() -> str:
    return stdlib.read_text("stdlib_mentions.txt")
