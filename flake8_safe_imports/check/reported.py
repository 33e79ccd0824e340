"""What select, ignore, per-file-ignores and noqa leave of the findings of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.check.lint import Found, Result
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.settings import Settings


class FoundViolation(Violation):
    """A violation as formatters know it, with the finding that it was made of."""

    finding: Finding


class FileReport:
    """What there is to report in one file, which was read if there is no problem."""

    __slots__ = ("is_python2", "name", "problem", "problem_line", "violations")

    def __init__(
        self,
        name: str,
        violations: Sequence[FoundViolation],
        problem: str = "",
        problem_line: int = 0,
        is_python2: bool = False,
    ) -> None:
        self.name: Final = name
        self.violations: Final = violations
        self.problem: Final = problem
        self.problem_line: Final = problem_line
        """Where the problem is, 0 if that is not known."""
        self.is_python2: Final = is_python2
        """Whether the problem is probably none in Python 2."""

    def with_violations(self, violations: Sequence[FoundViolation]) -> FileReport:
        """Return a copy with other *violations*."""
        return FileReport(
            self.name, violations, self.problem, self.problem_line, self.is_python2
        )


def find_reported(result: Result, settings: Settings) -> FileReport:
    """Return what flake8 would print of the findings in a file, in its order."""
    found = list(_pick(result, settings))
    return FileReport(
        result.name, found, result.problem, result.problem_line, result.is_python2
    )


def _pick(result: Result, settings: Settings) -> Iterator[FoundViolation]:
    for found in result.found:
        violation = _make_violation(result.name, found)
        if settings.is_selected(
            result.name, violation.code
        ) and not violation.is_inline_ignored(settings.disable_noqa):
            yield violation


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
