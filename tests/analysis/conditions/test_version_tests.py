"""How tests split windows, compared with what ``eval`` says on every version."""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row
from support import analyze

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conditions.version_tests import VersionTests
from flake8_safe_imports.analysis.facts.splits import Split
from flake8_safe_imports.analysis.handling.handlers import Handlers
from flake8_safe_imports.analysis.handling.presence import Presence
from flake8_safe_imports.analysis.scoping.tables import FunctionTables
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS

if TYPE_CHECKING:
    from collections.abc import Sequence


class VersionInfo(NamedTuple):
    """``sys.version_info`` of one release."""

    major: int
    minor: int
    micro: int
    releaselevel: str = "final"
    serial: int = 0


class Six:
    """The flags of ``six`` on one release."""

    def __init__(self, info: VersionInfo) -> None:
        self.PY2 = info.major == 2
        self.PY3 = info.major == 3
        self.PY34 = info >= (3, 4)


class Platform:
    """The functions of ``platform`` on one release."""

    def __init__(self, info: VersionInfo) -> None:
        self._text = f"{info.major}.{info.minor}.{info.micro}"

    def python_version(self) -> str:
        return self._text

    def python_version_tuple(self) -> tuple[str, ...]:
        return tuple(self._text.split("."))


class Sys:
    """The attributes of ``sys`` on one release."""

    def __init__(self, info: VersionInfo) -> None:
        major, minor, micro, _, _ = info
        self.version_info = info
        self.version = f"{major}.{minor}.{micro} (main, Jan  1 2020) [GCC 11]"
        self.hexversion = major << 24 | minor << 16 | micro << 8 | 0xF0


ASSIGNED = {
    "info": "sys.version_info",
    "short": "info[:2]",
    "major": "sys.version_info[0]",
    "NEW": "sys.version_info >= (3, 11)",
    "OLD": "not NEW",
    "MINIMUM": "(3, 9, 4)",
}


def program(text: str, assigned: dict[str, str]) -> tuple[ast.Module, ast.expr]:
    """Return a module that makes assignments and ends with the test *text*."""
    lines = [f"{name} = {value}" for name, value in assigned.items()]
    tree = ast.parse("\n".join([*lines, text]))
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)
    return tree, last.value


def split(text: str, window: int = versions.EVERYTHING, **assigned: str) -> Split:
    """Return how *text* splits *window* where names are *assigned* expressions."""
    tree, test = program(text, assigned)
    return analyze(tree).version_tests.split(test, window)


def find_outcomes(text: str, version: int, **assigned: str) -> frozenset[bool]:
    """Return what *text* may be on *version* where names are *assigned* expressions."""
    tree, test = program(text, assigned)
    return analyze(tree).version_tests.outcomes(test, version)


def make_releases(minor: int) -> list[dict[str, Any]]:
    """Return the values of names on the releases of *minor*, for ``eval``."""
    found = []
    for micro in (*range(25), 98, 99):
        info = VersionInfo(minor // 100, minor % 100, micro)
        values = {"sys": Sys(info), "platform": Platform(info), "six": Six(info)}
        for name, value in ASSIGNED.items():
            values[name] = eval(value, dict(values))
        found.append(values)
    return found


RELEASES = {minor: make_releases(minor) for minor in versions.MINORS}


def evaluate_really(text: str, minor: int) -> set[bool | None]:
    """Return the values of *text* on the releases of *minor*; None if it fails."""
    code = compile(text, "", "eval")
    chances = (False, True) if "unknown" in text else (False,)
    found: set[bool | None] = set()
    for values, chance in itertools.product(RELEASES[minor], chances):
        try:
            found.add(bool(eval(code, {**values, "unknown": chance})))
        except (TypeError, ValueError, LookupError):  # noqa: PERF203
            found.add(None)
    return found


majors = st.sampled_from([2, 3, 4])
minors = st.integers(0, 16)
micros = st.integers(0, 20)
orders = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


@st.composite
def tuples(draw: st.DrawFn) -> str:
    parts = [draw(majors), draw(minors), draw(micros), "final", 0]
    length = draw(st.integers(1, 5))
    return repr(tuple(parts[:length]))


@st.composite
def infos(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(["sys.version_info", "info"]))
    start = draw(st.sampled_from(["", "", "0"]))
    stop = draw(st.sampled_from(["", "1", "2", "3", "-3"]))
    if draw(st.booleans()):
        return name
    return draw(st.sampled_from([f"{name}[{start}:{stop}]", "short"]))


@st.composite
def by_tuple(draw: st.DrawFn) -> str:
    left, right = draw(infos()), draw(st.one_of(tuples(), st.just("MINIMUM")))
    if draw(st.booleans()):
        left, right = right, left
    return f"{left} {draw(orders)} {right}"


@st.composite
def by_chain(draw: st.DrawFn) -> str:
    low, high = draw(tuples()), draw(tuples())
    return f"{low} {draw(orders)} {draw(infos())} {draw(orders)} {high}"


@st.composite
def by_membership(draw: st.DrawFn) -> str:
    word = draw(st.sampled_from(["in", "not in"]))
    if draw(st.booleans()):
        pairs = draw(st.lists(st.tuples(majors, minors), min_size=1, max_size=4))
        return f"sys.version_info[:2] {word} {pairs}"
    return f"sys.version_info[1] {word} {draw(st.lists(minors, max_size=4))}"


@st.composite
def by_number(draw: st.DrawFn) -> str:
    part, number = draw(
        st.one_of(
            st.tuples(st.sampled_from(["[0]", ".major"]), majors),
            st.tuples(st.sampled_from(["[1]", ".minor", "[-4]"]), minors),
            st.tuples(st.sampled_from(["[2]", ".micro"]), micros),
        )
    )
    left, right = f"sys.version_info{part}", str(number)
    if draw(st.booleans()):
        left, right = right, left
    return f"{left} {draw(orders)} {right}"


@st.composite
def by_hexversion(draw: st.DrawFn) -> str:
    number = draw(majors) << 24 | draw(minors) << 16 | draw(micros) << 8 | 0xF0
    shape = draw(st.sampled_from(["{0} {1} {2:#x}", "{2:#x} {1} {0}"]))
    return shape.format("sys.hexversion", draw(orders), number)


@st.composite
def by_text(draw: st.DrawFn) -> str:
    version = f"{draw(majors)}.{draw(minors)}"
    return draw(
        st.sampled_from(
            [
                f"sys.version[0] == {version[0]!r}",
                f"sys.version[:3] {draw(orders)} {version!r}",
                f"sys.version {draw(orders)} {version!r}",
                f"sys.version.split()[0] {draw(orders)} {version!r}",
                f"sys.version.startswith({version!r})",
                f"{version!r} in sys.version",
                f"float(sys.version[:3]) {draw(orders)} {version}",
                f"platform.python_version_tuple()[0] == {version[0]!r}",
                f"int(platform.python_version_tuple()[1]) > {draw(minors)}",
                f"int(platform.python_version_tuple()[2]) == {draw(micros)}",
                f"platform.python_version().startswith({version!r})",
                f"platform.python_version() {draw(orders)} {version + '.7'!r}",
                f"'%d.%d' % sys.version_info[:2] {draw(orders)} {version!r}",
                f"f'{{sys.version_info[0]}}.{{info.minor}}' == {version!r}",
                f"'{{}}.{{}}'.format(*info) {draw(orders)} {version!r}",
                f"'{{0.major}}.{{0.minor}}'.format(sys.version_info) == {version!r}",
                f"'.'.join(map(str, short)) {draw(orders)} {version!r}",
            ]
        )
    )


flags = st.sampled_from(["six.PY2", "six.PY3", "six.PY34", "NEW", "OLD", "major == 3"])
leaves = st.one_of(
    by_tuple(),
    by_chain(),
    by_membership(),
    by_number(),
    by_hexversion(),
    by_text(),
    flags,
)
nested = st.recursive(
    st.one_of(leaves, st.sampled_from(["unknown", "True", "0"])),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {} or {})".format, inner, inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
    ),
    max_leaves=6,
)


def assert_split_agrees_with_eval(text: str) -> None:
    found = split(text, versions.EVERYTHING, **ASSIGNED)

    assert found.is_about_version
    for minor in versions.MINORS:
        mask, real = versions.bit(minor), evaluate_really(text, minor)
        if found.unclear & mask:
            assert found.yes & mask
            assert found.no & mask
            assert None in real
        else:
            assert bool(found.yes & mask) == (True in real), (text, minor)
            assert bool(found.no & mask) == (False in real), (text, minor)


@given(leaves)
def test_version_tests_agree_with_eval(text: str) -> None:
    assert_split_agrees_with_eval(text)


@pytest.mark.properties
@given(leaves)
@settings(max_examples=600)
def test_many_version_tests_agree_with_eval(text: str) -> None:
    assert_split_agrees_with_eval(text)


@each_row(
    "text",
    [
        # One patch release is singled out.
        "sys.version_info[2] == 4",
        "sys.version_info.micro == 4",
        "sys.version_info[2:3] == (4,)",
        "sys.version_info[:3:2] == (3, 4)",
        "(3, 9, 4) == sys.version_info[:3]",
        "sys.version_info[:3] != MINIMUM",
        "sys.version.split()[0] == '3.9.4'",
        "platform.python_version() == '3.9.4'",
        "int(platform.python_version_tuple()[2]) == 4",
        "sys.hexversion == 0x30904f0",
        # A list never equals a tuple.
        "sys.version_info[:2] == [3, 9]",
        "list(sys.version_info[:2]) == [3, 9]",
        "platform.python_version_tuple()[:2] == ('3', '9')",
        "'x' in platform.python_version()",
        "'PyPy' == sys.version",
        "True and sys.version_info >= (2,)",
    ],
)
def test_rare_version_tests_agree_with_eval(text: str) -> None:
    assert_split_agrees_with_eval(text)


@pytest.mark.properties
@given(nested)
@settings(max_examples=150, deadline=None)
def test_splits_of_nested_tests_include_every_version(text: str) -> None:
    found = split(text, versions.EVERYTHING, **ASSIGNED)

    for minor in versions.MINORS:
        mask, real = versions.bit(minor), evaluate_really(text, minor)
        assert True not in real or found.yes & mask, (text, minor)
        assert False not in real or found.no & mask, (text, minor)


@pytest.mark.properties
@given(nested, st.integers(0, versions.EVERYTHING))
def test_a_smaller_window_is_split_like_a_larger_one(text: str, window: int) -> None:
    whole, part = (
        split(text, versions.EVERYTHING, **ASSIGNED),
        split(text, window, **ASSIGNED),
    )

    assert part == whole.within(window)


EVERY = versions.EVERYTHING
NEW = versions.since(311)
OLD = EVERY & ~NEW
PY2 = versions.PYTHON2
PY39 = versions.bit(309)


@each_row(
    ("text", "yes", "no"),
    [
        pytest.param(
            "getattr(sys, 'hexversion', 0) >= 0x30b0000", NEW, OLD, id="getattr"
        ),
        pytest.param("sys.version_info >= (3, 12, 0)[:1] + (11,)", NEW, OLD, id="sum"),
        pytest.param("sys.hexversion >> 16 >= 0x30b", NEW, OLD, id="shift"),
        pytest.param("-sys.version_info[1] <= -11", NEW, OLD, id="minus"),
        pytest.param("sys.version_info[0] is 3", versions.PYTHON3, PY2, id="is"),
        pytest.param("(new := sys.version_info >= (3, 11))", NEW, OLD, id="walrus"),
        pytest.param("bool(sys.version_info >= (3, 11))", NEW, OLD, id="conversion"),
        pytest.param(
            "sysconfig.get_python_version() == '3.9'", PY39, EVERY & ~PY39, id="config"
        ),
        pytest.param(
            "sys.version_info >= ((3, 11) if sys.version_info[0] == 3 else (2,))",
            NEW | PY2,
            OLD & ~PY2,
            id="conditional",
        ),
        pytest.param(
            "(not sys.version_info[:2] < (3, 11)) == True", NEW, OLD, id="not compared"
        ),
        pytest.param("PY2 and x", PY2, EVERY, id="and something else on Python 2"),
        pytest.param("PY311", NEW, OLD, id="flag"),
        pytest.param("not compat.PY_3_11_PLUS", OLD, NEW, id="flag in a module"),
        pytest.param("(PY311 or PY2) == True", NEW | PY2, OLD & ~PY2, id="compared"),
    ],
)
def test_spellings(text: str, yes: int, no: int) -> None:
    found = split(text)

    assert (found.yes, found.no, found.unclear, found.is_about_version) == (
        yes,
        no,
        0,
        True,
    )


@each_row(
    "text",
    [
        "sys.version_info >= minimum",
        "sys.version_info >= 3",
        "sys.version_info >= UNKNOWN or sys.version_info < UNKNOWN",
        "sys.version_info >= minimum and x",
        "UNCLEAR",
        "sys.version_info >= TALL",
        "sys.version_info[0] == TALL",
        "{3: 1}[sys.version_info[0]]",
        "getattr(sys, 'abiflags', 0) > sys.version_info[0]",
        "(1).startswith(sys.version)",
        "sys.version_info.releaselevel == 'final'",
        "sys.version_info[3] == 'final'",
        "sys.version_info.serial",
        "any(map(sys.version_info.__ge__, [(3, 11)]))",
        "getattr(sys, 'version_info', None).shape",
        "tuple(sys.version_info, 3)",
        "int('x' + sys.version[0])",
        "~sys.version_info[1]",
        "sys.version_info[1] ** 2 > 3",
        "sys.version_info[1] * 4294967296 > 3",
        "4294967296 // sys.version_info[1] > 3",
        "sys.version.rjust(99) > '3'",
        "'%2d' % sys.version_info[0] == ' 3'",
        "f(sys.version_info, key=1)",
        "Version(platform.python_version()) >= Version('3.11')",
        "python_version >= (3, 11)",
        "PY_LT_311",
        "NOT_PY3",
        "PY311_ONLY",
        "not " * 20 + "NEW",
    ],
)
def test_version_tests_that_are_not_understood(text: str) -> None:
    found = split(
        text,
        versions.PYTHON3,
        NEW="sys.version_info >= (3, 11)",
        UNKNOWN="f()",
        UNCLEAR="sys.version_info >= f()",
        TALL="(3, " + "-" * 20 + "11)",
    )

    assert found.is_about_version
    assert found.unclear == found.yes == found.no == versions.PYTHON3


@each_row(
    "text",
    [
        "x",
        "sys.platform == 'win32'",
        "'PyPy' in sys.version",
        "'pypy' not in sys.version.lower()",
        "hasattr(sys, 'pypy_version_info')",
        "getattr(inspect, 'getargspec', print)(1)",
        "getattr(inspect, 'getargspec', 1)",
        "numpy2",
        "PYDANTIC_2",
        "IS_PYPY",
        "EITHER",
        "EITHER.real",
        "not " * 20 + "x",
    ],
)
def test_tests_that_are_not_about_versions(text: str) -> None:
    found = split(text, EITHER="x and y")

    assert not found.is_about_version
    assert found.yes == found.no == versions.EVERYTHING
    assert not found.unclear


@each_row(
    ("text", "yes", "no", "typing_yes", "typing_no"),
    [
        ("TYPE_CHECKING", 0, EVERY, True, False),
        ("typing.TYPE_CHECKING", 0, EVERY, True, False),
        ("not t.TYPE_CHECKING", EVERY, 0, False, True),
        ("TYPE_CHECKING and x", 0, EVERY, True, False),
        ("TYPE_CHECKING or x", EVERY, EVERY, False, False),
        ("TYPE_CHECKING or MYPY", 0, EVERY, True, False),
        ("CHECKING", 0, EVERY, True, False),
        ("MYPY", 0, EVERY, True, False),
        ("False", 0, EVERY, False, False),
        ("0", 0, EVERY, False, False),
        ("1", EVERY, 0, False, False),
    ],
)
def test_type_checking_and_constants(
    text: str, yes: int, no: int, typing_yes: bool, typing_no: bool
) -> None:
    found = split(text, CHECKING="typing.TYPE_CHECKING")

    assert (found.yes, found.no) == (yes, no)
    assert (found.typing_yes, found.typing_no) == (typing_yes, typing_no)
    assert not found.is_about_version


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("hasattr(inspect, 'getargspec')", versions.EVERYTHING & ~NEW),
        ("getattr(inspect, 'getargspec', None)", versions.EVERYTHING & ~NEW),
        (
            "getattr(inspect, 'getargspec', None) is not None",
            versions.EVERYTHING & ~NEW,
        ),
        ("getattr(inspect, 'getargspec', None) is None", NEW),
        ("importlib.util.find_spec('tomllib')", NEW),
        ("importlib.util.find_spec('tomllib') is None", versions.EVERYTHING & ~NEW),
        ("importlib.util.find_spec(name)", versions.EVERYTHING),
    ],
)
def test_hasattr_and_its_relatives(text: str, yes: int) -> None:
    found = split(text)

    assert found.yes == yes
    assert found.no == versions.EVERYTHING & ~yes or "name" in text
    assert not found.is_about_version


def test_only_version_tests_are_exact() -> None:
    assert split("sys.version_info >= (3,)").exact
    assert split("NEW", versions.EVERYTHING, **ASSIGNED).exact
    assert split("PY3").exact
    assert split("sys.version_info >= (3,) and compat.PY3").exact
    assert not split("sys.version_info >= (3,) or TYPE_CHECKING").exact
    assert not split("hasattr(inspect, 'getargspec')").exact


def test_a_flag_with_an_unknown_value_means_what_its_name_says() -> None:
    found = split("PY2", PY2="str is bytes")

    assert (found.yes, found.no) == (versions.PYTHON2, versions.PYTHON3)
    assert found.is_about_version


YES, NO, EITHER = frozenset({True}), frozenset({False}), frozenset({True, False})


@each_row(
    ("test", "version", "expected"),
    [
        ("sys.version_info < (2, 7)", 206, YES),
        ("sys.version_info < (2, 7)", 304, NO),
        ("sys.version_info < (3, 4)", 303, YES),
        ("sys.version_info < (3, 4)", 304, NO),
        ("sys.version_info < (3, 4, 2)", 304, EITHER),
        ("sys.version_info[:3] == (2, 6, 5)", 206, EITHER),
        ("sys.version_info[:3] == (2, 6, 5)", 205, NO),
        ("sys.hexversion < 0x02060000", 205, YES),
        ("not sys.version_info < (3, 4)", 303, NO),
        ("x", 303, EITHER),
        ("not x", 303, EITHER),
        ("x and sys.version_info < (3, 4)", 303, EITHER),
        ("x and sys.version_info < (3, 4)", 304, NO),
        ("x or sys.version_info < (3, 4)", 303, YES),
        ("x or sys.version_info < (3, 4)", 304, EITHER),
        ("sys.version_info > (3,) and sys.version_info < (3, 4)", 303, YES),
        ("sys.version_info > (3, 4) or sys.version_info < (3,)", 303, NO),
        ("(y := sys.version_info < (3, 4))", 303, YES),
        ("six.PY2", 206, YES),
        ("six.PY3", 206, NO),
        ("six.PY3", 303, YES),
        ("six.PY34", 303, NO),
        ("six.PY34", 304, YES),
        ("PY26", 205, NO),
        ("PY26", 206, YES),
        ("PY26", 303, NO),
        ("PY26_PLUS", 303, YES),
        ("NEW", 205, NO),
        ("NEW", 303, NO),
    ],
)
def test_outcomes_on_a_version_without_a_bit(
    test: str, version: int, expected: frozenset[bool]
) -> None:
    assert find_outcomes(test, version, **ASSIGNED) == expected


def test_a_deeply_nested_test_may_have_any_outcome() -> None:
    assert find_outcomes("not " * 20 + "sys.version_info < (3, 4)", 303) == EITHER


def parse(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


class FakeValues:
    """Gives the names in a test values of our choice, whatever the file says."""

    def __init__(self, test: str, values: dict[str, list[tuple[str, int]]]) -> None:
        tree, self.test = program(test, {})
        self.bindings = analyze(tree).bindings
        self.version_tests = VersionTests(self.bindings, self.values_of)
        self._values = {
            name: [
                (ast.parse(text, mode="eval").body, window) for text, window in pairs
            ]
            for name, pairs in values.items()
        }

    def values_of(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        return self._values.get(node.id, ()) if isinstance(node, ast.Name) else ()

    def split(self) -> Split:
        return self.version_tests.split(self.test, versions.EVERYTHING)


def test_it_is_unclear_which_of_two_assignments_was_last() -> None:
    values = {"FLAG": [("False", versions.EVERYTHING), ("True", NEW)]}
    found = FakeValues("FLAG", values).split()

    assert (found.yes, found.no) == (NEW, versions.EVERYTHING)
    assert found.unclear == NEW
    assert FakeValues("FLAG == True", values).split().unclear == NEW


def test_a_value_assigned_on_some_versions_counts_on_those() -> None:
    values = {"FLAG": [("2", versions.PYTHON2), ("3", versions.PYTHON3)]}
    fake = FakeValues("FLAG == sys.version_info[0] == 2", values)
    found = fake.split()

    assert (found.yes, found.no) == (versions.PYTHON2, versions.PYTHON3)
    assert not found.unclear
    assert fake.version_tests.outcomes(fake.test, 206) == YES
    assert fake.version_tests.outcomes(fake.test, 303) == NO


def test_assignments_are_unclear_if_one_is() -> None:
    values = {"FLAG": [("sys.version_info >= minimum", OLD), ("True", NEW)]}
    found = FakeValues("FLAG", values).split()

    assert (found.yes, found.no) == (versions.EVERYTHING, OLD)
    assert found.unclear == OLD


def test_a_difference_between_patch_releases_is_clear() -> None:
    found = split("NEW", NEW="sys.version_info >= (3, 11, 4)")

    assert found.yes & found.no == versions.bit(311)
    assert not found.unclear


class Chain:
    """``N1`` is assigned a value, and every ``N`` with a higher number the one below.

    It checks that each assignment that is followed takes one hop away.
    """

    def __init__(self, top: int, value: str, test: str) -> None:
        assigned = {f"N{number}": f"N{number - 1}" for number in range(2, top + 1)}
        tree, self.test = program(test, {"N1": value, **assigned})
        self.bindings = analyze(tree).bindings
        self._beyond = top - MAX_HOPS

    def values_of(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        assert isinstance(node, (ast.Name, ast.Attribute, ast.Call))
        assert hops >= 0
        events = self.bindings.values.find_assignments(node)
        if isinstance(node, ast.Name) and events:
            assert hops == int(node.id[1:]) - 1 - self._beyond
        return [(event.value, versions.EVERYTHING) for event in events if event.value]

    def split(self) -> Split:
        version_tests = VersionTests(self.bindings, self.values_of)
        return version_tests.split(self.test, versions.EVERYTHING)

    def present_names(self) -> frozenset[str]:
        presence = Presence(
            self.bindings,
            self.values_of,
            Handlers(self.bindings, FunctionTables(self.bindings)),
        )
        return presence.find_names(self.test, MAX_HOPS)


@each_row(
    "text",
    [
        "N",
        "N == (True or sys.version)",
        "(N, sys.version) == (True, sys.version)",
        "[sys.version, N] == [sys.version, True]",
        "(not N) == (not sys.version)",
        "-N < (not sys.version)",
        "N + (not sys.version) == 1",
        "(not sys.version) + N == 1",
        "(sys.version and N) == True",
        "(1 if N else not sys.version) == 1",
        "(N if sys.version else 0) == 1",
        "(0 if not sys.version else N) == 1",
        "(not sys.version, 1)[N] == 1",
        "(sys.version, sys.version)[N:] == (sys.version,)",
        "int(N) > (not sys.version)",
        "str(N).startswith('T' if sys.version else '')",
    ],
)
def test_as_many_assignments_are_followed_as_are_allowed(text: str) -> None:
    within, beyond = (
        Chain(top, "sys.version_info >= (3, 11)", text.replace("N", f"N{top}")).split()
        for top in (MAX_HOPS, MAX_HOPS + 1)
    )

    assert (within.yes, within.no, within.unclear) == (NEW, OLD, 0)
    assert beyond.yes == beyond.no == versions.EVERYTHING


def test_as_many_are_followed_for_every_question() -> None:
    info = "sys.version_info"

    assert Chain(4, info, "f(N4)").split().is_about_version
    assert not Chain(5, info, "f(N5)").split().is_about_version
    assert Chain(4, info, "N4.minor < 11").split().no == NEW
    compared = Chain(4, "(3, 11, 4)", "sys.version_info[:3] == N4").split()
    assert compared.yes == versions.bit(311)
    tall = {"D": "not " * 20 + "NEW", "C": "D", "B": "C", "A": "B"}
    assert split("B", versions.EVERYTHING, **ASSIGNED, **tall).is_about_version
    assert not split("A", versions.EVERYTHING, **ASSIGNED, **tall).is_about_version
    asked = "hasattr(math, 'cbrt')"
    assert Chain(4, asked, "N4").present_names() == {"math.cbrt"}
    assert Chain(5, asked, "N5").present_names() == set()


class Knot(FakeValues):
    """Every name that starts with ``x`` is assigned the same values."""

    def __init__(self, test: str, *texts: str) -> None:
        super().__init__(test, {})
        self.values = [(parse(text), versions.EVERYTHING) for text in texts]
        self._calls = 0

    def values_of(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        self._calls += 1
        assert self._calls < 5_000
        if isinstance(node, ast.Name) and node.id.startswith("x"):
            return self.values
        return ()


@pytest.mark.parametrize("test", ["x0", "f(x0)", "x0 >= sys.version_info"])
@pytest.mark.parametrize("more", ["", " and sys.version_info > (3,)"])
def test_names_that_depend_on_themselves_many_times_cost_little(
    test: str, more: str
) -> None:
    knot = Knot(test, *[f"x1 and x2 or x3{more}"] * 30)
    found = knot.split()
    presence = Presence(
        knot.bindings,
        knot.values_of,
        Handlers(knot.bindings, FunctionTables(knot.bindings)),
    )

    assert found.yes == found.no == versions.EVERYTHING
    assert not presence.find_names(knot.test, MAX_HOPS)


def test_names_that_depend_on_others_many_times_cost_little() -> None:
    class Ladder(Knot):
        def values_of(
            self, node: ast.expr, hops: int
        ) -> Sequence[tuple[ast.expr, int]]:
            found = super().values_of(node, hops)
            return found[hops : hops + 1]

    rungs = [f"({'x, ' * 20})"] * MAX_HOPS
    found = Ladder("x == sys.version_info", "1", *rungs[1:]).split()

    assert (found.yes, found.no) == (0, versions.EVERYTHING)
