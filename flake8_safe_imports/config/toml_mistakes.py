"""What to write where a pyproject.toml is not TOML: the parser only names the fault."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import toml

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACE: Final = r"\(at line (\d+), column (\d+)\)"
_TWICE: Final = ": it is given twice, remove one"
_BACKSLASH: Final = ": put the text in single quotes, or write \\\\ for a backslash"


def advise(error: str, text: str) -> str:
    """Return what to do about the *error* that a parser found in *text*.

    It can be appended to the error; it is empty if nothing is known.
    """
    for beginning, find_advice in _ADVICE.items():
        if f"({beginning}" in error:
            return find_advice(*_find_place(error, text), text)
    return ""


def _find_place(error: str, text: str) -> tuple[str, str]:
    """Return the parts of a line that are before and after the place of an *error*."""
    place = re.search(_PLACE, error)
    lines = text.replace("\r\n", "\n").split("\n")
    if place is None or int(place[1]) > len(lines):
        return "", ""
    line, column = lines[int(place[1]) - 1], int(place[2]) - 1
    return line[:column], line[column:]


def _advise_on_value(before: str, after: str, text: str) -> str:
    if re.match(r"(?:True|False)\b", after):
        return ": write true and false in lower case"
    if not after.partition("#")[0].strip():
        return ": write a value after the `=`, or remove the line"
    if after[0] in ",]}":
        return f": write a value before the `{after[0]}`, or remove it"
    if after[0] in "\u2018\u2019\u201c\u201d\u201e":
        return ": put text in straight quotes"
    return ": put text in quotes"


def _advise_on_key(before: str, after: str, text: str) -> str:
    if after.startswith(":"):
        return ": write `=`, not `:`"
    if after.startswith((";", "//")) and not before.strip():
        return ": comments begin with `#`"
    # `a* = "x"` and `a b = "x"`, but not `enable VET104`
    return ": put the name in quotes" if "=" in after else ": write NAME = VALUE"


def _advise_on_end(before: str, after: str, text: str) -> str:
    if after.startswith(","):
        return ": write several values as a list, in []"
    return ": write one value, and put text in quotes"


def _advise_on_quotes(before: str, after: str, text: str) -> str:
    line, _ = toml.find_unclosed(text)
    return f": close the quotes in line {line}" if line else ""


def _advise_on_bracket(before: str, after: str, text: str) -> str:
    line, opened = toml.find_unclosed(text)
    if not line:
        return ": put a comma between two values"
    shown = f"`{opened}`" if opened in {"[", "{"} else "quotes"
    return f": close the {shown} in line {line}"


def _advise_on_header(before: str, after: str, text: str) -> str:
    return ": write [NAME] on a line of its own"


def _advise_on_twice(before: str, after: str, text: str) -> str:
    return _TWICE


def _advise_on_backslash(before: str, after: str, text: str) -> str:
    return _BACKSLASH


_ADVICE: Final[dict[str, Callable[[str, str, str], str]]] = {
    "Invalid value": _advise_on_value,
    "Invalid date": _advise_on_value,
    "Expected '=' after a key": _advise_on_key,
    'Expected "=" after a key': _advise_on_key,
    "Invalid initial character": _advise_on_key,
    "Invalid statement": _advise_on_key,
    "Expected newline or end": _advise_on_end,
    "Expected ']": _advise_on_header,
    'Expected "]': _advise_on_header,
    "Illegal character": _advise_on_quotes,
    "Found invalid character": _advise_on_quotes,
    "Unterminated string": _advise_on_quotes,
    "Expected \"'": _advise_on_quotes,
    'Expected ""\'': _advise_on_quotes,
    "Unclosed": _advise_on_bracket,
    "Cannot overwrite": _advise_on_twice,
    "Can not overwrite": _advise_on_twice,
    "Cannot declare": _advise_on_twice,
    "Can not declare": _advise_on_twice,
    "Cannot redefine": _advise_on_twice,
    "Cannot mutate": _advise_on_twice,
    "Duplicate inline": _advise_on_twice,
    "Unescaped": _advise_on_backslash,
    "Invalid hex value": _advise_on_backslash,
    "Escaped character": _advise_on_backslash,
}
"""Beginnings of what tomllib and tomli say, and what finds the advice."""
