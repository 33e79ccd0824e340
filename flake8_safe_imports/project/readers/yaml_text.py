"""Takes lines of YAML apart: keys, quotes, escapes, comments and indentation."""

from __future__ import annotations

import re
from typing import Final

QUOTED: Final = r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'"""
_ESCAPE: Final = r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U000([0-9a-fA-F]{5})|(.))"
_NO_KEY: Final = "#[]{},&!|>'\"%@`"
"""What no plain key begins with. An alias may be a key."""


def split_key(content: str) -> tuple[str | None, str]:
    """Return key and value of an entry; None and *content* if it is none."""
    if content[0:1] in ('"', "'"):
        quoted = re.match(rf"({QUOTED})\s*:(?:\s|$)", content)
        if quoted is None:
            return None, content
        return unquote(quoted[1]), content[quoted.end() :].strip()
    end = re.search(r":(?:\s|$)|\s#", content)
    if end is None or "#" in end[0] or not end.start() or content[0] in _NO_KEY:
        return None, content
    return content[: end.start()].strip(), content[end.end() :].strip()


def count_blanks(line: str) -> int:
    """Return the indentation of a line: only blanks count."""
    return len(line) - len(line.lstrip(" "))


def unquote(text: str) -> str:
    """Return a scalar without its quotes."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return unescape(text[1:-1], text[0])
    return text.strip()


def unescape(text: str, quote: str) -> str:
    """Return the text in a quoted scalar, or in a line of one."""
    if quote == '"':
        return re.sub(_ESCAPE, _replace_escape, text)
    return text.replace("''", "'")


def _replace_escape(match: re.Match[str]) -> str:
    if match[4]:
        return {"n": "\n", "t": "\t", "r": "\r"}.get(match[4], match[4])
    return chr(int(match[1] or match[2] or match[3], 16))


def drop_comment(text: str) -> str:
    """Return a line without its comment, and without blanks around it."""
    return re.split(r"\s#", f" {text}", maxsplit=1)[0].strip()
