"""The standard library name that somebody meant who wrote one that never existed.

In this order: what is known to be meant, another spelling of a name in the same module
(or the name itself, if a module below has that, too), a method of the class that the
module is named after, the stem of the name, the same name in another module, a typo of
a name in the same module. A name is offered only if all supported versions have it.
Another spelling of a name is also offered if only newer versions have that.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.data import classes, known_names, stdlib, synonyms
from flake8_safe_imports.names.nearby import is_one_edit_away

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORTEST: Final = 4
"""The least length of a name that may be a typo: of shorter ones anything is near."""
_LONGEST: Final = 100
"""The most characters of a name that anything is meant by."""
_SHORTEST_FOR_TWO: Final = 8
"""The least length of a name that may have two typos."""
_SHORTEST_ELSEWHERE: Final = 5
"""The least length of a name that is looked for in other packages, if it is a word."""
_LIKELY: Final = frozenset(
    {
        "abc",
        "asyncio",
        "base64",
        "collections",
        "concurrent",
        "contextlib",
        "copy",
        "csv",
        "ctypes",
        "dataclasses",
        "datetime",
        "decimal",
        "email",
        "enum",
        "fractions",
        "functools",
        "glob",
        "hashlib",
        "heapq",
        "html",
        "http",
        "io",
        "importlib",
        "inspect",
        "itertools",
        "json",
        "logging",
        "math",
        "multiprocessing",
        "operator",
        "os",
        "pathlib",
        "pickle",
        "queue",
        "random",
        "re",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "statistics",
        "string",
        "subprocess",
        "tempfile",
        "textwrap",
        "threading",
        "time",
        "traceback",
        "types",
        "typing",
        "unittest",
        "urllib",
        "uuid",
        "warnings",
        "weakref",
        "xml",
        "zipfile",
    }
)
"""The packages and modules whose names people look for in others."""
_ENDINGS: Final = ("ing", "ed", "er", "s")
"""What is added to a name that is one without it: `warnings.warning`."""
_ALIASES: Final = frozenset({"typing"})
"""Modules that have names of other modules too, in a form of their own."""


@cache
def find_meant(module: str, name: str, window: int, *, is_module: bool = False) -> str:
    """Return the dotted name meant by *name* of *module*; empty if none is likely.

    All versions in *window* have it. With *is_module* only a submodule will do.
    """
    if len(name) > _LONGEST:
        return ""
    here = _spell_names(module, window, is_module=is_module)
    same = _choose(here.by_folded.get(_fold(name), ()), name)
    if is_module:
        found = same or _find_near(name, here)
        return f"{module}.{found}" if found else ""
    known = synonyms.find(f"{module}.{name}")
    if known and (_has_all(known, window) or _has_all(_find_class(known), window)):
        return known
    home = _find_home(module, name, window)
    if same:
        # The class `urllib.Request` is in the module `urllib.request`.
        return home if home.startswith(f"{module}.") else f"{module}.{same}"
    method = _find_method(module, name, window)
    newer = "" if method else _find_newer(module, name, window)
    if method or newer:
        return method or newer
    stem = _choose(_find_stem(name, here), name)
    if stem or home:
        return f"{module}.{stem}" if stem else home
    typo = _find_near(name, here)
    return f"{module}.{typo}" if typo else ""


def _find_newer(module: str, name: str, window: int) -> str:
    """Return the name spelled like *name* that newer versions of *window* have."""
    newest = versions.bit(versions.newest(window))
    here = _spell_names(module, newest, is_module=False)
    same = _choose(here.by_folded.get(_fold(name), ()), name)
    return f"{module}.{same}" if same else ""


def _find_stem(name: str, here: _Spellings) -> list[str]:
    """Return the names that *name* is, with an ending."""
    folded = _fold(name)
    stems = [folded[: -len(end)] for end in _ENDINGS if folded.endswith(end)]
    return [
        found
        for stem in stems
        if len(stem) >= _SHORTEST
        for found in here.by_folded.get(stem, ())
    ]


class _Spellings(NamedTuple):
    """Names, by what may be written for them."""

    by_folded: dict[str, list[str]]
    """Without what conventions decide -> the names."""
    by_deletion: dict[str, list[str]]
    """The same without one character -> what is folded so."""
    by_length: dict[int, list[str]]
    """Length -> what is folded to it."""
    folded: list[str]
    """All that is folded, sorted."""


@cache
def _spell_names(module: str, window: int, *, is_module: bool) -> _Spellings:
    """Return the names and submodules of *module* that all of *window* has.

    With *is_module* only its submodules.
    """
    by_folded: dict[str, list[str]] = {}
    by_deletion: dict[str, list[str]] = {}
    by_length: dict[int, list[str]] = {}
    for name in sorted(_list_names(module, window)):
        if is_module and not stdlib.is_module(f"{module}.{name}"):
            continue
        by_folded.setdefault(_fold(name), []).append(name)
    for folded in by_folded:
        by_length.setdefault(len(folded), []).append(folded)
        for shorter in set(_delete_one(folded)):
            by_deletion.setdefault(shorter, []).append(folded)
    return _Spellings(by_folded, by_deletion, by_length, sorted(by_folded))


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
        for inner in stdlib.list_with_submodules(module)[1:]
        if "." not in inner[start:] and _has_all(inner, window)
    ]
    return frozenset(name for name in names if not name.startswith("_"))


def _has_all(dotted: str, window: int) -> bool:
    found = stdlib.find_window(dotted)
    return found is not None and not window & ~found


def _find_class(dotted: str) -> str:
    """Return the class of an attribute: `pathlib.Path` of `pathlib.Path.mkdir`."""
    return dotted.rpartition(".")[0] if dotted.count(".") > 1 else ""


def _fold(name: str) -> str:
    """Return *name* without what conventions decide: capitals and underscores."""
    return name.replace("_", "").lower()


def _find_method(module: str, name: str, window: int) -> str:
    """Return the method *name* of the class that *module* is named after."""
    found = known_names.find_namesake_with(module, name)
    if not found or not _has_all(_find_class(found), window):
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
    if not near and name.islower() and len(name) < _SHORTEST_ELSEWHERE:
        return ""
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
        if module and _may_be_home(module):
            found.setdefault(name, []).append(module)
    return found


def _may_be_home(module: str) -> bool:
    top = module.partition(".")[0]
    return top in _LIKELY and (top == "sys" or known_names.is_judged(module))


def _find_near(name: str, here: _Spellings) -> str:
    """Return which of the names is one typo away from *name*, or two if it is long."""
    if len(name) < _SHORTEST:
        return ""
    folded = _fold(name)
    shorter = set(_delete_one(folded))
    # What is one edit away is equal after a deletion from one or both.
    shared = {plain for text in shorter for plain in here.by_deletion.get(text, ())}
    near = {plain for plain in shared if is_one_edit_away(folded, plain)}
    near.update(here.by_deletion.get(folded, ()))
    near.update(text for text in shorter if text in here.by_folded)
    if not near and len(name) >= _SHORTEST_FOR_TWO:
        near = {plain for plain in shared if len(plain) >= _SHORTEST_FOR_TWO - 1}
        longer = here.by_length.get(len(folded) + 2, ())
        near.update(plain for plain in longer if _lacks_two(folded, plain))
    near = near or _find_begun(folded, name, here)
    return _choose([found for plain in near for found in here.by_folded[plain]], name)


def _find_begun(folded: str, name: str, here: _Spellings) -> set[str]:
    """Return the one folded name that begins with *name*, whose folded form is given.

    *name* may not begin that of a class if it is like that of a function.
    """
    start = bisect_left(here.folded, folded)
    begun = [text for text in here.folded[start : start + 2] if text.startswith(folded)]
    if len(begun) != 1:
        return set()
    is_upper = name[0].isupper()
    is_alike = any(it[0].isupper() == is_upper for it in here.by_folded[begun[0]])
    return set(begun) if is_alike else set()


def _delete_one(name: str) -> Iterator[str]:
    """Yield *name* without each of its characters in turn."""
    for index in range(len(name)):
        yield name[:index] + name[index + 1 :]


def _lacks_two(name: str, other: str) -> bool:
    """Return whether *name* is *other*, two letters longer, without these."""
    letters = iter(other)
    return all(letter in letters for letter in name)


def _choose(names: Iterable[str], name: str) -> str:
    """Return the best of *names*: with the first letter of *name*, then by length."""
    return min(
        names,
        key=lambda other: (
            other[:1].lower() != name[:1].lower(),
            abs(len(other) - len(name)),
            other[:1] != name[:1],
            other,
        ),
        default="",
    )
