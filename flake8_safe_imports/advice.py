"""Entries of the configuration that can never matter; told with ``-v`` alone.

An entry is named only where it is certain, from the configuration itself, that to take
it away would change nothing but how a message names what is banned.  Pure, save for
:func:`globs_without_files`, which looks at the names of files below a folder.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import prefilter
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.globs import matches_file
from flake8_safe_imports.matching import SETS, Entry, Policies, parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.config import Config
    from flake8_safe_imports.matching import Pattern

_BANNED: Final = "banned"
_ALLOWED: Final = "allowed"
_MOST_FILES: Final = 50_000
"""How many files are looked at for a glob before it is taken to match."""
_SHOWN: Final = 60
"""How many characters of an entry are quoted."""


def advise(config: Config) -> list[str]:
    """Return a line for each entry of *config* that can never matter, in its order."""
    policies = config.policies
    return [
        *_repeated(policies.bans, _BANNED),
        *_repeated(policies.allowances, _ALLOWED),
        *_never_banned(policies),
        *_covered_bans(policies),
        *_covered_allowances(policies),
        *_allowances_of_nothing(config),
    ]


def globs_without_files(policies: Policies, folder: str) -> list[str]:
    """Return a line for each glob that covers no file in *folder*, a project's root.

    flake8 does not tell when all files are checked, nor which it was to check: so what
    lies there counts, linted or not.  With very many files there is no answer.
    """
    entries = [
        *((_BANNED, ban) for ban in policies.bans if ban.glob),
        *((_ALLOWED, entry) for entry in policies.allowances if entry.glob),
    ]
    pending = list(dict.fromkeys(entry.glob for _, entry in entries))
    for number, path in enumerate(_files(folder) if pending else ()):
        pending = [glob for glob in pending if not matches_file(glob, path)]
        if not pending or number >= _MOST_FILES:
            return []
    lines = []
    for glob in pending:
        what = next(what for what, entry in entries if entry.glob == glob)
        option = f"vet-per-file-{what}-imports"
        lines.append(f"{option}: {_quote(glob)} covers no file below {folder!a}")
    return lines


def _files(folder: str) -> Iterator[str]:
    """Yield the files below *folder*, relative to it and with slashes.

    Nothing below names that begin with a dot: tools keep their own copies there.
    """
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != ".")
        relative = os.path.relpath(place, folder).replace(os.sep, "/")
        start = "" if relative == "." else f"{relative}/"
        for name in sorted(files):
            yield start + name


def _repeated(entries: Iterable[Entry], what: str) -> Iterator[str]:
    """Name entries with the pattern and the files of an earlier one, which wins."""
    seen = set()
    for entry in entries:
        same = (_normal(entry.pattern), entry.glob)
        if same in seen:
            yield _say(what, entry, f"is {what} before: the first entry counts")
        seen.add(same)


def _never_banned(policies: Policies) -> Iterator[str]:
    """Name bans that an allowance of the same pattern, for the same files, undoes."""
    allowed = {(_normal(entry.pattern), entry.glob) for entry in policies.allowances}
    for ban in policies.bans:
        if (_normal(ban.pattern), ban.glob) in allowed:
            yield _say(_BANNED, ban, "is also allowed, and the allowance wins")


def _covered_bans(policies: Policies) -> Iterator[str]:
    """Name bans below a broader one that says the same.

    Not where another entry may come between the two: then it takes the narrower one
    to win against that.
    """
    for ban in policies.bans:
        if ban.pattern in SETS:
            continue
        others = [other for other in policies.bans if other is not ban]
        between = [
            *policies.allowances,
            *(other for other in others if other.text != ban.text),
        ]
        if any(_may_meet(ban, other) for other in between):
            continue
        for other in others:
            if other.text == ban.text and _is_covered(ban, other):
                yield _say(_BANNED, ban, f"says no more than {_quote(other.pattern)}")
                break


def _covered_allowances(policies: Policies) -> Iterator[str]:
    """Name allowances below a broader one, where no ban has to be won against."""
    for entry in policies.allowances:
        if entry.pattern in SETS or any(_may_meet(entry, ban) for ban in policies.bans):
            continue
        for other in policies.allowances:
            if other is not entry and _is_covered(entry, other):
                yield _say(_ALLOWED, entry, f"is part of {_quote(other.pattern)}")
                break


def _allowances_of_nothing(config: Config) -> Iterator[str]:
    """Name allowances of known modules about which no code has anything to say."""
    if config.enabled or config.relative or config.check_environment:
        return  # these may have something to say of any import
    bans = Policies(ban._replace(glob="") for ban in config.policies.bans)
    every = prefilter.Interests(bans.for_file(""), config, ~0)
    for entry in config.policies.allowances:
        top = _top(entry.pattern)
        if top and stdlib.module(top) is None and every.of_top(top) is False:
            yield _say(_ALLOWED, entry, "needs no allowance: nothing forbids it")


def _is_covered(entry: Entry, other: Entry) -> bool:
    """Tell whether *other* surely covers all that *entry* covers, and more."""
    if other.pattern in SETS or other.glob not in {"", entry.glob}:
        return False
    narrow, broad = parse_pattern(entry.pattern), parse_pattern(other.pattern)
    if narrow.text == broad.text:
        return entry.glob != other.glob
    literal = _beginning(narrow)
    if not narrow.stars or not broad.stars:
        # What begins with a covered name is covered, however it goes on.
        return bool(literal and broad.reach(literal))
    return False


def _may_meet(entry: Entry, other: Entry) -> bool:
    """Tell whether some name may be covered by both; False is certain."""
    if entry.pattern in SETS or other.pattern in SETS:
        return True
    one, two = (_beginning(parse_pattern(item.pattern)) for item in (entry, other))
    length = min(len(one), len(two))
    return one[:length] == two[:length]


def _beginning(pattern: Pattern) -> tuple[str, ...]:
    """Return the components that all names covered by *pattern* begin with."""
    if not pattern.anchored:
        return ()
    found: list[str] = []
    for component in pattern.pieces[0]:
        if "*" in component:
            break
        found.append(component)
    return tuple(found)


def _top(pattern: str) -> str:
    """Return the one top-level module that *pattern* speaks of, if it is one."""
    if pattern in SETS:
        return ""
    beginning = _beginning(parse_pattern(pattern))
    return beginning[0] if beginning else ""


def _normal(pattern: str) -> str:
    return pattern if pattern in SETS else parse_pattern(pattern).text


def _say(what: str, entry: Entry, problem: str) -> str:
    """Return a line on an entry, with the option that it comes from."""
    option = f"vet-{'per-file-' if entry.glob else ''}{what}-imports"
    shown = f"{entry.glob}: {entry.pattern}" if entry.glob else entry.pattern
    return f"{option}: {_quote(shown)} {problem}"


def _quote(text: str) -> str:
    return ascii(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")
