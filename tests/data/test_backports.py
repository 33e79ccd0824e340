"""Rows of backports and bridges, and look-ups among them."""

from __future__ import annotations

import importlib
import sys

import pytest
import stdlib_inputs
from rows import each_row
from tables import every_row

from flake8_safe_imports import versions
from flake8_safe_imports.data import backports, stdlib

RUNNING = versions.bit(100 * sys.version_info[0] + sys.version_info[1])


def test_newer_names_have_a_backport() -> None:
    for row in stdlib_inputs.load_rows("newer"):
        window = stdlib.find_window(row["name"])

        assert window, row
        assert window != versions.PYTHON3, row
        assert row["backport"] != row["name"], row


@each_row(
    ("name", "row", "replacement"),
    [
        ("mock", "mock", "unittest.mock"),
        ("mock.patch", "mock", "unittest.mock.patch"),
        ("tomli.loads", "tomli", "tomllib.loads"),
        ("six.moves.winreg", "six.moves.winreg", "winreg"),
        ("six.moves.range", "six.moves.range", "builtins.range"),
        (
            "six.moves.urllib.parse.quote",
            "six.moves.urllib.parse",
            "urllib.parse.quote",
        ),
        ("typing_extensions.Self", "typing_extensions.Self", "typing.Self"),
        ("future.utils.whatever", "future.utils", ""),
        ("past.builtins.cmp", "past.builtins.cmp", ""),
    ],
)
def test_covering_rows(name: str, row: str, replacement: str) -> None:
    found = backports.find_covering(name)

    assert found
    assert found.name == row
    assert backports.find_replacement(found, name)[0] == replacement


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("six.moves.queue.Queue.get", 207),
        ("six.moves.queue.Queue.get.a.b", 207),
        ("six.moves.queue.SimpleQueue.get", 307),
        ("pathlib2.Path.walk", 312),
        ("pathlib2.Path.walk.a", 312),
        ("six.moves.queue.NoSuchName", 0),
        ("six.moves.queue.NoSuchName.get", 0),
    ],
)
def test_attributes_of_names_are_as_old_as_they_are_known_to_be(
    name: str, first: int
) -> None:
    row = backports.find_covering(name)
    assert row
    window = backports.find_replacement(row, name)[1]

    assert window == (versions.since(first) & versions.since(row.since) if first else 0)


@each_row(
    "name",
    [
        # Alternatives, the stdlib's own names, not drop-in, or nothing by themselves.
        *("pytz", "toml", "simplejson", "pkg_resources", "nose", "strenum", "attr"),
        *("enum", "dataclasses", "typing", "concurrent.futures", "contextvars"),
        *("typing_extensions", "typing_extensions.TypedDict", "typing_extensions.Doc"),
        *("six", "six.moves", "backports", "builtins", "builtins.str", "__future__"),
        *("mock.version_info", "importlib_metadata.IDistribution", "mocks.patch"),
    ],
)
def test_names_that_no_row_covers(name: str) -> None:
    assert backports.find_covering(name) is None


def test_a_name_may_be_newer_than_its_module() -> None:
    row = backports.find_covering("mock.AsyncMock")

    assert row
    assert backports.find_replacement(row, "mock.AsyncMock")[1] == versions.since(308)
    assert backports.find_replacement(row, "mock.no_such_thing")[1] == versions.NOTHING


def test_every_row_has_a_replacement_or_advice() -> None:
    for row in every_row():
        assert bool(row.replacement) != bool(row.advice), row
        assert row.name.split(".")[0] in backports.TOP_LEVEL, row
        assert not stdlib.is_module(row.name), row
        if row.replacement:
            _, window = backports.find_replacement(row, row.name)

            assert window, row


def test_no_row_says_that_something_is_older_than_it_is() -> None:
    seen = 0
    for row in every_row():
        fact = stdlib.find_lifetime(row.replacement)
        if fact is not None:
            seen += 1

            assert row.since >= fact.spans[0][0], row
    assert seen > 300


# What six reaches is deprecated here and there.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("package", ["six", "typing_extensions"])
def test_drop_ins_are_the_same_object(package: str) -> None:
    pytest.importorskip(package)
    differ = []
    for row in every_row():
        _, window = backports.find_replacement(row, row.name)
        offered = row.drop_in and window & versions.bit(RUNNING)
        if not offered or row.name.split(".")[0] != package:
            continue
        try:
            here, there = _resolve(row.name), _resolve(row.replacement)
        except (ImportError, AttributeError):
            # A release too old or too new for the row, or a module of another platform.
            continue
        if here is not there and here != there:
            differ.append(row.name)

    # These behave like their replacements without being the same object.
    assert set(differ) <= {
        *("six.Iterator", "six.callable", "six.exec_", "six.next", "six.unichr"),
        *("six.advance_iterator", "six.create_bound_method", "six.print_", "six.wraps"),
        *("six.iterbytes", "six.moves.urllib", "six.moves.reload_module"),
        *("six.moves.urllib." + part for part in ("parse", "error", "request")),
        *("six.moves.urllib." + part for part in ("response", "robotparser")),
        *("six.moves.urllib_" + part for part in ("parse", "error", "request")),
        *("six.moves.urllib_" + part for part in ("response", "robotparser")),
    }


def _resolve(dotted: str) -> object:
    """Return the object called *dotted*, importing as much of it as can be."""
    parts = dotted.split(".")
    found: object = importlib.import_module(parts[0])
    for count, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            found = importlib.import_module(".".join(parts[:count]))
        else:
            found = getattr(found, part)
    return found
