"""Rewriting import statements: what becomes of each alias, as edits of the text."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.analysis.statements.import_statements import spell_alias
from flake8_safe_imports.fix.present import ImportRuns, PresentImports
from flake8_safe_imports.fix.rewrites import NewImport
from flake8_safe_imports.fix.text import edits
from flake8_safe_imports.fix.text.alias_edits import (
    add_aliases,
    has_room,
    has_staying_comment,
    remove_aliases,
)
from flake8_safe_imports.fix.text.edits import Edit, SourceText, StatementLayout
from flake8_safe_imports.fix.text.nodes import is_docstring

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flake8_safe_imports.analysis.scoping.places import Block, Located

DOCSTRING = "the string below it would become a docstring"
UNREADABLE = "the text of the statement was not understood"

_JOINT = re.compile(r"(?:[ \t\f]|\\\r?\n|\\\r)*;(?:[ \t\f]|\\\r?\n|\\\r)*")
"""What is between two statements of one line."""
_NOQA = re.compile(r"\bnoqa\b", re.IGNORECASE)


class StatementChange(NamedTuple):
    """What is to become of one import statement."""

    replaced: dict[int, tuple[NewImport, ...]]
    """By the index of the alias; nothing for an alias that goes."""
    added: tuple[NewImport, ...]
    """What is to be imported beside it."""


class _Noqa(NamedTuple):
    """The ``noqa`` comments of a statement."""

    inner: str
    """The one after one of its names; empty if the statement ends with a comment."""
    either: str
    """The one after it, or else that among its names."""


class _NewStatement:
    """What one statement becomes; what is imported is shared out among statements."""

    def __init__(self, number: int, located: Located, layout: StatementLayout) -> None:
        self.number = number
        self.node, self.place = located
        self.layout = layout
        self.module = ""
        """The module after ``from``, unless that stays as it is."""
        self.replaced: dict[int, NewImport] = {}
        """What is written in the place of aliases."""
        self.removed: set[int] = set()
        self.added: list[str] = []
        """The names to add to the aliases."""
        self.more: list[NewImport] = []
        """What other statements are to import."""

    @property
    def staying(self) -> list[int]:
        """The aliases that stay, as they are or replaced."""
        count = range(len(self.layout.aliases))
        return [number for number in count if number not in self.removed]

    @property
    def goes(self) -> bool:
        """Whether nothing of the statement stays."""
        return len(self.removed) == len(self.layout.aliases)

    @property
    def names(self) -> list[str]:
        """The texts of the aliases that stay."""
        return [
            self.replaced[number].alias
            if number in self.replaced
            else spell_alias(self.node.names[number])
            for number in self.staying
        ]


class StatementWriter:
    """Writes the changed statements of one file.

    What a block imports already is not imported once more, and names are added to an
    import of the same module in the same run of imports.
    """

    def __init__(
        self,
        source: SourceText,
        imports: Sequence[Located],
        changes: Mapping[int, StatementChange],
    ) -> None:
        """Take all imports of a file, and the *changes* by the indexes of imports."""
        self._source = source
        self._imports = imports
        self._changes = changes
        replaced = {number: changes[number].replaced for number in changes}
        self._present = PresentImports(imports, replaced)
        self._runs = ImportRuns()

    def edit(self) -> tuple[list[Edit], dict[int, str]]:
        """Return the edits, and the reasons for statements that cannot be changed."""
        reasons: dict[int, str] = {}
        changed: dict[int, _NewStatement] = {}
        for number in sorted(self._changes):
            new = self._change(number, self._changes[number])
            if isinstance(new, str):
                reasons[number] = new
            else:
                changed[number] = new
        self._share_out(changed)
        removed = [item for item in changed.values() if item.goes and not item.more]
        found, more_reasons = self._remove(removed)
        reasons.update(more_reasons)
        for item in changed.values():
            if not item.goes or item.more:
                found += self._write(item)
        return found, reasons

    def _change(self, number: int, change: StatementChange) -> _NewStatement | str:
        """Return what the statement becomes, or why it cannot be changed."""
        located = self._imports[number]
        layout = edits.find_layout(self._source, located.node)
        if layout is None:
            return UNREADABLE
        new = _NewStatement(number, located, layout)
        for position, imports in sorted(change.replaced.items()):
            left = self._present.leave_out(number, imports)
            first = None
            if isinstance(located.node, ast.Import):
                first = next((item for item in left if not item.module), None)
            if first is None:
                new.removed.add(position)
            else:
                new.replaced[position] = first
            new.more += [item for item in left if item is not first]
        new.more += self._present.leave_out(number, change.added)
        if isinstance(located.node, ast.Import):
            _write_in_place(new)
        new.more = list(dict.fromkeys(new.more))
        return new

    # Sharing out what is to be imported

    def _share_out(self, changed: dict[int, _NewStatement]) -> None:
        """Add what is to be imported to statements of the same module."""
        targets = self._find_targets(changed)
        for new in list(changed.values()):
            if new.goes and isinstance(new.node, ast.ImportFrom):
                self._keep_module(new, targets)
            new.more = [
                item for item in new.more if not self._add(new, item, targets, changed)
            ]

    def _find_targets(
        self, changed: Mapping[int, _NewStatement]
    ) -> dict[tuple[int, str], list[int]]:
        """Return the statements that names of a module can be added to.

        They are by the run of imports that they are in, and the module.
        """
        wanted = {
            (self._runs.find(new.place), item.module)
            for new in changed.values()
            for item in new.more
            if item.module
        }
        found: dict[tuple[int, str], list[int]] = {}
        if not wanted:
            return found
        for number, (node, place) in enumerate(self._imports):
            if not isinstance(node, ast.ImportFrom) or node.level:
                continue
            new = changed.get(number)
            key = self._runs.find(place), node.module or ""
            is_open = key in wanted and node.names[0].name != "*"
            if is_open and not (new is not None and new.goes):
                found.setdefault(key, []).append(number)
        return found

    def _keep_module(
        self, new: _NewStatement, targets: dict[tuple[int, str], list[int]]
    ) -> None:
        """Let a statement that would go import what most of its names come from."""
        run = self._runs.find(new.place)
        # What its comments are about would be lost in another statement.
        is_commented = self._has_comment(new.layout)
        module = _find_most_common_module(
            item
            for item in new.more
            if is_commented or (run, item.module) not in targets
        )
        if not module:
            return
        new.module = module
        assert isinstance(new.node, ast.ImportFrom)
        own = [item for item in new.more if item.module == module]
        new.more = [item for item in new.more if item.module != module]
        for position, item in zip(self._find_slots(new, own), own):
            new.removed.discard(position)
            new.replaced[position] = item
        targets.setdefault((run, module), []).append(new.number)

    def _has_comment(self, layout: StatementLayout) -> bool:
        """Return whether a comment is in or after a statement."""
        source = self._source
        end = source.line_start(source.find_line(layout.end) + 1)
        return "#" in source.text[layout.start : end]

    def _find_slots(
        self, new: _NewStatement, own: Sequence[NewImport]
    ) -> Iterator[int]:
        """Yield where *own* are written: where the same names were, if they were."""
        names = [spell_alias(alias) for alias in new.node.names]
        bound = [alias.asname or alias.name for alias in new.node.names]
        free = list(range(len(names)))
        taken: dict[int, int] = {}
        for index, item in enumerate(own):
            name = item.asname or item.name
            if name in bound and bound.index(name) in free:
                taken[index] = bound.index(name)
                free.remove(taken[index])
        for index in range(len(own)):
            yield taken[index] if index in taken else free.pop(0)

    def _add(
        self,
        new: _NewStatement,
        item: NewImport,
        targets: Mapping[tuple[int, str], Sequence[int]],
        changed: dict[int, _NewStatement],
    ) -> bool:
        """Add *item*, which *new* needs, to another statement, if there is one."""
        for number in targets.get((self._runs.find(new.place), item.module), ()):
            target = changed.get(number)
            if target is None:
                layout = edits.find_layout(self._source, self._imports[number].node)
                if layout is None:
                    continue
                target = _NewStatement(number, self._imports[number], layout)
            if target.layout.lazy != new.layout.lazy:
                continue
            if item.alias in (*target.names, *target.added):
                return True
            text = ", ".join([*target.added, item.alias])
            if has_room(self._source, target.layout, target.removed, text):
                target.added.append(item.alias)
                changed.setdefault(number, target)
                return True
        return False

    # Edits

    def _write(self, new: _NewStatement) -> list[Edit]:
        """Return the edits for a statement of which something stays, or comes."""
        start, end = new.layout.start, new.layout.end
        following = [new.layout.lazy + text for text in _spell_statements(new.more)]
        noqa = self._find_noqa(new)
        if new.goes:
            own = [Edit(start, end, f"{following.pop(0)}{noqa.inner}")]
        else:
            own = self._edit_aliases(new)
        if following:
            # What silences the statement is to silence both halves of it.
            following = [f"{text}{noqa.either}" for text in following]
            own.append(edits.insert_after(self._source, start, end, following))
        return own

    def _edit_aliases(self, new: _NewStatement) -> list[Edit]:
        """Return the edits within a statement of which something stays."""
        source, layout = self._source, new.layout
        texts = [*new.names, *new.added]
        has_parentheses = source.text[layout.start : layout.end].endswith(")")
        if (
            new.removed
            and len(texts) == 1
            and has_parentheses
            and not has_staying_comment(source, layout, new.removed)
        ):
            module = new.module or source.text[slice(*layout.module)]
            text = f"{layout.lazy}from {module} import {texts[0]}"
            text += self._find_noqa(new).inner
            return [Edit(layout.start, layout.end, text)]
        own = remove_aliases(source, layout, new.removed) if new.removed else []
        if new.module:
            own.append(Edit(*layout.module, new.module))
        for position, item in new.replaced.items():
            if item.alias != spell_alias(new.node.names[position]):
                own.append(Edit(*layout.aliases[position], item.alias))
        if new.added:
            own += add_aliases(source, layout, new.staying, new.names, new.added)
        return own

    def _find_noqa(self, new: _NewStatement) -> _Noqa:
        """Return the ``noqa`` comments of a statement, with the blanks before them."""
        source = self._source
        start, end = new.layout.start, new.layout.end
        if not source.is_alone(start, end):
            return _Noqa("", "")
        rest = source.text[end : source.line_start(source.find_line(end) + 1)]
        after = rest.rstrip("\r\n")
        after = after if _NOQA.search(after) else ""
        inner = ""
        for comment in new.layout.comments if not rest.strip() else ():
            line = source.lines[source.find_line(comment) - 1].rstrip("\r\n")
            text = line[comment - source.line_start(source.find_line(comment)) :]
            if _NOQA.search(text):
                inner = f"  {text}"
                break
        return _Noqa(inner, after or inner)

    # Statements that go

    def _remove(
        self, removed: Sequence[_NewStatement]
    ) -> tuple[list[Edit], dict[int, str]]:
        """Return the edits that remove statements, those of one line or run at once."""
        found: list[Edit] = []
        reasons: dict[int, str] = {}
        by_block: dict[int, list[_NewStatement]] = {}
        for new in removed:
            by_block.setdefault(id(new.place.block), []).append(new)
        for group in by_block.values():
            block = group[0].place.block
            is_emptied = block.parent is not None and len(group) == len(block.body)
            if _makes_docstring(block, group):
                reasons.update({new.number: DOCSTRING for new in group})
                continue
            for start, end in self._join_statements(group):
                edit = edits.remove_statement(
                    self._source, start, end, is_last=is_emptied
                )
                is_emptied = False
                found.append(edit)
        return edits.close_gaps(self._source, found), reasons

    def _join_statements(
        self, group: Iterable[_NewStatement]
    ) -> Iterator[tuple[int, int]]:
        """Yield the spans of statements; those that semicolons join have one."""
        start = end = -1
        for new in group:
            between = self._source.text[end : new.layout.start]
            if start >= 0 and _JOINT.fullmatch(between):
                end = new.layout.end
                continue
            if start >= 0:
                yield start, end
            start, end = new.layout.start, new.layout.end
        yield start, end


def _write_in_place(new: _NewStatement) -> None:
    """Let ``import urllib, time`` go on importing parts of ``urllib`` right there."""
    for position in sorted(new.removed):
        top = f"{new.node.names[position].name}."
        found = (item for item in new.more if item.name.startswith(top))
        below = next((item for item in found if not item.module), None)
        if below is not None:
            new.removed.discard(position)
            new.replaced[position] = below
            new.more = [item for item in new.more if item != below]


def _makes_docstring(block: Block, removed: Iterable[_NewStatement]) -> bool:
    """Return whether a string is the first statement of a block without *removed*."""
    numbers = {new.place.number for new in removed}
    following = next((n for n in range(len(block.body)) if n not in numbers), 0)
    return following > 0 and is_docstring(block.body[following], block.owner)


def _find_most_common_module(imports: Iterable[NewImport]) -> str:
    """Return the module that most names are imported from; the first of several."""
    counts: dict[str, int] = {}
    for new in imports:
        if new.module:
            counts[new.module] = counts.get(new.module, 0) + 1
    return max(counts, key=lambda module: counts[module]) if counts else ""


def _spell_statements(imports: Iterable[NewImport]) -> Iterator[str]:
    """Yield the statements for *imports*: the names of one module together."""
    groups: dict[tuple[str, str], dict[NewImport, None]] = {}
    for new in imports:
        key = new.module, "" if new.module else new.alias
        groups.setdefault(key, {})[new] = None
    for (module, _), group in groups.items():
        names = ", ".join(new.alias for new in group)
        yield f"from {module} import {names}" if module else f"import {names}"
