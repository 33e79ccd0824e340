"""What a format prints: findings as plain values, wherever they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class ReportedRule(NamedTuple):
    """What a finding is an instance of: a code, or a kind of bad distribution."""

    id: str
    """A code, as VET201 or E501, or a kind, which has no capital letters."""
    name: str
    summary: str
    severity: str
    """One of GitLab's: critical, major, minor or info."""
    page: str = ""
    """Where the documentation describes it, and the whole ``address`` of that."""
    address: str = ""


class Item(NamedTuple):
    """One finding. Line and column count from 1 and are 0 if they are not known.

    ``path`` is as the user gave it.
    """

    path: str
    line: int
    column: int
    rule: ReportedRule
    message: str
    subject: str = ""
    """The dotted name that is reported."""
    replacement: str = ""
    """The dotted name to write instead, if there is exactly one."""

    @property
    def text(self) -> str:
        """The message after its code; a kind would only repeat what it says."""
        rule = self.rule.id
        return self.message if rule.islower() else f"{rule} {self.message}"


class FileProblem(NamedTuple):
    """A file, or a line of one (0 if it is not known), that could not be read."""

    path: str
    line: int
    message: str
    is_error: bool = False
    """Whether the run did not do what it was asked to."""


class Document(NamedTuple):
    """What is printed: the result of one run of ``tool``, which is a distribution."""

    items: Sequence[Item]
    problems: Sequence[FileProblem]
    tool: str
