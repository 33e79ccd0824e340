"""The search of a file for a reason to check it: clean files cost almost nothing.

A file is checked only if a rule may report one of its import statements, or if its text
contains the words of an attribute or a dynamic import that a rule may report.  A "yes"
too many costs time; a "no" must be right.
"""

from __future__ import annotations

import keyword
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Callable, Final

from flake8_safe_imports.analysis import dynamic
from flake8_safe_imports.data import known_names
from flake8_safe_imports.glance.interests import (
    NO_INTEREST,
    Interest,
    has_prefix_in,
)
from flake8_safe_imports.glance.statements import SPACES, may_be_import, word_or

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from typing import Protocol

    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.statements import Statement

    class Sought(Protocol):
        """The names below a module to search for, like those of an ``Interest``."""

        @property
        def first(self) -> Container[str]:
            """The first parts of the names."""

        @property
        def names(self) -> Container[str]:
            """The dotted names."""

        @property
        def prefixes(self) -> Container[str]:
            """Everything that contains one of the names."""


_GAP: Final = r"[\s\\]*(?:#[^\n]*\n[\s\\]*){0,9}"
"""What may separate the tokens of one expression.

Nobody writes ten comments there; without a bound, a file of nothing but comments would
be read again from each of its lines.
"""
_ATTRIBUTES: Final = rf"(?!\w)((?:{_GAP}(?:\){_GAP})*\.{_GAP}\w+){{0,9}})"
"""The attributes after a name, which may be in parentheses itself: ``(os).path``.

No name that a rule may report has as many parts.
"""
_JOINING: Final = frozenset("._")
"""After one of these, or after a letter, a word is part of a longer name."""
_BLANKS: Final = " \t\f"
_FIRST_ATTRIBUTE: Final = re.compile(r"\.(\w+)")
_DOTTED: Final = r"\.\s*(\w+|[#\\])"
_UNCLEAR: Final = r"\.\s*[#\\]"
"""What hides the attribute after a dot: a comment, or the end of a line."""
_TRIPLE_QUOTES: Final = ("'''", '"""')
_VALUE_ENDS: Final = r"[ \t\f]*(?:$|[\n;#)\],}:\\]|(?:for|async)\b)"
"""What may follow a name if nothing but that name is assigned."""
_NAMES: Final = r"[\w \t\f,()\[\]]*"
_IMPORTS: Final = r"\s*(?:import|from)\s[^;:]*$"
_WORD_BEFORE: Final = r"(?<!\w)([^\W\d]\w*)[ \t\f]+$"
_WORD_AFTER: Final = r"[ \t\f]+([^\W\d]\w*)"
_KEYWORDS: Final = frozenset(
    (*keyword.kwlist, "case", "exec", "lazy", "match", "print", "type")
)
"""The words before or after a name, in some version of Python."""
_ATTRIBUTE_TARGET: Final = r"[ \t\f]*\w+(?:\.\w+)+[ \t\f]*="
_CALL_BEFORE: Final = r"[^#]*?\b(\w+)\($"
_EXCEPT: Final = r"[ \t\f]*except\b[^=:]*$"
_MOST_BEFORE: Final = 400
"""How many characters before a name are read; farther off, anything is possible."""
_MOST_ALIASES: Final = 16
"""How many names of one module in one file are followed; with more, check the file."""


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    """Return a pattern that is compiled when first needed: many files need none."""
    return re.compile(pattern)


@lru_cache(maxsize=1)
def _call_pattern() -> re.Pattern[str]:
    """Return the pattern of a call whose first argument may be a literal string.

    A plain string matches ``quote``, ``text`` and ``next``, everything else matches
    ``unclear``. Compiled when first needed, because that takes 0.4 ms and most files
    have no such call.
    """
    return re.compile(
        rf"{_GAP}(?:\){_GAP})*\({_GAP}"
        r"(?:(?P<quote>[\"'])(?P<text>[^\"'\\\n]*)(?P=quote)"
        rf"{_GAP}(?P<next>\S)"
        rf"|(?P<unclear>[rRbBuU]{{0,2}}[\"']|\w+{_GAP}=(?!=)|[*(]))"
    )


@lru_cache(maxsize=1)
def _package_pattern() -> re.Pattern[str]:
    """Return the pattern of a second argument that makes a relative name absolute."""
    return re.compile(
        rf"{_GAP}(?:package{_GAP}={_GAP})?(?:\({_GAP})*"
        r"(?:[rRbBuU]{0,2}[\"']|__package__|__name__)"
    )


def normalize_source(text: str) -> str:
    """Return *text* with the line ends and the identifiers that Python sees."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    from unicodedata import normalize

    # Line by line, because nearly all lines of such a file are ASCII.
    return "\n".join(
        line if line.isascii() else normalize("NFKC", line) for line in text.split("\n")
    )


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


_IMPORT_STARTS: Final = ("from ", "import ")


_MOST_SEARCHES: Final = 200
"""How often a text is searched; with so many imports a check costs less."""


class Glance:
    """A look at the text and the import statements of one file, and nothing else.

    *is_local* tells whether a top-level module is first party, *resolve_relative*
    returns the absolute names that a relative import may mean.
    """

    def __init__(
        self,
        text: str,
        found: Interests,
        is_local: Callable[[str], bool],
        resolve_relative: Callable[[int, str], Iterable[str]],
    ) -> None:
        self._text = text
        self._interests = found
        self._is_local = is_local
        self._resolve_relative = resolve_relative
        self._searched: set[tuple[str, str]] = set()
        """Names in the file, and modules they stand for, that were searched in vain."""
        self._starts: dict[str, Sequence[int]] = {}
        """Where names begin, as far as they were searched for."""
        self._words = {word for word in dynamic.ALWAYS if word in text}
        """The words in this file that may import dynamically."""
        self._noted: set[str] = set()
        """The modules whose words were searched for; see ``dynamic.WORDS``."""

    def may_report(self, statements: Sequence[Statement]) -> bool:
        """Return whether a rule may report one of *statements*, or a use of one.

        *statements* are all imports of the file. Errs on the side of True.
        """
        return any(map(self._may_report_statement, statements)) or (
            bool(self._words) and self._may_import_dynamically(statements)
        )

    def _may_report_statement(self, statement: Statement) -> bool:
        module = statement.module
        if module is None:
            return any(
                self._may_report_alias(name, alias) for name, alias in statement.names
            )
        found = self._interests
        if statement.level:
            return found.has_policy and any(
                found.may_match_policy(name.partition(".")[0])
                for name in self._resolve_relative(statement.level, module)
            )
        if found.can_skip(module):
            return False
        if self._may_report_top(self._note_top(module)):
            return True
        interest = found.find_interest(module)
        return interest is not NO_INTEREST and (
            interest.itself
            or any(
                name in interest.names
                or self._may_use_reportable(alias or name, f"{module}.{name}")
                for name, alias in statement.names
            )
        )

    def _may_report_alias(self, name: str, alias: str) -> bool:
        if self._interests.can_skip(name.partition(".")[0]):
            return False
        top = self._note_top(name)
        return (
            self._may_report_top(top)
            or self._interests.find_interest(name).itself
            or self._may_use_reportable(alias or top, name if alias else top)
        )

    def _note_top(self, module: str) -> str:
        """Return the top-level module, and note its functions that import."""
        top = module.partition(".")[0]
        words = dynamic.WORDS.get(top)
        if words is not None and top not in self._noted:
            self._noted.add(top)
            self._words.update(word for word in words if word in self._text)
        return top

    def _may_report_top(self, top: str) -> bool:
        answer = self._interests.may_report_top(top)
        return not self._is_local(top) if answer is None else answer

    def _may_use_reportable(self, bound: str, module: str) -> bool:
        """Return whether the file may use a name in *module* that a rule may report.

        *bound* is the name of the module in the file.
        """
        interest = self._interests.find_interest(module)
        if not interest.names or (bound, module) in self._searched:
            return False
        if len(self._searched) >= _MOST_SEARCHES:
            return True
        if self.finds_use(interest, bound):
            return True
        self._searched.add((bound, module))
        return False

    def finds_use(self, interest: Sought, bound: str) -> bool:
        """Return whether a name of *interest* may be taken from *bound*."""
        return any(
            _is_any_attribute(interest.names, self._text)
            if taken is None
            else has_prefix_in(taken, interest.names)
            for _, taken in self._follow(interest, bound)
        )

    def finds_base(self, owners: Iterable[str], bound: str) -> bool:
        """Return whether a class may inherit from one of *owners*, taken from *bound*.

        An empty name among *owners* is *bound* itself.
        """
        wanted = Interest(False, owners)
        headers = find_headers(self._text) if wanted.names else ()
        return bool(headers) and any(
            taken is None or (taken in wanted.names and _is_inside(headers, start))
            for start, taken in self._follow(wanted, bound)
        )

    def _follow(self, interest: Sought, bound: str) -> Iterator[tuple[int, str | None]]:
        """Yield where *bound* is used, and the dotted name that is taken from it there.

        Assignments are followed: after ``walk = os.path``, ``walk`` is ``path`` of
        ``os``. None is yielded where anything may be assigned.
        """
        text = self._text
        aliases = [(bound, "")]  # grows while the loop runs
        for name, above in aliases:
            starts = self._find_starts(name)
            for start, end, taken in _find_uses(
                starts, len(name), above, text, interest.first
            ):
                if _is_in_prose(text, start, end):
                    continue
                yield start, taken
                if taken and not (
                    taken in interest.prefixes or taken in interest.names
                ):
                    continue
                assigned = _find_assigned_names(text, start, end)
                new = [(other, taken) for other in assigned or ()]
                aliases.extend(item for item in new if item not in aliases)
                if assigned is None or len(aliases) > _MOST_ALIASES:
                    yield start, None

    def _find_starts(self, name: str) -> Sequence[int]:
        """Return where *name* begins: it is searched for once."""
        found = self._starts.get(name)
        if found is None:
            found = self._starts[name] = list(_find_word(name, self._text))
        return found

    def _may_import_dynamically(self, statements: Sequence[Statement]) -> bool:
        return any(
            alias and name in self._words
            for statement in statements
            for name, alias in statement.names
        ) or any(
            self._may_report_call(word, match)
            for word in self._words
            for match in _find_occurrences(word, self._text)
        )

    def _may_report_call(self, word: str, match: re.Match[str]) -> bool:
        """Return whether a rule may report what the function *word* imports here."""
        text = self._text
        start = match.start() - len(word)
        if word not in dynamic.OWNING_FIXTURES and _is_end_of_word(text, start):
            return False
        call = _call_pattern().match(text, match.end())
        if call is None:
            # A fixture cannot have another name.
            return word not in dynamic.OWNING_FIXTURES and _may_be_renamed(
                text, start, match.end()
            )
        if call["unclear"] or call["next"] in "\"'#":
            return True
        if call["next"] not in ",)":  # an operator: the argument is not literal
            return False
        if call["text"].startswith("."):
            return _package_pattern().match(text, call.end()) is not None
        parts = call["text"].replace(":", ".").split(".")
        if (
            not all(parts)
            or parts[0] in dynamic.WORDS
            or self._may_report_top(parts[0])
        ):
            return True
        if self._may_report_attribute(parts) or self._may_be_unknown(word, parts):
            return True
        interest = self._interests.find_interest(parts[0])
        return interest is not NO_INTEREST and (
            interest.itself
            or has_prefix_in(".".join(parts[1:]), interest.names)
            # What the call returns may be assigned, and used elsewhere.
            or _is_any_attribute(interest.names, text)
        )

    def _may_report_attribute(self, parts: list[str]) -> bool:
        """Return whether a rule may report an attribute of a class in the module.

        *parts* are those of a name that is imported dynamically.
        """
        words = self._interests.find_words(parts[0])
        return self._interests.may_report_attribute(".".join(parts)) or any(
            next(find_owners(word, self._text), None) is not None for word in words
        )

    def _may_be_unknown(self, word: str, parts: list[str]) -> bool:
        """Return whether no version has the name in *parts*, or a name taken from it.

        *word* is the function that imports the name.
        """
        dotted = ".".join(parts)
        return known_names.find_unknown(dotted) > 0 or (
            word in dynamic.RETURNING and known_names.is_judged(dotted)
        )


@lru_cache(maxsize=1)
def find_headers(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the bases of each class may begin and end in *text*.

    They end with the text if something in them is more than a dotted name.
    """
    return tuple(
        (match.end(), len(text) if match["plain"] is None else match.end("plain"))
        for match in _headers_pattern().finditer(text)
        if not (_read_line_before(text, match.start()) or "").strip(_BLANKS)
    )


@lru_cache(maxsize=1)
def _headers_pattern() -> re.Pattern[str]:
    """Return the pattern of the first line of a class that may have bases.

    It begins with text alone, which is found far quicker than the beginning of a line.
    """
    plain = word_or(f"\\.,={SPACES}")
    return re.compile(
        rf"class[\s\\]+{word_or()}+[\s\\]*"
        rf"(?:\((?=(?P<plain>{plain}*)\))|[(\[])"
    )


def _is_inside(spans: Iterable[tuple[int, int]], position: int) -> bool:
    return any(start <= position < end for start, end in spans)


def _find_uses(
    starts: Iterable[int], length: int, above: str, text: str, first: Container[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and dotted name of each use of a name, with its attributes.

    The name begins at *starts* and stands for the dotted name *above*. Nearly all uses
    begin with no attribute in *first*; they are left out if that is easily seen.
    ``(os).path`` may be ``os`` alone, because the parentheses may belong to something
    else.
    """
    for start in starts:
        end = start + length
        word = None if above else _FIRST_ATTRIBUTE.match(text, end)
        match = None
        if word is None or word[1] in first:
            match = _compile(_ATTRIBUTES).match(text, end)
        if match is not None:
            yield start, match.end(), _join(above, match[1])
            if ")" in match[1]:
                attributes = match[1].partition(")")[0]
                yield start, end + len(attributes), _join(above, attributes)


def _find_word(name: str, text: str) -> Iterator[int]:
    """Yield where *name* begins in *text*, unless it is the end of a longer name."""
    if len(name) <= _SHORT and len(text) > _LONG:
        for match in _word_pattern(name).finditer(text):
            yield match.start()
        return
    start = text.find(name)
    while start >= 0:
        before = text[start - 1 : start]
        if before not in _JOINING and not before.isalnum():
            yield start
        start = text.find(name, start + len(name))


_SHORT: Final = 3
_LONG: Final = 2000
"""Such short names are part of many words: ``re`` of every ``return``.

In a text that is longer, a pattern is quicker, even if it must be compiled.
"""


@lru_cache(maxsize=64)
def _word_pattern(name: str) -> re.Pattern[str]:
    # The look-behind comes after the name, so that the search itself is for plain text.
    return re.compile(rf"{name}(?<![\w.]{name})(?!\w)")


def _is_in_prose(text: str, start: int, end: int) -> bool:
    """Return whether the name from *start* to *end* is in a comment, or in a sentence.

    What looks like a comment may be in a string, which contains no code, except between
    the braces of an f-string. In code no name follows a word that is not a keyword, and
    none is before one.
    """
    after = _compile(_WORD_AFTER).match(text, end)
    if after is not None and after[1] not in _KEYWORDS:
        return True
    line = _read_line_before(text, start)
    if line is None:
        return False
    if "#" in line and _is_comment(line, text, start):
        return True
    if line.count("'") + line.count('"') == 1 and _is_in_string(line, text, start):
        return True
    match = _compile(_WORD_BEFORE).search(line)
    return match is not None and match[1] not in _KEYWORDS


def _is_in_string(line: str, text: str, end: int) -> bool:
    """Return whether the *line* up to *end*, which has one quote, ends in a string.

    The quote ends a string only where one goes on from the line above, which only a
    backslash or, in an f-string, an expression in braces can do.
    """
    return (
        "{" not in line
        and "}" not in line
        and not text.endswith("\\\n", 0, end - len(line))
    )


def _is_comment(line: str, text: str, end: int) -> bool:
    """Return whether the *line* up to *end* is a comment, or text in a string.

    In a string it may look like one, and the string may end there, or have code in
    braces.
    """
    before, mark, after = line.partition("#")
    return (
        bool(mark)
        and "{" not in line
        and "'" not in before
        and '"' not in before
        and not any(quotes in after for quotes in _TRIPLE_QUOTES)
        and not text.endswith("\\\n", 0, end - len(line))
    )


def _is_end_of_word(text: str, start: int) -> bool:
    """Return whether the word that begins at *start* is the end of a longer one."""
    before = text[start - 1 : start]
    return before == "_" or before.isalnum()


def _read_line_before(text: str, start: int) -> str | None:
    """Return the line of *start* up to there; None if that is too long."""
    first = text.rfind("\n", max(0, start - _MOST_BEFORE), start) + 1
    return text[first:start] if first or start < _MOST_BEFORE else None


def _may_be_renamed(text: str, start: int, end: int) -> bool:
    """Return whether the attribute from *start* to *end* may get another name."""
    begin = start
    while begin > start - _MOST_BEFORE and (
        text[begin - 1 : begin] == "." or _is_end_of_word(text, begin)
    ):
        begin -= 1
    # A dot at the beginning continues an expression on an earlier line.
    return text[begin] == "." or _find_assigned_names(text, begin, end) != ()


def _find_assigned_names(text: str, start: int, end: int) -> tuple[str, ...] | None:
    """Return the names that the value from *start* to *end* may be assigned to.

    These are all names before it on its line. None means that there may be others;
    the result is empty if nothing but a part of an expression is there.
    """
    if _compile(_VALUE_ENDS).match(text, end) is None:
        return ()
    line = _read_line_before(text, start)
    if line is None:
        return None
    before = line.rstrip(" \t\f([\\")
    if before[-1:] not in {"", "=", ",", "."}:
        return ()
    first = start - len(line)
    if not before and (not _may_continue(text, first) or _is_argument(text, first)):
        return ()
    if _compile(_ATTRIBUTE_TARGET).fullmatch(before) and not _may_continue(text, first):
        return ()
    if before[-1:] == ",":
        is_argument = (
            _compile(_IMPORTS).match(line)
            or _compile(_EXCEPT).match(line)
            or _is_in_call(before)
        )
        return () if is_argument or not _has_unpacking(text) else None
    if before and _is_keyword_argument(before):
        return ()
    if (
        text.endswith("\\\n", 0, first)
        or before.count(")") > before.count("(")
        or before.count("]") > before.count("[")
    ):
        return None
    return tuple(dict.fromkeys(re.findall(r"(?<![\w.])\w+(?![\w.])", before))) or None


def _is_in_call(before: str) -> bool:
    """Return whether *before* ends between the parentheses of a call or a definition.

    What is in them is not unpacked. Strings may contain parentheses, so the answer is
    False if there is a quote.
    """
    if "'" in before or '"' in before:
        return False
    opened: list[bool] = []
    last = ""
    for character in before:
        if character == "(":
            opened.append(last.isalnum() or last == "_")
        elif character == ")" and opened:
            opened.pop()
        last = character
    return any(opened)


def _is_keyword_argument(before: str) -> bool:
    """Return whether *before* ends with the ``=`` of a keyword argument or a default.

    No other ``=`` is possible in parentheses, except ``:=``. Strings may contain
    parentheses, so the answer is False if there is a quote.
    """
    return (
        before[-1] == "="
        and before[-2:] != ":="
        and before.count("(") > before.count(")")
        and "'" not in before
        and '"' not in before
    )


def _may_continue(text: str, first: int) -> bool:
    """Return whether the line at *first* may continue an expression from above."""
    above = text[max(0, first - _MOST_BEFORE) : first].rstrip()
    line = above[above.rfind("\n") + 1 :]
    if line == above and first > _MOST_BEFORE:  # it begins farther off
        return True
    return "#" in line or line[-1:] in set("([{,=\\")


def _is_argument(text: str, first: int) -> bool:
    """Return whether the line at *first* begins with the first argument of a call."""
    line = _read_line_before(text, first - 1) or ""
    match = _compile(_CALL_BEFORE).match(line)
    return match is not None and match[1] not in _KEYWORDS


@lru_cache(maxsize=1)
def _has_unpacking(text: str) -> bool:
    """Return whether the text may assign to several names at once: ``a, b = c, d``."""
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
    """Return whether *part* may be a list of targets, or the last lines of one."""
    more_closed = part.count(")") > part.count("(") or part.count("]") > part.count("[")
    return (
        more_closed or ("," in part and part.count("(") == part.count(")"))
    ) and _compile(_NAMES).fullmatch(part) is not None


def _join(above: str, attributes: str) -> str:
    """Return the dotted name of *attributes*, as written in the text, of *above*."""
    if not attributes:
        return above
    if "#" in attributes:
        attributes = re.sub(r"#[^\n]*", "", attributes)
    words = re.findall(r"\w+", attributes)
    return ".".join([above, *words] if above else words)


def _is_any_attribute(names: Container[str], text: str) -> bool:
    """Return whether the last part of one of *names* may be used as an attribute."""
    # Names that cannot be listed may be any.
    return not isinstance(names, frozenset) or _is_listed_attribute(names, text)


@lru_cache(maxsize=8)
def _is_listed_attribute(names: frozenset[str], text: str) -> bool:
    return any(
        next(find_owners(last, text), None) is not None
        for last in {name.rpartition(".")[2] for name in names}
    )


def find_attributes(text: str) -> Container[str]:
    """Return the attributes in *text*, and perhaps more: *text* itself if unclear."""
    found = frozenset(_compile(_DOTTED).findall(text))
    if "#" in found or "\\" in found:
        for match in _compile(_UNCLEAR).finditer(text):
            line = _read_line_before(text, match.start())
            if line is None or not _is_comment(line, text, match.start()):
                return text
    return found


def find_owners(attribute: str, text: str) -> Iterator[str]:
    """Yield the text before each use of *attribute*, up to its dot.

    It ends with something else if that is a comment, or too far off.
    """
    for match in _find_occurrences(attribute, text):
        start = match.start() - len(attribute)
        before = text[max(0, start - _MOST_BEFORE) : start].rstrip(" \t\f\n\\")
        if before[-1:] in {".", ""} or "#" in before.rpartition("\n")[2]:
            yield before


def _find_occurrences(name: str, text: str) -> Iterator[re.Match[str]]:
    """Yield a match for each occurrence of *name*, with its attributes as a group.

    To search for the text first is far quicker than to compile a pattern for each name.
    """
    start = text.find(name)
    while start >= 0:
        match = _compile(_ATTRIBUTES).match(text, start + len(name))
        if match is not None:
            yield match
        start = text.find(name, start + len(name))
