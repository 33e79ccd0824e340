"""Whether a file is worth a closer look: what keeps clean files nearly free.

A file is looked at closely only if one of its import statements is in a table, or a
word stands in its text that an attribute or a dynamic import of interest would need.
To say "yes" too often costs time; "no" has to be right.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports import dynamic
from flake8_safe_imports.data import stdlib

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.blocks import ImportStatement, Located
    from flake8_safe_imports.config import Config
    from flake8_safe_imports.matching import Policy

_GAP = r"[\s\\]*(?:#[^\n]*\n[\s\\]*){0,9}"
"""What may stand between the tokens of one expression.

Nobody writes ten comments there, and without a bound a file of nothing but comments
would be read again from each of its lines.
"""
_IMPORTS = re.compile(r"import\b").finditer
_WORD = re.compile(r"\w+")
_CALL = re.compile(
    rf"{_GAP}\({_GAP}"
    r"(?:(?P<quote>[\"'])(?P<text>[^\"'\\\n]*)(?P=quote)\s*(?P<next>\S)"
    r"|(?P<unclear>[rRbBuU]{0,2}[\"']|\w+\s*=(?!=)|[*(]))"
)
"""A call with one plain literal first, or with what may be another kind of literal."""
_PACKAGE = re.compile(r"\s*(?:package\s*=\s*)?(?:[rRuU]?[\"']|__package__|__name__)")
"""What a relative name given to ``import_module`` can be made absolute with."""
_ATTRIBUTES = re.compile(rf"(?!\w)((?:{_GAP}\.{_GAP}\w+)*)")
_CALLED = re.compile(r"\s*[(=]")
_UNPACKING = re.compile(r"\s*[^=(]*,[^=(]*=")


class Interest(NamedTuple):
    """Why imports of one module may matter, as far as tables and settings tell."""

    judge: bool
    """Rules have something to say of the import itself."""
    names: frozenset[str]
    """What below the module they have something to say of: ``path.walk`` of ``os``."""


_NO_INTEREST = Interest(False, frozenset())


class Interests:
    """What is worth a closer look under one policy and one window.

    Nearly every import of a clean file is answered by one look-up in a dictionary.
    """

    def __init__(self, policy: Policy, config: Config, window: int) -> None:
        self._policy = policy
        self._config = config
        self._window = window
        self._expiring = "VET204" in config.enabled
        self._tops: dict[str, bool | None] = {}
        self._modules: dict[str, Interest] = {}

    def of_top(self, top: str) -> bool | None:
        """Return whether a top-level module matters; None if only the file can tell."""
        try:
            return self._tops[top]
        except KeyError:
            answer = self._tops[top] = self._judge_top(top)
            return answer

    def concerns(self, top: str) -> bool:
        """Return whether the project's policy may concern *top* or what is below it."""
        return self._policy.mentions(top) or self._config.lazy.mentions(top)

    def of_module(self, name: str) -> Interest:
        """Return why the standard library module *name* matters; mostly it does not."""
        try:
            return self._modules[name]
        except KeyError:
            answer = self._modules[name] = self._judge_module(name)
            return answer

    def _judge_top(self, top: str) -> bool | None:
        if self._config.check_environment or self.concerns(top):
            return True
        if stdlib.module(top) is not None:
            return False
        from flake8_safe_imports import lookalike
        from flake8_safe_imports.data import backports

        if top in backports.TOP_LEVEL:
            return True
        if lookalike.is_known(top):
            return False
        return True if lookalike.malicious_import(top) is not None else None

    def _judge_module(self, name: str) -> Interest:
        parts = name.split(".")
        above = (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))
        judge = any(self._is_unsteady(stdlib.module(module)) for module in above)
        names = set()
        for module in stdlib.below(name):
            below = module[len(name) + 1 :]
            if below and self._is_unsteady(stdlib.module(module)):
                names.add(below)
            names.update(
                f"{below}.{attribute}" if below else attribute
                for attribute, fact in stdlib.names(module).items()
                if self._is_unsteady(fact)
            )
        if not judge and not names:
            return _NO_INTEREST
        return Interest(judge, frozenset(names))

    def _is_unsteady(self, fact: stdlib.Fact | None) -> bool:
        """Return whether rules may have something to say of what *fact* is about."""
        return fact is not None and (
            bool(self._window & ~fact.window) or (self._expiring and bool(fact.expires))
        )


@lru_cache(maxsize=256)
def interests(policy: Policy, config: Config, window: int) -> Interests:
    """Return the interests under a policy and a window; they remember answers."""
    return Interests(policy, config, window)


def searchable(text: str) -> str:
    """Return *text* with identifiers in the form in which Python reads them."""
    if text.isascii():
        return text
    from unicodedata import normalize

    return normalize("NFKC", text)


def count_imports(text: str) -> int:
    """Return how many import statements *text* can hold at most."""
    return sum(_may_be_statement(text, match.start()) for match in _IMPORTS(text))


def _may_be_statement(text: str, start: int) -> bool:
    """Return whether the word ``import`` at *start* may be that of a statement.

    Most others stand in prose.
    """
    before = text[text.rfind("\n", 0, start) + 1 : start].lstrip()
    return (
        not before
        or before.startswith(("from", "lazy"))
        or ":" in before
        or ";" in before
        or "\r" in before
    )


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

    def finds_reason(self, located: list[Located]) -> bool:
        """Return whether the file, with the imports *located*, is worth more."""
        return any(
            self._matters(node) for node, _ in located
        ) or self._may_import_dynamically(located)

    def _matters(self, node: ImportStatement) -> bool:
        if isinstance(node, ast.Import):
            return any(map(self._alias_matters, node.names))
        if node.level:
            return any(
                self._interests.concerns(name.partition(".")[0])
                for name in self._modules_of(node)
            )
        module = node.module or ""
        if self._top_matters(module.partition(".")[0]):
            return True
        interest = self._interests.of_module(module)
        return interest is not _NO_INTEREST and (
            interest.judge
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
        top = name.partition(".")[0]
        return (
            self._top_matters(top)
            or self._interests.of_module(name).judge
            or self._is_reached(alias.asname or top, name if alias.asname else top)
        )

    def _top_matters(self, top: str) -> bool:
        answer = self._interests.of_top(top)
        return not self._is_local(top) if answer is None else answer

    def _is_reached(self, bound: str, module: str) -> bool:
        """Return whether a name that matters may be taken from *module*.

        *bound* is what the module is called in the file.
        """
        interest = self._interests.of_module(module)
        if not interest.names:
            return False
        text = self._text
        return any(
            _is_below(_WORD.findall(match[1]), interest)
            if match[1]
            else _is_given(text, match.start() - len(bound), match.end())
            for match in _occurrences(bound, text)
            if not _is_attribute(text, match.start() - len(bound))
        )

    def _may_import_dynamically(self, located: list[Located]) -> bool:
        text = self._text
        words = {word for word in dynamic.ALWAYS if word in text}
        for node, _ in located:
            for top in tops(node):
                hint = dynamic.HINTS.get(top)
                if hint is not None and hint in text:
                    words.add(hint)
                    if any(alias.asname and alias.name == hint for alias in node.names):
                        return True
        return any(
            self._literal_matters(word, match)
            for word in words
            for match in _occurrences(word, text)
        )

    def _literal_matters(self, word: str, match: re.Match[str]) -> bool:
        """Return whether what the function *word* is called with matters."""
        call = _CALL.match(self._text, match.end())
        if call is None:
            return not match[1] and _is_given(
                self._text, match.start() - len(word), match.end()
            )
        if call["unclear"] or call["next"] in "\"'":
            return True
        if call["next"] not in ",)":  # an operator: what it gives is not known
            return False
        name = call["text"]
        if name.startswith("."):
            return _PACKAGE.match(self._text, call.end()) is not None
        parts = name.replace(":", ".").split(".")
        if not all(parts) or self._top_matters(parts[0]):
            return True
        interest = self._interests.of_module(parts[0])
        return interest.judge or _is_below(parts[1:], interest)


def _is_attribute(text: str, start: int) -> bool:
    """Return whether what begins at *start* is part of a longer name."""
    before = text[start - 1 : start]
    return before == "." or before == "_" or before.isalnum()


def _is_given(text: str, start: int, end: int) -> bool:
    """Return whether the name from *start* to *end*, used alone, gets another name.

    Only what an assignment gives away is followed to its uses.
    """
    if _CALLED.match(text, end):
        return False
    first = text.rfind("\n", 0, start) + 1
    line = text[first:start]
    before = line.rstrip(" \t\f([\\")
    if before:
        return before[-1] == "=" or (
            before[-1] == "," and _UNPACKING.match(line) is not None
        )
    above = text[text.rfind("\n", 0, max(0, first - 1)) + 1 : first]
    above = above.rstrip(" \t\f\r\n([\\")
    return above.endswith("=") or "#" in above


def _is_below(parts: list[str], interest: Interest) -> bool:
    """Return whether the names of *interest* hold one that *parts* begin with."""
    return any(
        ".".join(parts[:depth]) in interest.names for depth in range(1, len(parts) + 1)
    )


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


def tops(node: ImportStatement) -> list[str]:
    """Return the top-level modules that an absolute import names."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [] if node.level else [(node.module or "").partition(".")[0]]
