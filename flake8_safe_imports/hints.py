"""Entries of the configuration that can never matter; told with ``-v`` alone.

An entry is named only where it is certain, from the configuration itself, that to take
it away would change nothing but how a message names what is banned.  Pure, save for
:func:`globs_without_files`, which looks at the names of files below a folder.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.config.globs import matches_file
from flake8_safe_imports.config.patterns import SETS, parse_pattern
from flake8_safe_imports.config.policy import Policies
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.glance import text as prefilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.config.entries import Entry
    from flake8_safe_imports.config.patterns import Pattern
    from flake8_safe_imports.config.settings import Config

_BANNED: Final = "banned"
_ALLOWED: Final = "allowed"
_MOST_FILES: Final = 50_000
"""How many files are looked at for a glob before it is taken to match."""
_MOST_LOOKS: Final = 1_000_000
"""How many times a file and a glob are compared before the glob is taken to match."""
_MOST_ALIKE: Final = 100
"""How many entries with the same beginning are tried for whether they cover another."""
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
    looks = 0
    for number, path in enumerate(_files(folder) if pending else ()):
        looks += len(pending)
        pending = [glob for glob in pending if not matches_file(glob, path)]
        if not pending or number >= _MOST_FILES or looks >= _MOST_LOOKS:
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
    others = _Index((ban, ban.text) for ban in policies.bans)
    between = _Index(
        [
            *((entry, None) for entry in policies.allowances),
            *((ban, ban.text) for ban in policies.bans),
        ]
    )
    for ban in policies.bans:
        if ban.pattern in SETS or between.may_meet(ban, but=ban.text):
            continue
        for other in others.around(ban, ban.text):
            if other is not ban and _is_covered(ban, other):
                yield _say(_BANNED, ban, f"says no more than {_quote(other.pattern)}")
                break


def _covered_allowances(policies: Policies) -> Iterator[str]:
    """Name allowances below a broader one, where no ban has to be won against."""
    others = _Index((entry, None) for entry in policies.allowances)
    bans = _Index((ban, ban.text) for ban in policies.bans)
    for entry in policies.allowances:
        if entry.pattern in SETS or bans.may_meet(entry):
            continue
        for other in others.around(entry, None):
            if other is not entry and _is_covered(entry, other):
                yield _say(_ALLOWED, entry, f"is part of {_quote(other.pattern)}")
                break


class _Node:
    """The entries whose patterns begin with the same components."""

    __slots__ = ("below", "entries", "here", "texts")

    def __init__(self) -> None:
        self.below: dict[str, _Node] = {}
        self.here: set[str | None] = set()
        """What the entries say whose beginning this is."""
        self.texts: set[str | None] = set()
        """What these say, and all that begin with more."""
        self.entries: dict[tuple[str, str | None], list[tuple[int, Entry]]] = {}


class _Index:
    """Entries by the components that they begin with, each with what it says.

    To compare each entry with each other one takes minutes where there are thousands.
    Sets begin with anything.
    """

    def __init__(self, entries: Iterable[tuple[Entry, str | None]]) -> None:
        self._root = _Node()
        for number, (entry, text) in enumerate(entries):
            is_set = entry.pattern in SETS
            node = self._root
            node.texts.add(text)
            for part in () if is_set else _beginning(parse_pattern(entry.pattern)):
                node = node.below.setdefault(part, _Node())
                node.texts.add(text)
            node.here.add(text)
            known = node.entries.setdefault((entry.glob, text), [])
            if not is_set and len(known) < _MOST_ALIKE:
                known.append((number, entry))

    def _way(self, entry: Entry) -> Iterator[_Node]:
        """Yield the nodes from the root to the beginning of *entry*, as far as any."""
        node: _Node | None = self._root
        for part in (*_beginning(parse_pattern(entry.pattern)), None):
            if node is not None:
                yield node
                node = node.below.get(part) if part is not None else None

    def may_meet(self, entry: Entry, but: str | None = None) -> bool:
        """Tell whether a name may be covered by *entry* and one that says not *but*.

        False is certain.
        """
        length = len(_beginning(parse_pattern(entry.pattern)))
        for depth, node in enumerate(self._way(entry)):
            texts = node.texts if depth == length else node.here
            if any(text != but for text in texts):
                return True
        return False

    def around(self, entry: Entry, text: str | None) -> list[Entry]:
        """Return those that say *text*, hold for its files and may cover *entry*."""
        found: list[tuple[int, Entry]] = []
        for node in self._way(entry):
            for glob in {"", entry.glob}:
                found += node.entries.get((glob, text), ())
        return [other for _, other in sorted(found, key=lambda item: item[0])]


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
    """Tell whether *other*, one around *entry*, surely covers all of that, and more."""
    narrow, broad = parse_pattern(entry.pattern), parse_pattern(other.pattern)
    if narrow.text == broad.text:
        return entry.glob != other.glob
    literal = _beginning(narrow)
    if not narrow.stars or not broad.stars:
        # What begins with a covered name is covered, however it goes on.
        return bool(literal and broad.match_length(literal))
    return False


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
