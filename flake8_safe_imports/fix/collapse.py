"""Fallbacks that never run, collapsed to what does run.

``try: new / except ImportError: old`` becomes ``new`` (or ``old``, where it is the
``try`` that always fails); a version test that is always true or always false becomes
the branch that is taken.  Comments of the branch that stays stay with it.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.branches import ELSE, HANDLER, THEN, TRIES, TRY
from flake8_safe_imports.analysis.places import Place
from flake8_safe_imports.fix import edits as fix_text
from flake8_safe_imports.fix.context import DEAD, CannotFix
from flake8_safe_imports.fix.edits import Edit, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.analysis.branches import ImportStatement
    from flake8_safe_imports.analysis.places import Block
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.rules.file import File

_BLANKS = " \t\f"


def collapse(
    checked: File, tree: ast.Module, source: Source, findings: Iterable[Finding]
) -> tuple[dict[Finding, Edit], dict[Finding, str]]:
    """Return the edits for the dead imports among *findings*, and why others have none.

    Edits that would touch the same text are left for another time.
    """
    places = _places(checked.scopes.imports)
    edits: dict[Finding, Edit] = {}
    reasons: dict[Finding, str] = {}
    taken: list[Edit] = []
    drawn = _Edits(checked, source, _rigid_lines(tree))
    for finding in findings:
        if finding.code != DEAD:
            continue
        found = [places[id(node)] for node in finding.nodes if id(node) in places]
        if not found:
            continue
        try:
            edit = drawn.of(found[0])
        except CannotFix as error:
            reasons[finding] = str(error)
            continue
        if _take(taken, edit):
            edits[finding] = edit
    return edits, reasons


def _places(imports: Iterable[tuple[ImportStatement, Place]]) -> dict[int, Place]:
    """Return the place of each import statement, by the ids of it and its aliases."""
    found = {}
    for node, place in imports:
        found[id(node)] = place
        for alias in node.names if isinstance(node, ast.Import) else ():
            found[id(alias)] = place
    return found


def _take(taken: list[Edit], edit: Edit) -> bool:
    """Put *edit* among *taken*, sorted; return False if it overlaps with another."""
    index = bisect_left(taken, edit)
    if taken[index : index + 1] == [edit]:
        return True
    if index and taken[index - 1].end > edit.start:
        return False
    if index < len(taken) and taken[index].start < edit.end:
        return False
    insort(taken, edit)
    return True


class _Edits:
    """The edits that do away with dead blocks; many imports may stand in one."""

    def __init__(self, checked: File, source: Source, rigid: set[int]) -> None:
        self._checked = checked
        self._source = source
        self._rigid = rigid
        self._known: dict[int, Edit | str] = {}

    def of(self, place: Place) -> Edit:
        """Return the edit for the outermost dead block around *place*."""
        block = place.block
        dead = self._checked.dead_imports
        while block.parent is not None and dead.is_unreachable(
            Place(block.parent, block.index)
        ):
            block = block.parent
        if id(block) not in self._known:
            try:
                self._known[id(block)] = self._draw(block)
            except CannotFix as error:
                self._known[id(block)] = str(error)
        known = self._known[id(block)]
        if isinstance(known, str):
            raise CannotFix(known)
        return known

    def _draw(self, block: Block) -> Edit:
        if block.parent is None or not self._checked.dead_imports.has_no_effect(block):
            raise CannotFix("what else stands beside it is not understood")
        node = block.parent.body[block.index]
        if not self._source.is_first(self._source.span(node)[0]):
            raise CannotFix("other code stands in its line")
        whole = _Whole(self._source, block.parent, node, self._rigid)
        kept = _staying(node, block.branch)
        if kept is None:
            raise CannotFix("what else stands beside it is not understood")
        if _makes_function(node, kept):
            raise CannotFix("a `yield` or a `global` would go with it")
        if isinstance(node, ast.If):
            return whole.without_branch(node, block.branch)
        assert isinstance(node, TRIES)
        around = Place(block.parent, block.index)
        if not all(
            self._checked.dead_imports.always_works(item, around) for item in kept
        ):
            raise CannotFix("the other half does not work on every Python")
        return whole.without_half(node, block.branch)


def _staying(node: ast.stmt, dead: str) -> Sequence[ast.stmt] | None:
    """Return what stays of *node*; None if it is nothing that has a branch *dead*."""
    if isinstance(node, ast.If) and dead in (THEN, ELSE):
        return node.body if dead == ELSE else node.orelse
    if isinstance(node, TRIES) and dead in (TRY, HANDLER):
        if dead == TRY:
            return node.handlers[0].body if node.handlers else ()
        return [*node.body, *node.orelse]
    return None


def _makes_function(node: ast.stmt, kept: Sequence[ast.stmt]) -> bool:
    """Return whether *node*, but for what is *kept*, says what its function is like."""
    stays = set(map(id, kept))
    pending = list(ast.iter_child_nodes(node))
    while pending:
        part = pending.pop()
        if isinstance(part, (ast.Yield, ast.YieldFrom, ast.Global, ast.Nonlocal)):
            return True
        if id(part) not in stays and not isinstance(part, _SCOPES):
            pending.extend(ast.iter_child_nodes(part))
    return False


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class _Whole:
    """A compound statement of which one branch is to stay."""

    def __init__(
        self, source: Source, block: Block, node: ast.stmt, rigid: set[int]
    ) -> None:
        self._source = source
        self._block = block
        self._node = node
        self._rigid = rigid
        self._start, self._end = source.span(node)

    def without_branch(self, node: ast.If, dead: str) -> Edit:
        """Return the edit for a test that always goes one way."""
        if self._source.text.startswith("elif", self._start):
            return self._without_elif(node, dead)
        if dead == ELSE:
            return self._kept(node.body)
        if not node.orelse:
            last = len(self._block.body) == 1 and self._block.parent is not None
            if last:
                return Edit(self._start, self._end, "pass")
            edit = fix_text.removal(self._source, self._start, self._end, last=False)
            return fix_text.closing_gap(self._source, edit)
        following = self._source.offset(
            node.orelse[0].lineno, node.orelse[0].col_offset
        )
        if self._is_elif(node, following):
            return Edit(self._start, following + len("el"), "")
        return self._kept(node.orelse)

    def _is_elif(self, node: ast.If, following: int) -> bool:
        return (
            len(node.orelse) == 1
            and isinstance(node.orelse[0], ast.If)
            and self._source.text.startswith("elif", following)
        )

    def _without_elif(self, node: ast.If, dead: str) -> Edit:
        if dead == ELSE:
            raise CannotFix("an `elif` that is always true is left to you")
        first = self._source.line_start(self._source.line_of(self._start))
        last = self._source.span(node.body[-1])[1]
        until = self._source.line_start(self._source.line_of(last) + 1)
        if not node.orelse:
            return Edit(first, until, "")
        following = self._source.offset(
            node.orelse[0].lineno, node.orelse[0].col_offset
        )
        if self._is_elif(node, following):
            return Edit(self._start, following, "")
        header = re.compile(r"(?<![^\r\n])[ \t\f]*else\b")
        match = header.search(self._source.text, until, following)
        # Only blanks may stand before an `else` in its line.
        assert match is not None
        return Edit(first, match.start(), "")

    def without_half(self, node: ast.Try, dead: str) -> Edit:
        """Return the edit for a ``try`` that never fails, or always does."""
        if node.finalbody:
            raise CannotFix("its `try` has a `finally`")
        if dead == HANDLER:
            if len(node.handlers) > 1:
                raise CannotFix("its `try` has other handlers")
            return self._kept(node.body, node.orelse)
        handler = node.handlers[0]
        if len(node.handlers) > 1 or handler.name:
            raise CannotFix("its `try` does more than an import")
        if any(
            isinstance(part, ast.Raise) and part.exc is None
            for statement in handler.body
            for part in ast.walk(statement)
        ):
            raise CannotFix("its handler raises the error again")
        return self._kept(handler.body)

    def _kept(self, *bodies: Sequence[ast.stmt]) -> Edit:
        """Return the edit that leaves *bodies* of the whole statement."""
        source = self._source
        first = source.line_start(source.line_of(self._start))
        last = source.line_of(self._end)
        inner = source.indent(source.span(bodies[-1][-1])[0]) if bodies[-1] else ""
        if bodies[-1] and source.span(bodies[-1][-1])[1] == self._end:
            last = self._with_comments(last, inner)
        until = source.line_start(last + 1)
        text = "".join(self._region(body) for body in bodies if body)
        if not source.text[first:until].endswith(("\n", "\r")):
            text = text.rstrip("\r\n")
        return Edit(first, until, text)

    def _region(self, body: Sequence[ast.stmt]) -> str:
        """Return the lines of *body*, with the indentation of the whole."""
        source, outer = self._source, self._source.indent(self._start)
        begin, end = source.span(body[0])[0], source.span(body[-1])[1]
        last = source.line_of(end)
        newline = source.newline
        if not source.is_first(begin):
            rest = source.text[begin : source.line_start(last + 1)]
            return outer + rest.rstrip("\r\n") + newline
        inner = source.indent(begin)
        first = source.line_of(begin)
        while first > 1 and _is_comment(source.lines[first - 2]):
            first -= 1
        last = self._with_comments(last, inner)
        lines = []
        for number in range(first, last + 1):
            line = source.lines[number - 1]
            if number not in self._rigid and line.startswith(inner):
                line = outer + line[len(inner) :]
            lines.append(line)
        if not lines[-1].endswith(("\n", "\r")):
            lines.append(newline)
        return "".join(lines).lstrip("\r\n") if not outer else "".join(lines)

    def _with_comments(self, last: int, inner: str) -> int:
        """Return the last of the lines of comments that belong to line *last*."""
        lines = self._source.lines
        if len(inner) <= len(self._source.indent(self._start)):
            return last
        while last < len(lines) and re.match(rf"{inner}[ \t]*#", lines[last]):
            last += 1
        return last


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip(_BLANKS).startswith("#")


def _rigid_lines(tree: ast.Module) -> set[int]:
    """Return the lines that begin within a string: their blanks are not indentation."""
    spans: set[tuple[int, int]] = set()
    for node in ast.walk(tree):
        text = (ast.JoinedStr, getattr(ast, "TemplateStr", ast.JoinedStr))
        is_text = isinstance(node, text) or (
            isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
        )
        if is_text:
            assert isinstance(node, ast.expr)
            spans.add((node.lineno, node.end_lineno or node.lineno))
    # Before Python 3.12 all parts of an f-string have the span of the whole.
    return {line for first, last in spans for line in range(first + 1, last + 1)}
