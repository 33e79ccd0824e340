"""Drop-in replacements of names, and the reason where there is none."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.data import backports, stdlib
from flake8_safe_imports.finding import quote
from flake8_safe_imports.rules.target import count_parts, cut
from flake8_safe_imports.rules.wording import is_available

if TYPE_CHECKING:
    from flake8_safe_imports.data.stdlib import Fact

BUILTINS = "builtins"

_OF_ANY_MODULE = frozenset({"__dict__", "__doc__", "__name__"})


class Replacement(NamedTuple):
    """What to write for a name, or why there is nothing to write."""

    name: str
    """Dotted, a built-in as ``builtins.str``; empty if there is none."""
    reason: str = ""


def find_replacement(name: str, window: int) -> Replacement:
    """Return the drop-in replacement of the dotted *name* on all of *window*.

    If there is none, return the reason.
    """
    row = backports.find_covering(name) or backports.find_same(name)
    if row is None:
        return _find_in_stdlib(name, window)
    if not row.replacement:
        return Replacement("", _explain_no_name(row.name, row.advice))
    if not row.drop_in:
        return Replacement(
            "", _explain_no_drop_in(row.name, row.replacement, row.advice)
        )
    if not window:  # bans are reported there too
        return Replacement("", "it runs on no supported version")
    if versions.oldest(window) < row.since:
        since = versions.spell(row.since)
        return Replacement("", f"it is needed before Python {since}")
    return _check_presence(row.replacement, name[len(row.name) :], window)


def _find_in_stdlib(name: str, window: int) -> Replacement:
    found = _find_innermost_removed(name, window)
    if found is None:
        return Replacement("", f"no replacement of {quote(name)} is known")
    fact, depth = found
    if not fact.replacement:
        return Replacement("", _explain_no_name(fact.name, fact.advice))
    if not fact.drop_in and stdlib.is_split(fact.name) and fact.name != name:
        return Replacement("", f"no replacement of {quote(name)} is known")
    if not fact.drop_in:
        return Replacement(
            "", _explain_no_drop_in(fact.name, fact.replacement, fact.advice)
        )
    rest = "".join(f".{part}" for part in name.split(".")[depth:])
    return _check_presence(fact.replacement, rest, window)


def _explain_no_drop_in(name: str, replacement: str, advice: str) -> str:
    if stdlib.is_split(name):
        return f"its names went to different places, listed by `explain {name}`"
    reason = (
        f"{display_name(replacement)} is not a drop-in replacement for {quote(name)}"
    )
    return f"{reason}: {advice}" if advice else reason


def _explain_no_name(name: str, advice: str) -> str:
    if advice:
        return f"a new name is not enough: {advice}"
    return f"no replacement of {quote(name)} is known"


def _find_innermost_removed(name: str, window: int) -> tuple[Fact, int] | None:
    """Return the longest part of *name* that some of *window* lacks, and its depth.

    A part with a replacement is preferred to a longer one without.
    """
    above = ""
    found: tuple[Fact, int] | None = None
    for depth, part in enumerate(name.split("."), 1):
        full = f"{above}.{part}" if above else part
        fact = stdlib.find_module(full)
        is_module = fact is not None
        if fact is None:
            fact = stdlib.load_names(above).get(part) if above else None
        if fact is None:
            break
        is_removed = bool(window & ~fact.window)
        if is_removed and (
            fact.replacement or found is None or not found[0].replacement
        ):
            found = fact, depth
        if not is_module:
            break
        above = full
    return found


def _check_presence(replacement: str, rest: str, window: int) -> Replacement:
    """Return *replacement* + *rest*, if the standard library of all *window* has it."""
    name = replacement + rest
    if not stdlib.is_module(cut(replacement, 1)):
        return Replacement("", f"{quote(replacement)} is not in the standard library")
    module = find_module(name, window)
    if not module or not is_available(name, window):
        return Replacement("", f"{quote(name)} is not on every supported Python")
    depth = count_parts(module)
    if (
        rest
        and depth >= count_parts(replacement)
        and depth < count_parts(name)
        and not has_attribute(module, name.split(".")[depth], window)
    ):
        return Replacement("", f"{quote(name)} is not known to exist")
    return Replacement(name)


def had_attribute(module: str, attribute: str) -> bool:
    """Return whether *module* has or had *attribute* in any version."""
    return stdlib.find_window(f"{module}.{attribute}") is not None


def has_attribute(module: str, attribute: str, window: int) -> bool:
    """Return whether *module* has *attribute* on all of *window*."""
    if attribute in _OF_ANY_MODULE or not stdlib.has_listing(module):
        return True
    if module == BUILTINS and attribute == "__import__":
        return True
    known = stdlib.find_window(f"{module}.{attribute}")
    return known is not None and not window & ~known


@lru_cache(maxsize=4096)
def find_module(name: str, window: int) -> str:
    """Return the longest part of *name* that is a module on all of *window*.

    It is empty if not even the first component is one.
    """
    found = ""
    for depth in range(1, count_parts(name) + 1):
        fact = stdlib.find_module(cut(name, depth))
        if fact is None or window & ~fact.window:
            break
        found = fact.name
    return found


def display_name(replacement: str) -> str:
    """Return how messages show *replacement*: built-ins without their module."""
    return quote(replacement.partition(f"{BUILTINS}.")[2] or replacement)
