"""What the tables know about a name."""

from __future__ import annotations

import re

import pytest
from rows import each_row
from support import ROOT, check_source

from flake8_safe_imports import versions
from flake8_safe_imports.config import options
from flake8_safe_imports.explain.facts import Facts, look_up
from flake8_safe_imports.rules.declare import Rule
from flake8_safe_imports.rules.registry import BY_CODE

MARK = re.compile(r"#> \d+ (VET[2-4]\d\d) `(.*?)`")
"""The marks of findings about names in ``tests/codes``, without the project's bans."""
ABOUT_FALLBACKS = "VET205"
"""The code that is about the code around an import, whatever its name."""


def find_codes(name: str) -> set[str]:
    """Return the codes that imports of *name* get.

    With each version alone, and with each and all newer ones.
    """
    parent, _, last = name.rpartition(".")
    line = f"from {parent} import {last}\n" if parent else f"import {name}\n"
    spelled = [versions.spell(minor) for minor in versions.MINORS]
    return {
        finding.code
        for oldest in spelled
        for newest in {oldest, spelled[-1]}
        for finding in check_source(
            line,
            options.parse(
                {
                    "vet_supported_python": f">={oldest},<={newest}",
                    "vet_enable": "VET204",
                    "vet_lookalikes": "wide",
                }
            ),
            "m.py",
        )
    }


@each_row(
    ("name", "codes"),
    [
        ("urllib2.urlopen", ["VET201"]),
        ("types.NoneType", ["VET203"]),
        ("crypt", ["VET202", "VET204"]),
        ("tomllib", ["VET203"]),
        ("importlib.abc.Traversable", ["VET202", "VET203", "VET204"]),
        ("asyncio.iscoroutinefunction", ["VET204"]),
        ("os.path.join", []),
        ("mock", ["VET301"]),
        ("six.moves.urllib", ["VET302"]),
        ("requests", []),
        ("urlib3", ["VET401"]),
        ("numppy", ["VET402"]),
        ("itertols", ["VET402"]),
        ("accelerated", []),
    ],
)
def test_codes_are_those_of_the_checker(name: str, codes: list[str]) -> None:
    facts = look_up(name)

    assert isinstance(facts, Facts)
    assert facts.codes == codes
    assert find_codes(name) == set(codes)


@pytest.mark.parametrize(
    ("name", "new_in", "removed_in"),
    [
        ("datetime.datetime.utcnow", 0, 0),
        ("datetime.datetime.fromisoformat", 307, 0),
        ("unittest.TestCase.assertEquals", 0, 312),
    ],
)
def test_attributes_of_classes_are_known(
    name: str, new_in: int, removed_in: int
) -> None:
    facts = look_up(name)

    assert isinstance(facts, Facts)
    assert (facts.new_in, facts.removed_in) == (new_in, removed_in)


@pytest.mark.parametrize("argument", ["VET201", "vet201", "python2-only-import"])
def test_rules_are_found_by_code_and_by_name(argument: str) -> None:
    rule = look_up(argument)

    assert isinstance(rule, Rule)
    assert rule.code == "VET201"


@pytest.mark.parametrize(
    "name", ["", ".", "no.such.name", "os.nothing", "datetime.datetime.nothing"]
)
def test_nothing_is_known(name: str) -> None:
    assert look_up(name) is None


def test_codes_of_the_fixtures_are_listed() -> None:
    paths = sorted((ROOT / "tests" / "codes").rglob("*.py"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    marked = {(match[2], match[1]) for text in texts for match in MARK.finditer(text)}
    facts = [(look_up(name), code) for name, code in sorted(marked)]
    # Of names that never existed, another one is found.
    known = [
        (found, code)
        for found, code in facts
        if isinstance(found, Facts) and code != "VET206"
    ]

    assert len(known) > 50
    for found, code in known:
        if BY_CODE[code].of_target and code != ABOUT_FALLBACKS:
            lacks = f"explain {found.name} lacks {code}: give its rule `may_report`"

            assert code in found.codes, lacks
