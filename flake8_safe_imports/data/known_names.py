"""Every name that a standard library module ever had, in any version, anywhere.

``stdlib_names.txt`` lists what belongs to a module, ``stdlib_mentions.txt`` what else
may be found there: on other platforms and implementations, in versions that no
interpreter was asked about, or merely because the module imports it. Both are read
when first needed.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.data.texts import read_text
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container
    from typing import Final

_MOST_PARTS: Final = 10
"""No module has a name of more parts."""
_HEADERS: Final = "*"
"""Marks a module whose constants come from headers: any may be there."""
_HIDDEN: Final = frozenset({"curses.has_key", "curses.wrapper", "unittest.main"})
"""Submodules that a function or class of their package hides, which has attributes."""
_AFTER_MODULE: Final = ("", " ", _HEADERS)
"""What may follow the name of the module on its line."""


@lru_cache(65_536)
def find_unknown(dotted: str) -> int:
    """Return how many components of *dotted* lead to a name that never existed.

    0 if there is none, as far as is known: ``os.paths.join`` is 2, ``os.path.join`` 0.
    """
    above, *words = dotted.split(".", _MOST_PARTS)[:_MOST_PARTS]
    for depth, word in enumerate(words, 2):
        inner = f"{above}.{word}"
        if not stdlib.is_module(inner):
            return depth if _never_existed(above, word) else 0
        above = inner
    return 0


def is_builtin(dotted: str) -> bool:
    """Return whether the last component of *dotted* is the name of a built-in."""
    last = dotted.rpartition(".")[2]
    return any(
        last in stdlib.list_names(module) for module in ("builtins", "__builtin__")
    )


def is_judged(module: str) -> bool:
    """Return whether the names of *module*, or of one below it, are all known."""
    # The lines of those below come next.
    return _read_after(module) in (*_AFTER_MODULE, ".")


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
    names = _list_names(module)
    return (
        names != ""
        and f" {name} " not in names
        and name[:1] != "_"
        and name.isidentifier()
        and not (name.isupper() and _read_after(module) == _HEADERS)
    )


@cache
def _list_names(module: str) -> str:
    """Return all public names of *module*, without its submodules, in blanks.

    It is empty if they are not known well enough to say that another one never existed.
    Few of them are ever asked for: to search a text is quicker than to make a set.
    """
    if module in _HIDDEN or _read_after(module) not in _AFTER_MODULE:
        return ""
    mentioned = _find_line(module).partition(" ")[2]
    return f"{stdlib.join_names(module)} {mentioned} "


def _read_after(module: str) -> str | None:
    """Return what follows *module* where it begins a line; None if it begins none."""
    line = _find_line(module)
    end = len(module)
    return line[end : end + 1] if line and line.startswith(module) else None


@lru_cache(65_536)
def _find_line(module: str) -> str:
    """Return the line of *module*; if it has none, some other one."""
    lines = _list_lines()
    at = bisect_left(lines, module)
    return lines[at] if at < len(lines) else ""


@cache
def _list_lines() -> list[str]:
    return _read().splitlines()


@cache
def _read() -> str:
    return read_text("stdlib_mentions.txt")


@lru_cache(65_536)
def list_unknown(module: str) -> UnknownNames | None:
    """Return the names that *module* never had; None if that is not known."""
    return UnknownNames(module) if is_judged(module) else None


class _Names:
    """*words*, and the dotted names that *module* never had."""

    __slots__ = ("_start", "_words")

    def __init__(self, module: str, words: frozenset[str] = frozenset()) -> None:
        self._start: Final = f"{module}."
        self._words: Final = words

    def __contains__(self, dotted: object) -> bool:
        return dotted in self._words or find_unknown(f"{self._start}{dotted}") > 0


class UnknownNames:
    """All names that a module never had."""

    __slots__ = ("_module", "names", "prefixes")

    def __init__(self, module: str) -> None:
        start = len(module) + 1
        self._module: Final = module
        self.names: Final = _Names(module)
        self.prefixes: Final = frozenset(
            inner[start:] for inner in stdlib.list_with_submodules(module)
        )
        """The modules below: there may be such names in them."""

    def begin_with(self, others: frozenset[str]) -> Container[str]:
        """Return the words that one of the names begins with, and *others*."""
        return _Names(self._module, self.prefixes | others)
