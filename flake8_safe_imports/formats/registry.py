"""The formats of ours, by name. Each is a module, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flake8_safe_imports.formats.items import Document

_PACKAGE: Final = "flake8_safe_imports.formats"
FORMATS: Final = {
    "github": f"{_PACKAGE}.as_github",
    "gitlab": f"{_PACKAGE}.as_gitlab",
    "json": f"{_PACKAGE}.as_json",
    "sarif": f"{_PACKAGE}.as_sarif",
}
"""Modules with a function ``format_document(document) -> str``."""


def format_document(name: str, document: Document) -> str:
    """Return *document* as text in the format *name*."""
    text = import_module(FORMATS[name]).format_document(document)
    assert isinstance(text, str)
    return text
