"""The standard library from 2.7 on: which Python has what, and what to use instead.

The facts come from the interpreters themselves and from hand-kept rows; see
``tools/gen_stdlib.py``, which writes the tables that are read here on first need.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from flake8_safe_imports import versions


class Fact(NamedTuple):
    """What is known of one module, or of one name in a module."""

    name: str
    """Dotted: ``urllib2.urlopen``."""
    spans: versions.Spans
    """Half-open lifetimes, ``((207, 300), (310, 0))``; 0 is "still there".

    Dates before 3.6 are kept where known; 3.0 also stands for "by 3.6".
    """
    window: int
    """The spans as a window; see :mod:`flake8_safe_imports.versions`."""
    replacement: str = ""
    """Dotted name to use instead; a built-in is ``builtins.set``.

    It may be third-party (``setuptools``).  Empty if there is none.
    """
    drop_in: bool = False
    """Whether *replacement* does the same."""
    advice: str = ""
    """A few words for people, which stand for or beside the replacement."""
    backport: str = ""
    """Dotted third-party name that brings this to older Pythons."""
    backport_since: int = 0
    """The oldest version that the backport was tried on; 0 is unknown."""
    expires: int = 0
    """The version that is to remove it; 0 if none is announced."""


def module(name: str) -> Fact | None:
    """Return what is known of the module *name*; None if no Python has it."""
    return _module(name) if name in _modules() else None


@cache
def names(module: str) -> Mapping[str, Fact]:
    """Return what is known of names in *module*: attribute -> fact.

    Those are here whose presence changed, that have a replacement of their own or
    are to be removed.  Nothing is said of a name that is not here.
    """
    from flake8_safe_imports.data import _stdlib

    text = _stdlib.NAMES.get(module, "")
    facts = (_parse(line, module) for line in text.split("\n") if line)
    return {fact.name[len(module) + 1 :]: fact for fact in facts}


def unsteady(module: str, window: int, *, expiring: bool) -> list[str]:
    """Return the names in *module* that some version of *window* does not have.

    With *expiring* those are added that are to be removed.  It takes a tenth of the
    time of :func:`names`, which tells the same.
    """
    from flake8_safe_imports.data import _stdlib

    found: list[str] = []
    for line in _stdlib.NAMES.get(module, "").split("\n"):
        name, _, rest = line.partition("|")
        spans, _, others = rest.partition("|")
        if name and (window & ~_window(spans) or (expiring and _expires(others))):
            found.append(name)
    return found


def find(dotted: str) -> Fact | None:
    """Return what is known of the module or name *dotted*."""
    known = module(dotted)
    if known is None:
        above, _, name = dotted.rpartition(".")
        known = names(above).get(name) if above else None
    return known


def below(name: str) -> tuple[str, ...]:
    """Return the module *name* and those below it, sorted; nothing if there is none."""
    if name not in _modules():
        return ()
    known = _sorted_modules()
    start = f"{name}."
    first = bisect_left(known, start)
    last = first
    while last < len(known) and known[last].startswith(start):
        last += 1
    return (name, *known[first:last])


def is_split(module: str) -> bool:
    """Say whether the names of the gone *module* went to different places."""
    fact = _module(module) if module in _modules() else None
    if fact is None or fact.spans[-1][1] == 0:
        return False
    homes = {
        known.replacement.rpartition(".")[0]
        for known in names(module).values()
        # What went before the module did is another story.
        if known.replacement and known.spans[-1][1] == fact.spans[-1][1]
    }
    return bool(homes - {fact.replacement, module})


def everything(dotted: str) -> int | None:
    """Return the window of any public name or module; None if it is unknown.

    This reads the complete listing: for findings and explanations, not for
    every import.
    """
    if dotted in _modules():
        return _listed(dotted)[0]
    above, _, name = dotted.rpartition(".")
    return _listed(above)[1].get(name) if above in _modules() else None


def is_steady(dotted: str, window: int) -> bool:
    """Return whether all builds of Python, for every platform, have a name alike.

    That is, as far as is known; *window* is what the answer is to be true of.  Of
    modules whose builds differ only some names are known to be in all of them, and
    nothing of their submodules.
    """
    top, _, name = dotted.partition(".")
    names = _steady(top)
    return names is None or (name in names and not window & ~_STEADY_SINCE)


_STEADY_SINCE = versions.since(309)
"""The Pythons that stubs speak of."""


def has_listing(module: str) -> bool:
    """Return whether the names of *module* are known at all."""
    return module not in _modules() or bool(_listed(module)[1])


def complete() -> Iterator[str]:
    """Yield every dotted name that :func:`everything` knows, sorted by module."""
    for above in _sorted_modules():
        yield above
        for name in sorted(_listed(above)[1]):
            yield f"{above}.{name}"


@cache
def _modules() -> dict[str, str]:
    """Return module -> spans as text."""
    from flake8_safe_imports.data import _stdlib

    return {
        name: spans
        for spans, group in _stdlib.MODULES.items()
        for name in group.split("\n")
        if name
    }


@cache
def _sorted_modules() -> list[str]:
    return sorted(_modules())


@cache
def _about() -> dict[str, str]:
    """Return module -> the line about it, for modules that have one."""
    from flake8_safe_imports.data import _stdlib

    lines = (line for line in _stdlib.ABOUT.split("\n") if line)
    return {line.partition("|")[0]: line for line in lines}


@cache
def _module(name: str) -> Fact:
    """Return the fact about the known module *name*."""
    text = _modules()[name]
    spans, window = _spans(text), _window(text)
    line = _about().get(name)
    if line is None:
        return Fact(name, spans, window)
    return _parse(line, "")._replace(spans=spans, window=window)


@cache
def _spans(text: str) -> versions.Spans:
    """Read spans: ``207-300,310-``."""
    pairs = (part.split("-") for part in text.split(",") if part)
    return tuple((int(first), int(gone or 0)) for first, gone in pairs)


@cache
def _window(text: str) -> int:
    """Read spans as a window."""
    return versions.within(_spans(text))


def _expires(fields: str) -> bool:
    """Read, of a line of the tables, what follows the spans; see :func:`_parse`."""
    return any(fields.split("|")[2:3])


def _parse(line: str, module: str) -> Fact:
    """Read a line of the tables; the generator's ``row_text`` wrote it."""
    name, spans, target, advice, expires, backport, since = (
        line + "|" * (6 - line.count("|"))
    ).split("|")
    drop_in = bool(target) and target[0] != "~"
    target = target.lstrip("~")
    if target.endswith("*"):
        target = target[:-1] + name
    return Fact(
        f"{module}.{name}" if module else name,
        _spans(spans),
        _window(spans),
        target,
        drop_in,
        advice,
        backport,
        int(since or 0),
        int(expires or 0),
    )


@cache
def _steady(top: str) -> frozenset[str] | None:
    """Return the names that every build of *top* has; None if builds are alike."""
    from flake8_safe_imports.data import _steady

    names = _steady.NAMES.get(top)
    return None if names is None else frozenset(names.split())


@cache
def _listing() -> str:
    """Return the complete listing; see ``everything`` in the generator."""
    # importlib.resources would take longer than all the rest.
    path = os.path.join(os.path.dirname(__file__), "everything.txt")
    loader: Any = __spec__.loader
    text: bytes = loader.get_data(path)
    return text.decode()


@cache
def _listed(module: str) -> tuple[int, dict[str, int]]:
    """Return the window of *module*, and name -> window for its names."""
    listing = _listing()
    start = listing.index(f"\n{module} ")
    first, *lines = listing[start + 1 : listing.find("\n\n", start)].split("\n")
    names: dict[str, int] = {}
    for line in lines:
        window, *group = line.split(" ")
        names.update(dict.fromkeys(group, int(window, 16)))
    return int(first.rpartition(" ")[2], 16), names
