"""Which import names a pattern of the user's policy covers, and which entry wins.

Everything here is pure and takes time linear in the name, however many stars a
pattern has and however many plain names are banned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeVar

from flake8_safe_imports.config.globs import matches_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flake8_safe_imports.data.stdlib import Fact

T = TypeVar("T")

Kind = Literal["stdlib", "third-party", "first-party"]
"""What the module at the top of a dotted name is; the sets ask for it."""

SETS: Final = ("{python2to3}", "{stdlib}", "{third-party}")
"""What may stand for a whole family of names in place of a pattern."""

_PYTHON2: Final = "{python2to3}"
_REMEMBERED: Final = 4096
"""How many answers one table keeps before it forgets them all."""
_LONGEST: Final = 200
"""Answers for names of more characters are not kept; only strings hold such names."""
_DEEPEST: Final = 6
"""No name of the standard library has more components."""


class PatternError(ValueError):
    """Not a pattern; ``str()`` says what is wrong and can follow the text."""


# Here and below: to define a NamedTuple takes a third of a millisecond at start-up,
# so those are plain classes that nobody compares.
class Pattern:
    """A dotted pattern, taken apart by :func:`parse_pattern`.

    ``pieces`` are the runs of components between the ``*`` that stand alone; when
    the pattern is ``anchored`` the first run begins the name.  ``literals`` counts
    the components without a wildcard, ``stars`` the wildcards.
    """

    __slots__ = ("anchored", "literals", "pieces", "stars", "text")

    def __init__(
        self,
        text: str,
        pieces: tuple[tuple[str, ...], ...],
        anchored: bool,
        literals: int,
        stars: int,
    ) -> None:
        self.text: Final = text
        self.pieces: Final = pieces
        self.anchored: Final = anchored
        self.literals: Final = literals
        self.stars: Final = stars

    def reach(self, parts: Sequence[str]) -> int:
        """Return how many *parts* the shortest prefix that is covered has, or 0."""
        end = 0
        for index, piece in enumerate(self.pieces):
            last = len(parts) - len(piece)
            if self.anchored and not index:
                last = min(last, 0)
            for start in range(end, last + 1):
                if all(map(_fits, piece, parts[start : start + len(piece)])):
                    end = start + len(piece)
                    break
            else:
                return 0
        return end or 1


def _fits(component: str, part: str) -> bool:
    """Say whether one *component* of a pattern matches one *part* of a name."""
    if "*" not in component:
        return component == part
    first, *middle, last = component.split("*")
    start, stop = len(first), len(part) - len(last)
    if start > stop or not part.startswith(first) or not part.endswith(last):
        return False
    for text in middle:
        start = part.find(text, start, stop)
        if start < 0:
            return False
        start += len(text)
    return True


def parse_pattern(text: str) -> Pattern:
    """Take the dotted pattern *text* apart; raise PatternError if it is none."""
    components = text.split(".")
    for component in components:
        if not (component.isidentifier() or _is_glob(component)):
            raise PatternError(_complaint(text))
    if not text.isascii():
        import unicodedata

        # As Python reads identifiers.
        components = unicodedata.normalize("NFKC", text).split(".")
    if "*" not in text:
        return Pattern(
            ".".join(components), (tuple(components),), True, len(components), 0
        )
    return _parse_wildcards(components)


def _parse_wildcards(components: list[str]) -> Pattern:
    """Take *components*, some with wildcards, apart."""
    kept: list[str] = []
    runs: list[list[str]] = [[]]
    for component in map(_squeeze, components):
        if component == "*":
            if kept[-1:] == ["*"]:
                continue
            runs.append([])
        else:
            runs[-1].append(component)
        kept.append(component)
    return Pattern(
        ".".join(kept),
        tuple(tuple(run) for run in runs if run),
        kept[0] != "*",
        sum("*" not in component for component in kept),
        sum(component.count("*") for component in kept),
    )


def _is_glob(component: str) -> bool:
    """Say whether *component* is an identifier but for its wildcards."""
    return "*" in component and component.replace("*", "a").isidentifier()


def _squeeze(component: str) -> str:
    """Write each run of stars in *component* as one."""
    while "**" in component:
        component = component.replace("**", "*")
    return component


def _complaint(text: str) -> str:
    """Say what keeps *text* from being a pattern."""
    if not text:
        return "is empty: write a dotted name"
    if text[0] == "{" and text[-1] == "}":
        return f"is no set: the sets are {', '.join(SETS)}"
    if text[0] == "#":
        return "is no name: a comment needs a line of its own"
    if text[0] == ".":
        return "is relative: write the whole name, from the top-level package on"
    if "," in text:
        return "is not a dotted name: each line has one name before its '='"
    if "-" in text:
        return "is not a dotted name: names of modules have no hyphen"
    return "is not a dotted name"


class Entry(NamedTuple):
    """One ban or one allowance.

    ``pattern`` is a dotted pattern or one of SETS.  ``text`` is what the user wrote
    after the ``=``, empty for an allowance.  ``glob`` tells which files the entry is
    for; it is empty when it is for all of them.
    """

    pattern: str
    text: str = ""
    glob: str = ""


class Verdict:
    """Why a name is banned.

    ``ban`` is the entry that won, ``cause`` the shortest prefix of the name that it
    covers.  A member of ``{python2to3}`` comes with what is known of the longest
    prefix that only Python 2 has: ``urllib2.urlopen``, even where the cause is
    ``urllib2``.
    """

    __slots__ = ("ban", "cause", "fact")

    def __init__(self, ban: Entry, cause: str, fact: Fact | None = None) -> None:
        self.ban: Final = ban
        self.cause: Final = cause
        self.fact: Final = fact

    @property
    def text(self) -> str:
        """What the user wants to be told: see :func:`is_replacement`; or nothing."""
        return self.ban.text


_Key = tuple[int, int, int, int]
"""How specific an entry is; of two the greater wins.  No two in a table are equal:
the last number is the (negative) place."""


class _Rule:
    """An entry with a pattern, ready to be tried."""

    __slots__ = ("entry", "key", "pattern")

    def __init__(self, key: _Key, pattern: Pattern, entry: Entry) -> None:
        self.key: Final = key
        self.pattern: Final = pattern
        self.entry: Final = entry


class _Match:
    """An entry that covers the name asked for."""

    __slots__ = ("cause", "entry", "fact", "key")

    def __init__(
        self, key: _Key, entry: Entry, cause: str, fact: Fact | None = None
    ) -> None:
        self.key: Final = key
        self.entry: Final = entry
        self.cause: Final = cause
        self.fact: Final = fact


class _Table:
    """Entries, arranged so that few of them are tried on a name."""

    __slots__ = (
        "_answers",
        "children",
        "depth",
        "loose",
        "plain",
        "sets",
        "starting",
        "tops",
        "wild",
    )

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.plain: dict[str, _Rule] = {}
        self.depth = 0
        self.children: dict[str, list[_Rule]] = {}
        self.wild: dict[str, list[_Rule]] = {}
        """By the last literal component: a name without it cannot match."""
        self.loose: list[_Rule] = []
        self.sets: dict[str, tuple[_Key, Entry]] = {}
        self.tops: set[str] = set()
        self.starting: list[Pattern] = []
        """What has no literal first component."""
        self._answers: dict[tuple[str, str], _Match | None] = {}
        for place, entry in enumerate(entries):
            self._add(place, entry)

    def _add(self, place: int, entry: Entry) -> None:
        local = int(bool(entry.glob))
        if entry.pattern in SETS:
            self.sets.setdefault(entry.pattern, ((0, 0, local, -place), entry))
            return
        pattern = parse_pattern(entry.pattern)
        key = (pattern.literals, -pattern.stars, local, -place)
        rule = _Rule(key, pattern, entry)
        if pattern.stars:
            self._add_wild(rule)
        elif pattern.text not in self.plain:
            self._add_plain(rule)

    def _add_plain(self, rule: _Rule) -> None:
        name = rule.pattern.text
        parts = rule.pattern.pieces[0]
        self.plain[name] = rule
        self.depth = max(self.depth, len(parts))
        self.tops.add(parts[0])
        if len(parts) > 1:
            self.children.setdefault(name.rpartition(".")[0], []).append(rule)

    def _add_wild(self, rule: _Rule) -> None:
        pattern = rule.pattern
        literals = [part for run in pattern.pieces for part in run if "*" not in part]
        if literals:
            self.wild.setdefault(literals[-1], []).append(rule)
        else:
            self.loose.append(rule)
        if pattern.anchored and "*" not in pattern.pieces[0][0]:
            self.tops.add(pattern.pieces[0][0])
        else:
            self.starting.append(pattern)

    def best(self, name: str, kind: Kind) -> _Match | None:
        """Return the most specific match of *name*."""
        asked = name, kind
        if asked in self._answers:
            return self._answers[asked]
        answer = max(self.matches(name, kind), key=_get_key, default=None)
        return _remember(self._answers, asked, answer)

    def matches(self, name: str, kind: Kind) -> Iterator[_Match]:
        """Yield a match for each entry that covers *name*."""
        parts = name.split(".")
        if not parts[0]:  # a relative import that leads out of its package
            return
        # Longer names than the longest ban need not be put together.
        for depth in range(1, min(self.depth, len(parts)) + 1):
            cause = ".".join(parts[:depth])
            if cause in self.plain:
                rule = self.plain[cause]
                yield _Match(rule.key, rule.entry, cause)
        for rule in self._candidates(parts):
            depth = rule.pattern.reach(parts)
            if depth:
                yield _Match(rule.key, rule.entry, ".".join(parts[:depth]))
        for family, (key, entry) in self.sets.items():
            cause, fact = _find_in_set(family, parts, kind)
            if cause:
                yield _Match(key, entry, cause, fact)

    def _candidates(self, parts: list[str]) -> Iterator[_Rule]:
        if self.wild:
            for part in dict.fromkeys(parts):
                yield from self.wild.get(part, ())
        yield from self.loose

    def mentions(self, top: str) -> bool:
        """Say whether an entry may cover *top* or a name below it."""
        return (
            top in self.tops
            or any(
                not pattern.anchored or _fits(pattern.pieces[0][0], top)
                for pattern in self.starting
            )
            or any(family != _PYTHON2 or _is_in_stdlib(top) for family in self.sets)
        )

    def members(self, module: str) -> Iterator[tuple[_Rule, str]]:
        """Yield what is banned directly below *module* and ``import *`` may bring.

        With each rule comes a name that it covers.  A pattern that begins with ``*``
        gives none: it speaks of no package, so every star import would be guilty.
        """
        for rule in self.children.get(module, ()):
            yield rule, rule.pattern.pieces[0][-1]
        parts = module.split(".")
        for rules in (*self.wild.values(), self.loose):
            for rule in rules:
                if rule.pattern.anchored:
                    member = rule.pattern.pieces[-1][-1].replace("*", "x")
                    if rule.pattern.reach([*parts, member]) == len(parts) + 1:
                        yield rule, member


def _find_in_set(family: str, parts: list[str], kind: Kind) -> tuple[str, Fact | None]:
    """Return the shortest prefix of *parts* that is in the set *family*, or nothing."""
    if family != _PYTHON2:
        return (parts[0] if family == "{" + kind + "}" else ""), None
    if kind == "first-party":  # a module of the user's own that is called `user`
        return "", None
    return _find_python2_only(parts)


def _find_python2_only(parts: list[str]) -> tuple[str, Fact | None]:
    """Return the shortest prefix that only Python 2 has, and what is known of it.

    The fact is that of the longest such prefix: it tells what to use instead.
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
    """Say whether the standard library's tables know the module *top*."""
    from flake8_safe_imports.data import stdlib

    return stdlib.find(top) is not None


def _get_key(match: _Match) -> _Key:
    return match.key


def _remember(
    answers: dict[tuple[str, str], T], asked: tuple[str, str], answer: T
) -> T:
    """Keep *answer*, within bounds, and return it."""
    if len(asked[0]) <= _LONGEST:
        if len(answers) >= _REMEMBERED:
            answers.clear()
        answers[asked] = answer
    return answer


class Policy:
    """What is banned and what is allowed in one file; see :class:`Policies`."""

    __slots__ = ("_allowed", "_banned", "_below")

    def __init__(self, banned: tuple[_Table, ...], allowed: tuple[_Table, ...]) -> None:
        self._banned = banned
        self._allowed = allowed
        self._below: dict[tuple[str, str], Verdict | None] = {}

    def __bool__(self) -> bool:
        return bool(self._banned or self._allowed)

    def verdict(self, name: str, kind: Kind) -> Verdict | None:
        """Return why the dotted, absolute *name* is banned, None if it is not."""
        match = self._judge(name, kind)
        return None if match is None else Verdict(match.entry, match.cause, match.fact)

    def _judge(self, name: str, kind: Kind) -> _Match | None:
        ban = _best(self._banned, name, kind)
        if ban is None:
            return None
        allowance = _best(self._allowed, name, kind)
        # The place in the lists is left out: an allowance wins a tie.
        if allowance is not None and allowance.key[:3] >= ban.key[:3]:
            return None
        return ban

    def is_allowed(self, name: str, kind: Kind) -> bool:
        """Say whether *name* is exempt from every code but bans more specific."""
        return _best(self._allowed, name, kind) is not None

    def mentions(self, top: str) -> bool:
        """Say whether any entry may concern the module *top* or what is below it.

        False is certain; use it to leave a name alone cheaply.
        """
        return any(table.mentions(top) for table in self._banned + self._allowed)

    def verdict_on_star(self, module: str, kind: Kind) -> Verdict | None:
        """Return the most specific ban of a member of *module*, for ``import *``.

        It is None when *module* itself is banned: ask :meth:`verdict` for that.  The
        cause is the member's name, with the pattern's wildcards if it has some.
        """
        asked = module, kind
        if asked in self._below:
            return self._below[asked]
        return _remember(self._below, asked, self._judge_star(module, kind))

    def _judge_star(self, module: str, kind: Kind) -> Verdict | None:
        found: dict[_Key, Verdict] = {}
        for table in self._banned:
            for rule, member in table.members(module):
                if member.startswith("_"):  # a star does not bring these
                    continue
                match = self._judge(f"{module}.{member}", kind)
                if match is not None and match.entry is rule.entry:
                    cause = f"{module}.{rule.pattern.pieces[-1][-1]}"
                    found[rule.key] = Verdict(rule.entry, cause)
        return found[max(found)] if found else None


def _best(tables: tuple[_Table, ...], name: str, kind: Kind) -> _Match | None:
    """Return the most specific match of *name* in all *tables*."""
    best = None
    for table in tables:
        match = table.best(name, kind)
        if match is not None and (best is None or match.key > best.key):
            best = match
    return best


class Policies:
    """All bans and allowances, with the files they are for; compares by value.

    Earlier entries win over later ones that are as specific.  Raises PatternError
    for an entry that is neither a pattern nor a set.
    """

    __slots__ = ("_allowed", "_banned", "_files", "_globs", "allowances", "bans")

    def __init__(
        self, bans: Iterable[Entry] = (), allowances: Iterable[Entry] = ()
    ) -> None:
        self.bans = tuple(bans)
        self.allowances = tuple(allowances)
        globs = [entry.glob for entry in self.bans + self.allowances if entry.glob]
        self._globs = tuple(dict.fromkeys(globs))
        self._banned = _tables(self.bans, ("",))
        self._allowed = _tables(self.allowances, ("",))
        self._files: dict[tuple[str, ...], Policy] = {}

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
        """Whether it depends on the file what holds."""
        return bool(self._globs)

    def for_file(self, path: str) -> Policy:
        """Return what holds in the file at *path*.

        *path* is relative to the project root, its folders separated by ``/``.
        """
        globs = tuple(glob for glob in self._globs if matches_file(glob, path))
        policy = self._files.get(globs)
        if policy is None:
            if len(self._files) >= _REMEMBERED:
                self._files.clear()
            policy = self._files[globs] = Policy(
                self._banned + _tables(self.bans, globs),
                self._allowed + _tables(self.allowances, globs),
            )
        return policy


def _tables(entries: tuple[Entry, ...], globs: tuple[str, ...]) -> tuple[_Table, ...]:
    """Return a table of those *entries* whose glob is among *globs*, if any is."""
    chosen = [entry for entry in entries if entry.glob in globs]
    return (_Table(chosen),) if chosen else ()


class NameSet:
    """Names given as patterns and sets; compares by value.

    Raises PatternError for a name that is neither.
    """

    __slots__ = ("_causes", "_table", "names")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        self._table = _Table(map(Entry, self.names))
        self._causes: dict[tuple[str, str], str] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NameSet) and self.names == other.names

    def __hash__(self) -> int:
        return hash(self.names)

    def __repr__(self) -> str:
        return f"NameSet({self.names!r})"

    def __reduce__(self) -> tuple[type[NameSet], tuple[tuple[str, ...]]]:
        return NameSet, (self.names,)

    def __bool__(self) -> bool:
        return bool(self.names)

    def cause(self, name: str, kind: Kind) -> str:
        """Return the shortest prefix of *name* that is in the set, or nothing."""
        asked = name, kind
        if asked in self._causes:
            return self._causes[asked]
        causes = (match.cause for match in self._table.matches(name, kind))
        return _remember(self._causes, asked, min(causes, key=len, default=""))

    def mentions(self, top: str) -> bool:
        """Say whether *top* or a name below it may be in the set."""
        return self._table.mentions(top)


def is_replacement(text: str, is_module: Callable[[str], bool]) -> bool:
    """Say whether *text*, written after a ban's ``=``, is what to use instead.

    It is when it is a dotted name, or a single name that *is_module* knows (of the
    standard library, a well-known package or the project); else it is a message.
    """
    parts = text.split(".")
    if not all(part.isidentifier() for part in parts):
        return False
    return len(parts) > 1 or is_module(text)
