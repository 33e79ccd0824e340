"""Imports that no supported version ever reaches, and what runs instead.

``shims`` knows those with a fallback for ImportError, ``dead_branches`` those in
branches of version tests; this module combines the two and describes single imports.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports.analysis.dead.dead_branches import DeadBranches
from flake8_safe_imports.analysis.dead.import_facts import ImportFacts
from flake8_safe_imports.analysis.dead.shims import Shims
from flake8_safe_imports.analysis.dead.unreachable import Reason
from flake8_safe_imports.analysis.scoping.places import Block, Place, list_outside_in
from flake8_safe_imports.analysis.statements.branches import HANDLER, NO_ERROR
from flake8_safe_imports.analysis.statements.import_statements import list_imported
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.dead.import_facts import ImportSource
    from flake8_safe_imports.analysis.reachability import Reachability
    from flake8_safe_imports.project.pythons import Declared


class DeadImport(NamedTuple):
    """An import that never runs, or never works."""

    name: str
    """What it imports: a module, or a name in a module that exists anyway."""
    kept: str
    """What is imported instead; empty if there is nothing."""
    kept_for: str
    """The versions it was kept for, as text."""
    unreplaced: str = ""
    """The whole name, if what is imported instead does not work everywhere either."""
    is_same: bool = False
    """What is imported instead is the same."""


class DeadImports:
    """Finds the dead imports of one file."""

    def __init__(
        self,
        reachability: Reachability,
        supported: Declared,
        may_be_there: Callable[[str], bool],
    ) -> None:
        """Take what the guards say, the supported versions and how to look up modules.

        *may_be_there* tells of a module whether it may come from elsewhere than the
        standard library: from beside the file or from a declared dependency.
        """
        self._reachability = reachability
        self._supported = supported
        resolve = reachability.bindings.resolve
        self._facts = ImportFacts(supported, may_be_there, resolve)
        self._shims = Shims(reachability, self._facts, supported)
        self._branches = DeadBranches(reachability, self._facts, supported)
        self._reasons: dict[Block, Reason | None] = {}

    def find(self, place: Place) -> list[tuple[int | None, DeadImport]]:
        """Return the dead imports of the import statement at *place*.

        Each comes with the number of its alias, None for the whole statement.
        """
        reason = self._explain(place)
        if reason is None:
            return []
        block = place.block
        node = block.body[place.number]
        imported = list(self._facts.iterate_names(node))
        only = _find_only(imported, reason)
        has_module = False
        half = self._shims.find_failing(block)
        if (
            half is not None
            and half.reason is reason
            and half.statement == place.number
        ):
            imported = imported[half.alias :]
            has_module = half.has_module
        around = self._find_window_around(block)
        found = [
            (
                number,
                self._describe(
                    name, reason.variables.get(variable, only), reason, around
                ),
            )
            for number, variable, name in imported
        ]
        if isinstance(node, ast.Import):
            return [*found]
        # A missing name is reported at its alias, a missing module once.
        if has_module:
            number, dead = found[0]
            return [(number, dead._replace(name=imported[0][2].dotted))]
        found.sort(key=lambda item: item[1].is_same)
        return [(None, found[0][1])]

    def _describe(
        self,
        name: ImportSource,
        kept: ImportSource | None,
        reason: Reason,
        around: int,
    ) -> DeadImport:
        """Return the dead import of *name*, given that *kept* is imported instead."""
        # If the module exists, it is not the module that is old.
        has_module = stdlib.is_module(name.module) and bool(
            self._facts.window(name.module) & around
        )
        shown = name.dotted if has_module else name.module
        kept_for = reason.kept_for
        if kept is None:
            return DeadImport(shown, "", kept_for)
        if kept.dotted == name.dotted:
            return DeadImport(name.module, "", kept_for, is_same=True)
        # In a chain of fallbacks the next may be as dead as this one.
        if around & ~self._facts.window(kept.dotted):
            return DeadImport(shown, "", kept_for, unreplaced=name.dotted)
        if kept.module == name.module:
            return DeadImport(name.dotted, kept.dotted, kept_for)
        return DeadImport(name.module, kept.module, kept_for)

    def is_unreachable(self, place: Place) -> bool:
        """Return whether nothing gets to *place*, or beyond it."""
        return self._explain(place) is not None

    def has_no_effect(self, block: Block) -> bool:
        """Return whether nothing gets to *block*, or it fails before all else."""
        half = self._shims.find_failing(block)
        if half is not None and not half.statement and not half.alias:
            return True
        return self._explain_block(block) is not None

    def always_works(self, node: ast.stmt, place: Place) -> bool:
        """Return whether *node* works on all versions that get to *place*.

        Unknown imports count as working, and so do other statements.
        """
        window = self._reachability.state_at(place).certain_window
        return not any(
            window & ~self._facts.window(name) for name in list_imported(node)
        )

    def _find_window_around(self, block: Block) -> int:
        """Return the versions that get to the owner of *block*."""
        if block.parent is None:
            return self._supported.window
        before = Place(block.parent, block.index)
        return self._reachability.state_at(before).certain_window

    def _explain(self, place: Place) -> Reason | None:
        """Return why nothing gets to *place*, or beyond it."""
        reason = self._explain_block(place.block)
        if reason is not None:
            return reason
        half = self._shims.find_failing(place.block)
        if half is not None and place.number >= half.statement:
            return half.reason
        return self._branches.explain_rest(place)

    def _explain_block(self, block: Block) -> Reason | None:
        """Return why nothing gets to *block*."""
        for entered in list_outside_in(block, self._reasons):
            outer = self._reasons[entered.parent] if entered.parent else None
            self._reasons[entered] = outer or self._explain_entry(entered)
        return self._reasons[block]

    def _explain_entry(self, block: Block) -> Reason | None:
        """Return why nothing gets to *block* if something gets to its owner."""
        if block.branch == HANDLER:
            return self._shims.explain_handler(block)
        if block.branch == NO_ERROR:
            return self._shims.explain_else(block)
        return self._branches.explain_branch(block)


def _find_only(
    imported: Sequence[tuple[int, str, ImportSource]], reason: Reason
) -> ImportSource | None:
    """Return the one import that runs instead of one import of another variable."""
    is_alone = len(reason.unreachable) == len(reason.kept) == len(imported) == 1
    if not is_alone or imported[0][1] in reason.variables:
        return None
    if len(reason.variables) != 1:
        return None
    return next(iter(reason.variables.values()))
