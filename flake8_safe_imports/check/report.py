"""Printing what is reported, by flake8's formatters and ours."""

from __future__ import annotations

import contextlib
import io
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from flake8.statistics import Statistics

from flake8_safe_imports.check.documents import DocumentFormatter
from flake8_safe_imports.check.formatters import blame, make_formatter
from flake8_safe_imports.config.options import OptionError
from flake8_safe_imports.finding import make_printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8.violation import Violation

    from flake8_safe_imports.check.arguments import Arguments
    from flake8_safe_imports.check.reported import FileReport


def print_report(
    reports: Iterable[FileReport],
    arguments: Arguments,
    errors: Iterable[tuple[str, str]],
) -> int:
    """Print the findings, and what else was asked for; return their number.

    *errors* are paths with which the run could not do as it was asked to, and why.
    """
    with _provide_buffer(), blame(arguments.formatter):
        return _print_report(reports, arguments, errors)


@contextlib.contextmanager
def _provide_buffer() -> Iterator[None]:
    """Let flake8's formatters print, which write bytes, to a stream of text alone.

    A program that calls us may have put an ``io.StringIO`` there.
    """
    stream = sys.stdout
    if hasattr(stream, "buffer"):
        yield
        return
    data = io.BytesIO()
    text = io.TextIOWrapper(data, encoding="utf-8", newline="\n", write_through=True)
    with contextlib.redirect_stdout(text):
        yield
    stream.write(data.getvalue().decode())


def _print_report(
    reports: Iterable[FileReport],
    arguments: Arguments,
    errors: Iterable[tuple[str, str]],
) -> int:
    options = arguments.options
    formatter = make_formatter(arguments.formatter, options)
    is_document = isinstance(formatter, DocumentFormatter)
    statistics = Statistics()
    count = 0
    try:
        formatter.start()
    except OSError as error:  # it opens the output file
        path = options.output_file
        raise OptionError(f"--output-file {path}: {error.strerror}") from None
    for report in reports:
        formatter.beginning(report.name)
        for violation in report.violations:
            statistics.record(violation)
            formatter.handle(violation if is_document else _escape(violation))
            count += 1
        formatter.finished(report.name)
        if isinstance(formatter, DocumentFormatter) and report.problem:
            formatter.add_problem(report.name, report.problem_line, report.problem)
    if isinstance(formatter, DocumentFormatter):
        for path, message in errors:
            formatter.add_problem(path, 0, message, is_error=True)
    if options.statistics:
        formatter.show_statistics(statistics)
    formatter.stop()
    if options.count:
        print(count)
    return count


def _escape(violation: Violation) -> Violation:
    """Return *violation* without what a terminal might obey, for flake8's formats."""
    line = violation.physical_line
    return violation._replace(
        filename=make_printable(violation.filename),
        physical_line=line and _escape_line(line),
    )


# Findings of one line, which may be long, follow one another.
@lru_cache(maxsize=1)
def _escape_line(line: str) -> str:
    return "".join(
        character
        if character.isprintable() or character in "\t\n"
        else ascii(character)[1:-1]
        for character in line
    )
