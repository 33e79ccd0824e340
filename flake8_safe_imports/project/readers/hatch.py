"""Reads the dependencies in hatch.toml, and in ``[tool.hatch]`` of pyproject.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import toml
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.toml_commands import add_texts
from flake8_safe_imports.project.readers.toml_lines import index_lines
from flake8_safe_imports.project.readers.toml_tables import (
    DEEPEST,
    find,
    replace_tables,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest

_TABLES: Final = ("envs", "build")
_LISTS: Final = ("dependencies", "extra-dependencies")
"""Where arrays of requirements are in an environment."""
_HOOKS: Final = "metadata.hooks"
_OF_FILES: Final = "requirements_txt"
"""The hook whose lists are names of files."""
_COMMANDS: Final = ("pre-install-commands", "post-install-commands", "scripts")


def read(text: str) -> Manifest:
    """Return the dependencies of a hatch.toml, which is ``[tool.hatch]``."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    collector.add_list("env.requires", find(document, "env.requires") or [])
    for path, value in find_lists(document, ""):
        collector.add_list(path, value)
    add_commands(collector, document, "envs")
    add_hooks(collector, document, "")
    return collector.finish()


def find_lists(table: object, prefix: str) -> Iterator[tuple[str, object]]:
    """Yield the arrays of requirements of Hatch's environments, builds and hooks."""
    level = [(f"{prefix}{key}", toml.find_table(table, key)) for key in _TABLES]
    for _ in range(DEEPEST):
        below = []
        for path, found in level:
            for key, value in found.items():
                inner = f"{path}.{key}"
                is_list = key in _LISTS or key.endswith(".dependencies")
                if is_list and isinstance(value, list):
                    # In overrides, requirements may have conditions.
                    yield inner, replace_tables(value, "value")
                elif not is_list and isinstance(value, dict):
                    below.append((inner, value))
        level = below


def add_commands(collector: Collector, document: object, path: str) -> None:
    """Add what the scripts of Hatch's environments install, and other commands."""
    for where, key, value in walk(document, path):
        parent = where.rpartition(".")[2]
        if key in _COMMANDS or parent == "scripts":
            add_texts(collector, f"{where}.{key}", value)


def find_files(document: object, prefix: str) -> Iterator[tuple[str, object]]:
    """Yield the files in which hatch-requirements-txt finds dependencies."""
    path = f"{prefix}{_HOOKS}.{_OF_FILES}"
    hook = toml.find_table(find(document, path))
    for key in ("files", "filename"):
        yield path, hook.get(key)
    for extra, files in toml.find_table(hook, "optional-dependencies").items():
        yield f"{path}.optional-dependencies.{extra}", files


def add_hooks(collector: Collector, document: object, prefix: str) -> None:
    """Add the dependencies that other hooks give the project.

    What they mean is theirs to say, so only strings that are requirements count; some
    are templates.
    """
    for name, hook in toml.find_table(find(document, f"{prefix}{_HOOKS}")).items():
        if name == _OF_FILES:
            continue
        path = f"{prefix}{_HOOKS}.{name}"
        lists = {f"{path}.dependencies": toml.find_table(hook).get("dependencies")}
        for extra, value in toml.find_table(hook, "optional-dependencies").items():
            lists[f"{path}.optional-dependencies.{extra}"] = value
        for place, value in lists.items():
            for item in value if isinstance(value, list) else ():
                if isinstance(item, str):
                    collector.add_word(item, collector.lines.take(place, item))
