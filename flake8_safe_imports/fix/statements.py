"""Import statements rewritten: what becomes of each alias, as edits of the text."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.fix import edits as fix_text
from flake8_safe_imports.fix.edits import Edit, Layout, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.branches import ImportStatement
    from flake8_safe_imports.analysis.places import Block, Located

COMMENT = "a comment stands among its names"
UNREADABLE = "the text of the statement was not understood"


class Line(NamedTuple):
    """One name that an import statement to be written imports."""

    module: str
    """What stands after ``from``; empty for a plain ``import``."""
    name: str
    asname: str = ""

    @property
    def alias(self) -> str:
        """The name as it stands in the list of names."""
        return f"{self.name} as {self.asname}" if self.asname else self.name


def plain(name: str, asname: str = "") -> Line:
    """Return the line for ``import name``."""
    return Line("", name, "" if asname == name else asname)


def named(name: str, bound: str) -> Line:
    """Return the line that binds *bound* to the last part of the dotted *name*."""
    module, _, last = name.rpartition(".")
    return Line(module, last, "" if last == bound else bound)


class Wanted(NamedTuple):
    """What is to become of one import statement."""

    replaced: dict[int, tuple[Line, ...]]
    """By the index of the alias; nothing for an alias that goes."""
    added: tuple[Line, ...]
    """What is to be imported beside it."""


class Statements:
    """Writes the wanted statements, each import of a module once in a block."""

    def __init__(self, source: Source, imports: Sequence[Located]) -> None:
        self._source = source
        self._imports = imports
        self._present: dict[tuple[int, str], int] = {}
        self._heads: dict[int, int] = {}

    def edits(self, wanted: dict[int, Wanted]) -> tuple[list[Edit], dict[int, str]]:
        """Return the edits for the *wanted* statements, by their number.

        For statements that cannot be written so, the reasons are returned instead.
        """
        reasons: dict[int, str] = {}
        edits: list[Edit] = []
        gone: dict[int, int] = {}
        self._note_present(wanted)
        drafts: list[tuple[int, Layout, list[Edit] | None, list[str]]] = []
        for number in sorted(wanted):
            node, place = self._imports[number]
            found = fix_text.layout(self._source, node)
            if found is None:
                reasons[number] = UNREADABLE
                continue
            draft = self._draft(number, node, found, wanted[number])
            if isinstance(draft, str):
                reasons[number] = draft
                continue
            drafts.append((number, found, *draft))
            if draft[0] is None and not draft[1]:
                gone[id(place.block)] = gone.get(id(place.block), 0) + 1
        for number, found, own, extras in drafts:
            block = self._imports[number].place.block
            edits += self._written(found, own, extras, block, gone)
        return edits, reasons

    def _written(
        self,
        found: Layout,
        own: list[Edit] | None,
        extras: list[str],
        block: Block,
        gone: dict[int, int],
    ) -> list[Edit]:
        start, end = found.start, found.end
        extras = [found.lazy + text for text in extras]
        if own is None:
            if not extras:
                last = block.parent is not None and gone.get(id(block), 0) == len(
                    block.body
                )
                gone.pop(id(block), None) if last else None
                return [fix_text.removal(self._source, start, end, last=last)]
            own = [Edit(start, end, extras.pop(0))]
        if extras:
            own = [*own, fix_text.insertion(self._source, start, end, extras)]
        return own

    def _draft(
        self, number: int, node: ImportStatement, found: Layout, wanted: Wanted
    ) -> tuple[list[Edit] | None, list[str]] | str:
        """Return edits within the statement, and what is to follow it.

        None instead of edits: the whole statement goes.
        """
        replaced = {
            index: self._needed(number, lines)
            for index, lines in sorted(wanted.replaced.items())
        }
        extras = list(self._needed(number, wanted.added))
        if isinstance(node, ast.Import):
            own = self._in_import(found, replaced, extras)
        else:
            own = self._in_from(node, found, replaced, extras)
        if own is None and found.comments:
            return COMMENT
        return own, list(_spelled(extras))

    def _in_import(
        self, found: Layout, replaced: dict[int, list[Line]], extras: list[Line]
    ) -> list[Edit] | None:
        own: list[Edit] = []
        removed: set[int] = set()
        later: list[Line] = []
        for index, lines in replaced.items():
            first = next((line for line in lines if not line.module), None)
            if first is None:
                removed.add(index)
            else:
                own.append(Edit(*found.aliases[index], first.alias))
            later += [line for line in lines if line is not first]
        extras[:0] = later
        if len(removed) == len(found.aliases):
            return None
        if not removed:
            return own
        without = fix_text.without_aliases(self._source, found, removed)
        return None if without is None else own + without

    def _in_from(
        self,
        node: ast.ImportFrom,
        found: Layout,
        replaced: dict[int, list[Line]],
        extras: list[Line],
    ) -> list[Edit] | None:
        staying = set(range(len(found.aliases))) - set(replaced)
        own: list[Edit] = []
        if not staying and replaced:
            module = _most_common(replaced)
            if module:
                own.append(Edit(*found.module, module))
            for index, lines in replaced.items():
                line = next((line for line in lines if line.module == module), None)
                if module and line is not None:
                    staying.add(index)
                    if line.alias != _alias_text(node.names[index]):
                        own.append(Edit(*found.aliases[index], line.alias))
                    replaced[index] = [other for other in lines if other is not line]
        extras[:0] = [line for lines in replaced.values() for line in lines]
        if not staying:
            return None
        removed = set(range(len(found.aliases))) - staying
        if not removed:
            return own
        without = fix_text.without_aliases(self._source, found, removed)
        return None if without is None else own + without

    # Modules that are imported already

    def _note_present(self, wanted: dict[int, Wanted]) -> None:
        """Note which plain imports stay, by block and module: the statement's place."""
        self._present.clear()
        for number, (node, place) in enumerate(self._imports):
            if not isinstance(node, ast.Import):
                continue
            replaced = wanted[number].replaced if number in wanted else {}
            for index, alias in enumerate(node.names):
                if alias.asname is None and index not in replaced:
                    name = alias.name
                    while name:
                        self._present.setdefault((id(place.block), name), place.number)
                        name = name.rpartition(".")[0]

    def _needed(self, number: int, lines: Iterable[Line]) -> list[Line]:
        """Return those *lines* that import what is not imported there already."""
        needed: list[Line] = []
        place = self._imports[number].place
        for line in lines:
            if line.module or line.asname:
                needed.append(line)
                continue
            key = id(place.block), line.name
            known = self._present.get(key)
            if known is None or known > max(place.number, self._head(place.block)):
                needed.append(line)
                self._present[key] = place.number
        return needed

    def _head(self, block: Block) -> int:
        """Return the number of the last of the imports that *block* begins with."""
        known = self._heads.get(id(block))
        if known is None:
            known = -1
            for index, node in enumerate(block.body):
                if not isinstance(node, (ast.Import, ast.ImportFrom)) and index:
                    break
                known = index
            self._heads[id(block)] = known
        return known


def _most_common(replaced: dict[int, list[Line]]) -> str:
    """Return the module that most lines import from; the first of several."""
    counts: dict[str, int] = {}
    for lines in replaced.values():
        for line in lines:
            if line.module:
                counts[line.module] = counts.get(line.module, 0) + 1
    return max(counts, key=lambda module: counts[module]) if counts else ""


def _alias_text(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _spelled(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the statements for *lines*: the names of one module together."""
    groups: dict[tuple[str, str], dict[Line, None]] = {}
    for line in lines:
        key = line.module, "" if line.module else line.alias
        groups.setdefault(key, {})[line] = None
    for (module, _), group in groups.items():
        names = ", ".join(line.alias for line in group)
        yield f"from {module} import {names}" if module else f"import {names}"
