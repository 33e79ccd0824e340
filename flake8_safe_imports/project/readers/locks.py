"""Reads lock files: the packages with their versions.

Packages in the project's own tree (editable, path, workspace) are left out.

Sources: PEP 751 (pylock.toml); the files that Poetry, uv, PDM, Pipenv, Pex and
conda-lock write.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project.readers import json, requirements, toml
from flake8_safe_imports.project.readers.collector import Collector
from flake8_safe_imports.project.readers.lines import LineIndex
from flake8_safe_imports.project.readers.origins import list_indexes
from flake8_safe_imports.project.readers.toml_lines import index_lines

if TYPE_CHECKING:
    from flake8_safe_imports.project.manifest import Manifest


MARKERS: Final = (b'"locked_resolves"', b"source = { registry = ", b"\n@EXPLICIT")
"""What is in the lock files of Pex, uv and conda-lock, which may have any name."""


def read_package_tables(text: str) -> Manifest:
    """Return the packages of a poetry.lock, uv.lock or pdm.lock."""
    return _read_toml(text, "package")


def read_pylock(text: str) -> Manifest:
    """Return the packages of a pylock.toml."""
    return _read_toml(text, "packages")


def read_pipfile_lock(text: str) -> Manifest:
    """Return the packages in all categories of a Pipfile.lock."""
    document = json.parse(text)
    lines = LineIndex()
    for number, line in enumerate(text.split("\n"), 1):
        lines.add("", number, re.findall(r'"([^"]*)"\s*:\s*\{', line))
    collector = Collector(lines)
    if not isinstance(document, dict):
        collector.add_problem(1, "not an object with categories of packages")
    sources = toml.find_table(document, "_meta").get("sources")
    collector.indexes = list_indexes(toml.find_tables(sources))
    for category, packages in toml.find_table(document).items():
        if category == "_meta":
            continue
        if isinstance(packages, dict):
            collector.add_table("", packages, bare_is_exact=False)
        else:
            collector.add_problem(1, f"`{category}` is not an object")
    return collector.finish()


def read_any(text: str) -> Manifest:
    """Return the packages of a lock file that Pex, uv or conda-lock has written."""
    if requirements.find_explicit(text):
        return requirements.read(text)
    is_json = re.match(r"\s*(?://|\{)", text) is not None
    return _read_pex_lock(text) if is_json else read_package_tables(text)


def _read_pex_lock(text: str) -> Manifest:
    """Return the packages in a lock file of Pex, in which Pants has its own comments.

    They are at the top, on lines of their own.
    """
    document = json.parse(re.sub(r"(?m)^[ \t]*//.*", "", text))
    lines = LineIndex()
    for number, line in enumerate(text.split("\n"), 1):
        lines.add("", number, re.findall(r'"project_name"\s*:\s*"([^"]*)"', line))
    collector = Collector(lines)
    for resolve in toml.find_tables(toml.find_table(document).get("locked_resolves")):
        for package in toml.find_tables(resolve.get("locked_requirements")):
            name, version = package.get("project_name"), package.get("version")
            if isinstance(name, str):
                pin = version if isinstance(version, str) else ""
                collector.add_named(name, pin, lines.take("", name))
    return collector.finish()


def _read_toml(text: str, key: str) -> Manifest:
    """Return the packages in an array of tables called *key*."""
    document = toml.parse(text)
    collector = Collector(index_lines(text))
    packages = document.get(key, [])
    if not isinstance(packages, list):
        line = collector.lines.take(key, "")
        collector.add_problem(line, f"`{key}` is not a list")
    for package in toml.find_tables(packages):
        collector.add_locked(f"{key}.name", package)
    return collector.finish()
