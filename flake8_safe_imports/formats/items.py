"""What a format prints: findings as plain values, wherever they came from."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
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
    rule: Rule
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
