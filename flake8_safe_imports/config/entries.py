"""Bans and allowances, indexed so that only a few are tried for each name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeVar

from flake8_safe_imports.config.patterns import SETS, matches, parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.config.patterns import Pattern
    from flake8_safe_imports.data.stdlib import Fact

    Kind = Literal["stdlib", "third-party", "first-party"]
    """Where the top-level module of a name comes from; the sets depend on it."""

T = TypeVar("T")

_PYTHON2: Final = "{python2to3}"
_CACHE_SIZE: Final = 4096
"""How many answers each cache keeps before it is cleared."""
_LONGEST_CACHED: Final = 2000
"""Answers for longer names (in characters) are not cached; nobody has such."""
_DEEPEST: Final = 6
"""No name of the standard library has more components."""


class Entry:
    """One ban or one allowance; compares by value.

    ``pattern`` is a dotted pattern or one of SETS. ``text`` is what the user wrote
    after the ``=``, empty for an allowance. ``glob`` selects the files that the entry
    is for; it is empty for all files. ``folder`` is the folder that the glob is
    relative to; it is empty for the root of the project.
    """

    __slots__ = ("folder", "glob", "pattern", "text")

    def __init__(
        self, pattern: str, text: str = "", glob: str = "", folder: str = ""
    ) -> None:
        self.pattern: Final = pattern
        self.text: Final = text
        self.glob: Final = glob
        self.folder: Final = folder

    def below(self, folder: str) -> Entry:
        """Return a copy whose glob is relative to *folder*."""
        return Entry(self.pattern, self.text, self.glob, folder)

    def _get_values(self) -> tuple[str, str, str, str]:
        return self.pattern, self.text, self.glob, self.folder

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and self._get_values() == other._get_values()

    def __hash__(self) -> int:
        return hash(self._get_values())

    def __repr__(self) -> str:
        return f"Entry{self._get_values()!r}"

    def __reduce__(self) -> tuple[type[Entry], tuple[str, str, str, str]]:
        return Entry, self._get_values()


Specificity = tuple[int, int, int, int]
"""How specific an entry is: literal components, minus the wildcards, whether it is
per-file, minus its place. Of two entries the greater wins; no two in a table are
equal, because of the place."""


class _ParsedEntry:
    """An entry with its parsed pattern."""

    __slots__ = ("entry", "pattern", "specificity")

    def __init__(
        self, specificity: Specificity, pattern: Pattern, entry: Entry
    ) -> None:
        self.specificity: Final = specificity
        self.pattern: Final = pattern
        self.entry: Final = entry


class Match:
    """An entry that matches a name.

    ``cause`` is the shortest prefix of the name that the entry matches. ``fact`` is
    for members of ``{python2to3}``: see :class:`flake8_safe_imports.config.policy.Ban`.
    """

    __slots__ = ("cause", "entry", "fact", "specificity")

    def __init__(
        self,
        specificity: Specificity,
        entry: Entry,
        cause: str,
        fact: Fact | None = None,
    ) -> None:
        self.specificity: Final = specificity
        self.entry: Final = entry
        self.cause: Final = cause
        self.fact: Final = fact


class EntryTable:
    """Entries, indexed by the components of their patterns.

    Raises PatternError for an entry that is neither a pattern nor a set.
    """

    __slots__ = (
        "_answers",
        "_attribute_globs",
        "_attributes",
        "_children",
        "_depth",
        "_loose",
        "_plain",
        "_prefixes",
        "_sets",
        "_starting",
        "_tops",
        "_wild",
    )

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._plain: dict[str, _ParsedEntry] = {}
        """Patterns without wildcards, by their text."""
        self._depth = 0
        """How many components the longest plain pattern has."""
        self._children: dict[str, list[_ParsedEntry]] = {}
        """Plain patterns by their parent."""
        self._attributes: set[str] = set()
        """The last components of patterns for what may be in a class."""
        self._attribute_globs: set[str] = set()
        """Those with wildcards."""
        self._wild: dict[str, list[_ParsedEntry]] = {}
        """By the last literal component: a name without it cannot match."""
        self._loose: list[_ParsedEntry] = []
        """Patterns without a literal component."""
        self._sets: dict[str, tuple[Specificity, Entry]] = {}
        self._tops: set[str] = set()
        """All literal first components."""
        self._starting: list[Pattern] = []
        """Patterns without a literal first component."""
        self._answers: dict[tuple[str, str], Match | None] = {}
        self._prefixes: dict[tuple[str, str], str] = {}
        for place, entry in enumerate(entries):
            self._add(place, entry)

    def _add(self, place: int, entry: Entry) -> None:
        per_file = int(bool(entry.glob))
        if entry.pattern in SETS:
            self._sets.setdefault(entry.pattern, ((0, 0, per_file, -place), entry))
            return
        pattern = parse_pattern(entry.pattern)
        specificity = (pattern.literals, -pattern.stars, per_file, -place)
        parsed = _ParsedEntry(specificity, pattern, entry)
        if pattern.stars:
            self._add_wild(parsed)
        elif pattern.text not in self._plain:
            self._add_plain(parsed)

    def _add_plain(self, parsed: _ParsedEntry) -> None:
        name = parsed.pattern.text
        parts = parsed.pattern.pieces[0]
        self._plain[name] = parsed
        self._depth = max(self._depth, len(parts))
        self._tops.add(parts[0])
        if len(parts) > 1:
            self._children.setdefault(name.rpartition(".")[0], []).append(parsed)
        if len(parts) > 2:
            self._attributes.add(parts[-1])

    def _add_wild(self, parsed: _ParsedEntry) -> None:
        pattern = parsed.pattern
        for run in pattern.pieces[-1:]:
            last = self._attribute_globs if "*" in run[-1] else self._attributes
            last.add(run[-1])
        literals = [part for run in pattern.pieces for part in run if "*" not in part]
        if literals:
            self._wild.setdefault(literals[-1], []).append(parsed)
        else:
            self._loose.append(parsed)
        if pattern.anchored and "*" not in pattern.pieces[0][0]:
            self._tops.add(pattern.pieces[0][0])
        else:
            self._starting.append(pattern)

    def find_best(self, name: str, kind: Kind) -> Match | None:
        """Return the match of *name* with the most specific entry."""
        question = name, kind
        if question in self._answers:
            return self._answers[question]
        answer = max(
            self.find_all(name, kind), key=lambda match: match.specificity, default=None
        )
        return remember(self._answers, question, answer)

    def find_prefix(self, name: str, kind: Kind) -> str:
        """Return the shortest prefix of *name* that an entry matches, or ""."""
        question = name, kind
        if question in self._prefixes:
            return self._prefixes[question]
        found = (match.cause for match in self.find_all(name, kind))
        return remember(self._prefixes, question, min(found, key=len, default=""))

    def find_all(self, name: str, kind: Kind) -> Iterator[Match]:
        """Yield a match for each entry that matches *name*."""
        parts = name.split(".")
        if not parts[0]:  # a relative import that leads out of its package
            return
        # Prefixes longer than the longest plain pattern need not be looked up.
        for depth in range(1, min(self._depth, len(parts)) + 1):
            cause = ".".join(parts[:depth])
            if cause in self._plain:
                parsed = self._plain[cause]
                yield Match(parsed.specificity, parsed.entry, cause)
        dotted = f".{name}."
        for parsed in self._find_candidates(parts):
            # A search in text is far quicker than one in the parts.
            if not all(needle in dotted for needle in parsed.pattern.needles):
                continue
            depth = parsed.pattern.match_length(parts)
            if depth:
                yield Match(parsed.specificity, parsed.entry, ".".join(parts[:depth]))
        for name_set, (specificity, entry) in self._sets.items():
            cause, fact = _find_in_set(name_set, parts, kind)
            if cause:
                yield Match(specificity, entry, cause, fact)

    def _find_candidates(self, parts: list[str]) -> Iterator[_ParsedEntry]:
        """Yield the patterns with wildcards that may match."""
        if self._wild:
            for part in dict.fromkeys(parts):
                yield from self._wild.get(part, ())
        yield from self._loose

    def may_match(self, top: str) -> bool:
        """Return whether an entry may match the module *top* or a name below it."""
        return (
            top in self._tops
            or any(
                not pattern.anchored or matches(pattern.pieces[0][0], top)
                for pattern in self._starting
            )
            or any(
                name_set != _PYTHON2 or _is_in_stdlib(top) for name_set in self._sets
            )
        )

    def may_match_attribute(self, name: str) -> bool:
        """Return whether an entry may be for the attribute *name* of some class.

        ``*._*`` is for what others keep private, not for what a class has of its own.
        """
        return name in self._attributes or (
            not name.startswith("_")
            and any(matches(component, name) for component in self._attribute_globs)
        )

    def find_members(self, module: str) -> Iterator[tuple[Specificity, Entry, str]]:
        """Yield the entries for names directly below *module*, for ``import *``.

        With each comes the last component of its pattern. Patterns that begin with
        ``*`` are left out: they name no package, so they would match every star import.
        """
        for parsed in self._children.get(module, ()):
            yield parsed.specificity, parsed.entry, parsed.pattern.pieces[0][-1]
        parts = module.split(".")
        for parsed_entries in (*self._wild.values(), self._loose):
            for parsed in parsed_entries:
                if parsed.pattern.anchored:
                    last = parsed.pattern.pieces[-1][-1]
                    length = parsed.pattern.match_length([*parts, make_example(last)])
                    if length == len(parts) + 1:
                        yield parsed.specificity, parsed.entry, last


def make_example(component: str) -> str:
    """Return a part of a name that the *component* of a pattern matches."""
    return component.replace("*", "x")


def _find_in_set(
    name_set: str, parts: list[str], kind: Kind
) -> tuple[str, Fact | None]:
    """Return the shortest prefix of *parts* that is in the set, or an empty string."""
    if name_set != _PYTHON2:
        return (parts[0] if name_set == "{" + kind + "}" else ""), None
    if kind == "first-party":  # a module of the user's own that is called `user`
        return "", None
    return _find_python2_only(parts)


def _find_python2_only(parts: list[str]) -> tuple[str, Fact | None]:
    """Return the shortest prefix that only Python 2 has, and the replacement's fact.

    The fact is that of the longest such prefix, which has the exact replacement.
    """
    from flake8_safe_imports import versions
    from flake8_safe_imports.data import stdlib

    cause, best = "", None
    for depth in range(1, min(len(parts), _DEEPEST) + 1):
        name = ".".join(parts[:depth])
        fact = stdlib.find(name)
        if fact is not None and not fact.window & versions.PYTHON3:
            cause, best = cause or name, fact
    return cause, best


def _is_in_stdlib(top: str) -> bool:
    """Return whether the tables of the standard library have the module *top*."""
    from flake8_safe_imports.data import stdlib

    return stdlib.find(top) is not None


def remember(
    cache: dict[tuple[str, str], T], question: tuple[str, str], answer: T
) -> T:
    """Put *answer* into *cache*, within bounds, and return it."""
    if len(question[0]) <= _LONGEST_CACHED:
        if len(cache) >= _CACHE_SIZE:
            cache.clear()
        cache[question] = answer
    return answer
