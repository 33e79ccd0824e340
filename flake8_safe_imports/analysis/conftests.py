"""What each conftest.py above a file of tests does before these run.

Its fixtures may skip tests on some versions, and so may the file as a whole.
"""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.analysis.opened_files import find_guards, open_file
from flake8_safe_imports.analysis.set_ups import is_automatic, is_fixture
from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flake8_safe_imports.analysis.state import State
    from flake8_safe_imports.analysis.values import Function

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

    def find(self, name: str, is_own: Callable[[str], bool]) -> Iterator[State]:
        """Yield what is known after the fixture *name*, or all automatic ones.

        The latter if *name* is empty.  What the file itself defines, or a nearer
        conftest.py, takes the place of another fixture of that name; *is_own*
        tells of the former.
        """
        nearer: list[str] = []
        for conftest in list_conftests(self._path):
            for fixture in _read_fixtures(conftest):
                is_meant = fixture.is_automatic if not name else fixture.name == name
                if is_meant and not (
                    is_own(fixture.name)
                    or any(fixture.name in _list_names(path) for path in nearer)
                ):
                    yield fixture.end
            nearer.append(conftest)


@cached(256)
def _read_fixtures(path: str) -> list[_Fixture]:
    """Return the fixtures of the conftest.py at *path* that may skip tests."""
    if not _SKIPS.search(files.read_leniently(path)):
        return []
    guards = find_guards(path)
    names = _list_names(path)
    if guards is None:
        return []
    return [
        _Fixture(
            _find_name(function),
            any(map(is_automatic, function.decorator_list)),
            guards.find_end_of_fixture(function),
        )
        for function in _list_functions(path)
        # Of several, it is not known which one runs.
        if names[_find_name(function)] == 1
    ]


@cached(256)
def _list_names(path: str) -> Counter[str]:
    """Return how often the conftest.py at *path* defines each of its fixtures."""
    return Counter(map(_find_name, _list_functions(path)))


def _list_functions(path: str) -> Iterator[Function]:
    other = open_file(path)
    scopes = other.walk.scopes.module.events.values() if other is not None else ()
    for event in (event for events in scopes for event in events):
        function = event.function
        if function is not None and any(map(is_fixture, function.decorator_list)):
            yield function


def _find_name(function: Function) -> str:
    """Return the name by which tests ask for the fixture *function*."""
    for decorator in function.decorator_list:
        for given in decorator.keywords if isinstance(decorator, ast.Call) else ():
            if given.arg == "name" and isinstance(given.value, ast.Constant):
                return str(given.value.value)
    return function.name
