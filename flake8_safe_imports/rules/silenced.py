"""Names that comments of a file tell type checkers and pylint not to report."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence


def _make_pattern(mypy: str, pyright: str, ty: str, pyrefly: str, pylint: str) -> str:
    """Return a pattern of comments that silence what it gives for each checker."""
    return (
        rf"\b(?:type:\s*ignore\[[^][]*{mypy}|pyright:\s*ignore\[[^][]*{pyright}"
        rf"|ty:\s*ignore\[[^][]*{ty}|pyrefly:\s*ignore\[[^][]*{pyrefly}"
        rf"|pylint:\s*disable=[^#:]*\b{pylint})"
    )


_NO_ATTRIBUTE: Final = _make_pattern(
    mypy="attr",
    pyright="AttributeAccess",
    ty="unresolved",
    pyrefly="missing",
    pylint="no-(?:member|name-in-module)",
)
_NO_MODULE: Final = _make_pattern(
    mypy="import-not-found",
    pyright="MissingImp",
    ty="unresolved-import",
    pyrefly="(?:import-error|missing-import)",
    pylint="import-error",
)
_WORD: Final = re.compile(r"\w+")


class SilencedNames:
    """The names on the lines of a file that have such a comment."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines: Final = lines

    @cached_property
    def attributes(self) -> frozenset[str]:
        """Last components of names that may be missing in their modules."""
        return self._find_words(_NO_ATTRIBUTE)

    @cached_property
    def modules(self) -> frozenset[str]:
        """Top-level modules that may not be found."""
        return self._find_words(_NO_MODULE)

    def _find_words(self, pattern: str) -> frozenset[str]:
        """Return the words of the lines that have a comment like *pattern*."""
        comment = re.compile(pattern)
        return frozenset(
            word
            for line in self._lines
            if "#" in line and comment.search(line, line.index("#"))
            for word in _WORD.findall(line)
        )
