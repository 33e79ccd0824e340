"""Which files a glob of the configuration matches."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports.config import globs
from flake8_safe_imports.config.globs import matches_file


@pytest.fixture(autouse=True)
def _clear_cache() -> None:
    """Start with an empty cache, which might hide a wrong answer."""
    globs._compiled.clear()


@each_row(
    ("glob", "path", "matched"),
    [
        pytest.param("conftest.py", "a/b/conftest.py", True, id="base name"),
        pytest.param("test_*.py", "a/test_x.py", True, id="base name, wildcard"),
        pytest.param("test_*.py", "test_a/x.py", False, id="not a folder's name"),
        pytest.param("tests/*", "tests/a/b.py", True, id="star crosses slashes"),
        pytest.param("tests/*.py", "tests/a/b.py", True, id="star and ending"),
        pytest.param("tests/*", "src/tests/a.py", False, id="from the root on"),
        pytest.param("**/tests/*", "tests/a.py", True, id="two stars for nothing"),
        pytest.param("**/tests/*", "a/b/tests/c.py", True, id="two stars for some"),
        pytest.param("**/tests/*", "a/btests/c.py", False, id="whole folders"),
        pytest.param("a/**/b.py", "a/b.py", True, id="nothing in the middle"),
        pytest.param("a/**/b.py", "a/x/y/b.py", True, id="some in the middle"),
        pytest.param("a/**/b.py", "a/xb.py", False, id="whole folders in the middle"),
        pytest.param("**/a/**/b/*.py", "a/x/a/b/c.py", True, id="twice"),
        pytest.param("**/a/**/b/*.py", "a/x/a/c/d.py", False, id="twice, in vain"),
        pytest.param("***/a.py", "a.py", True, id="three stars"),
        pytest.param("**", "a.py", True, id="two stars as a base name"),
        pytest.param("tests/", "tests/a/b.py", True, id="a folder"),
        pytest.param("tests/", "src/a.py", False, id="another folder"),
        pytest.param("a*b*c.py", "axbyc.py", True, id="two stars"),
        pytest.param("a*.py", "a\n.py", True, id="star and line end"),
        pytest.param("/X/a.py", "X/a.py", True, id="root and capital"),
        pytest.param("./a.py", "a.py", True, id="dot slash"),
        pytest.param("/a.py", "a.py", True, id="slash in front is the root"),
        pytest.param("/a.py", "b/a.py", False, id="slash in front, further down"),
        pytest.param("tests\\*.py", "tests/a.py", True, id="backslash"),
        pytest.param("[ab].py", "b.py", True, id="set"),
        pytest.param("[!ab].py", "b.py", False, id="all but a set"),
        pytest.param("[*].py", "x.py", False, id="a star in a set is none"),
        pytest.param("[]*].py", "].py", True, id="a bracket in a set"),
        pytest.param("[a*.py", "[abc.py", True, id="a set that does not end"),
        pytest.param("?.py", "ab.py", False, id="question mark"),
        pytest.param("A.py", "a.py", False, id="letter case"),
        pytest.param("a.py", "axpy", False, id="a dot is a dot"),
        pytest.param("a.py", "a.pyi", False, id="to the end"),
        pytest.param("a.py", "a.py\n", False, id="line end in a file's name"),
    ],
)
def test_which_files_a_glob_matches(glob: str, path: str, matched: bool) -> None:
    assert matches_file(glob, path) == matched


glob_tokens = st.sampled_from(["a", "b", "/", "*", "?", "[ab]", "[!a]", "**/", "["])

paths = st.text("ab/", max_size=8)


@given(
    # Three stars and a slash are nothing that anybody writes: either reading will do.
    st.lists(glob_tokens, max_size=8)
    .map("".join)
    .filter(lambda glob: "***" not in glob),
    paths,
)
def test_globs_equal_fnmatch(glob: str, path: str) -> None:
    glob = "a/" + glob + "b"  # a slash, and neither a folder nor an anchor
    path = "a/" + path
    shorter = [""]
    # Two of them in a row mean what one does; apart, they are not told by `split`.
    first, *pieces = re.sub(r"/(\*\*/)+", "/**/", glob).split("/**/")
    for piece in pieces:
        shorter = [f"{text}{gap}{piece}" for text in shorter for gap in ("/", "/**/")]
    variants = [first + rest for rest in shorter]

    assert matches_file(glob, path) == any(fnmatchcase(path, one) for one in variants)


@pytest.mark.hostile
def test_a_thousand_stars_match_quickly() -> None:
    assert not matches_file("*a" * 1000, "a" * 900)
    assert not matches_file("**/a/" * 1000 + "b", "a/" * 900)
    assert matches_file("**/" * 1000 + "*" * 1000 + "x", "a/" * 900 + "x")
