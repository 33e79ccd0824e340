"""The functions of a file that a test runner calls before its tests.

To support another test runner, add the names of its functions to ``NAMES``.
"""

from __future__ import annotations

import ast
from itertools import chain
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.scoping.scopes import MARKS
from flake8_safe_imports.analysis.statements.branches import (
    CLASS,
    FUNCTIONS,
    PLAIN,
    TRIES,
)
from flake8_safe_imports.analysis.statements.exits import REQUESTING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.scoping.places import Place
    from flake8_safe_imports.analysis.scoping.scopes import Event, Scope
    from flake8_safe_imports.analysis.scoping.values import Function

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

MOST_FIXTURES: Final = 16
"""How many fixtures of one test are looked at."""


def list_set_ups(body: Sequence[ast.stmt]) -> Iterator[Function]:
    """Yield the functions in *body* that run before its tests."""
    for node in body:
        if isinstance(node, FUNCTIONS) and (
            node.name in NAMES or any(map(is_automatic, node.decorator_list))
        ):
            yield node


def list_fixtures(scope: Scope, name: str) -> list[Event]:
    """Return what defines the fixture *name* in *scope*: several below tests."""
    found: list[Event] = []
    for event in reversed(scope.events.get(name, [])[-MOST_FIXTURES:]):
        fixture = event.function
        if fixture is not None and any(map(is_fixture, fixture.decorator_list)):
            found.append(event)
            if event.place.block.branch in (CLASS, PLAIN):
                break
    return found


def find_in_scopes(scopes: Iterable[Scope], name: str) -> Iterator[list[Event]]:
    """Yield what defines the fixture *name* in the first of *scopes* that has it.

    If that asks for its own name, it gets what is in the next one.
    """
    for scope in scopes:
        fixtures = list_fixtures(scope, name)
        if fixtures:
            yield fixtures
        if any(name not in list_requests(event.function) for event in fixtures):
            return


def list_requested(
    node: ast.AST,
    find: Callable[[str], Iterable[Sequence[Event]]],
    names: Iterable[str] = (),
) -> list[Sequence[Event]]:
    """Return the fixtures that the function *node*, a test, asks for, as *find* says.

    Also those of *names*. Each comes with all that define it. Of one name there are
    several if one asks for the other.
    """
    found: list[Sequence[Event]] = []
    seen: set[ast.AST | None] = {node}
    pending = [(*names, *list_requests(node))]
    while pending and len(seen) <= MOST_FIXTURES:
        for group in chain.from_iterable(map(find, pending.pop())):
            fixtures = [item for item in group if item.function not in seen]
            if fixtures and len(seen) <= MOST_FIXTURES:
                found.append(fixtures)
            for fixture in fixtures:
                seen.add(fixture.function)
                pending.append((*list_requests(fixture.function),))
    return found


def list_requests(node: ast.AST | None) -> Iterator[str]:
    """Yield the names of what *node*, a test or a fixture, asks for."""
    if not isinstance(node, FUNCTIONS):
        return
    if node.name.startswith("test") or any(map(is_fixture, node.decorator_list)):
        given = _list_parametrized(node.decorator_list)
        yield from (name for name in _list_needed(node.args) if name not in given)
    yield from list_used(node.decorator_list)


def find_asked(node: ast.AST) -> str | None:
    """Return the name in ``request.getfixturevalue("name")``."""
    if not isinstance(node, ast.Call) or last_name(node.func) != REQUESTING:
        return None
    given = node.args[0] if node.args else None
    return str(given.value) if isinstance(given, ast.Constant) else None


def list_before_yield(function: Function, yields: Iterable[Place]) -> list[ast.stmt]:
    """Return the statements of *function* that run before it first *yields*.

    Of a statement around that, such as ``try``, they are those in its body, if
    something runs there after it has yielded.
    """
    around: set[ast.stmt] = set()
    going_on: set[ast.stmt] = set()
    for place in yields:
        _add_around(place, function, around, going_on)
    found: list[ast.stmt] = []
    body = function.body
    while True:
        number = next((at for at, node in enumerate(body) if node in around), len(body))
        found += body[:number]
        if number == len(body):
            return found
        node = body[number]
        if node not in going_on:
            return [*found, node]
        if not isinstance(node, (ast.With, ast.AsyncWith, *TRIES)):
            return found
        body = getattr(node, "body", [])


def _add_around(
    place: Place, function: Function, around: set[ast.stmt], going_on: set[ast.stmt]
) -> None:
    """Add the statements of *function* around *place*, and those that then go on."""
    block, number = place
    goes_on = False
    while number < len(block.body):
        around.add(block.body[number])
        if goes_on:
            going_on.add(block.body[number])
        is_last = number + 1 == len(block.body)
        goes_on = goes_on or not is_last or bool(getattr(block.owner, "finalbody", ()))
        if block.owner is function or block.parent is None:
            break
        block, number = block.parent, block.index


def _list_needed(parameters: ast.arguments) -> Iterator[str]:
    """Yield the names of *parameters* that have no defaults."""
    needed = parameters.args[: len(parameters.args) - len(parameters.defaults)]
    yield from (argument.arg for argument in needed)
    for argument, default in zip(parameters.kwonlyargs, parameters.kw_defaults):
        if default is None:
            yield argument.arg


def _list_parametrized(marks: Iterable[ast.AST]) -> set[str]:
    """Return the names that *marks* give values, which no fixture then does."""
    found: set[str] = set()
    for mark in marks:
        if (
            isinstance(mark, ast.Call)
            and last_name(mark.func) == "parametrize"
            and mark.args
            and not any(given.arg == "indirect" for given in mark.keywords)
        ):
            for part in ast.walk(mark.args[0]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.update(name.strip() for name in part.value.split(","))
    return found


def list_used(marks: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names of the fixtures that *marks* ask for."""
    for mark in marks:
        if isinstance(mark, ast.Call) and last_name(mark.func) == "usefixtures":
            for given in mark.args:
                if isinstance(given, ast.Constant):
                    yield str(given.value)


def list_marks(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the parts of each ``pytestmark = ...`` in *body*."""
    for value in list_assigned_marks(body):
        yield from ast.walk(value)


def list_assigned_marks(body: Iterable[ast.stmt]) -> Iterator[ast.expr]:
    """Yield what *body* assigns to ``pytestmark``."""
    for node in body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == MARKS
            for target in node.targets
        ):
            yield node.value


def is_fixture(decorator: ast.expr) -> bool:
    """Return whether *decorator* is ``pytest.fixture``, called or not."""
    if isinstance(decorator, ast.Call):
        decorator = decorator.func
    return last_name(decorator) == "fixture"


def is_automatic(decorator: ast.expr) -> bool:
    """Return whether *decorator* is ``pytest.fixture(autouse=True)``."""
    return (
        isinstance(decorator, ast.Call)
        and is_fixture(decorator)
        and any(
            given.arg == "autouse"
            and isinstance(given.value, ast.Constant)
            and given.value.value is True
            for given in decorator.keywords
        )
    )
