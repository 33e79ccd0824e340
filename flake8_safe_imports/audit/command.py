"""The ``audit`` command: checks declared, locked and installed distributions.

Files are read, never run, and there is no network.

Exit status: 2 if a path does not exist or nothing in it can be read, or if a file could
not be understood (all others are audited); else 1 for findings and 0 for none.
"""

from __future__ import annotations

import os
import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

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
from flake8_safe_imports.audit.refused import list_refused
from flake8_safe_imports.audit.report import (
    AuditFinding,
    Report,
    Trouble,
    format_report,
)
from flake8_safe_imports.data import packages
from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.formats.terminal import write_line
from flake8_safe_imports.project import pythons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.audit.reading import Declarations
    from flake8_safe_imports.config.options import Config

CLEAN: Final = 0
FOUND: Final = 1
TROUBLE: Final = 2

_ASSUMED: Final = versions.since(309)
"""The versions that a project may support that declares none."""
_UNKNOWN: Final = (
    "not a known manifest or lock file: name a requirements file, pyproject.toml, "
    "a lock file for Python, a Dockerfile or a folder"
)
_NOTHING_THERE: Final = "no manifest, lock file or environment in this folder"


class AuditRequest(NamedTuple):
    """What is to be audited, and how.

    Without *paths* that is the working directory and the environment.
    """

    paths: Sequence[str]
    """Files, folders and environments."""
    config: Config
    ignored: Sequence[str] = ()
    """Names of distributions, all findings on which are accepted."""
    excluded: Sequence[str] = ()
    """Patterns of files that are left out."""
    search_path: Sequence[str] | None = None
    """Where the distributions of the environment are; ``sys.path`` if None."""

    @property
    def is_whole(self) -> bool:
        """Whether the whole project is audited, for which configuration is."""
        return not self.paths or any(map(_has_working_directory, self.paths))


def run(
    request: AuditRequest, output_format: str, *, stdout: TextIO, stderr: TextIO
) -> int:
    """Audit what *request* says, print the result, and return the exit status.

    *output_format* is one of :data:`~.report.FORMATS`.
    """
    report, unused = _accept(audit(request), request)
    for trouble in report.troubles:
        write_line(trouble.text, stderr)
    unused += [
        f"--exclude {pattern}: it matches nothing"
        for pattern in request.excluded
        if pattern not in report.excluded
    ]
    for text in unused:
        write_line(make_printable(text), stderr)
    warning = packages.describe_age(date.today().isoformat())
    if warning:
        write_line(warning, stderr)
    text = format_report(output_format, report)
    if text:
        write_line(text, stdout)
    if any(trouble.is_error for trouble in report.troubles):
        return TROUBLE
    return FOUND if report.findings else CLEAN


def print_bad_config(problems: str, output_format: str, stdout: TextIO) -> None:
    """Print a document that has *problems* with the configuration, a line for each.

    The other formats have no place for them.
    """
    if output_format == "json":
        troubles = tuple(Trouble("", 0, line) for line in problems.split("\n"))
        write_line(format_report(output_format, Report((), troubles)), stdout)


def audit(request: AuditRequest) -> Report:
    """Return what is wrong in all that is to be audited."""
    obstacles = {path: _find_obstacle(path) for path in request.paths}
    troubles = {Trouble(path, 0, why) for path, why in obstacles.items() if why}
    good = [path for path, why in obstacles.items() if not why]
    places = discovery.find_places(good if request.paths else ["."], request.excluded)
    troubles.update(_list_unread(places))
    read = list(read_files(places.files, troubles))
    files = [declared.file for declared in read]
    findings = {item for declared in read for item in _judge(declared, request.config)}
    troubles.update(note for declared in read for note in list_refused(declared))
    ranges = judge_ranges(read)
    findings.update(ranges.findings)
    troubles.update(ranges.notes)
    sites = list(places.site_folders)
    installed = 0
    for folders in _list_environments(sites, request):
        number, found = judge_installed(folders)
        installed += number
        findings.update(found, judge_startup_files(folders))
    # Without paths, the environment may be all there is.
    is_error = bool(request.paths) or not installed
    tried = (trouble.file for trouble in troubles if trouble.is_error)
    troubles.update(
        Trouble(folder, 0, _NOTHING_THERE, is_error)
        for folder in _find_empty(places.folders, [*files, *tried])
    )
    if sites and not installed:
        troubles.add(Trouble(sites[0], 0, "no distribution is installed there"))
    shorten = cache(_shorten)  # many findings may be in one file
    return Report(
        tuple(sorted({row._replace(file=shorten(row.file)) for row in findings})),
        tuple(
            sorted(
                # What is wrong with a path is said of it as it was given.
                row if obstacles.get(row.file) else row._replace(file=shorten(row.file))
                for row in troubles
            )
        ),
        tuple(map(shorten, sorted(files))),
        sum(len(declared.dependencies) for declared in read),
        installed,
        excluded=places.excluded,
    )


def _list_unread(places: discovery.Places) -> Iterator[Trouble]:
    """Yield a line for what is there and is not looked into."""
    for path in places.links:
        reason = "is a broken link, or leads out of the project: it is not read"
        yield Trouble(path, 0, reason, is_error=False)
    for path in places.unlisted:
        yield Trouble(path, 0, "this folder cannot be listed")


def _list_environments(
    sites: Sequence[str], request: AuditRequest
) -> Iterator[Sequence[str] | None]:
    """Yield the search path of each environment; *sites* are those below the paths."""
    if not request.paths:
        yield request.search_path
    elif sites:
        yield sites


def _find_empty(folders: Iterable[str], known: Sequence[str]) -> Iterator[str]:
    """Yield the *folders* in which none of the *known* files is."""
    for folder in folders:
        if not any(discovery.is_inside(file, folder) for file in known):
            yield folder


def _judge(declared: Declarations, config: Config) -> Iterable[AuditFinding]:
    """Yield what is wrong with the dependencies in one file."""
    kind = declared.kind
    if declared.is_lock or kind.has_own_python or kind.only_limits:
        window = versions.NOTHING
    elif config.supported_python[0]:
        window = config.supported_python[0]
    else:
        found = pythons.find_supported(declared.file, ())
        window = found.window | _ASSUMED if found.is_assumed else found.window
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
    return "" if is_known else _UNKNOWN


def _has_working_directory(path: str) -> bool:
    try:
        return os.path.isdir(path) and discovery.is_inside(os.getcwd(), path)
    except OSError:  # it is gone
        return False


def _advise(name: str) -> str:
    """Return what to write in place of a *name* that is more than one."""
    if "," in name or " " in name:
        return ": give the option once for each name"
    return ": write the name alone" if re.search(r"[<>=!~;@\[]", name) else ""


def _accept(report: Report, request: AuditRequest) -> tuple[Report, list[str]]:
    """Return the report without accepted findings, and a line for each useless name.

    A malicious distribution is accepted by --ignore only. Whether the configuration
    accepts too many is judged only if the whole project is audited.
    """
    allowed = request.config.allowed_distributions
    is_whole = request.is_whole
    wanted = {normalize_distribution(name): name for name in request.ignored}
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
        f"--ignore {name}: it matches no finding{_advise(name)}"
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
