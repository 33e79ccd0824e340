"""The table of names that a build may lack."""

from __future__ import annotations

import importlib
import importlib.util
import sys

import pytest

from flake8_safe_imports import versions
from flake8_safe_imports.data import optional_names, stdlib

RUNNING = versions.bit(100 * sys.version_info[0] + sys.version_info[1])


def test_rows_are_sorted_and_have_sources() -> None:
    names = list(optional_names.ALWAYS_SINCE)

    assert names == sorted(set(names))
    assert [name for name, source in optional_names.SOURCES.items() if not source] == []


def test_names_are_known_and_versions_too() -> None:
    unknown = [
        name for name in optional_names.SOURCES if stdlib.find_window(name) is None
    ]

    assert unknown == []
    assert set(optional_names.ALWAYS_SINCE.values()) <= {0, *versions.MINORS}


@pytest.mark.skipif(sys.platform == "emscripten", reason="it lacks packages, too")
def test_modules_that_this_python_lacks_are_in_the_table() -> None:
    tops = {name for name in stdlib.iterate_names() if name.isalnum()}
    expected = {
        name
        for name in tops
        if (fact := stdlib.find_module(name)) and fact.window & RUNNING
    }
    missing = {name for name in expected if importlib.util.find_spec(name) is None}

    assert missing - set(optional_names.ALWAYS_SINCE) == set()


@pytest.mark.parametrize("name", ["unix_events", "windows_events", "windows_utils"])
def test_event_loops_of_other_platforms_are_in_the_table(name: str) -> None:
    try:
        importlib.import_module(f"asyncio.{name}")
    except ImportError:
        assert f"asyncio.{name}" in optional_names.ALWAYS_SINCE
