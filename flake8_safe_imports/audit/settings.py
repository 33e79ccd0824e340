"""The configuration of ``audit``: the options that it uses, read without flake8.

flake8 would load the plugins that its configuration names, and so run code of the
project.  Files are looked for from the working directory upwards, never in the folders
that are audited.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.config import options
from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.readers import ini, toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flake8_safe_imports.config.options import Config

_INI_FILES: Final = ("setup.cfg", "tox.ini", ".flake8")
"""Where flake8 looks for its section, in this order."""
_FIELDS: Final = ("allowed_distributions", "supported_python")


DEFAULTS: Final = options.parse({})


def read_config() -> Config:
    """Return the options in the working directory's configuration.

    Raises OptionError for values that cannot be understood.
    """
    try:
        here = os.getcwd()
    except OSError:  # it is gone
        return DEFAULTS
    raw = _read_pyproject(here)
    raw.update(_read_ini(here))
    return options.parse(raw)


def _read_ini(here: str) -> dict[str, object]:
    """Return our options in the nearest section of flake8."""
    for folder in layout.list_folders(os.path.join(here, "x")):
        for name in _INI_FILES:
            try:
                text = files.read_text(os.path.join(folder, name))
                section = ini.parse(text).get("flake8")
            except files.UnreadableFile:
                continue
            if section is not None:
                return _choose(
                    {key: ini.join_lines(lines) for key, lines in section.items()},
                    "vet_",
                )
    return {}


def _read_pyproject(here: str) -> dict[str, object]:
    """Return our options in the nearest pyproject.toml with a table for them."""
    for folder in layout.list_folders(os.path.join(here, "x")):
        try:
            text = files.read_text(os.path.join(folder, "pyproject.toml"))
            tools = toml.find_table(toml.parse(text), "tool")
        except files.UnreadableFile:
            continue
        found = _choose(toml.find_table(tools, "flake8-safe-imports"), "")
        found.update(_choose(toml.find_table(tools, "flake8"), "vet_"))
        if found:
            return found
    return {}


def _choose(table: Mapping[str, object], prefix: str) -> dict[str, object]:
    """Return the options that the audit uses, by their names in flake8's namespace."""
    spelled = {key.replace("-", "_"): value for key, value in table.items()}
    return {
        f"vet_{field}": spelled[f"{prefix}{field}"]
        for field in _FIELDS
        if f"{prefix}{field}" in spelled
    }
