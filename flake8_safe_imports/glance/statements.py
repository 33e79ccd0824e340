"""The import statements of a file, read from its text alone.

What is found are all statements that Python would find, and others that only look like
one: examples in strings. Nothing is parsed, so that a clean file need not be.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final, Union

    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )

    Statement = Union["ImportText", "ImportNode"]

SPACES: Final = " \t\n\r\f\v\x1c\x1d\x1e\x1f"
"""The white space of ASCII, as ``\\s`` has it."""

_RANGES: Final = (
    ("0", "9"),
    ("A", "Z"),
    ("_", "_"),
    ("a", "z"),
    ("\x80", "\U0010ffff"),
)
"""The characters of names, as ranges: Python has letters that ``\\w`` lacks."""


def word_or(others: str = "") -> str:
    """Return a pattern: one character of a name, or one of the ASCII *others*.

    The pattern names what it does not match, since ``re`` takes a millisecond to
    compile a set with a range of thousands of characters, and names it in few ranges,
    since each takes its time.
    """
    excluded = ""
    after = 0
    for first, last in sorted((*_RANGES, *zip(others, others))):
        if after < ord(first):
            excluded += f"{re.escape(chr(after))}-{re.escape(chr(ord(first) - 1))}"
        after = ord(last) + 1
    return f"[^{excluded}]"


_COMMENT: Final = r"#[^\n\"']*"
"""A comment without quotes: with them it may be the end of a string."""


@lru_cache(maxsize=1)
def _usual_pattern() -> re.Pattern[str]:
    """Return a pattern that is quick to compile, for a line that begins a statement.

    Its groups are those of :func:`_plain_pattern` if the statement is a usual one, and
    otherwise match nothing.
    """
    return re.compile(
        r"[ \t\f]*(?:import(?: ([\w., ]+)(?:\n|$))?"
        r"|from(?: ([\w.]+) import (?:\(([\w, \n]*)\)|([\w, ]+))(?:\n|$))?)",
        re.ASCII,  # whether other characters are letters takes long to find out
    )


@lru_cache(maxsize=1)
def _plain_pattern() -> re.Pattern[str]:
    """Return the pattern of a statement with lines of its own, as nearly all are."""
    module, modules, names = map(word_or, (".", "., \t\f", ", \t\f"))
    joined = word_or(f",\\{SPACES}")
    return re.compile(
        rf"[ \t\f]*(?:import[ \t\f]+(?P<modules>{modules}+)"
        rf"|from[ \t\f]+(?P<module>{module}+)[ \t\f]+import(?=[ \t\f(*])[ \t\f]*"
        rf"(?:\((?P<lines>{joined}*(?:{_COMMENT}\n{joined}*)*)\)"
        rf"|(?P<names>{names}+|\*)))"
        rf"[ \t\f]*(?:{_COMMENT})?(?:\n|$)"
    )


_MOST_KEPT: Final = 16_384
"""How many statements are kept."""
_CONTINUED_COMMENT: Final = r"#[^\n]*\\\n"
"""A backslash joins no lines in a comment."""


@lru_cache(maxsize=1)
def _joined_pattern() -> re.Pattern[str]:
    """Return the pattern of a statement in a line that may have others.

    The line may be made of joined ones. Compiled when first needed: few files have any.
    """
    word = word_or()
    modules, module, names = (word_or(also + SPACES) for also in (".,", ".", ","))
    return re.compile(
        rf"(?:^|[;:])\s*(?:lazy\s+)?(?:import(?!{word})(?P<modules>{modules}*)"
        rf"|from(?!{word})(?P<module>{module}*?)(?<!{word})import(?!{word})\s*"
        rf"(?:\((?P<lines>{names}*)\)|(?P<names>\*|{names}*)(?P<open>\()?))"
    )


class ImportText:
    """An import statement, or what looks like one: its words, read when needed.

    ``module`` is None for ``import a, b``, and empty in ``from . import a``; *listed*
    is the text of the names, without comments.
    """

    __slots__ = ("_listed", "_names", "level", "module")

    def __init__(self, module: str | None, level: int, listed: str) -> None:
        self.module: Final = module
        self.level: Final = level
        self._listed: Final = listed
        self._names: Sequence[tuple[str, str]] | None = None

    @property
    def names(self) -> Sequence[tuple[str, str]]:
        """The dotted names that are imported, each with its alias or an empty string.

        Of what is not a list of names, parts may be missing.
        """
        if self._names is None:
            self._names = _read_names(self._listed)
        return self._names

    @property
    def has_aliases(self) -> bool:
        """Whether something that is imported gets another name."""
        listed = self._listed
        return "as" in listed and "as" in listed.split()


def _read_names(listed: str) -> Sequence[tuple[str, str]]:
    names = []
    for item in listed.split(","):
        words = item.split()
        alias = ""
        if len(words) > 1 and words[-2] == "as":
            alias = words.pop()
            words.pop()
        name = words[0] if len(words) == 1 else _join_words(words)
        # Where a sentence ends, too, is not a name: "import it."
        if name and name[-1] != ".":
            names.append((name, alias))
    return names


def _join_words(words: Sequence[str]) -> str:
    """Return the dotted name that *words* make up; nothing if they are a sentence."""
    name = " ".join(words).replace(" .", ".").replace(". ", ".")
    return "" if " " in name else name


class ImportNode:
    """An import statement of a tree, in the form of :class:`ImportText`."""

    __slots__ = ("level", "module", "names")

    def __init__(self, node: ImportStatement) -> None:
        module, level = None, 0
        if isinstance(node, ast.ImportFrom):
            module, level = node.module or "", node.level
        self.module: Final[str | None] = module
        self.level: Final = level
        self.names: Final[Sequence[tuple[str, str]]] = [
            (alias.name, alias.asname or "") for alias in node.names
        ]


def find_bound(module: str | None, name: str, alias: str) -> tuple[str, str]:
    """Return the name that an import binds, and the dotted one that it stands for.

    *module* is None for ``import name``.
    """
    if module is not None:
        return alias or name, f"{module}.{name}"
    if alias:
        return alias, name
    top = name.partition(".")[0]
    return top, top


def find_tops(statement: Statement) -> set[str]:
    """Return the top-level modules that *statement* names: ``a`` in ``import a.b``.

    Those of ``from . import a, b`` are its names.
    """
    module = statement.module
    modules = [module] if module else [name for name, _ in statement.names]
    return {module.partition(".")[0] for module in modules}


class Imports:
    """What a text imports: its statements, and the other lines with ``import``.

    ``statements`` are None if a tree has to tell. ``others`` are lines of text, and
    those joined to them, in one string.
    """

    __slots__ = ("others", "statements")

    def __init__(self, statements: list[ImportText] | None, others: str) -> None:
        self.statements: Final = statements
        self.others: Final = others


def read_imports(text: str) -> Imports:
    """Return what *text* imports; it is normalized, see :func:`normalize_source`."""
    found: list[ImportText] = []
    others = []
    position = text.find("import")
    while position >= 0:
        first = text.rfind("\n", 0, position) + 1
        statement, end = _read_line(text, first)
        if statement is None:
            start, end = _find_joined_lines(text, first, position)
            others.append(text[start:end])
            line_end = text.find("\n", position)
            if end > line_end or may_be_import(text, first, line_end):
                several = _read_several(others[-1])
                if several is None:
                    return Imports(None, text)
                found += several
        while statement is not None:  # statements mostly follow each other
            found.append(statement)
            statement, end = _read_plain(text, end)
        position = text.find("import", max(end, position + 1))
    return Imports(found, "\n".join(others))


def find_places(statement: Statement, text: str) -> Iterator[int]:
    """Yield where each line begins that *statement*, read from *text*, is alone on."""
    position = text.find("import")
    while position >= 0:
        start = text.rfind("\n", 0, position) + 1
        found, end = _read_line(text, start)
        while found is not None:
            if found is statement:
                yield start
            start = end
            found, end = _read_plain(text, start)
        position = text.find("import", max(end, position + 1))


def _read_line(text: str, first: int) -> tuple[ImportText | None, int]:
    """Return :func:`_read_plain` of the line at *first*, which no backslash joins."""
    if text.endswith("\\\n", 0, first):
        return None, first
    return _read_plain(text, first)


def _read_plain(text: str, start: int) -> tuple[ImportText | None, int]:
    """Return the statement that has the lines from *start* on, and where they end."""
    match = _usual_pattern().match(text, start)
    if match is not None and match.lastindex is None:
        match = _plain_pattern().match(text, start)
    if match is None:
        return None, start
    return _make_plain(*match.groups()), match.end()


def find_end_of_header(text: str) -> int:
    """Return where something follows the imports that *text* begins with.

    Comments, a docstring and imports for type checkers may stand among them.
    """
    end = 0
    while True:
        start = end
        statement, end = _read_plain(text, start)
        if statement is None:
            match = _beside_imports().match(text, start)
            if match is None:
                return start
            end = match.end()


@lru_cache(maxsize=1)
def _beside_imports() -> re.Pattern[str]:
    """Return the pattern of a line that may stand among the first imports of a file."""
    return re.compile(
        r"[ \t\f]*(?:#[^\n]*)?\n"
        r"|(?:[rRuU]?(?:(?P<quotes>\"\"\"|''')(?:(?!(?P=quotes))[^\\])*(?P=quotes)"
        r"|\"[^\"\\\n]+\"|'[^'\\\n]+')"
        r"|if (?:typing\.)?TYPE_CHECKING:)[ \t\f]*(?:#[^\n]*)?\n"
    )


def may_be_import(text: str, first: int, end: int) -> bool:
    """Return whether the line *first* to *end* may contain an import statement.

    The word ``import`` is on the line.
    """
    line = text[first:end].lstrip()
    if line.startswith("import"):
        after = line[6:7]
        if not (after.isalnum() or after == "_"):
            return True
    elif line.startswith(("from", "lazy")):
        return True
    before = line[: line.rfind("import")]
    return ":" in before or ";" in before or text.endswith("\\\n", 0, first)


def _read_several(lines: str) -> list[ImportText] | None:
    """Return the statements in *lines*, which backslashes join; None if unclear."""
    if re.search(_CONTINUED_COMMENT, lines):
        return None
    found = []
    for match in _joined_pattern().finditer(lines.replace("\\\n", " ")):
        if match["open"]:  # names on several lines, and more than a statement
            return None
        modules, module, lines, names = match.groups()[:4]
        if module is not None:  # a blank may be before or after a dot
            module = "".join(module.split())
        found.append(_make_statement(modules, module, lines, names))
    return found


def _find_joined_lines(text: str, first: int, position: int) -> tuple[int, int]:
    """Return where the lines joined to the one from *first* on begin and end."""
    while first and text.endswith("\\\n", 0, first):
        first = text.rfind("\n", 0, first - 1) + 1
    end = text.find("\n", position)
    while end >= 0 and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    return first, len(text) if end < 0 else end


def _make_statement(
    modules: str | None, module: str | None, lines: str | None, names: str | None
) -> ImportText:
    """Return the statement with these parts of what one of the patterns matches."""
    if module is None:
        return ImportText(None, 0, modules or "")
    if lines is None:
        listed = names or ""
    elif "#" in lines or "\\" in lines:
        listed = re.sub(_COMMENT, "", lines).replace("\\", " ")
    else:
        listed = lines
    name = module.lstrip(".")
    return ImportText(name, len(module) - len(name), listed)


_make_plain: Final = lru_cache(_MOST_KEPT)(_make_statement)
"""The files of a project repeat their statements: equal ones are one object."""

_IMPORT_STARTS: Final = ("from ", "import ")


def normalize_source(text: str) -> str:
    """Return *text* with the line ends and the identifiers that Python sees."""
    text = unify_line_ends(text)
    if text.isascii():
        return text
    from unicodedata import normalize

    # In parts, because nearly all of such a file is ASCII.
    parts = [
        part if part.isascii() else normalize("NFKC", part)
        for part in text.split("\n\n")
    ]
    return "\n\n".join(parts)


def unify_line_ends(text: str) -> str:
    """Return *text* with the line ends that Python sees."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def find_import_lines(text: str) -> list[int]:
    """Return the numbers of the lines that may contain an import statement.

    *text* comes from :func:`normalize_source`. The word ``import`` of each import
    statement is on one of these lines; most other lines with the word are prose.
    """
    found: list[int] = []
    number, counted = 1, 0
    position = text.find("import")
    while position >= 0:
        first = text.rfind("\n", 0, position) + 1
        end = text.find("\n", position)
        if end < 0:
            end = len(text)
        if text.startswith(_IMPORT_STARTS, first) or may_be_import(text, first, end):
            number += text.count("\n", counted, first)
            counted = first
            found.append(number)
        position = text.find("import", end)
    return found
