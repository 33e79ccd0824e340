"""Reads what pixi.toml, or ``[tool.pixi]`` of pyproject.toml, takes from PyPI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import toml
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.toml_commands import add_scripts
from flake8_safe_imports.project.readers.toml_lines import index_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest

_TABLES: Final = (("pypi-dependencies",), ("pypi-options", "dependency-overrides"))
"""Where tables from names to constraints are, as their keys."""


def read(text: str) -> Manifest:
    """Return what a pixi.toml, which is ``[tool.pixi]``, takes from PyPI."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    for path, table in find_tables(document, ""):
        collector.add_table(path, table, bare_is_exact=False)
    for place in ("tasks", "feature"):
        add_scripts(collector, document, place)
    return collector.finish()


def find_tables(table: object, prefix: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the tables of what pixi takes from PyPI, of all features and targets."""
    places = [(prefix, toml.find_table(table))]
    for key in ("feature", "target"):  # a feature may have targets
        places += [
            (f"{path}{key}.{name}.", toml.find_table(found, key, name))
            for path, found in list(places)
            for name in toml.find_table(found, key)
        ]
    for path, found in places:
        for keys in _TABLES:
            yield f"{path}{'.'.join(keys)}", toml.find_table(found, *keys)
