"""What each conftest.py above a file of tests does before these run.

Its fixtures may skip tests on some versions, and so may the file as a whole.
"""

from __future__ import annotations

import ast
import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.facts.present_names import PresentNames
from flake8_safe_imports.analysis.facts.state import State
from flake8_safe_imports.analysis.flow.set_ups import (
    is_automatic,
    list_fixtures,
    list_requests,
)
from flake8_safe_imports.analysis.outside import hooks
from flake8_safe_imports.analysis.outside.opened_files import find_guards, open_file
from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flake8_safe_imports.analysis.scoping.scopes import Event
    from flake8_safe_imports.analysis.testing.labels import Labels

_SKIPS: Final = re.compile(r"\b(?:skip|xfail|importorskip|exit)\b")
_TESTS: Final = re.compile(r"test_.*\.py|.*_test\.py")
"""The names of files that pytest collects."""


class _Fixture(NamedTuple):
    """A fixture, and what is known after it."""

    name: str
    is_automatic: bool
    end: State


def list_conftests(path: str) -> Iterator[str]:
    """Yield each conftest.py that counts for the file at *path*, nearest first."""
    for folder in layout.list_folders(path):
        if layout.has_module(folder, "conftest"):
            conftest = os.path.join(folder, "conftest.py")
            if conftest != path:
                yield conftest


def is_collected(path: str) -> bool:
    """Return whether pytest takes the file at *path* for one of tests, by its name."""
    return _TESTS.fullmatch(os.path.basename(path)) is not None


class Fixtures:
    """The fixtures that the file at *path* has from others."""

    def __init__(self, path: str) -> None:
        self._path: Final = path

    def find(
        self, name: str, is_own: Callable[[str], bool], test: Labels | None
    ) -> Iterator[State]:
        """Yield what is known after the fixture *name*, or all automatic ones.

        The latter if *name* is empty, and then after hooks, too, that skip the *test*.
        What the file itself defines, or a nearer conftest.py, takes the place of
        another fixture of that name; *is_own* tells of the former.
        """
        nearer: list[str] = []
        if not name and test is not None:
            yield from self._find_skipped(test)
        for conftest in list_conftests(self._path):
            for fixture in _read_fixtures(conftest):
                is_meant = fixture.is_automatic if not name else fixture.name == name
                if is_meant and not (
                    is_own(fixture.name)
                    or any(_replaces(path, fixture.name) for path in nearer)
                ):
                    yield fixture.end
            nearer.append(conftest)

    def _find_skipped(self, test: Labels) -> Iterator[State]:
        """Yield what is known after hooks that skip *test*."""
        for conftest in list_conftests(self._path):
            for texts, window in hooks.read_skipping(conftest):
                if not texts or any(self._may_have(test, text) for text in texts):
                    left = versions.EVERYTHING & ~window
                    yield State(left, left, PresentNames(), has_version_test=True)

    def _may_have(self, test: Labels, text: str) -> bool:
        """Return whether a hook that looks for *text* may find it in *test*."""
        found = test.may_have(text, layout.relative_to_root(self._path))
        return text in files.read_leniently(self._path) if found is None else found


@cached(256)
def _read_fixtures(path: str) -> list[_Fixture]:
    """Return the fixtures of the conftest.py at *path* that may skip tests."""
    if not _SKIPS.search(files.read_leniently(path)):
        return []
    guards = find_guards(path)
    if guards is None:
        return []
    return [
        _Fixture(
            name,
            any(
                is_automatic(decorator)
                for event in events
                for decorator in getattr(event.function, "decorator_list", ())
            ),
            guards.find_end_of_fixture(events),
        )
        for name, events in _list_events(path).items()
    ]


@cached(256)
def _list_events(path: str) -> dict[str, list[Event]]:
    """Return the fixtures of the conftest.py at *path*, and what defines each."""
    other = open_file(path)
    found: dict[str, list[Event]] = {}
    if other is not None:
        module = other.walk.scopes.module
        for name in module.events:
            for event in list_fixtures(module, name):
                found.setdefault(_find_name(event, name), []).append(event)
    return found


def _find_name(event: Event, name: str) -> str:
    """Return the name by which tests ask for a fixture that *event* binds to *name*."""
    for decorator in getattr(event.function, "decorator_list", ()):
        for given in decorator.keywords if isinstance(decorator, ast.Call) else ():
            if given.arg == "name" and isinstance(given.value, ast.Constant):
                return str(given.value.value)
    return name


def _replaces(path: str, name: str) -> bool:
    """Return whether the conftest.py at *path* replaces the fixture *name* of others.

    A fixture that asks for its own name gets that of another.
    """
    return any(
        name not in list_requests(event.function)
        for event in _list_events(path).get(name, ())
    )
