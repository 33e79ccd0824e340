"""Functions that call what they are given in a ``try``: ``attempt(load)``.

What they are given, also as decorators, runs where a missing name is handled. One that
handles every error says nothing of versions: it may run the whole program.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.handling.handlers import ANY_ERROR, handle
from flake8_safe_imports.analysis.scoping.scopes import FUNCTION_SCOPE
from flake8_safe_imports.analysis.statements.branches import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.handling.handlers import Handlers
    from flake8_safe_imports.analysis.handling.other_files import FindInOthers
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.scopes import Scope, Use
    from flake8_safe_imports.analysis.scoping.values import Function

_RESULT: Final = "()"
"""Stands for the parameter of the function that a call returns."""
_OBJECTS: Final = frozenset({"self", "cls"})
"""The names of the first parameters of methods, which calls do not give."""


class Attempts:
    """Finds what the functions of one file call in a ``try``."""

    def __init__(
        self,
        bindings: Bindings,
        handlers: Handlers,
        find_in_others: FindInOthers | None = None,
    ) -> None:
        """Take the names of a file; *find_in_others* looks imported ones up."""
        self._bindings = bindings
        self._find_in_others = find_in_others
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
        is_any = self._attempting or self._find_in_others is not None
        for node in self._bindings.scopes.giving if is_any else ():
            for call, given, taker in _list_given(node):
                functions = list(self._list_functions(given))
                caught = self._find_caught(call, taker) if functions else set()
                for function in functions if caught else ():
                    found.setdefault(function, set()).update(caught)
        return found

    def _find_caught(self, call: ast.Call, taker: int | str) -> set[str]:
        """Return what :meth:`find_caught` does, also for functions of other files."""
        caught = self.find_caught(call, taker)
        if caught or self._find_in_others is None:
            return caught
        other = self._find_in_others(call)
        return other.find_attempted(taker) if other is not None else set()

    def find_caught(self, call: ast.expr, taker: int | str) -> set[str]:
        """Return the errors that *call* catches of the function that *taker* gets.

        That is the number or the name of a parameter, or stands for that of the result.
        """
        called = self._bindings.values.find_called(call)
        if called is None or called not in self._attempting:
            return set()
        attempted = self._attempting[called]
        takers = _list_takers(called, taker)
        return {error for name in takers for error in attempted.get(name, ())}

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
    def _attempting(self) -> dict[ast.AST, dict[str, set[str]]]:
        """Functions that call parameters in a ``try`` -> the errors each is caught of.

        ``_RESULT`` stands for the parameter of a function that they make.
        """
        found: dict[ast.AST, dict[str, set[str]]] = {}
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
            name = use.name
            while scope is not None and caught:
                # A decorator may be made by a function around it.
                if isinstance(scope.node, FUNCTIONS):
                    attempted = found.setdefault(scope.node, {})
                    attempted.setdefault(name, set()).update(caught)
                    name = _RESULT
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


def _list_given(node: ast.AST) -> Iterator[tuple[ast.Call, ast.AST, int | str]]:
    """Yield calls, what each is given, and the number or the name of its parameter.

    Functions are given by *node*, or by its decorators.
    """
    if isinstance(node, ast.Call):
        for number, item in enumerate(node.args):
            yield node, item, number
        for keyword in node.keywords:
            yield node, keyword.value, keyword.arg or ""
    elif isinstance(node, FUNCTIONS):
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call):
                yield decorator, node, _RESULT
            else:
                yield ast.Call(decorator, [], []), node, 0


def _list_takers(function: Function, taker: int | str) -> list[str]:
    """Return the parameters of *function* that *taker* may stand for.

    A method takes its object, too, which is not in the call.
    """
    if isinstance(taker, str):
        return [taker]
    given = function.args
    names = [item.arg for item in (*given.posonlyargs, *given.args)]
    is_method = not _OBJECTS.isdisjoint(names[:1])
    return names[taker : taker + 2] if is_method else names[taker : taker + 1]
