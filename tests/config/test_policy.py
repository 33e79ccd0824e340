"""Bans and allowances: which entry wins, for which names and in which files."""

from __future__ import annotations

import pickle
from itertools import product
from typing import TYPE_CHECKING

import pattern_oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pattern_oracle import NAMES, PATTERNS
from rows import each_row

from flake8_safe_imports.config import entries, globs
from flake8_safe_imports.config import policy as policy_module
from flake8_safe_imports.config.entries import Entry
from flake8_safe_imports.config.name_set import NameSet
from flake8_safe_imports.config.patterns import SETS, Pattern, parse_pattern
from flake8_safe_imports.config.policy import (
    Policies,
    Policy,
    find_replacement,
)

if TYPE_CHECKING:
    from flake8_safe_imports.config.entries import Kind


def policy(*bans: str, allowed: tuple[str, ...] = ()) -> Policy:
    """Return a policy with *bans* written as ``NAME = X``, for all files."""
    pairs = (ban.partition("=") for ban in bans)
    parsed = [Entry(name.strip(), text.strip()) for name, _, text in pairs]
    return Policies(parsed, map(Entry, allowed)).for_file("a.py")


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        pytest.param("a", ".a", id="unresolved relative name"),
        pytest.param("*", "", id="no name at all"),
    ],
)
def test_nothing_matches_what_is_not_a_name(pattern: str, name: str) -> None:
    assert policy(pattern).find_ban(name, "third-party") is None


def specificity(pattern: str) -> tuple[int, int]:
    """Return how specific a pattern is, counted in its text."""
    if pattern in SETS:
        return 0, 0
    parts = parse_pattern(pattern).text.split(".")  # stars written as one
    stars = sum(part.count("*") for part in parts)
    return sum("*" not in part for part in parts), -stars


ENTRIES = st.lists(
    st.builds(
        Entry,
        st.one_of(PATTERNS, st.sampled_from(["{stdlib}", "{third-party}"])),
        glob=st.sampled_from(["", "", "*.py", "b.py"]),
    ),
    max_size=8,
)


def match_length(entry: Entry, name: str, kind: str) -> int:
    if entry.pattern[0] == "{":
        return int(entry.pattern == f"{{{kind}}}")
    return pattern_oracle.match_length(entry.pattern, name)


@given(ENTRIES, ENTRIES, NAMES, st.sampled_from(["stdlib", "third-party"]))
def test_find_ban_equals_trying_every_entry(
    bans: list[Entry], allowances: list[Entry], name: str, kind: Kind
) -> None:
    def best(entries: list[Entry]) -> tuple[tuple[int, ...], Entry] | None:
        found = [
            ((*specificity(entry.pattern), int(entry.glob == "*.py"), -place), entry)
            for place, entry in enumerate(entries)
            if entry.glob != "b.py" and match_length(entry, name, kind)
        ]
        return max(found, default=None)

    ban, allowance = best(bans), best(allowances)
    here = Policies(bans, allowances).for_file("a.py")
    found_ban = here.find_ban(name, kind)

    assert here.is_allowed(name, kind) == (allowance is not None)
    if ban is None or (allowance is not None and allowance[0][:3] >= ban[0][:3]):
        assert found_ban is None
    else:
        depth = match_length(ban[1], name, kind)

        assert found_ban is not None
        assert found_ban.entry == ban[1]
        assert found_ban.cause == ".".join(name.split(".")[:depth])


@given(ENTRIES, ENTRIES, NAMES)
def test_no_entry_matches_where_may_match_is_false(
    bans: list[Entry], allowances: list[Entry], name: str
) -> None:
    here = Policies(bans, allowances).for_file("a.py")
    top = name.partition(".")[0]
    banned = here.find_ban(name, "stdlib")

    assert here.may_match(top) or not (banned or here.is_allowed(name, "stdlib"))


@each_row(
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
    found_ban = policy(*bans).find_ban(name, "third-party")

    assert found_ban is not None
    assert found_ban.text == text


@each_row(
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

    assert (here.find_ban("redis.exceptions", "third-party") is not None) == banned
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
    found_ban = policies.for_file("src/a.py").find_ban("x", "third-party")

    assert (found_ban is not None) == banned


def test_global_entries_apply_beside_per_file_ones() -> None:
    bans = [Entry("x.y", "everywhere"), Entry("x", "here", "tests/*")]
    here = Policies(bans).for_file("tests/a.py")
    found = [here.find_ban(name, "third-party") for name in ("x", "x.y", "z")]

    assert [found_ban and found_ban.text for found_ban in found] == [
        "here",
        "everywhere",
        None,
    ]


def test_files_with_the_same_globs_share_a_policy() -> None:
    policies = Policies([Entry("x", "", "tests/*"), Entry("y", "", "docs/*")])

    assert policies.for_file("tests/a.py") is policies.for_file("tests/b.py")
    assert policies.for_file("tests/a.py") is not policies.for_file("docs/a.py")


@each_row(
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
def test_python2to3(name: str, kind: Kind, found: str, replacement: str) -> None:
    here = policy("{python2to3}")
    found_ban = here.find_ban(name, kind)

    assert (found_ban.cause if found_ban else "") == found
    if found_ban:
        assert found_ban.fact
        assert found_ban.fact.replacement == replacement
        assert found_ban.text == ""


def test_an_entry_wins_over_python2to3() -> None:
    here = policy("{python2to3}", "urllib2 = ask Ann", allowed=("os.getcwdu",))
    found_ban = here.find_ban("urllib2.urlopen", "stdlib")

    assert found_ban is not None
    assert (found_ban.text, found_ban.fact) == ("ask Ann", None)
    assert here.find_ban("os.getcwdu", "stdlib") is None
    assert not here.may_match("numpy")


@each_row(
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
        pytest.param(["*.b"], [], "a", "", id="names no package"),
        pytest.param(["a", "a.b"], [], "a", "a.b", id="member more specific"),
        pytest.param(["{third-party}", "{python2to3}"], [], "a", "", id="sets"),
    ],
)
def test_star_import(
    bans: list[str], allowed: list[str], module: str, found: str
) -> None:
    here = policy(*bans, allowed=tuple(allowed))
    found_ban = here.find_star_ban(module, "third-party")

    assert (found_ban.cause if found_ban else "") == found
    assert here.find_star_ban(module, "third-party") is found_ban


def test_star_import_reports_the_winning_entry() -> None:
    bans = [Entry("a.b", "everywhere"), Entry("a.b", "here", "*.py")]
    found_ban = Policies(bans).for_file("x.py").find_star_ban("a", "third-party")

    assert found_ban is not None
    assert found_ban.text == "here"


@pytest.mark.hostile
def test_a_long_name_takes_linear_time() -> None:
    name = "a" + ".b" * 500_000  # a string in the linted file may hold it
    here = policy("a.b.c", "*.b.c", "a.*.d", "{python2to3}", "x*")

    assert here.find_ban(name, "third-party") is None
    assert here.find_ban(name + ".d", "third-party") is not None


def test_only_candidate_patterns_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    bans = [f"{a}{b}.x{end}" for a, b, end in product("abc", range(99), ("", ".*"))]
    here = policy(*bans, *(f"a0.pkg{number}.*" for number in range(99)))
    tried: list[str] = []
    original = Pattern.match_length

    def counted(pattern: Pattern, parts: list[str]) -> int:
        tried.append(pattern.text)
        return original(pattern, parts)

    monkeypatch.setattr(Pattern, "match_length", counted)

    assert here.find_ban("z9.y", "third-party") is None
    assert tried == []
    assert here.find_ban("a0.pkg7.b", "third-party") is not None
    assert tried == ["a0.pkg7.*"]


def test_caches_of_names_are_bounded() -> None:
    here = Policies([Entry("a.b")], [Entry("a.c")]).for_file("a.py")
    names = NameSet(["a"])
    for number in range(3 * entries._CACHE_SIZE):
        here.find_ban(f"a.b.x{number}", "third-party")
        here.find_star_ban(f"a.x{number}", "third-party")
        names.find_prefix(f"x{number}", "third-party")
    here.find_ban("a.b." + "x" * 3000, "third-party")

    assert len(here._banned[0]._answers) <= entries._CACHE_SIZE
    assert len(here._star_bans) <= entries._CACHE_SIZE
    assert names._table is not None
    assert len(names._table._prefixes) <= entries._CACHE_SIZE
    assert here._banned[0]._answers
    assert max(len(name) for name, _ in here._banned[0]._answers) < 3000


def test_caches_of_files_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_module, "_MOST_POLICIES", 2)
    monkeypatch.setattr(globs, "_CACHE_SIZE", 2)
    policies = Policies([Entry("x", "", f"{name}.py") for name in "abcdef"])
    found = [
        policies.for_file(f"{name}.py").find_ban("x", "stdlib") for name in "abcdg"
    ]

    assert [found_ban is not None for found_ban in found] == [True] * 4 + [False]
    assert len(policies._files) <= 2
    assert len(globs._compiled) <= 2


def test_policies_and_sets_compare_by_value_and_pickle() -> None:
    bans = [Entry("a", "text"), Entry("b", "", "*.py")]
    policies = Policies(bans, [Entry("c")])
    copy = pickle.loads(pickle.dumps(policies))
    names = pickle.loads(pickle.dumps(NameSet(["a", "b.*"])))

    assert copy == policies
    assert Entry("a", "text") != Entry("a") != "a"
    assert hash(copy) == hash(policies)
    assert copy != Policies(bans)
    assert repr(policies) == f"Policies({tuple(bans)!r}, {(Entry('c'),)!r})"
    assert copy.for_file("x.py").find_ban("b", "stdlib")
    assert policies != "policies"
    assert names == NameSet(["a", "b.*"])
    assert hash(names) == hash(NameSet(["a", "b.*"]))
    assert names != NameSet(["b.*", "a"])
    assert repr(names) == "NameSet(('a', 'b.*'))"


@pytest.mark.parametrize(
    "sets", [("{stdlib}", "{python2to3}"), ("{python2to3}", "{stdlib}")]
)
def test_of_two_sets_the_earlier_wins(sets: tuple[str, str]) -> None:
    found_ban = policy(*sets).find_ban("urllib2", "stdlib")

    assert found_ban is not None
    assert found_ban.entry.pattern == sets[0]


def test_may_match_knows_wildcards_in_the_first_component() -> None:
    here = policy("_*.a", "c.*.d")

    assert here.may_match("_x")
    assert here.may_match("c")
    assert not here.may_match("x")


def test_star_import_ignores_bans_of_private_names() -> None:
    found_ban = policy("a._x", "a.y").find_star_ban("a", "third-party")

    assert found_ban is not None
    assert found_ban.cause == "a.y"


def test_empty_policies_are_false() -> None:
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

    assert chosen.find_prefix(name, "third-party") == found
    assert chosen.find_prefix(name, "third-party") == found
    assert chosen.may_match(name.partition(".")[0]) or not found


@each_row(
    ("text", "expected"),
    [
        ("unittest.mock", "unittest.mock"),
        ("json", "json"),
        ("use unittest.mock", "unittest.mock"),
        ("USE  unittest.mock  Instead", "unittest.mock"),
        ("use json instead", "json"),
        ("use", ""),
        ("use instead", ""),
        ("use nonsense", ""),
        ("use json or os", ""),
        ("unittest.mock instead", ""),
        ("nonsense", ""),
        ("Use unittest.mock instead.", ""),
        ("unittest.mock.", ""),
        ("e.g. json", ""),
        ("", ""),
    ],
)
def test_replacement_or_message(text: str, expected: str) -> None:
    assert find_replacement(text, {"json", "os"}.__contains__) == expected
