"""Whether a file is worth a closer look: what keeps clean files nearly free.

A file is looked at closely only if one of its import statements is in a table, or a
word stands in its text that an attribute or a dynamic import of interest would need.
To say "yes" too often costs time; "no" has to be right.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Callable, Final

from flake8_safe_imports.analysis import dynamic
from flake8_safe_imports.glance.interests import NO_INTEREST, has_prefix_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.analysis.branches import ImportStatement
    from flake8_safe_imports.glance.interests import Interest, Interests

_GAP: Final = r"[\s\\]*(?:#[^\n]*\n[\s\\]*){0,9}"
"""What may stand between the tokens of one expression.

Nobody writes ten comments there, and without a bound a file of nothing but comments
would be read again from each of its lines.
"""
_ATTRIBUTES: Final = re.compile(rf"(?!\w)((?:{_GAP}(?:\){_GAP})*\.{_GAP}\w+){{0,9}})")
"""What follows a name; it may stand in parentheses of its own: ``(os).path``.

Nothing that matters has as many components as that.
"""
_GOES_ON: Final = frozenset("._")
"""Right after one of these, or after a letter, a word begins inside a longer name."""
_DIRECT: Final = re.compile(r"\.(\w+)")
_ENDS: Final = re.compile(r"[ \t\f]*(?:$|[\n;#)\],}:\\]|(?:for|async)\b)")
"""What may follow a name that is the whole of what is assigned."""
_NAMES: Final = re.compile(r"[\w \t\f,()\[\]]*")
_IMPORTS: Final = re.compile(r"\s*(?:import|from)\s[^;:]*$")
_NEAR: Final = 400
"""How many characters before a name are looked at; beyond, anything may stand."""
_MOST_ALIASES: Final = 16
"""How many further names of one module are looked for before giving up."""


@lru_cache(maxsize=1)
def _call() -> re.Pattern[str]:
    """Return the pattern of a call with what may be a literal string first.

    It is ``quote``, ``text`` and ``next`` for a plain one, else ``unclear``.  Compiled
    on first need: that takes 0.4 ms, and most files have no such call.
    """
    return re.compile(
        rf"{_GAP}(?:\){_GAP})*\({_GAP}"
        r"(?:(?P<quote>[\"'])(?P<text>[^\"'\\\n]*)(?P=quote)"
        rf"{_GAP}(?P<next>\S)"
        rf"|(?P<unclear>[rRbBuU]{{0,2}}[\"']|\w+{_GAP}=(?!=)|[*(]))"
    )


@lru_cache(maxsize=1)
def _package() -> re.Pattern[str]:
    """Return the pattern of what makes a relative name absolute, after its comma."""
    return re.compile(
        rf"{_GAP}(?:package{_GAP}={_GAP})?(?:\({_GAP})*"
        r"(?:[rRbBuU]{0,2}[\"']|__package__|__name__)"
    )


def searchable(text: str) -> str:
    """Return *text* as Python reads it: line ends, and how identifiers are spelled."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    from unicodedata import normalize

    # Line by line, for nearly all lines of such a file are ASCII.
    return "\n".join(
        line if line.isascii() else normalize("NFKC", line) for line in text.split("\n")
    )


def import_lines(text: str) -> list[int]:
    """Return the numbers of the lines on which an import statement may stand.

    *text* is ``searchable``.  Each import statement has its word ``import`` on one of
    these lines; most other lines that hold the word are prose.
    """
    found: list[int] = []
    number, counted = 1, 0
    position = text.find("import")
    while position >= 0:
        first = text.rfind("\n", 0, position) + 1
        end = text.find("\n", position)
        if end < 0:
            end = len(text)
        if text.startswith(_BEGINNINGS, first) or _may_hold_import(text, first, end):
            number += text.count("\n", counted, first)
            counted = first
            found.append(number)
        position = text.find("import", end)
    return found


_BEGINNINGS: Final = ("from ", "import ")


def _may_hold_import(text: str, first: int, end: int) -> bool:
    """Return whether the line from *first* to *end*, with an "import", may be one."""
    line = text[first:end].lstrip()
    if line.startswith("import"):
        after = line[6:7]
        if not (after.isalnum() or after == "_"):
            return True
    elif line.startswith(("from", "lazy")):
        return True
    before = line[: line.rfind("import")]
    return ":" in before or ";" in before or text.endswith("\\\n", 0, first)


_MOST_SEARCHES: Final = 200
"""How often a text is searched; with so many imports a closer look costs less."""


class Glance:
    """A look at the text and the import statements of one file, and no more."""

    def __init__(
        self,
        text: str,
        found: Interests,
        is_local: Callable[[str], bool],
        modules_of: Callable[[ast.ImportFrom], Iterable[str]],
    ) -> None:
        self._text = text
        self._interests = found
        self._is_local = is_local
        self._modules_of = modules_of
        self._unreached: set[tuple[str, str]] = set()
        """Which names for which modules were searched for, in vain."""
        self._words = {word for word in dynamic.ALWAYS if word in text}
        """The words that may import dynamically in this file."""
        self._importing: set[str] = set()
        """Modules with functions that import, whose words were searched for."""

    def may_report(self, statements: list[ImportStatement]) -> bool:
        """Return whether the file, with these import *statements*, is worth more."""
        return any(map(self._matters, statements)) or (
            bool(self._words) and self._may_import_dynamically(statements)
        )

    def _matters(self, node: ImportStatement) -> bool:
        if isinstance(node, ast.Import):
            return any(map(self._alias_matters, node.names))
        found = self._interests
        if node.level:
            return found.has_policy and any(
                found.may_match_policy(name.partition(".")[0])
                for name in self._modules_of(node)
            )
        module = node.module or ""
        if found.can_skip(module):
            return False
        if self._top_matters(self._top_of(module)):
            return True
        interest = found.find_interest(module)
        return interest is not NO_INTEREST and (
            interest.itself
            or any(
                alias.name in interest.names
                or self._is_reached(
                    alias.asname or alias.name, f"{module}.{alias.name}"
                )
                for alias in node.names
            )
        )

    def _alias_matters(self, alias: ast.alias) -> bool:
        name = alias.name
        if self._interests.can_skip(name.partition(".")[0]):
            return False
        top = self._top_of(name)
        return (
            self._top_matters(top)
            or self._interests.find_interest(name).itself
            or self._is_reached(alias.asname or top, name if alias.asname else top)
        )

    def _top_of(self, module: str) -> str:
        """Return the top-level module, and note what it may import dynamically."""
        top = module.partition(".")[0]
        words = dynamic.WORDS.get(top)
        if words is not None and top not in self._importing:
            self._importing.add(top)
            self._words.update(word for word in words if word in self._text)
        return top

    def _top_matters(self, top: str) -> bool:
        answer = self._interests.may_report_top(top)
        return not self._is_local(top) if answer is None else answer

    def _is_reached(self, bound: str, module: str) -> bool:
        """Return whether a name that matters may be taken from *module*.

        *bound* is what the module is called in the file.
        """
        interest = self._interests.find_interest(module)
        if not interest.names or (bound, module) in self._unreached:
            return False
        if len(self._unreached) >= _MOST_SEARCHES:
            return True
        if self._is_any_taken(interest, bound):
            return True
        self._unreached.add((bound, module))
        return False

    def _is_any_taken(self, interest: Interest, bound: str) -> bool:
        """Return whether what is called *bound* is asked for a name of *interest*.

        It may have further names: ``walk = os.path`` makes ``walk`` stand for ``path``.
        """
        text = self._text
        called = [(bound, "")]  # and what is found on the way is appended
        for name, above in called:
            for start, end, taken in _takings(name, above, text, interest.first):
                if _is_in_comment(text, start):
                    continue
                if has_prefix_in(taken, interest.names):
                    return True
                if taken and taken not in interest.prefixes:
                    continue
                given = _given_to(text, start, end)
                if given is None and _is_any_attribute(interest.names, text):
                    return True
                new = [(other, taken) for other in given or ()]
                called.extend(item for item in new if item not in called)
                if len(called) > _MOST_ALIASES:
                    return True
        return False

    def _may_import_dynamically(self, statements: list[ImportStatement]) -> bool:
        return any(
            alias.asname and alias.name in self._words
            for node in statements
            for alias in node.names
        ) or any(
            self._literal_matters(word, match)
            for word in self._words
            for match in _occurrences(word, self._text)
        )

    def _literal_matters(self, word: str, match: re.Match[str]) -> bool:
        """Return whether what the function *word* is called with matters."""
        text = self._text
        start = match.start() - len(word)
        if word not in dynamic.OWNING_FIXTURES and _is_inside(text, start):
            return False
        call = _call().match(text, match.end())
        if call is None:
            # A fixture cannot go by another name.
            return word not in dynamic.OWNING_FIXTURES and _may_be_given(
                text, start, match.end()
            )
        if call["unclear"] or call["next"] in "\"'#":
            return True
        if call["next"] not in ",)":  # an operator: what it gives is not known
            return False
        if call["text"].startswith("."):
            return _package().match(text, call.end()) is not None
        parts = call["text"].replace(":", ".").split(".")
        if not all(parts) or parts[0] in dynamic.WORDS or self._top_matters(parts[0]):
            return True
        interest = self._interests.find_interest(parts[0])
        return interest is not NO_INTEREST and (
            interest.itself
            or has_prefix_in(".".join(parts[1:]), interest.names)
            # What the call returns may get a name, and be used by it.
            or _is_any_attribute(interest.names, text)
        )


def _takings(
    name: str, above: str, text: str, first: frozenset[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield what is taken from *name*, below *above*: where in *text*, and what.

    What does not begin with one of *first* is left out where that is easily seen: it
    is nearly all there is.  ``(os).path`` may be ``os`` alone, if something else was
    in parentheses.
    """
    for start in _starts(name, text):
        end = start + len(name)
        word = None if above else _DIRECT.match(text, end)
        match = None
        if word is None or word[1] in first:
            match = _ATTRIBUTES.match(text, end)
        if match is not None:
            yield start, match.end(), _joined(above, match[1])
            if ")" in match[1]:
                attributes = match[1].partition(")")[0]
                yield start, end + len(attributes), _joined(above, attributes)


def _starts(name: str, text: str) -> Iterator[int]:
    """Yield where *name* stands in *text*, and not as the end of something longer."""
    if len(name) <= _SHORT and len(text) > _LONG:
        for match in _word(name).finditer(text):
            yield match.start()
        return
    start = text.find(name)
    while start >= 0:
        before = text[start - 1 : start]
        if before not in _GOES_ON and not before.isalnum():
            yield start
        start = text.find(name, start + len(name))


_SHORT: Final = 3
_LONG: Final = 2000
"""Names of so few letters stand in many words: ``re`` in every ``return``.

In a text of more characters a pattern is quicker, even if it must be compiled.
"""


@lru_cache(maxsize=64)
def _word(name: str) -> re.Pattern[str]:
    # What must not stand before the name comes after it, so that the search itself is
    # for plain text.
    return re.compile(rf"{name}(?<![\w.]{name})(?!\w)")


def _is_in_comment(text: str, start: int) -> bool:
    """Return whether the line of *start* is a comment, or looks like one in a string.

    What stands in a string is no code, but for braces in f-strings.
    """
    line = _line_before(text, start)
    return line is not None and line.lstrip().startswith("#") and "{" not in line


def _is_inside(text: str, start: int) -> bool:
    """Return whether what begins at *start* is the end of a longer word."""
    before = text[start - 1 : start]
    return before == "_" or before.isalnum()


def _line_before(text: str, start: int) -> str | None:
    """Return what stands before *start* on its line; None if that is too much."""
    first = text.rfind("\n", max(0, start - _NEAR), start) + 1
    return text[first:start] if first or start < _NEAR else None


def _may_be_given(text: str, start: int, end: int) -> bool:
    """Return whether the attribute that begins at *start* may get another name."""
    begin = start
    while begin > start - _NEAR and (
        text[begin - 1 : begin] == "." or _is_inside(text, begin)
    ):
        begin -= 1
    # What a dot begins goes on before it, somewhere.
    return text[begin] == "." or _given_to(text, begin, end) != ()


def _given_to(text: str, start: int, end: int) -> tuple[str, ...] | None:
    """Return what the name from *start* to *end*, used alone, may be assigned to.

    That is every name before it on the line; None stands for names not seen there.
    Only what an assignment gives away is followed to its uses.
    """
    if _ENDS.match(text, end) is None:
        return ()
    line = _line_before(text, start)
    if line is None:
        return None
    before = line.rstrip(" \t\f([\\")
    if before[-1:] not in {"", "=", ",", "."}:
        return ()
    if not before and not _may_go_on(text, start - len(line)):
        return ()
    if before[-1:] == ",":
        anything = _has_unpacking(text) and not _IMPORTS.match(line)
        return None if anything else ()
    if before and _is_keyword(before):
        return ()
    if (
        text.endswith("\\\n", 0, start - len(line))
        or before.count(")") > before.count("(")
        or before.count("]") > before.count("[")
    ):
        return None
    return tuple(dict.fromkeys(re.findall(r"(?<![\w.])\w+(?![\w.])", before))) or None


def _is_keyword(before: str) -> bool:
    """Return whether *before* ends with the ``=`` of a keyword or a default.

    In parentheses there is no other ``=`` than that, but for ``:=``.  Where strings
    stand, it is not so easy to see what is in parentheses.
    """
    return (
        before[-1] == "="
        and before[-2:] != ":="
        and before.count("(") > before.count(")")
        and "'" not in before
        and '"' not in before
    )


def _may_go_on(text: str, first: int) -> bool:
    """Return whether the line at *first* may go on with an expression from above."""
    above = text[max(0, first - _NEAR) : first].rstrip()
    line = above[above.rfind("\n") + 1 :]
    if line == above and first > _NEAR:  # there is more of it than can be seen
        return True
    return "#" in line or line[-1:] in set("([{,=\\")


@lru_cache(maxsize=1)
def _has_unpacking(text: str) -> bool:
    """Return whether several names are assigned to at once: ``a, b = c, d``."""
    before = ""
    for line in text.split("\n"):
        if "=" in line:
            parts = re.split("([=;:])", line)
            if any(
                end == "=" and _is_list_of_names(part)
                for part, end in zip(parts[::2], parts[1::2])
            ) or before.endswith("\\"):
                return True
        before = line
    return False


def _is_list_of_names(part: str) -> bool:
    """Return whether *part* may be names to unpack to, or the last lines of them."""
    more_closed = part.count(")") > part.count("(") or part.count("]") > part.count("[")
    return (
        more_closed or ("," in part and part.count("(") == part.count(")"))
    ) and _NAMES.fullmatch(part) is not None


def _joined(above: str, attributes: str) -> str:
    """Return the dotted name of *attributes*, as they stand in the text, of *above*."""
    if not attributes:
        return above
    if "#" in attributes:
        attributes = re.sub(r"#[^\n]*", "", attributes)
    words = re.findall(r"\w+", attributes)
    return ".".join([above, *words] if above else words)


@lru_cache(maxsize=8)
def _is_any_attribute(names: frozenset[str], text: str) -> bool:
    """Return whether the last part of one of *names* is an attribute of anything."""
    for last in {name.rpartition(".")[2] for name in names}:
        for match in _occurrences(last, text):
            start = match.start() - len(last)
            before = text[max(0, start - _NEAR) : start].rstrip(" \t\f\n\\")
            if before[-1:] in {".", ""} or "#" in before.rpartition("\n")[2]:
                return True
    return False


def _occurrences(name: str, text: str) -> Iterator[re.Match[str]]:
    """Yield a match for each place where *name* stands, its attributes as a group.

    Searching for the text first is far quicker than compiling a pattern for each name.
    """
    start = text.find(name)
    while start >= 0:
        match = _ATTRIBUTES.match(text, start + len(name))
        if match is not None:
            yield match
        start = text.find(name, start + len(name))
