"""The plain imports that a block has, and which of its imports follow one another."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from flake8_safe_imports.analysis.scoping.places import Block, Located, Place
    from flake8_safe_imports.fix.rewrites import NewImport


class PresentImports:
    """The modules that blocks have imported at their statements.

    They need not be imported once more.
    """

    def __init__(
        self, imports: Sequence[Located], replaced: Mapping[int, Collection[int]]
    ) -> None:
        """Take the import statements of a file.

        *replaced* are the indexes of the aliases that do not stay, by the index of the
        statement.
        """
        self._imports = imports
        self._present: dict[tuple[int, str], int] = {}
        """The plain imports that stay, by block and module: the statement's number."""
        self._last_of_head: dict[int, int] = {}
        for number, (node, place) in enumerate(imports):
            if isinstance(node, ast.Import):
                going = replaced.get(number, ())
                for position, alias in enumerate(node.names):
                    if alias.asname is None and position not in going:
                        self._add(place, alias.name)

    def _add(self, place: Place, name: str) -> None:
        """Add a module, and the packages that it is in."""
        while name:
            self._present.setdefault((id(place.block), name), place.number)
            name = name.rpartition(".")[0]

    def leave_out(self, number: int, imports: Iterable[NewImport]) -> list[NewImport]:
        """Return those of *imports* that the statement *number* has to bring.

        The others are imported before it, or at the head of its block.
        """
        needed: list[NewImport] = []
        place = self._imports[number].place
        for new in imports:
            if new.module or new.asname:
                needed.append(new)
                continue
            key = id(place.block), new.name
            present = self._present.get(key)
            if present is None or present > max(
                place.number, self._find_last_of_head(place.block)
            ):
                needed.append(new)
                self._present[key] = place.number
        return needed

    def _find_last_of_head(self, block: Block) -> int:
        """Return the number of the last of the imports that *block* begins with."""
        known = self._last_of_head.get(id(block))
        if known is None:
            known = -1
            for index, node in enumerate(block.body):
                if not isinstance(node, (ast.Import, ast.ImportFrom)) and index:
                    break
                known = index
            self._last_of_head[id(block)] = known
        return known


class ImportRuns:
    """Tells which import statements follow one another, with nothing in between."""

    def __init__(self) -> None:
        self._known: dict[int, list[int]] = {}

    def find(self, place: Place) -> int:
        """Return what identifies the run of the import at *place*."""
        runs = self._known.get(id(place.block))
        if runs is None:
            runs = self._known[id(place.block)] = []
            for index, node in enumerate(place.block.body):
                is_import = isinstance(node, (ast.Import, ast.ImportFrom))
                runs.append(runs[-1] if is_import and index and runs[-1] else id(node))
                if not is_import:
                    runs[-1] = 0
        return runs[place.number]
