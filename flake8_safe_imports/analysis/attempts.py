"""Functions that call what they are given in a ``try``: ``attempt(load)``.

What they are given, also as decorators, runs where a missing name is handled. One that
handles every error says nothing of versions: it may run the whole program.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.branches import FUNCTIONS
from flake8_safe_imports.analysis.handlers import ANY_ERROR, handle
from flake8_safe_imports.analysis.scopes import FUNCTION_SCOPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.bindings import Bindings
    from flake8_safe_imports.analysis.handlers import Handlers
    from flake8_safe_imports.analysis.scopes import Scope, Use
    from flake8_safe_imports.analysis.state import State


class Attempts:
    """Finds what the functions of one file call in a ``try``."""

    def __init__(self, bindings: Bindings, handlers: Handlers) -> None:
        self._bindings = bindings
        self._handlers = handlers
        self._called: dict[ast.AST, set[int]] = {}

    def enter(self, state: State, function: ast.AST) -> State:
        """Return what is known in *function*, if another one calls it in a ``try``."""
        caught = self._caught.get(function)
        return handle(state, caught) if caught else state

    @cached_property
    def _caught(self) -> dict[ast.AST, set[str]]:
        """Functions that are given to others -> the errors that these catch."""
        found: dict[ast.AST, set[str]] = {}
        for statement in self._bindings.scopes.body if self._attempting else ():
            for node in ast.walk(statement):
                for call, given in _list_given(node):
                    called = self._bindings.values.find_called(call)
                    caught = self._attempting.get(called) if called else None
                    for function in self._list_functions(given) if caught else ():
                        found.setdefault(function, set()).update(caught or ())
        return found

    def _list_functions(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the functions of the file that *node* may be."""
        if isinstance(node, (ast.Lambda, *FUNCTIONS)):
            yield node
        elif isinstance(node, (ast.Attribute, ast.Name)):
            for event in self._bindings.values.find_assignments(node):
                if event.function is not None:
                    yield event.function
                elif isinstance(event.value, ast.Lambda):
                    yield event.value

    @cached_property
    def _attempting(self) -> dict[ast.AST, set[str]]:
        """Functions that call a parameter in a ``try`` -> the errors they catch."""
        found: dict[ast.AST, set[str]] = {}
        for use in self._bindings.scopes.uses:
            if use.attributes or not use.reads or use.scope.parent is None:
                continue
            guard = self._handlers.find_guard(use.place.block)
            if guard is None or id(use.node) not in self._find_called(guard.owner):
                continue
            scope = self._find_scope_of_parameter(use)
            caught = set()
            if scope is not None:
                caught = self._handlers.caught_outside(use.place.block) - ANY_ERROR
            while scope is not None:
                # A decorator may be made by a function around it.
                if isinstance(scope.node, FUNCTIONS):
                    found.setdefault(scope.node, set()).update(caught)
                scope = scope.parent
        return found

    def _find_called(self, owner: ast.AST) -> set[int]:
        """Return the ids of what is called in the body of the statement *owner*."""
        if owner not in self._called:
            self._called[owner] = {
                id(node.func)
                for statement in getattr(owner, "body", ())
                for node in ast.walk(statement)
                if isinstance(node, ast.Call)
            }
        return self._called[owner]

    def _find_scope_of_parameter(self, use: Use) -> Scope | None:
        """Return the scope of the function of which *use* is a parameter."""
        scope = self._bindings.scopes.find_scope(use)
        if scope is None or scope.kind != FUNCTION_SCOPE:
            return None
        given = getattr(scope.node, "args", None)
        if given is None:
            return None
        named = (*given.posonlyargs, *given.args, *given.kwonlyargs)
        return scope if any(item.arg == use.name for item in named) else None


def _list_given(node: ast.AST) -> Iterator[tuple[ast.Call, ast.AST]]:
    """Yield calls, and what each is given: by *node*, or by its decorators."""
    if isinstance(node, ast.Call):
        for item in node.args:
            yield node, item
        for keyword in node.keywords:
            yield node, keyword.value
    elif isinstance(node, FUNCTIONS):
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call):
                yield decorator, node
            else:
                yield ast.Call(decorator, [], []), node
