"""What the tables of names are checked against before they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from names_sources import Report, Sources
from names_weights import AFFIXES, weigh

from flake8_safe_imports.data.packages import normalize_distribution, normalize_import

LEAST_WEIGHT: Final = 19
"""The least weight of a name that nobody else hits upon."""
LEAST_CITED: Final = 13
"""The same of names that a cited post or advisory calls harmful."""
LONGEST: Final = 100
"""The most characters of a name; the longest on PyPI have about 80."""
SHORTEST: Final = 5
"""Shorter names are too likely those of somebody's own modules."""
SHORTEST_WORD: Final = 8
"""The same of names that are letters only: every seventh shorter one is a module."""
SHORTEST_TYPO: Final = 7
"""The least length of a typo that is not a name of its own elsewhere: ``panas``."""
MOST_TYPOS: Final = 2
"""The most edits by which a name differs from the one it is a typo of."""
CITED: Final = "sv"
"""The sources whose authors read the code: an advisory, and the posts we cite."""


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
        "a name that others hit upon as well": not is_distinctive(report, sources),
    }
    return [reason for reason, applies in objections.items() if applies]


def is_test_of_a_private_name(report: Report) -> bool:
    """Return whether all that is known of a report is that a tester took the name.

    Testers of dependency confusion register the names of modules that somebody has and
    never published, so that those who import the name own it. DataDog's dataset does
    not tell such names from others.
    """
    is_undecided = set(report.sources) - set("bx") == {"d"}
    return ("p" in report.sources or is_undecided) and not report.target


def is_only_suspected(report: Report) -> bool:
    """Return whether all reports say no more than that the name is suspicious."""
    return set(report.sources) - set("bx") == {"h"} and not report.target


def is_distinctive(report: Report, sources: Sources) -> bool:
    """Return whether nobody is likely to give the name to a module of their own.

    Whoever imports ``discord_client`` or ``config_helper`` most likely wrote it. Typos
    are made to be mistaken for a popular name; other names must be long enough, by the
    weight of what they are made of (``names_weights.py``).
    """
    name = report.name
    if is_cited(report):
        return bool(report.target) or weigh(name, sources.weights) >= LEAST_CITED
    if is_typo(report, sources):
        return len(name) >= SHORTEST_TYPO
    least = SHORTEST_WORD if name.isalpha() else SHORTEST
    return len(name) >= least and weigh(name, sources.weights) >= LEAST_WEIGHT


def is_cited(report: Report) -> bool:
    """Return whether somebody who read the code says what it did."""
    return bool(set(report.sources) & set(CITED))


def is_typo(report: Report, sources: Sources) -> bool:
    """Return whether a few edits make the target of the name, or a name it goes by.

    Words are not typos (``request``), nor is ``pyrequests``, as helpers are called.
    """
    if report.name in sources.weights.words:
        return False
    letters = re.sub(r"[-0-9]", "", report.name)
    targets = {report.target} - {""}
    targets |= {name for name, (_, d) in sources.meant.items() if d in targets}
    return any(
        letters not in join_affixes(target)
        and (
            count_edits(letters, target) <= MOST_TYPOS
            or sorted(letters) == sorted(target)
        )
        for target in (re.sub(r"[-_0-9]", "", target) for target in targets)
    )


def join_affixes(target: str) -> set[str]:
    """Return *target* with each affix before or after it."""
    return {
        joined
        for affix in AFFIXES
        for joined in (f"{affix}{target}", f"{target}{affix}")
    }


def count_edits(left: str, right: str) -> int:
    """Return how many letters to insert, delete, replace or swap for *right*."""
    last: list[int] = []
    before: list[int] = []
    row = list(range(len(right) + 1))
    for at, letter in enumerate(left, 1):
        last, before, row = before, row, [at]
        for index, other in enumerate(right, 1):
            replaced = before[index - 1] + (letter != other)
            edits = min(before[index] + 1, row[index - 1] + 1, replaced)
            if at > 1 < index and left[at - 2] + letter == other + right[index - 2]:
                edits = min(edits, last[index - 2] + 1)
            row.append(edits)
    return row[-1]


def find_wrong_use(report: Report, sources: Sources) -> list[str]:
    """Return why the column ``use`` of a report is wrong."""
    objections = find_objections(report, sources)
    if report.use == "import":
        return objections
    return [] if objections else ["no reason not to report imports of it"]


def is_name(name: str) -> bool:
    """Return whether a distribution may have the normalized *name*."""
    return len(name) <= LONGEST and bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name))


def find_faults(report: Report) -> list[str]:
    """Return what is wrong with the form of a row."""
    faults = {
        "not in PEP 503 form": report.name != normalize_distribution(report.name),
        "not the name of a distribution": not is_name(report.name),
        "a target that is none": bool(report.target) and not report.target.isascii(),
        "a date that is not YYYY or YYYY-MM": not re.fullmatch(
            r"(\d{4}(-(0[1-9]|1[0-2]))?)?", report.seen
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
