"""The standard library name that somebody meant who wrote one that never existed.

In this order: another spelling of a name in the same module, a method of the class that
the module is named after, the same name in another module, a typo of a name in the same
module.  A name is offered only if all supported versions have it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import classes, known_names, stdlib
from flake8_safe_imports.names.nearby import is_one_edit_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORTEST: Final = 4
"""The least length of a name that may be a typo: of shorter ones anything is near."""
_SHORTEST_FOR_TWO: Final = 8
"""The least length of a name that may have two typos."""
_UNLIKELY: Final = frozenset(
    {"ast", "curses", "distutils", "opcode", "pydoc", "turtle"}
)
"""Modules whose names nobody looks for elsewhere."""
_ALIASES: Final = frozenset({"typing"})
"""Modules that have names of other modules too, in a form of their own."""


@cache
def find_meant(module: str, name: str, window: int) -> str:
    """Return the dotted name meant by *name* of *module*; empty if none is likely.

    All versions in *window* have it.
    """
    here = _list_names(module, window)
    same = _find_other_spelling(name, here)
    home = _find_home(module, name, window)
    if same and not (home and _is_module_for_class(module, name, same)):
        return f"{module}.{same}"
    near = _find_method(module, name, window) or home
    if not near:
        typo = _find_near(name, here)
        near = f"{module}.{typo}" if typo else ""
    return near


def _list_names(module: str, window: int) -> frozenset[str]:
    """Return the names and submodules of *module* that all of *window* has."""
    names = [
        name
        for name in stdlib.list_names(module)
        if _has_all(f"{module}.{name}", window)
    ]
    start = len(module) + 1
    names += [
        inner[start:]
        for inner in stdlib.below(module)[1:]
        if "." not in inner[start:] and _has_all(inner, window)
    ]
    return frozenset(name for name in names if not name.startswith("_"))


def _has_all(dotted: str, window: int) -> bool:
    found = stdlib.find_window(dotted)
    return found is not None and not window & ~found


def _fold(name: str) -> str:
    """Return *name* without what conventions decide: capitals and underscores."""
    return name.replace("_", "").lower()


def _find_other_spelling(name: str, names: Iterable[str]) -> str:
    """Return which of *names* is *name* with other capitals and underscores."""
    folded = _fold(name)
    return _first([other for other in names if _fold(other) == folded], name)


def _is_module_for_class(module: str, name: str, same: str) -> bool:
    """Return whether *name* looks like a class, and *same* is a module: `os.Path`."""
    return name[:1].isupper() and stdlib.module(f"{module}.{same}") is not None


def _find_method(module: str, name: str, window: int) -> str:
    """Return the method *name* of the class that *module* is named after."""
    found = known_names.find_namesake_with(module, name)
    if not found or not _has_all(found.rpartition(".")[0], window):
        return ""
    changed = classes.find(found)
    return "" if changed is not None and window & ~changed.window else found


def _find_home(module: str, name: str, window: int) -> str:
    """Return where else the standard library has *name*, if there is one such place.

    Modules of the same package go first.
    """
    if len(name) < _SHORTEST:
        return ""
    homes = [
        home for home in _index().get(name, ()) if _has_all(f"{home}.{name}", window)
    ]
    top = module.partition(".")[0]
    near = [home for home in homes if home.partition(".")[0] == top and home != module]
    tops = {home.partition(".")[0] for home in homes}
    if not near and len(tops - _ALIASES or tops) != 1:
        return ""
    homes = [home for home in homes if home not in _ALIASES] or homes
    return f"{min(near or homes, key=lambda home: (home.count('.'), home))}.{name}"


@cache
def _index() -> dict[str, list[str]]:
    """Return each public name of the standard library, and the modules that have it."""
    found: dict[str, list[str]] = {}
    for dotted in stdlib.iterate_names():
        module, _, name = dotted.rpartition(".")
        top = module.partition(".")[0]
        if module and top not in _UNLIKELY and known_names.is_judged(module):
            found.setdefault(name, []).append(module)
    return found


def _find_near(name: str, names: Iterable[str]) -> str:
    """Return which of *names* is one typo away from *name*, or two if it is long."""
    if len(name) < _SHORTEST:
        return ""
    folded = _fold(name)
    others = {other: _fold(other) for other in names}
    near = [other for other, plain in others.items() if is_one_edit_away(folded, plain)]
    if not near and len(name) >= _SHORTEST_FOR_TWO:
        edits = set(_delete_one(folded))
        near = [
            other
            for other, plain in others.items()
            if len(plain) >= _SHORTEST_FOR_TWO - 1
            and (_lacks_two(folded, plain) or not edits.isdisjoint(_delete_one(plain)))
        ]
    if not near:
        longer = [other for other, plain in others.items() if plain.startswith(folded)]
        near = longer if len(longer) == 1 else []
    return _first(near, name)


def _delete_one(name: str) -> Iterator[str]:
    """Yield *name* without each of its characters in turn."""
    for index in range(len(name)):
        yield name[:index] + name[index + 1 :]


def _lacks_two(name: str, other: str) -> bool:
    """Return whether *name* is *other* without two of its letters."""
    if len(other) - len(name) != 2:
        return False
    letters = iter(other)
    return all(letter in letters for letter in name)


def _first(names: list[str], name: str) -> str:
    """Return the best of *names*: with the first letter of *name*, then by length."""
    return min(
        names,
        key=lambda other: (
            other[:1].lower() != name[:1].lower(),
            abs(len(other) - len(name)),
            other,
        ),
        default="",
    )
