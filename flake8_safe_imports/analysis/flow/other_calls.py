"""Calls of functions of other files that never return, or not on every version.

As in ``if sys.version_info < (3, 11): fail("too old")``, where ``fail`` is imported.
Other files are read only for calls that end what is below a version test, or a handler
of failed imports, for those named like ``require_python``, and for those that are given
something like a version: ``require(11)``.
"""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.facts.given_versions import spell_literals
from flake8_safe_imports.analysis.facts.state import narrow
from flake8_safe_imports.analysis.scoping.recorder import last_name
from flake8_safe_imports.analysis.statements.branches import FUNCTION, HANDLER
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flake8_safe_imports.analysis.conditions.version_mentions import VersionMentions
    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.handling.handlers import Handlers
    from flake8_safe_imports.analysis.handling.other_files import OtherExpression
    from flake8_safe_imports.analysis.scoping.bindings import Bindings
    from flake8_safe_imports.analysis.scoping.places import Block, Place

_CHECKS: Final = (
    r"(?i)(?:assert|check|demand|enforce|ensure|must|need|require|skip|verify)\w*"
    r"(?:py|version)|py\w*(?:check|required)|version_?check|\b_?skip(?:_|[A-Z]|$)"
)
"""Names of functions that may refuse to go on, on some versions."""


class OtherCalls:
    """Follows the calls of one file into other files of its project."""

    def __init__(
        self,
        bindings: Bindings,
        handlers: Handlers,
        mentions: VersionMentions,
        find_in_others: Callable[[ast.expr], OtherExpression | None],
    ) -> None:
        self._bindings = bindings
        self._handlers = handlers
        self._mentions = mentions
        self._find_in_others = find_in_others
        # The nodes are kept, so that their ids are not used again.
        self._ends: dict[int, tuple[ast.Call, State | None]] = {}

    @cached_property
    def exits(self) -> frozenset[int]:
        """The ids of statements that may leave a block by such a call."""
        found: set[int] = set()
        for call, place in self._list_calls():
            other = self._find_in_others(call)
            if other is not None:
                self._ends[id(call)] = (call, other.find_end())
                found.update(_list_statements(place))
        return frozenset(found)

    def after(self, node: ast.expr, state: State) -> State | None:
        """Return what is known after *node*; None if nothing gets there."""
        known = self._ends.get(id(node))
        if known is None:
            return state
        return None if known[1] is None else narrow(state, known[1])

    def _list_calls(self) -> Iterator[tuple[ast.Call, Place]]:
        """Yield the calls that are followed, and their places."""
        names = {
            name
            for name, imported in self._bindings.scopes.imported_names
            if imported.relative
            or not stdlib.is_module(imported.targets[0].partition(".")[0])
        }
        for use in self._bindings.scopes.uses:
            if use.name not in names:
                continue
            block, number = use.place
            statement = block.body[number] if number < len(block.body) else None
            if (
                isinstance(statement, ast.Expr)
                and isinstance(statement.value, ast.Call)
                and statement.value.func is use.node
                and (
                    (number + 1 == len(block.body) and self._is_below_test(block))
                    or re.search(_CHECKS, last_name(use.node))
                    or spell_literals(statement.value)
                )
            ):
                yield statement.value, use.place

    def _is_below_test(self, block: Block) -> bool:
        if block.branch == HANDLER and isinstance(block.owner, ast.ExceptHandler):
            return self._handlers.catches_missing(block.owner)
        return isinstance(block.owner, ast.If) and self._is_about_version(
            block.owner.test
        )

    def _is_about_version(self, test: ast.expr) -> bool:
        """Return whether *test* asks for the version.

        What a name is assigned counts, without what is known at its place: that would
        depend on the calls above it.
        """
        resolve = self._bindings.values.resolve
        return self._mentions.is_about_version(test, 0) or any(
            self._mentions.is_about_version(resolve(part), 0)
            for part in ast.walk(test)
            if isinstance(part, (ast.Name, ast.Attribute))
        )


def _list_statements(place: Place) -> Iterator[int]:
    """Yield the id of the statement at *place*, and of those around it."""
    block: Block | None = place.block
    number = place.number
    while block is not None:
        if number < len(block.body):
            yield id(block.body[number])
        if block.branch == FUNCTION:
            return
        number, block = block.index, block.parent
