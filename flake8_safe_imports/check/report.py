"""What is reported of all that was found, by flake8's style guide and formatter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8.statistics import Statistics
from flake8.style_guide import Decision
from flake8.violation import Violation

from flake8_safe_imports.check.documents import DocumentFormatter
from flake8_safe_imports.check.formatters import make_formatter
from flake8_safe_imports.finding import make_printable
from flake8_safe_imports.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8.style_guide import StyleGuideManager

    from flake8_safe_imports.check.arguments import Arguments
    from flake8_safe_imports.check.lint import Found, Result
    from flake8_safe_imports.finding import Finding


class FoundViolation(Violation):
    """A violation as formatters know it, with the finding that it was made of."""

    finding: Finding


def find_reported(
    result: Result, styles: StyleGuideManager, *, disable_noqa: bool
) -> Iterator[FoundViolation]:
    """Yield what select, ignore, per-file-ignores and noqa leave of a file's findings.

    They come in flake8's order: by line and column.
    """
    if not result.found:
        return
    style = styles.style_guide_for(result.name)
    for found in result.found:
        violation = _make_violation(result.name, found)
        if style.should_report_error(
            violation.code
        ) is Decision.Selected and not violation.is_inline_ignored(disable_noqa):
            yield violation


def _make_violation(name: str, found: Found) -> FoundViolation:
    finding = found.finding
    violation = FoundViolation(
        finding.code,
        name,
        finding.line,
        found.column + 1,
        finding.text,
        found.physical_line,
    )
    violation.finding = finding
    return violation


def print_report(results: Iterable[Result], arguments: Arguments) -> int:
    """Print the findings, and what else was asked for; return their number."""
    options = arguments.options
    styles = read_settings(options).styles
    formatter = make_formatter(arguments.formatter, options)
    is_document = isinstance(formatter, DocumentFormatter)
    statistics = Statistics()
    count = 0
    formatter.start()
    for result in results:
        formatter.beginning(result.name)
        for violation in find_reported(
            result, styles, disable_noqa=options.disable_noqa
        ):
            statistics.record(violation)
            formatter.handle(violation if is_document else _escape(violation))
            count += 1
        formatter.finished(result.name)
    if options.statistics:
        formatter.show_statistics(statistics)
    formatter.stop()
    if options.count:
        print(count)
    return count


def _escape(violation: Violation) -> Violation:
    """Return *violation* without what a terminal might obey, for flake8's formats."""
    line = violation.physical_line
    if line is not None and not line.isprintable():
        line = "".join(
            character
            if character.isprintable() or character in "\t\n"
            else ascii(character)[1:-1]
            for character in line
        )
    return violation._replace(
        filename=make_printable(violation.filename), physical_line=line
    )
