from __future__ import annotations

import pickle
import re
from fnmatch import fnmatchcase
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_safe_imports.config import globs
from flake8_safe_imports.config import policy as matching
from flake8_safe_imports.config.globs import matches_file
from flake8_safe_imports.config.policy import (
    Entry,
    NameSet,
    Pattern,
    PatternError,
    Policies,
    Policy,
    is_replacement,
    parse_pattern,
)


@pytest.fixture(autouse=True)
def _forget() -> None:
    """Start without the globs of other tests, which may hide what is wrong."""
    globs._compiled.clear()


def policy(*bans: str, allowed: tuple[str, ...] = ()) -> Policy:
    """Bans as ``NAME = X``, for all files."""
    pairs = (ban.partition("=") for ban in bans)
    entries = [Entry(name.strip(), text.strip()) for name, _, text in pairs]
    return Policies(entries, map(Entry, allowed)).for_file("a.py")


def cause(name: str, *bans: str, kind: matching.Kind = "third-party") -> str:
    verdict = policy(*bans).verdict(name, kind)
    return verdict.cause if verdict else ""


@pytest.mark.parametrize(
    ("pattern", "name", "covered"),
    [
        pytest.param("mock", "mock", "mock", id="the name itself"),
        pytest.param("mock", "mock.mock", "mock", id="what is below it"),
        pytest.param("foo", "foobar", "", id="no prefix of strings"),
        pytest.param("foobar", "foo", "", id="not what it begins with"),
        pytest.param("os.path", "os", "", id="not the parent"),
        pytest.param("os.path", "posix.os.path", "", id="not further down"),
        pytest.param("a.*", "a", "a", id="star for nothing, at the end"),
        pytest.param("a.*", "a.b.c", "a", id="star at the end"),
        pytest.param("a.*.b", "a.b", "a.b", id="star for nothing, inside"),
        pytest.param("a.*.b", "a.x.y.b.c", "a.x.y.b", id="star for some, inside"),
        pytest.param("a.*.b", "a.x.bb", "", id="star ends at a component"),
        pytest.param("*.secret", "secret", "secret", id="star for nothing, in front"),
        pytest.param("*.secret", "x.y.secret.z", "x.y.secret", id="star in front"),
        pytest.param("*.secret", "x.secrets", "", id="star in front, other name"),
        pytest.param("*", "a.b", "a", id="star alone"),
        pytest.param("**", "a.b", "a", id="two stars are one"),
        pytest.param("a.**.b", "a.x.y.b", "a.x.y.b", id="two stars inside"),
        pytest.param("*._*", "a._b.c", "a._b", id="private at any depth"),
        pytest.param("_*", "_a.b", "_a", id="private at the top"),
        pytest.param("_*", "a._b", "", id="wildcard inside crosses no dot"),
        pytest.param("test_*", "test_", "test_", id="wildcard inside for nothing"),
        pytest.param("a*a", "a", "", id="ends do not overlap"),
        pytest.param("*a*b*", "xaybz", "xaybz", id="three wildcards"),
        pytest.param("*b*a*", "xaybz", "", id="in their order"),
        pytest.param("*ab*ab", "cab", "", id="the end is not used twice"),
        pytest.param("a.b*.c", "a.bx.c.d", "a.bx.c", id="wildcard in the middle"),
        pytest.param("*.a.b", "a.a.b", "a.a.b", id="second try of a run"),
        pytest.param("ﬁle", "file.x", "file", id="as Python reads identifiers"),
        pytest.param("a", ".a", "", id="unresolved relative name"),
        pytest.param("*", "", "", id="no name at all"),
    ],
)
def test_cover(pattern: str, name: str, covered: str) -> None:
    assert cause(name, pattern) == covered


def naive(pattern: list[str], name: list[str]) -> bool:
    """Say whether all of *name* is matched: by the words of the contract."""
    if not pattern:
        return not name
    first, *rest = pattern
    if set(first) == {"*"}:
        return any(naive(rest, name[skip:]) for skip in range(len(name) + 1))
    return bool(name) and fnmatchcase(name[0], first) and naive(rest, name[1:])


def naive_reach(pattern: str, name: str) -> int:
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        if naive(pattern.split("."), parts[:depth]):
            return depth
    return 0


components = st.sampled_from(["a", "b", "ab", "ba", "_a", "*", "*", "**", "a*", "*b*"])
patterns = st.lists(components, min_size=1, max_size=5).map(".".join)
names = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=6).map(
    ".".join
)


@given(patterns, names)
def test_reach_equals_a_naive_search(pattern: str, name: str) -> None:
    assert parse_pattern(pattern).reach(name.split(".")) == naive_reach(pattern, name)


@given(st.text("ab*", min_size=1).filter(lambda text: set(text) != {"*"}), names)
def test_wildcards_inside_equal_fnmatch(pattern: str, name: str) -> None:
    part = name.replace(".", "")

    assert bool(parse_pattern(pattern).reach([part])) == fnmatchcase(part, pattern)


def rank(pattern: str) -> tuple[int, int]:
    """How specific a pattern is, read off its text."""
    if pattern in matching.SETS:
        return 0, 0
    parts = parse_pattern(pattern).text.split(".")  # stars written as one
    stars = sum(part.count("*") for part in parts)
    return sum("*" not in part for part in parts), -stars


entries = st.lists(
    st.builds(
        Entry,
        st.one_of(patterns, st.sampled_from(["{stdlib}", "{third-party}"])),
        glob=st.sampled_from(["", "", "*.py", "b.py"]),
    ),
    max_size=8,
)


def covers(entry: Entry, name: str, kind: str) -> int:
    if entry.pattern[0] == "{":
        return int(entry.pattern == f"{{{kind}}}")
    return naive_reach(entry.pattern, name)


@given(entries, entries, names, st.sampled_from(["stdlib", "third-party"]))
def test_verdict_equals_trying_every_entry(
    bans: list[Entry], allowances: list[Entry], name: str, kind: matching.Kind
) -> None:
    def best(entries: list[Entry]) -> tuple[tuple[int, ...], Entry] | None:
        found = [
            ((*rank(entry.pattern), int(entry.glob == "*.py"), -place), entry)
            for place, entry in enumerate(entries)
            if entry.glob != "b.py" and covers(entry, name, kind)
        ]
        return max(found, default=None)

    ban, allowance = best(bans), best(allowances)
    here = Policies(bans, allowances).for_file("a.py")
    verdict = here.verdict(name, kind)

    assert here.is_allowed(name, kind) == (allowance is not None)
    if ban is None or (allowance is not None and allowance[0][:3] >= ban[0][:3]):
        assert verdict is None
    else:
        depth = covers(ban[1], name, kind)

        assert verdict is not None
        assert verdict.ban == ban[1]
        assert verdict.cause == ".".join(name.split(".")[:depth])


@given(entries, entries, names)
def test_what_is_not_mentioned_is_neither_banned_nor_allowed(
    bans: list[Entry], allowances: list[Entry], name: str
) -> None:
    here = Policies(bans, allowances).for_file("a.py")
    top = name.partition(".")[0]
    banned = here.verdict(name, "stdlib")

    assert here.mentions(top) or not (banned or here.is_allowed(name, "stdlib"))


@pytest.mark.parametrize(
    ("bans", "name", "text"),
    [
        pytest.param(["x = top", "x.a = mid", "x.a.b = deep"], "x.a.b", "deep"),
        pytest.param(["x.a.b = deep", "x.a = mid", "x = top"], "x.a.c", "mid"),
        pytest.param(["x.* = star", "x = plain"], "x.a", "plain", id="fewer stars"),
        pytest.param(["x.*.* = star", "x.* = late"], "x.a", "star", id="same meaning"),
        pytest.param(["* = all", "{third-party} = set"], "x", "set", id="set has none"),
        pytest.param(["{third-party} = set", "x.* = name"], "x", "name", id="literal"),
        pytest.param(["x = first", "x = second"], "x", "first", id="earlier"),
        pytest.param(["*.b = one", "x.* = two"], "x.b", "one", id="earlier, wild"),
    ],
)
def test_most_specific_wins(bans: list[str], name: str, text: str) -> None:
    verdict = policy(*bans).verdict(name, "third-party")

    assert verdict is not None
    assert verdict.text == text


@pytest.mark.parametrize(
    ("ban", "allowance", "banned"),
    [
        pytest.param("redis", "redis", False, id="a tie"),
        pytest.param("redis", "redis.exceptions", False, id="more specific"),
        pytest.param("redis.exceptions", "redis", True, id="less specific"),
        pytest.param("redis", "{third-party}", True, id="a set"),
        pytest.param("*", "{third-party}", False, id="a list of what is allowed"),
        pytest.param("{third-party}", "redis", False, id="ban of a set"),
        pytest.param("{third-party}", "{third-party}", False, id="sets"),
        pytest.param("redis", "redis.*", True, id="more wildcards"),
    ],
)
def test_allowance_wins_when_as_specific(
    ban: str, allowance: str, banned: bool
) -> None:
    here = policy(ban, allowed=(allowance,))

    assert (here.verdict("redis.exceptions", "third-party") is not None) == banned
    assert here.is_allowed("redis.exceptions", "third-party")


@pytest.mark.parametrize(
    ("ban_glob", "allowance_glob", "banned"),
    [
        pytest.param("", "", False, id="both everywhere"),
        pytest.param("*.py", "", True, id="ban here"),
        pytest.param("", "*.py", False, id="allowance here"),
        pytest.param("*.py", "*.py", False, id="both here"),
        pytest.param("b.py", "", False, id="ban elsewhere"),
        pytest.param("", "b.py", True, id="allowance elsewhere"),
    ],
)
def test_per_file_wins_over_global(
    ban_glob: str, allowance_glob: str, banned: bool
) -> None:
    policies = Policies([Entry("x", "", ban_glob)], [Entry("x", "", allowance_glob)])
    verdict = policies.for_file("src/a.py").verdict("x", "third-party")

    assert (verdict is not None) == banned


def test_global_entries_hold_beside_those_of_the_file() -> None:
    bans = [Entry("x.y", "everywhere"), Entry("x", "here", "tests/*")]
    here = Policies(bans).for_file("tests/a.py")
    verdicts = [here.verdict(name, "third-party") for name in ("x", "x.y", "z")]

    assert [verdict and verdict.text for verdict in verdicts] == [
        "here",
        "everywhere",
        None,
    ]


def test_files_with_the_same_globs_share_a_policy() -> None:
    policies = Policies([Entry("x", "", "tests/*"), Entry("y", "", "docs/*")])

    assert policies.for_file("tests/a.py") is policies.for_file("tests/b.py")
    assert policies.for_file("tests/a.py") is not policies.for_file("docs/a.py")


@pytest.mark.parametrize(
    ("name", "kind", "found", "replacement"),
    [
        ("urllib2", "stdlib", "urllib2", "urllib.request"),
        ("urllib2.HTTPError", "stdlib", "urllib2", "urllib.error.HTTPError"),
        ("urllib.urlencode", "stdlib", "urllib.urlencode", "urllib.parse.urlencode"),
        ("os.getcwdu", "stdlib", "os.getcwdu", "os.getcwd"),
        ("os.getcwd", "stdlib", "", ""),
        ("functools.wraps", "stdlib", "", ""),
        ("pipes.quote", "stdlib", "", ""),
        ("plistlib.readPlist", "stdlib", "", ""),
        ("types.NoneType", "stdlib", "", ""),
        ("repr.repr", "third-party", "repr", "reprlib"),
        ("repr.repr", "first-party", "", ""),
        ("numpy.array", "third-party", "", ""),
    ],
)
def test_python2to3(
    name: str, kind: matching.Kind, found: str, replacement: str
) -> None:
    here = policy("{python2to3}")
    verdict = here.verdict(name, kind)

    assert (verdict.cause if verdict else "") == found
    if verdict:
        assert verdict.fact
        assert verdict.fact.replacement == replacement
        assert verdict.text == ""


def test_python2to3_gives_way_to_an_entry_of_its_own() -> None:
    here = policy("{python2to3}", "urllib2 = ask Ann", allowed=("os.getcwdu",))
    verdict = here.verdict("urllib2.urlopen", "stdlib")

    assert verdict is not None
    assert (verdict.text, verdict.fact) == ("ask Ann", None)
    assert here.verdict("os.getcwdu", "stdlib") is None
    assert not here.mentions("numpy")


@pytest.mark.parametrize(
    ("bans", "allowed", "module", "found"),
    [
        pytest.param(["os.path.join"], [], "os.path", "os.path.join", id="a member"),
        pytest.param(["os.path.join"], [], "os", "", id="not two levels below"),
        pytest.param(["os.path.join"], [], "os.path.join", "", id="itself"),
        pytest.param(["os.path"], [], "os.path", "", id="module itself banned"),
        pytest.param(["a.b", "a.c"], ["a.b"], "a", "a.c", id="one is allowed"),
        pytest.param(["a.b"], ["a"], "a", "a.b", id="less is allowed"),
        pytest.param(["a.b"], ["a.b"], "a", "", id="allowed"),
        pytest.param(["a._b", "a._*"], [], "a", "", id="private names stay"),
        pytest.param(["a.test_*"], [], "a", "a.test_*", id="wildcard"),
        pytest.param(["a.test_*"], ["a.*"], "a", "", id="wildcard allowed"),
        pytest.param(["a*.b*"], ["{third-party}"], "ax", "", id="set allowed"),
        pytest.param(["a*.b*"], ["{stdlib}"], "ax", "ax.b*", id="another set allowed"),
        pytest.param(["a.*.b"], [], "a.x", "a.x.b", id="star between"),
        pytest.param(["a.*.b"], [], "c", "", id="wildcard elsewhere"),
        pytest.param(["*.b"], [], "a", "", id="speaks of no package"),
        pytest.param(["a", "a.b"], [], "a", "a.b", id="member more specific"),
        pytest.param(["{third-party}", "{python2to3}"], [], "a", "", id="sets"),
    ],
)
def test_star_import(
    bans: list[str], allowed: list[str], module: str, found: str
) -> None:
    here = policy(*bans, allowed=tuple(allowed))
    verdict = here.verdict_on_star(module, "third-party")

    assert (verdict.cause if verdict else "") == found
    assert here.verdict_on_star(module, "third-party") is verdict


def test_star_import_takes_the_entry_that_wins() -> None:
    bans = [Entry("a.b", "everywhere"), Entry("a.b", "here", "*.py")]
    verdict = Policies(bans).for_file("x.py").verdict_on_star("a", "third-party")

    assert verdict is not None
    assert verdict.text == "here"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is empty: write a dotted name"),
        ("foo-bar", "is not a dotted name: names of modules have no hyphen"),
        (
            ".foo",
            "is relative: write the whole name, from the top-level package on",
        ),
        ("a..b", "is not a dotted name"),
        ("a.", "is not a dotted name"),
        ("a b", "is not a dotted name"),
        ("a-*", "is not a dotted name: names of modules have no hyphen"),
        ("a, b", "is not a dotted name: each line has one name before its '='"),
        ("{a", "is not a dotted name"),
        ("a}", "is not a dotted name"),
        ("1a", "is not a dotted name"),
        ("a?", "is not a dotted name"),
        ("＊", "is not a dotted name"),
        ("\udcff", "is not a dotted name"),
        (
            "{python3}",
            "is no set: the sets are {python2to3}, {stdlib}, {third-party}",
        ),
        ("#", "is no name: a comment needs a line of its own"),
    ],
)
def test_no_pattern(text: str, complaint: str) -> None:
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


def test_a_thousand_stars_are_no_work() -> None:
    hard = ["*" * 1000, "*a" * 1000, "a.*." * 1000 + "a", "*.a*b." * 1000 + "c"]
    here = policy(*hard)

    assert here.verdict("a" * 900, "stdlib") is not None
    for pattern in hard[1:]:
        assert not policy(pattern).verdict("a." * 800 + "b", "stdlib")


def test_a_long_name_is_read_once() -> None:
    name = "a" + ".b" * 500_000  # a string in the linted file may hold it
    here = policy("a.b.c", "*.b.c", "a.*.d", "{python2to3}", "x*")

    assert here.verdict(name, "third-party") is None
    assert here.verdict(name + ".d", "third-party") is not None


def test_work_does_not_grow_with_bans(monkeypatch: pytest.MonkeyPatch) -> None:
    bans = [f"{a}{b}.x{end}" for a, b, end in product("abc", range(99), ("", ".*"))]
    here = policy(*bans, *(f"a0.pkg{number}.*" for number in range(99)))
    tried: list[str] = []
    reach = Pattern.reach

    def counted(pattern: Pattern, parts: list[str]) -> int:
        tried.append(pattern.text)
        return reach(pattern, parts)

    monkeypatch.setattr(Pattern, "reach", counted)

    assert here.verdict("z9.y", "third-party") is None
    assert tried == []
    assert here.verdict("a0.pkg7.b", "third-party") is not None
    assert tried == ["a0.pkg7.*"]


def test_memory_is_bounded() -> None:
    here = Policies([Entry("a.b")], [Entry("a.c")]).for_file("a.py")
    lazy = NameSet(["a"])
    for number in range(3 * matching._REMEMBERED):
        here.verdict(f"a.b.x{number}", "third-party")
        here.verdict_on_star(f"a.x{number}", "third-party")
        lazy.cause(f"x{number}", "third-party")
    here.verdict("a.b." + "x" * 1000, "third-party")

    assert len(here._banned[0]._answers) <= matching._REMEMBERED
    assert len(here._below) <= matching._REMEMBERED
    assert len(lazy._causes) <= matching._REMEMBERED
    assert here._banned[0]._answers
    assert max(len(name) for name, _ in here._banned[0]._answers) < 1000


def test_files_and_globs_remembered_are_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching, "_REMEMBERED", 2)
    monkeypatch.setattr(globs, "_REMEMBERED", 2)
    policies = Policies([Entry("x", "", f"{name}.py") for name in "abcdef"])
    found = [policies.for_file(f"{name}.py").verdict("x", "stdlib") for name in "abcdg"]

    assert [verdict is not None for verdict in found] == [True] * 4 + [False]
    assert len(policies._files) <= 2
    assert len(globs._compiled) <= 2


def test_values_compare_and_travel() -> None:
    bans = [Entry("a", "text"), Entry("b", "", "*.py")]
    policies = Policies(bans, [Entry("c")])
    copy = pickle.loads(pickle.dumps(policies))
    lazy = pickle.loads(pickle.dumps(NameSet(["a", "b.*"])))

    assert copy == policies
    assert hash(copy) == hash(policies)
    assert copy != Policies(bans)
    assert repr(policies) == f"Policies({tuple(bans)!r}, {(Entry('c'),)!r})"
    assert copy.for_file("x.py").verdict("b", "stdlib")
    assert policies != "policies"
    assert lazy == NameSet(["a", "b.*"])
    assert hash(lazy) == hash(NameSet(["a", "b.*"]))
    assert lazy != NameSet(["b.*", "a"])
    assert repr(lazy) == "NameSet(('a', 'b.*'))"


def test_repeated_wildcards_are_one() -> None:
    pattern = parse_pattern("a.b.*.**.*.c***d")

    assert pattern.text == "a.b.*.c*d"
    assert (pattern.literals, pattern.stars) == (2, 2)


def test_components_are_read_as_python_reads_them() -> None:
    assert parse_pattern("ﬁ.ｂ").pieces == (("fi", "b"),)


@pytest.mark.parametrize(
    "sets", [("{stdlib}", "{python2to3}"), ("{python2to3}", "{stdlib}")]
)
def test_of_two_sets_the_earlier_wins(sets: tuple[str, str]) -> None:
    verdict = policy(*sets).verdict("urllib2", "stdlib")

    assert verdict is not None
    assert verdict.ban.pattern == sets[0]


def test_wildcards_take_the_first_that_fits() -> None:
    assert parse_pattern("x*a*b*").reach(["xaba"]) == 1
    assert parse_pattern("x*bb*bb*x").reach(["xbbbx"]) == 0
    assert parse_pattern("xyz*bb*bb*x").reach(["xyzbbbx"]) == 0


def test_a_wildcard_in_the_first_component_is_mentioned() -> None:
    here = policy("_*.a", "c.*.d")

    assert here.mentions("_x")
    assert here.mentions("c")
    assert not here.mentions("x")


def test_star_import_passes_over_private_names_only() -> None:
    verdict = policy("a._x", "a.y").verdict_on_star("a", "third-party")

    assert verdict is not None
    assert verdict.cause == "a.y"


def test_emptiness() -> None:
    assert Policies([Entry("a")])
    assert Policies((), [Entry("a")])
    assert not Policies()
    assert not Policies().for_file("a.py")
    assert Policies((), [Entry("a")]).for_file("a.py")
    assert not Policies([Entry("a", "", "b.py")]).for_file("a.py")
    assert not NameSet()
    assert NameSet(["a"])


@pytest.mark.parametrize(
    ("names", "name", "found"),
    [
        (["torch"], "torch.nn", "torch"),
        (["torch.nn", "torch"], "torch.nn", "torch"),
        (["torch.*.functional"], "torch.nn.functional.relu", "torch.nn.functional"),
        (["torch"], "torchvision", ""),
        (["{third-party}"], "torch.nn", "torch"),
        (["{stdlib}"], "torch.nn", ""),
        ([], "torch", ""),
    ],
)
def test_name_set(names: list[str], name: str, found: str) -> None:
    chosen = NameSet(names)

    assert chosen.cause(name, "third-party") == found
    assert chosen.cause(name, "third-party") == found
    assert chosen.mentions(name.partition(".")[0]) or not found


@pytest.mark.parametrize(
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
def test_glob(glob: str, path: str, matched: bool) -> None:
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


def test_globs_of_a_thousand_stars_are_no_work() -> None:
    assert not matches_file("*a" * 1000, "a" * 900)
    assert not matches_file("**/a/" * 1000 + "b", "a/" * 900)
    assert matches_file("**/" * 1000 + "*" * 1000 + "x", "a/" * 900 + "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unittest.mock", True),
        ("json", True),
        ("nonsense", False),
        ("Use unittest.mock instead.", False),
        ("unittest.mock.", False),
        ("e.g. json", False),
        ("", False),
    ],
)
def test_replacement_or_message(text: str, expected: bool) -> None:
    assert is_replacement(text, {"json", "os"}.__contains__) == expected
