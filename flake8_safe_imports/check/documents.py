"""Our formats as a formatter of flake8, for ``check`` and for flake8 itself.

flake8 loads every formatter at every start, so this imports nothing that it has not
imported already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8.formatting.base import BaseFormatter

if TYPE_CHECKING:
    from flake8.violation import Violation

    from flake8_safe_imports.formats.items import Item

PREFIX: Final = "vet-"
"""What the names of our formats begin with in flake8, where other plugins have some."""


class DocumentFormatter(BaseFormatter):
    """One of our formats: a document about all findings, printed at the end."""

    def after_init(self) -> None:
        """Start without findings."""
        self._items: list[Item] = []

    def handle(self, error: Violation) -> None:
        """Take note of a finding."""
        self._items.append(make_item(error))

    def stop(self) -> None:
        """Print the document."""
        from flake8_safe_imports.formats import registry

        name = self.options.format
        if name.startswith(PREFIX):
            text = registry.format_items(name[len(PREFIX) :], self._items, "flake8")
        else:
            text = registry.format_items(name, self._items)
        if text:
            self._write(text)
        super().stop()


def make_item(error: Violation) -> Item:
    """Return a finding of any checker as our formats know it."""
    from flake8_safe_imports.formats.items import Item
    from flake8_safe_imports.formats.rules import describe_code

    finding = getattr(error, "finding", None)
    return Item(
        error.filename,
        error.line_number,
        error.column_number,
        describe_code(error.code),
        error.text,
        finding.name if finding else "",
        finding.replacement if finding else "",
    )
