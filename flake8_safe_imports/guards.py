"""What a test says about the Python it runs on.

A test splits a window of versions into those on which it may hold and those on which
it may not hold.  A version test is evaluated for sample releases of every version, so
each spelling means here what it means to the interpreter; a test of anything else may
go either way on every version.
"""

from __future__ import annotations

import ast
import operator
import re
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Protocol

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_DEPTH = 20
"""Tests nested deeper than this are not understood; no real one is."""


class Names(Protocol):
    """What the names in a test refer to."""

    def dotted(self, node: ast.expr) -> str | None:
        """Return the dotted name that *node* refers to, if it is that simple."""

    def values(self, node: ast.Name) -> Sequence[tuple[ast.expr, int]]:
        """Return what *node* is assigned in its file, each with its window."""


class Split(NamedTuple):
    """A window parted by a test."""

    yes: int
    """The versions on which the test may hold."""
    no: int
    """The versions on which it may not hold."""
    speaks: bool = False
    """The test speaks of versions of Python."""
    understood: bool = True
    """False where it speaks of versions in a way that was not understood."""
    exact: bool = True
    """False where a name, or a table, was trusted for what the versions are."""
    typing_yes: bool = False
    """The test holds only for a type checker."""
    typing_no: bool = False
    """The test fails only for a type checker."""


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
    r"(?P<more>_?(?:\+|PLUS|ONLY|K|X|OR_(?:LATER|NEWER|ABOVE|HIGHER|GREATER)"
    r"|AND_(?:LATER|NEWER|ABOVE)|GE|GTE|UP))?_*",
    re.IGNORECASE,
)
_LIKE_FLAG = re.compile(r"(?:^|_)C?PY(?:THON)?_?(?:[A-Z]{2,7}_)?[23]", re.IGNORECASE)

_VERSION_NAMES = {
    "sys.version_info",
    "sys.version",
    "sys.hexversion",
    "sys.implementation.version",
    "platform.python_version",
    "platform.python_version_tuple",
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
_FIND_SPEC = {
    "importlib.util.find_spec",
    "importlib.find_loader",
    "pkgutil.find_loader",
}


def flag(name: str) -> int | None:
    """Return the window on which a flag of this name holds; None if it is no flag."""
    match = _FLAG.fullmatch(name)
    if match is None:
        return None
    major = int(match["major"])
    if match["minor"] is None:
        return versions.PYTHON2 if major == 2 else versions.PYTHON3
    minor = int(match["minor"])
    if major == 2:
        return versions.EVERYTHING if match["more"] else versions.PYTHON2
    return versions.since(300 + minor)


def split(test: ast.expr, window: int, names: Names, depth: int = 0) -> Split:
    """Return how *test* parts *window*."""
    if depth > MAX_DEPTH:
        return _not_understood(test, window, names)
    if isinstance(test, ast.BoolOp):
        parts = [split(value, window, names, depth + 1) for value in test.values]
        return _all_of(parts) if isinstance(test.op, ast.And) else _any_of(parts)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _opposite(split(test.operand, window, names, depth + 1))
    if isinstance(test, ast.NamedExpr):
        return split(test.value, window, names, depth + 1)
    if isinstance(test, ast.Constant):
        return Split(window if test.value else 0, 0 if test.value else window)
    if _is_type_checking(test):
        return Split(0, window, typing_yes=True)
    presence = _presence(test, names)
    if presence is not None:
        return Split(window & presence, window & ~presence, exact=False)
    if isinstance(test, ast.Name):
        assigned = names.values(test)
        if assigned:
            return _split_name(test.id, assigned, window, names, depth)
    return _split_leaf(test, window, names)


def speaks_of_versions(node: ast.AST, names: Names) -> bool:
    """Return whether *node* speaks of versions of Python in any way."""
    return any(
        isinstance(part, (ast.Name, ast.Attribute)) and _names_version(part, names)
        for part in _with_assigned(node, names)
    )


def made_sure_of(test: ast.expr, names: Names) -> frozenset[str]:
    """Return the dotted names whose presence *test* asks for, in whatever form."""
    return frozenset(
        asked
        for node in _with_assigned(test, names)
        if isinstance(node, ast.Call) and (asked := _asked_for(node, names))
    )


def _with_assigned(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    """Yield all of *node*, and of what the names in it are assigned."""
    pending = [node]
    seen: set[int] = set()
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, ast.Name):
            values = [value for value, _ in names.values(part)]
            pending.extend(value for value in values if id(value) not in seen)
            seen.update(map(id, values))
        pending.extend(ast.iter_child_nodes(part))


def _all_of(parts: Iterable[Split]) -> Split:
    yes, no = versions.EVERYTHING, 0
    rest = Split(0, 0)
    typing_yes, typing_no = False, True
    for part in parts:
        yes &= part.yes
        no |= part.no
        typing_yes = typing_yes or part.typing_yes
        typing_no = typing_no and part.typing_no
        rest = _merged(rest, part)
    return rest._replace(yes=yes, no=no, typing_yes=typing_yes, typing_no=typing_no)


def _any_of(parts: Iterable[Split]) -> Split:
    return _opposite(_all_of([_opposite(part) for part in parts]))


def _opposite(part: Split) -> Split:
    return part._replace(
        yes=part.no, no=part.yes, typing_yes=part.typing_no, typing_no=part.typing_yes
    )


def _merged(one: Split, other: Split) -> Split:
    return Split(
        0,
        0,
        speaks=one.speaks or other.speaks,
        understood=one.understood and other.understood,
        exact=one.exact and other.exact,
    )


def _split_name(
    name: str,
    assigned: Sequence[tuple[ast.expr, int]],
    window: int,
    names: Names,
    depth: int,
) -> Split:
    parts = _split_assigned(assigned, window, names, depth)
    named = flag(name)
    if named is None or parts.speaks:
        return parts
    # PY2 = str is bytes: the name says what its value does not.
    return Split(window & named, window & ~named, speaks=True, exact=False)


def _split_assigned(
    assigned: Sequence[tuple[ast.expr, int]], window: int, names: Names, depth: int
) -> Split:
    """Split by a name that holds the outcome of another test."""
    parts = [
        split(value, window & where, names, depth + 1) for value, where in assigned
    ]
    rest = Split(0, 0)
    yes = no = 0
    for part in parts:
        rest = _merged(rest, part)
        yes |= part.yes
        no |= part.no
    # A version with no assignment of its own has a value from somewhere else.
    unseen = window & ~(yes | no)
    speaks = rest.speaks or any(window & ~where for _, where in assigned)
    return rest._replace(
        yes=yes | unseen,
        no=no | unseen,
        speaks=speaks,
        # Which of several assignments came last is not known.
        understood=rest.understood and not (speaks and len(parts) > 1 and yes & no),
        exact=rest.exact and len(parts) == 1,
        typing_yes=all(part.typing_yes for part in parts),
    )


def _split_leaf(test: ast.expr, window: int, names: Names) -> Split:
    named = _flag_window(test, names)
    if named is not None:
        return Split(window & named, window & ~named, speaks=True, exact=False)
    if not speaks_of_versions(test, names):
        return Split(window, window)
    yes = no = 0
    try:
        for minor in versions.minors(window):
            for release in _samples(minor, test):
                if _value(test, release, names, 0):
                    yes |= versions.bit(minor)
                else:
                    no |= versions.bit(minor)
    except NotUnderstood:
        return Split(window, window, speaks=True, understood=False)
    return Split(yes, no, speaks=True)


def _not_understood(test: ast.expr, window: int, names: Names) -> Split:
    if speaks_of_versions(test, names):
        return Split(window, window, speaks=True, understood=False)
    return Split(window, window)


def _is_type_checking(test: ast.expr) -> bool:
    if isinstance(test, ast.Attribute):
        return test.attr == "TYPE_CHECKING"
    return isinstance(test, ast.Name) and test.id in {"TYPE_CHECKING", "MYPY"}


def _flag_window(test: ast.expr, names: Names) -> int | None:
    """Return where an imported name holds that reads like a version flag."""
    if not isinstance(test, (ast.Name, ast.Attribute)):
        return None
    dotted = names.dotted(test)
    if dotted is None:
        return None
    return flag(dotted.rpartition(".")[2])


def _names_version(node: ast.Name | ast.Attribute, names: Names) -> bool:
    dotted = names.dotted(node)
    if dotted is None:
        return False
    if dotted in _VERSION_NAMES:
        return True
    last = dotted.rpartition(".")[2]
    return flag(last) is not None or _LIKE_FLAG.search(last) is not None


def _presence(test: ast.expr, names: Names) -> int | None:
    """Return the versions on which a ``hasattr``, or its like, holds; None if unknown."""
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


def _samples(minor: int, test: ast.expr) -> list[Release]:
    """Return releases of *minor* that any number in *test* could tell apart."""
    micros = {0, 99}
    for node in ast.walk(test):
        number = node.value if isinstance(node, ast.Constant) else None
        if type(number) is int:
            if number > 0x1000000:
                number = number >> 8 & 0xFF
            micros.update(
                micro for micro in range(number - 1, number + 2) if 0 <= micro < 99
            )
    return [Release(minor // 100, minor % 100, micro) for micro in sorted(micros)]


def _value(node: ast.expr, release: Release, names: Names, depth: int) -> Any:
    """Return the value of *node* on *release*; raise NotUnderstood if there is none."""
    visit = _VALUES.get(type(node))
    if visit is None or depth > MAX_DEPTH:
        raise NotUnderstood
    try:
        return visit(node, release, names, depth + 1)
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError):
        raise NotUnderstood from None


def _constant(node: ast.Constant, release: Release, names: Names, depth: int) -> Any:
    return node.value


def _sequence(
    node: ast.Tuple | ast.List | ast.Set, release: Release, names: Names, depth: int
) -> Any:
    items = [_value(item, release, names, depth) for item in node.elts]
    return items if isinstance(node, ast.List) else tuple(items)


def _reference(
    node: ast.Name | ast.Attribute, release: Release, names: Names, depth: int
) -> Any:
    dotted = names.dotted(node)
    if dotted == "sys.version_info":
        return release
    if dotted == "sys.version":
        return f"{release.major}.{release.minor}.{release.micro} (main)"
    if dotted == "sys.hexversion":
        return release.major << 24 | release.minor << 16 | release.micro << 8 | 0xF0
    if dotted is not None:
        named = flag(dotted.rpartition(".")[2])
        if named is not None:
            minor = release.major * 100 + release.minor
            return bool(named & versions.bit(minor))
    if isinstance(node, ast.Attribute):
        value = _value(node.value, release, names, depth)
        if not isinstance(value, Release) or node.attr not in Release._fields:
            raise NotUnderstood
        return getattr(value, node.attr)
    return _assigned_value(node, release, names, depth)


def _assigned_value(node: ast.Name, release: Release, names: Names, depth: int) -> Any:
    here = versions.bit(release.major * 100 + release.minor)
    found = [
        _value(value, release, names, depth)
        for value, where in names.values(node)
        if where & here
    ]
    if not found or any(value != found[0] for value in found):
        raise NotUnderstood
    return found[0]


def _subscript(node: ast.Subscript, release: Release, names: Names, depth: int) -> Any:
    value = _value(node.value, release, names, depth)
    if isinstance(node.slice, ast.Slice):
        bounds = [
            None if bound is None else _value(bound, release, names, depth)
            for bound in (node.slice.lower, node.slice.upper, node.slice.step)
        ]
        return value[slice(*bounds)]
    return value[_value(node.slice, release, names, depth)]


def _compare(node: ast.Compare, release: Release, names: Names, depth: int) -> bool:
    left = _value(node.left, release, names, depth)
    for operation, comparator in zip(node.ops, node.comparators):
        right = _value(comparator, release, names, depth)
        if not _COMPARE[type(operation)](left, right):
            return False
        left = right
    return True


def _unary(node: ast.UnaryOp, release: Release, names: Names, depth: int) -> Any:
    value = _value(node.operand, release, names, depth)
    if isinstance(node.op, ast.Not):
        return not value
    return -value if isinstance(node.op, ast.USub) else +value


def _binary(node: ast.BinOp, release: Release, names: Names, depth: int) -> Any:
    left = _value(node.left, release, names, depth)
    right = _value(node.right, release, names, depth)
    if not isinstance(node.op, ast.Add) and not _are_small(left, right):
        raise NotUnderstood
    return _ARITHMETIC[type(node.op)](left, right)


def _are_small(*values: Any) -> bool:
    return all(
        isinstance(value, (int, float)) and abs(value) < 2**32 for value in values
    )


def _boolean(node: ast.BoolOp, release: Release, names: Names, depth: int) -> Any:
    stops_at = isinstance(node.op, ast.Or)
    value = None
    for operand in node.values:
        value = _value(operand, release, names, depth)
        if bool(value) is stops_at:
            break
    return value


def _conditional(node: ast.IfExp, release: Release, names: Names, depth: int) -> Any:
    holds = _value(node.test, release, names, depth)
    return _value(node.body if holds else node.orelse, release, names, depth)


def _call(node: ast.Call, release: Release, names: Names, depth: int) -> Any:
    if node.keywords:
        raise NotUnderstood
    arguments = [_value(item, release, names, depth) for item in node.args]
    called = names.dotted(node.func)
    text = f"{release.major}.{release.minor}.{release.micro}"
    if called == "platform.python_version":
        return text
    if called == "platform.python_version_tuple":
        return tuple(text.split("."))
    if called in _CONVERSIONS and len(arguments) == 1:
        return _CONVERSIONS[called](arguments[0])
    if isinstance(node.func, ast.Attribute) and node.func.attr in _STRING_METHODS:
        owner = _value(node.func.value, release, names, depth)
        if isinstance(owner, str):
            return getattr(owner, node.func.attr)(*arguments)
    raise NotUnderstood


_VALUES: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Constant: _constant,
    ast.Tuple: _sequence,
    ast.List: _sequence,
    ast.Set: _sequence,
    ast.Name: _reference,
    ast.Attribute: _reference,
    ast.Subscript: _subscript,
    ast.Compare: _compare,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.IfExp: _conditional,
    ast.Call: _call,
}
