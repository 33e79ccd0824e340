"""Finds values in the tables of a TOML document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import toml

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST: Final = 8
"""Tables in one another: envs.NAME.overrides.matrix.VARIABLE.dependencies."""


def find(document: object, path: str) -> object:
    """Return the value at a dotted *path*, or None."""
    *keys, last = path.split(".")
    return toml.find_table(document, *keys).get(last)


def walk(document: object, path: str) -> Iterator[tuple[str, str, object]]:
    """Yield what is in the table at a dotted *path* and in the tables below it.

    Each value comes with the path of its table, and its key.
    """
    pending = [(path, toml.find_table(document, *path.split(".")))]
    for _ in range(DEEPEST):
        below = []
        for where, table in pending:
            for key, value in table.items():
                yield where, key, value
                inner = value if isinstance(value, list) else [value]
                below += [(f"{where}.{key}", one) for one in toml.find_tables(inner)]
        pending = below


def replace_tables(value: object, key: str) -> object:
    """Return a list with what is at *key* in place of each table that has it."""
    if not isinstance(value, list):
        return value
    return [
        item[key] if isinstance(item, dict) and key in item else item for item in value
    ]
