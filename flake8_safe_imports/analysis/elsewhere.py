"""What the other files of a project say about the guards of one of its files.

These things count, and only where something is about to be reported:

* a name that the file imports from the project and tests: what it is assigned there
* that every import of the file, anywhere in the project, is itself guarded
* a package above that refuses to be imported on some versions
* names of folders and files, and versions that ruff's configuration gives some files

Other files are parsed, never run, and each is read once.
"""

from __future__ import annotations

import ast
import fnmatch
import os
import re
import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.bindings import Bindings
from flake8_safe_imports.analysis.import_statements import list_imported
from flake8_safe_imports.analysis.places import Place
from flake8_safe_imports.analysis.present_names import PresentNames
from flake8_safe_imports.analysis.reachability import Reachability
from flake8_safe_imports.analysis.recorder import last_name
from flake8_safe_imports.analysis.state import State
from flake8_safe_imports.analysis.successes import Sources
from flake8_safe_imports.analysis.values import MAX_HOPS
from flake8_safe_imports.analysis.walk import Walk
from flake8_safe_imports.config.globs import matches_file
from flake8_safe_imports.project import files, importing, layout, targets
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.releases import Release
    from flake8_safe_imports.analysis.splits import Split
    from flake8_safe_imports.analysis.version_tests import VersionTests

_MOST_QUESTIONS: Final = 64
"""How many names of one file are looked up in others."""
_MOST_FILES: Final = 16
"""How many files that import a file, or one that does, are looked at."""
_MOST_HOPS: Final = 2
"""How many files a name is followed through."""
_REFUSES: Final = re.compile(r"\b(?:raise|exit|assert|importorskip|skip)\b")
_ASKS: Final = re.compile(r"version|PY|importorskip")


class _Guard(NamedTuple):
    """An expression that stands for a name of this file, in the file it comes from."""

    tests: VersionTests
    node: ast.expr

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
        return self.tests.is_assigned_version(self.node)

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


class _Other:
    """Another file of the project, as far as it was worked out."""

    __slots__ = ("bindings", "path", "walk")

    def __init__(self, path: str, walk: Walk, bindings: Bindings) -> None:
        self.path: Final = path
        self.walk: Final = walk
        self.bindings: Final = bindings

    def guard(self, hops: int) -> Reachability:
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

    def find(self, dotted: str, rest: str) -> _Guard | None:
        """Return what *dotted*, followed by *rest*, is in the file it comes from."""
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
def _find_value(path: str, text: str, hops: int) -> _Guard | None:
    """Return the expression *text* as at the end of the file at *path*."""
    other = _open(path)
    if other is None:
        return None
    node = ast.parse(text, mode="eval").body
    other.walk.go_on(node)
    return _Guard(other.guard(hops).version_tests, node)


@cached(256)
def _open(path: str) -> _Other | None:
    """Return the file at *path*; None if it cannot be read or parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(files.read_bytes(path))
    except (files.UnreadableFile, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    packages = layout.find_package_names(path)

    def resolve(level: int, module: str) -> tuple[str, ...]:
        return layout.resolve_relative(level, module, packages)

    walk = Walk(tree, lambda node: resolve(node.level, node.module or ""))
    return _Other(path, walk, Bindings(walk.scopes, resolve))


@cached(256)
def _guard(path: str) -> Reachability | None:
    """Return what the guards in the file at *path* say; None if it is unreadable."""
    other = _open(path)
    return None if other is None else other.guard(_MOST_HOPS)


def find_start(path: str, window: int) -> State:
    """Return what the project says about the file at *path* as a whole."""
    start = State(window, window, PresentNames())
    for state in (
        _find_target(path),
        *_find_ignored(path),
        *_find_refusals(path),
        *_join_gates(path),
    ):
        start = start._replace(
            window=start.window & state.window,
            has_unclear_test=start.has_unclear_test or state.has_unclear_test,
            has_version_test=start.has_version_test or state.has_version_test,
            module_handled=start.module_handled or state.module_handled,
            name_handled=start.name_handled or state.name_handled,
            attribute_handled=start.attribute_handled or state.attribute_handled,
        )
    # What the file assigns is not about versions only because the whole file is.
    return start._replace(removed=window & ~start.window)


def _find_target(path: str) -> State:
    """Return what names and ruff's configuration say of the file at *path*."""
    window = targets.find_named(path)
    for glob, folder, version in targets.list_targets(path):
        if matches_file(glob, layout.relative_to(folder, path)):
            window &= versions.since(version)
    return State(window, window, PresentNames())


def _find_ignored(path: str) -> Iterator[State]:
    """Yield the versions on which each conftest.py lets pytest collect *path*."""
    for folder in layout.list_folders(path):
        if layout.has_module(folder, "conftest"):
            conftest = os.path.join(folder, "conftest.py")
            name = layout.relative_to(folder, path)
            window = versions.EVERYTHING
            for pattern, ignored in _read_ignored(conftest):
                if fnmatch.fnmatch(name, pattern) or name.startswith(f"{pattern}/"):
                    window &= ~ignored
            yield State(window, window, PresentNames())


@cached(1024)
def _read_ignored(path: str) -> list[tuple[str, int]]:
    """Return what the conftest.py at *path* ignores, and on which versions it does."""
    if "collect_ignore" not in files.read_leniently(path):
        return []
    other, guards = _open(path), _guard(path)
    if other is None or guards is None:
        return []
    scopes = other.walk.scopes
    places = {
        use.place
        for use in scopes.uses
        if use.name in _IGNORED and use.scope is scopes.module
    }
    for name in _IGNORED:
        places.update(event.place for event in scopes.module.events.get(name, ()))
    return [
        (text, window)
        for place in places
        for node, window in _list_ignoring(guards, place)
        for text in _list_texts(node)
    ]


def _list_ignoring(
    reachability: Reachability, place: Place
) -> Iterator[tuple[ast.AST, int]]:
    """Yield what of the statement at *place* runs on some versions only, and which."""
    state = reachability.state_at(place)
    statement = place.block.body[place.number]
    value = getattr(statement, "value", None)
    if state.has_version_test and not state.has_unclear_test:
        yield statement, state.window
    elif isinstance(value, ast.IfExp):
        split = reachability.version_tests.split(value.test, versions.EVERYTHING)
        if split.is_about_version and not split.unclear:
            yield value.body, split.yes
            yield value.orelse, split.no


def _list_texts(node: ast.AST) -> Iterator[str]:
    """Yield the literal strings in *node*, the parts of one path as that path."""
    pending = [node]
    while pending:
        part = pending.pop()
        parts: list[ast.AST] = []
        if isinstance(part, ast.Call) and last_name(part.func) in _JOINING:
            parts += part.args
        while isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div):
            parts.append(part.right)
            part = part.left
            if not isinstance(part, ast.BinOp):
                parts = [part, *reversed(parts)]
        texts = [
            item.value
            for item in parts or [part]
            if isinstance(item, ast.Constant) and isinstance(item.value, str)
        ]
        if texts:
            yield "/".join(texts)
        elif not parts:
            pending += ast.iter_child_nodes(part)


_JOINING: Final = ("join", "joinpath", "Path")
_IGNORED: Final = ("collect_ignore", "collect_ignore_glob")


def _find_refusals(path: str) -> Iterator[State]:
    """Yield what is known after the packages around the file at *path* are loaded."""
    for folder in layout.list_folders(path):
        package = os.path.join(folder, "__init__.py")
        if not layout.has_init(folder):
            return
        if package != path:
            state = _find_end(package)
            if state is not None:
                yield state


@cached(1024)
def _find_end(path: str) -> State | None:
    """Return what is known where the file at *path* was imported; None if nothing."""
    if not _REFUSES.search(files.read_leniently(path)):
        return None
    other, guards = _open(path), _guard(path)
    if other is None or guards is None:
        return None
    return guards.state_at(other.walk.end)


def _join_gates(path: str) -> Iterator[State]:
    """Yield what is known wherever the file at *path* is imported, if anything is."""
    gates = _find_gates(path)
    if not gates:
        return
    window = versions.NOTHING
    for gate in gates:
        window |= gate.window
    # Below TYPE_CHECKING nothing is imported, and nothing has to be handled.
    reached = [gate for gate in gates if gate.window]
    yield State(
        window,
        window,
        PresentNames(),
        has_unclear_test=any(gate.has_unclear_test for gate in reached),
        has_version_test=any(gate.has_version_test for gate in reached),
        module_handled=all(gate.module_handled for gate in reached or gates),
        name_handled=all(gate.name_handled for gate in reached or gates),
        attribute_handled=all(gate.attribute_handled for gate in reached or gates),
    )


def _find_gates(path: str) -> list[State]:
    """Return what is known at the guarded imports through which *path* is reached.

    Empty if it may also be reached by others: as a program, or by who uses the project.
    """
    gates: list[State] = []
    pending, seen = [path], {path}
    unclear: list[tuple[str, str]] = []
    """Importers that may depend on something, each with what it imports."""
    while pending or unclear:
        # Those that import in any case come first: they need not be parsed to say that
        # it is reached.
        if not pending:
            other, current = unclear.pop()
            states = _find_states(other, current)
            gates += [state for state in states if _is_gate(state)]
            if all(map(_is_gate, states)) and states:
                continue
            reached = [other]
        else:
            current = pending.pop()
            importers = importing.find_importers(current)
            if not importers or len(seen) + len(importers) > _MOST_FILES:
                return []
            if importing.is_program(current):
                return []
            reached = []
            for importer in importers:
                if importer.is_indented or _may_refuse(importer.path):
                    unclear.append((importer.path, current))
                else:
                    reached.append(importer.path)
        pending += [other for other in reached if other not in seen]
        seen.update(reached)
    return gates


def _find_states(importer: str, path: str) -> list[State]:
    """Return what is known at each import of the file at *path* in the one *importer*.

    Nothing if the other file cannot be parsed.
    """
    guards = _guard(importer)
    if guards is None:
        return []
    names = importing.list_names(path)
    return [
        guards.state_at(place)
        for place, imported in _list_imports(importer)
        if not names.isdisjoint(imported)
    ]


@cached(1024)
def _may_refuse(path: str) -> bool:
    """Return whether the file at *path* may refuse to be imported on some versions."""
    text = files.read_leniently(path)
    return _REFUSES.search(text) is not None and _ASKS.search(text) is not None


@cached(256)
def _list_imports(path: str) -> list[tuple[Place, frozenset[str]]]:
    """Return the place of each import in the file at *path*, and what it may mean."""
    other = _open(path)
    if other is None:
        return []
    found: list[tuple[Place, list[str]]] = []
    scopes = other.walk.scopes
    for node, place in scopes.imports:
        if isinstance(node, ast.ImportFrom) and node.level:
            found.append((place, list(_list_relative(node))))
        else:
            found.append((place, list_imported(node)))
    for call in scopes.calls:
        imported = other.bindings.find_dynamic_import(call.node)
        if imported is not None:
            found.append((call.place, list(imported.modules)))
    return [
        (place, frozenset(importing.resolve(path, names))) for place, names in found
    ]


def _list_relative(node: ast.ImportFrom) -> Iterator[str]:
    module = "." * node.level + (node.module or "")
    separator = "." if node.module else ""
    for alias in node.names:
        yield f"{module}{separator}{alias.name}"


def _is_gate(state: State) -> bool:
    """Return whether an import there depends on the version, or may fail."""
    return (
        state.window != versions.EVERYTHING
        or state.has_unclear_test
        or state.module_handled
        or state.name_handled
    )
