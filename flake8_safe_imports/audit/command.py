"""The ``audit`` command: checks declared, locked and installed distributions.

Files are read, never run, and there is no network.

Exit status: 2 if a path does not exist or nothing in it can be read, or if a file could
not be understood (all others are audited); else 1 for findings and 0 for none.
"""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, TextIO

from flake8_safe_imports import versions
from flake8_safe_imports.audit import discovery
from flake8_safe_imports.audit.files import find_kind
from flake8_safe_imports.audit.judge import (
    judge_dependency,
    judge_installed,
    judge_startup_files,
)
from flake8_safe_imports.audit.kinds import MALICIOUS
from flake8_safe_imports.audit.ranges import judge_ranges
from flake8_safe_imports.audit.reading import read_files
from flake8_safe_imports.audit.report import Finding, Report, Trouble, format_report
from flake8_safe_imports.data import packages
from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.project import pythons

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.audit.reading import Declarations
    from flake8_safe_imports.config.options import Config

CLEAN: Final = 0
FOUND: Final = 1
TROUBLE: Final = 2


def run(
    paths: Sequence[str],
    config: Config,
    *,
    output_format: str,
    stdout: TextIO,
    stderr: TextIO,
    ignored: Sequence[str] = (),
    excluded: Sequence[str] = (),
    search_path: Sequence[str] | None = None,
) -> int:
    """Audit files, folders and environments *paths*; return the exit status.

    Without paths the working directory and the environment are audited, whose
    distributions are searched for in *search_path*, ``sys.path`` if None.
    *output_format* is one of :data:`~.report.FORMATS`.  Findings on *ignored* names
    are accepted, and files that match patterns in *excluded* are left out.
    """
    report = audit(paths, config, search_path, excluded)
    # Configuration is for the whole project: a part of it cannot tell what is useless.
    is_whole = not paths or any(map(_has_working_directory, paths))
    allowed = config.allowed_distributions
    report, unused = _accept(report, ignored, allowed, is_whole=is_whole)
    for trouble in report.troubles:
        _print(trouble.text, stderr)
    unused += [
        f"--exclude {pattern}: it matches nothing"
        for pattern in excluded
        if pattern not in report.excluded
    ]
    for text in unused:
        _print(make_printable(text), stderr)
    warning = packages.describe_age(date.today().isoformat())
    if warning:
        _print(warning, stderr)
    text = format_report(output_format, report)
    if text:
        _print(text, stdout)
    if any(trouble.is_error for trouble in report.troubles):
        return TROUBLE
    return FOUND if report.findings else CLEAN


def audit(
    paths: Sequence[str],
    config: Config,
    search_path: Sequence[str] | None = None,
    excluded: Sequence[str] = (),
) -> Report:
    """Return what is wrong in files, folders and environments; in all without paths."""
    obstacles = {path: _find_obstacle(path) for path in paths}
    troubles = {Trouble(path, 0, why) for path, why in obstacles.items() if why}
    findings: set[Finding] = set()
    good = [path for path, why in obstacles.items() if not why]
    places = discovery.find_places(good if paths else ["."], excluded)
    for path in places.links:
        reason = "links to no file, or to one outside of the project: it is not read"
        troubles.add(Trouble(path, 0, reason, is_error=False))
    for path in places.unlisted:
        troubles.add(Trouble(path, 0, "this folder cannot be listed"))
    read = list(read_files(places.files, troubles))
    for declared in read:
        findings.update(_judge(declared, config))
    ranges = judge_ranges(read)
    findings.update(ranges.findings)
    troubles.update(ranges.notes)
    files = [declared.file for declared in read]
    installed = 0
    sites = list(places.site_folders)
    everywhere: list[Sequence[str] | None] = [search_path]
    for folders in ([sites] if sites else []) if paths else everywhere:
        number, found = judge_installed(folders)
        installed += number
        findings.update(found, judge_startup_files(folders))
    # Without paths, the environment may be all there is.
    is_error = bool(paths) or not installed
    troubles.update(_find_nothing(places, files, troubles, is_error))
    if sites and not installed:
        troubles.add(Trouble(sites[0], 0, "no distribution is installed there"))
    shorten = cache(_shorten)  # many findings may be in one file
    return Report(
        tuple(sorted({row._replace(file=shorten(row.file)) for row in findings})),
        tuple(sorted({row._replace(file=shorten(row.file)) for row in troubles})),
        tuple(map(shorten, sorted(files))),
        sum(len(declared.dependencies) for declared in read),
        installed,
        excluded=places.excluded,
    )


def _find_nothing(
    places: discovery.Places,
    files: Sequence[str],
    troubles: Iterable[Trouble],
    is_error: bool,
) -> list[Trouble]:
    """Return the folders in which no file was read, and none was tried to be."""
    tried = (trouble.file for trouble in troubles if trouble.is_error)
    known = (*files, *tried)
    reason = "no manifest, lock file or environment in this folder"
    return [
        Trouble(folder, 0, reason, is_error)
        for folder in places.folders
        if not any(discovery.is_inside(file, folder) for file in known)
    ]


def _judge(declared: Declarations, config: Config) -> Iterable[Finding]:
    """Yield what is wrong with the dependencies in one file."""
    if declared.is_lock or declared.kind.has_own_python:
        window = versions.NOTHING
    elif config.supported_python[0]:
        window = config.supported_python[0]
    else:
        window = pythons.find_supported(declared.file, ()).window
    for dependency in declared.dependencies:
        yield from judge_dependency(declared.file, dependency, window)


def _find_obstacle(path: str) -> str:
    """Return why *path*, as given, cannot be audited; "" if it can."""
    if path == "-":
        return "standard input is not read: name a file"
    if not os.path.exists(path):
        return "does not exist"
    if os.path.isdir(path):
        return ""
    if not os.path.isfile(path):
        return "not a regular file"
    is_known = find_kind(path, is_named=True) is not None
    return "" if is_known else "not a known manifest or lock file"


def _has_working_directory(path: str) -> bool:
    try:
        return os.path.isdir(path) and discovery.is_inside(os.getcwd(), path)
    except OSError:  # it is gone
        return False


def _accept(
    report: Report, ignored: Sequence[str], allowed: frozenset[str], *, is_whole: bool
) -> tuple[Report, list[str]]:
    """Return the report without accepted findings, and a line for each useless name.

    *allowed* are names that the configuration accepts; malicious ones only *ignored*.
    Whether it accepts too many is judged only if the project *is_whole*.
    """
    wanted = {normalize_distribution(name): name for name in ignored}
    kept, accepted = [], set()
    for finding in report.findings:
        key = normalize_distribution(finding.name)
        if key in wanted or (key in allowed and finding.kind != MALICIOUS):
            accepted.add(key)
        else:
            kept.append(finding)
    notes = {row.name for row in report.troubles if row.name}
    accepted |= notes & (wanted.keys() | allowed)
    troubles = tuple(row for row in report.troubles if row.name not in accepted)
    refused = {normalize_distribution(finding.name) for finding in kept}
    unused = [
        f"--ignore {name}: it matches no finding"
        for key, name in wanted.items()
        if key not in accepted
    ]
    unused += [
        f"vet-allowed-distributions: {key} is malicious, which only --ignore accepts"
        if key in refused
        else f"vet-allowed-distributions: {key}: it matches no finding"
        for key in sorted(allowed - accepted)
        if is_whole or key in refused
    ]
    names = tuple(sorted(accepted))
    report = report._replace(findings=tuple(kept), troubles=troubles, ignored=names)
    return report, unused


def _shorten(path: str) -> str:
    """Return *path* relative to the working directory, if there is a way."""
    try:
        return os.path.relpath(path)
    except (OSError, ValueError):  # another drive, or the directory is gone
        return path


def _print(text: str, stream: TextIO) -> None:
    """Print *text*, with escapes for characters that the stream cannot encode."""
    encoding = stream.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream)
