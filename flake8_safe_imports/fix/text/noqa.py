"""Which findings a ``noqa`` comment keeps ``fix`` from touching."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.finding import Finding

_NOQA = re.compile(r"\bnoqa\b", re.IGNORECASE)
_NOQA_FILE = re.compile(r"\s*#\s*flake8[:=]\s*noqa\s*$", re.IGNORECASE)

Silencer = Callable[["Sequence[str]"], "Callable[[Finding], bool]"]
"""Takes the lines of a file, returns whether a comment there silences a finding."""


def make_noqa_silencer(lines: Sequence[str]) -> Callable[[Finding], bool]:
    """Return a function that tells whether a finding has a ``noqa`` comment.

    Codes in the comment are not read, as flake8 would.
    """
    if any("8" in line and _NOQA_FILE.match(line) for line in lines):
        return lambda finding: True
    commented = {
        number
        for number, line in enumerate(lines, 1)
        if "#" in line and _NOQA.search(line, line.index("#"))
    }
    latest: tuple[tuple[int, ...], bool] = (), False

    def is_silenced(finding: Finding) -> bool:
        nonlocal latest
        # The findings of one statement share their lines; there may be many of both.
        if finding.noqa_lines is not latest[0]:
            latest = finding.noqa_lines, not commented.isdisjoint(finding.noqa_lines)
        return finding.line in commented or latest[1]

    return is_silenced
