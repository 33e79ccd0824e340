"""What an audit found, and the formats that it is printed in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.addresses import DISTRIBUTION
from flake8_safe_imports.audit.kinds import describe_kind
from flake8_safe_imports.data import packages
from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.formats import registry
from flake8_safe_imports.formats.items import Document, FileProblem, Item
from flake8_safe_imports.formats.paths import make_encodable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class AuditFinding(NamedTuple):
    """What is wrong with a distribution, and where it is named.

    ``line`` counts from 1. ``version`` and ``target``, the name that was meant, are
    ``""`` if unknown.
    """

    file: str
    line: int
    name: str
    version: str
    kind: str
    target: str
    text: str


class Trouble(NamedTuple):
    """A file, or a line of one (counted from 1), that could not be understood.

    It is not an error where all was read that has to be: an included file may be made
    by another program, for example. A note on a distribution has its normalized
    ``name``.
    """

    file: str
    line: int
    reason: str
    is_error: bool = True
    name: str = ""

    @property
    def text(self) -> str:
        """The trouble on one line; printable."""
        shown = self.file or "''"
        place = f"{shown}:{self.line}" if self.line else shown
        return make_printable(f"{place}: {self.reason}")


class Report(NamedTuple):
    """The result of an audit; sorted by file and line.

    ``files`` were read, ``dependencies`` and ``distributions`` count what they declare
    and what is installed, ``ignored`` are the names whose findings were accepted, and
    ``excluded`` the patterns of files that were left out.
    """

    findings: tuple[AuditFinding, ...]
    troubles: tuple[Trouble, ...]
    files: tuple[str, ...] = ()
    dependencies: int = 0
    distributions: int = 0
    ignored: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def format_text(report: Report) -> str:
    """Return a report for people: a line for each finding, then what was read."""
    lines = [
        make_printable(f"{finding.file}:{finding.line}: {finding.text}")
        for finding in report.findings
    ]
    found = _count(len(report.findings), "finding") if lines else "nothing found"
    errors = any(trouble.is_error for trouble in report.troubles)
    where = " in what could be read" if errors else ""
    read = ", ".join(
        (
            _count(len(report.files), "file"),
            _count(report.dependencies, "dependency", "dependencies"),
            _count(report.distributions, "installed distribution"),
        )
    )
    result = f"{found}{where}: {read} read"
    if errors and not (lines or report.files or report.distributions):
        result = "nothing could be read"
    lines.append(result)
    for word, names in (("ignored", report.ignored), ("excluded", report.excluded)):
        if names:
            lines.append(f"{word}: {', '.join(map(make_printable, names))}")
    sources = packages.describe_sources(date.today().isoformat())
    return "\n".join((*lines, "data:", *(f"  {source}" for source in sources)))


def format_json(report: Report) -> str:
    """Return a report for programs: one JSON document."""
    import json
    from importlib.metadata import version

    document = {
        "version": version("flake8-safe-imports"),
        "data": packages.load_dates(),
        "files": list(map(make_encodable, report.files)),
        "dependencies": report.dependencies,
        "distributions": report.distributions,
        "ignored": list(report.ignored),
        **({"excluded": list(report.excluded)} if report.excluded else {}),
        "findings": [_to_object(finding) for finding in report.findings],
        "errors": [
            {
                "file": make_encodable(trouble.file),
                **({"line": trouble.line} if trouble.line else {}),
                "message": make_encodable(trouble.reason),
                "level": "error" if trouble.is_error else "note",
            }
            for trouble in report.troubles
        ],
    }
    return json.dumps(document, indent=2)


def _to_object(finding: AuditFinding) -> dict[str, object]:
    """Return a finding for JSON; what is not known is left out."""
    shown: dict[str, object] = {
        "kind": finding.kind,
        "name": finding.name,
        "version": finding.version,
        "target": finding.target,
        "file": finding.file,
        "line": finding.line,
        "message": finding.text,
    }
    return {
        key: make_encodable(value) if isinstance(value, str) else value
        for key, value in shown.items()
        if value != ""
    }


def _count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: "2 findings"."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


_OWN: Final[Mapping[str, Callable[[Report], str]]] = {
    "text": format_text,
    "json": format_json,
}
"""Formats that have more than the findings. All others are those of ``formats``."""
FORMATS: Final = (*_OWN, *(name for name in registry.FORMATS if name not in _OWN))
"""The names of all formats."""


def format_report(name: str, report: Report) -> str:
    """Return *report* in the format *name*."""
    if name in _OWN:
        return _OWN[name](report)
    document = Document(
        [_to_item(row) for row in report.findings],
        [FileProblem(*row[:4]) for row in report.troubles],
        DISTRIBUTION,
    )
    return registry.format_document(name, document)


def _to_item(finding: AuditFinding) -> Item:
    """Return a finding as the formats know it, which have no columns for it."""
    rule = describe_kind(finding.kind)
    text, name, target = map(
        make_printable, (finding.text, finding.name, finding.target)
    )
    return Item(finding.file, finding.line, 0, rule, text, name, target)
