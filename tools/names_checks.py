"""What the tables of names are checked against before they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_lowercase
from typing import Final

from names_sources import LONG_PART, Report, Sources

from flake8_safe_imports.data.packages import normalize_distribution, normalize_import

SHORTEST: Final = 5
"""Shorter names are too likely those of somebody's own modules."""
LONG: Final = 8
"""The least length of a name that is taken for a misspelt word."""
MOST_WORDS: Final = 2
"""The most words of a name that somebody else hits upon, too."""
MOST_NAMES: Final = 3
"""The same of words and names of packages: ``solana-sniper-bot``."""
LONGEST_INVENTED: Final = 7
"""The greatest length of an invented word that others invent as well."""
LONGEST_SHORT: Final = 6
"""The greatest length of a typo that is a name of its own elsewhere: ``panas``."""
LONGEST_ABBREVIATION: Final = 3
"""The most letters before a generic word that may mean anything."""
MOST_TYPOS: Final = 2
"""The most edits by which a name differs from the one it is a typo of."""
CITED: Final = "sv"
"""The sources whose authors read the code: an advisory, and the posts we cite."""
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
        "a word that others invent as well, and imitating nothing": (
            not report.target and is_short_invention(report)
        ),
        "a short typo, which is another's name": (
            bool(report.target)
            and len(report.name) <= LONGEST_SHORT
            and not is_cited(report)
        ),
        "made of ordinary words and names of packages": (
            is_made_of_names(report, sources)
            and not is_typo(report)
            and not is_cited(report)
        ),
        "a few letters and a generic word": (
            is_abbreviation(report.name, sources) and not is_cited(report)
        ),
        "a package with what helpers are called": (
            is_affixed(report) and not is_cited(report)
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
    if is_made_of(name, sources.generic) or is_misspelt(name, sources.plurals):
        return True
    parts = name.split("-")
    if len(parts) == 1 and is_compound(name, sources):
        return name not in sources.writeups
    return len(parts) <= MOST_WORDS and all(
        is_word(part, sources.words) for part in parts
    )


def is_cited(report: Report) -> bool:
    """Return whether somebody who read the code says what it did."""
    return bool(set(report.sources) & set(CITED))


def is_short_invention(report: Report) -> bool:
    """Return whether a name is a short invented word: ``bioql``, ``genosys``.

    Of such names that were harmful on PyPI, public code has every seventh as a module
    of its own.
    """
    name = report.name
    return name.isalpha() and len(name) <= LONGEST_INVENTED and not is_cited(report)


def is_made_of_names(report: Report, sources: Sources) -> bool:
    """Return whether a name says no more than what a module is for.

    That is up to three words or packages, one of which may be any word if another is a
    generic one, or two of them, joined: ``discord-client``, ``pdf2doc``, ``polyutil``,
    ``polymarket-data-fetcher``.  Whoever imports that most likely wrote it.
    """
    parts = report.name.split("-")
    if len(parts) == 1:
        return is_joined_of_names(parts[0], sources)
    if len(parts) > MOST_NAMES:
        return False
    others = [
        part
        for part in parts
        if not (is_word(part, sources.words) or part in sources.known)
    ]
    return not others or (
        len(others) == 1
        and others[0].isalnum()
        and any(part in sources.generic for part in parts)
    )


def is_joined_of_names(name: str, sources: Sources) -> bool:
    """Return whether *name* is two words or packages, joined, or with a 2 between."""
    left, two, right = name.partition("2")
    if two and left and right:
        return says_what_for(left, right, sources) or all(
            _is_part(part, sources) for part in (left, right)
        )
    return is_made_of(name, sources.long_words) or any(
        (_is_part(left, sources) and _is_part(right, sources))
        or are_short_and_long(left, right, sources.words)
        or (len(right) >= LONG_PART and says_what_for(left, right, sources))
        for left, right in ((name[:at], name[at:]) for at in range(2, len(name) - 1))
    )


def are_short_and_long(left: str, right: str, words: frozenset[str]) -> bool:
    """Return whether two words are a short and a long one: ``fat`` and ``panda``."""
    shorter, longer = sorted((left, right), key=len)
    return (
        len(shorter) == LONG_PART - 1
        and len(longer) > LONG_PART
        and shorter in words
        and is_word(longer, words)
    )


def says_what_for(word: str, generic: str, sources: Sources) -> bool:
    """Return whether the second word is a generic one, and the first any short one."""
    return (
        generic in sources.generic and word.isalpha() and len(word) <= LONGEST_INVENTED
    )


def _is_part(part: str, sources: Sources) -> bool:
    """Return whether *part* is a word or package that names are joined with."""
    return is_joined(part, sources) or (
        len(part) >= LONG_PART and bool(sources.known.get(part))
    )


def is_abbreviation(name: str, sources: Sources) -> bool:
    """Return whether *name* is a generic word after a few letters: ``bop-utils``.

    Even as a typo of ``bip-utils`` it is likelier a module of somebody's own.
    """
    return any(
        name[:at].isalpha() and name[at:].removeprefix("-") in sources.generic
        for at in range(1, LONGEST_ABBREVIATION + 1)
        if len(name) - at > LONG_PART
    )


def is_affixed(report: Report) -> bool:
    """Return whether a name is its target with an affix: ``pyrequests``."""
    name, target = (text.replace("-", "") for text in (report.name, report.target))
    return bool(target) and any(
        name in (f"{affix}{target}", f"{target}{affix}") for affix in AFFIXES
    )


def is_typo(report: Report) -> bool:
    """Return whether a few edits make the target of the name."""
    name, target = (
        re.sub(r"[-0-9]", "", text) for text in (report.name, report.target)
    )
    return bool(target) and (
        count_edits(name, target) <= MOST_TYPOS or sorted(name) == sorted(target)
    )


def count_edits(left: str, right: str) -> int:
    """Return how many letters to insert, delete or replace make *right* of *left*."""
    row = list(range(len(right) + 1))
    for at, letter in enumerate(left, 1):
        diagonal, row[0] = row[0], at
        for index, other in enumerate(right, 1):
            change = diagonal + (letter != other)
            diagonal = row[index]
            row[index] = min(change, row[index] + 1, row[index - 1] + 1)
    return row[-1]


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
    starts_and_ends = [
        (name[:at], name[end:]) for at in range(len(name) + 1) for end in (at, at + 1)
    ]
    return any(
        f"{start}{letter}{end}" in words
        for start, end in starts_and_ends
        for letter in ("", *ascii_lowercase)
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
