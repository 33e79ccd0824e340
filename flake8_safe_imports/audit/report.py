"""What an audit found, and the formats that it is printed in.

:data:`FORMATS` is the only list of formats.  To add one, write a function from a
:class:`Report` to text and a row there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.data import packages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Finding(NamedTuple):
    """What is wrong with a distribution, and where it is named.

    ``line`` counts from 1; 0 for a place without lines (an installed distribution).
    ``version`` and ``target``, the name that was meant, are ``""`` if unknown.
    """

    file: str
    line: int
    name: str
    version: str
    kind: str
    target: str
    text: str


class Trouble(NamedTuple):
    """A file, or a line of one, that could not be understood."""

    file: str
    line: int
    reason: str


class Report(NamedTuple):
    """The result of an audit; sorted by file and line."""

    findings: tuple[Finding, ...]
    troubles: tuple[Trouble, ...]


def format_text(report: Report) -> str:
    """Return a report for people: a line for each finding, then how many there are."""
    lines = [
        f"{finding.file}:{finding.line}: {finding.text}"
        if finding.line
        else f"{finding.file}: {finding.text}"
        for finding in report.findings
    ]
    count = len(report.findings)
    found = f"{count} finding{'' if count == 1 else 's'}" if count else "nothing found"
    where = " in what could be read" if report.troubles else ""
    return "\n".join((*lines, f"{found}{where} (data of {packages.DATE})"))


def format_json(report: Report) -> str:
    """Return a report for programs: one JSON document."""
    import json

    document = {
        "date": packages.DATE,
        "findings": [
            {
                "file": finding.file,
                "line": finding.line or None,
                "name": finding.name,
                "version": finding.version or None,
                "kind": finding.kind,
                "target": finding.target or None,
                "message": finding.text,
            }
            for finding in report.findings
        ],
        "errors": [trouble._asdict() for trouble in report.troubles],
    }
    return json.dumps(document, indent=2)


FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": format_text,
    "json": format_json,
}
"""Name -> what writes a report in that format."""
