"""What stands in for a name: the replacement that can be written as it is."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.data import backports, stdlib
from flake8_safe_imports.finding import quoted
from flake8_safe_imports.rules.target import cut, depth_of
from flake8_safe_imports.rules.wording import is_there

if TYPE_CHECKING:
    from flake8_safe_imports.data.stdlib import Fact

_OF_ANY_MODULE = frozenset({"__dict__", "__doc__", "__name__"})


class Twin(NamedTuple):
    """What to write for a name, or why there is nothing."""

    name: str
    """Dotted, a built-in as ``builtins.str``; empty where there is none."""
    reason: str = ""


def find(name: str, window: int) -> Twin:
    """Return what the standard library calls the dotted *name* on all of *window*.

    Only drop-in replacements are given; for others, the reason.
    """
    row = backports.find_covering(name)
    if row is not None:
        if not row.replacement:
            return Twin("", _more_than_a_name(row.name, row.advice))
        if not row.drop_in:
            return Twin("", _not_the_same(row.name, row.replacement, row.advice))
        if not window:  # a ban speaks there too
            return Twin("", "it runs on no supported Python")
        if versions.oldest(window) < row.since:
            return Twin("", f"it is needed before Python {versions.spell(row.since)}")
        return _checked(row.replacement, name[len(row.name) :], window)
    blamed = _last_gone(name, window)
    if blamed is None:
        return Twin("", f"no replacement of {quoted(name)} is known")
    fact, depth = blamed
    if not fact.replacement:
        return Twin("", _more_than_a_name(fact.name, fact.advice))
    if not fact.drop_in and stdlib.is_split(fact.name) and fact.name != name:
        return Twin("", f"no replacement of {quoted(name)} is known")
    if not fact.drop_in:
        return Twin("", _not_the_same(fact.name, fact.replacement, fact.advice))
    rest = name.split(".")[depth:]
    return _checked(fact.replacement, "".join(f".{part}" for part in rest), window)


def _not_the_same(name: str, replacement: str, advice: str) -> str:
    if stdlib.is_split(name):
        return f"the names of {quoted(name)} went to different places"
    shown = replacement.partition("builtins.")[2] or replacement
    reason = f"{quoted(shown)} is no drop-in replacement for {quoted(name)}"
    return f"{reason}: {advice}" if advice else reason


def _more_than_a_name(name: str, advice: str) -> str:
    if advice:
        return f"it takes more than another name: {advice}"
    return f"no replacement of {quoted(name)} is known"


def _last_gone(name: str, window: int) -> tuple[Fact, int] | None:
    """Return the longest part of *name* that is known to be gone, and its length."""
    above = ""
    found: tuple[Fact, int] | None = None
    for depth, part in enumerate(name.split("."), 1):
        full = f"{above}.{part}" if above else part
        fact = stdlib.module(full)
        is_module = fact is not None
        if fact is None:
            fact = stdlib.names(above).get(part) if above else None
        if fact is None:
            break
        gone = bool(window & ~fact.window)
        if gone and (fact.replacement or (found is None or not found[0].replacement)):
            found = fact, depth
        if not is_module:
            break
        above = full
    return found


def _checked(replacement: str, rest: str, window: int) -> Twin:
    """Return the twin *replacement* + *rest*, if it is on all of *window*."""
    name = replacement + rest
    if stdlib.module(cut(replacement, 1)) is None:
        return Twin("", f"{quoted(replacement)} is not in the standard library")
    module = module_of(name, window)
    if not module or not is_there(name, window):
        return Twin("", f"{quoted(name)} is not on every supported Python")
    depth = depth_of(module)
    if (
        rest
        and depth >= depth_of(replacement)
        and depth < depth_of(name)
        and not has(module, name.split(".")[depth], window)
    ):
        return Twin("", f"{quoted(name)} is not known to exist")
    return Twin(name)


def was_in(module: str, word: str) -> bool:
    """Return whether *module* has or had *word* on some Python."""
    return stdlib.find_window(f"{module}.{word}") is not None


def has(module: str, attribute: str, window: int) -> bool:
    """Return whether *module* has *attribute* on all of *window*."""
    if attribute in _OF_ANY_MODULE or stdlib.is_elsewhere(module):
        return True
    known = stdlib.find_window(f"{module}.{attribute}")
    return known is not None and not window & ~known


@lru_cache(maxsize=4096)
def module_of(name: str, window: int) -> str:
    """Return the longest part of *name* that is a module on all of *window*."""
    found = ""
    for depth in range(1, depth_of(name) + 1):
        fact = stdlib.module(cut(name, depth))
        if fact is None or window & ~fact.window:
            break
        found = fact.name
    return found
