"""Findings as flake8's style guide and formatters know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8.violation import Violation

if TYPE_CHECKING:
    from flake8_safe_imports.check.lint import Found, Result
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.settings import Settings


class FoundViolation(Violation):
    """A violation as formatters know it, with the finding that it was made of."""

    finding: Finding


def find_violations(result: Result, settings: Settings) -> list[FoundViolation]:
    """Return the findings of a file that are selected and not silenced."""
    made = [_make_violation(result.name, found) for found in result.found]
    return [
        violation
        for violation in made
        if settings.is_selected(result.name, violation.code)
        and not violation.is_inline_ignored(settings.disable_noqa)
    ]


def _make_violation(name: str, found: Found) -> FoundViolation:
    finding = found.finding
    violation = FoundViolation(
        finding.code,
        name,
        finding.line,
        found.column + 1,
        finding.text,
        found.physical_line,
    )
    violation.finding = finding
    return violation
