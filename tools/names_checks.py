"""What the tables of names are checked against before they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from names_sources import Report, Sources

from flake8_safe_imports.data.packages import normalize_distribution, normalize_import

SHORTEST: Final = 5
"""Shorter names are too likely those of somebody's own modules."""


def find_objections(report: Report, sources: Sources) -> list[str]:
    """Return why imports of the name in *report* must not be reported."""
    name = normalize_import(report.name)
    others = sources.popular.providers.get(name, frozenset()) - {report.name}
    objections = {
        "a module of the standard library": name in sources.stdlib,
        "a popular or otherwise known name": name in sources.known,
        f"provided by {', '.join(sorted(others))}": bool(others),
        "one of the benign names": name in sources.benign,
        "the name of a module that has an owner": name in sources.owned,
        "no harm documented: only a tester's, and imitating nothing": (
            is_test_of_a_private_name(report)
        ),
        "no harm documented: only suspected": is_only_suspected(report),
        "too short to be anybody's alone, and imitating nothing": (
            len(report.name) < SHORTEST
            and not report.target
            and report.name not in sources.writeups
        ),
        "made of generic words, and imitating nothing": (
            not report.target and is_made_of(report.name, sources.generic)
        ),
    }
    return [reason for reason, applies in objections.items() if applies]


def is_test_of_a_private_name(report: Report) -> bool:
    """Return whether all that is known of a report is that a tester took the name.

    Testers of dependency confusion register the names of modules that somebody has and
    never published, so that those who import the name own it.
    """
    return "p" in report.sources and not report.target


def is_only_suspected(report: Report) -> bool:
    """Return whether nobody says more of a report than that the name is suspicious."""
    return set(report.sources) - set("bx") == {"h"} and not report.target


def is_made_of(name: str, words: frozenset[str]) -> bool:
    """Return whether *name* is a sequence of *words*, with hyphens or without."""
    letters = name.replace("-", "")
    ends = {0}
    for end in range(1, len(letters) + 1):
        if any(letters[start:end] in words for start in ends):
            ends.add(end)
    return len(letters) in ends


def find_faults(report: Report) -> list[str]:
    """Return what is wrong with the form of a row."""
    faults = {
        "not in PEP 503 form": report.name != normalize_distribution(report.name),
        "not ASCII": not (report.name + report.target).isascii(),
        "a date that is not YYYY or YYYY-MM": not re.fullmatch(
            r"(\d{4}(-\d\d)?)?", report.seen
        ),
        "neither import nor distribution": report.use not in {"import", "distribution"},
        "no source with a clear licence": not set(report.sources) - set("bx"),
        "a blank in the target": " " in report.target,
    }
    return [reason for reason, applies in faults.items() if applies]


def is_installable(target: str, sources: Sources) -> bool:
    """Return whether *target* is a distribution on PyPI or in the standard library."""
    return target in sources.stdlib or target in sources.popular.distributions


def find_problems(
    sources: Sources, reports: Iterable[Report], neighbours: Iterable[str]
) -> Iterator[str]:
    """Yield every reason not to write the tables."""
    reports = list(reports)
    malicious = {report.name for report in reports}
    for report in reports:
        problems = find_faults(report)
        if sources.popular.distributions.get(report.name):
            problems.append("a popular distribution")
        if report.use == "import":
            problems += find_objections(report, sources)
        if "v" in report.sources and report.name not in sources.writeups:
            problems.append("no row in writeups.csv")
        if report.target and not is_installable(report.target, sources):
            problems.append(f"PyPI has no {report.target}")
        if report.target in malicious and report.target not in sources.stdlib:
            problems.append(f"{report.target} is malicious itself")
        for problem in problems:
            yield f"{report.name}: {problem}"
    for name in (*sources.known, *sources.benign, *neighbours):
        if not name.isascii():
            yield f"{name}: not ASCII"
