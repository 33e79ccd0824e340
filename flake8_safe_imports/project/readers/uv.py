"""Reads the dependencies in uv.toml, and in ``[tool.uv]`` of pyproject.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import toml
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.toml_lines import index_lines
from flake8_safe_imports.project.readers.toml_tables import replace_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest

_LISTS: Final = (
    "dev-dependencies",
    "constraint-dependencies",
    "override-dependencies",
    "build-constraint-dependencies",
)


def read(text: str) -> Manifest:
    """Return the dependencies of a uv.toml, which is ``[tool.uv]``."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    for path, value in find_lists(document, ""):
        collector.add_list(path, value)
    return collector.finish()


def find_lists(table: object, prefix: str) -> Iterator[tuple[str, object]]:
    """Yield the arrays of requirements in the settings of uv."""
    settings = toml.find_table(table)
    for key in _LISTS:
        if key in settings:
            yield f"{prefix}{key}", settings[key]
    path = "extra-build-dependencies"
    for name, value in toml.find_table(settings, path).items():
        yield f"{prefix}{path}.{name}", replace_tables(value, "requirement")
    path = "dependency-metadata"
    for table in toml.find_tables(settings.get(path)):
        if "requires-dist" in table:
            yield f"{prefix}{path}.requires-dist", table["requires-dist"]
