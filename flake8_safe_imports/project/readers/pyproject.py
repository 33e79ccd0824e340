"""Reads the dependencies in pyproject.toml.

Sources: PEP 621, 631 and 735; the documentation of each tool for its own tables.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.project.readers import hatch, ini, origins, pixi, toml, tox, uv
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.toml_commands import (
    add_installed,
    add_scripts,
    add_texts,
)
from flake8_safe_imports.project.readers.toml_lines import index_lines
from flake8_safe_imports.project.readers.toml_tables import find, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flake8_safe_imports.project.manifest import Manifest

_LISTS: Final = (
    "project.dependencies",
    "build-system.requires",
    "tool.flit.metadata.dev-requires",
    "tool.flit.metadata.requires",
    "tool.hatch.build.dependencies",
    "tool.hatch.env.requires",
    "tool.rapids-build-backend.requires",
    "tool.rye.dev-dependencies",
    "tool.scikit-build.generate.requires",
)
"""Where an array of requirements is."""
_GROUPS: Final = (
    "project.optional-dependencies",
    "dependency-groups",
    "tool.pdm.dev-dependencies",
    "tool.flit.metadata.requires-extra",
)
"""Where a table is that has an array of requirements for each group."""
_TABLES: Final = (
    "tool.poetry.dependencies",
    "tool.poetry.dev-dependencies",
    "tool.poetry.requires-plugins",
)
"""Where a table of Poetry is, from names to constraints."""
_SCRIPTS: Final = (
    "tool.pdm.scripts",
    "tool.pixi.tasks",
    "tool.pixi.feature",
    "tool.poe.tasks",
    "tool.rye.scripts",
    "tool.taskipy.tasks",
)
"""Where commands are, as deep below as it may be."""
_WHEEL_COMMANDS: Final = (
    "before-all",
    "before-build",
    "before-test",
    "repair-wheel-command",
    "test-command",
)


def read(text: str) -> Manifest:
    """Return every dependency of a pyproject.toml, in whichever table it is."""
    document = toml.parse(text)
    collector = Collector(index_lines(text), find_local(document))
    collector.indexes = _list_indexes(document)
    collector.elsewhere = _find_elsewhere(document, collector.indexes)
    for path, value in _find_lists(document):
        collector.add_list(path, value)
    _check_included_groups(collector, document)
    for path, table in _find_poetry_tables(document):
        collector.add_table(path, table, bare_is_exact=True)
    for path, table in _find_exact_tables(document):
        collector.add_table(path, table, bare_is_exact=False)
    tox.add_tables(collector, document, "tool", "tox")
    _add_commands(collector, document)
    _add_dynamic(collector, document)
    hatch.add_hooks(collector, document, "tool.hatch.")
    return collector.finish()


def _check_included_groups(collector: Collector, document: object) -> None:
    """Report groups that include one that does not exist, as in PEP 735."""
    groups = toml.find_table(document, "dependency-groups")
    known = set(map(normalize_distribution, groups))
    for group, items in groups.items():
        path = f"dependency-groups.{group}"
        for item in toml.find_tables(items):
            name = item.get("include-group")
            if isinstance(name, str) and normalize_distribution(name) not in known:
                line = collector.lines.take(f"{path}.include-group", name)
                text = f"`{name[:80]}` is not a dependency group"
                collector.add_problem(line, text, is_error=False)


def find_local(document: object) -> frozenset[str]:
    """Return the normalized names of the project and of what lies beside it.

    That is its own uv workspace, and dependencies given by their paths.
    """
    poetry = [table for _, table in _find_poetry_tables(document)]
    sources = toml.find_table(document, "tool", "uv", "sources")
    names: list[object] = [
        toml.find_table(document, "project").get("name"),
        toml.find_table(document, "tool", "poetry").get("name"),
        *(
            name
            for table in (sources, *poetry)
            for name, source in table.items()
            if isinstance(source, dict) and ("path" in source or "workspace" in source)
        ),
    ]
    return frozenset(
        normalize_distribution(name) for name in names if isinstance(name, str)
    )


def _list_indexes(document: object) -> dict[str, str]:
    """Return the addresses of the package indexes that uv, Poetry and PDM use."""
    tables = [
        table
        for path in ("tool.uv.index", "tool.poetry.source", "tool.pdm.source")
        for table in toml.find_tables(find(document, path))
    ]
    return origins.list_indexes(tables)


class _Elsewhere:
    """The normalized names of what a project does not take from PyPI."""

    def __init__(
        self, names: Iterable[str], sources: Iterable[Mapping[str, object]]
    ) -> None:
        """Take *names* and PDM's *sources*, which have patterns of names."""
        self._names: Final = frozenset(map(normalize_distribution, names))
        self._patterns: Final = [
            (_list_patterns(table, "include"), _list_patterns(table, "exclude"))
            for table in sources
        ]

    def __contains__(self, name: object) -> bool:
        """Return whether *name* is among the names, or a source has it."""
        return name in self._names or any(
            _matches(name, included) and not _matches(name, excluded)
            for included, excluded in self._patterns
        )


def _list_patterns(source: Mapping[str, object], key: str) -> list[str]:
    found = source.get(f"{key}_packages")
    patterns = found if isinstance(found, list) else []
    return [normalize_distribution(item) for item in patterns if isinstance(item, str)]


def _matches(name: object, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(str(name), pattern) for pattern in patterns)


def _find_elsewhere(document: object, indexes: Mapping[str, str]) -> _Elsewhere:
    """Return the names of what is not taken from PyPI."""
    names = []
    for name, source in toml.find_table(document, "tool", "uv", "sources").items():
        entries = source if isinstance(source, list) else [source]
        if any(origins.has_other_origin(entry, indexes) for entry in entries):
            names.append(name)
    sources = toml.find_tables(find(document, "tool.pdm.source"))
    return _Elsewhere(
        names,
        [table for table in sources if origins.has_other_origin(table, indexes)],
    )


def _find_lists(document: object) -> Iterator[tuple[str, object]]:
    """Yield each array of requirements with its dotted path."""
    for path in _LISTS:
        value = find(document, path)
        if value is not None:
            yield path, value
    for path in _GROUPS:
        if not isinstance(find(document, path), (dict, type(None))):
            yield path, find(document, path)
        for group, value in toml.find_table(document, *path.split(".")).items():
            yield f"{path}.{group}", value
    yield from uv.find_lists(toml.find_table(document, "tool", "uv"), "tool.uv.")
    settings = toml.find_table(document, "tool", "hatch")
    yield from hatch.find_lists(settings, "tool.hatch.")
    yield from _find_briefcase_lists(document)


def _find_briefcase_lists(document: object) -> Iterator[tuple[str, object]]:
    """Yield Briefcase's requirements: for all apps, for each, and for platforms."""
    for path, key, value in walk(document, "tool.briefcase"):
        if key in ("requires", "test_requires") and isinstance(value, list):
            yield f"{path}.{key}", value


def _find_poetry_tables(document: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield Poetry's tables of dependencies, of all groups, with their dotted paths."""
    for path in _TABLES:
        yield path, toml.find_table(document, *path.split("."))
    poetry = toml.find_table(document, "tool", "poetry")
    for group in toml.find_table(poetry, "group"):
        path = f"tool.poetry.group.{group}.dependencies"
        yield path, toml.find_table(poetry, "group", group, "dependencies")
    for package, table in toml.find_table(poetry, "build-constraints").items():
        yield f"tool.poetry.build-constraints.{package}", toml.find_table(table)
    path = "tool.pdm.resolution.overrides"
    yield path, toml.find_table(document, *path.split("."))


def _find_exact_tables(document: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield tables from names to specifiers, where a pin has equals signs."""
    yield from pixi.find_tables(toml.find_table(document, "tool", "pixi"), "tool.pixi.")
    path = "tool.conda-lock.dependencies"  # the others are conda's own packages
    table = toml.find_table(document, *path.split("."))
    from_pypi = {key: row for key, row in table.items() if _is_from_pypi(row)}
    yield path, from_pypi


def _is_from_pypi(entry: object) -> bool:
    return isinstance(entry, dict) and entry.get("source") == "pypi"


def _add_commands(collector: Collector, document: object) -> None:
    """Add what commands install, and the environments of tox in INI."""
    for path, key, value in walk(document, "tool.cibuildwheel"):
        if key in _WHEEL_COMMANDS:
            add_texts(collector, f"{path}.{key}", value)
        elif key == "test-requires":
            # The words of a command: options, too.
            add_installed(collector, f"{path}.{key}", value)
    hatch.add_commands(collector, document, "tool.hatch.envs")
    path = "tool.semantic_release.build_command"
    add_texts(collector, path, find(document, path))
    for place in _SCRIPTS:
        add_scripts(collector, document, place)
    legacy = toml.find_table(document, "tool", "tox").get("legacy_tox_ini")
    if isinstance(legacy, str):
        # The text begins on the line after the three quotes.
        offset = collector.lines.find_start("tool.tox", "legacy_tox_ini")
        tox.add_sections(collector, ini.parse(legacy), offset=offset)


def _add_dynamic(collector: Collector, document: object) -> None:
    """Add the files from which the build backend reads dependencies."""
    path = "tool.setuptools.dynamic"
    dynamic = toml.find_table(document, *path.split("."))
    extras = toml.find_table(dynamic, "optional-dependencies")
    for where, value in (
        (f"{path}.dependencies", dynamic.get("dependencies")),
        *((f"{path}.optional-dependencies.{name}", extras[name]) for name in extras),
    ):
        _add_files(collector, where, toml.find_table(value).get("file"))
    for place, files in hatch.find_files(document, "tool.hatch."):
        _add_files(collector, place, files)


def _add_files(collector: Collector, path: str, value: object) -> None:
    """Add one file, or a list of files."""
    for name in value if isinstance(value, list) else [value]:
        if isinstance(name, str):
            collector.add_include(name, collector.lines.take(path, name))
