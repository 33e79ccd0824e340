"""What select, ignore, per-file-ignores and noqa leave of the findings of a run."""

from __future__ import annotations

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from flake8_safe_imports.check.lint import Result
    from flake8_safe_imports.check.violations import FoundViolation
    from flake8_safe_imports.settings import Settings


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
    violations: Sequence[FoundViolation] = ()
    if result.found:
        # Imported here: most files have no findings.
        from flake8_safe_imports.check.violations import find_violations

        violations = find_violations(result, settings)
    return FileReport(
        result.name, violations, result.problem, result.problem_line, result.is_python2
    )
