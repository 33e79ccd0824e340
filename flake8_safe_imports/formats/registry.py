"""The formats of ours, by name. Each is a module, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.formats.items import Item

FORMATS: Final = {"json": "flake8_safe_imports.formats.as_json"}
"""Modules with a function ``format_items(items) -> str``."""


def format_items(name: str, items: Sequence[Item]) -> str:
    """Return the document that the format *name* makes of *items*."""
    text = import_module(FORMATS[name]).format_items(items)
    assert isinstance(text, str)
    return text
