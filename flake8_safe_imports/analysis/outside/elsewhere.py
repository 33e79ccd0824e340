"""What the other files of a project say about a file as a whole.

These things count, and only where something is about to be reported:

* that every import of the file, anywhere in the project, is itself guarded
* a package above that refuses to be imported on some versions
* a conftest.py that ignores the file on some versions
* names of folders and files, and versions that ruff's configuration gives some files
"""

from __future__ import annotations

import ast
import os
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.facts.present_names import PresentNames
from flake8_safe_imports.analysis.facts.state import State
from flake8_safe_imports.analysis.outside import ignored_tests
from flake8_safe_imports.analysis.outside.conftests import is_collected, list_conftests
from flake8_safe_imports.analysis.outside.opened_files import find_guards, open_file
from flake8_safe_imports.analysis.scoping.places import Place
from flake8_safe_imports.analysis.statements.import_statements import list_imported
from flake8_safe_imports.config.globs import matches_file
from flake8_safe_imports.project import files, importing, layout, targets
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Iterator


_MOST_FILES: Final = 16
"""How many files that import a file, or one that does, are looked at."""
_REFUSES: Final = re.compile(r"\b(?:raise|exit|assert|importorskip|skip)\b")
_ASKS: Final = re.compile(r"version|PY|importorskip")


def find_start(path: str, window: int) -> State:
    """Return what the project says about the file at *path* as a whole."""
    start = State(window, window, PresentNames())
    windows = (_find_target(path), *ignored_tests.find_windows(path))
    for state in (
        *(State(window, window, PresentNames()) for window in windows),
        *_find_refusals(path),
        *_find_skips(path),
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


def _find_target(path: str) -> int:
    """Return the versions that names and ruff's configuration allow for *path*."""
    window = targets.find_named(path)
    for glob, folder, version in targets.list_targets(path):
        if matches_file(glob, layout.relative_to(folder, path)):
            window &= versions.since(version)
    return window


def _find_refusals(path: str) -> Iterator[State]:
    """Yield what is known after the packages around the file at *path* are loaded."""
    for folder in layout.list_folders(path):
        package = os.path.join(folder, "__init__.py")
        if not layout.is_package(folder):
            return
        if package != path:
            state = _find_end(package)
            if state is not None:
                yield state


def _find_skips(path: str) -> Iterator[State]:
    """Yield what is known after each conftest.py above the tests at *path*."""
    for conftest in list_conftests(path) if is_collected(path) else ():
        state = _find_end(conftest)
        if state is not None:
            yield state


@cached(1024)
def _find_end(path: str) -> State | None:
    """Return what is known where the file at *path* was imported; None if nothing."""
    if not _REFUSES.search(files.read_leniently(path)):
        return None
    other, guards = open_file(path), find_guards(path)
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
    guards = find_guards(importer)
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
    other = open_file(path)
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
