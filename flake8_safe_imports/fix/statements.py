"""Rewriting import statements: what becomes of each alias, as edits of the text."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.fix import edits
from flake8_safe_imports.fix.edits import Edit, SourceText, StatementLayout
from flake8_safe_imports.fix.rewrites import NewImport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.places import Block, Located

COMMENT = "a comment stands among its names"
UNREADABLE = "the text of the statement was not understood"


class StatementChange(NamedTuple):
    """What is to become of one import statement."""

    replaced: dict[int, tuple[NewImport, ...]]
    """By the index of the alias; nothing for an alias that goes."""
    added: tuple[NewImport, ...]
    """What is to be imported beside it."""


class _NewStatement(NamedTuple):
    """What one statement becomes."""

    number: int
    layout: StatementLayout
    edits: list[Edit] | None
    """The edits within the statement; None if the whole statement goes."""
    following: list[str]
    """The statements that come after it, or take its place."""


class StatementWriter:
    """Writes the changed statements of one file.

    A module that a block imports already is not imported once more.
    """

    def __init__(self, source: SourceText, imports: Sequence[Located]) -> None:
        self._source = source
        self._imports = imports
        self._present: dict[tuple[int, str], int] = {}
        """The plain imports that stay, by block and module: the statement's number."""
        self._last_of_head: dict[int, int] = {}

    def edit(
        self, changes: dict[int, StatementChange]
    ) -> tuple[list[Edit], dict[int, str]]:
        """Return the edits for *changes*, which are by the index of the statement.

        With them come the reasons for statements that cannot be changed so.
        """
        self._find_present(changes)
        reasons: dict[int, str] = {}
        written: list[_NewStatement] = []
        for number in sorted(changes):
            new = self._change(number, changes[number])
            if isinstance(new, str):
                reasons[number] = new
            else:
                written.append(new)
        removed: dict[int, int] = {}
        """The number of statements that leave a block empty-handed, by its id."""
        for new in written:
            if new.edits is None and not new.following:
                block = id(self._imports[new.number].place.block)
                removed[block] = removed.get(block, 0) + 1
        found = [edit for new in written for edit in self._write(new, removed)]
        return found, reasons

    def _write(self, new: _NewStatement, removed: dict[int, int]) -> list[Edit]:
        """Return the edits for *new*.

        *removed* tells how many statements of each block go; of a block of which none
        would be left, the first becomes ``pass``.
        """
        start, end = new.layout.start, new.layout.end
        following = [new.layout.lazy + text for text in new.following]
        own = new.edits
        if own is None and not following:
            block = self._imports[new.number].place.block
            is_last = block.parent is not None and removed.get(id(block), 0) == len(
                block.body
            )
            if is_last:
                del removed[id(block)]
            return [edits.remove_statement(self._source, start, end, is_last=is_last)]
        if own is None:
            own = [Edit(start, end, following.pop(0))]
        if following:
            # What silences the statement is to silence both halves of it.
            noqa = self._find_noqa(start, end)
            following = [f"{text}{noqa}" for text in following]
            own = [*own, edits.insert_after(self._source, start, end, following)]
        return own

    def _find_noqa(self, start: int, end: int) -> str:
        """Return the ``noqa`` comment after a statement, with the blanks before it."""
        source = self._source
        if not source.is_alone(start, end):
            return ""
        rest = source.text[end : source.line_start(source.line_of(end) + 1)]
        text = rest.rstrip("\r\n")
        return text if re.search(r"\bnoqa\b", text, re.IGNORECASE) else ""

    def _change(self, number: int, change: StatementChange) -> _NewStatement | str:
        """Return what the statement becomes, or why it cannot be changed."""
        node = self._imports[number].node
        layout = edits.find_layout(self._source, node)
        if layout is None:
            return UNREADABLE
        replaced = {
            position: self._leave_out_present(number, imports)
            for position, imports in sorted(change.replaced.items())
        }
        added = self._leave_out_present(number, change.added)
        if isinstance(node, ast.Import):
            own, more = self._change_import(layout, replaced)
        else:
            own, more = self._change_from(node, layout, replaced)
        if own is None and layout.comments:
            return COMMENT
        following = list(_spell_statements([*more, *added]))
        return _NewStatement(number, layout, own, following)

    def _change_import(
        self, layout: StatementLayout, replaced: dict[int, list[NewImport]]
    ) -> tuple[list[Edit] | None, list[NewImport]]:
        """Return the edits within ``import a, b``, and the imports to add after it.

        None instead of edits: the whole statement goes.
        """
        own: list[Edit] = []
        removed: set[int] = set()
        more: list[NewImport] = []
        for position, imports in replaced.items():
            first = next((new for new in imports if not new.module), None)
            if first is None:
                removed.add(position)
            else:
                own.append(Edit(*layout.aliases[position], first.alias))
            more += [new for new in imports if new is not first]
        return self._without(layout, removed, own), more

    def _change_from(
        self,
        node: ast.ImportFrom,
        layout: StatementLayout,
        replaced: dict[int, list[NewImport]],
    ) -> tuple[list[Edit] | None, list[NewImport]]:
        """Return the same as above for ``from m import a, b``.

        Where no alias stays, the statement is kept for one of the new modules.
        """
        staying = set(range(len(layout.aliases))) - set(replaced)
        own: list[Edit] = []
        module = "" if staying else _most_common_module(replaced)
        if module:
            own.append(Edit(*layout.module, module))
            for position, imports in replaced.items():
                first = next((new for new in imports if new.module == module), None)
                if first is None:
                    continue
                staying.add(position)
                if first.alias != _spell_alias(node.names[position]):
                    own.append(Edit(*layout.aliases[position], first.alias))
                replaced[position] = [new for new in imports if new is not first]
        more = [new for imports in replaced.values() for new in imports]
        removed = set(range(len(layout.aliases))) - staying
        return self._without(layout, removed, own), more

    def _without(
        self, layout: StatementLayout, removed: set[int], own: list[Edit]
    ) -> list[Edit] | None:
        """Return *own* and the edits that remove aliases; None if all of them go."""
        if len(removed) == len(layout.aliases):
            return None
        if not removed:
            return own
        without = edits.remove_aliases(self._source, layout, removed)
        return None if without is None else own + without

    # Modules that are imported already

    def _find_present(self, changes: dict[int, StatementChange]) -> None:
        for number, (node, place) in enumerate(self._imports):
            if not isinstance(node, ast.Import):
                continue
            replaced = changes[number].replaced if number in changes else {}
            for position, alias in enumerate(node.names):
                if alias.asname is None and position not in replaced:
                    name = alias.name
                    while name:
                        self._present.setdefault((id(place.block), name), place.number)
                        name = name.rpartition(".")[0]

    def _leave_out_present(
        self, number: int, imports: Iterable[NewImport]
    ) -> list[NewImport]:
        """Return those of *imports* that the block does not have by then."""
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


def _most_common_module(replaced: dict[int, list[NewImport]]) -> str:
    """Return the module that most names are imported from; the first of several."""
    counts: dict[str, int] = {}
    for imports in replaced.values():
        for new in imports:
            if new.module:
                counts[new.module] = counts.get(new.module, 0) + 1
    return max(counts, key=lambda module: counts[module]) if counts else ""


def _spell_alias(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _spell_statements(imports: Iterable[NewImport]) -> Iterator[str]:
    """Yield the statements for *imports*: the names of one module together."""
    groups: dict[tuple[str, str], dict[NewImport, None]] = {}
    for new in imports:
        key = new.module, "" if new.module else new.alias
        groups.setdefault(key, {})[new] = None
    for (module, _), group in groups.items():
        names = ", ".join(new.alias for new in group)
        yield f"from {module} import {names}" if module else f"import {names}"
