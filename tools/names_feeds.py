"""Readers of the public lists that the tables of names are refreshed from.

Each returns a :class:`Feed` from files on disk; nothing is downloaded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from names_sources import Release, Report

from flake8_safe_imports.data.packages import normalize_distribution

Document = Mapping[str, Any]
KAM193_LETTERS: Final = {
    "malicious": "k",
    "probably_pentest": "p",
    "highly_suspicious": "h",
}
"""Categories of kam193/package-campaigns -> the letter in ``malicious.csv``.

Its spam and hacking tools are not a threat to those who import them.
"""
_HARM: Final = re.compile(
    r"code-?\s?execution\s+backdoor|malicious\s+release|^\s*malicious\s+package\b"
    r"|obfuscated,\s+malicious|user\s+account\s+compromise",
    re.IGNORECASE,
)
"""Words in an advisory that say that a release itself did harm.

Nearly all advisories are on vulnerabilities; few of those use such words, so whatever
is added is printed for a person to read.
"""

_PLACEHOLDER: Final = re.compile(
    r"did you mean|you meant|meant to (type|install)|place-?holder|security hold"
    r"|reserved (package|for|by)|name is reserved|\bparked\b|typo-?squat|\btypos of"
    r"|hallucinat|dummy package|(small|simple) (example|test) package",
    re.IGNORECASE,
)
"""Words in the summary of a distribution that say it is not what its name says.

The last are those of the tutorial on packaging, which nobody who made a project kept.
"""


class Feed(NamedTuple):
    """What a list says: malicious names, bad releases of honest ones, withdrawals."""

    reports: tuple[Report, ...]
    releases: tuple[Release, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    writeups: Mapping[str, str] = {}
    """Malicious name -> address of the advisory, for reports with the letter ``v``."""


def read_ossf(folder: Path) -> Feed:
    """Read the PyPI reports of OpenSSF malicious-packages in *folder*.

    Withdrawn reports have a date, or lie in a folder of their own.

    A report that names versions only may be on an honest project that was taken over:
    those that say so are left out, since other lists give the releases.
    """
    reports, withdrawn = [], set()
    for path, document in _read_json(folder.rglob("*.json")):
        with _naming(path):
            for name, _ in _list_affected(document):
                if "withdrawn" in document:
                    withdrawn.add(name)
                elif not _is_on_honest_project(document):
                    seen = document.get("published", "")[:7]
                    reports.append(Report(name, seen, "", "import", "o"))
    live = {report.name for report in reports}
    return Feed(tuple(reports), withdrawn=frozenset(withdrawn - live))


def _is_on_honest_project(document: Document) -> bool:
    """Return whether a report says that it is on releases of a compromised project."""
    details = document.get("details", "").lower()
    return "- compromised-package" in details and "typosquat" not in details


def read_kam193(folder: Path) -> Feed:
    """Read a checkout of kam193/package-campaigns."""
    reports, releases = [], []
    for category, letter in KAM193_LETTERS.items():
        paths = (folder / "pypi/packages" / category / "json").glob("*.json")
        for path, document in _read_json(paths):
            with _naming(path):
                name = normalize_distribution(document["name"])
                seen = _find_month(document)
                if path.name.startswith("compromised_"):
                    source = f"kam193 {document.get('campaign') or ''}"
                    versions = tuple(map(str, document["affected_versions"]))
                    row = Release(name, seen, versions, "releases backdoored", source)
                    releases.append(row)
                else:
                    reports.append(Report(name, seen, "", "import", letter))
    return Feed(tuple(reports), tuple(releases))


def _find_month(document: Document) -> str:
    """Return when kam193 saw a package: YYYY-MM, YYYY, or nothing."""
    found = re.match(r"\d{4}-\d\d(?!\d)", document.get("campaign") or "")
    if found:
        return found[0]
    dates = (document.get("campaign_assigned_at"), document.get("created_at"))
    return next((date[:7] for date in dates if date), "")


def read_pysec(folder: Path) -> Feed:
    """Read advisories of the PyPA (``PYSEC-*``) that say that a release did harm.

    *folder* holds them as JSON, or as YAML if PyYAML is installed.
    """
    documents = _read_yaml(folder.rglob("PYSEC-*.yaml"))
    reports, releases, writeups = [], [], {}
    for path, document in (*documents, *_read_json(folder.rglob("PYSEC-*.json"))):
        with _naming(path):
            summary, details = document.get("summary", ""), document.get("details", "")
            text = f"{summary} {details}".strip()
            if "withdrawn" in document or not _HARM.search(text):
                continue
            seen = str(document.get("published") or document["id"][6:10])[:7]
            for name, affected in _list_affected(document):
                versions = _list_versions(affected, text)
                if versions:
                    what, source = "releases backdoored", document["id"]
                    releases.append(Release(name, seen, versions, what, source))
                else:
                    reports.append(Report(name, seen, "", "import", "v"))
                    address = f"https://osv.dev/vulnerability/{document['id']}"
                    writeups[name] = address
    return Feed(tuple(reports), tuple(releases), writeups=writeups)


def _list_versions(affected: Document, text: str) -> tuple[str, ...]:
    """Return the bad versions that an advisory names; nothing if all are.

    Where a version repaired the project, the last bad one is in the *text* alone.
    """
    versions = affected.get("versions") or ()
    if versions:
        return tuple(str(version) for version in versions)
    spans = affected.get("ranges", ())
    events = {key: str(v) for s in spans for e in s["events"] for key, v in e.items()}
    first = events.get("introduced", "0")
    if first == "0" and len(events) < 2:
        return ()
    through = re.search(r"\b(\d\S*) through v?(\d\S*\w)", text)
    if through:
        return (f"{through[1]}..{through[2]}",)
    return (f"{first}..{events.get('last_affected', '')}".rstrip("."),)


def read_popular_names(path: Path) -> list[str]:
    """Read the most downloaded distributions, best first, normalized.

    *path* is a JSON document like top-pypi-packages (``rows`` of ``project``), or has a
    name a line.
    """
    text = _read_text(path)
    with _naming(path):
        if text.lstrip().startswith("{"):
            names = [row["project"] for row in json.loads(text)["rows"]]
        else:
            names = text.split()
        return list(dict.fromkeys(map(normalize_distribution, names)))


def read_listed_names(path: Path) -> frozenset[str]:
    """Read the names of all distributions on PyPI: first on each line, normalized."""
    lines = _read_text(path).splitlines()
    return frozenset(normalize_distribution(line.partition("\t")[0]) for line in lines)


def read_summaries(path: Path) -> dict[str, str]:
    """Read the summaries that a list of all distributions on PyPI may have.

    They are the last of the fields between tabs: name, version, month, rank, summary.
    """
    rows = (line.split("\t") for line in _read_text(path).splitlines())
    return {normalize_distribution(row[0]): row[4] for row in rows if len(row) > 4}


def is_placeholder(summary: str) -> bool:
    """Return whether a *summary* says that a distribution is not what its name says."""
    return _PLACEHOLDER.search(summary) is not None


def _list_affected(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield the PyPI distributions that an OSV report is on, normalized."""
    for affected in document.get("affected", ()):
        package = affected.get("package", {})
        if package.get("ecosystem") == "PyPI":
            yield normalize_distribution(package["name"]), affected


def _read_json(paths: Iterable[Path]) -> Iterator[tuple[Path, Document]]:
    """Yield the documents at *paths*, sorted, and their paths."""
    for path in sorted(paths):
        with _naming(path):
            document = json.loads(_read_text(path))
        yield path, document


def _read_yaml(paths: Iterable[Path]) -> Iterator[tuple[Path, Document]]:
    """Yield the documents at *paths*, sorted, and their paths."""
    for path in sorted(paths):
        import yaml  # type: ignore[import-untyped, unused-ignore]

        with _naming(path):
            try:
                document = yaml.safe_load(_read_text(path))
            except yaml.YAMLError as error:
                raise ValueError(error) from error
        yield path, document


def _read_text(path: Path) -> str:
    """Return the text of the file at *path*, which may begin with a mark of bytes."""
    with _naming(path):
        return path.read_text(encoding="utf-8-sig")


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Refuse a document that is not what its list promises, and say which."""
    try:
        yield
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise SystemExit(f"refused: {path}: {reason}") from error


FEEDS: Final[Mapping[str, tuple[str, Callable[[Path], Feed]]]] = {
    "ossf": ("OpenSSF malicious-packages", read_ossf),
    "kam193": ("kam193 package-campaigns", read_kam193),
    "pysec": ("PyPA advisory-database", read_pysec),
}
"""Option of ``refresh_names.py`` -> the source in ``sources.csv``, and its reader."""
