"""Reads the part of YAML that manifests and CI services use, with lines.

Block and flow mappings and sequences, scalars in every style, and aliases. Tags are
dropped, complex keys are left out. A text that is not YAML gives what could be read,
and the first thing that is wrong with it.

Sources: the specification of YAML 1.2, and what PyYAML accepts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, Union

from flake8_safe_imports.project.manifest import (
    ManifestError,
    ManifestProblem,
    NumberedLine,
)
from flake8_safe_imports.project.readers.yaml_text import (
    QUOTED,
    count_blanks,
    drop_comment,
    split_key,
    unescape,
    unquote,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.readers.collector import Collector

Key = Union[str, int]
"""A key of a mapping, or an index into a sequence."""

DEEPEST: Final = 64
"""Levels of mappings and sequences; bounds the length of paths."""
MOST_COPIES: Final = 10_000
"""Scalars that aliases may stand for; bounds what crafted text can make."""


class Scalar(NamedTuple):
    """A scalar, and the keys and indexes that lead to it.

    ``is_literal`` tells a text in which line breaks count (``|``) from others.
    """

    path: tuple[Key, ...]
    lines: tuple[NumberedLine, ...]
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


def find_scalars(text: str, collector: Collector) -> list[Scalar]:
    """Return the scalars of a YAML text that are not empty, in order.

    Those that an alias stands for are there again, under its path. What is wrong
    with the text is a problem of *collector*.
    """
    parser = _Parser(text)
    parser.parse()
    if parser.problem is not None:
        collector.add_problem(parser.problem.line, f"not YAML: {parser.problem.reason}")
    return parser.found


_BREAK: Final = r"\r\n|\r|\n"
_MARKER: Final = r"(?:---|\.\.\.)(?:\s|$)"
_BLOCK: Final = r"[|>](?:[-+]?([1-9]?)|([1-9])[-+])\s*(?:#.*)?$"
_PROPERTY: Final = r"(?:([&!])([^\s,\[\]{}]*)\s+)"
_ALIAS: Final = r"\*([^\s,\[\]{}]+)\s*(?:#.*)?$"
_END_OF_QUOTED: Final = {'"': r'((?:[^"\\]|\\.)*)"', "'": r"((?:[^']|'')*)'(?!')"}
_UNPRINTABLE: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


class _Frame:
    """A mapping (``index`` is -1) or a sequence that is open, and where it is.

    If it ``is_full``, its last entry or item has its value.
    """

    __slots__ = ("indent", "index", "is_full", "key")

    def __init__(self, indent: int, index: int, key: Key) -> None:
        self.indent = indent
        self.index = index
        self.key = key
        self.is_full = False


class _Flow:
    """The mappings and sequences in brackets that are open, outermost first.

    If it ``is_value``, the next scalar is not a key.
    """

    __slots__ = ("_above", "_frames", "is_value")

    def __init__(self, above: tuple[Key, ...]) -> None:
        self._above = above  # what leads to the outermost
        self._frames: list[_Frame] = []
        self.is_value = False

    @property
    def depth(self) -> int:
        """How many collections are open, with those around the brackets."""
        return len(self._above) + len(self._frames)

    @property
    def path(self) -> tuple[Key, ...]:
        """The keys and indexes that lead to the next value."""
        return (*self._above, *(frame.key for frame in self._frames))

    def open(self, bracket: str) -> None:
        """Begin the collection that an opening *bracket* begins."""
        self._frames.append(_Frame(0, 0 if bracket == "[" else -1, 0))
        self.is_value = False

    def close(self, bracket: str) -> bool:
        """End the innermost collection; return whether *bracket* closes its kind."""
        self.is_value = False
        return not self._frames or (self._frames.pop().index < 0) is (bracket == "}")

    def begin_next(self) -> None:
        """Begin the next item or entry, after a comma."""
        self.is_value = False
        if self._frames and self._frames[-1].index >= 0:
            frame = self._frames[-1]
            frame.index += 1
            frame.key = frame.index

    def expects_key(self) -> bool:
        """Return whether a scalar here is the key of an entry."""
        return bool(self._frames) and self._frames[-1].index < 0 and not self.is_value

    def set_key(self, key: str) -> None:
        """Begin the entry *key*."""
        self._frames[-1].key = key


class _Parser:
    """Goes through the lines once, with the open mappings and sequences on a stack."""

    def __init__(self, text: str) -> None:
        self.found: list[Scalar] = []
        self.problem: ManifestProblem | None = None
        self._lines = re.split(_BREAK, text.lstrip("\ufeff"))
        self._number = 0  # of the line that is read, from 0
        self._frames: list[_Frame] = []
        self._root = _Frame(-1, 0, 0)  # of the document
        self._anchors: dict[str, tuple[tuple[Key, ...], int]] = {}
        self._copies = 0
        self._has_complex_keys = False

    def parse(self) -> None:
        """Find all scalars."""
        while self._number < len(self._lines):
            line = self._lines[self._number]
            content = line.strip()
            if re.match(_MARKER, line) or line.startswith("%"):
                self._frames.clear()
                self._root.is_full = False
                content = content[3:].strip() if content.startswith("---") else ""
            if not content or content.startswith("#"):
                self._number += 1
            else:
                if re.search(_UNPRINTABLE, content):
                    self._complain("a control character")
                self._read_line(line, content)

    def _complain(self, reason: str, number: int = -1) -> None:
        """Note what is wrong on a line, the one that is read unless *number* is given.

        The first problem counts. Behind a complex key, too little is known for one.
        """
        if self.problem is None and not self._has_complex_keys:
            line = (self._number if number < 0 else number) + 1
            self.problem = ManifestProblem(line, reason)

    def _read_line(self, line: str, content: str) -> None:
        """Read a line, and those that go on with its last scalar."""
        indent = count_blanks(line)
        if line[indent : indent + 1] == "\t":
            self._complain("a tab in the indentation")
            indent = len(line) - len(line.lstrip())
        is_item = False
        while content == "-" or content.startswith(("- ", "-\t")):
            is_item = True
            self._open_item(indent)
            rest = content[1:].lstrip()
            indent += len(content) - len(rest)
            content = rest
        if content.startswith(("? ", ": ")) or content in ("?", ":"):
            self._has_complex_keys = True
        bare = re.sub(rf"^{_PROPERTY}+", "", content)
        key, value = split_key(bare)
        if key is not None:
            self._open_key(indent, key)
            self._read_value(value)
            return
        if not is_item:
            while self._frames and self._frames[-1].indent > indent:
                self._frames.pop()
            if self._frames and self._frames[-1].indent == indent:
                self._complain("neither a key, an item nor a value")
                self._close(indent)
        self._read_value(content)

    def _open_item(self, indent: int) -> None:
        """Begin the next item of the sequence at *indent*."""
        while self._frames and self._frames[-1].indent > indent:
            self._frames.pop()
        top = self._frames[-1] if self._frames else None
        if top is not None and top.indent == indent and top.index >= 0:
            top.index += 1
            top.key = top.index
            top.is_full = False
        else:
            self._push(_Frame(indent, 0, 0))

    def _open_key(self, indent: int, key: str) -> None:
        """Begin the entry *key* of the mapping at *indent*."""
        self._close(indent)
        top = self._frames[-1] if self._frames else None
        if top is not None and top.indent == indent and top.index < 0:
            top.key = key
            top.is_full = False
        else:
            self._push(_Frame(indent, -1, key))

    def _close(self, indent: int) -> None:
        """Close what ends where a line at *indent* is not an item of a sequence."""
        while self._frames and (
            self._frames[-1].indent > indent
            or (self._frames[-1].indent == indent and self._frames[-1].index >= 0)
        ):
            self._frames.pop()

    def _push(self, frame: _Frame) -> None:
        if len(self._frames) >= DEEPEST:
            problem = ManifestProblem(self._number + 1, "nested too deeply")
            raise ManifestError((problem,))
        self._fill()
        self._frames.append(frame)

    def _fill(self) -> None:
        """Note that the last entry, item or document has its value."""
        top = self._frames[-1] if self._frames else self._root
        if top.is_full:
            self._complain("a second value, or wrong indentation")
        top.is_full = True

    def _read_value(self, value: str) -> None:
        """Read a value whose first line is *value*, of the last entry or item."""
        path = tuple(frame.key for frame in self._frames)
        value = f"{value} "
        end = 0
        for found in re.finditer(_PROPERTY, value):
            if found.start() != end:
                break
            end = found.end()
            if found[1] == "&":
                self._anchors[found[2]] = (path, len(self.found))
        value = value[end:].strip()
        number = self._number
        if value and not value.startswith("#"):
            self._fill()
            self._check_start(value)
            self._number += 1
            self._read_scalars(path, value, number)
        else:
            self._number += 1

    def _read_scalars(self, path: tuple[Key, ...], value: str, number: int) -> None:
        """Read a value whose first line has the index *number*."""
        alias = re.match(_ALIAS, value)
        block = re.match(_BLOCK, value)
        if alias:
            self._copy(path, alias[1])
        elif block:
            lines = tuple(self._take_block(int(block[1] or block[2] or 0)))
            if lines:
                self.found.append(Scalar(path, lines, value.startswith("|")))
        elif value.startswith(("[", "{")):
            self._read_flow(path, value, number)
        else:
            take = self._take_quoted if value[0] in "\"'" else self._take_plain
            lines = tuple(take(value, number))
            if lines:
                self.found.append(Scalar(path, lines))

    def _check_start(self, value: str) -> None:
        """Complain of what no value begins with."""
        if value[0] in "%@`,]}" or (value[0] in "|>" and not re.match(_BLOCK, value)):
            self._complain(f"a value that begins with {value[0]}")
        elif value[0] == "*" and not re.match(_ALIAS, value):
            self._complain("something after an alias")
        elif value == "-" or value.startswith("- "):
            self._complain("an item after a key")

    def _copy(self, path: tuple[Key, ...], name: str) -> None:
        """Add what an alias stands for."""
        base, start = self._anchors.get(name, (path, 0))
        if path[: len(base)] == base:
            return  # it is not known, or in itself
        for index in range(start, len(self.found)):
            scalar = self.found[index]
            if scalar.path[: len(base)] != base:
                break
            self._copies += 1
            if self._copies > MOST_COPIES:
                problem = ManifestProblem(self._number, "aliases expand to too much")
                raise ManifestError((problem,))
            whole = (*path, *scalar.path[len(base) :])[: 2 * DEEPEST]
            self.found.append(scalar._replace(path=whole))

    def _get_indent(self) -> int:
        """Return the indentation of the entry or item whose value is read."""
        return self._frames[-1].indent if self._frames else -1

    def _take_block(self, more: int) -> Iterator[NumberedLine]:
        """Yield the lines of a block scalar, indented by *more*, or as its first is."""
        least = self._get_indent() + 1
        wanted = max(self._get_indent(), 0) + more if more else 0
        while self._number < len(self._lines):
            line = self._lines[self._number]
            if line.strip():
                indent = count_blanks(line)
                if indent < max(wanted, least):
                    return
                wanted = wanted or indent
                yield NumberedLine(line.strip(), self._number + 1)
            self._number += 1

    def _take_quoted(self, value: str, number: int) -> Iterator[NumberedLine]:
        """Yield the lines of a quoted scalar, which may be indented anyhow."""
        quote = value[0]
        first = number
        text = value[1:]
        while True:
            end = re.match(_END_OF_QUOTED[quote], text)
            if end:
                yield from _make_line(unescape(end[1], quote), number)
                self._check_rest(text[end.end() :], number)
                return
            yield from _make_line(unescape(text, quote), number)
            if self._number >= len(self._lines):
                self._complain("a quote that is not closed", first)
                return
            text, number = self._lines[self._number].strip(), self._number
            self._number += 1

    def _take_plain(self, value: str, number: int) -> Iterator[NumberedLine]:
        """Yield the lines of a plain scalar."""
        bare = drop_comment(value)
        if re.search(r":(?:\s|$)", bare):
            self._complain("a key after a key", number)
        yield from _make_line(bare, number)
        has_comment = bare != value
        while self._number < len(self._lines) and not has_comment:
            line = self._lines[self._number]
            text = line.strip()
            if text and count_blanks(line) <= self._get_indent():
                return
            if text.startswith("#") or re.match(_MARKER, line):
                return
            if split_key(text)[0] is not None:
                return
            self._number += 1
            bare = drop_comment(text)
            has_comment = bare != text
            yield from _make_line(bare, self._number - 1)

    def _check_rest(self, rest: str, number: int) -> None:
        """Complain of what is behind a quoted scalar, or one in brackets."""
        if rest.strip() and not re.match(r"\s+#|\s*:", rest):
            self._complain(f"something after a value: {rest.strip()[:20]!a}", number)

    def _read_flow(self, path: tuple[Key, ...], value: str, number: int) -> None:
        """Read a collection in brackets, which may go on."""
        flow = _Flow(path)
        before = ""
        for token, line in self._take_flow(value, number):
            if token in {"[", "{"}:
                if flow.depth >= DEEPEST:
                    raise ManifestError((ManifestProblem(line, "nested too deeply"),))
                flow.open(token)
            elif token in {"]", "}"}:
                if not flow.close(token):
                    self._complain("a bracket that closes another", line - 1)
            elif token == ",":
                flow.begin_next()
            elif token == ":":
                flow.is_value = True
            else:
                if before[:1] in {'"', "'"}:
                    self._complain("a comma is missing", line - 1)
                if flow.expects_key():
                    flow.set_key(unquote(token))
                else:
                    self._add_flow_scalar(flow.path, token, line)
            before = token

    def _add_flow_scalar(self, path: tuple[Key, ...], token: str, line: int) -> None:
        """Add a scalar in brackets, or what an alias there stands for."""
        alias = re.match(_ALIAS, token)
        text = unquote(re.sub(rf"^{_PROPERTY}+", "", token))
        if alias:
            self._copy(path, alias[1])
        elif text:
            self.found.append(Scalar(path, (NumberedLine(text, line),)))

    def _take_flow(self, value: str, number: int) -> Iterator[tuple[str, int]]:
        """Yield the tokens of a collection in brackets, with their lines."""
        depth = 0
        first = number
        while True:
            for match in re.finditer(_FLOW_TOKEN, value):
                token = match[0].strip()
                if token.startswith("#"):
                    break
                depth += (token in {"[", "{"}) - (token in {"]", "}"})
                if token:
                    yield token, number + 1
                if depth <= 0:
                    self._check_rest(value[match.end() :], number)
                    return
            if self._number >= len(self._lines):
                self._complain("a bracket that is not closed", first)
                return
            value, number = self._lines[self._number], self._number
            self._number += 1


_FLOW_TOKEN: Final = (
    rf"{QUOTED}|[\[\]{{}},]|:(?=\s|$|[\[{{\"',])|(?<=[\"'\]}}]):|(?:(?<=\s)|^)#.*"
    r"|[^\s\[\]{},\"':](?:[^\[\]{},:#]|:(?=[^\s\[\]{},])|(?<=\S)#)*"
)


def _make_line(text: str, number: int) -> Iterator[NumberedLine]:
    if text.strip():
        yield NumberedLine(text.strip(), number + 1)
