"""What a test says about the Python it runs on.

A test splits a window of versions into those on which it may hold and those on which
it may not hold.  A version test is evaluated for sample releases of every version, so
each spelling means here what it means to the interpreter; a test of anything else may
go either way on every version.
"""

from __future__ import annotations

import ast
import contextlib
import operator
import re
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Protocol

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_HEIGHT = 12
"""Tests nested deeper than this are not understood; no real one is."""
MAX_HOPS = 4
"""How many assignments are followed from a test to what its names stand for."""


class Names(Protocol):
    """What the names in a test refer to."""

    def dotted(self, node: ast.expr) -> str | None:
        """Return the dotted name that *node* refers to, if it is that simple."""

    def values(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        """Return what *node* is assigned in its file, each with its window.

        Nothing is returned where that is not certain.  Versions that the file need
        not run on belong to every window.  *hops* is how many more assignments may
        be followed to work out the windows.
        """

    def backed_by(self, node: ast.Name) -> frozenset[str]:
        """Return the dotted names that are there where *node* holds something."""


class Split(NamedTuple):
    """A window parted by a test."""

    yes: int
    """The versions on which the test may hold."""
    no: int
    """The versions on which it may not hold."""
    speaks: bool = False
    """The test speaks of versions of Python."""
    unclear: int = 0
    """The versions for which it does so in a way that was not understood."""
    exact: bool = True
    """False where a table was trusted for what the versions are, or a type checker."""
    typing_yes: bool = False
    """The test holds only for a type checker."""
    typing_no: bool = False
    """The test fails only for a type checker."""

    def within(self, window: int) -> Split:
        """Return how the test parts *window*, a part of what this one parts."""
        return self._replace(
            yes=self.yes & window, no=self.no & window, unclear=self.unclear & window
        )


class NotUnderstood(Exception):
    """An expression has no value that could be worked out for a version."""


class Release(NamedTuple):
    """One release of Python: what ``sys.version_info`` is there."""

    major: int
    minor: int
    micro: int
    releaselevel: str = "final"
    serial: int = 0


# Names of flags, and what their digits mean: PY3 is a major version alone, PY310,
# PY_3_10 and IS_PYTHON_310 mean that version and later, as in Django and attrs.
_FLAG = re.compile(
    r"_*(?:IS|IN|ON|HAS|HAVE|USE|USING|AT_LEAST)?_?C?PY(?:THON)?_?V?(?:ER|ERSION)?_?"
    r"(?P<major>[23])_?(?P<minor>\d{1,2})?"
    r"(?P<only>_?ONLY)?(?P<more>_?(?:\+|PLUS|K|X|OR_(?:LATER|NEWER|ABOVE|HIGHER|GREATER)"
    r"|AND_(?:LATER|NEWER|ABOVE)|GE|GTE|UP))?_*",
    re.IGNORECASE,
)
_LIKE_FLAG = re.compile(
    r"(?:^|_)C?PY(?:THON)?_?"
    r"(?:(?:V|VER|VERSION|GT|GE|GTE|LT|LE|LTE|EQ|NE|MIN|MAX|SINCE|BEFORE|AFTER|UNDER"
    r"|OVER|LESS|GREATER|OLDER|NEWER|AT_LEAST|THAN)_?)*[23]"
    r"|(?:^|_)PY(?:THON)?_?VER(?:SION)?(?:_|$)",
    re.IGNORECASE,
)

_VERSION_NAMES = {
    "sys.version_info",
    "sys.version",
    "sys.hexversion",
    "sys.implementation.version",
    "platform.python_version",
    "platform.python_version_tuple",
    "sysconfig.get_python_version",
    "distutils.sysconfig.get_python_version",
}

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.eq,
    ast.IsNot: operator.ne,
    ast.In: lambda item, container: item in container,
    ast.NotIn: lambda item, container: item not in container,
}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
}
_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "builtins.int": int,
    "builtins.float": float,
    "builtins.str": str,
    "builtins.tuple": tuple,
    "builtins.list": list,
    "builtins.bool": bool,
}
_STRING_METHODS = {"startswith", "endswith", "split", "partition", "strip"}
_PRESENCE_TESTS = {"builtins.hasattr", "builtins.getattr"}
_LISTINGS = {"builtins.dir", "builtins.vars"}
_FIND_SPEC = {
    "importlib.util.find_spec",
    "importlib.find_loader",
    "pkgutil.find_loader",
}


class _Flag(NamedTuple):
    """What the digits in the name of a flag say."""

    major: int
    minor: int | None
    goes_on: bool
    """Later versions are meant too."""

    def holds_on(self, version: int) -> bool:
        """Return whether the flag holds on *version*, 311 for 3.11."""
        if self.minor is None:
            return version // 100 == self.major
        if not self.goes_on and version // 100 != self.major:
            return False
        return version >= 100 * self.major + self.minor


def _flag(name: str) -> _Flag | None:
    match = _FLAG.fullmatch(name)
    if match is None or (match["only"] and match["minor"]):
        return None
    major, minor = int(match["major"]), match["minor"]
    # PY26 is about Python 2 alone; there is nothing after Python 3.
    goes_on = bool(match["more"]) or major == 3
    return _Flag(major, None if minor is None else int(minor), goes_on)


def flag(name: str) -> int | None:
    """Return the window on which a flag of this name holds; None if it is no flag."""
    found = _flag(name)
    if found is None:
        return None
    return sum(map(versions.bit, filter(found.holds_on, versions.MINORS)))


def split(test: ast.expr, window: int, names: Names) -> Split:
    """Return how *test* parts *window*."""
    return Guards(names).split(test, window)


class Guards:
    """Reads the tests of one file.

    What was worked out is remembered for each expression and number of hops, so that
    tests that hang on one another in any number of ways cost no more than they are
    long, and so that no answer depends on what was asked before.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        # The nodes are kept, lest another one gets their id.
        self._splits: dict[tuple[int, int], tuple[ast.expr, Split]] = {}
        self._spoken: dict[tuple[int, int], tuple[ast.AST, bool]] = {}
        self._asked: dict[tuple[int, int], tuple[ast.expr, frozenset[str]]] = {}
        self._micros: dict[tuple[int, int], tuple[ast.expr, Sequence[int]]] = {}
        self._reader = _Reader(names)

    def split(self, test: ast.expr, window: int, hops: int = MAX_HOPS) -> Split:
        """Return how *test* parts *window*, following *hops* assignments at most."""
        known = self._splits.get((id(test), hops))
        if known is None:
            if _is_high(test):
                found = self._unknown(test, hops)
            else:
                found = self._split(test, hops)
            known = self._splits[id(test), hops] = (test, found)
        return known[1].within(window)

    def outcomes(self, test: ast.expr, version: int) -> frozenset[bool]:
        """Return what *test* may come to on the releases of *version*, 304 for 3.4.

        That is one that no window tells apart from others.
        """
        return _BOTH if _is_high(test) else self._outcomes(test, version)

    def _outcomes(self, test: ast.expr, version: int) -> frozenset[bool]:
        if isinstance(test, ast.NamedExpr):
            return self._outcomes(test.value, version)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return frozenset(
                not holds for holds in self._outcomes(test.operand, version)
            )
        if not isinstance(test, ast.BoolOp):
            return self._sampled(test, version)
        decisive = isinstance(test.op, ast.Or)
        found = {not decisive}
        for value in test.values:
            part = self._outcomes(value, version)
            if part == {decisive}:
                return part
            found |= part
        return frozenset(found)

    def _sampled(self, test: ast.expr, version: int) -> frozenset[bool]:
        found = set()
        for micro in self._samples(test, MAX_HOPS):
            release = Release(version // 100, version % 100, micro)
            try:
                found.add(bool(self._reader.value(test, release, MAX_HOPS)))
            except NotUnderstood:
                return _BOTH
        return frozenset(found)

    def _samples(self, test: ast.expr, hops: int) -> Sequence[int]:
        """Return the patch releases to evaluate *test* for."""
        known = self._micros.get((id(test), hops))
        if known is None:
            micros = _micros(self._reader.parts(test, hops))
            known = self._micros[id(test), hops] = (test, micros)
        return known[1]

    def speaks(self, node: ast.AST, hops: int = MAX_HOPS) -> bool:
        """Return whether *node* speaks of versions of Python in any way."""
        known = self._spoken.get((id(node), hops))
        if known is None:
            answer = any(self._part_speaks(part, hops) for part in ast.walk(node))
            known = self._spoken[id(node), hops] = (node, answer)
        return known[1]

    def made_sure_of(self, test: ast.expr, hops: int = MAX_HOPS) -> frozenset[str]:
        """Return the dotted names whose presence *test* asks for, in whatever form."""
        known = self._asked.get((id(test), hops))
        if known is None:
            found = frozenset(
                name for part in ast.walk(test) for name in self._asks(part, hops)
            )
            known = self._asked[id(test), hops] = (test, found)
        return known[1]

    def _part_speaks(self, part: ast.AST, hops: int) -> bool:
        if isinstance(part, ast.Call):
            return _asked_for(part, self._names) in _VERSION_NAMES
        if not isinstance(part, (ast.Name, ast.Attribute)):
            return False
        if _names_version(part, self._names):
            return True
        return any(
            where != versions.EVERYTHING or self.speaks(value, hops - 1)
            for value, where in self._values(part, hops)
        )

    def _asks(self, part: ast.AST, hops: int) -> Iterator[str]:
        if isinstance(part, ast.Call):
            asked = _asked_for(part, self._names)
            if asked:
                yield asked
        elif isinstance(part, ast.Compare):
            yield from _looked_up(part, self._names)
        elif isinstance(part, (ast.Name, ast.Attribute)):
            if isinstance(part, ast.Name):
                yield from self._names.backed_by(part)
            for value, _ in self._values(part, hops):
                yield from self.made_sure_of(value, hops - 1)

    def _values(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        return self._names.values(node, hops - 1) if hops else ()

    # Every split below is one of all versions.

    def _split(self, test: ast.expr, hops: int) -> Split:
        if isinstance(test, ast.BoolOp):
            parts = [self._split(value, hops) for value in test.values]
            return _all_of(parts) if isinstance(test.op, ast.And) else _any_of(parts)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return _opposite(self._split(test.operand, hops))
        if isinstance(test, ast.NamedExpr):
            return self._split(test.value, hops)
        if isinstance(test, ast.IfExp):
            return self._split_conditional(test, hops)
        if isinstance(test, ast.Constant):
            return _ALWAYS if test.value else _NEVER
        if isinstance(test, (ast.Name, ast.Attribute)):
            return self._split_name(test, hops)
        presence = _presence(test, self._names)
        if presence is not None:
            return Split(presence, versions.EVERYTHING & ~presence, exact=False)
        return self._split_leaf(test, hops)

    def _split_conditional(self, test: ast.IfExp, hops: int) -> Split:
        first = self._split(test.test, hops)
        then = _all_of([first, self._split(test.body, hops)])
        other = _all_of([_opposite(first), self._split(test.orelse, hops)])
        return _any_of([then, other])

    def _split_name(self, test: ast.Name | ast.Attribute, hops: int) -> Split:
        if _is_type_checking(test, self._names):
            return _NEVER._replace(typing_yes=True, exact=False)
        assigned = self._values(test, hops)
        if not assigned:
            return self._split_leaf(test, hops)
        parts = self._split_assigned(assigned, hops)
        named = flag(test.id if isinstance(test, ast.Name) else test.attr)
        if named is None or parts.speaks:
            return parts
        # PY2 = str is bytes: the name says what its value does not.
        return Split(named, versions.EVERYTHING & ~named, speaks=True)

    def _split_assigned(
        self, assigned: Sequence[tuple[ast.expr, int]], hops: int
    ) -> Split:
        """Split by a name that holds the outcome of another test."""
        parts = [self.split(value, where, hops - 1) for value, where in assigned]
        everywhere = all(where == versions.EVERYTHING for _, where in assigned)
        if everywhere and not any(part.speaks for part in parts):
            if all(part.typing_yes for part in parts):
                return parts[0]
            # DEBUG = False is there to be edited, and HAS_X = False to be outdone.
            return _EITHER
        yes = no = 0
        for part in parts:
            yes |= part.yes
            no |= part.no
        # A version with no assignment of its own has a value from somewhere else.
        unseen = versions.EVERYTHING & ~(yes | no)
        # Which of several assignments came last is not known.
        unclear = yes & no if len(parts) > 1 else parts[0].unclear
        return Split(
            yes | unseen,
            no | unseen,
            speaks=True,
            unclear=unclear,
            exact=len(parts) == 1 and parts[0].exact and everywhere,
        )

    def _split_leaf(self, test: ast.expr, hops: int) -> Split:
        if _is_about_build(test, self._names) or not self.speaks(test, hops):
            return _EITHER
        return self._evaluated(test, hops)

    def _evaluated(self, test: ast.expr, hops: int) -> Split:
        """Split by what *test* comes to on sample releases of every version."""
        micros = self._samples(test, hops)
        yes = no = unclear = 0
        for minor in versions.MINORS:
            mask = versions.bit(minor)
            for micro in micros:
                release = Release(minor // 100, minor % 100, micro)
                try:
                    holds = self._reader.value(test, release, hops)
                except NotUnderstood:
                    yes, no, unclear = yes | mask, no | mask, unclear | mask
                    break
                if holds:
                    yes |= mask
                else:
                    no |= mask
        return Split(yes, no, speaks=True, unclear=unclear)

    def _unknown(self, test: ast.expr, hops: int) -> Split:
        if not self.speaks(test, hops):
            return _EITHER
        return _EITHER._replace(speaks=True, unclear=versions.EVERYTHING)


_ALWAYS = Split(versions.EVERYTHING, 0)
_NEVER = Split(0, versions.EVERYTHING)
_EITHER = Split(versions.EVERYTHING, versions.EVERYTHING)
_BOTH = frozenset((True, False))


def _is_high(node: ast.AST) -> bool:
    """Return whether *node* is nested deeper than tests are."""
    level: list[ast.AST] = [node]
    for _ in range(MAX_HEIGHT):
        level = [child for part in level for child in ast.iter_child_nodes(part)]
        if not level:
            return False
    return True


def _all_of(parts: Sequence[Split]) -> Split:
    yes, no, unclear = versions.EVERYTHING, 0, 0
    for part in parts:
        yes &= part.yes
        no |= part.no
        unclear |= part.unclear
    return Split(
        yes,
        no,
        speaks=any(part.speaks for part in parts),
        # Where the other parts decide, what was not understood does not matter.
        unclear=unclear & yes & no,
        exact=all(part.exact for part in parts),
        typing_yes=any(part.typing_yes for part in parts),
        typing_no=all(part.typing_no for part in parts),
    )


def _any_of(parts: Sequence[Split]) -> Split:
    return _opposite(_all_of([_opposite(part) for part in parts]))


def _opposite(part: Split) -> Split:
    return part._replace(
        yes=part.no, no=part.yes, typing_yes=part.typing_no, typing_no=part.typing_yes
    )


_TYPING_FLAGS = {"TYPE_CHECKING", "MYPY", "MYPY_CHECK_RUNNING"}


def _is_type_checking(test: ast.Name | ast.Attribute, names: Names) -> bool:
    written = test.id if isinstance(test, ast.Name) else test.attr
    if written in _TYPING_FLAGS:
        return True
    dotted = names.dotted(test)
    return dotted is not None and dotted.rpartition(".")[2] == "TYPE_CHECKING"


def _is_about_build(test: ast.expr, names: Names) -> bool:
    """Return whether *test* looks for words such as "PyPy" in ``sys.version``."""
    if not isinstance(test, ast.Compare) or not isinstance(test.left, ast.Constant):
        return False
    words = test.left.value
    if not isinstance(words, str) or re.search(r"\d", words):
        return False
    container = test.comparators[0]
    if isinstance(container, ast.Call) and isinstance(container.func, ast.Attribute):
        container = container.func.value  # "pypy" in sys.version.lower()
    return (
        isinstance(test.ops[0], (ast.In, ast.NotIn))
        and names.dotted(container) == "sys.version"
    )


def _names_version(node: ast.Name | ast.Attribute, names: Names) -> bool:
    dotted = names.dotted(node)
    if dotted in _VERSION_NAMES:
        return True
    if dotted is None:
        dotted = node.id if isinstance(node, ast.Name) else node.attr
    last = dotted.rpartition(".")[2]
    return flag(last) is not None or _LIKE_FLAG.search(last) is not None


def _presence(test: ast.expr, names: Names) -> int | None:
    """Return where a ``hasattr``, or its like, holds; None if that is not known."""
    if (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.ops[0], (ast.Is, ast.IsNot))
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value is None
    ):
        there = _presence_of_call(test.left, names)
        if there is None or isinstance(test.ops[0], ast.IsNot):
            return there
        return versions.EVERYTHING & ~there
    return _presence_of_call(test, names)


def _presence_of_call(node: ast.expr, names: Names) -> int | None:
    if not isinstance(node, ast.Call):
        return None
    asked = _asked_for(node, names)
    if not asked:
        return None
    if (
        len(node.args) == 3
        and isinstance(node.args[2], ast.Constant)
        and node.args[2].value
    ):
        return None
    fact = stdlib.find(asked)
    return fact.window if fact is not None else None


def _asked_for(node: ast.Call, names: Names) -> str | None:
    """Return ``M.x`` for ``hasattr(M, "x")``, ``x`` for ``find_spec("x")``."""
    called = names.dotted(node.func)
    if called in _PRESENCE_TESTS and len(node.args) >= 2:
        owner, attribute = names.dotted(node.args[0]), node.args[1]
        if (
            owner
            and isinstance(attribute, ast.Constant)
            and isinstance(attribute.value, str)
        ):
            return f"{owner}.{attribute.value}"
    if called in _FIND_SPEC and node.args:
        module = node.args[0]
        if isinstance(module, ast.Constant) and isinstance(module.value, str):
            return module.value
    return None


def _looked_up(node: ast.Compare, names: Names) -> Iterator[str]:
    """Yield ``M.x`` for ``"x" in dir(M)``, ``vars(M)`` or ``M.__dict__``."""
    name, container = node.left, node.comparators[0]
    if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
        return
    owner: ast.expr | None = None
    if isinstance(container, ast.Attribute) and container.attr == "__dict__":
        owner = container.value
    elif (
        isinstance(container, ast.Call)
        and len(container.args) == 1
        and names.dotted(container.func) in _LISTINGS
    ):
        owner = container.args[0]
    dotted = names.dotted(owner) if owner is not None else None
    if dotted and isinstance(node.ops[0], (ast.In, ast.NotIn)):
        yield f"{dotted}.{name.value}"


_NOT_OF_VERSIONS = (3, 4, -1, -2)
"""Where ``sys.version_info`` has "alpha" and the like: every version is that once."""
_ENDS = (0, 99)
"""Patch releases that tell apart all that comparisons by size can."""


def _micros(parts: Iterable[ast.AST]) -> Sequence[int]:
    """Return the patch releases that a test of these parts could tell apart."""
    found = set(_ENDS)
    numbers: set[int] = set()
    looks_at_micro = False
    for node in parts:
        if isinstance(node, ast.Constant):
            found.update(_micros_in(node.value))
            if type(node.value) is int:
                numbers.add(node.value)
        elif isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) > 2:
            looks_at_micro = True
        elif isinstance(node, ast.Attribute):
            looks_at_micro = looks_at_micro or node.attr == "micro"
        elif isinstance(node, ast.Subscript):
            looks_at_micro = looks_at_micro or _may_take_third(node.slice)
    if looks_at_micro:
        found.update(near for number in numbers for near in _around(number))
    return sorted(micro for micro in found if 0 <= micro <= _ENDS[1])


def _micros_in(value: object) -> Iterator[int]:
    """Yield the patch releases that a whole version, in one constant, is about."""
    if isinstance(value, str):
        for digits in re.findall(r"\d{1,2}", value):
            yield from _around(int(digits))
    elif type(value) is int and value >= 0x1000000:  # sys.hexversion
        yield from _around(value >> 8 & 0xFF)


def _around(number: int) -> range:
    return range(number - 1, number + 2)


def _may_take_third(part: ast.expr) -> bool:
    """Return whether ``[part]`` may take the third of three things, alone or first."""
    if isinstance(part, ast.Slice):
        return part.lower is not None or part.step is not None
    return not isinstance(part, ast.Constant) or part.value not in (0, 1)


class _Reader:
    """Works out what expressions come to on one release of Python after another."""

    def __init__(self, names: Names) -> None:
        self._names = names
        # The nodes are kept, lest another one gets their id.
        self._known: dict[tuple[int, Release, int], tuple[ast.expr, Any]] = {}
        self._dotted: dict[int, tuple[ast.expr, str | None]] = {}

    def parts(self, test: ast.expr, hops: int) -> Iterator[ast.AST]:
        """Yield all of *test*, and of what the names in it are assigned."""
        level: list[ast.expr] = [test]
        seen: set[int] = set()
        while level:
            following: list[ast.expr] = []
            hops -= 1
            for root in level:
                for node in ast.walk(root):
                    yield node
                    if hops < 0 or not isinstance(node, (ast.Name, ast.Attribute)):
                        continue
                    for value, _ in self._names.values(node, hops):
                        if id(value) not in seen:
                            seen.add(id(value))
                            following.append(value)
            level = following

    def value(self, node: ast.expr, release: Release, hops: int) -> Any:
        """Return the value of *node* on *release*; raise NotUnderstood if unknown."""
        visit = _VALUES.get(type(node))
        if visit is None:
            raise NotUnderstood
        try:
            return visit(self, node, release, hops)
        except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError):
            raise NotUnderstood from None

    def dotted(self, node: ast.expr) -> str | None:
        """Return the dotted name that *node* refers to, the same on every release."""
        known = self._dotted.get(id(node))
        if known is None:
            known = self._dotted[id(node)] = (node, self._names.dotted(node))
        return known[1]

    def constant(self, node: ast.Constant, release: Release, hops: int) -> Any:
        return node.value

    def sequence(
        self, node: ast.Tuple | ast.List | ast.Set, release: Release, hops: int
    ) -> Any:
        items = [self.value(item, release, hops) for item in node.elts]
        return items if isinstance(node, ast.List) else tuple(items)

    def reference(
        self, node: ast.Name | ast.Attribute, release: Release, hops: int
    ) -> Any:
        dotted = self.dotted(node)
        if dotted is not None:
            value = self._named(dotted, release)
            if value is not None:
                return value
        found = self._assigned(node, release, hops)
        if found:
            return found[0]
        if not isinstance(node, ast.Attribute):
            raise NotUnderstood
        value = self.value(node.value, release, hops)
        if not isinstance(value, Release) or node.attr not in Release._fields[:3]:
            raise NotUnderstood
        return getattr(value, node.attr)

    def _named(self, dotted: str, release: Release) -> Any:
        if dotted == "sys.version_info":
            return release
        if dotted == "sys.version":
            return f"{_text(release)} (main)"
        if dotted == "sys.hexversion":
            return release.major << 24 | release.minor << 16 | release.micro << 8 | 0xF0
        named = _flag(dotted.rpartition(".")[2])
        return None if named is None else named.holds_on(_version(release))

    def _assigned(
        self, node: ast.Name | ast.Attribute, release: Release, hops: int
    ) -> list[Any]:
        """Return what *node* is assigned on *release*: nothing, or one value."""
        values = self._names.values(node, hops - 1) if hops else ()
        here = [value for value, where in values if where & _bit(release)]
        found = [self._remembered(value, release, hops - 1) for value in here]
        if any(value != found[0] for value in found):
            raise NotUnderstood
        return found[:1]

    def _remembered(self, node: ast.expr, release: Release, hops: int) -> Any:
        known = self._known.get((id(node), release, hops))
        if known is None:
            value: Any = NotUnderstood
            if not _is_high(node):
                with contextlib.suppress(NotUnderstood):
                    value = self.value(node, release, hops)
            known = self._known[id(node), release, hops] = (node, value)
        if known[1] is NotUnderstood:
            raise NotUnderstood
        return known[1]

    def subscript(self, node: ast.Subscript, release: Release, hops: int) -> Any:
        value = self.value(node.value, release, hops)
        if isinstance(node.slice, ast.Slice):
            bounds = [
                None if bound is None else self.value(bound, release, hops)
                for bound in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return value[slice(*bounds)]
        index = self.value(node.slice, release, hops)
        if isinstance(value, Release) and index in _NOT_OF_VERSIONS:
            raise NotUnderstood
        return value[index]

    def compare(self, node: ast.Compare, release: Release, hops: int) -> bool:
        left = self.value(node.left, release, hops)
        for operation, comparator in zip(node.ops, node.comparators):
            right = self.value(comparator, release, hops)
            if not _COMPARE[type(operation)](left, right):
                return False
            left = right
        return True

    def unary(self, node: ast.UnaryOp, release: Release, hops: int) -> Any:
        value = self.value(node.operand, release, hops)
        if isinstance(node.op, ast.Not):
            return not value
        if isinstance(node.op, ast.USub):
            return -value
        raise NotUnderstood

    def binary(self, node: ast.BinOp, release: Release, hops: int) -> Any:
        left = self.value(node.left, release, hops)
        right = self.value(node.right, release, hops)
        if not isinstance(node.op, ast.Add) and not _are_small(left, right):
            raise NotUnderstood
        return _ARITHMETIC[type(node.op)](left, right)

    def boolean(self, node: ast.BoolOp, release: Release, hops: int) -> Any:
        stops_at = isinstance(node.op, ast.Or)
        value = None
        for operand in node.values:
            value = self.value(operand, release, hops)
            if bool(value) is stops_at:
                break
        return value

    def conditional(self, node: ast.IfExp, release: Release, hops: int) -> Any:
        holds = self.value(node.test, release, hops)
        return self.value(node.body if holds else node.orelse, release, hops)

    def call(self, node: ast.Call, release: Release, hops: int) -> Any:
        if node.keywords:
            raise NotUnderstood
        called = self.dotted(node.func)
        if called == "builtins.getattr":
            found = self._named(_asked_for(node, self._names) or "", release)
            if found is None:
                raise NotUnderstood
            return found
        arguments = [self.value(item, release, hops) for item in node.args]
        if called == "platform.python_version":
            return _text(release)
        if called == "platform.python_version_tuple":
            return tuple(_text(release).split("."))
        if called in _VERSION_NAMES:
            return f"{release.major}.{release.minor}"
        if called in _CONVERSIONS:
            (only,) = arguments
            return _CONVERSIONS[called](only)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _STRING_METHODS:
            owner = self.value(node.func.value, release, hops)
            if isinstance(owner, str):
                return getattr(owner, node.func.attr)(*arguments)
        raise NotUnderstood


def _text(release: Release) -> str:
    return f"{release.major}.{release.minor}.{release.micro}"


def _version(release: Release) -> int:
    return 100 * release.major + release.minor


def _bit(release: Release) -> int:
    """Return the window of *release*, which counts as 2.7 if it is older."""
    return versions.bit(max(_version(release), versions.MINORS[0]))


def _are_small(*values: Any) -> bool:
    return all(
        isinstance(value, (int, float)) and abs(value) < 2**32 for value in values
    )


_VALUES: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Constant: _Reader.constant,
    ast.Tuple: _Reader.sequence,
    ast.List: _Reader.sequence,
    ast.Set: _Reader.sequence,
    ast.Name: _Reader.reference,
    ast.Attribute: _Reader.reference,
    ast.Subscript: _Reader.subscript,
    ast.Compare: _Reader.compare,
    ast.UnaryOp: _Reader.unary,
    ast.BinOp: _Reader.binary,
    ast.BoolOp: _Reader.boolean,
    ast.IfExp: _Reader.conditional,
    ast.Call: _Reader.call,
}
