"""The command ``check``: this checker alone, with flake8's options."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING, TextIO

from flake8.exceptions import ExecutionError

from flake8_safe_imports.check import arguments
from flake8_safe_imports.check.baseline import apply_baseline, write_baseline
from flake8_safe_imports.check.files import find_files, find_missing
from flake8_safe_imports.check.pool import check_files
from flake8_safe_imports.check.report import print_report
from flake8_safe_imports.check.reported import find_reported
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.plugin import find_path
from flake8_safe_imports.project import layout
from flake8_safe_imports.settings import read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from flake8_safe_imports.check.reported import FileReport
    from flake8_safe_imports.config.baseline import Baseline


def run(
    argv: Sequence[str],
    *,
    stderr: TextIO,
    environ: Mapping[str, str],
    write_to: str | None = None,
    flags: Sequence[str] = (),
) -> int:
    """Check what *argv* says and print the findings; return the exit status.

    It is 1 if there are findings, 2 if a path does not exist, else 0. With *write_to*
    the findings become the baseline in that file, and what is left does not count.
    *flags* are those of the command itself, which may be meant by a mistyped one.
    Raises OptionError for bad usage and bad configuration.
    """
    given = arguments.parse(argv, flags)
    options = given.options
    _check_style(options)
    _choose_color(options, environ)
    missing = find_missing(options.filenames)
    for path in missing:
        print(f"{make_printable(path)}: does not exist", file=stderr)
    options.filenames = [path for path in options.filenames if path not in missing]
    filenames = [] if missing and not options.filenames else find_files(options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the parser, about other people's code
        results = check_files(filenames, options)
    _print_unused_globs(options, stderr)
    settings = read_settings(options)
    reports = [find_reported(result, settings) for result in results]
    baseline = settings.baseline
    paths = options.filenames or ([] if missing else ["."])
    if write_to is not None:
        baseline = write_baseline(write_to, reports, settings, paths)
        _print_written(write_to, baseline, options, stderr)
    if baseline is not None:
        reports, notes = apply_baseline(baseline, reports, settings, paths)
        for note in notes:
            print(f"flake8-safe-imports: {note}", file=stderr)
    count = print_report(reports, given)
    sys.stdout.flush()
    _print_summary(reports, count, options, stderr)
    if missing:
        return 2
    return int(count > 0 and not options.exit_zero and write_to is None)


def _print_written(
    path: str, baseline: Baseline, options: argparse.Namespace, stderr: TextIO
) -> None:
    if options.quiet:
        return
    number = sum(baseline.accepted.values())
    files = len({key.path for key in baseline.accepted})
    accepted = f"{_count(number, 'finding')} in {_count(files, 'file')}"
    print(f"{make_printable(path)}: {accepted} accepted", file=stderr)


def _choose_color(options: argparse.Namespace, environ: Mapping[str, str]) -> None:
    """Let ``NO_COLOR`` and ``FORCE_COLOR`` decide where ``--color`` does not."""
    if options.color == "auto" and environ.get("NO_COLOR"):
        options.color = "never"
    elif options.color == "auto" and environ.get("FORCE_COLOR"):
        options.color = "always"


def _check_style(options: argparse.Namespace) -> None:
    """Raise OptionError if flake8 cannot read ``per-file-ignores``."""
    try:
        read_settings(options).is_selected("", "VET101")
    except ExecutionError as error:
        raise OptionError(str(error)) from None


def _print_unused_globs(options: argparse.Namespace, stderr: TextIO) -> None:
    """Name the globs that match no file of the project, if a folder was checked."""
    config = read_settings(options).config
    paths = options.filenames or ["."]
    if not config.policies.has_globs or not any(map(os.path.isdir, paths)):
        return
    from flake8_safe_imports.config.unused import find_unused_globs

    for line in find_unused_globs(config, layout.find_root(find_path("stdin"))):
        print(f"flake8-safe-imports: {line}", file=stderr)


def _print_summary(
    reports: Sequence[FileReport],
    count: int,
    options: argparse.Namespace,
    stderr: TextIO,
) -> None:
    """Name the files that could not be checked, and say how many files there were."""
    failed = [report for report in reports if report.problem]
    for report in failed:
        text = f"{make_printable(report.name)}: {make_printable(report.problem)}"
        print(text, file=stderr)
    if options.quiet:
        return
    checked = len(reports) - len(failed)
    summary = f"{_count(checked, 'file')} checked, {_count(count, 'finding')}"
    if failed:
        summary += f", {_count(len(failed), 'file')} not checked"
    print(summary, file=stderr)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
