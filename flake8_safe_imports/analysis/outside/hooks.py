"""What the hooks of a conftest.py decide by the version, for which tests.

``pytest_ignore_collect`` leaves files out; ``pytest_collection_modifyitems`` and
``pytest_runtest_setup`` may skip tests.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.flow.expression_flow import list_choices
from flake8_safe_imports.analysis.handling.leaving import is_leaving
from flake8_safe_imports.analysis.outside.opened_files import find_guards, open_file
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import ELSE
from flake8_safe_imports.project import files
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.outside.opened_files import OpenedFile
    from flake8_safe_imports.analysis.reachability import Reachability
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.values import Values

    _Test = tuple[ast.expr, bool]
    """A test, and whether it holds."""

_IGNORING: Final = "pytest_ignore_collect"
_SKIPPING: Final = ("pytest_collection_modifyitems", "pytest_runtest_setup")
_MARKS: Final = frozenset({"skip", "xfail"})
_JOINING: Final = ("join", "joinpath", "Path")
_NOT: Final = (ast.NotIn, ast.NotEq, ast.Is)
"""Comparisons that hold where something is not found: ``marker is None``."""
_BODIES: Final = (ast.For, ast.AsyncFor, ast.With, ast.AsyncWith, ast.Try)
"""Statements whose body runs under the same tests."""
_MAX_TESTS: Final = 16
"""How many tests are followed that decide together."""


class Decision(NamedTuple):
    """What a hook decides for some tests."""

    texts: frozenset[str]
    """What it looks for in paths, names or marks; without any it is about all."""
    window: int
    """The versions on which it may decide so."""


def open_with(path: str, word: str) -> tuple[OpenedFile, Reachability] | None:
    """Return the file at *path* and its guards; None if *word* is not in it."""
    if word not in files.read_leniently(path):
        return None
    other, guards = open_file(path), find_guards(path)
    return None if other is None or guards is None else (other, guards)


@cached(1024)
def read_ignoring(path: str) -> list[Decision]:
    """Return which paths ``pytest_ignore_collect`` in the file at *path* ignores."""
    return [*_read_hook(path, _IGNORING, _find_returned)]


@cached(1024)
def read_skipping(path: str) -> list[Decision]:
    """Return which tests the hooks in the file at *path* skip."""
    return [
        found for hook in _SKIPPING for found in _read_hook(path, hook, _find_skipping)
    ]


def _read_hook(
    path: str, hook: str, find_end: Callable[[ast.stmt, Bindings], _Test | None]
) -> Iterator[Decision]:
    opened = open_with(path, hook)
    if opened is None:
        return
    other, guards = opened
    for event in other.walk.scopes.module.events.get(hook, ()):
        body: Sequence[ast.stmt] = ()
        if event.function is not None:
            body = event.function.body
        elif isinstance(event.value, ast.Lambda):
            body = [ast.Return(event.value.body)]
        for tests in _list_ends(body, lambda node: find_end(node, other.bindings)):
            state = guards.state_at(event.place)
            yield from _read_tests(tests, state, guards, other.bindings.values)


def _find_returned(node: ast.stmt, bindings: Bindings) -> _Test | None:
    """Return the value of a ``return``, as a test."""
    if isinstance(node, ast.Return):
        return node.value or ast.Constant(None), True
    return None


def _find_skipping(node: ast.stmt, bindings: Bindings) -> _Test | None:
    """Return on which condition *node* skips a test."""
    if not isinstance(node, (ast.Expr, ast.Return)) or node.value is None:
        return None
    condition = _find_condition(node.value, bindings)
    if condition is not None:
        return condition, True
    for part, test, branch in list_choices(node):  # TEST and pytest.skip("old")
        condition = _find_condition(part, bindings)
        if isinstance(condition, ast.Constant):
            return test, branch == ELSE
    return None


def _find_condition(call: ast.expr, bindings: Bindings) -> ast.expr | None:
    """Return the condition on which *call* skips a test; None if it never does."""
    if not isinstance(call, ast.Call):
        return None
    if is_leaving(call.func, bindings):
        return ast.Constant(True)
    if last_name(call.func) != "add_marker" or not call.args:
        return None
    mark = bindings.values.resolve(call.args[0])
    made = mark if isinstance(mark, ast.Call) else None
    name = last_name(mark if made is None else made.func)
    if made is not None and name == "skipif" and made.args:
        return made.args[0]
    return ast.Constant(True) if name in _MARKS else None


def _list_ends(
    body: Sequence[ast.stmt], find_end: Callable[[ast.stmt], _Test | None]
) -> Iterator[list[_Test]]:
    """Yield what decides on each end in *body*, that of the end itself included."""
    pending: list[tuple[Sequence[ast.stmt], list[_Test]]] = [(body, [])]
    while pending:
        statements, tests = pending.pop()
        for number, node in enumerate(statements):
            end = find_end(node)
            if end is not None:
                yield [*tests, end]
                break
            if isinstance(node, _BODIES):
                pending.append((node.body, tests))
            if not isinstance(node, ast.If) or len(tests) >= _MAX_TESTS:
                continue
            rest = statements[number + 1 :]
            pending.append((node.body, [*tests, (node.test, True)]))
            other = [*tests, (node.test, False)]
            if _leaves(node.body):
                pending.append(([*node.orelse, *rest], other))
                break
            pending.append((node.orelse, other))


def _leaves(body: Sequence[ast.stmt]) -> bool:
    return isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue))


def _read_tests(
    tests: list[_Test], state: State, guards: Reachability, values: Values
) -> Iterator[Decision]:
    """Yield what *tests* look for, and on which versions they may hold.

    What must not be found is not read.
    """
    window, is_unclear = state.window, state.has_unclear_test
    texts: set[str] = set()
    for test, holds in tests:
        split = guards.version_tests.split(test, versions.EVERYTHING)
        window &= split.yes if holds else split.no
        is_unclear = is_unclear or bool(split.unclear)
        for part in _list_sought(test) if holds else ():
            texts.update(list_texts(part, values))
    if not is_unclear and window and window != versions.EVERYTHING:
        yield Decision(frozenset(texts), window)


def _list_sought(test: ast.expr) -> Iterator[ast.expr]:
    """Yield the parts of *test*, except those that hold where something is absent."""
    pending = [test]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.BoolOp):
            pending += part.values
        elif isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
            continue
        elif not isinstance(part, ast.Compare) or not any(
            isinstance(operator, _NOT) for operator in part.ops
        ):
            yield part


def list_texts(node: ast.AST, values: Values) -> Iterator[str]:
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
