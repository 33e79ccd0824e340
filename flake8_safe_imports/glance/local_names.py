"""The names in a text that belong to the function around them, not to the module.

In ``def f(): copy = g(); return copy.x``, and where ``copy`` is a parameter, no import
of ``copy`` is used.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flake8_safe_imports.glance.lines import compile_once, may_continue
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

_MOST_BEFORE: Final = 8_000
"""How many characters of a function are read."""
_MOST_NAMES: Final = 2_000
"""How many characters of an import statement are read."""
_FUNCTIONS: Final = ("def ", "async def ")
_DEFINITIONS: Final = (*_FUNCTIONS, "class ")
_HEADER: Final = (
    r"[ \t]*(?:async )?def \w+\(([^(){}#\"']*)\)[ \t]*"
    r"(?:->([^\n:(){}#]*))?:[ \t]*(?:#.*)?\n"
)
"""The header of a function, unless a dictionary or a call may hide where it ends."""
_BRACKETS: Final = r"\[(?:[^][]|\[[^][]*\])*\]"
"""Brackets, and those in them."""
_DOCSTRING: Final = r"(?m)^[ \t]*[rR]?\"\"\"[^\"'#\\]*\"\"\"[ \t]*$"
_HIDING_MARKS: Final = ('"""', "'''", "\\\n", "\f")
HIDING: Final = "|".join(map(re.escape, _HIDING_MARKS))
"""What may hide where code begins.

After a form feed, Python counts the indentation from there.
"""
_BINDING: Final = ("global", "nonlocal", "import")
_MARKS: Final = (*_HIDING_MARKS, *_BINDING)
_UNCLEAR: Final = rf"{HIDING}|\b(?:{'|'.join(_BINDING)})\b"
"""The same, or what may make a name in a function one of the module."""


def is_local(name: str, text: str, start: int) -> bool:
    """Return whether the *name* used at *start* belongs to the function around it.

    Errs on the side of False.
    """
    found = _find_function(name, text, start)
    if found is None or _may_be_imported(name, text):
        return False
    function, assignment = found
    return _is_plain(text[function:assignment]) and _is_plain(text[assignment:start])


def is_own(name: str, text: str, start: int) -> bool:
    """Return whether the class around *start* has an attribute *name* of its own.

    It defines or sets it, or inherits from nothing. Errs on the side of False.
    """
    own, level, _ = _read_line(text, start)
    for first, indent, code in read_upwards(text, own):
        if indent < level and code.startswith("class "):
            if indent:  # the `self` may be that of a method around the class
                return False
            end = start
            if not re.match(r"class \w+:", code):
                after = re.compile(r"\n[^\s#]").search(text, start)
                given = re.compile(
                    rf"\n[ \t]{{{level}}}(?:async )?def {name}\("
                    rf"|\n[ \t]*self\.{name} = "
                ).search(text, first, after.start() if after else len(text))
                if given is None:
                    return False
                end = max(start, given.start())
            bare = re.sub(_DOCSTRING, "", text[first:end])
            return compile_once(HIDING).search(bare) is None
        level = min(level, indent)
    return False


def _find_function(name: str, text: str, start: int) -> tuple[int, int] | None:
    """Return where a function around *start* begins, and where it assigns to *name*.

    It does so above, in the same block or in one around it.
    """
    own, level, code = _read_line(text, start)
    if code.startswith(_DEFINITIONS):
        return None
    assignment = 0
    for first, indent, code in read_upwards(text, own):
        if indent < level:
            if code.startswith(_FUNCTIONS):
                if not assignment and _has_parameter(name, text, first, own):
                    assignment = first
                return (first, assignment) if assignment else None
            if not indent or code.startswith("class "):
                return None
            level = indent
        if indent == level and code.startswith(f"{name} = ") and not assignment:
            # In parentheses it is an argument.
            assignment = 0 if may_continue(text, first) else first
    return None


def _is_plain(code: str) -> bool:
    """Return whether the lines of *code*, apart from docstrings, are what they seem."""
    if not any(mark in code for mark in _MARKS):  # as in nearly all functions
        return True
    bare = re.sub(_DOCSTRING, "", code)
    return compile_once(_UNCLEAR).search(bare) is None


def read_upwards(text: str, first: int) -> Iterator[tuple[int, int, str]]:
    """Yield start, indentation and code of each line above the one from *first* on.

    Lines that begin no statement are left out, as far as that is seen.
    """
    last = max(0, first - _MOST_BEFORE)
    while first > last:
        first, indent, code = _read_line(text, first - 1)
        if code and code[0] not in "#)]}":
            yield first, indent, code


def _read_line(text: str, end: int) -> tuple[int, int, str]:
    """Return start, indentation and code of the line up to *end*."""
    first = text.rfind("\n", 0, end) + 1
    code = text[first:end].lstrip(" \t\f")
    return first, end - first - len(code), code


def _has_parameter(name: str, text: str, first: int, end: int) -> bool:
    """Return whether a function has *name*; its header is from *first* to *end*."""
    header = compile_once(_HEADER).match(text, first, end)
    if header is None or not _is_closed(header[2] or ""):
        return False
    parameters = re.sub(_BRACKETS, "", header[1])
    if "[" in parameters or "lambda" in parameters:  # which have commas of their own
        return False
    for item in parameters.split(","):
        if item.partition("=")[0].partition(":")[0].strip(" \t\f\n*") == name:
            return True
    return False


def _is_closed(annotation: str) -> bool:
    """Return whether no bracket in *annotation* goes on below it.

    Strings may contain brackets, so the answer is False if both are there.
    """
    if "[" not in annotation:
        return True
    bare = re.sub(_BRACKETS, "", annotation)
    return "[" not in bare and "'" not in annotation and '"' not in annotation


@lru_cache(maxsize=16)
def _may_be_imported(name: str, text: str) -> bool:
    """Return whether a block, which may be that of a function, imports *name*."""
    position = text.find("import")
    while position >= 0:
        if text[text.rfind("\n", 0, position) + 1] in " \t\f":
            names = text[position : position + _MOST_NAMES]
            end = compile_once("[;:=]").search(names)
            if name in (names[: end.start()] if end else names) or (
                end is None and len(names) == _MOST_NAMES
            ):
                return True
        position = text.find("import", position + 1)
    return False
