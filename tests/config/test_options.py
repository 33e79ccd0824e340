"""What the values of options mean, and what is refused."""

from __future__ import annotations

import ast
import datetime
import pickle
import re
import subprocess
import sys
import types
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rows import each_row
from support import run_flake8

import flake8_safe_imports
from flake8_safe_imports import codes
from flake8_safe_imports.codes import CODES, OFF
from flake8_safe_imports.config import options
from flake8_safe_imports.config.entries import Entry
from flake8_safe_imports.config.options import OPTIONS, Option, OptionError, parse
from flake8_safe_imports.versions import bit, minors

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE = Path(flake8_safe_imports.__file__).parent


def bans(value: object) -> list[tuple[str, str]]:
    parsed = parse({"vet_banned_imports": value}).banned_imports
    return [(entry.pattern, entry.text) for entry in parsed]


def complaints(**raw: object) -> list[str]:
    with pytest.raises(OptionError) as caught:
        parse(raw)
    return str(caught.value).split("\n")


def test_defaults_are_those_of_missing_options() -> None:
    defaults = {option.key: "false" if option.is_flag else "" for option in OPTIONS}

    assert parse({}) == parse(defaults)
    assert parse({}) == parse({option.key: None for option in OPTIONS})
    assert parse({}) == parse({"banned_modules": 3})


@each_row(
    ("value", "expected"),
    [
        pytest.param(
            "mock = unittest.mock", [("mock", "unittest.mock")], id="replacement"
        ),
        pytest.param("mock =", [("mock", "")], id="just banned"),
        pytest.param("mock=x = y", [("mock", "x = y")], id="first sign counts"),
        pytest.param(
            "\n# why\n  a = A b, c # d\n\n  b.* =\r\n",
            [("a", "A b, c # d"), ("b.*", "")],
            id="lines, comments",
        ),
        pytest.param(["a = A", "b =\nc ="], [("a", "A"), ("b", ""), ("c", "")]),
        pytest.param(("a = A",), [("a", "A")], id="tuple"),
        pytest.param([], [], id="empty list"),
        pytest.param("a = 1\na = 2", [("a", "1"), ("a", "2")], id="twice"),
        pytest.param("{python2to3}", [("{python2to3}", "")], id="set alone"),
        pytest.param("{stdlib} = no", [("{stdlib}", "no")], id="set with a message"),
        pytest.param("{third-party}=", [("{third-party}", "")], id="set, empty"),
        pytest.param("lambda.async =", [("lambda.async", "")], id="keywords"),
        pytest.param("größe.ñ = ok", [("größe.ñ", "ok")], id="not ASCII"),
        pytest.param(
            {"a.b": "x", "c": "two\n lines"}, [("a.b", "x"), ("c", "two lines")]
        ),
        pytest.param([{"a": "x"}, "b ="], [("a", "x"), ("b", "")], id="mixed"),
    ],
)
def test_bans(value: object, expected: list[tuple[str, str]]) -> None:
    assert bans(value) == expected


def test_values_of_flake8_tidy_imports_work_unchanged() -> None:
    value = """
        {python2to3}
        mock = Use unittest.mock instead.
        a.*=msg
        a.*.b = other
        *.secret = hidden
        urllib.parse = Use yarl: it is = better
    """
    policy = parse({"vet_banned_imports": value}).policies.for_file("x.py")
    found = {
        name: ban.text
        for name in ("mock.mock", "a", "a.x.b", "secret", "x.secret", "urllib.parse")
        if (ban := policy.find_ban(name, "third-party"))
    }

    assert found == {
        "mock.mock": "Use unittest.mock instead.",
        "a": "msg",
        "a.x.b": "other",
        "secret": "hidden",
        "x.secret": "hidden",
        "urllib.parse": "Use yarl: it is = better",
    }
    assert policy.find_ban("urllib2", "stdlib")


@each_row(
    ("value", "problem"),
    [
        ("mock", "'mock' has no '=': write 'mock = WHAT TO USE' or 'mock ='"),
        ("so what", "'so what' has no '=': write 'NAME = WHAT TO USE' or 'NAME ='"),
        ("= x", "'= x' has no NAME before its '='"),
        ("a, b = x", "'a, b' is not a dotted name: each line has one name before"),
        ("foo-bar = x", "'foo-bar' is not a dotted name: module names have no hyphens"),
        (".a = x", "'.a' is relative"),
        ("{py2}", "'{py2}' is not a set: the sets are {python2to3}"),
        (["a =", 3], "3 is not a string"),
        ([["a ="]], "a list is not a string"),
        (True, "true is not a string"),
        (1.5, "1.5 is not a string"),
        pytest.param(10**9999, "a value of type int is not a string", id="huge"),
        (b"a =", "a value of type bytes is not a string"),
        (datetime.date(2026, 1, 1), "a date is not a string"),
        ({"a": {"b": "c"}}, "'a' is a table: write"),
        ({"a": 3}, "'a' has a value that is not a string"),
        ({3: "a"}, "3 is not a string"),
        ({"a b": "c"}, "'a b' is not a dotted name"),
        ("\u202e\udcff", r"'\u202e\udcff' has no '='"),
    ],
)
def test_bad_bans(value: object, problem: str) -> None:
    (line,) = complaints(vet_banned_imports=value)

    assert line.startswith(f"vet-banned-imports: {problem}")


def test_long_entries_are_quoted_in_part() -> None:
    (line,) = complaints(vet_banned_imports="x" * 5000 + " y" * 5000)

    assert len(line) < 160


@pytest.mark.parametrize(
    "value", ["a, b.*\n# no\n c {stdlib}", ["a", "b.*, c", "{stdlib}"]]
)
@pytest.mark.parametrize(
    "key",
    ["vet_allowed_imports", "vet_banned_module_level_imports", "vet_known_first_party"],
)
def test_names(key: str, value: object) -> None:
    config = parse({key: value})
    read = {
        "vet_allowed_imports": [entry.pattern for entry in config.allowed_imports],
        "vet_banned_module_level_imports": [*config.banned_module_level_imports.names],
        "vet_known_first_party": [*config.known_first_party.names],
    }

    assert read.pop(key) == ["a", "b.*", "c", "{stdlib}"]
    assert not any(read.values())


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("a # why", "'#' is not a name: put the comment on a line of its own"),
        ("a = b", "'=' is not a dotted name: write the name alone"),
        ({"a": "b"}, "a table is not a string"),
        ([None], "none is not a string"),
    ],
)
def test_bad_names(value: object, problem: str) -> None:
    assert complaints(vet_allowed_imports=value) == [f"vet-allowed-imports: {problem}"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("t/*: a = see: x", [("t/*", "a", "see: x")], id="one"),
        pytest.param("*.py: {stdlib}", [("*.py", "{stdlib}", "")], id="set alone"),
        pytest.param(
            "a.py,[b,c].py: x =",
            [("a.py", "x", ""), ("[b,c].py", "x", "")],
            id="globs with commas",
        ),
        pytest.param(["a: x =", "b: y ="], [("a", "x", ""), ("b", "y", "")]),
        pytest.param(
            {"t/*": ["x =", "y = Y"], "u": {"z": "Z"}},
            [("t/*", "x", ""), ("t/*", "y", "Y"), ("u", "z", "Z")],
            id="table",
        ),
    ],
)
def test_per_file_bans(value: object, expected: list[tuple[str, str, str]]) -> None:
    config = parse({"vet_per_file_banned_imports": value})

    assert config.policies.bans == tuple(
        Entry(pattern, text, glob) for glob, pattern, text in expected
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("t/*: a, b\nu: c", ["t/* a", "t/* b", "u c"], id="lines"),
        pytest.param("t/*: a,\n b\nu: c", ["t/* a", "t/* b", "u c"], id="continued"),
        pytest.param("t/*:\n a\n b", ["t/* a", "t/* b"], id="below"),
        pytest.param("t, u: a", ["t a", "u a"], id="two globs"),
        pytest.param({"t/*": ["a", "b"], "u": "c"}, ["t/* a", "t/* b", "u c"]),
    ],
)
def test_per_file_allowances(value: object, expected: list[str]) -> None:
    config = parse({"vet_per_file_allowed_imports": value})
    read = [f"{entry.glob} {entry.pattern}" for entry in config.policies.allowances]

    assert read == expected


@each_row(
    ("kind", "value", "problem"),
    [
        ("banned", "mock = http://x", "'mock = http://x' is not of the form 'GLOB: N"),
        ("banned", "mock", "'mock' is not of the form 'GLOB: NAME = X'"),
        ("banned", "a.py:", "'a.py:' is not of the form 'GLOB: NAME = X'"),
        ("banned", ": a =", "': a =' is not of the form 'GLOB: NAME = X'"),
        ("banned", "a,b: mock", "'a,b: mock' has no '='"),
        ("banned", "a.py: x.. =", "'a.py: x..' is not a dotted name"),
        ("banned", {"": "a ="}, "'' is not a GLOB"),
        ("banned", {3: "a ="}, "3 is not a GLOB"),
        ("banned", {"a": 3}, "3 is not a string"),
        ("allowed", "mock\nsix", "'mock six' is not of the form 'GLOB: NAME, NAME'"),
        ("allowed", ["a: x", "y"], "'y' is not of the form 'GLOB: NAME, NAME'"),
        ("allowed", "a,b: x-y", "'a,b: x-y' is not a dotted name"),
        ("allowed", 3, "3 is not a string"),
    ],
)
def test_bad_per_file(kind: str, value: object, problem: str) -> None:
    (line,) = complaints(**{f"vet_per_file_{kind}_imports": value})

    assert line.startswith(f"vet-per-file-{kind}-imports: {problem}")


@each_row(
    ("value", "expected"),
    [
        *product((True, 1, "true", " True ", "1", "yes", ["on"]), [True]),
        *product((False, 0, "false", "off", "NO", "0", None, []), [False]),
    ],
)
def test_flags(value: object, expected: bool) -> None:
    config = parse({"vet_exempt_type_checking": value, "vet_check_environment": value})

    assert config.exempt_type_checking is expected
    assert config.check_environment is expected


@pytest.mark.parametrize("value", ["", "maybe", 2, 1.0, ["on", "on"], {}, "tru e"])
def test_bad_flags(value: object) -> None:
    first, second = complaints(
        vet_exempt_type_checking=value, vet_check_environment=value
    )

    assert first.startswith("vet-exempt-type-checking: ")
    assert second.startswith("vet-check-environment: ")
    assert second.endswith(" is neither true nor false")


@each_row(
    ("value", "expected"),
    [
        ("parents", "parents"),
        ("Parents", "parents"),
        ("all", "all"),
        ("true", "all"),
        (True, "all"),
        (False, ""),
        ("none", ""),
        ("", ""),
    ],
)
def test_relative(value: object, expected: str) -> None:
    assert (
        parse({"vet_banned_relative_imports": value}).banned_relative_imports
        == expected
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("strict", "strict"),
        ("WIDE", "wide"),
        ("off", "off"),
        (False, "off"),
        (True, "default"),
        ("", "default"),
    ],
)
def test_lookalikes(value: object, expected: str) -> None:
    assert parse({"vet_lookalikes": value}).lookalikes == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (">=3.9,<3.12", (309, 310, 311)),
        ([">=3.9", "<3.12"], (309, 310, 311)),
        ("\n>=3.9,\n# old\n<3.12", (309, 310, 311)),
        ("", ()),
        ([], ()),
    ],
)
def test_supported(value: object, expected: tuple[int, ...]) -> None:
    assert (
        minors(parse({"vet_supported_python": value}).supported_python[0]) == expected
    )


@each_row(
    ("value", "problem"),
    [
        ("3.9", "'3.9' is not a version specifier: did you mean '>=3.9'?"),
        ("3", "'3' is not a version specifier: did you mean '>=3'?"),
        ("py39", "'py39' is not a version specifier: did you mean '>=3.9'?"),
        ("Python 3.9+", "did you mean '>=3.9'?"),
        ("~3.9", "did you mean '==3.9.*'?"),
        ("3.9 - 3.13", "did you mean '>=3.9,<=3.13'?"),
        ("=>3.9", "did you mean '>=3.9'?"),
        ("soon", "'soon' is not a version specifier such as '>=3.9,<3.15': "),
        (">=3.12,<3.10", "'>=3.12,<3.10' allows no known version of Python"),
        (3.9, "3.9 is not a string"),
    ],
)
def test_bad_supported(value: object, problem: str) -> None:
    (line,) = complaints(vet_supported_python=value)

    assert line.startswith("vet-supported-python: ")
    assert problem in line


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("VET204", {"VET204"}),
        ("VET104, VET205", {"VET104", "VET205"}),
        (["VET104", "VET101"], {"VET104", "VET101"}),
        ("VET20", {code for code in CODES if code.startswith("VET20")}),
        ("VET", {*CODES} - {"VET404"}),
    ],
)
def test_enable(value: object, expected: set[str]) -> None:
    config = parse({"vet_enable": value})

    assert config.enable == config.enabled_codes == expected
    assert not config.check_environment


def test_enable_may_name_a_code_with_a_flag() -> None:
    assert parse({"vet_enable": "VET4, VET404"}).check_environment


@pytest.mark.parametrize("value", ["VET999", "E501", "VET2045", ["VET204", "X"]])
def test_bad_enable(value: object) -> None:
    (line,) = complaints(vet_enable=value)

    assert line.startswith("vet-enable: '")
    assert line.endswith(
        f" is not a code that is off by default: these are {', '.join(OFF)}"
    )


@each_row("option", OPTIONS, ids=[option.name for option in OPTIONS])
def test_errors_name_every_option(option: Option[object]) -> None:
    (line,) = complaints(**{option.key: datetime.datetime(2026, 1, 1)})

    assert line.startswith(f"{option.name}: a value of type datetime ")


def test_all_bad_entries_are_named_at_once() -> None:
    lines = complaints(
        vet_enable="VET999 VET104 X",
        vet_banned_imports="good =\nbad\n\nworse-name = x",
        vet_lookalikes="loud",
        vet_supported_python=">=3.9",
    )

    assert [line.split(" is ")[0].split(" has ")[0] for line in lines] == [
        "vet-banned-imports: 'bad'",
        "vet-banned-imports: 'worse-name'",
        "vet-enable: 'VET999'",
        "vet-enable: 'X'",
        "vet-lookalikes: 'loud'",
    ]


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.text("a*.=:{}#,\n VET1>=3", max_size=20),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.binary(),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner)
    ),
    max_leaves=8,
)


# The first text drawn on a machine takes hypothesis seconds.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([option.key for option in OPTIONS]), values))
def test_any_value_is_read_or_refused(raw: dict[str, object]) -> None:
    try:
        config = parse(raw)
    except OptionError as error:
        lines = str(error).split("\n")
        names = {option.name for option in OPTIONS if option.key in raw}

        assert all(line.isprintable() and line.isascii() for line in lines)
        assert {line.partition(":")[0] for line in lines} <= names
    else:
        copy = pickle.loads(pickle.dumps(config))

        assert copy == config == parse(raw)
        assert hash(copy) == hash(config)


def test_help_shows_every_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "500")  # nothing is wrapped
    shown = run_flake8(["--help"]).out

    for option in OPTIONS:
        assert f"--{option.name} {option.metavar}".rstrip() in shown
        assert option.help in shown
        assert "(default: " in option.help


def find_unread(known: Iterable[Option[object]]) -> list[str]:
    """Return the options that no module of the package reads.

    That is ``config.FIELD`` anywhere, or ``self.FIELD`` in the class itself.
    """
    read = collect_read()
    return [option.name for option in known if option.field not in read]


@cache
def collect_read() -> frozenset[str]:
    """Return the attributes of a configuration that the package reads."""
    read = set()
    own = Path(options.__file__).read_text(encoding="utf-8")
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "config" not in text:
            continue  # to parse all takes seconds
        owners = {"config", "self"} if text == own else {"config"}
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute):
                value = node.value
                name = getattr(value, "attr", "") or getattr(value, "id", "")
                if name.lstrip("_") in owners:
                    read.add(node.attr)
    return frozenset(read)


def test_every_option_is_read_by_some_module() -> None:
    assert find_unread(OPTIONS) == []


NEW_ROW = """\
    polite_imports = Option(
        "NAMES", "Names (default: none)", "read_names", NameSet(), example="os"
    )

"""


def test_a_new_option_is_one_row_and_a_reader_of_its_value() -> None:
    """Add a row to a copy of the module; without a consumer it is named."""
    text = Path(options.__file__).read_text(encoding="utf-8")
    before, begin, after = text.partition("    def __init__(self, values")
    copy: Any = types.ModuleType("copy_of_options")
    exec(compile(before + NEW_ROW + begin + after, "copy", "exec"), vars(copy))
    config = copy.parse({"vet_polite_imports": "a, b.*", "vet_enable": "VET104"})

    assert config.polite_imports.names == ("a", "b.*")
    assert config.enable == {"VET104"}
    assert copy.OPTIONS[-1].name == "vet-polite-imports"
    assert copy.OPTIONS[-1].key == "vet_polite_imports"
    assert find_unread(copy.OPTIONS) == ["vet-polite-imports"]
    with pytest.raises(
        copy.OptionError,
        match=r"^vet-polite-imports: 3 is not a string: put it in quotes$",
    ):
        copy.parse({"vet_polite_imports": 3})


def test_switches_of_codes_are_options() -> None:
    assert {row.switch for row in codes.TABLE} - {""} <= {
        option.name for option in OPTIONS
    }


def test_config_is_immutable_and_has_only_options() -> None:
    config = parse({})

    assert config.replace(lookalikes="wide") == parse({"vet_lookalikes": "wide"})
    assert config.replace(lookalikes="wide") != config
    assert "lookalikes='wide'" in repr(config.replace(lookalikes="wide"))
    with pytest.raises(TypeError, match="no such option: likes"):
        config.replace(likes="wide")
    with pytest.raises(AttributeError, match="cannot set lookalikes"):
        config.lookalikes = "wide"


def test_supported_accepts_a_single_minor() -> None:
    assert parse({"vet_supported_python": "==3.12.*"}).supported_python == (
        bit(312),
        (),
    )


def test_no_other_package_is_imported() -> None:
    """Every module that flake8 has not loaded slows down every run."""
    code = (
        "import __future__, re, sys, typing; before = set(sys.modules);"
        "from flake8_safe_imports.config.options import parse; parse({});"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert {name.partition(".")[0] for name in done.stdout.split()} == {
        "flake8_safe_imports"
    }
    assert "flake8_safe_imports.data" not in done.stdout
    # What reads values is for those who set some.
    assert not {f"flake8_safe_imports.config.{name}" for name in LOADED_FOR_VALUES} & {
        *done.stdout.split()
    }


LOADED_FOR_VALUES = ("entries", "globs", "patterns", "policy", "readers")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            [{"name": "mock", "message": "x"}],
            "labels NAME and X",
        ),
        ([{"module": "mock", "message": "x"}], "labels NAME and X"),
        ([{"name": "mock"}], "labels NAME and X"),
        ({"mock": {"msg": "x"}}, """write "mock" = "X", without `.msg`"""),
        ({"unittest": {"mock": "x"}}, "with the quotes"),
    ],
)
def test_tables_of_other_linters_are_explained(value: object, said: str) -> None:
    with pytest.raises(OptionError, match=re.escape(said)):
        parse({"vet_banned_imports": value})


@pytest.mark.parametrize(
    "text",
    ["use f(a, b=c)", "see #12, or ask", "a == b is what it tests", "#12", "a.b, c"],
)
def test_any_other_text_is_a_message(text: str) -> None:
    (ban,) = parse({"vet_banned_imports": f"mock = {text}"}).policies.bans

    assert ban.text == text


def test_a_module_may_be_called_name() -> None:
    bans = parse({"vet_banned_imports": [{"name": "x.y", "mock": "z"}]}).policies.bans

    assert [ban.pattern for ban in bans] == ["name", "mock"]
