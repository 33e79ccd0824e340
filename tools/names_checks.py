"""What the tables of names are checked against before they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase
from typing import Final

from names_sources import Report, Sources

from flake8_safe_imports.data.packages import normalize_distribution, normalize_import

SHORTEST: Final = 5
"""Shorter names are too likely those of somebody's own modules."""
LONG: Final = 8
"""The least length of a name that is taken for a misspelt word."""
MOST_WORDS: Final = 2
"""The most words of a name that somebody else hits upon, too."""
LONG_PART: Final = 4
"""The least length of a word of the language that is part of a name."""
AFFIXES: Final = frozenset({"lib", "nav", "net", "py"})
"""What names are joined with besides words."""


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
        "no name that can be imported": not name.isidentifier(),
        "too short to be anybody's alone, and imitating nothing": (
            len(report.name) < SHORTEST
            and not report.target
            and not (
                len(report.name) == SHORTEST - 1 and report.name in sources.writeups
            )
        ),
        "a generic word": report.name in sources.generic,
        "made of ordinary words, and imitating nothing": (
            not report.target and is_ordinary(report.name, sources)
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


def is_ordinary(name: str, sources: Sources) -> bool:
    """Return whether *name* is one that many would give to a module of their own.

    It is made of generic words, or it is a long word misspelt, or one or two words,
    joined or not: nobody hits upon three words that somebody else took.  Of names that
    a post or an advisory cites, joined words do not count: whoever wrote that read the
    code, and chose an example.
    """
    if is_made_of(name, sources.generic) or is_misspelt(name, sources.words):
        return True
    parts = name.split("-")
    if len(parts) == 1 and is_compound(name, sources):
        return name not in sources.writeups
    return len(parts) <= MOST_WORDS and all(
        is_word(part, sources.words) for part in parts
    )


def is_made_of(name: str, words: frozenset[str]) -> bool:
    """Return whether *name* is a sequence of *words*, with hyphens or without."""
    letters = name.replace("-", "")
    ends = {0}
    for end in range(1, len(letters) + 1):
        if any(letters[start:end] in words for start in ends):
            ends.add(end)
    return len(letters) in ends


def is_word(part: str, words: frozenset[str]) -> bool:
    """Return whether *part* is a letter, a short number or one of *words*, or more."""
    return (
        len(part) == 1
        or (len(part) == 2 and part.isdecimal())
        or part in words
        or part in AFFIXES
        or (part[-1:] == "s" and part[:-1] in words)
    )


def is_compound(part: str, sources: Sources) -> bool:
    """Return whether *part* is two words, joined: ``crowdnav``, ``pysigner``."""
    return any(
        is_joined(part[:at], sources) and is_joined(part[at:], sources)
        for at in range(2, len(part) - 1)
    )


def is_joined(part: str, sources: Sources) -> bool:
    """Return whether *part* is a word that names are joined with."""
    return (
        part in sources.generic
        or part in AFFIXES
        or (len(part) >= LONG_PART and is_word(part, sources.words))
    )


def is_misspelt(name: str, words: frozenset[str]) -> bool:
    """Return whether one edit makes a long one of *words* of *name*."""
    if len(name) < LONG or not name.isalpha():
        return False
    shorter = [name[:at] + name[at + 1 :] for at in range(len(name))]
    return any(is_word(other, words) for other in shorter) or any(
        is_word(name[:at] + letter + name[end:], words)
        for at in range(len(name) + 1)
        for end in (at, at + 1)
        for letter in ascii_lowercase
    )


def find_wrong_use(report: Report, sources: Sources) -> list[str]:
    """Return why the column ``use`` of a report is wrong."""
    objections = find_objections(report, sources)
    if report.use == "import":
        return objections
    return [] if objections else ["no reason not to report imports of it"]


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
        problems += find_wrong_use(report, sources)
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
