"""Which files pytest collects on some versions only, as a conftest.py says.

``collect_ignore`` and ``collect_ignore_glob`` may be extended below a version test, and
``pytest_ignore_collect`` may ask for the version and for the path.
"""

from __future__ import annotations

import ast
import fnmatch
import os
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.conftests import list_conftests
from flake8_safe_imports.analysis.opened_files import find_guards, open_file
from flake8_safe_imports.analysis.recorder import last_name
from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.opened_files import OpenedFile
    from flake8_safe_imports.analysis.places import Place
    from flake8_safe_imports.analysis.reachability import Reachability
    from flake8_safe_imports.analysis.state import State
    from flake8_safe_imports.analysis.values import Values

_IGNORED: Final = ("collect_ignore", "collect_ignore_glob")
_HOOK: Final = "pytest_ignore_collect"
_JOINING: Final = ("join", "joinpath", "Path")
_NOT: Final = (ast.Not, ast.NotIn, ast.NotEq)
_Test = tuple[ast.expr, bool]
"""A test, and whether it holds."""


def find_windows(path: str) -> Iterator[int]:
    """Yield the versions on which each conftest.py lets pytest collect *path*."""
    for conftest in list_conftests(path):
        name = layout.relative_to(os.path.dirname(conftest), path)
        window = versions.EVERYTHING
        for pattern, ignored in _read_ignored(conftest):
            if fnmatch.fnmatch(name, pattern) or name.startswith(f"{pattern}/"):
                window &= ~ignored
        for texts, ignored in _read_hook(conftest):
            if not texts or any(_is_meant(text, name) for text in texts):
                window &= ~ignored
        yield window


def _open(path: str, word: str) -> tuple[OpenedFile, Reachability] | None:
    """Return the file at *path* and its guards; None if *word* is not in it."""
    if word not in files.read_leniently(path):
        return None
    other, guards = open_file(path), find_guards(path)
    return None if other is None or guards is None else (other, guards)


@cached(1024)
def _read_ignored(path: str) -> list[tuple[str, int]]:
    """Return what the conftest.py at *path* ignores, and on which versions it does."""
    opened = _open(path, _IGNORED[0])
    if opened is None:
        return []
    other, guards = opened
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
        for text in _list_texts(node, other.bindings.values)
    ]


def _list_ignoring(
    reachability: Reachability, place: Place
) -> Iterator[tuple[ast.AST, int]]:
    """Yield what of the statement at *place* runs on some versions only, and which."""
    state = reachability.state_at(place)
    statement = place.block.body[place.number]
    value = getattr(statement, "value", None)
    if state.window != versions.EVERYTHING and not state.has_unclear_test:
        yield statement, state.window
    elif isinstance(value, ast.IfExp):
        split = reachability.version_tests.split(value.test, versions.EVERYTHING)
        if split.is_about_version and not split.unclear:
            yield value.body, split.yes
            yield value.orelse, split.no


def _list_texts(node: ast.AST, values: Values) -> Iterator[str]:
    """Yield the literal strings in *node*, the parts of one path as that path."""
    pending = [node]
    seen: set[ast.AST] = set()
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Name):
            part = values.resolve(part)
            if part in seen:
                continue
            seen.add(part)
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


@cached(1024)
def _read_hook(path: str) -> list[tuple[frozenset[str], int]]:
    """Return what ``pytest_ignore_collect`` in *path* looks for in paths, and when.

    Without texts it is about all paths, as far as is known.
    """
    opened = _open(path, _HOOK)
    if opened is None:
        return []
    other, guards = opened
    return [
        found
        for event in other.walk.scopes.module.events.get(_HOOK, ())
        if event.function is not None
        for tests in _list_tests_of_returns(event.function.body)
        for found in _read_tests(
            tests, guards.state_at(event.place), guards, other.bindings.values
        )
    ]


def _list_tests_of_returns(body: Sequence[ast.stmt]) -> Iterator[list[_Test]]:
    """Yield what decides on each ``return``, the value that it returns included."""
    pending: list[tuple[Sequence[ast.stmt], list[_Test]]] = [(body, [])]
    while pending:
        statements, tests = pending.pop()
        for number, node in enumerate(statements):
            if isinstance(node, ast.Return):
                yield [*tests, (node.value or ast.Constant(None), True)]
                break
            if isinstance(node, ast.If):
                rest = statements[number + 1 :]
                if _leaves(node.body):
                    pending.append((node.body, [*tests, (node.test, True)]))
                    pending.append(
                        ([*node.orelse, *rest], [*tests, (node.test, False)])
                    )
                    break
                pending.append((node.body, [*tests, (node.test, True)]))
                pending.append((node.orelse, [*tests, (node.test, False)]))


def _leaves(body: Sequence[ast.stmt]) -> bool:
    return isinstance(body[-1], (ast.Return, ast.Raise))


def _read_tests(
    tests: list[_Test], state: State, guards: Reachability, values: Values
) -> Iterator[tuple[frozenset[str], int]]:
    """Yield what *tests* look for in a path, and on which versions they may hold.

    What a path must not be is not read.
    """
    window, is_unclear = state.window, state.has_unclear_test
    texts: set[str] = set()
    for test, holds in tests:
        split = guards.version_tests.split(test, versions.EVERYTHING)
        window &= split.yes if holds else split.no
        is_unclear = is_unclear or bool(split.unclear)
        if holds and not any(isinstance(node, _NOT) for node in ast.walk(test)):
            texts.update(_list_texts(test, values))
    if not is_unclear and window and window != versions.EVERYTHING:
        yield frozenset(texts), window


def _is_meant(text: str, name: str) -> bool:
    """Return whether *text*, a part of a path or a pattern, is about *name*."""
    return text in name or fnmatch.fnmatch(name, f"*{text}")
