"""Where functions are called that only their file uses, also through each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.branches import FUNCTION, FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Container

    from flake8_safe_imports.analysis.bindings import Bindings
    from flake8_safe_imports.analysis.places import Block
    from flake8_safe_imports.analysis.scopes import Use


class PrivateCalls:
    """Finds the callers of one file's private functions, given by their blocks."""

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._uses: dict[Block, list[Use]] = {}
        self._callers: dict[Block, list[Block]] = {}
        self._recursive: dict[Block, bool] = {}

    def list_uses(self, block: Block) -> list[Use]:
        """Return where the function *block* is used, if nothing else can use it.

        What it uses itself does not count.
        """
        if not isinstance(block.owner, FUNCTIONS):
            return []
        if block not in self._uses:
            self._uses[block] = [
                use
                for use in self._bindings.find_uses(block.owner)
                if not block.first <= use.place.block.first < block.last
            ]
        return self._uses[block]

    def list_before(self, block: Block, known: Container[Block]) -> list[Block] | None:
        """Return what calls *block*, callers first, without what is *known*.

        None if functions call each other in a circle there.
        """
        if self._is_recursive(block):
            return None
        found: list[Block] = []
        seen = {block}
        pending = [(caller, False) for caller in self._list_callers(block)]
        while pending:
            caller, is_ready = pending.pop()
            if is_ready:
                found.append(caller)
            elif caller not in seen and caller not in known:
                seen.add(caller)
                pending.append((caller, True))
                pending += [(outer, False) for outer in self._list_callers(caller)]
        return found

    def _is_recursive(self, block: Block) -> bool:
        """Return whether a circle of calls leads to *block*."""
        on_path: set[Block] = set()
        pending = [(block, False)]
        while pending:
            caller, is_ready = pending.pop()
            if is_ready:
                on_path.remove(caller)
                self._recursive[caller] = any(
                    self._recursive.get(outer, True)
                    for outer in self._list_callers(caller)
                )
            elif caller not in self._recursive and caller not in on_path:
                on_path.add(caller)
                pending.append((caller, True))
                pending += [(outer, False) for outer in self._list_callers(caller)]
        return self._recursive[block]

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
