"""The ``noqa`` comments of a file, which flake8's own patterns recognize."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8.processor import FileProcessor
from flake8.violation import Violation

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from flake8_safe_imports.finding import Finding


def find_noqa_lines(
    filename: str, lines: Sequence[str], options: argparse.Namespace
) -> Callable[[int], str | None]:
    """Return a function from the line of a finding to the text with its ``noqa``.

    That is more than one line where a string or a backslash goes on to the next.
    """
    return FileProcessor(filename, options, list(lines)).noqa_line_for


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
