"""The names that a value in a text may be assigned to."""

from __future__ import annotations

import keyword
import re
from functools import lru_cache

from flake8_safe_imports.glance.lines import (
    MOST_BEFORE,
    compile_once,
    find_last_word,
    is_end_of_word,
    is_letter,
    may_continue,
    read_line_before,
)
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


_AFTER_VALUE: Final = frozenset(("", *"\n;#)],}:\\"))
_AFTER_ITEM: Final = ("for", "async")
"""These or one of the characters follow a name if only that name is assigned."""
_STRING: Final = "'[^']*'|\"[^\"]*\""
_STRING_OR_COMMENT: Final = "'[^'{]*'|\"[^\"{]*\"|#.*"
"""Not with a brace: what is in an f-string may have quotes of its own."""
_STRING_MARKS: Final = ("'", '"', "#")
_BLANKS: Final = frozenset(" \t\f")
_BRACKETS: Final = frozenset("()[]{}")
_UNCLEAR: Final = ("'", '"', "\\", ":=")
"""What is left of a line where a string goes on, and what assigns anywhere."""
_MOST_LINES: Final = 64
"""How many lines of a call are read."""
_IMPORTS: Final = r"\s*(?:import|from)\s[^;:]*$"
_ATTRIBUTE_TARGET: Final = r"[ \t\f]*\w+(?:\.\w+)+[ \t\f]*="
_EXCEPT: Final = r"[ \t\f]*except\b[^=:]*$"


def may_be_renamed(text: str, start: int, end: int) -> bool:
    """Return whether the attribute from *start* to *end* may get another name."""
    begin = start
    while begin > start - MOST_BEFORE and (
        text[begin - 1 : begin] == "." or is_end_of_word(text, begin)
    ):
        begin -= 1
    # A dot at the beginning continues an expression on an earlier line.
    return text[begin] == "." or find_assigned_names(text, begin, end) != ()


def find_assigned_names(text: str, start: int, end: int) -> tuple[str, ...] | None:
    """Return the names that the value from *start* to *end* may be assigned to.

    These are all names before it on its line. None means that there may be others;
    the result is empty if nothing but a part of an expression is there.
    """
    if not _is_end_of_value(text, end):
        return ()
    line = read_line_before(text, start)
    if line is None:
        return None
    before = line.rstrip(" \t\f([\\")
    if before[-1:] not in {"", "=", ",", "."}:
        return ()
    first = start - len(line)
    if not may_continue(text, first) and (
        not before
        or (before[-1] == "=" and compile_once(_ATTRIBUTE_TARGET).fullmatch(before))
    ):
        return ()
    if _is_in_call(text, start):
        return ()
    if before[-1:] == ",":
        is_no_value = re.match(_IMPORTS, line) or re.match(_EXCEPT, line)
        return () if is_no_value or not _has_unpacking(text) else None
    if (
        text.endswith("\\\n", 0, first)
        or before.count(")") > before.count("(")
        or before.count("]") > before.count("[")
    ):
        return None
    return tuple(dict.fromkeys(re.findall(r"(?<![\w.])\w+(?![\w.])", before))) or None


def _is_end_of_value(text: str, end: int) -> bool:
    """Return whether a name up to *end* may be all that is assigned."""
    while text[end : end + 1] in _BLANKS:
        end += 1
    return text[end : end + 1] in _AFTER_VALUE or any(
        text.startswith(word, end)
        and not is_letter(text[end + len(word) : end + len(word) + 1])
        for word in _AFTER_ITEM
    )


def _is_in_call(text: str, start: int) -> bool:
    """Return whether *start* is between the brackets of a call, or the like.

    Like a call are definitions, subscripts and lists of imports: what is in them is
    neither assigned nor unpacked, except by ``:=``. The lines are read upwards, and the
    answer is False if a string that goes on, or a backslash, is in one of them.
    """
    end, closed = start, 0
    for _ in range(_MOST_LINES):
        first = text.rfind("\n", 0, end) + 1
        line = text[first:end]
        if len(line) > MOST_BEFORE or '"""' in line or "'''" in line:
            return False
        code = line
        if any(mark in line for mark in _STRING_MARKS):
            code = re.sub(_STRING_OR_COMMENT, " ", line)
        if any(mark in code for mark in _UNCLEAR):
            return False
        for index in range(len(code) - 1, -1, -1):
            char = code[index]
            if char not in _BRACKETS:
                continue
            if char in ")]}":
                closed += 1
            elif closed:
                closed -= 1
            elif char != "{" and _is_called(code[:index]):
                return True
        if not may_continue(text, first):
            return False
        end = first - 1
    return False


def _is_called(code: str) -> bool:
    """Return whether the bracket after *code* belongs to what is before it."""
    code = code.rstrip(" \t\f")
    if code.endswith((")", "]")):
        return True
    word = find_last_word(code)
    return word != "" and (word == "import" or not keyword.iskeyword(word))


@lru_cache(maxsize=1)
def _has_unpacking(text: str) -> bool:
    """Return whether the text may assign to several names at once: ``a, b = c, d``."""
    before = ""
    for line in text.split("\n"):
        if "=" in line:
            targets = line.rpartition("=")[0]
            if before.endswith("\\") or (
                ("," in targets or ")" in targets or "]" in targets)
                and _has_list_of_targets(line)
            ):
                return True
        before = line
    return False


def _has_list_of_targets(line: str) -> bool:
    parts = re.split("([=;:])", line)
    return any(
        end == "=" and _is_list_of_targets(part)
        for part, end in zip(parts[::2], parts[1::2])
    )


def _is_list_of_targets(part: str) -> bool:
    """Return whether *part* may be a list of targets, or the last lines of one.

    A target may be ``x.y`` or ``x["("]``, so nearly everything may be in it.
    """
    bare = re.sub(_STRING, "", part)
    more_closed = bare.count(")") > bare.count("(") or bare.count("]") > bare.count("[")
    return more_closed or ("," in bare and bare.count("(") == bare.count(")"))
