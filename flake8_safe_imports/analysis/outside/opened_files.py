"""Other files of the project of a linted file: their guards, and what they assign.

A name that a file imports from its project and tests counts as what it is assigned
there. The files are parsed, never run, and each is read once.
"""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.handling.successes import Sources
from flake8_safe_imports.analysis.reachability import Reachability
from flake8_safe_imports.analysis.scoping.bindings import Bindings
from flake8_safe_imports.analysis.scoping.values import MAX_HOPS
from flake8_safe_imports.analysis.scoping.walk import Walk
from flake8_safe_imports.project import files, importing, layout
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.package_names import (
    find_package_names,
    resolve_relative,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.conditions.version_tests import VersionTests
    from flake8_safe_imports.analysis.facts.releases import Release
    from flake8_safe_imports.analysis.facts.splits import Split
    from flake8_safe_imports.analysis.facts.state import State

_MOST_QUESTIONS: Final = 64
"""How many names of one file are looked up in others."""
_MOST_HOPS: Final = 2
"""How many files a name is followed through."""


class _Expression(NamedTuple):
    """An expression that stands for a name of this file, in the file it comes from."""

    guards: Reachability
    node: ast.expr

    @property
    def tests(self) -> VersionTests:
        """The version tests of that file."""
        return self.guards.version_tests

    def value(self, release: Release) -> Any:
        """Return its value on *release*; raise NotUnderstood if that is unknown."""
        return self.tests.evaluator.value(self.node, release, MAX_HOPS)

    def parts(self) -> Iterator[ast.AST]:
        """Yield all nodes that may decide its value."""
        return self.tests.evaluator.parts(self.node, MAX_HOPS)

    def is_about_version(self) -> bool:
        """Return whether it asks for the version.

        What merely differs by version, as ``string_types`` does, asks for nothing.
        """
        found = self.tests.split(self.node, versions.EVERYTHING)
        if not found.unclear:
            return found.is_about_version
        return self.tests.mentions.is_assigned_version(self.node)

    def depends_on_version(self) -> bool:
        """Return whether it is a decorator or a class that depends on the version."""
        return self.tests.mentions.depends_on_version(self.node)

    def split(self) -> Split | None:
        """Return how it splits all versions; None if it says nothing about them."""
        found = self.tests.split(self.node, versions.EVERYTHING)
        if not found.is_about_version and not (
            found.yes and found.no and versions.EVERYTHING & ~(found.yes & found.no)
        ):
            # A constant may be set anew, by yet another file.
            return None
        if found.unclear and not self.is_about_version():
            return None
        return found._replace(exact=False)

    def find_end(self) -> State | None:
        """Return what is known after it, a call; None if that never returns."""
        return self.guards.find_end(self.node)

    def find_attempted(self, taker: int | str) -> set[str]:
        """Return the built-in exceptions that it catches of what it is given."""
        return self.guards.attempts.find_caught(self.node, taker)

    def find_inherited(self, own: frozenset[str], *, needs_object: bool) -> State:
        """Return what is known in methods of what inherits from it, a class."""
        return self.guards.find_inherited(self.node, own, needs_object=needs_object)

    def find_caught(self) -> set[str]:
        """Return the built-in exceptions that it catches, after ``with``."""
        return self.guards.handlers.caught_by_context(self.node)

    def find_handled(self) -> set[str]:
        """Return the built-in exceptions that it catches, after ``except``."""
        return self.guards.handlers.caught(self.node)


class OpenedFile:
    """A parsed file of the project."""

    __slots__ = ("bindings", "path", "walk")

    def __init__(self, path: str, walk: Walk, bindings: Bindings) -> None:
        self.path: Final = path
        self.walk: Final = walk
        self.bindings: Final = bindings

    def read_guards(self, hops: int) -> Reachability:
        """Return what its guards say, following its own names through *hops* files."""
        sources = Sources(lambda top: layout.is_first_party(top, self.path))
        tests = ImportedTests(self.path, hops)
        return Reachability(self.bindings, versions.EVERYTHING, sources, tests.find)


class ImportedTests:
    """Looks up the names that the file at *path* imports from its project."""

    def __init__(self, path: str, hops: int = _MOST_HOPS) -> None:
        self._path = path
        self._hops = hops
        self._left = _MOST_QUESTIONS
        self._known: dict[tuple[str, str], _Expression | None] = {}

    def find(self, dotted: str, rest: str) -> _Expression | None:
        """Return what *dotted*, followed by *rest*, is in the file it comes from."""
        question = (dotted, rest)
        if question not in self._known:
            self._known[question] = self._find(dotted, rest)
        return self._known[question]

    def _find(self, dotted: str, rest: str) -> _Expression | None:
        if not self._hops or not self._left or "." not in dotted:
            return None
        if not layout.is_first_party(dotted, self._path):
            return None
        found = importing.find_file(dotted, self._path)
        if found is None or found[0] == self._path:
            return None
        self._left -= 1
        path, name = found
        return _find_value(path, name + rest, self._hops - 1)


@cached(1024)
def _find_value(path: str, text: str, hops: int) -> _Expression | None:
    """Return the expression *text* as at the end of the file at *path*."""
    other = open_file(path)
    if other is None:
        return None
    node = ast.parse(text, mode="eval").body
    other.walk.go_on(node)
    return _Expression(other.read_guards(hops), node)


@cached(256)
def open_file(path: str) -> OpenedFile | None:
    """Return the file at *path*; None if it cannot be read or parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(files.read_bytes(path))
    except (files.UnreadableFile, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    packages = find_package_names(path)

    def resolve(level: int, module: str) -> tuple[str, ...]:
        return resolve_relative(level, module, packages)

    walk = Walk(tree, lambda node: resolve(node.level, node.module or ""))
    return OpenedFile(path, walk, Bindings(walk.scopes, resolve))


@cached(256)
def find_guards(path: str) -> Reachability | None:
    """Return what the guards in the file at *path* say; None if it is unreadable."""
    other = open_file(path)
    return None if other is None else other.read_guards(_MOST_HOPS)
