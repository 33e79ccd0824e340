"""The names whose presence a file asks for anywhere, since they may be missing."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.handling import presence
from flake8_safe_imports.analysis.scoping.results import is_predicate
from flake8_safe_imports.analysis.statements.branches import FUNCTION
from flake8_safe_imports.analysis.statements.import_statements import list_imported

if TYPE_CHECKING:
    from flake8_safe_imports.analysis.reachability import Reachability
    from flake8_safe_imports.analysis.scoping.places import Block, Place
    from flake8_safe_imports.analysis.scoping.scopes import Use


class AskedNames:
    """The names that one file asks for, and where that counts.

    What is asked for at module or class level, in a decorator or in a function that
    returns nothing but the results of tests counts in the whole file; else in the
    function around it.
    """

    def __init__(self, reachability: Reachability) -> None:
        self._reachability = reachability
        self._bindings = reachability.bindings
        self._where: dict[str, set[Block | None]] = {}
        """Dotted name -> the functions in which it is asked for; None is everywhere."""
        self._uses: dict[str, list[Use]] = {}
        """The last attribute of a chain -> its uses that were not looked at."""
        self._add_tests()
        self._add_imports()
        for use in self._bindings.scopes.uses:
            if use.attributes:
                self._uses.setdefault(use.attributes[-1], []).append(use)

    def cover(self, dotted: str, place: Place) -> bool:
        """Return whether *dotted* is asked for where that counts at *place*."""
        for use in self._uses.pop(dotted.rpartition(".")[2], ()):
            if self._reachability.state_at(use.place).attribute_handled:
                self._add(self._bindings.dotted_name(use.node), use.place)
        where = self._where.get(dotted, ())
        if None in where:
            return True
        block: Block | None = place.block
        while block is not None and where:
            if block in where:
                return True
            block = block.parent
        return False

    def _add(self, dotted: str | None, place: Place) -> None:
        if dotted and "." in dotted:
            self._where.setdefault(dotted, set()).add(_function_around(place))

    def _add_tests(self) -> None:
        scopes = self._bindings.scopes
        for call in scopes.calls:
            if self._bindings.is_import_or_skip(call.node):
                imported = self._bindings.find_dynamic_import(call.node)
                for name in imported.modules if imported is not None else ():
                    self._add(name, call.place)
            elif (
                not presence.is_plain_getattr(call.node, self._bindings)
                or self._reachability.state_at(call.place).attribute_handled
            ):
                asked = presence.asked_name(call.node, self._bindings)
                self._add(asked, call.place)
        for node, place in scopes.lookups:
            self._add(presence.looked_up_name(node, self._bindings), place)

    def _add_imports(self) -> None:
        for node, place in self._bindings.scopes.imports:
            state = self._reachability.state_at(place)
            is_plain = isinstance(node, ast.Import)
            if state.module_handled if is_plain else state.name_handled:
                for name in list_imported(node):
                    self._add(name, place)


def _function_around(place: Place) -> Block | None:
    """Return the body of the function around *place*, unless it is a predicate."""
    block: Block | None = place.block
    while block is not None:
        owner = block.owner
        if block.branch == FUNCTION and not (
            isinstance(owner, (ast.FunctionDef, ast.Lambda)) and is_predicate(owner)
        ):
            return block
        block = block.parent
    return None
