"""Version specifiers as windows, against packaging and against tables."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from rows import each_row

from flake8_safe_imports.project.specifiers import (
    SpecifierError,
    read_poetry,
    read_specifier,
)
from flake8_safe_imports.versions import MINORS, minors, spell

ALL = MINORS
THREE = MINORS[1:]
NEWEST = MINORS[-1]


def upward(minor: int) -> tuple[int, ...]:
    return tuple(known for known in MINORS if known >= minor)


SPECIFIERS = [
    pytest.param(">=3.9", upward(309), id="lower bound"),
    pytest.param(">=3.9,<4", upward(309), id="next major"),
    pytest.param(">=3.9,<3.12", (309, 310, 311), id="both bounds"),
    pytest.param(" >= 3.9 ,\t< 3.11\n", (309, 310), id="blanks"),
    pytest.param(">=3.9,<3.11,", (309, 310), id="trailing comma"),
    pytest.param(",>=3.9,,<3.11", (309, 310), id="empty clauses"),
    pytest.param("~=3.8", upward(308), id="compatible with a minor"),
    pytest.param("~=3.8.4", (308,), id="compatible with a patch"),
    pytest.param("~=3.9.1.2,!=3.9.1", (), id="compatible with four numbers"),
    pytest.param("==3.*", THREE, id="any 3"),
    pytest.param("==3.11.*", (311,), id="one minor"),
    pytest.param("==3.11", (311,), id="one release"),
    pytest.param("==3.11.4", (311,), id="one patch"),
    pytest.param("==3.11.4.*", (311,), id="one patch with a wildcard"),
    pytest.param("===3.9.1", (309,), id="arbitrary equality"),
    pytest.param("===3.9", (309,), id="arbitrary equality, short spelling"),
    pytest.param("===3.9.99", (309,), id="arbitrary equality, a patch to come"),
    pytest.param(">=3.9,!=3.10.*", upward(309)[:1] + upward(311), id="a hole"),
    pytest.param(">=3.9,!=3.10", upward(309), id="a hole of one patch"),
    pytest.param(">=3.9,<3.11,!=3.10.*,!=3.9.*", (), id="nothing but holes"),
    pytest.param(">=3.14.5,<3.14.6", (314,), id="a single patch"),
    pytest.param(">=3.14.5,<3.14.6,!=3.14.5", (), id="a single patch, left out"),
    pytest.param(">=3.9.1,<3.9.1", (), id="an empty range within a minor"),
    pytest.param(">3.9", upward(309), id="above a release its patches remain"),
    pytest.param(">3.9.4,<3.10", (309,), id="above a patch"),
    pytest.param(">3.9.4,<3.9.5", (), id="between two patches"),
    pytest.param("<3.9", (207, 306, 307, 308), id="below"),
    pytest.param("<3.9.1,>=3.8", (308, 309), id="below the first patch"),
    pytest.param("<3.9.0,>=3.8", (308,), id="below the zeroth patch"),
    pytest.param("<=3.9,>=3.8", (308, 309), id="up to the first release"),
    pytest.param("<=3.9.3,>=3.8", (308, 309), id="up to a patch"),
    pytest.param("<=3,>=2.7", (207, 306), id="up to 3.0"),
    pytest.param(">=3.10", upward(310), id="3.10 is not 3.1"),
    pytest.param("<3.2", (207, 306), id="3.2 is before 3.10"),
    pytest.param(">=3.4", THREE, id="3.4 counts as 3.6"),
    pytest.param("==3.4.*", (306,), id="3.4 alone counts as 3.6"),
    pytest.param(">=3.3,<3.6", (306,), id="3.3 to 3.5 count as 3.6"),
    pytest.param(">=3,!=3.6.*", THREE, id="3.6 left out but not 3.5"),
    pytest.param(">=3.5,!=3.5.*,!=3.6.*", THREE[1:], id="3.6 and all before it out"),
    pytest.param(">=2.7,<3", (207,), id="Python 2"),
    pytest.param("==2.6.*", (207,), id="2.6 counts as 2.7"),
    pytest.param(">=2.7,!=3.0.*,!=3.1.*,!=3.2.*,<3.9", ALL[:4], id="the usual 2 and 3"),
    pytest.param(f">={spell(NEWEST)}", (NEWEST,), id="newest known"),
    pytest.param(f">{spell(NEWEST)}.99", (NEWEST,), id="a patch of the newest known"),
    pytest.param(f">={spell(NEWEST + 1)}", (), id="newer than known"),
    pytest.param(">=4", (), id="Python 4"),
    pytest.param("<2", (), id="Python 1"),
    pytest.param(">=1!3", (), id="another epoch"),
    pytest.param(">=3.14.0rc1", upward(314), id="a pre-release below"),
    pytest.param("<3.14.0rc1,>=3.13", (313,), id="a pre-release above"),
    pytest.param("<3.14.0a0,>=3.13", (313,), id="the first pre-release above"),
    pytest.param(">=v3.9,<3.11", (309, 310), id="a v before the number"),
    pytest.param(">=03.09,<3.11", (309, 310), id="leading zeros"),
    pytest.param(">=3.9.0.0,<3.11.0.0", (309, 310), id="four numbers"),
    pytest.param(">3.9.1.post2,<3.10", (309,), id="a post-release"),
    pytest.param(">=3.9.*,<3.11.*", (309, 310), id="legacy wildcards with an order"),
    pytest.param(">=3.9.*,===3.9.1", (309,), id="legacy beside arbitrary equality"),
    pytest.param(">=3.9rc1.*,<3.10", (309,), id="legacy wildcard after a pre-release"),
]

POETRY = [
    pytest.param("^3.9", upward(309), id="caret"),
    pytest.param("^3", THREE, id="caret on a major"),
    pytest.param("^3.9.4", upward(309), id="caret on a patch"),
    pytest.param("^ 3.9", upward(309), id="caret and a blank"),
    pytest.param("^2.7", (207,), id="caret on Python 2"),
    pytest.param("^0.3", (), id="caret on Python 0"),
    pytest.param("^3.14.0rc1", upward(314), id="caret on a pre-release"),
    pytest.param("~3.9", (309,), id="tilde"),
    pytest.param("~3.9.4", (309,), id="tilde on a patch"),
    pytest.param("~3", THREE, id="tilde on a major"),
    pytest.param("~=3.9", upward(309), id="compatible"),
    pytest.param("~=3.9.2", (309,), id="compatible with a patch"),
    pytest.param("*", ALL, id="anything"),
    pytest.param(" * ", ALL, id="anything and blanks"),
    pytest.param("==*", ALL, id="anything, equal"),
    pytest.param("3.*", THREE, id="wildcard"),
    pytest.param("3.9.*", (309,), id="wildcard minor"),
    pytest.param("3.9.x", (309,), id="wildcard x"),
    pytest.param("3.*.*", THREE, id="two wildcards"),
    pytest.param("==3.9.*", (309,), id="equal wildcard"),
    pytest.param(">=3.9,!=3.10.*", (309, *upward(311)), id="a hole"),
    pytest.param(
        ">=3.9,<>3.10.*", (309, *upward(311)), id="a hole in the old spelling"
    ),
    pytest.param("3.9", (309,), id="bare"),
    pytest.param("3.9.2", (309,), id="bare patch"),
    pytest.param("v3.9", (309,), id="bare with a v"),
    pytest.param("=3.9", (309,), id="one equals sign"),
    pytest.param(">=3.9,<3.11", (309, 310), id="comma"),
    pytest.param(">=3.9 <3.11", (309, 310), id="blank"),
    pytest.param(">= 3.9, < 3.11,", (309, 310), id="blanks and trailing comma"),
    pytest.param("^2.7 || ^3.9", (207, *upward(309)), id="or"),
    pytest.param("~2.7|~3.9", (207, 309), id="or in one bar"),
    pytest.param(">=3.6,<3.8||>=3.10 <3.12", (306, 307, 310, 311), id="or of ranges"),
    pytest.param(">=3.14.5 <3.14.6", (314,), id="a single patch"),
    pytest.param(">=3.9.*,<3.11", (309, 310), id="legacy wildcard"),
    pytest.param(f">={spell(NEWEST + 1)}", (), id="newer than known"),
]

NOT_SPECIFIERS = [
    pytest.param("", id="empty"),
    pytest.param(" , ", id="only commas"),
    pytest.param("3.9", id="no operator"),
    pytest.param("^3.9", id="Poetry's caret"),
    pytest.param("~3.9", id="Poetry's tilde"),
    pytest.param(">=3.9 || <2.8", id="Poetry's or"),
    pytest.param(">=3.9 <4", id="no comma"),
    pytest.param("=>3.9", id="signs in the wrong order"),
    pytest.param(">=", id="no version"),
    pytest.param("~=3", id="compatible with a major"),
    pytest.param("~=3.9.*", id="compatible with a wildcard"),
    pytest.param("*", id="star"),
    pytest.param("python3.9", id="words"),
    pytest.param(">=\uff13.\uff19", id="digits beyond ASCII"),
    pytest.param(">=3.9\x00", id="NUL"),
    pytest.param(">=3.\udc80", id="lone surrogate"),
    pytest.param(">=3." + "9" * 5000, id="more digits than int() takes"),
    pytest.param(">=3.9," * 10_000, id="very long"),
]

NOT_POETRY = [
    pytest.param("", id="empty"),
    pytest.param("^3.9 ||", id="empty alternative"),
    pytest.param(",", id="only a comma"),
    pytest.param("latest", id="words"),
    pytest.param("!=*", id="not anything"),
    pytest.param(">=3.9<4", id="nothing between two"),
    pytest.param("3.9 - 3.11", id="hyphen range"),
    pytest.param("^", id="caret alone"),
    pytest.param("^3.9.junk", id="no version"),
    pytest.param("~=3", id="compatible with a major"),
    pytest.param("^3.9|" * 10_000, id="very long"),
]


@each_row(("text", "expected"), SPECIFIERS)
def test_reads_a_specifier(text: str, expected: tuple[int, ...]) -> None:
    assert minors(read_specifier(text)[0]) == expected


@each_row(("text", "expected"), POETRY)
def test_reads_a_poetry_constraint(text: str, expected: tuple[int, ...]) -> None:
    assert minors(read_poetry(text)[0]) == expected


@each_row("text", NOT_SPECIFIERS)
def test_other_texts_are_not_specifiers(text: str) -> None:
    with pytest.raises(SpecifierError) as caught:
        read_specifier(text)

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


@each_row("text", NOT_POETRY)
def test_other_texts_are_not_poetry_constraints(text: str) -> None:
    with pytest.raises(SpecifierError) as caught:
        read_poetry(text)

    assert str(caught.value).isprintable()


def test_error_names_the_clause() -> None:
    with pytest.raises(SpecifierError, match=r"^'=>3\.9' is not a version clause$"):
        read_specifier(">=3.8, =>3.9")


def numbers(largest: int) -> st.SearchStrategy[str]:
    return st.integers(0, largest).map(str)


VERSIONS = st.one_of(
    st.sampled_from(("2", "3", "4")),
    st.builds("{}.{}".format, st.sampled_from("23"), numbers(16)),
    st.builds("{}.{}.{}".format, st.sampled_from("23"), numbers(16), numbers(6)),
)
CLAUSES = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(("==", "!=", "<=", ">=", "<", ">")),
        st.sampled_from(("", " ")),
        VERSIONS,
    ),
    st.builds("{}{}.*".format, st.sampled_from(("==", "!=")), VERSIONS),
    st.builds("~={}".format, VERSIONS.filter(lambda version: "." in version)),
    # beyond the clauses read by hand
    st.builds(
        "{}{}{}".format,
        st.sampled_from(("==", "!=", "<=", ">=", "<", ">")),
        VERSIONS,
        st.sampled_from((".0", "rc1", ".post1", ".dev0", ".0.0.0")),
    ),
)


def by_packaging(text: str) -> list[int]:
    """Ask packaging about each patch release, one by one."""
    specifier = SpecifierSet(text)
    return [
        100 * major + minor
        for major, count in ((2, 8), (3, 16))
        for minor in range(count)
        if any(
            specifier.contains(f"{major}.{minor}.{patch}", prereleases=True)
            for patch in range(41)
        )
    ]


@pytest.mark.properties
@given(st.lists(CLAUSES, min_size=1, max_size=4).map(",".join))
def test_agrees_with_packaging(text: str) -> None:
    window, old = read_specifier(text)
    admitted = by_packaging(text)
    known = {207 if minor < 300 else max(306, minor) for minor in admitted}

    assert minors(window) == tuple(sorted(known))
    assert list(old) == [minor for minor in admitted if minor not in MINORS]


@given(st.text(alphabet="0123456789.*xv^~=<>!|, ", max_size=20) | st.text(max_size=30))
def test_any_text_has_a_window_or_an_error(text: str) -> None:
    for read in (read_specifier, read_poetry):
        try:
            window, _ = read(text)
        except SpecifierError:
            continue

        assert 0 <= window < 1 << len(MINORS)


@pytest.mark.parametrize(
    ("text", "imported"),
    [
        (">=3.9", False),
        (">= 3.9, <4, !=3.10.*, !=3.11.2", False),
        ("~=3.8,==3.*", False),
        ("<3.15.0rc1", True),
    ],
)
def test_packaging_is_imported_for_difficult_clauses_only(
    text: str, imported: bool
) -> None:
    program = (
        "import sys; "
        "from flake8_safe_imports.project.specifiers import read_specifier; "
        f"read_specifier({text!r}); print('packaging' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == str(imported)
