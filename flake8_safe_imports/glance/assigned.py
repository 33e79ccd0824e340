"""The names that a value in a text may be assigned to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from flake8_safe_imports.glance.lines import (
    MOST_BEFORE,
    compile_once,
    is_end_of_word,
    is_first_argument,
    may_continue,
    read_line_before,
)

_VALUE_ENDS: Final = r"[ \t\f]*(?:$|[\n;#)\],}:\\]|(?:for|async)\b)"
"""What may follow a name if nothing but that name is assigned."""
_STRING: Final = "'[^']*'|\"[^\"]*\""
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
    if compile_once(_VALUE_ENDS).match(text, end) is None:
        return ()
    line = read_line_before(text, start)
    if line is None:
        return None
    before = line.rstrip(" \t\f([\\")
    if before[-1:] not in {"", "=", ",", "."}:
        return ()
    first = start - len(line)
    if not before and (not may_continue(text, first) or is_first_argument(text, first)):
        return ()
    if not may_continue(text, first) and compile_once(_ATTRIBUTE_TARGET).fullmatch(
        before
    ):
        return ()
    if before[-1:] == ",":
        cannot_unpack = (
            compile_once(_IMPORTS).match(line)
            or compile_once(_EXCEPT).match(line)
            or _is_in_call(before)
        )
        return () if cannot_unpack or not _has_unpacking(text) else None
    if before and _is_keyword_argument(before):
        return ()
    if (
        text.endswith("\\\n", 0, first)
        or before.count(")") > before.count("(")
        or before.count("]") > before.count("[")
    ):
        return None
    return tuple(dict.fromkeys(re.findall(r"(?<![\w.])\w+(?![\w.])", before))) or None


def _is_in_call(before: str) -> bool:
    """Return whether *before* ends between the parentheses of a call or a definition.

    What is in them is not unpacked. Strings may contain parentheses, so the answer is
    False if there is a quote.
    """
    if "'" in before or '"' in before:
        return False
    opened: list[bool] = []
    last = ""
    for character in before:
        if character == "(":
            opened.append(last.isalnum() or last == "_")
        elif character == ")" and opened:
            opened.pop()
        last = character
    return any(opened)


def _is_keyword_argument(before: str) -> bool:
    """Return whether *before* ends with the ``=`` of a keyword argument or a default.

    No other ``=`` is possible in parentheses, except ``:=``. Strings may contain
    parentheses, so the answer is False if there is a quote.
    """
    return (
        before[-1] == "="
        and before[-2:] != ":="
        and before.count("(") > before.count(")")
        and "'" not in before
        and '"' not in before
    )


@lru_cache(maxsize=1)
def _has_unpacking(text: str) -> bool:
    """Return whether the text may assign to several names at once: ``a, b = c, d``."""
    before = ""
    for line in text.split("\n"):
        if "=" in line:
            parts = re.split("([=;:])", line)
            if any(
                end == "=" and _is_list_of_targets(part)
                for part, end in zip(parts[::2], parts[1::2])
            ) or before.endswith("\\"):
                return True
        before = line
    return False


def _is_list_of_targets(part: str) -> bool:
    """Return whether *part* may be a list of targets, or the last lines of one.

    A target may be ``x.y`` or ``x["("]``, so nearly everything may be in it.
    """
    bare = re.sub(_STRING, "", part)
    more_closed = bare.count(")") > bare.count("(") or bare.count("]") > bare.count("[")
    return more_closed or ("," in bare and bare.count("(") == bare.count(")"))
