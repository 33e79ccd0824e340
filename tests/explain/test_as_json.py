"""Answers of ``explain`` as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import each_row

from flake8_safe_imports import versions
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.explain.as_json import convert_answer
from flake8_safe_imports.explain.facts import Facts, is_dated, look_up
from flake8_safe_imports.explain.page import HEADINGS
from flake8_safe_imports.rules.registry import RULES

NEWEST = versions.spell(versions.MINORS[-1])


def to_json(name: str) -> dict[str, Any]:
    """Return the JSON that ``explain --json`` prints about *name*."""
    answer = look_up(name)
    assert answer is not None, name
    shown: dict[str, Any] = json.loads(json.dumps(convert_answer(answer)))
    return shown


@each_row(
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
                "codes": ["VET202", "VET204"],
                "drop_in_distributions": ["crypt-r", "standard-crypt"],
                "lookalike_of": None,
            },
            id="removed",
        ),
        pytest.param(
            "telnetlib",
            {"replacement": None, "advice": "use another library"},
            id="advice without a replacement",
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
def test_json_of_a_name(name: str, expected: dict[str, object]) -> None:
    shown = to_json(name)

    assert shown["name"] == name
    assert {key: shown.get(key) for key in expected} == expected


def test_bad_releases_of_an_honest_package() -> None:
    shown = to_json("litellm")

    assert shown["compromised"]["name"] == "litellm"
    assert shown["compromised"]["versions"]


@each_row("rule", RULES, ids=lambda rule: rule.code)
def test_json_of_a_code(rule: Any) -> None:
    shown = to_json(rule.code)

    assert shown["kind"] == "code"
    assert shown["default"] is ("enabled_by" not in shown)
    assert None not in shown.values()
    assert tuple(shown["sections"]) == HEADINGS


@given(st.sampled_from(sorted(stdlib.iterate_names())))
def test_versions_of_stdlib_names(name: str) -> None:
    facts = look_up(name)
    assert isinstance(facts, Facts)
    assert facts.fact is not None
    spelled = [versions.spell(minor) for minor in versions.minors(facts.fact.window)]

    assert to_json(name).get("pythons") == (spelled if is_dated(facts.fact) else None)


def test_json_of_an_option() -> None:
    shown = to_json("vet-enable")

    assert (shown["kind"], shown["name"]) == ("option", "vet-enable")
    assert "VET204" in shown["codes"]
    assert shown["value"] == "CODES"
    assert "value" not in to_json("vet-check-environment")
