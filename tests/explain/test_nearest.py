"""Suggestions for unknown codes and names."""

from __future__ import annotations

import pytest
from rows import each_row

from flake8_safe_imports.explain.nearest import find_nearest


@each_row(
    ("argument", "near"),
    [
        ("VET20", "VET201"),
        ("VET0201", "VET201"),
        ("VET2xx", "VET201"),
        ("vet-enabel", "vet-enable"),
        ("vet-allow", "vet-allowed-distributions"),
        ("VET_BAN", "vet-banned-lazy-imports"),
        ("banned-imports", "banned-import"),
        ("urllib2.urlopne", "urllib2.urlopen"),
        ("os.path.joinn", "os.path.join"),
        ("urlopen", "urllib.request.urlopen"),
        ("OS", "os"),
        ("Random", "random"),
        ("urlopn", "urllib.request.urlopen"),
        ("datetime.datetime.nope", "datetime.datetime"),
        ("TestCase.assertEquals", "unittest.TestCase.assertEquals"),
        ("pathlib.Path.Walk", "pathlib.Path.walk"),
        ("relative", "banned-relative-import"),
        ("supported", "vet-supported-python"),
        ("collections.dataclass", "dataclasses.dataclass"),
        ("I251", "VET101"),
        ("tid253", "VET102"),
        ("requests==2.0", "requests"),
        ("requests[socks] >= 2", "requests"),
        ("os/path.py", "os.path"),
        ("os\\path", "os.path"),
        ("os.path:join", "os.path.join"),
        (".os.", "os"),
        ("os..path", "os.path"),
    ],
)
def test_nearest(argument: str, near: str) -> None:
    assert near in find_nearest(argument)


@pytest.mark.parametrize(
    ("argument", "first"),
    [
        ("Mapping", "collections.abc.Mapping"),
        ("abc.Mapping", "collections.abc.Mapping"),
        ("urlopen", "urllib.request.urlopen"),
        ("assertEquals", "unittest.TestCase.assertEquals"),
        ("Path.walk", "pathlib.Path.walk"),
        ("Path.exists", "pathlib.Path"),
        ("Counter.total", "collections.Counter.total"),
    ],
)
def test_the_home_of_a_name_comes_first(argument: str, first: str) -> None:
    """``os.Mapping`` is there only because ``os`` imports it."""
    assert find_nearest(argument)[0] == first


@pytest.mark.parametrize(
    ("argument", "codes"),
    [
        ("VET20l", ["VET201"]),
        ("vet2O1", ["VET201"]),
        ("VETI0I", ["VET101"]),
        ("VET4Oxx", ["VET401", "VET402", "VET403", "VET404", "VET405"]),
        ("VET207", ["VET202", "VET203", "VET204", "VET205", "VET206"]),
    ],
)
def test_letters_may_look_like_the_digits_of_a_code(
    argument: str, codes: list[str]
) -> None:
    assert find_nearest(argument) == codes


@pytest.mark.parametrize("argument", ["nope", "VET999", "xyzzy"])
def test_what_is_like_nothing_gets_no_suggestion(argument: str) -> None:
    assert find_nearest(argument) == []
