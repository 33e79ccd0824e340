"""Distributions that have to do with the standard library."""

from __future__ import annotations

import pkgutil

import pytest
from packaging.utils import canonicalize_name

from flake8_safe_imports.data import dropins, stdlib, stdlib_distributions
from flake8_safe_imports.data.packages import MALICIOUS, look_up
from flake8_safe_imports.data.stdlib_distributions import ROWS
from flake8_safe_imports.versions import EVERYTHING, since


def test_every_row_has_a_source_and_a_name_of_its_own() -> None:
    names = [row.name for row in ROWS]

    assert [row for row in ROWS if not row.source.strip()] == []
    assert sorted(names) == sorted(set(names) - dropins.DROP_INS.keys())


def test_names_are_normalized_and_modules_are_of_the_stdlib() -> None:
    for row in ROWS:
        assert row.name == canonicalize_name(row.name)
        assert look_up(MALICIOUS, row.name) is None, row
        assert None not in map(stdlib.find_module, row.modules), row


def test_replacement_is_in_every_supported_python() -> None:
    obsolete = [row for row in ROWS if row.replacement]
    for row in obsolete:
        module = stdlib.find_module(row.replacement)
        window = module.window if module else stdlib.find_window(row.replacement)

        assert window is not None, row
        assert window & since(309) == EVERYTHING & since(309), row
        assert pkgutil.resolve_name(row.replacement) is not None, row
        assert (3, 0) <= tuple(map(int, row.since.split("."))) <= (3, 9), row

    assert obsolete


@pytest.mark.parametrize(
    ("distribution", "module"),
    [
        ("enum34", "enum"),
        ("setuptools", "distutils"),
        ("pyasynchat", "asyncore"),
        ("standard-imghdr", "imghdr"),
    ],
)
def test_backports_and_drop_ins_may_install_a_stdlib_name(
    distribution: str, module: str
) -> None:
    assert stdlib_distributions.may_install(distribution, module)
    assert not stdlib_distributions.may_install("some-helpers", module)


def test_a_backport_may_install_its_own_module_only() -> None:
    assert not stdlib_distributions.may_install("enum34", "random")
