"""Branches of version tests, and code after early exits, that never run."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.dead.import_facts import UNTRACKED
from flake8_safe_imports.analysis.dead.unreachable import (
    Reason,
    name_versions,
)
from flake8_safe_imports.analysis.scoping.places import Place, list_outside_in
from flake8_safe_imports.analysis.statements.branches import ELSE, THEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.dead.import_facts import ImportFacts
    from flake8_safe_imports.analysis.reachability import Reachability
    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.project.pythons import Declared

_FUTURE: Final = (versions.MINORS[-1] + 1, 399, 400)
"""Versions that nothing is known of yet."""
_MAX_ELIFS = 20
"""How far a chain of ``elif`` is followed to the branch that runs."""


class _Admitted(NamedTuple):
    """What the version tests around a block let in, whatever is supported."""

    window: int
    others: tuple[int, ...]
    """The old and future versions without a bit that may get there."""
    runs: bool = True
    """It is not for type checkers only, or switched off."""


class DeadBranches:
    """Explains why version tests keep blocks of one file from running."""

    def __init__(
        self, reachability: Reachability, facts: ImportFacts, supported: Declared
    ) -> None:
        self._reachability = reachability
        self._facts = facts
        self._supported = supported
        self._admitted: dict[Block, _Admitted] = {}

    def explain_branch(self, block: Block) -> Reason | None:
        """Return why *block*, a branch of an ``if``, never runs; None if it may."""
        node = block.owner
        if block.parent is None or block.branch not in (THEN, ELSE):
            return None
        if not isinstance(node, ast.If):
            return None
        before = self._reachability.state_at(Place(block.parent, block.index))
        inside = self._reachability.state_at(Place(block, 0))
        if not before.certain_window or inside.certain_window:
            return None
        window, others, runs = self._admit(block)
        if not runs:
            return None
        old = tuple(version for version in others if version < versions.MINORS[-1])
        if not window and others and not old:
            return None  # it waits for a version that is not known yet
        if not set(self._supported.old).isdisjoint(old):
            return None
        kept = self._find_taken(node.orelse if block.branch == THEN else node.body)
        around = versions.minors(before.certain_window)
        reached_by = (*self._supported.old, *around)
        kept_for = name_versions(window, old, reached_by=reached_by)
        return Reason(block.body, kept, self._facts.find_variables(kept), kept_for)

    def _find_taken(self, body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
        """Return what runs of *body*, which may be an ``elif`` that goes one way."""
        for _ in range(_MAX_ELIFS):
            if len(body) != 1 or not isinstance(body[0], ast.If):
                break
            parts = self._reachability.version_tests.split(
                body[0].test, self._supported.window
            )
            if parts.yes and parts.no:
                break
            body = body[0].body if parts.yes else body[0].orelse
        return body

    def _admit(self, block: Block) -> _Admitted:
        """Return what the branches around *block* let in."""
        for entered in list_outside_in(block, self._admitted):
            admitted = _Admitted(versions.EVERYTHING, (*UNTRACKED, *_FUTURE))
            if entered.parent is not None:
                admitted = self._admitted[entered.parent]
            if entered.branch in (THEN, ELSE) and isinstance(entered.owner, ast.If):
                holds = entered.branch == THEN
                admitted = self._admit_branch(entered.owner.test, holds, admitted)
            self._admitted[entered] = admitted
        return self._admitted[block]

    def _admit_branch(
        self, test: ast.expr, holds: bool, admitted: _Admitted
    ) -> _Admitted:
        """Return what of *admitted* gets to where *test* holds, or does not."""
        version_tests = self._reachability.version_tests
        parts = version_tests.split(test, versions.EVERYTHING)
        window = parts.yes if holds else parts.no
        if not window and not parts.is_about_version:
            return _Admitted(versions.NOTHING, (), runs=False)
        others = tuple(
            version
            for version in admitted.others
            if holds in version_tests.outcomes(test, version)
        )
        return _Admitted(window & admitted.window, others, admitted.runs)

    def explain_rest(self, place: Place) -> Reason | None:
        """Return why nothing gets to *place* if an exit above it prevents that.

        A decorator that skips a test does the same.
        """
        if self._reachability.state_at(place).certain_window or self._supported.old:
            return None
        anywhere = self._on_every_version.state_at(place)
        # Otherwise only type checkers read it, or a version that is not known yet.
        runs = anywhere.window & anywhere.certain_window
        if not runs:
            return None
        reached_by = versions.minors(self._supported.window)
        return Reason((), (), {}, name_versions(runs, reached_by=reached_by))

    @cached_property
    def _on_every_version(self) -> Reachability:
        """What the guards would say if the file were checked for every version."""
        return self._reachability.with_window(versions.EVERYTHING)
