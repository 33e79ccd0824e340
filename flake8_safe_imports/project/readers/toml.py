"""Parses TOML."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flake8_safe_imports.project.manifest import ParseError

# No two parts of it can match the same text, so that time is linear.
_PART: Final = r"""(?:[\w-]+|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|'[^'\n]*'?)"""
LONGEST_KEY: Final = 32
"""Parts of the longest dotted key; tomllib needs memory of its square."""
# Strings, comments and dotted keys, each to its end even if it is not closed.
_TOKEN: Final = (
    r"""\"{3}(?:[^"\\]|\\.|"(?!""))*(?:\"{3})?|'{3}(?:[^']|'(?!''))*(?:'{3})?|#[^\n]*"""
    rf"|(?P<key>{_PART}(?:[ \t]*\.[ \t]*{_PART})*)"
)
# Strings, comments, brackets, commas, line breaks, and what is between.
_PIECE: Final = (
    r"""(?s)\"{3}(?:[^"\\]|\\.|"(?!""))*(?:\"{3})?|'{3}(?:[^']|'(?!''))*(?:'{3})?"""
    r"""|"(?:[^"\\\n]|\\[^\n])*"?|'[^'\n]*'?|#[^\n]*"""
    r"""|[{}\[\],]|\r?\n|[^"'#{}\[\],\r\n]+|."""
)
_OPENING: Final = {"]": "[", "}": "{"}
_NEW_ESCAPE: Final = r"\\(?:x([0-9a-fA-F]{2})|(?s:.))"


@lru_cache(maxsize=1)
def parse(text: str) -> dict[str, object]:
    """Return a TOML document, 1.0 or 1.1; raise ParseError for anything else.

    Nobody may change it: several ask the same file of a project for different things,
    one after the other, and to parse it takes longer than most files to be checked.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    if text.startswith("\ufeff"):
        mark = ValueError("it begins with a byte order mark")
        raise _fail(1, f"not TOML: {mark}", mark)
    _check_keys(text)
    try:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            # Imported here: most files are TOML 1.0.
            from contextlib import suppress

            with suppress(tomllib.TOMLDecodeError):
                return tomllib.loads(_translate(text))
            raise
    except ValueError as error:  # also plain ones: a number of 5,000 digits
        reason = str(error).partition(" (at ")[0]
        line = _find_line(str(error), text)
        raise _fail(line, f"not TOML: {reason}", error) from error
    except RecursionError as error:
        reason = "not TOML: nested too deeply"
        raise _fail(1, reason, error) from error


def _fail(line: int, reason: str, error: Exception) -> ParseError:
    # Imported here: most files are TOML.
    from flake8_safe_imports.project.manifest import ParseError

    return ParseError("TOML", line, reason, error)


def find_table(value: object, *keys: str) -> dict[str, object]:
    """Return the table found by following *keys*; an empty one if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def find_tables(value: object) -> list[dict[str, object]]:
    """Return the tables in an array of tables; none for anything else."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]


def _check_keys(text: str) -> None:
    """Raise ParseError for a dotted key with more parts than anybody writes."""
    if not any(line.count(".") >= LONGEST_KEY for line in text.split("\n")):
        return
    for token in re.finditer(_TOKEN, text, re.DOTALL):
        key = token["key"]
        if key and key.count(".") >= LONGEST_KEY:
            parts = sum(1 for _ in re.finditer(_PART, key, re.DOTALL))
            if parts > LONGEST_KEY:
                line = text.count("\n", 0, token.start()) + 1
                reason = f"a key of more than {LONGEST_KEY} parts"
                raise _fail(line, reason, ValueError(reason))


def _translate(text: str) -> str:
    """Return a TOML 1.1 text in TOML 1.0, which is all that most parsers know.

    Inline tables get one line each and lose their last comma, and strings have no
    escapes that are new.
    """
    parts: list[str] = []
    brackets: list[str] = []
    tables = 0
    last = ""  # the last piece that is not a blank
    comma = -1  # where it is in parts, if it is a comma behind a value
    for match in re.finditer(_PIECE, text):
        piece = match[0]
        if piece in {"{", "["}:
            brackets.append(piece)
            tables += piece == "{"
        elif piece in {"}", "]"}:
            if piece == "}" and comma >= 0:
                parts[comma] = ""
            tables -= bool(brackets) and brackets.pop() == "{"
        elif tables and piece[0] in "#\r\n":
            piece = " "
        elif piece[0] == '"':
            piece = re.sub(_NEW_ESCAPE, _replace_escape, piece)
        if piece.strip():
            comma = len(parts) if piece == "," and last not in {"{", ","} else -1
            last = piece
        parts.append(piece)
    return "".join(parts)


def find_unclosed(text: str) -> tuple[int, str]:
    """Return the line of the first string or bracket that is never closed, and it.

    These are 0 and "" if there is none.
    """
    line = 1
    brackets: list[tuple[int, str]] = []
    for match in re.finditer(_PIECE, text):
        piece = match[0]
        quotes = piece[:3] if piece[:3] in {'"""', "'''"} else piece[0]
        if quotes[0] in "\"'" and (
            len(piece) < 2 * len(quotes) or not piece.endswith(quotes)
        ):
            return line, quotes
        if piece in {"{", "["}:
            brackets.append((line, piece))
        elif piece in _OPENING and brackets:
            opened = brackets.pop()
            if opened[1] != _OPENING[piece]:
                return opened
        line += piece.count("\n")
    return brackets[0] if brackets else (0, "")


def _replace_escape(match: re.Match[str]) -> str:
    if match[0] == r"\e":
        return r"\u001b"
    return rf"\u00{match[1]}" if match[1] else match[0]


def _find_line(message: str, text: str) -> int:
    """Return the line that a parser's error message is about."""
    place = re.search(r"\(at line (\d+), column \d+\)", message)
    if place:
        return int(place[1])
    return len(text.splitlines()) if "end of document" in message else 1
