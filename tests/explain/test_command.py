"""``explain``: what is looked up, and how it is shown."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_safe_imports import versions
from flake8_safe_imports.data import packages, stdlib
from flake8_safe_imports.explain import command as explain
from flake8_safe_imports.explain.command import Facts, Style
from flake8_safe_imports.rules import RULES

NAMES = sorted(stdlib.complete())
WINDOWS = st.integers(1, versions.EVERYTHING)
NEWEST = versions.spell(versions.MINORS[-1])


def told(name: str) -> dict[str, Any]:
    """Return what ``explain --json`` tells of *name*."""
    answer = explain.tell(name)
    assert answer is not None, name
    shown: dict[str, Any] = json.loads(json.dumps(explain.as_json(answer)))
    return shown


def text_of(name: str) -> str:
    """Return what ``explain`` prints of *name*, on one line."""
    answer = explain.tell(name)
    assert answer is not None, name
    return " ".join(explain.as_text(answer, explain.PLAIN).split())


def ran(*arguments: str, as_json: bool = False) -> tuple[int, str, str]:
    """Return status, output and errors of ``explain ARGUMENTS``."""
    out, err = io.StringIO(), io.StringIO()
    status = explain.run(arguments, as_json=as_json, stdout=out, stderr=err, environ={})
    return status, out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "urllib2.urlopen",
            {
                "kind": "stdlib-name",
                "pythons": ["2.7"],
                "replacement": "urllib.request.urlopen",
                "drop_in": True,
                "codes": ["VET201"],
                "known": True,
            },
            id="moved in Python 3",
        ),
        pytest.param(
            "tomllib",
            {
                "kind": "stdlib-module",
                "pythons": [versions.spell(m) for m in versions.MINORS if m >= 311],
                "new_in": "3.11",
                "removed_in": None,
                "backport": "tomli",
                "codes": ["VET203"],
                "malicious": None,
            },
            id="new",
        ),
        pytest.param(
            "crypt",
            {
                "removed_in": "3.13",
                "codes": ["VET202"],
                "drop_in_distributions": ["crypt-r", "standard-crypt"],
                "lookalike_of": None,
            },
            id="removed",
        ),
        pytest.param(
            "os.path.join",
            {"codes": [], "replacement": None, "drop_in": None, "new_in": None},
            id="always there",
        ),
        pytest.param(
            "asyncio.iscoroutinefunction",
            {"expires": "3.16", "codes": ["VET204"]},
            id="to be removed",
        ),
        pytest.param(
            "mock",
            {
                "kind": "backport",
                "replacement": "unittest.mock",
                "pythons": None,
                "codes": ["VET301"],
            },
            id="backport",
        ),
        pytest.param(
            "six.moves.urllib.parse.urlencode",
            {
                "kind": "bridge",
                "replacement": "urllib.parse.urlencode",
                "codes": ["VET302"],
            },
            id="name below a bridge",
        ),
        pytest.param(
            "urlib3",
            {
                "kind": "malicious",
                "known": False,
                "malicious": {
                    "name": "urlib3",
                    "seen": "2017-06",
                    "meant": "urllib3",
                    "as_import": True,
                },
                "lookalike_of": "urllib3",
                "edit": "letter missing",
                "codes": ["VET401"],
            },
            id="malicious",
        ),
        pytest.param(
            "numppy",
            {
                "kind": "lookalike",
                "known": False,
                "malicious": None,
                "lookalike_of": "numpy",
                "edit": "letter doubled",
                "codes": ["VET402"],
            },
            id="look-alike",
        ),
        pytest.param(
            "requests.get",
            {"kind": "third-party", "known": True, "pythons": None, "codes": []},
            id="in a known package",
        ),
        pytest.param("DateTime", {"kind": "third-party"}, id="not of the stdlib"),
        pytest.param(
            "litellm",
            {"kind": "third-party", "known": True, "malicious": None},
            id="honest, with bad releases",
        ),
    ],
)
def test_facts(name: str, expected: dict[str, object]) -> None:
    shown = told(name)

    assert shown["name"] == name
    assert {key: shown[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("name", "told_of", "part"),
    [
        ("_zstd", False, "A private module of the standard library: no promises"),
        ("_crypt", False, "A private module of the standard library: removed in"),
        ("json.__main__", False, "A private module"),
        ("_winreg", True, "A module of the standard library: Python 2 only"),
        ("_thread", True, "A module of the standard library: new in Python 3"),
        ("__future__", True, "on every Python from 2.7 on"),
    ],
)
def test_when_private_modules_came_is_not_made_up(
    name: str, told_of: bool, part: str
) -> None:
    assert (told(name)["pythons"] is not None) is told_of
    assert (NEWEST in text_of(name)) is told_of
    assert part in text_of(name)


def test_bad_releases_of_an_honest_package_are_told() -> None:
    shown = told("litellm")

    assert shown["compromised"]["versions"]
    assert set(shown["compromised"]["versions"]) <= set(
        re.findall(r"\d[\w.]*\w", text_of("litellm"))
    )


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("urllib2.urlopen", "Python 2 only"),
        ("urllib2.urlopen", "it is a drop-in"),
        ("string.letters", "it is not a drop-in"),
        ("collections.Mapping", "removed in Python 3.10"),
        ("types.NoneType", "removed in Python 3, back in Python 3.10"),
        ("asyncio", "new in Python 3.4"),
        ("os", "on every Python from 2.7 on"),
        ("sets", "Use the built-in `set`"),
        ("urllib2", "`urllib.error` (HTTPError, URLError)"),
        ("crypt", "PyPI has had a malicious package named `crypt` (2017-06)"),
        ("urlib3", "was a malicious package on PyPI (2017-06): meant is `urllib3`"),
        ("numppy", "looks like `numpy` (letter doubled)"),
        ("tomllib", "use `tomli`"),
        ("mock", "A backport: the standard library has it since Python 3.3 as"),
        ("backports.csv", "A backport: the standard library has it as `csv`."),
        ("mock.no_such", "A backport; the standard library has no `unittest.mock.no_"),
        (
            "six.text_type",
            "Python 3: the standard library has it as the built-in `str`",
        ),
        ("six.with_metaclass", "Python 3. Write `class X(Base, metaclass=M)`."),
        ("asyncio.iscoroutinefunction", "3.4, to be removed in Python 3.16."),
        ("distutils.sysconfig.expand_makefile_vars", "(there since Python 3.10)"),
        ("aifc.openfp", "Use `aifc.open` (removed in Python 3.13):"),
        ("numpy.array", "most used; nothing is known of what it holds."),
        ("accelerated", "Not a widely used package, but one of its own."),
        ("VET201", "python2-only-import"),
        ("vet201", "python2-only-import"),
        ("python2-only-import", "VET201"),
        ("VET204", "off unless vet-enable turns it on"),
        ("VET404", "off unless vet-check-environment turns it on"),
    ],
)
def test_text_says(name: str, part: str) -> None:
    assert part in text_of(name)


def test_a_lookalike_is_never_called_malicious() -> None:
    assert "malicious" not in text_of("numppy")


@given(WINDOWS)
def test_lifetimes_of_a_window_cover_it(window: int) -> None:
    assert versions.within(explain._spans(window)) == window


@given(st.sampled_from(NAMES))
def test_every_name_of_the_standard_library_is_told(name: str) -> None:
    answer = explain.tell(name)

    assert isinstance(answer, Facts)
    assert answer.fact is not None
    lines = explain.as_text(answer, explain.PLAIN).splitlines()
    # One word may be too long to be broken.
    assert all(len(line) <= 80 or " " not in line.strip() for line in lines)
    bar = next((line for line in lines if re.fullmatch(r"[#\- ]+", line)), None)
    if bar is None:
        assert re.search("private module|A name in `[^`]*_", lines[1])
        assert told(name)["pythons"] is None
        return
    assert bar.count("###") == len(versions.minors(answer.fact.window))
    assert told(name)["pythons"] == [
        versions.spell(minor) for minor in versions.minors(answer.fact.window)
    ]


@pytest.mark.properties
@settings(max_examples=30, deadline=None)  # looking for the nearest takes a while
@given(st.text())
def test_nothing_that_is_asked_makes_trouble(argument: str) -> None:
    status, out, err = ran(argument)

    assert status in {explain.EXIT_OK, explain.EXIT_UNKNOWN}
    assert all(character.isprintable() for character in (out + err).replace("\n", ""))
    assert bool(err) == (status == explain.EXIT_UNKNOWN)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_pages_fit_on_a_terminal(rule: Any) -> None:
    lines = explain.as_text(rule, explain.PLAIN).splitlines()

    assert max(map(len, lines)) <= 80
    assert "``" not in "".join(lines)
    assert not any(line.endswith("::") for line in lines)


def test_code_in_a_page_keeps_its_shape() -> None:
    answer = explain.tell("VET203")
    assert answer is not None
    page = explain.as_text(answer, explain.PLAIN)

    assert (
        "        if sys.version_info >= (3, 11):\n"
        "            import tomllib\n"
        "        else:\n"
        "            import tomli as tomllib\n"
    ) in page


@pytest.mark.parametrize(
    ("argument", "near"),
    [
        ("VET20", "VET201"),
        ("VET999", "VET404"),
        ("banned-imports", "banned-import"),
        ("urllib2.urlopne", "urllib2.urlopen"),
        ("os.path.joinn", "os.path.join"),
        ("urlopen", "urllib.request.urlopen"),
        ("OS", "os"),
        ("Random", "random"),
        ("urlopn", "urllib.request.urlopen"),
        ("datetime.datetime.now", "datetime.datetime"),
    ],
)
def test_unknown_is_answered_with_the_nearest(argument: str, near: str) -> None:
    status, out, err = ran(argument)

    assert status == explain.EXIT_UNKNOWN
    assert out == ""
    assert f"`{argument}` is neither a code nor a known name" in err
    assert f"`{near}`" in err


def test_the_known_is_told_beside_the_unknown() -> None:
    status, out, err = ran("urllib2.urlopen", "no.such.name", "VET101")

    assert status == explain.EXIT_UNKNOWN
    assert out.index("urllib2.urlopen") < out.index("VET101 banned-import")
    assert "`no.such.name`" in err


def test_json_is_one_list_in_the_order_of_the_questions() -> None:
    status, out, _ = ran("urlib3", "no.such.name", "VET101", as_json=True)
    shown = json.loads(out)

    assert status == explain.EXIT_UNKNOWN
    assert [entry["name"] for entry in shown] == [
        "urlib3",
        "no.such.name",
        "banned-import",
    ]
    assert [entry["kind"] for entry in shown] == ["malicious", "unknown", "code"]
    assert {entry["data_date"] for entry in shown} == {packages.DATE}
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", shown[0]["data_date"])
    assert tuple(shown[2]["sections"]) == explain.HEADINGS


def test_without_arguments_all_codes_are_listed() -> None:
    status, out, err = ran()
    _, document, _ = ran(as_json=True)

    assert (status, err) == (explain.EXIT_OK, "")
    assert re.findall(r"^VET\d+", out, re.M) == [rule.code for rule in RULES]
    assert [entry["code"] for entry in json.loads(document)] == [
        rule.code for rule in RULES
    ]


def test_the_date_of_the_data_ends_the_text() -> None:
    _, out, _ = ran("os")

    assert re.fullmatch(
        r"Data of 20\d\d-\d\d-\d\d; the standard library up to Python 3\.\d+\.",
        out.splitlines()[-1],
    )


class Screen(io.TextIOWrapper):
    """A stream of some encoding that may be a terminal."""

    def __init__(self, encoding: str, *, is_terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding, newline="\n", write_through=True)
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._is_terminal

    def shown(self) -> str:
        """Return all that was written."""
        self.seek(0)
        return self.read()


@pytest.mark.parametrize(
    ("is_terminal", "environ", "color"),
    [
        pytest.param(True, {}, True, id="terminal"),
        pytest.param(False, {}, False, id="pipe"),
        pytest.param(True, {"NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param(True, {"NO_COLOR": ""}, True, id="empty NO_COLOR"),
        pytest.param(True, {"TERM": "dumb"}, False, id="dumb terminal"),
        pytest.param(False, {"FORCE_COLOR": "1"}, True, id="FORCE_COLOR"),
        pytest.param(
            True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="both: no colour"
        ),
    ],
)
def test_colour(is_terminal: bool, environ: dict[str, str], color: bool) -> None:
    screen = Screen("utf-8", is_terminal=is_terminal)
    explain.run(
        ["imp", "VET201"], as_json=False, stdout=screen, stderr=screen, environ=environ
    )

    assert ("\x1b[" in screen.shown()) is color


def test_colours_change_nothing_but_colours() -> None:
    answer = explain.tell("imp")
    assert answer is not None
    colored = explain.as_text(answer, Style(color=True))

    assert re.sub(r"\x1b\[\d+m", "", colored) == explain.as_text(answer, Style())


@pytest.mark.parametrize(
    ("encoding", "bar"), [("utf-8", "███"), ("ascii", "###"), ("latin-1", "###")]
)
def test_the_bar_is_one_the_stream_can_show(encoding: str, bar: str) -> None:
    screen = Screen(encoding, is_terminal=False)
    explain.run(["imp"], as_json=False, stdout=screen, stderr=screen, environ={})

    assert bar in screen.shown()


def test_names_are_printed_safely() -> None:
    screen = Screen("ascii", is_terminal=False)
    name = "ев\x1b[31m\udcff\n"
    explain.run([name], as_json=False, stdout=screen, stderr=screen, environ={})

    assert screen.shown().startswith(r"`\u0435\u0432\x1b[31m\udcff\n` is neither")
