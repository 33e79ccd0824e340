"""The table of class attributes, compared with interpreters, and its words."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import interpreters
import pytest

from flake8_safe_imports import versions
from flake8_safe_imports.data import _classes, classes, stdlib

PROBE = Path(__file__).with_name("probe_attributes.py")


def every_attribute() -> list[str]:
    return [
        f"{module}.{name}"
        for module in _classes.ATTRIBUTES
        for name in classes.find_changing(module, versions.EVERYTHING, expiring=False)
    ]


def ask(python: str) -> dict[str, Any]:
    """Return what *python* says of the classes that it has: see the probe."""
    names = "\n".join(every_attribute())
    answer = subprocess.run(
        [python, "-E", "-s", "-S", str(PROBE)],
        input=names,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "BROWSER": "false"},
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


@pytest.mark.interpreters
@pytest.mark.parametrize("minor", versions.MINORS, ids=versions.spell)
def test_on_interpreters(minor: int) -> None:
    python = interpreters.find_one(minor)
    if python is None:
        pytest.skip(f"no Python {versions.spell(minor)} here")
    answer = ask(python)
    mask = versions.bit(minor)
    wrong = [
        dotted
        for dotted in answer["has"]
        if not (fact := classes.find(dotted)) or not fact.window & mask
    ]
    assert not wrong, "said to be missing"
    lacking = [
        dotted
        for dotted in answer["lacks"]
        if (fact := classes.find(dotted)) and fact.window & mask
    ]
    # Bug-fix releases brought some, and stubs or other classes have others:
    # whatever is doubtful counts as there.
    assert len(lacking) < len(answer["lacks"]) / 8
    assert len(answer["has"]) > 500


def test_replacements_exist() -> None:
    for dotted in every_attribute():
        fact = classes.find(dotted)
        assert fact is not None
        owner, _, name = fact.replacement.rpartition(".")
        if owner and stdlib.find_window(owner) is None:
            assert classes.is_changing(owner), fact
        assert "*" not in fact.replacement
        assert name != dotted.rpartition(".")[2] or owner != dotted.rpartition(".")[0]


def test_words_are_those_of_the_table() -> None:
    """What the glance searches for is all that the table has, in every window."""
    for window in (versions.since(309), versions.EVERYTHING, versions.since(313)):
        for expiring in (False, True):
            for module in _classes.ATTRIBUTES:
                names = classes.find_changing(module, window, expiring=expiring)
                words = classes.find_words(module, window, expiring=expiring)
                assert {name.rpartition(".")[2] for name in names} == words


def test_only_what_changed_has_a_row() -> None:
    assert classes.find("pathlib.Path.exists") is None
    assert classes.find("pathlib.Path") is None
    assert classes.find("pathlib") is None
    assert classes.find("nowhere.Path.walk") is None
    walk = classes.find("pathlib.Path.walk")
    assert walk is not None
    assert walk.spans == ((312, 0),)


def test_attributes_that_move_to_instances_have_not_gone() -> None:
    encoder = classes.find("codecs.IncrementalEncoder.buffer")
    assert encoder is None, "frozen modules have no source in the dumps since 3.11"


@pytest.mark.parametrize(
    ("dotted", "first"),
    [
        ("array.array.clear", 313),
        ("bz2.BZ2File.name", 313),
        ("lzma.LZMAFile.mode", 313),
        ("tempfile.SpooledTemporaryFile.seekable", 311),
    ],
)
def test_what_a_stub_has_from_an_abstract_base_is_not_there(
    dotted: str, first: int
) -> None:
    fact = classes.find(dotted)

    assert fact is not None
    assert fact.spans[-1] == (first, 0)
