"""Our formats as a formatter of flake8, for ``check`` and for flake8 itself.

flake8 loads every formatter at every start, so this imports nothing that it has not
imported already.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from typing import TYPE_CHECKING, Final

from flake8.formatting.base import BaseFormatter

if TYPE_CHECKING:
    from flake8.violation import Violation

    from flake8_safe_imports.formats.items import FileProblem, Item

_NAME: Final = r"`([^`]+)`"
"""What most of our messages begin with."""
PREFIX: Final = "vet-"
"""What the names of our formats begin with in flake8, where other plugins have some."""


class DocumentFormatter(BaseFormatter):
    """One of our formats: a document about all findings, printed at the end.

    Whatever else is asked for goes to standard error.
    """

    def after_init(self) -> None:
        """Start without findings."""
        self._items: list[Item] = []
        self._problems: list[FileProblem] = []

    def start(self) -> None:
        """Open the output file, which is to hold this document alone."""
        super().start()
        if isinstance(self.output_fd, io.TextIOWrapper):
            with contextlib.suppress(OSError):  # a pipe
                self.output_fd.truncate(0)
            self.output_fd.reconfigure(errors="backslashreplace")

    def handle(self, error: Violation) -> None:
        """Take note of a finding."""
        self._items.append(make_item(error))

    def add_problem(
        self, path: str, line: int, message: str, *, is_error: bool = False
    ) -> None:
        """Take note of a file that was not checked, or not changed."""
        from flake8_safe_imports.formats.items import FileProblem

        self._problems.append(FileProblem(path, line, message, is_error))

    def _write(self, output: str) -> None:
        """Print what is not a part of the document, as statistics."""
        print(output, file=sys.stderr)

    def stop(self) -> None:
        """Print the document."""
        from flake8_safe_imports.addresses import DISTRIBUTION
        from flake8_safe_imports.formats import registry
        from flake8_safe_imports.formats.items import Document

        name = self.options.format
        tool = "flake8" if name.startswith(PREFIX) else DISTRIBUTION
        document = Document(self._items, self._problems, tool)
        text = registry.format_document(name.removeprefix(PREFIX), document)
        if text:
            super()._write(text)
        super().stop()
        if self.options.count:
            print(len(self._items), file=sys.stderr)
            self.options.count = False  # flake8 would print it after the document


def make_item(error: Violation) -> Item:
    """Return a finding of any checker as our formats know it."""
    from flake8_safe_imports.finding import make_printable
    from flake8_safe_imports.formats.items import Item
    from flake8_safe_imports.formats.rules import describe_code

    finding = getattr(error, "finding", None)
    rule = describe_code(error.code)
    if finding:
        subject = make_printable(finding.name)
    else:
        # flake8 hands on the text alone.
        match = re.match(_NAME, error.text) if rule.page else None
        subject = match[1] if match else ""
    return Item(
        error.filename,
        error.line_number,
        error.column_number,
        rule,
        error.text,
        subject,
        finding.advice.replacement if finding else "",
    )
