"""Replaces fallbacks that never run by the code that does.

``try: new / except ImportError: old`` becomes ``new`` (or ``old``, if it is the ``try``
that always fails); a version test that is always true or always false becomes the
branch that is taken. Comments of the branch that stays stay with it.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.scoping.places import Place
from flake8_safe_imports.analysis.statements.branches import CLASS, FUNCTION, TRIES, TRY
from flake8_safe_imports.fix.compound import (
    CompoundStatement,
    find_staying,
    has_yield_or_declaration,
    lines_in_strings,
)
from flake8_safe_imports.fix.local_names import check_local_names
from flake8_safe_imports.fix.rewrites import DEAD, CannotFix
from flake8_safe_imports.fix.text.edits import Edit, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flake8_safe_imports.analysis.scoping.places import Block
    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.rules.file import File


def collapse_dead_code(
    file: File, tree: ast.Module, source: SourceText, findings: Iterable[Finding]
) -> tuple[dict[Finding, Edit], dict[Finding, str]]:
    """Return the edits for the dead imports among *findings*, and why others have none.

    Edits that would touch the same text are left for the next round.
    """
    places = _find_places(file.scopes.imports)
    found: dict[Finding, Edit] = {}
    reasons: dict[Finding, str] = {}
    chosen: list[Edit] = []
    dead_blocks = _DeadBlocks(file, source, lines_in_strings(ast.walk(tree)))
    for finding in findings:
        place = _find_place(finding, places) if finding.code == DEAD else None
        if place is None:
            continue
        try:
            edit = dead_blocks.remove(place)
        except CannotFix as error:
            reasons[finding] = str(error)
            continue
        if _add_unless_overlapping(chosen, edit):
            found[finding] = edit
    return found, reasons


def _find_places(
    imports: Iterable[tuple[ImportStatement, Place]],
) -> dict[int, Place]:
    """Return the place of each statement and alias, by the id of its node."""
    found = {}
    for node, place in imports:
        found[id(node)] = place
        for alias in node.names:
            found[id(alias)] = place
    return found


def _find_place(finding: Finding, places: Mapping[int, Place]) -> Place | None:
    """Return the place of the import that is reported; None if it is not an import."""
    found = (places[id(node)] for node in finding.nodes if id(node) in places)
    return next(found, None)


def _add_unless_overlapping(chosen: list[Edit], edit: Edit) -> bool:
    """Add *edit* to the sorted *chosen*; return False if it overlaps with another."""
    index = bisect_left(chosen, edit)
    if chosen[index : index + 1] == [edit]:
        return True
    if index and chosen[index - 1].end > edit.start:
        return False
    if index < len(chosen) and chosen[index].start < edit.end:
        return False
    insort(chosen, edit)
    return True


class _DeadBlocks:
    """Removes the dead blocks of one file; each may have many imports."""

    def __init__(self, file: File, source: SourceText, fixed_lines: set[int]) -> None:
        self._file = file
        self._source = source
        self._fixed_lines = fixed_lines
        self._known: dict[int, Edit | str] = {}
        """The edit for each block, by its id, or the reason why there is none."""

    def remove(self, place: Place) -> Edit:
        """Return the edit for the outermost dead block around *place*.

        Raises CannotFix if the block cannot be removed.
        """
        block = place.block
        dead_imports = self._file.dead_imports
        while block.parent is not None and dead_imports.is_unreachable(
            Place(block.parent, block.index)
        ):
            block = block.parent
        if id(block) not in self._known:
            try:
                self._known[id(block)] = self._remove(block)
            except CannotFix as error:
                self._known[id(block)] = str(error)
        known = self._known[id(block)]
        if isinstance(known, str):
            raise CannotFix(known)
        return known

    def _remove(self, block: Block) -> Edit:
        dead_imports = self._file.dead_imports
        if block.parent is None or not dead_imports.has_no_effect(block):
            raise CannotFix("the other code in the branch is not understood")
        node = block.parent.body[block.index]
        if not self._source.is_first(self._source.span(node)[0]):
            raise CannotFix("there is other code on its line")
        staying = find_staying(node, block.branch)
        if staying is None:
            raise CannotFix("the other code in the branch is not understood")
        if has_yield_or_declaration(node, staying):
            raise CannotFix("it would remove a `yield` or a `global`")
        after_try = getattr(node, "orelse", ()) if block.branch == TRY else ()
        check_local_names(_find_function(block), [*block.body, *after_try])
        outer = block.parent
        statement = CompoundStatement(
            self._source,
            node,
            self._fixed_lines,
            is_alone=len(outer.body) == 1 and outer.parent is not None,
        )
        if isinstance(node, ast.If):
            return statement.collapse_if(node, block.branch)
        assert isinstance(node, TRIES)
        around = Place(block.parent, block.index)
        if not all(dead_imports.always_works(item, around) for item in staying):
            raise CannotFix("the other half does not work on every supported Python")
        return statement.collapse_try(node, block.branch)


def _find_function(block: Block) -> ast.AST | None:
    """Return the function that *block* is in, but in no class of it."""
    around: Block | None = block
    while around is not None and around.branch not in (FUNCTION, CLASS):
        around = around.parent
    return around.owner if around is not None and around.branch == FUNCTION else None
