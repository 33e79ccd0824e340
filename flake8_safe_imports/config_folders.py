"""Where options are set: what their paths are relative to, and which files count."""

from __future__ import annotations

import os

from flake8_safe_imports.project import files, layout
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from typing import Final

    from flake8_safe_imports.config.table import Table

INI_FILES: Final = ("setup.cfg", "tox.ini", ".flake8")
"""Where flake8 looks for its section, in this order."""


class CommandLineText(str):
    """A value given on the command line: its paths are not of the configuration."""

    __slots__ = ()


def find_glob_folder(namespace: argparse.Namespace, value: object) -> str:
    """Return the folder that globs in *value* are relative to.

    *value* is one of flake8's namespace, from the command line or the configuration.
    """
    if isinstance(value, CommandLineText):
        return make_absolute("")
    return getattr(namespace, "vet_folder", "")


def make_absolute(folder: str) -> str:
    """Return the absolute path of *folder*, which may be gone."""
    try:
        return os.path.abspath(folder)
    except OSError:  # the working directory is gone
        return folder


def find_folders(namespace: argparse.Namespace) -> list[str]:
    """Return the folders whose pyproject.toml counts, the nearest first."""
    if getattr(namespace, "isolated", False):
        return []
    config = getattr(namespace, "config", None)
    if config:
        return [os.path.dirname(os.path.abspath(config))]
    try:
        here = os.path.join(os.getcwd(), "stdin.py")
    except OSError:  # the working directory is gone
        return []
    return list(layout.list_folders(here))


def read_table(namespace: argparse.Namespace) -> Table | None:
    """Return the table in pyproject.toml; raise OptionError if it is bad.

    None if no pyproject.toml mentions it.
    """
    folders = find_folders(namespace)
    if not any(map(_may_have_table, folders)):
        return None
    # Imported here: most projects have no table.
    from flake8_safe_imports.config.table import find_table

    return find_table(folders)


def _may_have_table(folder: str) -> bool:
    text = files.read_leniently(os.path.join(folder, "pyproject.toml"))
    lowered = text.lower()
    # Text in UTF-16 has null characters, and is an error.
    return "safe" in lowered or "vet]" in lowered or "\0" in text
