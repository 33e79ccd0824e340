"""Finds the lines that the keys and strings of a TOML text are on."""

from __future__ import annotations

import re
import sys
from itertools import takewhile
from typing import Final

from flake8_safe_imports.project.readers.lines import LineIndex
from flake8_safe_imports.project.readers.toml import LONGEST_KEY

_PART: Final = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_KEY: Final = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART}){{0,{LONGEST_KEY - 1}}}"
_HEADER: Final = rf"\s*\[{{1,2}}\s*({_KEY})\s*\]{{1,2}}\s*(?:#.*)?$"
# What is in a line. Words are taken whole, so that each is tried once as a key.
_TOKEN: Final = (
    rf"""#.*|(?P<key>{_KEY})[ \t]*=|(?P<string>\"{{3}}(?:[^"\\]|\\.|"(?!""))*"{{3,5}}"""
    r"""|'{3}(?:[^']|'(?!''))*'{3,5}|(?!\"{3}|'{3})(?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^']*'))"""
    r"""|(?P<quotes>\"{3}|'{3})(?P<rest>.*)|(?P<bracket>[\[\]{}])|[\w.+:-]+"""
)
_END: Final = {
    '"""': r"""((?:[^"\\]|\\.|\\$|"(?!""))*)"{3,5}""",
    "'''": r"""((?:[^']|'(?!''))*)'{3,5}""",
}
"""The last line of a string over several lines, by its quotes."""
_LONGEST_PATH: Final = 256
"""Characters of a path; all the keys of a table repeat those of its own."""
_CONTINUED: Final = r"\\[ \t\r]*\n\s*"
_ESCAPE: Final = r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))"
_ESCAPED: Final = {"b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def index_lines(text: str) -> LineIndex:
    """Return the lines of the keys and strings in a TOML text that was parsed.

    Of other text, time and memory may be the square.
    A string in an inline table is under the keys that lead to it; in an array, it is
    under those of the array.
    """
    indexer = _Indexer(text)
    indexer.read()
    return indexer.lines


class _Indexer:
    """Goes through the lines once."""

    def __init__(self, text: str) -> None:
        self._source = text.split("\n")
        self.lines = LineIndex(self._source)
        self._section = ""
        self._path = ""
        self._open: list[tuple[str, str]] = []  # brackets, each with the path before it
        self._arrays = 0
        self._quotes = ""  # of the string over several lines that is open
        self._start = 0
        self._parts: list[str] = []
        self._find_tokens = re.compile(_TOKEN).finditer

    def read(self) -> None:
        """Find all keys and strings."""
        for number, line in enumerate(self._source, 1):
            if self._quotes:
                position = self._end_string(line)
                if position:
                    self._read_tokens(line, number, position)
                continue
            header = None if self._open else re.match(_HEADER, line)
            if header:
                self._add_key("", header[1], number)
                self._section = self._path
            else:
                self._read_tokens(line, number, 0)

    def _read_tokens(self, line: str, number: int, position: int) -> None:
        for token in self._find_tokens(line, position):
            kind = token.lastgroup
            if kind == "string":
                self.lines.add(self._path, number, [_unquote(token[0])])
            elif kind == "bracket":
                self._add_bracket(token[0])
            elif kind == "key" and not self._arrays:  # in an array, keys have no path
                table = self._open[-1][1] if self._open else self._section
                self._add_key(table, token["key"], number)
            elif kind == "rest":
                self._quotes, self._start = token["quotes"], number
                self._parts = [token["rest"]]

    def _add_key(self, table: str, key: str, number: int) -> None:
        """Begin what a key stands for, and the tables that a dotted one makes."""
        path = table
        for part in re.findall(_PART, key):
            name = part.strip("\"'")
            path = f"{path}.{name}"[:_LONGEST_PATH] if path else name[:_LONGEST_PATH]
            self.lines.add(path, number)
        self._path = path

    def _add_bracket(self, bracket: str) -> None:
        """Open or close an array or a table."""
        if bracket in "[{":
            self._open.append((bracket, self._path))
            self._arrays += bracket == "["
        elif self._open:
            opening, self._path = self._open.pop()
            self._arrays -= opening == "["

    def _end_string(self, line: str) -> int:
        """Return where a string over several lines ends in a line; 0 if it goes on."""
        end = re.compile(_END[self._quotes]).match(line)
        self._parts.append(end[1] if end else line)
        if end is None:
            return 0
        text = _resolve("\n".join(self._parts), self._quotes)
        start = self._start
        if "\n" not in text.strip():  # a text of one line has the line that it is on
            start += sum(1 for _ in takewhile(_is_blank, self._parts))
        self.lines.add(self._path, start, [text])
        self._quotes = ""
        return end.end()


def _is_blank(row: str) -> bool:
    return not row.strip(" \t\r\\")


def _unquote(string: str) -> str:
    """Return what a string on one line stands for."""
    quotes = string[:3] if string[:3] in _END else string[:1]
    return _resolve(string[len(quotes) : len(string) - len(quotes)], quotes)


def _resolve(content: str, quotes: str) -> str:
    """Return the value of a string, of which *content* is between *quotes*."""
    if len(quotes) > 1:
        content = content.replace("\r\n", "\n").removeprefix("\n")
    if quotes[0] == "'" or "\\" not in content:
        return content
    return re.sub(_ESCAPE, _resolve_escape, re.sub(_CONTINUED, "", content))


def _resolve_escape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= sys.maxunicode else match[0]
    return _ESCAPED.get(match[4], match[4])
