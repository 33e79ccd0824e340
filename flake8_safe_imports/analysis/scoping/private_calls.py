"""Where functions are called that only their file uses, also through each other."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.scoping.scopes import MAX_EVENTS
from flake8_safe_imports.analysis.statements.branches import FUNCTION, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.analysis.scoping.tables import FunctionTables


class PrivateCalls:
    """Finds the callers of one file's private functions, given by their blocks."""

    def __init__(self, bindings: Bindings, tables: FunctionTables) -> None:
        self._bindings = bindings
        self._tables = tables
        self._uses: dict[Block, list[Use]] = {}
        self._callers: dict[Block, list[Block]] = {}

    def list_uses(self, block: Block) -> list[Use]:
        """Return where the function *block* is used, if nothing else can use it.

        What it uses itself does not count. A function in a table is used where the
        table is, and where a loop uses what it takes from there.
        """
        if not isinstance(block.owner, FUNCTIONS):
            return []
        if block not in self._uses:
            self._uses[block] = self._list_outside(
                block, self._bindings.find_uses(block.owner)
            )
        return self._uses[block]

    def list_chosen(self, block: Block) -> list[Use]:
        """Return where the function *block* is handed on, each below some condition.

        Empty if it is used otherwise: then others may well call it by its name. A
        lambda is handed on by the table that it is in.
        """
        function = block.owner
        if isinstance(function, ast.Lambda):
            uses = [*self._tables.list_calls(function)]
        elif isinstance(function, FUNCTIONS):
            uses = self._list_outside(block, self._bindings.list_mentions(function))
        else:
            return []
        if not all(use.place.block.parent is not None for use in uses):
            return []
        if uses and isinstance(function, FUNCTIONS):
            return uses if self._bindings.is_only_handed_on(function) else []
        return uses

    def _list_outside(self, block: Block, uses: Sequence[Use]) -> list[Use]:
        """Return *uses*, or those of tables that they are in, but not in *block*."""
        found = [
            called
            for use in uses
            for called in self._tables.list_calls(use.node) or (use,)
            if not block.first <= called.place.block.first < block.last
        ]
        return found if len(found) <= MAX_EVENTS else []

    def list_before(self, block: Block, known: Container[Block]) -> list[list[Block]]:
        """Return *block* and what its calls come from, callers first.

        Without what is *known*. Functions that call each other in a circle are
        together.
        """
        # Tarjan's algorithm: a circle is complete at its member that was met first.
        found: list[list[Block]] = []
        path = [block]
        # What is on the path -> the first place on it that callers lead back to.
        first_met = {block: 0}
        done: set[Block] = set()
        pending = [(block, 0, iter(self._list_callers(block)))]
        while pending:
            current, place, callers = pending[-1]
            caller = next(callers, None)
            if caller is None:
                pending.pop()
                if pending:
                    outer = pending[-1][0]
                    first_met[outer] = min(first_met[outer], first_met[current])
                if first_met[current] == place:
                    found.append(path[place:])
                    done.update(path[place:])
                    del path[place:]
            elif caller in done or caller in known:
                continue
            elif caller in first_met:
                first_met[current] = min(first_met[current], first_met[caller])
            else:
                first_met[caller] = len(path)
                pending.append((caller, len(path), iter(self._list_callers(caller))))
                path.append(caller)
        return found

    def _list_callers(self, block: Block) -> list[Block]:
        """Return the private functions in which *block* is used."""
        if block not in self._callers:
            found: dict[Block, None] = {}
            for use in self.list_uses(block):
                outer: Block | None = use.place.block
                while outer is not None and outer not in found:
                    if outer.branch == FUNCTION and self.list_uses(outer):
                        found[outer] = None
                    outer = outer.parent
            self._callers[block] = list(found)
        return self._callers[block]
