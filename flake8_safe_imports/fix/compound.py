"""Compound statements of which one branch stays: an ``if``, a ``try``."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.statements.branches import (
    ELSE,
    HANDLER,
    THEN,
    TRIES,
    TRY,
)
from flake8_safe_imports.fix.rewrites import CannotFix
from flake8_safe_imports.fix.text import edits
from flake8_safe_imports.fix.text.edits import Edit, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BLANKS: Final = " \t\f"
_ELSE: Final = re.compile(r"(?<![^\r\n])[ \t\f]*else\b")
_AFTER_TEST: Final = re.compile(r"[\s)]*:")
_FUNCTIONS_AND_CLASSES: Final = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
)


def find_staying(node: ast.stmt, dead: str) -> Sequence[ast.stmt] | None:
    """Return the statements of *node* that stay; None if it has no branch *dead*."""
    if isinstance(node, ast.If) and dead in (THEN, ELSE):
        return node.body if dead == ELSE else node.orelse
    if isinstance(node, TRIES) and dead in (TRY, HANDLER):
        if dead == TRY:
            return node.handlers[0].body if node.handlers else ()
        return [*node.body, *node.orelse]
    return None


def has_yield_or_declaration(node: ast.stmt, staying: Sequence[ast.stmt]) -> bool:
    """Return whether *node*, without what is *staying*, changes its function.

    ``yield`` makes it a generator; ``global`` and ``nonlocal`` declare names.
    """
    stays = set(map(id, staying))
    pending = list(ast.iter_child_nodes(node))
    while pending:
        part = pending.pop()
        if isinstance(part, (ast.Yield, ast.YieldFrom, ast.Global, ast.Nonlocal)):
            return True
        if id(part) not in stays and not isinstance(part, _FUNCTIONS_AND_CLASSES):
            pending.extend(ast.iter_child_nodes(part))
    return False


class CompoundStatement:
    """An ``if`` or a ``try`` of which one branch is to stay."""

    def __init__(
        self,
        source: SourceText,
        node: ast.stmt,
        fixed_lines: set[int],
        *,
        is_alone: bool,
    ) -> None:
        self._source = source
        self._fixed_lines = fixed_lines
        self._is_alone = is_alone
        """Whether a block has no other statement, and needs one."""
        self._start, self._end = source.span(node)

    def collapse_if(self, node: ast.If, dead: str) -> Edit:
        """Return the edit for a test that always goes one way; raise CannotFix."""
        if self._source.text.startswith("elif", self._start):
            return self._remove_elif(node, dead)
        if dead == ELSE:
            return self._keep(node.body)
        if not node.orelse:
            return self.remove()
        following = self._find_offset(node.orelse[0])
        if self._is_elif(node, following):
            return Edit(self._start, following + len("el"), "")
        return self._keep(node.orelse)

    def remove(self) -> Edit:
        """Return the edit that leaves nothing of the statement."""
        if self._is_alone:
            return Edit(self._start, self._end, "pass")
        edit = edits.remove_statement(
            self._source, self._start, self._end, is_last=False
        )
        return edits.close_gap(self._source, edit)

    def _find_offset(self, node: ast.stmt) -> int:
        return self._source.offset(node.lineno, node.col_offset)

    def _is_elif(self, node: ast.If, following: int) -> bool:
        """Return whether an ``elif`` at the offset *following* comes after *node*."""
        return (
            len(node.orelse) == 1
            and isinstance(node.orelse[0], ast.If)
            and self._source.text.startswith("elif", following)
        )

    def _remove_elif(self, node: ast.If, dead: str) -> Edit:
        source = self._source
        if dead == ELSE:
            return self._keep_elif(node)
        first = source.line_start(source.find_line(self._start))
        last = source.span(node.body[-1])[1]
        until = source.line_start(source.find_line(last) + 1)
        if not node.orelse:
            return Edit(first, until, "")
        following = self._find_offset(node.orelse[0])
        if self._is_elif(node, following):
            return Edit(self._start, following, "")
        match = _ELSE.search(source.text, until, following)
        # Only blanks can be before an `else` in its line.
        assert match is not None
        return Edit(first, match.start(), "")

    def _keep_elif(self, node: ast.If) -> Edit:
        """Return the edit that makes an ``elif`` the ``else``; raise CannotFix."""
        source = self._source
        match = _AFTER_TEST.match(source.text, source.span(node.test)[1])
        if match is None:
            raise CannotFix("its test is not understood")
        last = source.find_line(source.span(node.body[-1])[1])
        if node.orelse:
            last = self._extend_to_comments(
                last, source.indent(self._find_offset(node.body[0]))
            )
        until = min(source.line_start(last + 1), len(source.text))
        kept = source.text[match.end() - 1 : until]
        end = self._end
        if node.orelse:
            end = source.line_start(source.find_line(end) + 1)
        else:
            end = until
        return Edit(self._start, end, f"else{kept}")

    def collapse_try(self, node: ast.Try, dead: str) -> Edit:
        """Return the edit for a ``try`` that always goes one way; raise CannotFix."""
        if node.finalbody:
            raise CannotFix("its `try` has a `finally`")
        if dead == HANDLER:
            if len(node.handlers) > 1:
                raise CannotFix("its `try` has other handlers")
            return self._keep(node.body, node.orelse)
        handler = node.handlers[0]
        if len(node.handlers) > 1 or handler.name:
            raise CannotFix("its `try` does more than an import")
        if any(
            isinstance(part, ast.Raise) and part.exc is None
            for statement in handler.body
            for part in ast.walk(statement)
        ):
            raise CannotFix("its handler raises the error again")
        return self._keep(handler.body)

    def _keep(self, *bodies: Sequence[ast.stmt]) -> Edit:
        """Return the edit that leaves *bodies* of the whole statement."""
        source = self._source
        kept = [node for body in bodies for node in body]
        has_comment = "#" in source.text[self._start : self._end]
        if not has_comment and all(isinstance(node, ast.Pass) for node in kept):
            return self.remove()
        first = source.line_start(source.find_line(self._start))
        last = source.find_line(self._end)
        if bodies[-1] and source.span(bodies[-1][-1])[1] == self._end:
            indent = source.indent(source.span(bodies[-1][-1])[0])
            last = self._extend_to_comments(last, indent)
        until = source.line_start(last + 1)
        text = "".join(self._dedent(body) for body in bodies if body)
        if not source.text[first:until].endswith(("\n", "\r")):
            text = text.rstrip("\r\n")
        return Edit(first, until, text)

    def _dedent(self, body: Sequence[ast.stmt]) -> str:
        """Return the lines of *body*, indented as the whole statement."""
        source, outer = self._source, self._source.indent(self._start)
        start, end = source.span(body[0])[0], source.span(body[-1])[1]
        last = source.find_line(end)
        if not source.is_first(start):
            rest = source.text[start : source.line_start(last + 1)]
            return outer + rest.rstrip("\r\n") + source.newline
        inner = source.indent(start)
        first = source.find_line(start)
        while first > 1 and _is_blank_or_comment(source.lines[first - 2]):
            first -= 1
        lines = []
        for number in range(first, self._extend_to_comments(last, inner) + 1):
            line = source.lines[number - 1]
            if number not in self._fixed_lines and line.startswith(inner):
                line = outer + line[len(inner) :]
            lines.append(line)
        if not lines[-1].endswith(("\n", "\r")):
            lines.append(source.newline)
        return "".join(lines).lstrip("\r\n") if not outer else "".join(lines)

    def _extend_to_comments(self, last: int, indent: str) -> int:
        """Return the last line of comments that follow line *last*, so indented."""
        lines = self._source.lines
        if len(indent) <= len(self._source.indent(self._start)):
            return last
        while last < len(lines) and re.match(rf"{indent}[ \t]*#", lines[last]):
            last += 1
        return last


def _is_blank_or_comment(line: str) -> bool:
    return not line.strip() or line.lstrip(_BLANKS).startswith("#")


def lines_in_strings(nodes: Iterable[ast.AST]) -> set[int]:
    """Return the lines that begin inside a string: their blanks are not indentation."""
    spans: set[tuple[int, int]] = set()
    for node in nodes:
        text = (ast.JoinedStr, getattr(ast, "TemplateStr", ast.JoinedStr))
        is_text = isinstance(node, text) or (
            isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
        )
        if is_text:
            assert isinstance(node, ast.expr)
            spans.add((node.lineno, node.end_lineno or node.lineno))
    # Before Python 3.12 all parts of an f-string have the span of the whole.
    return {line for first, last in spans for line in range(first + 1, last + 1)}
