"""Dotted patterns: how they are parsed, and which names they match."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pattern_oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pattern_oracle import NAMES, PATTERNS
from rows import each_row

from flake8_safe_imports.config.patterns import PatternError, parse_pattern


@each_row(
    ("pattern", "name", "matched"),
    [
        pytest.param("mock", "mock", "mock", id="the name itself"),
        pytest.param("mock", "mock.mock", "mock", id="what is below it"),
        pytest.param("foo", "foobar", "", id="not a string prefix"),
        pytest.param("foobar", "foo", "", id="not a prefix of the pattern"),
        pytest.param("os.path", "os", "", id="not the parent"),
        pytest.param("os.path", "posix.os.path", "", id="not further down"),
        pytest.param("a.*", "a", "a", id="star for no component, at the end"),
        pytest.param("a.*", "a.b.c", "a", id="star at the end"),
        pytest.param("a.*.b", "a.b", "a.b", id="star for no component, inside"),
        pytest.param("a.*.b", "a.x.y.b.c", "a.x.y.b", id="star for several components"),
        pytest.param("a.*.b", "a.x.bb", "", id="whole components only"),
        pytest.param("*.secret", "secret", "secret", id="star for nothing, in front"),
        pytest.param("*.secret", "x.y.secret.z", "x.y.secret", id="star in front"),
        pytest.param("*.secret", "x.secrets", "", id="star in front, other name"),
        pytest.param("*", "a.b", "a", id="star alone"),
        pytest.param("**", "a.b", "a", id="two stars are one"),
        pytest.param("a.**.b", "a.x.y.b", "a.x.y.b", id="two stars inside"),
        pytest.param("*._*", "a._b.c", "a._b", id="private at any depth"),
        pytest.param("_*", "_a.b", "_a", id="private at the top"),
        pytest.param("_*", "a._b", "", id="wildcard inside crosses no dot"),
        pytest.param("test_*", "test_", "test_", id="wildcard for no characters"),
        pytest.param("a*a", "a", "", id="ends do not overlap"),
        pytest.param("*a*b*", "xaybz", "xaybz", id="three wildcards"),
        pytest.param("*b*a*", "xaybz", "", id="in their order"),
        pytest.param("*ab*ab", "cab", "", id="the end is not used twice"),
        pytest.param("a.b*.c", "a.bx.c.d", "a.bx.c", id="wildcard in the middle"),
        pytest.param("*.a.b", "a.a.b", "a.a.b", id="second try of a run"),
        pytest.param("ﬁle", "file.x", "file", id="as Python reads identifiers"),
    ],
)
def test_which_prefix_a_pattern_matches(pattern: str, name: str, matched: str) -> None:
    parts = name.split(".")
    length = parse_pattern(pattern).match_length(parts)

    assert ".".join(parts[:length]) == matched


@given(PATTERNS, NAMES)
def test_match_length_equals_the_definition(pattern: str, name: str) -> None:
    assert parse_pattern(pattern).match_length(
        name.split(".")
    ) == pattern_oracle.match_length(pattern, name)


@given(st.text("ab*", min_size=1).filter(lambda text: set(text) != {"*"}), NAMES)
def test_wildcards_inside_equal_fnmatch(pattern: str, name: str) -> None:
    part = name.replace(".", "")

    assert bool(parse_pattern(pattern).match_length([part])) == fnmatchcase(
        part, pattern
    )


@each_row(
    ("text", "complaint"),
    [
        ("", "is empty: write a dotted name"),
        ("foo-bar", "is not a dotted name: module names have no hyphens"),
        (
            ".foo",
            "is relative: write the whole name, beginning with the top-level package",
        ),
        ("a..b", "is not a dotted name: there is a dot too many"),
        ("a.", "is not a dotted name: there is a dot too many"),
        ("import a", "is a statement: write only the name"),
        ("a;b", "is not a dotted name: separate names by commas"),
        ("a==1", "is not a dotted name: write the name alone"),
        ("a[b", "is not a dotted name: write it without quotes and brackets"),
        ("a/b", "is a path: write the name as it is imported, with dots"),
        ("a\\b", "is a path: write the name as it is imported, with dots"),
        ("a:b", "is not a dotted name: there is a ':' too many"),
        ("a b", "is not a dotted name"),
        ("a-*", "is not a dotted name: module names have no hyphens"),
        ("a, b", "is not a dotted name: each line has one name before its '='"),
        ("{a", "is not a dotted name"),
        ("a}", "is not a dotted name"),
        ("1a", "is not a dotted name"),
        ("a?", "is not a dotted name"),
        ("＊", "is not a dotted name"),
        ("\udcff", "is not a dotted name"),
        (
            "{python3}",
            "is not a set: the sets are {python2to3}, {stdlib}, {third-party}",
        ),
        ("{python2_to3}", "is not a set: did you mean '{python2to3}'?"),
        ("#", "is not a name: put the comment on a line of its own"),
    ],
)
def test_error_says_what_is_wrong_with_a_pattern(text: str, complaint: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_pattern(text)

    assert str(caught.value) == complaint


@given(st.text())
def test_any_text_is_a_pattern_or_refused(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except PatternError:
        return

    assert pattern.literals + pattern.stars > 0


def test_a_thousand_stars_match_quickly() -> None:
    hard = ["*" * 1000, "*a" * 1000, "a.*." * 1000 + "a", "*.a*b." * 1000 + "c"]

    assert parse_pattern(hard[0]).match_length(["a" * 900]) == 1
    for pattern in hard[1:]:
        assert not parse_pattern(pattern).match_length(("a." * 800 + "b").split("."))


def test_repeated_wildcards_count_once() -> None:
    pattern = parse_pattern("a.b.*.**.*.c***d")

    assert pattern.text == "a.b.*.c*d"
    assert (pattern.literals, pattern.stars) == (2, 2)


def test_components_are_normalized_as_identifiers_are() -> None:
    assert parse_pattern("ﬁ.ｂ").pieces == (("fi", "b"),)


def test_wildcards_match_at_the_first_possible_place() -> None:
    assert parse_pattern("x*a*b*").match_length(["xaba"]) == 1
    assert parse_pattern("x*bb*bb*x").match_length(["xbbbx"]) == 0
    assert parse_pattern("xyz*bb*bb*x").match_length(["xyzbbbx"]) == 0
