"""Finds ``requires-python`` in a pyproject.toml without parsing it.

To import the parser of TOML takes longer than to check a small file.
"""

from __future__ import annotations

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


_KEY: Final = "requires-python"
_TABLE: Final = "[project]"
_BLANK: Final = " \t\r"
_LONG_STRINGS: Final = ('"""', "'''")
_BEGINNINGS: Final = ("#", '"', "'", "{", "}", "]")
"""What lines of TOML begin with, besides keys and the headers of tables."""
_PAIRS: Final = (("[", "]"), ("{", "}"))


def find_value(text: str) -> str | None:
    r"""Return the value in ``[project]`` of a TOML document, if that is beyond doubt.

    None says nothing: only a parser can tell.

    >>> find_value('[project]\nname = "x"\nrequires-python = ">=3.9"  # old\n')
    '>=3.9'

    The key is there once, and with its value on one line. There is no string above it
    that may go on from line to line, so that what looks like the header of a table is
    one: elsewhere ``[project]`` is not TOML. No line is odd for TOML, and brackets and
    quotes come in pairs, as far as that is easily seen: what a file that is not TOML
    declares is not known.
    """
    before, key, after = text.partition(_KEY)
    if not key or _KEY in after or any(mark in before for mark in _LONG_STRINGS):
        return None
    above, _, indent = before.rpartition("\n")
    if indent.strip(_BLANK) or _find_header(above) != _TABLE:
        return None
    equals, value = _split(after.partition("\n")[0])
    if equals != "=" or not _is_like_toml(text):
        return None
    return value


def _find_header(text: str) -> str:
    """Return the last line of *text* that may be the header of a table."""
    start = text.rfind("[")
    while start >= 0:
        begin = text.rfind("\n", 0, start) + 1
        end = text.find("\n", start)
        line = text[begin : len(text) if end < 0 else end].strip(_BLANK)
        if line.startswith("["):
            return line
        start = text.rfind("[", 0, begin)
    return ""


def _is_like_toml(text: str) -> bool:
    """Return whether nothing in *text* is odd at first sight, for a file in TOML."""
    return (
        all(text.count(first) == text.count(last) for first, last in _PAIRS)
        and text.count('"') % 2 == 0  # an apostrophe may be in any comment
        and all(map(_is_like_line, text.split("\n")))
    )


def _is_like_line(line: str) -> bool:
    """Return whether a line may be one of TOML, as a word alone may not."""
    line = line.strip(_BLANK)
    if not line or line.startswith(_BEGINNINGS):
        return True
    if line.count("'") % 2 and '"' not in line and "#" not in line:
        return False
    if line.startswith("["):
        return "]" in line
    return "=" in line and not line.endswith("=")


def _split(line: str) -> tuple[str, str]:
    """Return what is before a string in the rest of a *line*, and the string.

    Nothing but a comment may be behind it.
    """
    start, quote, rest = line.partition('"' if '"' in line else "'")
    value, end, comment = rest.partition(quote) if quote else ("", "", "")
    comment = comment.strip(_BLANK)
    is_plain = end and value.isprintable() and "\\" not in value
    if not is_plain or not (not comment or comment.startswith("#")):
        return "", ""
    return start.strip(_BLANK), value
