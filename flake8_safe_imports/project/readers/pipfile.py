"""Reads the dependencies in a Pipfile. Source: Pipenv's documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import toml, toml_commands
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.origins import list_indexes
from flake8_safe_imports.project.readers.toml_lines import index_lines

if TYPE_CHECKING:
    from flake8_safe_imports.project.manifest import Manifest

_SETTINGS: Final = frozenset(("source", "pipenv", "requires", "scripts"))
"""The tables that are not categories of packages."""


def read(text: str) -> Manifest:
    """Return the dependencies in all categories of a Pipfile."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    collector.indexes = list_indexes(toml.find_tables(document.get("source")))
    for category, table in document.items():
        if category not in _SETTINGS and isinstance(table, dict):
            collector.add_table(category, table, bare_is_exact=False)
    toml_commands.add_scripts(collector, document, "scripts")
    return collector.finish()
