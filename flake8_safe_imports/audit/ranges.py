"""Judges ranges of versions that admit compromised releases."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.audit.judge import BAD_RELEASE_ADVICE
from flake8_safe_imports.audit.kinds import COMPROMISED
from flake8_safe_imports.audit.report import AuditFinding, Trouble
from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.finding import quote
from flake8_safe_imports.names import compromised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.audit.reading import Declarations
    from flake8_safe_imports.names.compromised import Admitted, Compromised
    from flake8_safe_imports.project.manifest import Dependency

MOST_RANGES: Final = 200
"""Ranges in one file that are compared with releases; bounds the work."""
_MOST_SHOWN: Final = 4
"""Releases that a note names."""


class Ranges(NamedTuple):
    """What is wrong with ranges of versions: findings, and notes."""

    findings: list[AuditFinding]
    notes: list[Trouble]


def judge_ranges(read: Sequence[Declarations]) -> Ranges:
    """Return what is wrong with ranges that admit compromised releases.

    One that admits no others is a finding. For others there is one note, unless one
    version was chosen, in a lock file or elsewhere in the same folder, above or below
    it: another folder may be that of another project.
    """
    chosen, above = _find_pins(read)
    found = Ranges([], [])
    for declared in read:
        folder, *parents = _list_folders(declared.file)
        seen = set(above.get(folder, ()))
        for place in (folder, *parents):
            seen |= chosen.get(place, set())
        for dependency, (releases, only) in _find_admitted(declared, found.notes):
            name, line = dependency.name, dependency.line
            key = normalize_distribution(name)
            if only is not None:
                text = _word_only(dependency, releases, only)
                found.findings.append(
                    AuditFinding(declared.file, line, name, "", COMPROMISED, "", text)
                )
            elif key not in seen:
                text = _word_admitted(dependency, releases)
                found.notes.append(Trouble(declared.file, line, text, False, key))
            seen.add(key)
    return found


def _find_admitted(
    declared: Declarations, notes: list[Trouble]
) -> Iterator[tuple[Dependency, Admitted]]:
    """Yield the ranges in a file that admit compromised releases."""
    if declared.is_lock:
        return
    ranges: dict[tuple[str, str], Dependency] = {}
    for dependency in declared.dependencies:
        if dependency.specifier and not dependency.version:
            key = normalize_distribution(dependency.name)
            if compromised.find_project(key):
                ranges.setdefault((key, dependency.specifier), dependency)
    for (key, specifier), dependency in list(ranges.items())[:MOST_RANGES]:
        admitted = compromised.find_admitted(key, specifier)
        if admitted.releases:
            yield dependency, admitted
    if len(ranges) > MOST_RANGES:
        text = f"more than {MOST_RANGES} ranges of projects with compromised releases"
        notes.append(Trouble(declared.file, 1, text))


def _find_pins(
    read: Sequence[Declarations],
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the distributions of which a version is chosen, by folder.

    The first are those in the folder itself, the second those below it.
    """
    chosen: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    for declared in read:
        pins = {
            normalize_distribution(dependency.name)
            for dependency in declared.dependencies
            if dependency.version
        }
        if pins:
            folder, *parents = _list_folders(declared.file)
            chosen.setdefault(folder, set()).update(pins)
            for parent in parents:
                above.setdefault(parent, set()).update(pins)
    return chosen, above


def _list_folders(file: str) -> list[str]:
    """Return the folder of a file, and all above it."""
    folders = [os.path.dirname(os.path.abspath(file))]
    while os.path.dirname(folders[-1]) != folders[-1]:
        folders.append(os.path.dirname(folders[-1]))
    return folders


def _word_admitted(dependency: Dependency, releases: Sequence[str]) -> str:
    """Return the note on a range that admits bad releases."""
    plural = "s" if len(releases) > 1 or " to " in releases[0] else ""
    advice = "exclude them" if plural else "exclude it"
    fact = f"the compromised release{plural} {_enumerate(releases)}"
    return f"{_quote_range(dependency)} allows {fact}: {advice}"


def _word_only(
    dependency: Dependency, releases: Sequence[str], bad: Compromised
) -> str:
    """Return the text on a range that admits bad releases and no others."""
    fact = f"{_enumerate(releases)} ({bad.seen}, {bad.what})"
    text = f"allows only compromised releases, {fact}: {BAD_RELEASE_ADVICE}"
    return f"{_quote_range(dependency)} {text}"


def _quote_range(dependency: Dependency) -> str:
    return quote(f"{dependency.name} {dependency.specifier}")


def _enumerate(releases: Sequence[str]) -> str:
    """Return the first releases, and how many there are besides."""
    shown = ", ".join(releases[:_MOST_SHOWN])
    more = len(releases) - _MOST_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
