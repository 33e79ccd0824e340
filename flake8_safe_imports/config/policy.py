"""What is banned and what is allowed, in all files or in one.

Pure, and linear in the name, however many names are banned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.config.entries import EntryTable, make_example, remember
from flake8_safe_imports.config.globs import matches_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flake8_safe_imports.config.entries import Entry, Kind, Match, Specificity
    from flake8_safe_imports.data.stdlib import Fact

_MOST_POLICIES: Final = 4096
"""How many policies are kept, one for each combination of globs."""


class Ban:
    """Why a name is banned.

    ``entry`` is the most specific ban, ``cause`` the shortest prefix of the name that
    it matches. For a member of ``{python2to3}``, ``fact`` is that of the longest
    prefix that only Python 2 has (``urllib2.urlopen``, even where the cause is
    ``urllib2``): it has the replacement.
    """

    __slots__ = ("cause", "entry", "fact")

    def __init__(self, entry: Entry, cause: str, fact: Fact | None = None) -> None:
        self.entry: Final = entry
        self.cause: Final = cause
        self.fact: Final = fact

    @property
    def text(self) -> str:
        """The user's replacement or message, or empty; see :func:`find_replacement`."""
        return self.entry.text


class Policy:
    """The bans and allowances for one file; made by :meth:`Policies.for_file`."""

    __slots__ = ("_allowed", "_banned", "_star_bans")

    def __init__(
        self, banned: tuple[EntryTable, ...], allowed: tuple[EntryTable, ...]
    ) -> None:
        self._banned = banned
        self._allowed = allowed
        self._star_bans: dict[tuple[str, str], Ban | None] = {}

    def __bool__(self) -> bool:
        return bool(self._banned or self._allowed)

    def find_ban(self, name: str, kind: Kind) -> Ban | None:
        """Return why the dotted, absolute *name* is banned, or None if it is not."""
        match = self._find_winning_ban(name, kind)
        return None if match is None else Ban(match.entry, match.cause, match.fact)

    def _find_winning_ban(self, name: str, kind: Kind) -> Match | None:
        ban = _find_best(self._banned, name, kind)
        if ban is None:
            return None
        allowance = _find_best(self._allowed, name, kind)
        # The place in the lists does not count: an allowance wins a tie.
        if allowance is not None and allowance.specificity[:3] >= ban.specificity[:3]:
            return None
        return ban

    def is_allowed(self, name: str, kind: Kind) -> bool:
        """Return whether *name* is exempt from all codes, except more specific bans."""
        return _find_best(self._allowed, name, kind) is not None

    def may_match(self, top: str) -> bool:
        """Return whether an entry may match the module *top* or a name below it.

        Cheap; False is certain.
        """
        return any(table.may_match(top) for table in self._banned + self._allowed)

    def may_ban_attribute(self, name: str) -> bool:
        """Return whether the attribute *name* of some class may be banned."""
        return any(table.may_match_attribute(name) for table in self._banned)

    def find_star_ban(self, module: str, kind: Kind) -> Ban | None:
        """Return the most specific ban of a name in *module*, for ``import *``.

        None where *module* itself is banned: see :meth:`find_ban`. The cause is the
        banned name, with the wildcards of its pattern.
        """
        question = module, kind
        if question in self._star_bans:
            return self._star_bans[question]
        return remember(
            self._star_bans, question, self._find_banned_member(module, kind)
        )

    def _find_banned_member(self, module: str, kind: Kind) -> Ban | None:
        found: dict[Specificity, Ban] = {}
        for table in self._banned:
            for specificity, entry, member in table.find_members(module):
                example = make_example(member)
                if example.startswith("_"):  # not imported by a star
                    continue
                match = self._find_winning_ban(f"{module}.{example}", kind)
                if match is not None and match.entry is entry:
                    found[specificity] = Ban(entry, f"{module}.{member}")
        return found[max(found)] if found else None


def _find_best(tables: tuple[EntryTable, ...], name: str, kind: Kind) -> Match | None:
    """Return the match of *name* with the most specific entry of all *tables*."""
    best = None
    for table in tables:
        match = table.find_best(name, kind)
        if match is not None and (best is None or match.specificity > best.specificity):
            best = match
    return best


class Policies:
    """All bans and allowances; compares by value.

    Of equally specific entries the earlier wins. Raises PatternError for an entry
    that is neither a pattern nor a set.
    """

    __slots__ = ("_allowed", "_banned", "_files", "_globs", "allowances", "bans")

    def __init__(
        self, bans: Iterable[Entry] = (), allowances: Iterable[Entry] = ()
    ) -> None:
        self.bans = tuple(bans)
        self.allowances = tuple(allowances)
        globs = map(_get_glob, self.bans + self.allowances)
        self._globs = tuple(dict.fromkeys(glob for glob in globs if glob[1]))
        self._banned = _make_tables(self.bans)
        self._allowed = _make_tables(self.allowances)
        self._files: dict[tuple[_Glob, ...], Policy] = {}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Policies):
            return NotImplemented
        return (self.bans, self.allowances) == (other.bans, other.allowances)

    def __hash__(self) -> int:
        return hash((self.bans, self.allowances))

    def __repr__(self) -> str:
        return f"Policies({self.bans!r}, {self.allowances!r})"

    def __reduce__(self) -> tuple[type[Policies], tuple[tuple[Entry, ...], ...]]:
        return Policies, (self.bans, self.allowances)

    def __bool__(self) -> bool:
        return bool(self.bans or self.allowances)

    @property
    def has_globs(self) -> bool:
        """Whether some entries apply to certain files only."""
        return bool(self._globs)

    def for_file(
        self, path: str, relative_to: Callable[[str], str] = lambda folder: ""
    ) -> Policy:
        """Return the policy for the file at *path*.

        *path* is relative to the project root, with ``/`` between its folders.
        *relative_to* returns the path relative to another folder.
        """
        globs = tuple(
            (folder, glob)
            for folder, glob in self._globs
            if matches_file(glob, relative_to(folder) if folder else path)
        )
        policy = self._files.get(globs)
        if policy is None:
            if len(self._files) >= _MOST_POLICIES:
                self._files.clear()
            policy = self._files[globs] = Policy(
                self._banned + _make_tables(self.bans, globs),
                self._allowed + _make_tables(self.allowances, globs),
            )
        return policy


_Glob = tuple[str, str]
"""The folder that a glob is relative to, and the glob itself."""


def _get_glob(entry: Entry) -> _Glob:
    return (entry.folder, entry.glob) if entry.glob else _NO_GLOB


_NO_GLOB: Final = ("", "")


def _make_tables(
    entries: tuple[Entry, ...], globs: tuple[_Glob, ...] = (_NO_GLOB,)
) -> tuple[EntryTable, ...]:
    """Return a table of the *entries* with one of the *globs*, if there are any."""
    chosen = [entry for entry in entries if _get_glob(entry) in globs]
    return (EntryTable(chosen),) if chosen else ()


def find_replacement(text: str, is_module: Callable[[str], bool]) -> str:
    """Return the replacement that *text*, written after a ban's ``=``, names, or "".

    It is a dotted name, or a single name that *is_module* knows (of the standard
    library, a well-known package or the project), alone or as in "use NAME instead".
    Anything else is a message.
    """
    words = text.split()
    if len(words) > 1 and words[0].lower() == "use":
        del words[0]
        if len(words) > 1 and words[-1].lower() == "instead":
            del words[-1]
    if len(words) != 1:
        return ""
    parts = words[0].split(".")
    if not all(part.isidentifier() for part in parts):
        return ""
    return words[0] if len(parts) > 1 or is_module(words[0]) else ""
