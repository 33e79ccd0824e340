"""Reads what mise.toml and mise.lock take from PyPI.

Source: mise's documentation of its configuration, tasks, hooks and pipx backend.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import commands, toml
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.toml_commands import add_scripts
from flake8_safe_imports.project.readers.toml_lines import index_lines
from flake8_safe_imports.project.readers.toml_tables import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.project.manifest import Manifest

_BACKEND: Final = "pipx:"
_ARGUMENTS: Final = ("uvx_args", "pipx_args")
"""Options of a tool that may name more requirements."""
_RELEASE: Final = r"v?\d[\w.+!-]*"


def read(text: str) -> Manifest:
    """Return what a mise.toml, or a mise.lock, takes from PyPI."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    for path, tools in _find_tools(document):
        for key, value in tools.items():
            backend = _find_backend(key, value)
            if backend.startswith(_BACKEND):
                _add_tool(collector, f"{path}.{key}", backend, value)
    for place in ("tasks", "hooks"):
        add_scripts(collector, document, place)
    return collector.finish()


def _find_tools(document: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the tables of tools, with their paths: a task may have its own."""
    yield "tools", toml.find_table(document, "tools")
    for where, key, value in walk(document, "tasks"):
        if key == "tools" and isinstance(value, dict):
            yield f"{where}.{key}", value


def _find_backend(key: str, value: object) -> str:
    """Return where a tool comes from: a lock file may say it below a shorter name."""
    tables = toml.find_tables(value if isinstance(value, list) else [])
    backends = [table["backend"] for table in tables if "backend" in table]
    return next((name for name in backends if isinstance(name, str)), key)


def _add_tool(collector: Collector, path: str, backend: str, value: object) -> None:
    """Add a tool and its versions: one or a list, each a text or a table."""
    name = backend[len(_BACKEND) :]
    line = collector.lines.take(path, "")
    for entry in value if isinstance(value, list) else [value]:
        table = entry if isinstance(entry, dict) else {}
        version = table.get("version", entry)
        is_release = isinstance(version, str) and re.fullmatch(_RELEASE, version)
        is_project = "/" not in name  # else it is a repository
        pin = f"=={version}" if is_release and is_project else ""
        collector.add_requirement(f"{name}{pin}", line)
        for option in _ARGUMENTS:
            if isinstance(table.get(option), str):
                commands.add_commands(collector, f"uvx {table[option]}", line)
