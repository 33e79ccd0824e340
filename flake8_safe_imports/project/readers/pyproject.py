"""Reads the dependencies in pyproject.toml.

Sources: PEP 621, 631 and 735; the documentation of Poetry, PDM, uv, Hatch and Flit for
their own tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.project.readers import toml
from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest

_LISTS: Final = (
    ("project", "dependencies"),
    ("build-system", "requires"),
    ("tool", "uv", "dev-dependencies"),
    ("tool", "uv", "constraint-dependencies"),
    ("tool", "uv", "override-dependencies"),
    ("tool", "flit", "metadata", "requires"),
)
"""Where an array of requirements is."""
_GROUPS: Final = (
    ("project", "optional-dependencies"),
    ("dependency-groups",),
    ("tool", "pdm", "dev-dependencies"),
    ("tool", "flit", "metadata", "requires-extra"),
)
"""Where a table is that has an array of requirements for each group."""
_ENVIRONMENT_LISTS: Final = ("dependencies", "extra-dependencies")
"""Where arrays of requirements are in an environment of Hatch."""


def read(text: str) -> Manifest:
    """Return every dependency of a pyproject.toml, in whichever table it is."""
    document = toml.parse(text)
    collector = Collector(toml.index_lines(text), _find_local(document))
    for path, value in _find_lists(document):
        collector.add_list(path, value)
    for path, table in _find_poetry_tables(document):
        collector.add_table(path, table, bare_is_exact=True)
    return collector.finish()


def _find_local(document: object) -> frozenset[str]:
    """Return the normalised names of the distributions in uv's own workspace."""
    sources = toml.find_table(document, "tool", "uv", "sources")
    return frozenset(
        normalize_distribution(name)
        for name, source in sources.items()
        if isinstance(source, dict) and ("path" in source or "workspace" in source)
    )


def _find_lists(document: object) -> Iterator[tuple[str, object]]:
    """Yield each array of requirements with its dotted path."""
    for *keys, last in _LISTS:
        table = toml.find_table(document, *keys)
        if last in table:
            yield ".".join((*keys, last)), table[last]
    for group_keys in _GROUPS:
        for group, value in toml.find_table(document, *group_keys).items():
            yield ".".join((*group_keys, group)), value
    environments = toml.find_table(document, "tool", "hatch", "envs")
    for name in environments:
        table = toml.find_table(environments, name)
        for key in _ENVIRONMENT_LISTS:
            if key in table:
                yield f"tool.hatch.envs.{name}.{key}", table[key]


def _find_poetry_tables(document: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield Poetry's tables of dependencies, of all groups, with their dotted paths."""
    poetry = toml.find_table(document, "tool", "poetry")
    for key in ("dependencies", "dev-dependencies"):
        yield f"tool.poetry.{key}", toml.find_table(poetry, key)
    for group in toml.find_table(poetry, "group"):
        path = f"tool.poetry.group.{group}.dependencies"
        yield path, toml.find_table(poetry, "group", group, "dependencies")
