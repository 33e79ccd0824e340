"""The spans of uses in the text of a file, also of those inside f-strings."""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.fix.text.edits import SourceText
    from flake8_safe_imports.fix.text.nodes import Nodes

FSTRINGS_ARE_TOKENS: Final[bool] = sys.version_info >= (3, 12)
"""Whether the parser gives correct positions for the nodes inside an f-string."""

_EQUALS = re.compile(r"[\s)]*=")


class UseSpans:
    """Finds uses in the text; each span is looked for once."""

    def __init__(self, nodes: Nodes, source: SourceText) -> None:
        self._source = source
        self._in_fstrings = locate_names_in_fstrings(nodes, source)
        for name in find_shown_names(nodes, source):
            self._in_fstrings[id(name)] = None
        self._known: dict[tuple[int, int], tuple[int, int] | None] = {}

    def find(self, use: Use, length: int) -> tuple[int, int] | None:
        """Return the offsets of the first *length* parts of *use*; None if unknown."""
        key = use.order, length
        if key not in self._known:
            self._known[key] = self._find(use, length)
        return self._known[key]

    def _find(self, use: Use, length: int) -> tuple[int, int] | None:
        node: ast.expr = use.node
        while isinstance(node, ast.Attribute):
            node = node.value
        if id(node) in self._in_fstrings:
            offset = self._in_fstrings[id(node)]
        else:
            offset = self._source.offset(node.lineno, node.col_offset)
        if offset is None:
            return None
        return self._source.chain(offset, (use.name, *use.attributes)[:length])


def find_shown_names(nodes: Nodes, source: SourceText) -> Iterator[ast.Name]:
    """Yield the names in f-strings that show their own text: ``f"{name=}"``.

    Before Python 3.12, where positions are unknown, ``f"x={name}"`` counts too. The
    template of ``t"{name}"`` has the text of each expression.
    """
    if sys.version_info >= (3, 14):
        for node in nodes.of(ast.Interpolation):
            yield from _find_names(node.value)
    for text in nodes.of(ast.JoinedStr):
        for before, part in zip(text.values, text.values[1:]):
            if (
                isinstance(part, ast.FormattedValue)
                and isinstance(before, ast.Constant)
                and str(before.value).rstrip().endswith("=")
                and _is_shown(part.value, source)
            ):
                yield from _find_names(part.value)


def _find_names(node: ast.expr) -> Iterator[ast.Name]:
    return (name for name in ast.walk(node) if isinstance(name, ast.Name))


def _is_shown(node: ast.expr, source: SourceText) -> bool:
    if not FSTRINGS_ARE_TOKENS:
        return True
    end = source.span(node)[1]
    return _EQUALS.match(source.text, end) is not None


def locate_names_in_fstrings(nodes: Nodes, source: SourceText) -> dict[int, int | None]:
    """Return the offset of each name in an f-string, by the id of its node.

    It is None where the text does not tell which word is the name. Nothing is
    returned on Python 3.12 and later: only before are the positions in the tree wrong.
    """
    found: dict[int, int | None] = {}
    if FSTRINGS_ARE_TOKENS:
        return found
    inner: set[int] = set()
    for node in nodes.of(ast.JoinedStr):
        if id(node) not in inner:
            parts = _walk_in_order(node)
            inner.update(map(id, parts))
            names = [part for part in parts if isinstance(part, ast.Name)]
            found.update(_locate_names(names, source.span(node), source.text))
    return found


def _locate_names(
    names: list[ast.Name], span: tuple[int, int], text: str
) -> dict[int, int | None]:
    """Return the offsets of *names*, which are in the f-string of *span*.

    A name is only found if its word is there as often as the tree has it.
    """
    start, end = span
    by_word: dict[str, list[ast.Name]] = {}
    for name in names:
        by_word.setdefault(name.id, []).append(name)
    offsets: dict[str, list[int]] = {}
    for match in re.finditer(r"(?<![\w.])\w+", text[start:end]):
        offsets.setdefault(match[0], []).append(start + match.start())
    found: dict[int, int | None] = {}
    for word, nodes in by_word.items():
        places = offsets.get(word, [])
        is_clear = len(places) == len(nodes)
        for index, node in enumerate(nodes):
            found[id(node)] = places[index] if is_clear else None
    return found


def _walk_in_order(node: ast.AST) -> list[ast.AST]:
    """Return *node* and all nodes below it, as far as possible in the text's order."""
    found: list[ast.AST] = []
    pending = [node]
    while pending:
        current = pending.pop()
        found.append(current)
        pending.extend(reversed(list(ast.iter_child_nodes(current))))
    return found
