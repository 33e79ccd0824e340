"""Phrases that several rules put in their messages: what to use instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import NO_ADVICE, Advice, make_printable, quote
from flake8_safe_imports.rules.missing import list_parts

if TYPE_CHECKING:
    from collections.abc import Iterable


def is_available(dotted: str, window: int) -> bool:
    """Return whether *dotted* exists on all of *window*, as far as is known.

    Names outside the standard library are taken to exist.
    """
    return not any(window & ~part.fact.window for part in list_parts(dotted))


def quote_replacement(replacement: str) -> str:
    """Return how a message names a replacement."""
    module, _, name = replacement.rpartition(".")
    if module == "builtins":
        return f"the built-in {quote(name)}"
    return quote(replacement)


def advise(replacement: str, text: str, window: int) -> Advice:
    """Return what to do: use *replacement* if it exists on *window*, else *text*."""
    if replacement and is_available(replacement, window):
        return Advice(f"use {quote_replacement(replacement)}", replacement)
    return Advice(text)


def advise_by_use(module: str, uses: Iterable[str], window: int) -> Advice:
    """Return where the used names of a removed module are now.

    "use `a.b` (x, y), `c` (z)"; no advice if none of them is known to be anywhere.
    """
    homes = find_homes(module, uses, window)
    if not homes:
        return NO_ADVICE
    return Advice(f"use {spell_homes(homes)}", *(homes if len(homes) == 1 else ()))


def find_homes(module: str, uses: Iterable[str], window: int) -> dict[str, list[str]]:
    """Return the modules that have the *uses* of a removed *module* on *window*.

    Each comes with the names it has, in the order in which they are used.
    """
    facts = stdlib.load_names(module)
    homes: dict[str, list[str]] = {}
    for use in uses:
        fact = facts.get(use)
        if (
            fact is None
            or not fact.replacement
            or not is_available(fact.replacement, window)
        ):
            continue
        home, _, name = fact.replacement.rpartition(".")
        found = homes.setdefault(home or name, [])
        if name not in found:
            found.append(name)
    return homes


def spell_homes(homes: dict[str, list[str]]) -> str:
    """Return *homes* as messages show them: "`a.b` (x, y), `c` (z)"."""
    return ", ".join(
        f"{quote(home)} ({', '.join(map(make_printable, names))})"
        for home, names in homes.items()
    )


def spell_oldest(window: int) -> str:
    """Return the oldest version of *window* as text."""
    return versions.spell(versions.oldest(window))
