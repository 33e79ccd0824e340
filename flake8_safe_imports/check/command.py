"""The command ``check``: this checker alone, with flake8's options."""

from __future__ import annotations

import os
import sys
import warnings

from flake8_safe_imports.check import arguments
from flake8_safe_imports.check.files import STDIN, find_missing, walk_files
from flake8_safe_imports.check.pool import check_files
from flake8_safe_imports.check.reported import find_reported
from flake8_safe_imports.config.options import OPTIONS, OptionError
from flake8_safe_imports.linting import find_path
from flake8_safe_imports.project import layout
from flake8_safe_imports.settings import read_settings
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from typing import Final, TextIO

    from flake8_safe_imports.check.arguments import Arguments
    from flake8_safe_imports.check.reported import FileReport
    from flake8_safe_imports.check.silence import Silenced
    from flake8_safe_imports.config.baseline import Baseline
    from flake8_safe_imports.settings import Settings

_MISSING: Final = "does not exist"


def run(
    argv: Sequence[str],
    *,
    stderr: TextIO,
    environ: Mapping[str, str],
    write_to: str | None = None,
    add_noqa: bool = False,
    flags: Sequence[str] = (),
) -> int:
    """Check what *argv* says and print the findings; return the exit status.

    It is 1 if there are findings, 2 if a path does not exist, else 0. With *write_to*
    the findings become the baseline in that file, and what is left does not count. With
    *add_noqa* comments in the files silence the findings.
    *flags* are those of the command itself, which may be meant by a mistyped one.
    Raises OptionError for bad usage and bad configuration.
    """
    if write_to is not None:
        # What is in the configured baseline is to be found again.
        argv = arguments.without_baseline(argv)
    given = arguments.parse(argv, flags)
    options = given.options
    _check_combination(options, write_to, add_noqa=add_noqa)
    _choose_color(options, environ)
    missing = find_missing(options.filenames)
    for path in missing:
        _print(f"{path or repr(path)}: {_MISSING}", stderr)
    options.filenames = [path for path in options.filenames if path not in missing]
    found = () if missing and not options.filenames else walk_files(options)
    settings = read_settings(options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the parser's, about other people's code
        results = check_files(found, settings)
    _print_unused_globs(settings, stderr)
    reports = [find_reported(result, settings) for result in results]
    paths = options.filenames or ([] if missing else ["."])
    if write_to is not None or settings.baseline is not None:
        reports = _accept(reports, settings, paths, write_to, stderr)
    errors = [(path, _MISSING) for path in missing]
    if add_noqa:
        reports, refused = _silence(reports, settings, paths, stderr)
        errors += refused
    count = _print_report(reports, given, errors)
    sys.stdout.flush()
    if paths and not reports and not options.quiet:
        # Imported here: nearly all runs have files.
        from flake8_safe_imports.check.no_files import explain_no_files

        for line in explain_no_files(options):
            _print(line, stderr)
    _print_summary(reports, count, options, stderr)
    if errors:
        return 2
    return int(count > 0 and not options.exit_zero and write_to is None)


def _check_combination(
    options: argparse.Namespace, write_to: str | None, *, add_noqa: bool
) -> None:
    """Raise OptionError for options that make no sense together."""
    if add_noqa and write_to is not None:
        raise OptionError("--add-noqa and --write-baseline: give only one of them")
    if add_noqa and options.disable_noqa:
        raise OptionError("--add-noqa and --disable-noqa: give only one of them")
    if STDIN in options.filenames and (add_noqa or write_to is not None):
        flag = "--add-noqa" if add_noqa else "--write-baseline"
        raise OptionError(f"{flag} needs files, not standard input")


def _accept(
    reports: Sequence[FileReport],
    settings: Settings,
    paths: Sequence[str],
    write_to: str | None,
    stderr: TextIO,
) -> list[FileReport]:
    """Return what the baseline leaves; with *write_to* it is written there first."""
    # Imported here: few runs need it.
    from flake8_safe_imports.check.baseline import apply_baseline, write_baseline

    baseline = settings.baseline
    if write_to is not None:
        baseline = write_baseline(write_to, reports, settings, paths)
        _print_written(write_to, baseline, settings.namespace, stderr)
    assert baseline is not None
    left, notes = apply_baseline(baseline, reports, settings, paths)
    for note in notes:
        print(f"flake8-safe-imports: {note}", file=stderr)
    return left


def _silence(
    reports: Sequence[FileReport],
    settings: Settings,
    paths: Sequence[str],
    stderr: TextIO,
) -> tuple[list[FileReport], list[tuple[str, str]]]:
    """Add ``noqa`` comments; return what is left, and which files were not changed."""
    # Imported here: few runs need it.
    from flake8_safe_imports.check.silence import silence_file

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        silenced = [silence_file(report, settings, paths) for report in reports]
    _print_silenced(silenced, settings.namespace, stderr)
    refused = [(item.report.name, item.problem) for item in silenced if item.problem]
    return [item.report for item in silenced], refused


def _print_silenced(
    silenced: Sequence[Silenced], options: argparse.Namespace, stderr: TextIO
) -> None:
    """Say what was done to the files."""
    for item in silenced:
        for note in item.notes:
            _print(note, stderr)
        if item.problem:
            _print(f"{item.report.name}: {item.problem}", stderr)
    if not options.quiet:
        lines = _count(sum(item.comments for item in silenced), "line")
        files = _count(sum(item.comments > 0 for item in silenced), "file")
        print(f"noqa comments on {lines} in {files}", file=stderr)


def _print_written(
    path: str, baseline: Baseline, options: argparse.Namespace, stderr: TextIO
) -> None:
    if options.quiet:
        return
    number = sum(baseline.accepted.values())
    files = len({key.path for key in baseline.accepted})
    accepted = f"{_count(number, 'finding')} in {_count(files, 'file')}"
    _print(f"{path}: {accepted} accepted", stderr)


def _choose_color(options: argparse.Namespace, environ: Mapping[str, str]) -> None:
    """Let ``NO_COLOR`` and ``FORCE_COLOR`` decide where ``--color`` does not."""
    if options.color == "auto" and environ.get("NO_COLOR"):
        options.color = "never"
    elif options.color == "auto" and environ.get("FORCE_COLOR"):
        options.color = "always"


def _print_unused_globs(settings: Settings, stderr: TextIO) -> None:
    """Name the globs that match no file of the project, if a folder was checked."""
    config = settings.config
    paths = settings.namespace.filenames or ["."]
    has_globs = any(
        option.has_globs and getattr(config, option.field) for option in OPTIONS
    )
    if not has_globs or not any(map(os.path.isdir, paths)):
        return
    from flake8_safe_imports.config.unused import find_unused_globs

    unused = find_unused_globs(config, layout.find_root(find_path("stdin")))
    for line in settings.name_options(unused):
        print(f"flake8-safe-imports: {line}", file=stderr)


def _print_report(
    reports: Sequence[FileReport], given: Arguments, errors: Sequence[tuple[str, str]]
) -> int:
    """Print the findings, and what else was asked for; return their number."""
    options = given.options
    if not (
        given.formatter is not None
        or options.output_file
        or options.count
        or any(report.violations for report in reports)
    ):
        return 0
    # Imported here: flake8's default format prints nothing without findings.
    from flake8_safe_imports.check.report import print_report

    return print_report(reports, given, errors)


def _print_summary(
    reports: Sequence[FileReport],
    count: int,
    options: argparse.Namespace,
    stderr: TextIO,
) -> None:
    """Name the files that could not be checked, and say how many files there were."""
    failed = [report for report in reports if report.problem]
    for report in failed:
        line = f":{report.problem_line}" if report.problem_line else ""
        _print(f"{report.name}{line}: {report.problem}", stderr)
    if options.quiet:
        return
    checked = len(reports) - len(failed)
    summary = f"{_count(checked, 'file')} checked, {_count(count, 'finding')}"
    if failed:
        summary += f", {_count(len(failed), 'file')} not checked"
    _print_python2(sum(report.is_python2 for report in failed), stderr)
    print(summary, file=stderr)


def _print_python2(number: int, stderr: TextIO) -> None:
    """Say how files that only Python 2 can parse are checked, if there are some."""
    if not number:
        return
    # Imported here: it is rarely needed.
    from flake8_safe_imports.check import python2

    if not python2.is_available():
        files = _count(number, "file")
        text = f"{files} in the syntax of Python 2: to check such files, install"
        print(f"flake8-safe-imports: {text} {python2.EXTRA}", file=stderr)


def _print(text: str, stderr: TextIO) -> None:
    """Print a line about files, whose names may hold anything."""
    # Imported here: all is well in most runs.
    from flake8_safe_imports.finding import make_printable

    print(make_printable(text), file=stderr)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
