"""The functions of a file that a test runner calls before its tests.

To support another test runner, add the names of its functions to ``NAMES``.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.branches import FUNCTIONS
from flake8_safe_imports.analysis.recorder import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.analysis.scopes import Scope
    from flake8_safe_imports.analysis.values import Function

NAMES: Final = frozenset(
    {
        "asyncSetUp",
        "setUp",
        "setUpClass",
        "setUpModule",
        "setup_class",
        "setup_function",
        "setup_method",
        "setup_module",
    }
)
"""What unittest and pytest call first in a module, in a class, or before a test."""

_MOST_FIXTURES: Final = 16
"""How many fixtures of one test are looked at."""


def list_set_ups(body: Sequence[ast.stmt]) -> Iterator[Function]:
    """Yield the functions in *body* that run before its tests."""
    for node in body:
        if isinstance(node, FUNCTIONS) and (
            node.name in NAMES or any(map(_is_automatic, node.decorator_list))
        ):
            yield node


def list_requested(node: ast.AST, module: Scope) -> list[Function]:
    """Return the fixtures of *module* that the function *node*, a test, asks for."""
    found: list[Function] = []
    pending = [node]
    while pending and len(found) < _MOST_FIXTURES:
        function = pending.pop()
        for name in _list_requests(function):
            for event in module.events.get(name, [])[len(found) - _MOST_FIXTURES :]:
                fixture = event.function
                if (
                    fixture is not None
                    and fixture not in (*found, node)
                    and any(map(_is_fixture, fixture.decorator_list))
                ):
                    found.append(fixture)
                    pending.append(fixture)
    return found


def _list_requests(node: ast.AST) -> Iterator[str]:
    """Yield the names of what *node*, a test or a fixture, asks for."""
    if not isinstance(node, FUNCTIONS):
        return
    if node.name.startswith("test") or any(map(_is_fixture, node.decorator_list)):
        yield from (argument.arg for argument in node.args.args)
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and (
            last_name(decorator.func) == "usefixtures"
        ):
            for given in decorator.args:
                if isinstance(given, ast.Constant):
                    yield str(given.value)


def _is_fixture(decorator: ast.expr) -> bool:
    """Return whether *decorator* is ``pytest.fixture``, called or not."""
    if isinstance(decorator, ast.Call):
        decorator = decorator.func
    return last_name(decorator) == "fixture"


def _is_automatic(decorator: ast.expr) -> bool:
    """Return whether *decorator* is ``pytest.fixture(autouse=True)``."""
    return (
        isinstance(decorator, ast.Call)
        and _is_fixture(decorator)
        and any(
            given.arg == "autouse"
            and isinstance(given.value, ast.Constant)
            and given.value.value is True
            for given in decorator.keywords
        )
    )
