"""The edits that bring Python 2 forward, one grammar rule of fissix after another."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

_LONG: Final = re.compile(r"(?:0[xXbBoO])?[\da-fA-F]+[lL]")
_OCTAL: Final = re.compile(r"0[0-7]*[1-7][0-7]* ?")
_PREFIX: Final = re.compile(r"[a-zA-Z]*")
_ESCAPE: Final = re.compile(r"\\.", re.DOTALL)
NEW_KEYWORDS: Final = frozenset({"async", "await", "nonlocal"})
CONSTANTS: Final = frozenset({"True", "False", "None"})
_TO_WIDE: Final = 0xFEE0
"""How far the wide form of an ASCII letter is. Names in it are not keywords, and Python
takes them for the same as those in ASCII."""
_SEQUENCES: Final = frozenset({"atom", "testlist_gexp", "listmaker"})


class LineEdit(NamedTuple):
    """New text in the place of some characters of a line."""

    column: int
    length: int
    text: str


class _Node:
    """A node of the tree, or a leaf, which has a value and a place."""

    __slots__ = ("children", "column", "last", "line", "symbol", "used_names", "value")

    def __init__(
        self,
        symbol: str,
        value: str,
        place: tuple[int, int],
        children: Sequence[_Node],
    ) -> None:
        self.symbol: Final = symbol
        self.value: Final = value
        self.line, self.column = place
        self.children: Final = children
        self.last: Final[_Node] = children[-1].last if children else self
        """The last leaf."""
        self.used_names: object = None  # set by the parser

    def list_leaves(self) -> Iterator[_Node]:
        """Yield the leaves in order."""
        pending = [self]
        while pending:
            node = pending.pop()
            if node.children:
                pending.extend(reversed(node.children))
            else:
                yield node


class Editor:
    """Collects edits while the parser makes a tree.

    Small statements and expressions are edited when they are complete: what is in them
    was edited before.
    """

    def __init__(
        self, lines: Sequence[str], *, has_unicode: bool, names: Collection[str]
    ) -> None:
        """Edit *lines*, where *names* are names only in Python 2."""
        self._lines: Final = lines
        self._has_unicode: Final = has_unicode
        self._names: Final = names
        self._edits: Final[dict[int, list[LineEdit]]] = {}
        self._last_line = 0

    def sort_edits(self) -> dict[int, list[LineEdit]]:
        """Return the edits by line, sorted; insertions at one column in their order."""
        for edits in self._edits.values():
            edits.sort(key=attrgetter("column", "length"))
        return self._edits

    def convert(self, grammar: Any, raw: tuple[int, str, Any, Any]) -> _Node:
        """Return a node; one with a single child is that child."""
        number, value, context, children = raw
        if not children:
            leaf = _Node("", value or "", context[1] if context else (1, 0), ())
            self._edit_leaf(leaf)
            return leaf
        if len(children) == 1:
            (child,) = children
            assert isinstance(child, _Node)
            return child
        symbol = grammar.number2symbol[number]
        node = _Node(symbol, "", (children[0].line, children[0].column), children)
        edit = _EDITORS.get(symbol)
        if edit is not None:
            edit(self, node)
        return node

    def _replace(self, line: int, column: int, length: int, text: str) -> None:
        edits = self._edits.setdefault(line, [])
        edits.append(LineEdit(column, length, text))

    def _put(self, leaf: _Node, text: str) -> None:
        """Replace a leaf, which is on one line."""
        self._replace(leaf.line, leaf.column, len(leaf.value), text)

    def _put_after(self, node: _Node, text: str) -> None:
        line, column = _find_end(node.last)
        self._replace(line, column, 0, text)

    def _enclose(self, first: _Node, last: _Node) -> None:
        """Put parentheses around all from one node to another, which may be it."""
        self._replace(first.line, first.column, 0, "(")
        self._put_after(last, ")")

    def _disguise(self, leaf: _Node) -> None:
        """Let a keyword of Python 3 be a name."""
        wide = chr(ord(leaf.value[0]) + _TO_WIDE)
        self._replace(leaf.line, leaf.column, 1, wide)

    def _enclose_rest(self, node: _Node) -> None:
        """Put parentheses around all that follows the keyword of a statement."""
        keyword = node.children[0]
        line, column = _find_end(keyword)
        has_blank = self._lines[line - 1][column : column + 1] in (" ", "\t")
        self._replace(line, column, int(has_blank), "(")
        self._put_after(node, ")")

    # Leaves

    def _edit_leaf(self, leaf: _Node) -> None:
        value = leaf.value
        if not value.strip():
            return
        if leaf.line != self._last_line:
            self._expand_tabs(leaf)
        self._last_line = _find_end(leaf)[0]
        if value == "<>":
            self._put(leaf, "!=")
        elif value in self._names:
            self._disguise(leaf)
        elif value[0].isdigit():
            self._edit_number(leaf)
        elif value[-1] in "'\"":
            self._edit_string(leaf)

    def _expand_tabs(self, leaf: _Node) -> None:
        """Indent with blanks: Python 3 does not know how wide a tab is."""
        indent = self._lines[leaf.line - 1][: leaf.column]
        if "\t" in indent and not indent.strip(" \t\f"):
            # A form feed begins a new line, as it does in Python.
            width = indent.rpartition("\f")[2].expandtabs(8)
            self._replace(leaf.line, 0, leaf.column, width)

    def _edit_number(self, leaf: _Node) -> None:
        number = leaf.value
        if _LONG.fullmatch(number):
            number = f"{number[:-1]} "  # 1.real would be something else
        if _OCTAL.fullmatch(number):
            number = f"0o{number[1:]}"
        if number != leaf.value:
            self._put(leaf, number)

    def _edit_string(self, leaf: _Node) -> None:
        match = _PREFIX.match(leaf.value)
        assert match is not None
        prefix = match[0].lower()
        is_raw = "r" in prefix
        # Bytes and text cannot be joined, and bytes are ASCII.
        if "b" in prefix or (is_raw and "u" in prefix):
            self._replace(leaf.line, leaf.column, len(prefix), "r" * is_raw)
        if is_raw or "u" in prefix or (self._has_unicode and "b" not in prefix):
            return
        end, place = 0, (leaf.line, leaf.column)
        for escape in _ESCAPE.finditer(leaf.value):
            if escape[0][1] in "NuU":  # no escapes in bytes
                place = _advance(place, leaf.value[end : escape.start()])
                end = escape.start()
                self._replace(*place, 0, "\\")

    # Statements and expressions

    def _edit_print(self, node: _Node) -> None:
        if node.children[1].value == ">>":
            self._put(node.children[1], "  ")
        self._enclose_rest(node)

    def _edit_exec(self, node: _Node) -> None:
        if len(node.children) > 2:
            self._put(node.children[2], ", ")  # in
        self._enclose_rest(node)

    def _edit_raise(self, node: _Node) -> None:
        if len(node.children) > 2 and node.children[2].value == ",":
            self._enclose_rest(node)

    def _edit_except(self, node: _Node) -> None:
        if len(node.children) < 4 or node.children[2].value != ",":
            return
        target = node.children[3]
        if not target.children:
            self._put(node.children[2], " as ")
            return
        # Python 3 has only names there. What is bound stays so.
        self._enclose(node.children[1], target)
        pending = [target]
        while pending:
            part = pending.pop()
            if part.symbol in _SEQUENCES:
                pending.extend(part.children)
            elif part.value.isidentifier():
                self._put_after(part, ":=0")

    def _edit_atom(self, node: _Node) -> None:
        if node.children[0].value == "`":
            self._put(node.children[0], "(")
            self._put(node.children[-1], ")")
        elif node.children[0].value == ".":  # `. . .` may have blanks
            for dot, text in zip(node.children, ("...", " ", " ")):
                self._put(dot, text)

    def _edit_comprehension(self, node: _Node) -> None:
        """Enclose ``1, 2`` in ``[x for x in 1, 2]``, and what is not an ``or_test``."""
        for child in node.children:
            if child.symbol in ("testlist_safe", "old_lambdef"):
                self._enclose(child, child)

    def _edit_argument(self, node: _Node) -> None:
        """Take the name out of ``f((x)=y)``."""
        name = node.children[0]
        while node.children[1].value == "=" and name.symbol == "atom":
            self._put(name.children[0], " ")
            self._put(name.children[-1], " ")
            name = name.children[1]

    def _edit_parameter(self, node: _Node) -> None:
        """Take the parameters out of ``(a, b)``."""
        opening, inner, closing = node.children
        self._put(opening, " ")
        self._put(closing, " ")
        if inner.children and inner.children[-1].value == ",":
            self._put(inner.children[-1], " ")

    def _edit_parameters(self, node: _Node) -> None:
        """Give all parameters in ``(a, b)=c`` a default value."""
        for parameter, after in zip(node.children, node.children[1:]):
            if after.value == "=" and parameter.symbol in ("tfpdef", "vfpdef"):
                leaves = parameter.list_leaves()
                names = [leaf for leaf in leaves if leaf.value.isidentifier()]
                for name in names[:-1]:
                    self._put_after(name, "=None")

    def _edit_assignment(self, node: _Node) -> None:
        """Rename targets such as ``True``."""
        for target, after in zip(node.children, node.children[1:]):
            if after.value == "=":
                for leaf in target.list_leaves():
                    if leaf.value in CONSTANTS.difference(self._names):
                        self._disguise(leaf)


def _find_end(leaf: _Node) -> tuple[int, int]:
    """Return line and column of the end of *leaf*."""
    return _advance((leaf.line, leaf.column), leaf.value)


def _advance(place: tuple[int, int], text: str) -> tuple[int, int]:
    """Return line and column of the end of a *text* that begins at *place*."""
    line, column = place
    breaks = text.count("\n")
    if not breaks:
        return line, column + len(text)
    return line + breaks, len(text) - text.rindex("\n") - 1


_EDITORS: Final[dict[str, Callable[[Editor, _Node], None]]] = {
    "print_stmt": Editor._edit_print,
    "exec_stmt": Editor._edit_exec,
    "raise_stmt": Editor._edit_raise,
    "except_clause": Editor._edit_except,
    "atom": Editor._edit_atom,
    "argument": Editor._edit_argument,
    "comp_for": Editor._edit_comprehension,
    "comp_if": Editor._edit_comprehension,
    "tfpdef": Editor._edit_parameter,
    "vfpdef": Editor._edit_parameter,
    "typedargslist": Editor._edit_parameters,
    "varargslist": Editor._edit_parameters,
    "expr_stmt": Editor._edit_assignment,
}
"""What edits a node, by its symbol in fissix's grammar."""
