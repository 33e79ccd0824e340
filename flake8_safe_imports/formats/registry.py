"""The formats of ours, by name. Each is a module, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.addresses import DISTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.formats.items import Item

_PACKAGE: Final = "flake8_safe_imports.formats"
FORMATS: Final = {
    "github": f"{_PACKAGE}.as_github",
    "gitlab": f"{_PACKAGE}.as_gitlab",
    "json": f"{_PACKAGE}.as_json",
    "sarif": f"{_PACKAGE}.as_sarif",
}
"""Modules with a function ``format_items(items, tool) -> str``."""


def format_items(name: str, items: Sequence[Item], tool: str = DISTRIBUTION) -> str:
    """Return the document that the format *name* makes of *items*, found by *tool*."""
    text = import_module(FORMATS[name]).format_items(items, tool)
    assert isinstance(text, str)
    return text
