"""Names of honest modules, which no rule about names may report on import."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.names import lookalike, malicious

LIST = Path(__file__).with_name("honest.txt")
NAMES = [
    name
    for line in LIST.read_text(encoding="ascii").splitlines()
    if not line.startswith("#")
    for name in line.split()
    if not stdlib.is_module(name)
]


def test_list_is_long() -> None:
    assert len(NAMES) > 4000


def test_imports_of_honest_names_are_not_malicious() -> None:
    assert [name for name in NAMES if malicious.find_import(name)] == []


@pytest.mark.properties
def test_honest_names_look_like_nothing() -> None:
    assert [name for name in NAMES if lookalike.find_import(name, "default")] == []


def test_distributions_that_took_such_a_name_are_malicious() -> None:
    assert malicious.find_distribution("cugraph-dgl") is not None
    assert malicious.find_distribution("libproxy") is not None
