"""Python 2 syntax, brought forward line by line, so that Python 3 can parse it.

No line is added or removed, so every finding has its true line, and columns are mapped
back. What the new text would do does not matter: it is read and never run. The parser
is fissix, a fork of lib2to3, which the extra ``python2`` installs.
"""

from __future__ import annotations

import ast
import importlib
import io
import os
import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from flake8_safe_imports.check.python2_edits import (
    CONSTANTS,
    NEW_KEYWORDS,
    Editor,
    LineEdit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

EXTRA: Final = "flake8-safe-imports[python2]"
"""What to install to have the parser."""
_PARSER: Final = "fissix"
_FUTURE: Final = re.compile(
    r"^from[ \t]+__future__[ \t]+import\b[ \t]*(\([^)]{0,500}|[^#\n(]*)", re.MULTILINE
)
"""The names that such an import has, as far as anyone writes them."""
_BINARY_LONG: Final = re.compile(r"\b(0[bB][01]+)[lL]\b")
"""What the parser does not know."""
_LOOP: Final = re.compile(r"^(testlist_safe: \w+ )\[(.*\))\+(.*)\]", re.MULTILINE)
_LOOSE_LOOP: Final = r"\1\2*\3"
"""What it should be: the parser takes the comma of ``f(x for x in y,)`` for its own."""


def _has_feature(text: str, name: str) -> bool:
    """Return whether *text* seems to import the feature *name* from the future."""
    return any(name in found[1] for found in _FUTURE.finditer(text))


def is_available() -> bool:
    """Return whether the parser is installed, with what it needs itself."""
    try:
        importlib.import_module(f"{_PARSER}.pgen2.driver")
    except ImportError:
        return False
    return True


class Forward:
    """A text that Python 3 may parse, made of one for Python 2."""

    def __init__(self, lines: Sequence[str], edits: dict[int, list[LineEdit]]) -> None:
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


def _find_starts(edits: Iterable[LineEdit]) -> Iterator[int]:
    """Yield the column in the new text at which each of the *edits* begins."""
    longer = 0
    for edit in edits:
        yield edit.column + longer
        longer += len(edit.text) - edit.length


def _apply(line: str, edits: Sequence[LineEdit]) -> str:
    parts, end = [], 0
    for edit in edits:
        parts += [line[end : edit.column], edit.text]
        end = edit.column + edit.length
    return "".join([*parts, line[end:]])


def bring_forward(text: str) -> Forward | None:
    """Return *text*, whose lines end in line feeds, in the syntax of Python 3.

    That is not always possible, so the result may not be parsable. None without the
    parser, and for what is not Python 2 either.
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
    """Return *text* in the syntax of Python 3; None if it is not Python 2.

    *has_print* says whether ``print`` is a statement, *has_constants* whether ``True``
    is more than a name.
    """
    from fissix.pgen2.driver import Driver

    lines = list(io.StringIO(text))
    editor = Editor(
        lines,
        has_unicode=bool(_has_feature(text, "unicode_literals")),
        names=NEW_KEYWORDS if has_constants else NEW_KEYWORDS | CONSTANTS,
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
