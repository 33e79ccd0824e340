"""Which functions are called where the errors of a ``try`` statement are handled.

Such a function is defined in the body of the statement.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.handling.handlers import list_handled
from flake8_safe_imports.analysis.statements.branches import (
    FUNCTION,
    FUNCTIONS,
    HANDLER,
    NO_ERROR,
)

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.flow.ends import Handled
    from flake8_safe_imports.analysis.handling.handlers import Handlers
    from flake8_safe_imports.analysis.handling.successes import Successes
    from flake8_safe_imports.analysis.scoping.places import Block


class GuardedCalls:
    """Tells where the functions of one file are called, if that is guarded."""

    def __init__(self, handlers: Handlers, successes: Successes) -> None:
        self._handlers = handlers
        self._successes = successes

    def list_leaving(self, block: Block, state: State) -> Handled:
        """Return which kinds of errors leave *block* and are handled further out.

        *state* is what is known in it.
        """
        if self._handlers.is_left_if_missing(block):
            return (True, True, True)
        outer: Block | None = block
        while outer is not None and outer.branch not in (FUNCTION, HANDLER, NO_ERROR):
            outer = outer.parent
        if outer is None or outer.branch != FUNCTION or not any(list_handled(state)):
            return (False, False, False)
        is_called = self.is_called_in_body(outer)
        return list_handled(state) if is_called else (False, False, False)

    def is_called_in_body(self, block: Block) -> bool:
        """Return whether a function runs in a guarded body around its definition.

        What the function around it handles counts if that calls it.
        """
        inner, is_guarded = block, False
        while inner.parent is not None:
            outer = inner.parent
            if outer.branch == FUNCTION:
                return not is_guarded and self._is_called(block, inner, outer)
            if self._handlers.is_guarded(outer):
                if self._is_called(block, inner, outer):
                    return True
                is_guarded = True
            inner = outer
        return False

    def _is_called(self, block: Block, inner: Block, outer: Block) -> bool:
        """Return whether the function *block* is called in *outer*.

        It is in *inner*, a branch of a statement there. A lambda is taken to be called
        unless it is assigned, and what a function returns where that is called.
        """
        if isinstance(block.owner, FUNCTIONS):
            return self._successes.calls(outer.owner, block.owner.name)
        statement = outer.body[inner.index] if outer.body else None
        return not _is_assigned(statement, block.owner)


def _is_assigned(statement: ast.stmt | None, node: ast.AST) -> bool:
    """Return whether *statement* does nothing with *node* but assign it."""
    return (
        isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is node
    )
