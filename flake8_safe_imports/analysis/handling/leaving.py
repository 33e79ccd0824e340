"""The calls that never return: ``sys.exit()``, ``self.skipTest()``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.statements.exits import (
    LEAVING_FUNCTIONS,
    LEAVING_METHODS,
    LEAVING_METHODS_BY_NAME,
    LEAVING_METHODS_OF_PARSERS,
    PARSERS,
)

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.scopes import Event


def is_leaving(function: ast.expr, bindings: Bindings) -> bool:
    """Return whether a call of *function* surely never returns.

    Which functions and methods do so is listed in ``exits``.
    """
    if isinstance(function, ast.Attribute):
        owner, method = function.value, function.attr
        if method in LEAVING_METHODS and _is_self(owner):
            return True
        if method in LEAVING_METHODS_OF_PARSERS:
            made = bindings.values.resolve_call(owner)
            if made and bindings.dotted_name(made.func) in PARSERS:
                return True
        if isinstance(owner, ast.Name) and method in LEAVING_METHODS_BY_NAME.get(
            owner.id, ()
        ):
            events = bindings.values.find_assignments(owner)
            if events and not any(map(_is_known, events)):
                return True
    return bindings.dotted_name(function) in LEAVING_FUNCTIONS


def _is_known(event: Event) -> bool:
    """Return whether it is known what *event* binds; of a parameter it is not."""
    return any((event.imported, event.value, event.body, event.function))


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
