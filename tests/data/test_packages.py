"""Look-up in the tables of packages."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packaging.utils import canonicalize_name

from flake8_safe_imports.data import packages

ABSENT = Path(__file__).parents[2] / "tools" / "names" / "absent.txt"
TABLES = (
    packages.KNOWN,
    packages.BENIGN,
    packages.NEIGHBOURS,
    packages.MALICIOUS,
    packages.COMPROMISED,
)


@pytest.mark.parametrize("table", TABLES)
def test_look_up_agrees_with_a_linear_search(table: str) -> None:
    lines = packages.read_table(table).splitlines()
    for line in [*lines[:40], *lines[::97], *lines[-40:]]:
        key, *rest = line.split(" ")

        assert packages.look_up(table, key) == tuple(rest)
        assert packages.look_up(table, f"{key}!") is None
        assert packages.look_up(table, key[:-1] + "~") is None
    assert [line.split(" ")[0] for line in lines] == sorted(
        {line.split(" ")[0] for line in lines}
    )


@given(st.text("aB1-_.", max_size=12) | st.text(max_size=12))
@example("Foo._Bar")
@example("-" * 1000)
def test_distributions_are_normalized_as_packaging_does(name: str) -> None:
    assert packages.normalize_distribution(name) == canonicalize_name(name)


def test_very_long_names_are_unknown() -> None:
    for name in ("a" * 10**6, "\u0430" * 10**6, "_" * 10**6):
        assert not packages.is_known(name)


def test_each_source_has_its_date() -> None:
    dates = packages.load_dates()

    assert len(set(dates.values())) > 2
    assert max(dates.values()) == packages.find_date()
    assert all(date.fromisoformat(day) for day in dates.values())


def test_old_sources_tell_their_age() -> None:
    oldest = min(packages.load_dates().values())
    later = date.fromisoformat(oldest) + timedelta(91)

    (old,) = [
        text
        for text in packages.describe_sources(str(later))
        if text.endswith(", 91 days old")
    ]

    assert oldest in old
    assert not any("old" in text for text in packages.describe_sources(oldest))


def test_old_tables_get_a_warning() -> None:
    newest = date.fromisoformat(packages.find_date())

    assert packages.describe_age(str(newest + timedelta(90))) == ""
    assert "91 days old" in packages.describe_age(str(newest + timedelta(91)))
    assert packages.describe_age("2020-01-01") == ""


def test_every_suggested_distribution_is_on_pypi() -> None:
    absent = {
        packages.normalize_distribution(line)
        for line in (ABSENT.read_text(encoding="ascii").splitlines())
    }
    for name in packages.load_ranks():
        found = packages.find_distribution(name)

        assert found not in absent, name
        assert found == "" or packages.look_up(packages.MALICIOUS, found) is None, name


@pytest.mark.parametrize(
    ("name", "module", "distribution"),
    [
        ("dateutil", "dateutil", "python-dateutil"),
        ("scikit_learn", "sklearn", "scikit-learn"),
        ("pil", "PIL", "pillow"),
        ("requests", "requests", "requests"),
        ("sphinxcontrib", "sphinxcontrib", ""),
        ("no_such_name_at_all", "", ""),
    ],
)
def test_imports_and_distributions_are_kept_apart(
    name: str, module: str, distribution: str
) -> None:
    assert packages.find_module(name) == module
    assert packages.find_distribution(name) == distribution


def test_stray_modules_are_no_targets() -> None:
    ranks = packages.load_ranks()

    assert [ranks[name] for name in ("setuputils", "images", "fsm", "tests")] == [0] * 4
