"""What a name would mean if it were written somewhere: capture and hiding."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING, Callable

from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from flake8_safe_imports.analysis.scoping.scopes import Scope, Use
    from flake8_safe_imports.fix.variables import Variables


class Capture:
    """Tells whether a new name would be captured by, or would hide, another binding.

    The *ignored* events of its methods are the orders of those that the rewrite
    removes. They have to be the same collection for the same events: answers are
    remembered by its identity.
    """

    def __init__(
        self, variables: Variables, may_star_bind: Callable[[str, str], bool]
    ) -> None:
        self._variables = variables
        self._scopes = variables.scopes
        self._may_star_bind = may_star_bind
        self._star_imports = [
            (source, "." * node.level + (node.module or ""))
            for source, (node, _) in enumerate(self._scopes.imports)
            if isinstance(node, ast.ImportFrom)
            and any(alias.name == "*" for alias in node.names)
        ]
        self._conflicts: dict[tuple[int, str, str, int], bool] = {}
        self._first_hidden_uses: dict[tuple[int, str, str], float] = {}

    def is_builtin(self, word: str, use: Use, ignored: Collection[int]) -> bool:
        """Return whether *word*, written at *use*, is the built-in of that name."""
        for scope in _list_enclosing(use.scope):
            if self._is_bound_otherwise(word, f"builtins.{word}", scope, ignored):
                return False
        if use.name != word:
            return not self._may_come_by_star(word)
        # A star import that comes after the one that goes hides both alike.
        removed = [
            event.imported.source
            for event in self._scopes.module.events.get(word, ())
            if event.imported is not None and event.order in ignored
        ]
        return not self._may_come_by_star(word, max(removed, default=None))

    def clashes(
        self,
        word: str,
        target: str,
        home: Scope,
        uses: Collection[Use],
        ignored: Collection[int],
        order: int,
    ) -> bool:
        """Return whether *word* cannot be bound to *target* in *home* for *uses*.

        *order* is that of the event that would bind it.
        """
        if any(_is_hidden(word, home, use) for use in uses):
            return True
        if word in home.globals:
            return True
        if self._is_bound_otherwise(word, target, home, ignored):
            return True
        # Nothing is bound to the empty target: this tells whether it is bound at all.
        is_bound = self._is_bound_otherwise(word, "", home, ignored)
        # Where the uses mean it already, no star import hides it.
        is_meant = is_bound and all(use.name == word for use in uses)
        if not is_meant and self._may_come_by_star(word):
            return True
        return not is_bound and self._find_first_hidden_use(word, target, home) < order

    def _is_bound_otherwise(
        self, word: str, target: str, scope: Scope, ignored: Collection[int]
    ) -> bool:
        """Return whether *scope* binds *word* to something else than *target*."""
        if word not in scope.events:
            return False
        key = id(scope), word, target, id(ignored)
        if key not in self._conflicts:
            self._conflicts[key] = any(
                event.order not in ignored
                and (event.imported is None or event.imported.targets != (target,))
                for event in scope.events[word]
            )
        return self._conflicts[key]

    def _find_first_hidden_use(self, word: str, target: str, home: Scope) -> float:
        """Return the order of the first use that a new *word* in *home* would hide.

        It is infinite where there is none, and minus infinity where a use does not
        mean *target*.
        """
        key = id(home), word, target
        if key not in self._first_hidden_uses:
            orders = self._list_hidden_uses(word, target, home)
            self._first_hidden_uses[key] = min(orders, default=math.inf)
        return self._first_hidden_uses[key]

    def _list_hidden_uses(self, word: str, target: str, home: Scope) -> Iterator[float]:
        for use in self._variables.uses_by_name.get(word, ()):
            owner = self._scopes.find_scope(use)
            if owner is home or not _is_within(use.scope, home):
                continue
            if owner is not None and _is_within(owner, home):
                continue
            bindings = self._variables.find_bindings(use)
            if not bindings or any(item.target != target for item in bindings):
                yield -math.inf
            yield use.order

    def _may_come_by_star(self, word: str, before: int | None = None) -> bool:
        """Return whether a star import, *before* a statement, may bind *word*."""
        return any(
            self._may_star_bind(module, word)
            if not stdlib.is_module(module)
            else stdlib.find_window(f"{module}.{word}") is not None
            for source, module in self._star_imports
            if before is None or source < before
        )


def _is_hidden(word: str, home: Scope, use: Use) -> bool:
    """Return whether *use* would not see *word*, were it bound in *home*."""
    for scope in _list_enclosing(use.scope):
        if scope is home:
            return False
        if word in scope.events or word in scope.globals:
            return True
    return True


def _is_within(inner: Scope, outer: Scope) -> bool:
    return any(scope is outer for scope in _list_enclosing(inner))


def _list_enclosing(innermost: Scope) -> Iterator[Scope]:
    """Yield *innermost* and the scopes around it, outwards."""
    scope: Scope | None = innermost
    while scope is not None:
        yield scope
        scope = scope.parent
