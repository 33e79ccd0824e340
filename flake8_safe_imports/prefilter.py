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
    from collections.abc import Iterable

    from flake8_safe_imports.blocks import ImportStatement, Located
    from flake8_safe_imports.config import Config
    from flake8_safe_imports.matching import Policy

_GAP = r"[\s\\]*(?:#[^\n]*\n[\s\\]*){0,9}"
"""What may stand between the tokens of one expression.

Nobody writes ten comments there, and without a bound a file of nothing but comments
would be read again from each of its lines.
"""
_IMPORT_WORD = re.compile(r"import\b")
_WORD = re.compile(r"\w+")
_ATTRIBUTE = re.compile(rf"\.{_GAP}([^\W\d]\w*)")


class Interest(NamedTuple):
    """Why imports of one module may matter, as far as tables and settings tell."""

    judge: bool
    """Rules have something to say of the import itself."""
    attributes: frozenset[str]
    """Words of which one in the file is a reason to look at attribute chains."""


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
        words = set()
        for module in stdlib.below(name):
            if module != name and self._is_unsteady(stdlib.module(module)):
                words.add(module.rpartition(".")[2])
            words.update(
                attribute.rpartition(".")[2]
                for attribute, fact in stdlib.names(module).items()
                if self._is_unsteady(fact)
            )
        return Interest(judge, frozenset(words)) if judge or words else _NO_INTEREST

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
    """Return at most how many import statements *text* can hold."""
    return len(_IMPORT_WORD.findall(text))


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
        self._attributes: frozenset[str] | None = None

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
                alias.name in interest.attributes
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
        """Return whether a word that matters may be taken from *module*.

        *bound* is what the module is called in the file.
        """
        words = self._interests.of_module(module).attributes
        if not words:
            return False
        if self._attributes is None:
            self._attributes = frozenset(_ATTRIBUTE.findall(self._text))
        if words.isdisjoint(self._attributes):
            return False
        return any(
            # Not taken from, but given to something: it may get another name.
            not chain or not words.isdisjoint(_WORD.findall(chain))
            for chain in _chains_of(bound).findall(self._text)
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
        return any(_literal_call_of(word).search(text) for word in words)


@lru_cache(maxsize=1024)
def _chains_of(name: str) -> re.Pattern[str]:
    """Return what finds the attributes of *name*, and nothing where it is given."""
    return re.compile(
        rf"(?<![\w.]){name}((?:{_GAP}\.{_GAP}\w+)+)|[=,(\[]{_GAP}{name}\b(?!\s*[.(=])"
    )


@lru_cache(maxsize=16)
def _literal_call_of(name: str) -> re.Pattern[str]:
    """Return what finds a call of *name* with a literal, and *name* being given."""
    literal = r"(?:[rRbBuU]{0,2}[\"']|\w+\s*=(?!=)|[*(])"
    return re.compile(
        rf"\b{name}(?:{_GAP}\.{_GAP}\w+)*{_GAP}\({_GAP}{literal}"
        rf"|=(?:{_GAP}\w+{_GAP}\.)?{_GAP}{name}\b(?!\s*[.(=])"
    )


def tops(node: ImportStatement) -> list[str]:
    """Return the top-level modules that an absolute import names."""
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [] if node.level else [(node.module or "").partition(".")[0]]
