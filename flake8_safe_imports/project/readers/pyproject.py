"""Reads the dependencies in pyproject.toml.

Sources: PEP 621, 631 and 735; the documentation of each tool for its own tables.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.project.readers import commands, ini, origins, toml, tox
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.shell import Word
from flake8_safe_imports.project.readers.toml_lines import index_lines

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
_UV: Final = (
    "dev-dependencies",
    "constraint-dependencies",
    "override-dependencies",
    "build-constraint-dependencies",
)
_ENVIRONMENT_LISTS: Final = ("dependencies", "extra-dependencies")
"""Where arrays of requirements are in an environment of Hatch."""
_SCRIPTS: Final = (
    "tool.pdm.scripts",
    "tool.pixi.tasks",
    "tool.pixi.feature",
    "tool.poe.tasks",
    "tool.rye.scripts",
    "tool.taskipy.tasks",
)
"""Where commands are, as deep below as it may be."""
_HATCH_COMMANDS: Final = ("pre-install-commands", "post-install-commands", "scripts")
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


def read_hatch(text: str) -> Manifest:
    """Return the dependencies of a hatch.toml, which is ``[tool.hatch]``."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    collector.add_list("env.requires", _find(document, "env.requires") or [])
    for path, value in _find_hatch_lists(document, ""):
        collector.add_list(path, value)
    _add_hatch_commands(collector, document, "envs")
    return collector.finish()


def read_uv(text: str) -> Manifest:
    """Return the dependencies of a uv.toml, which is ``[tool.uv]``."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    for path, value in find_uv_lists(document, ""):
        collector.add_list(path, value)
    return collector.finish()


def read_pixi(text: str) -> Manifest:
    """Return what a pixi.toml, which is ``[tool.pixi]``, takes from PyPI."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    for path, table in _find_pixi_tables(document, ""):
        collector.add_table(path, table, bare_is_exact=False)
    for place in ("tasks", "feature"):
        add_scripts(collector, document, place)
    return collector.finish()


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
        for table in toml.find_tables(_find(document, path))
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
    sources = toml.find_tables(_find(document, "tool.pdm.source"))
    return _Elsewhere(
        names,
        [table for table in sources if origins.has_other_origin(table, indexes)],
    )


def _find(document: object, path: str) -> object:
    """Return the value at a dotted *path*, or None."""
    *keys, last = path.split(".")
    return toml.find_table(document, *keys).get(last)


def _find_lists(document: object) -> Iterator[tuple[str, object]]:
    """Yield each array of requirements with its dotted path."""
    for path in _LISTS:
        value = _find(document, path)
        if value is not None:
            yield path, value
    for path in _GROUPS:
        if not isinstance(_find(document, path), (dict, type(None))):
            yield path, _find(document, path)
        for group, value in toml.find_table(document, *path.split(".")).items():
            yield f"{path}.{group}", value
    yield from find_uv_lists(toml.find_table(document, "tool", "uv"), "tool.uv.")
    hatch = toml.find_table(document, "tool", "hatch")
    yield from _find_hatch_lists(hatch, "tool.hatch.")
    yield from _find_briefcase_lists(document)


def find_uv_lists(table: object, prefix: str) -> Iterator[tuple[str, object]]:
    """Yield the arrays of requirements in the settings of uv."""
    settings = toml.find_table(table)
    for key in _UV:
        if key in settings:
            yield f"{prefix}{key}", settings[key]
    path = "extra-build-dependencies"
    for name, value in toml.find_table(settings, path).items():
        yield f"{prefix}{path}.{name}", _get_inner(value, "requirement")
    path = "dependency-metadata"
    for table in toml.find_tables(settings.get(path)):
        if "requires-dist" in table:
            yield f"{prefix}{path}.requires-dist", table["requires-dist"]


def _find_hatch_lists(table: object, prefix: str) -> Iterator[tuple[str, object]]:
    """Yield the arrays of requirements of Hatch's environments, builds and hooks."""
    level = [(f"{prefix}{key}", toml.find_table(table, key)) for key in _HATCH_TABLES]
    for _ in range(_DEEPEST):
        below = []
        for path, found in level:
            for key, value in found.items():
                inner = f"{path}.{key}"
                is_list = key in _ENVIRONMENT_LISTS or key.endswith(".dependencies")
                if is_list and isinstance(value, list):
                    # In overrides, requirements may have conditions.
                    yield inner, _get_inner(value, "value")
                elif not is_list and isinstance(value, dict):
                    below.append((inner, value))
        level = below


_HATCH_TABLES: Final = ("envs", "build")
_DEEPEST: Final = 8
"""Tables in one another: envs.NAME.overrides.matrix.VARIABLE.dependencies."""


def _get_inner(value: object, key: str) -> object:
    """Return a list with what is at *key* in place of each table that has it."""
    if not isinstance(value, list):
        return value
    return [
        item[key] if isinstance(item, dict) and key in item else item for item in value
    ]


def _find_briefcase_lists(document: object) -> Iterator[tuple[str, object]]:
    """Yield Briefcase's requirements: for all apps, for each, and for platforms."""
    for path, key, value in _walk(document, "tool.briefcase"):
        if key in ("requires", "test_requires") and isinstance(value, list):
            yield f"{path}.{key}", value


def _walk(document: object, path: str) -> Iterator[tuple[str, str, object]]:
    """Yield what is in the table at a dotted *path* and in the tables below it.

    Each value comes with the path of its table, and its key.
    """
    pending = [(path, toml.find_table(document, *path.split(".")))]
    for _ in range(_DEEPEST):
        below = []
        for where, table in pending:
            for key, value in table.items():
                yield where, key, value
                inner = value if isinstance(value, list) else [value]
                below += [(f"{where}.{key}", one) for one in toml.find_tables(inner)]
        pending = below


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
    path = "tool.conda-lock.dependencies"  # the others are conda's own packages
    table = toml.find_table(document, *path.split("."))
    from_pypi = {key: row for key, row in table.items() if _is_from_pypi(row)}
    yield path, from_pypi


def _is_from_pypi(entry: object) -> bool:
    return isinstance(entry, dict) and entry.get("source") == "pypi"


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
    for path, key, value in _walk(document, "tool.cibuildwheel"):
        if key in _WHEEL_COMMANDS:
            _add_texts(collector, f"{path}.{key}", value)
        elif key == "test-requires":
            # The words of a command: options, too.
            _add_installed(collector, f"{path}.{key}", value)
    _add_hatch_commands(collector, document, "tool.hatch.envs")
    path = "tool.semantic_release.build_command"
    _add_texts(collector, path, _find(document, path))
    for place in _SCRIPTS:
        add_scripts(collector, document, place)
    legacy = toml.find_table(document, "tool", "tox").get("legacy_tox_ini")
    if isinstance(legacy, str):
        # The text begins on the line after the three quotes.
        offset = collector.lines.find_start("tool.tox", "legacy_tox_ini")
        tox.add_sections(collector, ini.parse(legacy), offset=offset)


def _add_installed(collector: Collector, path: str, value: object) -> None:
    """Add what the arguments of ``pip install`` ask for: a text or a list of words."""
    items = value if isinstance(value, list) else str(value).split()
    words = [
        Word(item, collector.lines.take(path, item))
        for item in items
        if isinstance(item, str)
    ]
    pip = [Word(word, 0) for word in ("pip", "install")]
    commands.add_command(collector, [*pip, *words])


def _add_hatch_commands(collector: Collector, document: object, path: str) -> None:
    """Add what the scripts of Hatch's environments install, and other commands."""
    for where, key, value in _walk(document, path):
        parent = where.rpartition(".")[2]
        if key in _HATCH_COMMANDS or parent == "scripts":
            _add_texts(collector, f"{where}.{key}", value)


def add_scripts(collector: Collector, document: object, path: str) -> None:
    """Add what any command below the table *path* installs.

    In a feature of pixi, commands are below its ``tasks``.
    """
    for where, key, value in _walk(document, path):
        is_task = not path.endswith("feature") or ".tasks" in where
        if is_task and key not in ("help", "description"):
            _add_texts(collector, f"{where}.{key}", value)


def _add_texts(collector: Collector, path: str, value: object) -> None:
    """Add what a command, or a list of them, installs; it may also be in words."""
    items = value if isinstance(value, list) else [value]
    texts = [item for item in items if isinstance(item, str)]
    if path.endswith(".cmd"):
        words = [Word(x, collector.lines.take(path, x)) for x in texts]
        commands.add_command(collector, words)
    for text in texts:
        line = collector.lines.find_text(path, text) if "\n" in text else 0
        if not line:  # with escapes, the lines of a text that has several are not known
            line = collector.lines.take(path, text)
            text = text.replace("\\\n", " ").replace("\n", " ; ")
        commands.add_commands(collector, text, line)


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
            collector.add_include(name, collector.lines.take(path, name))
