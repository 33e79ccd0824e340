"""Work out when modules and names of the standard library came and went."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from typing import NamedTuple

from stdlib_inputs import (
    Dump,
    Facts,
    PlatformRow,
    Stubs,
    has_names,
    is_private,
)

from flake8_safe_imports.versions import MINORS, Spans, covers

# Put among the built-ins by the site module, which dumps are made without.
SITE_NAMES = ("copyright", "credits", "exit", "help", "license", "quit")
# Pyodide leaves these out of its builds or builds them without the system below.
UNRELIABLE = (
    "_thread",
    "asyncio",
    "concurrent.futures",
    "concurrent.interpreters",
    "fcntl",
    "hashlib",
    "hmac",
    "mmap",
    "multiprocessing",
    "os",
    "posix",
    "resource",
    "select",
    "selectors",
    "signal",
    "socket",
    "socketserver",
    "ssl",
    "subprocess",
    "termios",
    "threading",
    "time",
    "webbrowser",
)


def to_spans(present: Iterable[int], start: int = 300, end: int = 300) -> Spans:
    """Return the half-open spans of the versions *present*.

    *start* dates what 3.6 has and 2.7 had not, *end* what 2.7 had and 3.6 has not.
    """
    have = set(present)
    spans: list[tuple[int, int]] = []
    previous = False
    for minor in MINORS:
        now = minor in have
        if now and not previous:
            spans.append((start if minor == 306 else minor, 0))
        elif previous and not now:
            spans[-1] = (spans[-1][0], end if minor == 306 else minor)
        previous = now
    return tuple(spans)


def spell_spans(spans: Spans) -> str:
    """Return *spans* as the tables write them: ``207-300,310-``."""
    return ",".join(f"{first}-{gone or ''}" for first, gone in spans)


def parse_spans(text: str) -> Spans:
    """Return what :func:`spell_spans` wrote."""
    pairs = (part.split("-") for part in text.split(","))
    return tuple((int(first), int(gone or 0)) for first, gone in pairs)


def module_presence(dumps: list[Dump]) -> dict[str, set[int]]:
    """Return the versions that have each module."""
    presence: dict[str, set[int]] = {}
    for dump in dumps:
        for module in (*dump.modules, *dump.listed):
            presence.setdefault(module, set()).add(dump.minor)
    for module, minors in presence.items():
        top = module.split(".")[0]
        for dump in dumps:
            if dump.wasm and dump.minor - 1 in minors:
                stripped = top in dump.listed and top not in dump.modules
                hidden = is_private(module) and top in dump.listed
                if stripped or hidden or top in ("test", *UNRELIABLE):
                    minors.add(dump.minor)
    return presence


def module_spans(dumps: list[Dump], facts: Facts) -> dict[str, Spans]:
    """Return the lifetime of every module.

    Modules that only a platform or a build has are taken to be as old as can be.
    """
    found: dict[str, Spans] = {}
    tops = {module for dump in dumps for module in dump.listed}
    complete = max(dump.minor for dump in dumps if not dump.wasm)
    for module, minors in module_presence(dumps).items():
        dumped = any(module in dump.modules for dump in dumps)
        if not dumped or (is_private(module) and max(minors) > 300):
            newest = max(minors)
            if is_private(module) and module not in tops:
                newest = MINORS[-1] if newest >= complete else newest
            minors = set(MINORS[: MINORS.index(newest) + 1])
        found[module] = to_spans(minors)
    for name, row in facts.lifetimes.items():
        if row["kind"] == "module":
            found[name] = parse_spans(row["spans"])
    return found


class Presence(NamedTuple):
    """The versions that have a name, and whether it is its module's own in any."""

    minors: set[int]
    own: bool
    public: bool = False


def name_presence(
    module: str, dumps: list[Dump], stubs: Stubs, spans: Spans
) -> dict[str, Presence]:
    """Return which versions have which names of *module*."""
    found: dict[str, Presence] = {}
    here = [dump for dump in dumps if covers(spans, dump.minor)]
    for dump in here:
        own, public = dump.own(module), dump.public(module)
        for name in dump.names(module):
            minors, owned, shown = found.get(name, Presence(set(), False))
            minors.add(dump.minor)
            shown = shown or name in public
            found[name] = Presence(minors, owned or name in own, shown)
    for dump in here:
        if dump.wasm:
            complete_wasm(module, dump, stubs, found)
    asked = {dump.minor for dump in here if not dump.wasm}
    for name in stubs.anywhere.get(module, {}):
        # What Linux should have and does not was made up for type checkers.
        made_up = asked & stubs.linux.get(module, {}).get(name, set())
        if name not in found and stubs.is_partial(module, name) and not made_up:
            found[name] = Presence(set(), True, True)
    described = [dump for dump in here if dump.minor in stubs.asked]
    later = [dump for dump in here if described and dump.minor > described[-1].minor]
    last_names = set(described[-1].names(module)) if described else set()
    for name, (minors, _, _) in found.items():
        if stubs.is_partial(module, name):
            add_other_platforms(module, name, here, stubs, minors)
        elif minors and max(minors) > 300:
            # Typeshed follows bug-fix releases that are newer than those asked.
            add_stubbed(module, name, described, stubs, minors)
            # Pyodide's newer builds lack it as this one does.
            if name not in last_names:
                add_stubbed(module, name, later, stubs, minors)
    return {name: known for name, known in found.items() if known.minors}


def complete_wasm(
    module: str, dump: Dump, stubs: Stubs, found: dict[str, Presence]
) -> None:
    """Add to *found* what Pyodide's build of *module* lacks and others have.

    What is absent there is gone only if Pyodide has the whole of the module, or if
    the stubs have dropped it too.
    """
    minor, before = dump.minor, dump.minor - 1
    entry = dump.modules.get(module)
    unsure = entry is None or "e" in entry or is_unreliable(module)
    for name, (minors, _, _) in found.items():
        if before not in minors or minor in minors:
            continue
        dropped = stubs.has(module, name, before) and not stubs.has(module, name, minor)
        if unsure and not dropped:
            minors.add(minor)
    for name, minors in stubs.linux.get(module, {}).items():
        if minor in minors and not stubs.has(module, name, before):
            known = found.setdefault(name, Presence(set(), True, True))
            known.minors.add(minor)


def is_unreliable(module: str) -> bool:
    """Return whether Pyodide's build of *module* may lack what others have."""
    return f"{module}.".startswith(tuple(f"{name}." for name in UNRELIABLE))


def add_other_platforms(
    module: str, name: str, here: list[Dump], stubs: Stubs, minors: set[int]
) -> None:
    """Add to *minors* the versions in which other platforms have *name*.

    What another platform has in the oldest version that stubs know may be older.
    """
    add_stubbed(module, name, here, stubs, minors)
    first = stubs.anywhere[module][name] - stubs.linux[module].get(name, set())
    if stubs.minors[0] in first:
        minors.update(dump.minor for dump in here if dump.minor < stubs.minors[0])


def add_stubbed(
    module: str, name: str, here: list[Dump], stubs: Stubs, minors: set[int]
) -> None:
    """Add to *minors* the versions in which typeshed has *name*."""
    minors.update(dump.minor for dump in here if stubs.has(module, name, dump.minor))


def check_stubbed(module: str, dumps: list[Dump], stubs: Stubs, facts: Facts) -> None:
    """Exit with a message if typeshed has a name of *module* that Linux has not.

    A later bug-fix release brought it then, which a row must say, or typeshed errs.
    """
    everywhere = stubs.everywhere.get(module, {})
    for dump in dumps:
        if dump.wasm or not dump.public(module):
            continue
        absent = {name for name in everywhere if dump.minor in everywhere[name]}
        absent -= dump.names(module)
        for name in sorted(absent):
            dumped = any(
                name in other.own(module)
                for other in dumps
                if not other.wasm and other.minor > dump.minor
            )
            dotted = f"{module}.{name}"
            if dumped and dotted not in facts.lifetimes:
                raise SystemExit(
                    f"tools/stdlib/lifetimes.tsv: {dotted} needs a row: typeshed has "
                    f"it in {dump.minor}, and Python {dump.python} has not"
                )


def is_site(module: str, name: str) -> bool:
    """Return whether the site module puts *name* among the built-ins."""
    return module == "builtins" and name in SITE_NAMES


def find_platform_row(module: str, name: str, facts: Facts) -> PlatformRow | None:
    """Return the row that says that the build decides if *module* has *name*."""
    for row in facts.platform:
        if module == row.module and fnmatch.fnmatchcase(name, row.pattern):
            return row
    return None


def date_platform_name(minors: set[int], alive: set[int]) -> set[int]:
    """Return the versions of a name that some build of each of them may have.

    It is in every version since the first: that a newer build lacks it says nothing.
    """
    first = min(minors)
    return {minor for minor in alive if minor >= first}


def add_to_older(minors: set[int], alive: set[int]) -> None:
    """Add to the versions of a helper those that bug-fix releases may have given it."""
    first = min(minors)
    minors.update(minor for minor in alive if 300 < minor < first)


def date_name(
    module: str, name: str, presence: Presence, alive: set[int], facts: Facts
) -> set[int] | None:
    """Return the versions of a name that is worth a row; None for any other.

    *alive* are those of its module.
    """
    dotted, minors = f"{module}.{name}", presence.minors
    if dotted in facts.replacements or dotted in facts.expires:
        return minors
    if not presence.own or minors >= alive:
        return None
    platform = find_platform_row(module, name, facts)
    if is_site(module, name) or (platform is not None and not platform.is_dated):
        return None
    if platform is None:
        return minors
    dated = date_platform_name(minors, alive)
    return None if dated >= {minor for minor in alive if minor > 300} else dated


def name_spans(
    dumps: list[Dump], stubs: Stubs, modules: dict[str, Spans], facts: Facts
) -> dict[str, dict[str, Spans]]:
    """Return the lifetimes of the names worth a row: those that changed."""
    found: dict[str, dict[str, Spans]] = {}
    for module, spans in sorted(modules.items()):
        if not has_names(module):
            continue
        check_stubbed(module, dumps, stubs, facts)
        alive = {minor for minor in MINORS if covers(spans, minor)}
        found_here = name_presence(module, dumps, stubs, spans)
        for name, presence in found_here.items():
            if not presence.public and name not in stubs.anywhere.get(module, {}):
                add_to_older(presence.minors, alive)
            if f"{module}.{name}" in modules:  # which has spans of its own
                presence = presence._replace(own=False)
            minors = date_name(module, name, presence, alive, facts)
            if minors is not None:
                found.setdefault(module, {})[name] = clip(to_spans(minors), spans)
    for dotted, row in facts.lifetimes.items():
        if row["kind"] == "name":
            module, _, name = dotted.rpartition(".")
            found.setdefault(module, {})[name] = parse_spans(row["spans"])
    return found


def clip(spans: Spans, around: Spans) -> Spans:
    """Return *spans* with the dates of *around* where both begin or end together."""
    starts = {first for first, _ in around if 300 <= first <= 306}
    ends = {gone for _, gone in around if 300 <= gone <= 306}
    return tuple(
        (
            max(starts) if first == 300 and starts else first,
            max(ends) if gone == 300 and ends else gone,
        )
        for first, gone in spans
    )
