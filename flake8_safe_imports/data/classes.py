"""Which version of Python has which attribute of a standard library class.

The tables have a row for an attribute only if some version that has the class lacks
the attribute; ``tools/gen_classes.py`` writes them.
"""

from __future__ import annotations

from functools import cache, lru_cache

from flake8_safe_imports import versions
from flake8_safe_imports.data.stdlib import Fact, read_spans
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

RECEIVERS: Final = frozenset({"self", "cls"})
"""The names by which methods know their instance or their class."""
RENAMED_METHODS: Final = frozenset(
    {
        "assertAlmostEquals",
        "assertEquals",
        "assertItemsEqual",
        "assertNotAlmostEquals",
        "assertNotEquals",
        "assertNotRegexpMatches",
        "assertRaisesRegexp",
        "assertRegexpMatches",
        "assert_",
        "failIf",
        "failIfAlmostEqual",
        "failIfEqual",
        "failUnless",
        "failUnlessAlmostEqual",
        "failUnlessEqual",
        "failUnlessRaises",
    }
)
"""The methods of test cases that do what those do that replaced them."""
SAME: Final = frozenset(
    {
        "array.array.tostring",
        "threading.Thread.isAlive",
        *(f"unittest.{name}" for name in RENAMED_METHODS),
    }
)
"""What does the same as its replacement; methods of all test cases by package."""


@lru_cache(65_536)
def find(dotted: str) -> Fact | None:
    """Return the facts about the attribute *dotted*: ``pathlib.Path.walk``.

    None if every version that has the class has the attribute, or none has.
    """
    owner, _, attribute = dotted.rpartition(".")
    module, _, name = owner.rpartition(".")
    spans = _load_attributes(module).get(name, {}).get(attribute)
    if spans is None:
        return None
    lifetime = read_spans(spans)
    target, advice = _load_replacements(module).get(attribute, ("", ""))
    return Fact(
        dotted,
        lifetime,
        replacement=target.replace("*", owner),
        drop_in=is_same(dotted),
        advice=advice,
    )


def is_same(dotted: str) -> bool:
    """Return whether the attribute *dotted* does what its replacement does."""
    top, _, rest = dotted.partition(".")
    last = rest.rpartition(".")[2]
    return dotted in SAME or (top == "unittest" and f"{top}.{last}" in SAME)


def is_changing(dotted: str) -> bool:
    """Return whether attributes of the class *dotted* came or went."""
    module, _, name = dotted.rpartition(".")
    return name in _list_classes(module)


def find_changing(module: str, window: int, *, expiring: bool) -> Iterator[str]:
    """Yield the attributes, as ``Path.walk``, that some version of *window* lacks.

    With *expiring*, those that go in a later version are included.
    """
    for owners, attributes in _find_rows(module, window, expiring=expiring):
        for owner in owners:
            for attribute in attributes:
                yield f"{owner}.{attribute}"


def find_owners(module: str, window: int, *, expiring: bool) -> set[str]:
    """Return the classes of what :func:`find_changing` yields."""
    rows = _find_rows(module, window, expiring=expiring)
    return {owner for owners, _ in rows for owner in owners}


def find_words(module: str, window: int, *, expiring: bool) -> set[str]:
    """Return the last words of what :func:`find_changing` yields."""
    rows = _find_rows(module, window, expiring=expiring)
    return {attribute for _, attributes in rows for attribute in attributes}


@lru_cache(1024)
def _find_rows(
    module: str, window: int, *, expiring: bool
) -> list[tuple[list[str], list[str]]]:
    """Return classes and their attributes that some version of *window* lacks."""
    return [
        (owners.split(" "), attributes.split(" "))
        for spans, owners, attributes in _read(module)
        if _lacks(spans, window, expiring=expiring)
    ]


def iterate_names() -> Iterator[str]:
    """Yield the dotted name of each attribute that came or went."""
    from flake8_safe_imports.data import _classes

    for module in _classes.ATTRIBUTES:
        for name, attributes in _load_attributes(module).items():
            for attribute in attributes:
                yield f"{module}.{name}.{attribute}"


def is_dynamic(dotted: str) -> bool:
    """Return whether the class *dotted* takes, or gives, attributes of any name."""
    from flake8_safe_imports.data import _classes

    module, _, name = dotted.rpartition(".")
    return name in _classes.DYNAMIC.get(module, "").split()


@cache
def _load_attributes(module: str) -> dict[str, dict[str, str]]:
    """Return class -> attribute -> spans as text."""
    found: dict[str, dict[str, str]] = {}
    for spans, names, attributes in _read(module):
        rows = dict.fromkeys(attributes.split(" "), spans)
        for name in names.split(" "):
            found.setdefault(name, {}).update(rows)
    return found


@cache
def _list_classes(module: str) -> frozenset[str]:
    return frozenset(name for _, names, _ in _read(module) for name in names.split(" "))


@cache
def _read(module: str) -> list[list[str]]:
    """Return the lines about *module*: spans as text, classes, their attributes."""
    text = _load_rows().get(module, "")
    return [line.split("|") for line in text.strip("\n").split("\n") if line]


@cache
def _load_rows() -> Mapping[str, str]:
    # For each of hundreds of modules, the import would take as long as the look-up.
    from flake8_safe_imports.data import _classes

    return _classes.ATTRIBUTES


@cache
def _load_replacements(module: str) -> dict[str, tuple[str, str]]:
    """Return attribute -> what replaces it and what to do; ``*`` is the class."""
    from flake8_safe_imports.data import _classes

    lines = _classes.REPLACEMENTS.get(module, "").split("\n")
    rows = (f"{line}||".split("|") for line in lines if line)
    return {name: (target, advice) for name, target, advice, *_ in rows}


@cache
def _lacks(spans: str, window: int, *, expiring: bool) -> bool:
    """Return whether *window*, or with *expiring* a later version, lacks *spans*."""
    lifetime = read_spans(spans)
    if expiring:
        window |= versions.since(versions.newest(window)) if window else 0
    return bool(window & ~versions.within(lifetime))
