"""Reads the dependencies in pyproject.toml.

Sources: PEP 621, 631 and 735; the documentation of each tool for its own tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.project.readers import commands, ini, toml, tox
from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flake8_safe_imports.project.manifest import Manifest

    _FindLists = Callable[[object, str], Iterator[tuple[str, object]]]

_LISTS: Final = (
    "project.dependencies",
    "build-system.requires",
    "tool.flit.metadata.requires",
    "tool.hatch.build.dependencies",
    "tool.rye.dev-dependencies",
    "tool.cibuildwheel.test-requires",
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
_UV: Final = (
    "dev-dependencies",
    "constraint-dependencies",
    "override-dependencies",
    "build-constraint-dependencies",
)
_ENVIRONMENT_LISTS: Final = ("dependencies", "extra-dependencies")
"""Where arrays of requirements are in an environment of Hatch."""
_CI_COMMANDS: Final = ("before-all", "before-build", "before-test", "test-command")


def read(text: str) -> Manifest:
    """Return every dependency of a pyproject.toml, in whichever table it is."""
    document = toml.parse(text)
    collector = Collector(toml.index_lines(text), find_local(document))
    for path, value in _find_lists(document):
        collector.add_list(path, value)
    for path, table in _find_poetry_tables(document):
        collector.add_table(path, table, bare_is_exact=True)
    for path, table in _find_exact_tables(document):
        collector.add_table(path, table, bare_is_exact=False)
    tox.add_tables(collector, document, "tool", "tox")
    _add_commands(collector, document)
    _add_dynamic(collector, document)
    return collector.finish()


def read_hatch(text: str) -> Manifest:
    """Return the dependencies of a hatch.toml, which is ``[tool.hatch]``."""
    return _read_lists(text, _find_hatch_lists)


def read_uv(text: str) -> Manifest:
    """Return the dependencies of a uv.toml, which is ``[tool.uv]``."""
    return _read_lists(text, _find_uv_lists)


def _read_lists(text: str, find: _FindLists) -> Manifest:
    """Return the dependencies in the lists that *find* yields, with their paths."""
    collector = Collector(toml.index_lines(text))
    for path, value in find(toml.parse(text), ""):
        collector.add_list(path, value)
    return collector.finish()


def read_pixi(text: str) -> Manifest:
    """Return what a pixi.toml, which is ``[tool.pixi]``, takes from PyPI."""
    document = toml.parse(text)
    collector = Collector(toml.index_lines(text))
    for path, table in _find_pixi_tables(document, ""):
        collector.add_table(path, table, bare_is_exact=False)
    return collector.finish()


def find_local(document: object) -> frozenset[str]:
    """Return the normalised names of the project and of what lies beside it.

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


def _find(document: object, path: str) -> object:
    """Return the value at a dotted *path*, or None."""
    *keys, last = path.split(".")
    return toml.find_table(document, *keys).get(last)


def _find_lists(document: object) -> Iterator[tuple[str, object]]:
    """Yield each array of requirements with its dotted path."""
    for path in _LISTS:
        value = _find(document, path)
        if value is not None and not (path.startswith("tool.cib") and _is_text(value)):
            yield path, value
    for path in _GROUPS:
        for group, value in toml.find_table(document, *path.split(".")).items():
            yield f"{path}.{group}", value
    yield from _find_uv_lists(toml.find_table(document, "tool", "uv"), "tool.uv.")
    hatch = toml.find_table(document, "tool", "hatch")
    yield from _find_hatch_lists(hatch, "tool.hatch.")
    yield from _find_briefcase_lists(document)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _find_uv_lists(table: object, prefix: str) -> Iterator[tuple[str, object]]:
    """Yield the arrays of requirements in the settings of uv."""
    settings = toml.find_table(table)
    for key in _UV:
        if key in settings:
            yield f"{prefix}{key}", settings[key]
    path = "extra-build-dependencies"
    for name, value in toml.find_table(settings, path).items():
        yield f"{prefix}{path}.{name}", value


def _find_hatch_lists(table: object, prefix: str) -> Iterator[tuple[str, object]]:
    """Yield the arrays of requirements of Hatch's environments, builds and hooks."""
    pending = [(prefix, toml.find_table(table, key), key) for key in ("envs", "build")]
    depth = 0
    while pending and depth < _DEEPEST:
        depth += 1
        below = []
        for path, found, name in pending:
            for key, value in found.items():
                inner = f"{path}{name}."
                if key in _ENVIRONMENT_LISTS or key.endswith(".dependencies"):
                    if isinstance(value, list):
                        yield f"{inner}{key}", _read_overrides(value)
                elif isinstance(value, dict):
                    below.append((inner, value, key))
        pending = below


_DEEPEST: Final = 8
"""Tables in one another: envs.NAME.overrides.matrix.VARIABLE.dependencies."""


def _read_overrides(value: list[object]) -> list[object]:
    """Return requirements without the conditions that overrides have on them."""
    return [
        item["value"] if isinstance(item, dict) and "value" in item else item
        for item in value
    ]


def _find_briefcase_lists(document: object) -> Iterator[tuple[str, object]]:
    """Yield the arrays of requirements of Briefcase, for all apps and for each."""
    briefcase = toml.find_table(document, "tool", "briefcase")
    apps = toml.find_table(briefcase, "app")
    places = [("tool.briefcase", briefcase)]
    places += [
        (f"tool.briefcase.app.{name}", toml.find_table(apps, name)) for name in apps
    ]
    for path, table in places:
        for key in ("requires", "test_requires"):
            if isinstance(table.get(key), list):
                yield f"{path}.{key}", table[key]


def _find_poetry_tables(document: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield Poetry's tables of dependencies, of all groups, with their dotted paths."""
    for path in _TABLES:
        yield path, toml.find_table(document, *path.split("."))
    poetry = toml.find_table(document, "tool", "poetry")
    for group in toml.find_table(poetry, "group"):
        path = f"tool.poetry.group.{group}.dependencies"
        yield path, toml.find_table(poetry, "group", group, "dependencies")
    path = "tool.pdm.resolution.overrides"
    yield path, toml.find_table(document, *path.split("."))


def _find_exact_tables(document: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield tables from names to specifiers, where a pin has equals signs."""
    yield from _find_pixi_tables(
        toml.find_table(document, "tool", "pixi"), "tool.pixi."
    )


def _find_pixi_tables(
    table: object, prefix: str
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the tables of what pixi takes from PyPI, of all features and targets."""
    places = [(prefix, toml.find_table(table))]
    for key in ("feature", "target"):  # a feature may have targets
        places += [
            (f"{path}{key}.{name}.", toml.find_table(found, key, name))
            for path, found in list(places)
            for name in toml.find_table(found, key)
        ]
    for path, found in places:
        yield f"{path}pypi-dependencies", toml.find_table(found, "pypi-dependencies")


def _add_commands(collector: Collector, document: object) -> None:
    """Add what commands install, and the environments of tox in INI."""
    table = toml.find_table(document, "tool", "cibuildwheel")
    for key in _CI_COMMANDS:
        value = table.get(key)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                line = collector.find_line("tool.cibuildwheel", key)
                commands.add_commands(collector, text.replace("\n", " ; "), line)
    requires = table.get("test-requires")
    if isinstance(requires, str):
        line = collector.find_line("tool.cibuildwheel", "test-requires")
        for requirement in requires.split():
            collector.add_word(requirement, line)
    legacy = toml.find_table(document, "tool", "tox").get("legacy_tox_ini")
    if isinstance(legacy, str):
        # The text begins on the line after the three quotes.
        offset = collector.find_line("tool.tox", "legacy_tox_ini")
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
    hook = "tool.hatch.metadata.hooks.requirements_txt"
    _add_files(collector, hook, _find(document, f"{hook}.files"))


def _add_files(collector: Collector, path: str, value: object) -> None:
    """Add one file, or a list of files."""
    for name in value if isinstance(value, list) else [value]:
        if isinstance(name, str):
            collector.add_include(name, collector.find_string(path, name))
