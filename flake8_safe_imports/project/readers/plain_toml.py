"""Tells without a parser that a text is TOML, where that is beyond doubt."""

from __future__ import annotations

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


BLANK: Final = " \t\r"
LONG_STRINGS: Final = ('"""', "'''")
_MARKS: Final = ('"', "'", "#")
"""What begins a string or a comment."""
_LONGEST_LINE: Final = 2000
"""Longer lines are left to the parser, which reads them in linear time."""
_ESCAPES: Final = ("b", "t", "n", "f", "r")
"""What follows a backslash in a string, besides numbers of characters."""
_MOST_PARTS: Final = 9
"""Our parser refuses keys with very many parts."""
_OF_KEYS: Final = str.maketrans("", "", "-_")
_AFTER: Final = (",", "]", "}", "=")
"""What may follow a string between brackets."""


def is_plain(text: str) -> bool:
    r"""Return whether *text* is TOML; False where only a parser can tell.

    >>> is_plain('[project]\nname = "x"\nrequires = [\n  "y",  # why\n  "z",\n]\n')
    True
    >>> is_plain('[project]\nname = x\n')
    False

    It looks for what people get wrong: strings and brackets that are not closed, values
    without quotes, items without a comma between them, tables and keys given twice. It
    misses wrong escapes in strings of several lines, and a key that is given once with
    dots or braces and once as a table.
    """
    statements = _read_statements(text)
    if statements is None:
        return False
    seen: set[tuple[int, str]] = set()
    table = 0
    for statement in statements:
        if statement.startswith("["):
            table += 1
            is_single = not statement.startswith("[[")
            key = statement[1:-1] if is_single else statement[2:-2]
            if statement != (f"[{key}]" if is_single else f"[[{key}]]"):
                return False
            place = 0
        else:
            key, _, value = statement.partition("=")
            if not _is_value("".join(value.split())):
                return False
            is_single = True
            place = table
        key = key.strip(BLANK)
        if not _is_key(key) or (place, key) in seen:
            return False
        # Without its text, one key in quotes looks like another.
        if is_single and '"' not in key:
            seen.add((place, key))
    return True


def _read_statements(text: str) -> list[str] | None:
    """Return the headers and assignments in *text*; None if something is not closed.

    They are without comments, and a quote stands for each string.
    """
    for quotes in LONG_STRINGS:
        if quotes in text:
            parts = text.split(quotes)
            if len(parts) % 2 == 0:
                return None
            text = '""'.join(parts[::2])
    found: list[str] = []
    pieces: list[str] = []
    depth = 0
    for line in text.split("\n"):
        bare = _drop_strings(line.strip(BLANK))
        if bare is None or bare.count("{") != bare.count("}"):
            return None
        if not bare:
            continue
        pieces.append(bare)
        depth += bare.count("[") - bare.count("]")
        if depth <= 0:
            found.append("".join(pieces))
            pieces = []
            depth = 0
    return None if pieces else found


def _drop_strings(line: str) -> str | None:
    """Return a line without comment and text of strings; None if that is unclear.

    A quote stands for each string.
    """
    if not line or line[0] == "#":
        return ""
    if "'" not in line and "#" not in line and "\\" not in line:
        parts = line.split('"')
        return '"'.join(parts[::2]) if len(parts) % 2 else None
    if len(line) > _LONGEST_LINE:
        return None
    # In a string without escapes only text is lost, which does not matter.
    line = line.replace("\\\\", "").replace('\\"', "")
    bare = ""
    while True:
        start = min((i for i in map(line.find, _MARKS) if i >= 0), default=len(line))
        bare += line[:start]
        mark = line[start : start + 1]
        if mark in ("", "#"):
            return bare.rstrip(BLANK)
        end = line.find(mark, start + 1)
        if end < 0:
            return None
        if mark == '"':
            _, *escapes = line[start:end].split("\\")
            if not all(escape[:1] in _ESCAPES for escape in escapes):
                return None
        bare += '"'
        line = line[end + 1 :]


def _is_key(key: str) -> bool:
    """Return whether *key* is one, perhaps with dots, and with a quote for a string."""
    if key == '"':
        return True
    parts = key.replace('"', "x").split(".")
    return len(parts) <= _MOST_PARTS and all(
        part.strip(BLANK).translate(_OF_KEYS).isalnum() for part in parts
    )


def _is_value(value: str) -> bool:
    """Return whether *value*, without blanks and text of strings, is one.

    What is between brackets besides strings is hardly looked at.
    """
    if value == '"' or _is_word(value):
        return True
    if value[:1] not in ("[", "{") or value[-1:] not in ("]", "}"):
        return False
    if any(commas in value for commas in (",,", "[,", "{,")):
        return False
    first, *rest = value.split('"')
    if not rest:
        items = value[1:-1].strip(",").split(",")
        return items == [""] or all(_is_word(item.split("=")[-1]) for item in items)
    *between, last = rest
    return (
        first[-1] in "[{,="
        and last[0] in _AFTER
        and all(part[:1] in _AFTER and part[-1] in "[{,=" for part in between)
    )


def _is_word(value: str) -> bool:
    """Return whether *value* is a truth value or a plain number."""
    if value in ("true", "false"):
        return True
    whole, dot, fraction = value.partition(".")
    if dot and not fraction.isdecimal():
        return False
    return whole.isdecimal() and (whole == "0" or whole[0] != "0")
