"""Distributions that bring back removed modules."""

from __future__ import annotations

from flake8_safe_imports.data import dropins, stdlib


def test_every_drop_in_names_its_source() -> None:
    assert [name for name, source in dropins.SOURCES.items() if not source] == []


def test_drop_ins_supply_removed_modules() -> None:
    for name, modules in dropins.DROP_INS.items():
        assert name == name.lower().replace("_", "-").replace(".", "-")
        for module in modules:
            fact = stdlib.find_module(module)

            assert fact, name
            assert fact.spans[-1][1], name
            assert name in dropins.list_distributions(module)
    assert dropins.list_modules("requests") == ()


def test_only_the_drop_in_for_distutils_has_changed() -> None:
    modules = {module for modules in dropins.DROP_INS.values() for module in modules}

    assert {name for name in modules if not dropins.is_unchanged(name)} == {"distutils"}
