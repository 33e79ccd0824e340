"""The baseline in flake8: what the plugin leaves out of the findings of a file.

Only findings that flake8 would print use up what is accepted, so its selection and its
``noqa`` comments are asked before it asks them itself.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.noqa import find_noqa_lines, is_silenced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.settings import Settings


class LintedFile(NamedTuple):
    """A linted file: its name in flake8, its absolute path, its lines."""

    name: str
    path: str
    lines: Sequence[str]


def drop_accepted(
    found: Sequence[tuple[Finding, int]], file: LintedFile, settings: Settings
) -> list[tuple[Finding, int]]:
    """Return what the baseline does not accept of the findings in a file.

    Findings that flake8 would not print are left to it. What is accepted and was not
    found is said on standard error.
    """
    baseline = settings.baseline
    assert baseline is not None
    if not baseline.find_accepted(file.path):
        return list(found)
    printed = _pick_printed(found, file, settings)
    rest = baseline.apply(file.path, [(one.code, one.name) for one, _ in printed])
    for key, count in rest.stale.items():
        if settings.is_judged(file.name, key.code):
            text = make_printable(baseline.describe_stale(key, count))
            # In one piece: other workers write there too.
            sys.stderr.write(f"flake8-safe-imports: {text}\n")
    accepted = {
        id(item) for item, is_left in zip(printed, rest.reported) if not is_left
    }
    return [item for item in found if id(item) not in accepted]


def _pick_printed(
    found: Sequence[tuple[Finding, int]], file: LintedFile, settings: Settings
) -> list[tuple[Finding, int]]:
    """Return the findings that flake8 would print."""
    find_line = find_noqa_lines(file.name, file.lines, settings.namespace)

    def is_printed(finding: Finding) -> bool:
        if not settings.is_selected(file.name, finding.code):
            return False
        if settings.disable_noqa:
            return True
        line = find_line(finding.line)
        if line is None:  # not mapped: the file cannot be split into tokens
            line = "".join(file.lines[finding.line - 1 : finding.line])
        return not is_silenced(finding.code, line)

    return [item for item in found if is_printed(item[0])]
