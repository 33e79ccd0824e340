"""Reads the part of YAML that manifests and CI services use, with lines.

Block and flow mappings and sequences, scalars in every style.  Anchors and tags are
dropped, aliases and complex keys are left out.  Only what is nested too deeply is
refused: a file that is not quite YAML gives what could be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, Union

from flake8_safe_imports.project.manifest import ManifestError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

Key = Union[str, int]
"""A key of a mapping, or an index into a sequence."""

DEEPEST: Final = 64
"""Levels of mappings and sequences; bounds the length of paths."""


class Line(NamedTuple):
    """One line of a scalar; ``number`` counts from 1."""

    text: str
    number: int


class Scalar(NamedTuple):
    """A scalar, and the keys and indexes that lead to it.

    ``is_literal`` tells a text in which line breaks count (``|``) from others.
    """

    path: tuple[Key, ...]
    lines: tuple[Line, ...]
    is_literal: bool = False

    @property
    def text(self) -> str:
        """The scalar as one text."""
        glue = "\n" if self.is_literal else " "
        return glue.join(line.text for line in self.lines)

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.lines[0].number


def find_scalars(text: str) -> Iterator[Scalar]:
    """Yield the scalars of a YAML text that are not empty, in order."""
    return _Parser(text).parse()


_BLOCK: Final = r"[|>][-+0-9]*\s*(?:#.*)?$"
_PROPERTY: Final = r"(?:[&!][^\s,\[\]{}]*\s+)+"
_PLAIN_KEY: Final = r"[^\s#\[\]{},&*!|>'\"%@`?-][^:#]*|-[^\s:#][^:#]*"
_QUOTED: Final = r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'"""


class _Frame:
    """A mapping (``index`` is -1) or a sequence that is open, and where it is."""

    __slots__ = ("indent", "index", "key")

    def __init__(self, indent: int, index: int, key: Key) -> None:
        self.indent = indent
        self.index = index
        self.key = key


class _Parser:
    """Goes through the lines once, with the open mappings and sequences on a stack."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._number = 0  # of the line that is read, from 0
        self._frames: list[_Frame] = []

    def parse(self) -> Iterator[Scalar]:
        """Yield all scalars."""
        while self._number < len(self._lines):
            line = self._lines[self._number]
            content = line.strip()
            if line.startswith(("---", "...", "%")):
                self._frames.clear()
                content = content[3:].strip() if content.startswith("---") else ""
            if not content or content.startswith("#"):
                self._number += 1
            else:
                yield from self._read_line(line, content)

    def _read_line(self, line: str, content: str) -> Iterator[Scalar]:
        """Read a line, and those that go on with its last scalar."""
        indent = len(line) - len(line.lstrip(" \t"))
        while content == "-" or content.startswith(("- ", "-\t")):
            self._open_item(indent)
            rest = content[1:].lstrip()
            indent += len(content) - len(rest)
            content = rest
        key, value = _split_key(content)
        if key is not None:
            self._open_key(indent, key)
        elif self._frames and self._frames[-1].index < 0:
            self._close(indent)
        yield from self._read_value(value, indent if key is not None else indent - 1)

    def _open_item(self, indent: int) -> None:
        """Begin the next item of the sequence at *indent*."""
        while self._frames and self._frames[-1].indent > indent:
            self._frames.pop()
        top = self._frames[-1] if self._frames else None
        if top is not None and top.indent == indent and top.index >= 0:
            top.index += 1
            top.key = top.index
        else:
            self._push(_Frame(indent, 0, 0))

    def _open_key(self, indent: int, key: str) -> None:
        """Begin the entry *key* of the mapping at *indent*."""
        self._close(indent)
        top = self._frames[-1] if self._frames else None
        if top is not None and top.indent == indent and top.index < 0:
            top.key = key
        else:
            self._push(_Frame(indent, -1, key))

    def _close(self, indent: int) -> None:
        """Close what ends where a line at *indent* is no item of a sequence."""
        while self._frames and (
            self._frames[-1].indent > indent
            or (self._frames[-1].indent == indent and self._frames[-1].index >= 0)
        ):
            self._frames.pop()

    def _push(self, frame: _Frame) -> None:
        if len(self._frames) >= DEEPEST:
            problem = Problem(self._number + 1, "nested too deeply")
            raise ManifestError((problem,))
        self._frames.append(frame)

    def _read_value(self, value: str, indent: int) -> Iterator[Scalar]:
        """Read a value whose first line is *value*, under a key at *indent*."""
        path = tuple(frame.key for frame in self._frames)
        value = re.sub(rf"^{_PROPERTY}", "", f"{value} ").strip()
        if value.startswith("#"):
            value = ""
        number = self._number
        self._number += 1
        if re.match(_BLOCK, value):
            lines = tuple(self._take_block(indent))
            if lines:
                yield Scalar(path, lines, is_literal=value.startswith("|"))
        elif value.startswith(("[", "{")):
            yield from self._read_flow(path, value, number)
        elif value and not value.startswith("*"):
            lines = tuple(self._take_scalar(value, number, indent))
            if lines:
                yield Scalar(path, lines)

    def _take_block(self, indent: int) -> Iterator[Line]:
        """Yield the lines of a block scalar under a key at *indent*."""
        while self._number < len(self._lines):
            line = self._lines[self._number]
            if line.strip():
                if len(line) - len(line.lstrip(" \t")) <= indent:
                    return
                yield Line(line.strip(), self._number + 1)
            self._number += 1

    def _take_scalar(self, value: str, number: int, indent: int) -> Iterator[Line]:
        """Yield the lines of a plain or quoted scalar."""
        quote = value[0] if value[0] in "\"'" else ""
        if quote:
            end = re.match(_QUOTED, value)
            if end:
                yield Line(_unquote(end[0]), number + 1)
                return
            value = value[1:]
        yield from _make_line(value if quote else _drop_comment(value), number)
        while self._number < len(self._lines):
            line = self._lines[self._number]
            bare = line.strip()
            if bare and len(line) - len(line.lstrip(" \t")) <= indent:
                return
            if not quote and (bare.startswith("#") or _split_key(bare)[0] is not None):
                return
            self._number += 1
            if quote and bare.endswith(quote):
                yield from _make_line(bare[:-1], self._number - 1)
                return
            yield from _make_line(
                bare if quote else _drop_comment(bare), self._number - 1
            )

    def _read_flow(
        self, path: tuple[Key, ...], value: str, number: int
    ) -> Iterator[Scalar]:
        """Yield the scalars in a collection in brackets, which may go on."""
        base = list(path)
        frames: list[_Frame] = []
        is_value = False
        for token, line in self._take_flow(value, number):
            if token in {"[", "{"}:
                if len(frames) + len(base) >= DEEPEST:
                    raise ManifestError((Problem(line, "nested too deeply"),))
                frames.append(_Frame(0, 0 if token == "[" else -1, 0))
                is_value = False
            elif token in {"]", "}"}:
                if frames:
                    frames.pop()
                is_value = False
            elif token == ",":
                if frames and frames[-1].index >= 0:
                    frames[-1].index += 1
                    frames[-1].key = frames[-1].index
                is_value = False
            elif token == ":":
                is_value = True
            elif frames and frames[-1].index < 0 and not is_value:
                frames[-1].key = _unquote(token)
            elif _unquote(token):
                keys = (*base, *(frame.key for frame in frames))
                yield Scalar(keys, (Line(_unquote(token), line),))

    def _take_flow(self, value: str, number: int) -> Iterator[tuple[str, int]]:
        """Yield the tokens of a collection in brackets, with their lines."""
        depth = 0
        while True:
            for match in re.finditer(_FLOW_TOKEN, value):
                token = match[0].strip()
                if token.startswith("#"):
                    break
                depth += (token in {"[", "{"}) - (token in {"]", "}"})
                if token:
                    yield token, number + 1
                if depth <= 0:
                    return
            if self._number >= len(self._lines):
                return
            value, number = self._lines[self._number], self._number
            self._number += 1


_FLOW_TOKEN: Final = (
    rf"{_QUOTED}|[\[\]{{}},]|:(?=\s|$|[\[{{\"',])|(?:(?<=\s)|^)#.*"
    r"|[^\s\[\]{},\"':](?:[^\[\]{},:#]|:(?=[^\s\[\]{},])|(?<=\S)#)*"
)


def _split_key(content: str) -> tuple[str | None, str]:
    """Return key and value of an entry; None and *content* if it is none."""
    match = re.match(rf"(?:({_QUOTED})\s*|({_PLAIN_KEY})):(?:\s|$)", content)
    if match is not None:
        key = match[1] or match[2]
        return _unquote(key.strip()), content[match.end() :].strip()
    # A plain key may hold a colon if no blank follows.
    head, colon, rest = content.partition(": ")
    if colon and re.match(r"[\w.$:-]+$", head):
        return head, rest.strip()
    return None, content


def _unquote(text: str) -> str:
    """Return a scalar without its quotes."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text.strip()


def _drop_comment(text: str) -> str:
    return re.split(r"\s#", f" {text}", maxsplit=1)[0].strip()


def _make_line(text: str, number: int) -> Iterator[Line]:
    if text.strip():
        yield Line(text.strip(), number + 1)
