"""The ``noqa`` comments of a file, which flake8's own patterns recognize."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8.processor import FileProcessor
from flake8.violation import Violation

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from flake8_safe_imports.finding import Finding

_QUOTES: Final = re.compile(r"""["]{3}|[']{3}""")
_FORMATTED: Final = tuple(letter + 3 * quote for letter in "fFtTrR" for quote in "\"'")
"""What begins a string in which code may be on lines without any quotes."""


def find_noqa_lines(
    filename: str, lines: Sequence[str], options: argparse.Namespace
) -> Callable[[int], str | None]:
    """Return a function from the line of a finding to the text with its ``noqa``.

    That is more than one line where a string or a backslash goes on to the next: there
    flake8 is asked, which reads the tokens of the whole file.
    """

    @lru_cache(1)
    def tokenize() -> FileProcessor:
        return FileProcessor(filename, options, list(lines))

    @lru_cache(1)
    def has_formatted() -> bool:
        text = "".join(lines)
        return any(mark in text for mark in _FORMATTED)

    def find_line(number: int) -> str | None:
        if number > len(lines) or _may_go_on(lines, number) or has_formatted():
            return tokenize().noqa_line_for(number)
        return lines[number - 1]

    return find_line


def _may_go_on(lines: Sequence[str], number: int) -> bool:
    """Return whether a string or a backslash may go on from or to the line *number*.

    Code begins on it, so a string that goes on has its quotes there.
    """
    ends = lines[max(number - 2, 0) : number]
    return any(line.endswith("\\\n") for line in ends) or (
        _QUOTES.search(lines[number - 1]) is not None
    )


class StatementNoqa:
    """The ``noqa`` comments of one file that silence findings on other lines.

    Comments on the line of the finding itself are left to flake8.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._answers: dict[str, tuple[tuple[int, ...], bool]] = {}
        """The last answer for each code, with the lines that were asked about.

        All findings of a statement share one tuple of lines, and both may be many.
        """

    def silences(self, finding: Finding) -> bool:
        """Return whether a comment on another line of the statement applies."""
        lines, answer = self._answers.get(finding.code, ((), False))
        if finding.noqa_lines is not lines:
            answer = self._has_noqa(finding.code, finding.noqa_lines)
            self._answers[finding.code] = finding.noqa_lines, answer
        return answer

    def _has_noqa(self, code: str, numbers: Sequence[int]) -> bool:
        texts = (self._lines[n - 1] for n in numbers if n <= len(self._lines))
        return any(
            is_silenced(code, line)
            # A blanket noqa was hardly meant for VET401.
            and not (code == "VET401" and is_silenced("X000", line))
            for line in texts
        )


def is_silenced(code: str, line: str) -> bool:
    """Return whether the physical *line* has a ``noqa`` comment for *code*."""
    return Violation(code, "", 0, 0, "", line).is_inline_ignored(False)
