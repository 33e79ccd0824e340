"""Tables as Markdown for the terminal, and reStructuredText for the documentation."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BEGIN = ".. BEGIN benchmarks"
END = ".. END benchmarks"


class Table(NamedTuple):
    """One table: title, column headings, rows, and an explanation."""

    title: str
    head: list[str]
    rows: list[list[str]]
    about: str


def format_markdown(table: Table) -> str:
    """Return *table* in Markdown."""
    lines = [f"### {table.title}", "", " ".join(table.about.split()), ""]
    lines += [f"| {' | '.join(row)} |" for row in (table.head, *table.rows)]
    lines.insert(5, f"| {' | '.join('---' for _ in table.head)} |")
    return "\n".join(lines) + "\n"


def format_rst(table: Table) -> str:
    """Return *table* in reStructuredText, without its title."""
    rows = [
        [cell.replace("`", "``") or ".." for cell in row]
        for row in (table.head, *table.rows)
    ]
    widths = [max(map(len, column)) for column in zip(*rows)]
    rule = "  ".join("=" * width for width in widths)
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
        for row in rows
    ]
    return "\n".join([rule, lines[0], rule, *lines[1:], rule])


def replace_tables(path: Path, tables: Mapping[str, Table], about: str) -> None:
    """Replace the text between the marks in the file *path* by *tables*."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    parts = []
    for table in tables.values():
        if len(tables) > 1:
            parts += [f"{table.title}\n{'-' * len(table.title)}"]
        parts += [table.about.replace("\n    ", "\n").strip(), format_rst(table)]
    parts.append(textwrap.fill(f"Measured on {about}.", 88, break_on_hyphens=False))
    body = "\n\n".join(parts)
    path.write_text(f"{head}{BEGIN}\n\n{body}\n\n{END}{tail}", encoding="utf-8")
