"""The import statements of a file, read from its text alone.

What is found are all statements that Python would find, and others that only look like
one: examples in strings.  Nothing is parsed, so that a clean file need not be.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Union

    from flake8_safe_imports.analysis.branches import ImportStatement

    Statement = Union["ImportText", "ImportNode"]

WORD: Final = r"\w\u0080-\U0010ffff"
"""The characters of names, and some more: Python has letters that ``\\w`` lacks."""
_COMMENT: Final = r"#[^\n\"']*"
"""A comment without quotes: with them it may be the end of a string."""
_COMMENTS: Final = re.compile(_COMMENT)
_PLAIN: Final = re.compile(
    rf"[ \t\f]*(?:import[ \t\f]+(?P<modules>[{WORD}., \t\f]+)"
    rf"|from[ \t\f]+(?P<module>[{WORD}.]+)[ \t\f]+import[ \t\f]*"
    rf"(?:\((?P<lines>[{WORD},\s\\]*(?:{_COMMENT}\n[{WORD},\s\\]*)*)\)"
    rf"|(?P<names>[{WORD}, \t\f]+|\*)))"
    rf"[ \t\f]*(?:{_COMMENT})?(?:\n|$)"
)
"""An import statement with lines of its own, as nearly all are."""
_ANY: Final = re.compile(
    rf"(?:^|[;:])\s*(?:lazy\s+)?(?:import(?![{WORD}])(?P<modules>[{WORD}.,\s]*)"
    rf"|from(?![{WORD}])(?P<module>[{WORD}.\s]*?)(?<![{WORD}])import(?![{WORD}])\s*"
    rf"(?:\((?P<lines>[{WORD},\s]*)\)|(?P<names>\*|[{WORD},\s]*)(?P<open>\()?))"
)
"""A statement in a line, or in lines joined to one, that may have others."""
_CONTINUED_COMMENT: Final = re.compile(r"#[^\n]*\\\n")
"""A backslash joins no lines in a comment."""


class ImportText:
    """An import statement, or what looks like one: its words, read when needed.

    ``module`` is None for ``import a, b``, and empty in ``from . import a``; *listed*
    is the text of the names, without comments.
    """

    __slots__ = ("_listed", "level", "module")

    def __init__(self, module: str | None, level: int, listed: str) -> None:
        self.module: Final = module
        self.level: Final = level
        self._listed: Final = listed

    @property
    def names(self) -> list[tuple[str, str]]:
        """The dotted names that are imported, each with its alias or an empty string.

        Of what is no list of names, parts may be missing.
        """
        names = []
        for item in self._listed.split(","):
            words = item.split()
            if not words:
                continue
            if len(words) > 1 and words[-2] == "as":
                names.append(("".join(words[:-2]), words[-1]))
            else:
                names.append(("".join(words), ""))
        return names


class ImportNode:
    """An import statement of a tree, in the form of :class:`ImportText`."""

    __slots__ = ("level", "module", "names")

    def __init__(self, node: ImportStatement) -> None:
        module, level = None, 0
        if isinstance(node, ast.ImportFrom):
            module, level = node.module or "", node.level
        self.module: Final[str | None] = module
        self.level: Final = level
        self.names: Final = [(alias.name, alias.asname or "") for alias in node.names]


def read_imports(text: str) -> list[ImportText] | None:
    """Return the import statements in *text*; None if a tree has to tell.

    *text* is normalized, see :func:`flake8_safe_imports.glance.text.normalize_source`.
    """
    found: list[ImportText] = []
    position = text.find("import")
    while position >= 0:
        first = text.rfind("\n", 0, position) + 1
        match = None
        if not text.endswith("\\\n", 0, first):
            match = _PLAIN.match(text, first)
        if match is not None:
            found.append(_make_statement(match))
            end = match.end()
        else:
            start, end = _find_joined_lines(text, first, position)
            line_end = text.find("\n", position)
            if end > line_end or may_be_import(text, first, line_end):
                several = _read_several(text[start:end])
                if several is None:
                    return None
                found += several
        position = text.find("import", max(end, position + 1))
    return found


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
    if _CONTINUED_COMMENT.search(lines):
        return None
    found = []
    for match in _ANY.finditer(lines.replace("\\\n", " ")):
        if match["open"]:  # names on several lines, and more than a statement
            return None
        found.append(_make_statement(match))
    return found


def _find_joined_lines(text: str, first: int, position: int) -> tuple[int, int]:
    """Return where the lines joined to the one from *first* on begin and end."""
    while first and text.endswith("\\\n", 0, first):
        first = text.rfind("\n", 0, first - 1) + 1
    end = text.find("\n", position)
    while end >= 0 and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    return first, len(text) if end < 0 else end


def _make_statement(match: re.Match[str]) -> ImportText:
    """Return the statement that one of the patterns matches."""
    modules, module, lines, names = match.groups()[:4]
    if module is None:
        return ImportText(None, 0, modules)
    if lines is None:
        listed = names
    elif "#" in lines or "\\" in lines:
        listed = _COMMENTS.sub("", lines).replace("\\", " ")
    else:
        listed = lines
    if match.re is not _PLAIN:  # only there a blank may be before or after a dot
        module = "".join(module.split())
    name = module.lstrip(".")
    return ImportText(name, len(module) - len(name), listed)
