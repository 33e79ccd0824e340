"""Shims: imports with a fallback, of which one half never runs or never works.

try: from urllib.request import urlopen
except ImportError: from urllib2 import urlopen
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.dead.import_facts import UNTRACKED, find_facts
from flake8_safe_imports.analysis.dead.unreachable import Reason, name_versions
from flake8_safe_imports.analysis.handling.handlers import (
    IMPORT_ERRORS,
    MODULE_ERRORS,
    NAME_ERRORS,
)
from flake8_safe_imports.analysis.scoping.places import Place
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import HANDLER, TRIES, TRY
from flake8_safe_imports.analysis.statements.import_statements import list_imported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.dead.import_facts import ImportFacts
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.reachability import Reachability
    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.project.pythons import Declared


class FailingHalf(NamedTuple):
    """A half of a shim that never works."""

    statement: int
    """The number of the statement that always fails."""
    alias: int
    """The number of the alias in it that is the first to fail."""
    has_module: bool
    """The module exists, the name that is imported from it does not."""
    reason: Reason


class Shims:
    """Finds the useless halves of the shims of one file."""

    def __init__(
        self, reachability: Reachability, facts: ImportFacts, supported: Declared
    ) -> None:
        self._reachability = reachability
        self._handlers = reachability.handlers
        self._facts = facts
        self._supported = supported
        self._halves: dict[Block, FailingHalf | None] = {}

    def find_failing(self, block: Block) -> FailingHalf | None:
        """Return which statement of *block*, a half of a shim, always fails.

        The body of ``with suppress(ImportError)`` is one, whose other half is empty.
        """
        if block.branch not in (TRY, HANDLER) and not _is_suppressing(block.owner):
            return None
        if block not in self._halves:
            self._halves[block] = self._find_failing(block, block.body)
        return self._halves[block]

    def explain_handler(self, block: Block) -> Reason | None:
        """Return why *block*, an error handler, never runs: the body never fails."""
        before = self._before(block)
        if not before.window or before.has_unclear_test:
            return None
        node = _get_try(block)
        if not self._catches_missing_module(block.owner):
            return None
        if not self._never_fails(node, before.certain_window):
            return None
        return self._explain_fallback(block, node.body, before.certain_window)

    def explain_else(self, block: Block) -> Reason | None:
        """Return why *block*, the ``else`` of a ``try``, never runs: its body fails."""
        half = self._find_failing(block, _get_try(block).body)
        return half.reason if half is not None else None

    def _before(self, block: Block) -> State:
        """Return what is known before the ``try`` statement of *block*."""
        assert block.parent is not None
        return self._reachability.state_at(Place(block.parent, block.index))

    def _find_failing(
        self, block: Block, body: Sequence[ast.stmt]
    ) -> FailingHalf | None:
        """Return which statement of *body* always fails, so that *block* is useless."""
        before = self._before(block)
        if not before.window or before.has_unclear_test:
            return None
        if block.branch == HANDLER and not self._is_for_imports(
            block.owner, _get_try(block)
        ):
            return None
        window = before.certain_window
        for number, statement in enumerate(body):
            alias = self._find_failing_alias(statement, window)
            if alias is None:
                continue
            has_module = self._facts.has_module(statement, window)
            kept = self._find_kept(block, has_module=has_module)
            if kept is None:
                return None
            works_on = versions.EVERYTHING
            for name in list_imported(statement):
                works_on &= self._facts.window(name)
            reason = self._make_reason(block, kept, self._name(works_on, window))
            return FailingHalf(number, alias, has_module, reason)
        return None

    def _find_failing_alias(self, node: ast.stmt, window: int) -> int | None:
        """Return the number of the first alias that fails on all of *window*."""
        for number, name in enumerate(list_imported(node)):
            if self._facts.is_no_module(name, node) or (
                not self._facts.window(name) & window
            ):
                return number
        return None

    def _find_kept(
        self, block: Block, *, has_module: bool
    ) -> Sequence[ast.stmt] | None:
        """Return what runs where *block* fails; None if nothing handles that."""
        wanted = NAME_ERRORS if has_module else MODULE_ERRORS
        if isinstance(block.owner, (ast.With, ast.AsyncWith)):
            return () if wanted & self._handlers.caught_by_with(block.owner) else None
        node = _get_try(block)
        if block.branch == HANDLER:
            return node.body
        for handler in node.handlers:
            if wanted & self._handlers.caught(handler.type):
                return handler.body
        return None

    def _catches_missing_module(self, handler: ast.AST) -> bool:
        assert isinstance(handler, ast.ExceptHandler)
        return bool(MODULE_ERRORS & self._handlers.caught(handler.type))

    def _is_for_imports(self, handler: ast.AST, node: ast.Try) -> bool:
        """Return whether *handler* runs only where an import fails."""
        assert isinstance(handler, ast.ExceptHandler)
        caught = self._handlers.caught(handler.type)
        return caught <= IMPORT_ERRORS or (
            not MODULE_ERRORS.isdisjoint(caught) and all(map(_is_import, node.body))
        )

    def _never_fails(self, node: ast.Try, window: int) -> bool:
        """Return whether the body of *node* only makes imports that always work."""
        names = [
            (name, statement)
            for statement in node.body
            for name in list_imported(statement)
        ]
        if not names or not all(map(_is_import, node.body)):
            return False
        return all(
            self._facts.is_certain(name, window)
            and not self._facts.is_no_module(name, statement)
            for name, statement in names
        )

    def _explain_fallback(
        self, block: Block, kept: Sequence[ast.stmt], around: int
    ) -> Reason:
        """Return why *block* never runs, given that *kept* never fails."""
        names = [name for node in kept for name in list_imported(node)]
        missing = versions.NOTHING
        for name in names:
            missing |= versions.EVERYTHING & ~self._facts.window(name)
        kept_for = "older versions"
        if missing:
            facts = [fact for name in names for fact in find_facts(name)]
            old = tuple(
                version
                for version in UNTRACKED
                if not all(versions.covers(fact.spans, version) for fact in facts)
            )
            kept_for = self._name(missing, around, old)
        return self._make_reason(block, kept, kept_for)

    def _make_reason(
        self, block: Block, kept: Sequence[ast.stmt], kept_for: str
    ) -> Reason:
        return Reason(block.body, kept, self._facts.find_variables(kept), kept_for)

    def _name(self, window: int, around: int, old: tuple[int, ...] = ()) -> str:
        reached_by = (*self._supported.old, *versions.minors(around))
        return name_versions(window, old, reached_by=reached_by)


def _is_suppressing(node: ast.AST) -> bool:
    """Return whether *node* is ``with suppress(...)``; a test may expect an error."""
    return isinstance(node, (ast.With, ast.AsyncWith)) and any(
        isinstance(item.context_expr, ast.Call)
        and last_name(item.context_expr.func) == "suppress"
        for item in node.items
    )


def _get_try(block: Block) -> ast.Try:
    """Return the statement that *block* is a branch of."""
    assert block.parent is not None
    node = block.parent.body[block.index]
    assert isinstance(node, TRIES)
    return node


def _is_import(node: ast.stmt) -> bool:
    """Return whether *node* raises nothing except what an import raises."""
    if isinstance(node, (ast.Assign, ast.Expr)):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass))
