"""The baseline in ``check``: what it accepts of a run's findings, and writing it."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.check.files import STDIN
from flake8_safe_imports.check.lint import check_syntax
from flake8_safe_imports.check.reported import find_reported
from flake8_safe_imports.config.baseline import (
    ALWAYS_REPORTED,
    Baseline,
    Key,
    dump,
    read_baseline,
    show,
)
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.config.values import escape, quote
from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.linting import find_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.check.reported import FileReport
    from flake8_safe_imports.settings import Settings

_OPTION: Final = "--write-baseline"


def apply_baseline(
    baseline: Baseline,
    reports: Iterable[FileReport],
    settings: Settings,
    paths: Iterable[str],
) -> tuple[list[FileReport], list[str]]:
    """Return what *baseline* leaves to be reported, and what to say of stale entries.

    *paths* are the files and folders that the run was asked to check.
    """
    left, notes, checked = [], [], set()
    for report in _find_broken(baseline, reports, settings, paths):
        path = find_path(report.name)
        checked.add(baseline.locate(path))
        if report.problem:
            left.append(report)
            continue
        found = ((item.code, item.finding.name) for item in report.violations)
        rest = baseline.apply(path, found)
        pairs = zip(report.violations, rest.reported)
        kept = [item for item, is_reported in pairs if is_reported]
        left.append(report.with_violations(kept))
        notes += [
            baseline.describe_stale(key, count)
            for key, count in rest.stale.items()
            if settings.is_judged(report.name, key.code)
        ]
    notes += [
        f"{show(baseline.path)}: {show(baseline.resolve(path))} does not exist: "
        "write the baseline again"
        for path in _find_gone(baseline, checked, paths)
    ]
    if _is_moved(baseline):
        problem = "none of its files exists: its paths are relative to itself"
        notes = [f"{show(baseline.path)}: {problem}: write it again where it is now"]
    return left, list(map(make_printable, notes))


def _find_broken(
    baseline: Baseline,
    reports: Iterable[FileReport],
    settings: Settings,
    paths: Iterable[str],
) -> Iterator[FileReport]:
    """Yield *reports*, with a problem where findings may be missing because of one.

    A file that is clean by its text is not parsed, so it may be broken: then nothing
    can be said of its entries.
    """
    from_stdin = STDIN in paths
    for report in reports:
        if not report.problem and _lacks_findings(baseline, report, settings):
            filename = STDIN if from_stdin else report.name
            result = check_syntax(filename, settings.namespace)
            if result.problem:
                yield find_reported(result, settings)
                continue
        yield report


def _lacks_findings(baseline: Baseline, report: FileReport, settings: Settings) -> bool:
    """Return whether entries for a file would be stale."""
    accepted = baseline.find_accepted(find_path(report.name))
    if not accepted:
        return False
    found = Counter((item.code, item.finding.name) for item in report.violations)
    return any(
        found[key.code, key.name] < count and settings.is_judged(report.name, key.code)
        for key, count in accepted.items()
    )


def _is_moved(baseline: Baseline) -> bool:
    """Return whether a baseline lists files, and none of them exists."""
    listed = {key.path for key in baseline.accepted}
    return len(listed) > 1 and not any(
        os.path.lexists(baseline.resolve(path)) for path in listed
    )


def _find_gone(
    baseline: Baseline, checked: Iterable[str], paths: Iterable[str]
) -> list[str]:
    """Return the files in *baseline* that are no longer below *paths*."""
    listed = {key.path for key in baseline.accepted}
    if _is_moved(baseline):
        return sorted(listed)
    roots = [find_path(path) for path in paths if path != STDIN]
    return [
        path
        for path in sorted(listed.difference(checked))
        if _is_below(baseline.resolve(path), roots)
        and not os.path.lexists(baseline.resolve(path))
    ]


def _is_below(path: str, roots: Iterable[str]) -> bool:
    return any(f"{path}{os.sep}".startswith(os.path.join(root, "")) for root in roots)


def write_baseline(
    path: str,
    reports: Sequence[FileReport],
    settings: Settings,
    paths: Iterable[str],
) -> Baseline:
    """Write what there is to report to the baseline in the file *path*; return it.

    Entries of files and codes that were not checked stay. Raises OptionError if the
    file is something else, or cannot be written.
    """
    before = _read(path)
    reports = list(_find_broken(before, reports, settings, paths))
    names = {
        before.locate(find_path(report.name)): report.name
        for report in reports
        if not report.problem
    }
    gone = set(_find_gone(before, names, paths))
    counts = {
        key: count
        for key, count in before.accepted.items()
        if key.path not in gone
        and not (key.path in names and settings.is_judged(names[key.path], key.code))
    }
    for report in reports:
        place = before.locate(find_path(report.name))
        found = Counter(
            Key(place, item.code, item.finding.name)
            for item in report.violations
            if item.code != ALWAYS_REPORTED
        )
        # A file that is reached by two paths has the same findings twice.
        counts.update({key: max(found[key], counts.get(key, 0)) for key in found})
    _write(path, dump(counts).encode("utf-8"))
    return Baseline(path, counts)


def _read(path: str) -> Baseline:
    """Return the baseline in a file that will be written, which need not exist."""
    if path == "-":
        raise OptionError(f"{_OPTION}: a baseline is a file: give its path")
    if path.endswith((".py", ".pyi")):  # an empty one would look like a baseline
        raise OptionError(
            escape(f"{_OPTION}: {quote(path)} is a Python file: give another path")
        )
    if not os.path.lexists(path):
        return Baseline(path, {})
    return read_baseline(path, _OPTION)


def _write(path: str, content: bytes) -> None:
    """Let the file *path* have this *content*; raise OptionError if it cannot."""
    from flake8_safe_imports.fix.text import disk

    try:
        if not os.path.lexists(path):
            with open(path, "xb") as file:
                file.write(content)
        else:
            before = disk.read_file(path)
            if b"\r\n" in before:
                content = content.replace(b"\n", b"\r\n")
            if before != content:
                disk.replace_file(path, before, content)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}"
        raise OptionError(escape(f"{_OPTION}: {quote(path)} {problem}")) from None
