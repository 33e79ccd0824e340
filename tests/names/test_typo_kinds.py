"""The kinds of typos."""

from __future__ import annotations

from rows import each_row

from flake8_safe_imports.data.typo_limits import LIMITS
from flake8_safe_imports.names.lookalike import LEVELS
from flake8_safe_imports.names.typo_kinds import WORDS, classify, find_adjacent_keys

DOUBLE = {"typo1", "typo1x", "typo2", "typo2x"}


def test_limits_are_set_for_known_kinds_and_levels() -> None:
    used = {kind for limits in LIMITS.values() for kind in limits}

    assert used == {*WORDS, *DOUBLE}
    assert {*LIMITS, "off"} == set(LEVELS)


@each_row(
    ("name", "target", "kind"),
    [
        ("numppy", "numpy", "rep"),
        ("pilow", "pillow", "unrep"),
        ("reqeusts", "requests", "trans"),
        ("reqests", "requests", "omit"),
        ("djang", "django", "omit_end"),
        ("equests", "requests", "omit_start"),
        ("ytest", "pytest", "omit_start_py"),
        ("reqzuests", "requests", "ins"),
        ("requestsk", "requests", "ins_end"),
        ("requewsts", "requests", "ins_adj"),
        ("xrequests", "requests", "ins_start"),
        ("argparser", "argparse", "ins_er"),
        ("rexuests", "requests", "sub"),
        ("rewuests", "requests", "sub_adj"),
        ("raquests", "requests", "sub_vowel"),
        ("vequests", "requests", "sub_start"),
        ("eequests", "requests", "sub_start_adj"),
        ("dj4ngo", "django", "sub_homo"),
        ("r4quests", "requests", "sub_digit"),
        ("djan1o", "django", "sub_digit_far"),
        ("boto4", "boto3", "sub_digit"),
        ("django2", "django", "digit_end"),
        ("boto", "boto3", "digit_off"),
        ("djangos", "django", "plural+"),
        ("platforms", "platform", "plural_std"),
        ("request", "requests", "plural-"),
        ("scikitlearn", "scikit_learn", "sep"),
        ("djan_go", "django", "sep"),
        ("scikitl_earn", "scikit_learn", "sep"),
    ],
)
def test_classify(name: str, target: str, kind: str) -> None:
    assert classify(name, target) == kind


def test_adjacent_keys() -> None:
    assert find_adjacent_keys("g") == set("fhtyvb")
    assert find_adjacent_keys("q") == set("12wa")
    assert find_adjacent_keys("_") == set()
    assert find_adjacent_keys("") == set()
