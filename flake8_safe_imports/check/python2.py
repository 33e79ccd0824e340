"""Python 2 syntax, brought forward line by line, so that Python 3 can parse it.

No line is added or removed, so every finding has its true line, and columns are mapped
back. What the new text would do does not matter: it is read and never run. The parser
is fissix, a fork of lib2to3, which the extra ``python2`` installs.
"""

from __future__ import annotations

import ast
import importlib.util
import io
import os
import re
from bisect import bisect_right
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

EXTRA: Final = "flake8-safe-imports[python2]"
"""What to install to have the parser."""
_PARSER: Final = "fissix"
_FUTURE: Final = re.compile(
    r"^from[ \t]+__future__[ \t]+import\b[ \t]*(\([^)]{0,500}|[^#\n(]*)", re.MULTILINE
)
"""The names that such an import has, as far as anyone writes them."""
_LONG: Final = re.compile(r"(?:0[xXbBoO])?[\da-fA-F]+[lL]")
_BINARY_LONG: Final = re.compile(r"\b(0[bB][01]+)[lL]\b")
"""What the parser does not know."""
_OCTAL: Final = re.compile(r"0[0-7]*[1-7][0-7]* ?")
_PREFIX: Final = re.compile(r"[a-zA-Z]*")
_ESCAPE: Final = re.compile(r"\\.", re.DOTALL)
_NEW_KEYWORDS: Final = frozenset({"async", "await", "nonlocal"})
_CONSTANTS: Final = frozenset({"True", "False", "None"})
_LOOP: Final = re.compile(r"^(testlist_safe: \w+ )\[(.*\))\+(.*)\]", re.MULTILINE)
_LOOSE_LOOP: Final = r"\1\2*\3"
"""What it should be: the parser takes the comma of ``f(x for x in y,)`` for its own."""
_TO_WIDE: Final = 0xFEE0
"""How far the wide form of an ASCII letter is. Names in it are no keywords, and Python
takes them for the same as those in ASCII."""
_SEQUENCES: Final = frozenset({"atom", "testlist_gexp", "listmaker"})


def _has_feature(text: str, name: str) -> bool:
    """Return whether *text* seems to import the feature *name* from the future."""
    return any(name in found[1] for found in _FUTURE.finditer(text))


def is_available() -> bool:
    """Return whether the parser is installed."""
    try:
        return importlib.util.find_spec(_PARSER) is not None
    except ValueError:  # something else was put in its place
        return False


class _Edit(NamedTuple):
    """New text in the place of some characters of a line."""

    column: int
    length: int
    text: str


class Forward:
    """A text that Python 3 may parse, made of one for Python 2."""

    def __init__(self, lines: Sequence[str], edits: dict[int, list[_Edit]]) -> None:
        """Make *edits*, by line (from 1) and sorted by column, in *lines*."""
        self._edits: Final = edits
        self._starts: Final[dict[int, list[int]]] = {}
        """Where the edits of a line begin in the new text, if that was asked for."""
        changed = list(lines)
        for number, found in edits.items():
            changed[number - 1] = _apply(lines[number - 1], found)
        self.text: Final = "".join(changed)

    def find_column(self, line: int, column: int) -> int:
        """Return which column it was in the old text; both count from 0."""
        edits = self._edits.get(line)
        if edits is None:
            return column
        starts = self._starts.get(line)
        if starts is None:
            starts = self._starts[line] = list(_find_starts(edits))
        index = bisect_right(starts, column) - 1
        if index < 0:
            return column
        edit, within = edits[index], column - starts[index]
        if within < len(edit.text):
            return edit.column
        return edit.column + edit.length + within - len(edit.text)


def _find_starts(edits: Iterable[_Edit]) -> Iterator[int]:
    """Yield the column in the new text at which each of the *edits* begins."""
    longer = 0
    for edit in edits:
        yield edit.column + longer
        longer += len(edit.text) - edit.length


def _apply(line: str, edits: Sequence[_Edit]) -> str:
    parts, end = [], 0
    for edit in edits:
        parts += [line[end : edit.column], edit.text]
        end = edit.column + edit.length
    return "".join([*parts, line[end:]])


def bring_forward(text: str) -> Forward | None:
    """Return *text*, whose lines end in line feeds, in the syntax of Python 3.

    That is not always possible, so the result may not be parsable. None without the
    parser, and for what is no Python 2 either.
    """
    if not is_available():
        return None
    text = _BINARY_LONG.sub(r"\1 ", text)
    has_print = not _has_feature(text, "print_function")
    forward = _edit(text, has_print=has_print)
    if forward is None:
        # What looks like the future import may be part of a string.
        has_print = not has_print
        forward = _edit(text, has_print=has_print)
    if forward is None or _is_python3(forward.text):
        return forward
    # Their names may be used for anything: attributes, parameters ...
    return _edit(text, has_print=has_print, has_constants=False)


def _is_python3(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _edit(text: str, *, has_print: bool, has_constants: bool = True) -> Forward | None:
    """Return *text* in the syntax of Python 3; None if it is no Python 2.

    *has_print* says whether ``print`` is a statement, *has_constants* whether ``True``
    is more than a name.
    """
    from fissix.pgen2.driver import Driver

    lines = list(io.StringIO(text))
    editor = _Editor(
        lines,
        has_unicode=bool(_has_feature(text, "unicode_literals")),
        names=_NEW_KEYWORDS if has_constants else _NEW_KEYWORDS | _CONSTANTS,
    )
    driver = Driver(_load_grammar(has_print=has_print), editor.convert)
    try:
        driver.parse_string(text if text.endswith("\n") else f"{text}\n")
    except Exception:  # it has several kinds of its own, and fails with others
        return None
    return Forward(lines, editor.sort_edits())


@cache
def _load_grammar(*, has_print: bool) -> Any:
    """Return the grammar of Python 2.

    fissix has it ready in a module, which would write a copy into the user's cache.
    """
    import fissix
    from fissix.pgen2 import pgen

    path = os.path.join(os.path.dirname(fissix.__file__), "Grammar.txt")
    with open(path, encoding="utf-8") as file:
        rules = _LOOP.sub(_LOOSE_LOOP, file.read())
    grammar = pgen.ParserGenerator(path, io.StringIO(rules)).make_grammar()
    del grammar.keywords["nonlocal"]
    if not has_print:
        del grammar.keywords["print"]
    return grammar


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


class _Editor:
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
        self._edits: Final[dict[int, list[_Edit]]] = {}
        self._last_line = 0

    def sort_edits(self) -> dict[int, list[_Edit]]:
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
        edits.append(_Edit(column, length, text))

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
        """Enclose ``1, 2`` in ``[x for x in 1, 2]``, and what is no ``or_test``."""
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
                    if leaf.value in _CONSTANTS.difference(self._names):
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


_EDITORS: Final[dict[str, Callable[[_Editor, _Node], None]]] = {
    "print_stmt": _Editor._edit_print,
    "exec_stmt": _Editor._edit_exec,
    "raise_stmt": _Editor._edit_raise,
    "except_clause": _Editor._edit_except,
    "atom": _Editor._edit_atom,
    "argument": _Editor._edit_argument,
    "comp_for": _Editor._edit_comprehension,
    "comp_if": _Editor._edit_comprehension,
    "tfpdef": _Editor._edit_parameter,
    "vfpdef": _Editor._edit_parameter,
    "typedargslist": _Editor._edit_parameters,
    "varargslist": _Editor._edit_parameters,
    "expr_stmt": _Editor._edit_assignment,
}
"""What edits a node, by its symbol in fissix's grammar."""
