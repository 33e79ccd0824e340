"""How a module of rules declares the check of each of its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Final

from flake8_safe_imports.codes import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.codes import Code
    from flake8_safe_imports.rules.file import File
    from flake8_safe_imports.rules.target import Problem, Statement, Target

TargetCheck = Callable[["Target", "File"], "Iterator[Problem]"]
StatementCheck = Callable[["Statement", "File"], "Iterator[Problem]"]
FileCheck = Callable[["File"], "Iterator[Problem]"]

NameTest = Callable[[str], bool]


def _is_never_certain(name: str) -> bool:
    """Return False: what the rule reports depends on more than the name."""
    return False


class Rule:
    """One code and the function that finds what it reports.

    Exactly one of the three functions is there. Its docstring is the page of the code,
    which ``explain`` prints; the rest comes from the row of the code in ``codes``.
    """

    __slots__ = ("may_report", "of_file", "of_statement", "of_target", "page", "row")

    def __init__(
        self,
        row: Code,
        page: str,
        of_target: TargetCheck | None = None,
        of_statement: StatementCheck | None = None,
        of_file: FileCheck | None = None,
        may_report: NameTest = _is_never_certain,
    ) -> None:
        self.row: Final = row
        self.page: Final = page
        self.of_target: Final = of_target
        self.of_statement: Final = of_statement
        self.of_file: Final = of_file
        self.may_report: Final = may_report
        """Whether an import of a name may be reported, as the tables alone tell."""

    @property
    def code(self) -> str:
        """The code: ``VET101``."""
        return self.row.code

    @property
    def name(self) -> str:
        """The name of the code: ``banned-import``."""
        return self.row.name

    @property
    def summary(self) -> str:
        """What the code reports, in a few words."""
        return self.row.summary

    @property
    def default(self) -> bool:
        """Whether the code is on by default."""
        return self.row.default


def _find_row(code: str) -> Code:
    if code not in BY_CODE:
        raise LookupError(f"{code} has a rule, but no row in codes.py")
    return BY_CODE[code]


def rule(
    code: str, *, may_report: NameTest = _is_never_certain
) -> Callable[[TargetCheck], Rule]:
    """Declare the decorated function as the check of *code* on each target.

    *may_report* tells ``explain`` whether an import of a dotted name may be reported
    on some supported version; leave it out where the tables cannot tell.
    """

    def declare(check: TargetCheck) -> Rule:
        page = check.__doc__ or ""
        return Rule(_find_row(code), page, of_target=check, may_report=may_report)

    return declare


def statement_rule(code: str) -> Callable[[StatementCheck], Rule]:
    """Declare the decorated function as the check of *code* on each statement."""

    def declare(check: StatementCheck) -> Rule:
        return Rule(_find_row(code), check.__doc__ or "", of_statement=check)

    return declare


def file_rule(code: str) -> Callable[[FileCheck], Rule]:
    """Declare the decorated function as the check of *code* on each file."""

    def declare(check: FileCheck) -> Rule:
        return Rule(_find_row(code), check.__doc__ or "", of_file=check)

    return declare
