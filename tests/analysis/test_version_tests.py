"""What tests say: compared with what they come to on every version of Python."""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_safe_imports import versions
from flake8_safe_imports.analysis import version_tests as guards

if TYPE_CHECKING:
    from collections.abc import Sequence


class VersionInfo(NamedTuple):
    """What ``sys.version_info`` is."""

    major: int
    minor: int
    micro: int
    releaselevel: str = "final"
    serial: int = 0


class Six:
    """The flags of ``six`` on one version."""

    def __init__(self, info: VersionInfo) -> None:
        self.PY2 = info.major == 2
        self.PY3 = info.major == 3
        self.PY34 = info >= (3, 4)


class Platform:
    """The functions of ``platform`` on one version."""

    def __init__(self, info: VersionInfo) -> None:
        self._text = f"{info.major}.{info.minor}.{info.micro}"

    def python_version(self) -> str:
        return self._text

    def python_version_tuple(self) -> tuple[str, ...]:
        return tuple(self._text.split("."))


class Sys:
    """What ``sys`` tells of one version."""

    def __init__(self, info: VersionInfo) -> None:
        major, minor, micro, _, _ = info
        self.version_info = info
        self.version = f"{major}.{minor}.{micro} (main, Jan  1 2020) [GCC 11]"
        self.hexversion = major << 24 | minor << 16 | micro << 8 | 0xF0


MODULES = {"sys", "platform", "six", "inspect", "importlib"}
BUILTINS = {"int", "str", "tuple", "hasattr", "getattr", "float", "bool", "list"}


class Stub:
    """Names as a file has them that imports what it needs and sets some flags."""

    def __init__(self, **assigned: str) -> None:
        self._values = {
            name: [(ast.parse(text, mode="eval").body, versions.EVERYTHING)]
            for name, text in assigned.items()
        }

    def dotted(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else None
        if not isinstance(node, ast.Name) or node.id in self._values:
            return None
        return f"builtins.{node.id}" if node.id in BUILTINS else node.id

    def values(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        return self._values.get(node.id, ()) if isinstance(node, ast.Name) else ()

    def backed_by(self, node: ast.Name) -> frozenset[str]:
        return frozenset({"tomllib"}) if node.id == "HAS_TOML" else frozenset()


ASSIGNED = {
    "info": "sys.version_info",
    "short": "info[:2]",
    "major": "sys.version_info[0]",
    "NEW": "sys.version_info >= (3, 11)",
    "OLD": "not NEW",
    "MINIMUM": "(3, 9, 4)",
}


def split(
    text: str, window: int = versions.EVERYTHING, **assigned: str
) -> guards.Split:
    test = ast.parse(text, mode="eval").body
    return guards.split(test, window, Stub(**assigned))


def worlds(minor: int) -> list[dict[str, Any]]:
    """Return what names are on the releases of *minor*, as ``eval`` wants them."""
    found = []
    for micro in (*range(25), 98, 99):
        info = VersionInfo(minor // 100, minor % 100, micro)
        values = {"sys": Sys(info), "platform": Platform(info), "six": Six(info)}
        for name, value in ASSIGNED.items():
            values[name] = eval(value, dict(values))
        found.append(values)
    return found


WORLDS = {minor: worlds(minor) for minor in versions.MINORS}


def outcomes(text: str, minor: int) -> set[bool | None]:
    """Return what *text* comes to on the releases of *minor*; None where it fails."""
    code = compile(text, "", "eval")
    chances = (False, True) if "unknown" in text else (False,)
    found: set[bool | None] = set()
    for values, chance in itertools.product(WORLDS[minor], chances):
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


def assert_means_what_it_means_to_the_interpreter(text: str) -> None:
    found = split(text, versions.EVERYTHING, **ASSIGNED)

    assert found.speaks
    for minor in versions.MINORS:
        mask, real = versions.bit(minor), outcomes(text, minor)
        if found.unclear & mask:
            assert found.yes & mask
            assert found.no & mask
            assert None in real
        else:
            assert bool(found.yes & mask) == (True in real), (text, minor)
            assert bool(found.no & mask) == (False in real), (text, minor)


@given(leaves)
@settings(max_examples=150, deadline=None)
def test_a_version_test_means_what_it_means_to_the_interpreter(text: str) -> None:
    assert_means_what_it_means_to_the_interpreter(text)


@pytest.mark.parametrize(
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
        # A list is no tuple, whatever is in it.
        "sys.version_info[:2] == [3, 9]",
        "list(sys.version_info[:2]) == [3, 9]",
        "platform.python_version_tuple()[:2] == ('3', '9')",
        "'x' in platform.python_version()",
        "'PyPy' == sys.version",
        "True and sys.version_info >= (2,)",
    ],
)
def test_a_rare_version_test_means_it_too(text: str) -> None:
    assert_means_what_it_means_to_the_interpreter(text)


@pytest.mark.properties
@given(nested)
@settings(max_examples=150, deadline=None)
def test_no_version_is_left_out_of_nested_tests(text: str) -> None:
    found = split(text, versions.EVERYTHING, **ASSIGNED)

    for minor in versions.MINORS:
        mask, real = versions.bit(minor), outcomes(text, minor)
        assert True not in real or found.yes & mask, (text, minor)
        assert False not in real or found.no & mask, (text, minor)


@pytest.mark.properties
@given(nested, st.integers(0, versions.EVERYTHING))
def test_a_part_of_a_window_is_split_as_the_whole(text: str, window: int) -> None:
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


@pytest.mark.parametrize(
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

    assert (found.yes, found.no, found.unclear, found.speaks) == (yes, no, 0, True)


@pytest.mark.parametrize(
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
        "any([sys.version_info >= (3, 11)])",
        "getattr(sys, 'version_info', None).shape",
        "tuple(sys.version_info, 3)",
        "int('x' + sys.version[0])",
        "~sys.version_info[1]",
        "sys.version_info[1] ** 2 > 3",
        "sys.version_info[1] * 4294967296 > 3",
        "4294967296 // sys.version_info[1] > 3",
        "sys.version.rjust(99) > '3'",
        "'%d' % sys.version_info[0] == '3'",
        "sys.version_info >= (3, key=1)".replace(", key=1", ""),
        "f(sys.version_info, key=1)",
        "Version(platform.python_version()) >= Version('3.11')",
        "python_version >= (3, 11)",
        "PY_LT_311",
        "NOT_PY3",
        "PY311_ONLY",
        "not " * 20 + "NEW",
    ],
)
def test_what_speaks_of_versions_and_is_not_understood(text: str) -> None:
    found = split(
        text,
        versions.PYTHON3,
        NEW="sys.version_info >= (3, 11)",
        UNKNOWN="f()",
        UNCLEAR="sys.version_info >= f()",
        TALL="(3, " + "-" * 20 + "11)",
    )

    assert found.speaks
    assert found.unclear == found.yes == found.no == versions.PYTHON3


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "sys.platform == 'win32'",
        "'PyPy' in sys.version",
        "'pypy' not in sys.version.lower()",
        "hasattr(sys, 'pypy_version_info')",
        "getattr(inspect, 'getargspec', print)" + "(1)",
        "getattr(inspect, 'getargspec', 1)",
        "numpy2",
        "PYDANTIC_2",
        "IS_PYPY",
        "DEBUG",
        "EITHER",
        "EITHER.real",
        "not " * 20 + "x",
    ],
)
def test_what_says_nothing_of_versions(text: str) -> None:
    found = split(text, DEBUG="False", EITHER="x and y")

    assert not found.speaks
    assert found.yes == found.no == versions.EVERYTHING
    assert not found.unclear


@pytest.mark.parametrize(
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
    assert not found.speaks


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
def test_questions_for_presence(text: str, yes: int) -> None:
    found = split(text)

    assert found.yes == yes
    assert found.no == versions.EVERYTHING & ~yes or "name" in text
    assert not found.speaks


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("not hasattr(math, 'cbrt') and x", {"math.cbrt"}),
        ("getattr(math, 'cbrt', None)", {"math.cbrt"}),
        ("hasattr(math, name)", set()),
        ("hasattr(math)", set()),
        ("f(math, 'cbrt')", set()),
        ("f('a.b')", set()),
        ("importlib.util.find_spec('a.b') is None", {"a.b"}),
        ("HAS_CBRT", {"math.cbrt"}),
        ("HAS_TOML", {"tomllib"}),
        ("hasattr", set()),
    ],
)
def test_what_a_test_makes_sure_of(text: str, names: set[str]) -> None:
    found = guards.Guards(Stub(HAS_CBRT="hasattr(math, 'cbrt')"))

    assert found.made_sure_of(ast.parse(text, mode="eval").body) == names


@pytest.mark.parametrize(
    ("name", "window"),
    [
        ("PY2", versions.PYTHON2),
        ("PY3", versions.PYTHON3),
        ("py3k", versions.PYTHON3),
        ("_PY3", versions.PYTHON3),
        ("PY27", versions.PYTHON2),
        ("PY26_PLUS", versions.EVERYTHING),
        ("PY34", versions.PYTHON3),
        ("PY310", versions.since(310)),
        ("PY_3_10", versions.since(310)),
        ("PY_3_10_PLUS", versions.since(310)),
        ("PY310_OR_LATER", versions.since(310)),
        ("IS_PYTHON_312", versions.since(312)),
        ("PYTHON_3_12", versions.since(312)),
        ("is_py3", versions.PYTHON3),
        ("HAS_PY314", versions.since(314)),
        ("PY311_ONLY", None),
        ("NOT_PY3", None),
        ("PY", None),
        ("PY4", None),
        ("copy2", None),
        ("happy3", None),
    ],
)
def test_flags(name: str, window: int | None) -> None:
    assert guards.flag(name) == window


def test_exact_is_what_rests_on_nothing_but_versions() -> None:
    assert split("sys.version_info >= (3,)").exact
    assert split("NEW", versions.EVERYTHING, **ASSIGNED).exact
    assert split("PY3").exact
    assert split("sys.version_info >= (3,) and compat.PY3").exact
    assert not split("sys.version_info >= (3,) or TYPE_CHECKING").exact
    assert not split("hasattr(inspect, 'getargspec')").exact


def test_a_name_whose_value_says_nothing_says_it_itself() -> None:
    found = split("PY2", PY2="str is bytes")

    assert (found.yes, found.no) == (versions.PYTHON2, versions.PYTHON3)
    assert found.speaks


YES, NO, EITHER = frozenset({True}), frozenset({False}), frozenset({True, False})


@pytest.mark.parametrize(
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
def test_what_a_test_comes_to_on_an_old_version(
    test: str, version: int, expected: frozenset[bool]
) -> None:
    names = Stub(**ASSIGNED)
    found = guards.Guards(names).outcomes(ast.parse(test, mode="eval").body, version)

    assert found == expected


def test_a_test_too_high_to_be_read_may_come_to_anything() -> None:
    test = ast.parse("not " * 20 + "sys.version_info < (3, 4)", mode="eval").body

    assert guards.Guards(Stub()).outcomes(test, 303) == EITHER


class Assigned(Stub):
    """``FLAG`` is assigned each of some values on the versions of its window."""

    def __init__(self, *values: tuple[str, int]) -> None:
        super().__init__()
        self._values["FLAG"] = [
            (ast.parse(text, mode="eval").body, window) for text, window in values
        ]


def test_of_two_assignments_the_last_is_not_known() -> None:
    names = Assigned(("False", versions.EVERYTHING), ("True", NEW))
    test = ast.parse("FLAG", mode="eval").body
    found = guards.split(test, versions.EVERYTHING, names)

    assert (found.yes, found.no) == (NEW, versions.EVERYTHING)
    assert found.unclear == NEW
    compared = ast.parse("FLAG == True", mode="eval").body
    assert guards.split(compared, versions.EVERYTHING, names).unclear == NEW


def test_what_was_assigned_for_a_version_counts_there() -> None:
    names = Assigned(("2", versions.PYTHON2), ("3", versions.PYTHON3))
    test = ast.parse("FLAG == sys.version_info[0] == 2", mode="eval").body
    found = guards.split(test, versions.EVERYTHING, names)

    assert (found.yes, found.no) == (versions.PYTHON2, versions.PYTHON3)
    assert not found.unclear
    assert guards.Guards(names).outcomes(test, 206) == YES
    assert guards.Guards(names).outcomes(test, 303) == NO


def test_assignments_are_unclear_where_one_is() -> None:
    names = Assigned(("sys.version_info >= minimum", OLD), ("True", NEW))
    test = ast.parse("FLAG", mode="eval").body
    found = guards.split(test, versions.EVERYTHING, names)

    assert (found.yes, found.no) == (versions.EVERYTHING, OLD)
    assert found.unclear == OLD


def test_what_differs_between_patch_releases_is_clear() -> None:
    found = split("NEW", NEW="sys.version_info >= (3, 11, 4)")

    assert found.yes & found.no == versions.bit(311)
    assert not found.unclear


class Chain(Stub):
    """``N1`` is assigned a test, and every ``N`` with a higher number the one below."""

    def __init__(self, top: int, test: str) -> None:
        names = {f"N{number}": f"N{number - 1}" for number in range(2, top + 1)}
        super().__init__(N1=test, **names)
        self._beyond = top - guards.MAX_HOPS

    def values(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        assert isinstance(node, (ast.Name, ast.Attribute))
        assert hops >= 0
        if isinstance(node, ast.Name) and node.id in self._values:
            assert hops == int(node.id[1:]) - 1 - self._beyond
        return super().values(node, hops)


@pytest.mark.parametrize(
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
def test_so_many_assignments_are_followed_and_no_more(text: str) -> None:
    tests = [
        ast.parse(text.replace("N", f"N{top}"), mode="eval").body
        for top in (guards.MAX_HOPS, guards.MAX_HOPS + 1)
    ]
    within, beyond = (
        guards.split(
            test, versions.EVERYTHING, Chain(top, "sys.version_info >= (3, 11)")
        )
        for top, test in enumerate(tests, guards.MAX_HOPS)
    )

    assert (within.yes, within.no, within.unclear) == (NEW, OLD, 0)
    assert beyond.yes == beyond.no == versions.EVERYTHING


def test_as_many_are_followed_for_whatever_is_asked() -> None:
    def asked(text: str, value: str) -> guards.Split:
        test = ast.parse(text, mode="eval").body
        top = max(int(digit) for digit in text if digit.isdigit())
        return guards.split(test, versions.EVERYTHING, Chain(top, value))

    assert asked("f(N4)", "sys.version_info").speaks
    assert not asked("f(N5)", "sys.version_info").speaks
    assert asked("N4.minor < 11", "sys.version_info").no == NEW
    assert asked("sys.version_info[:3] == N4", "(3, 11, 4)").yes == versions.bit(311)
    tall = {"A": "B", "B": "C", "C": "D", "D": "not " * 20 + "NEW", **ASSIGNED}
    assert split("B", versions.EVERYTHING, **tall).speaks
    assert not split("A", versions.EVERYTHING, **tall).speaks
    chain = guards.Guards(Chain(4, "hasattr(math, 'cbrt')"))
    assert chain.made_sure_of(ast.Name("N4")) == {"math.cbrt"}
    chain = guards.Guards(Chain(5, "hasattr(math, 'cbrt')"))
    assert chain.made_sure_of(ast.Name("N5")) == set()


class Knot(Stub):
    """Every name that starts with ``x`` is assigned the same values."""

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self._tangled = [
            (ast.parse(text, mode="eval").body, versions.EVERYTHING) for text in texts
        ]
        self._asked = 0

    def values(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
        self._asked += 1
        assert self._asked < 5_000
        if isinstance(node, ast.Name) and node.id.startswith("x"):
            return self._tangled
        return super().values(node, hops)


@pytest.mark.parametrize("test", ["x0", "f(x0)", "x0 >= sys.version_info"])
@pytest.mark.parametrize("more", ["", " and sys.version_info > (3,)"])
def test_names_that_hang_on_themselves_many_times_cost_little(
    test: str, more: str
) -> None:
    knot = guards.Guards(Knot(*[f"x1 and x2 or x3{more}"] * 30))
    parsed = ast.parse(test, mode="eval").body
    found = knot.split(parsed, versions.EVERYTHING)

    assert found.yes == found.no == versions.EVERYTHING
    assert not knot.made_sure_of(parsed)


def test_names_that_hang_on_others_many_times_cost_little() -> None:
    class Ladder(Knot):
        def values(self, node: ast.expr, hops: int) -> Sequence[tuple[ast.expr, int]]:
            found = super().values(node, hops)
            return found[hops : hops + 1]

    rungs = [f"({'x, ' * 20})"] * guards.MAX_HOPS
    test = ast.parse("x == sys.version_info", mode="eval").body
    found = guards.split(test, versions.EVERYTHING, Ladder("1", *rungs[1:]))

    assert (found.yes, found.no) == (0, versions.EVERYTHING)
