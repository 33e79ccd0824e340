"""The addresses of the documentation's pages."""

from __future__ import annotations

from typing import Final

DISTRIBUTION: Final = "flake8-safe-imports"
"""The name on PyPI."""
DOCS: Final = "https://flake8-safe-imports.example/"
"""A placeholder: there is no public home yet.

A release replaces it here, and in README.rst and setup.cfg, where a test compares it.
"""


def find_option(name: str) -> str:
    """Return the address of the paragraph about the option *name*."""
    return f"{DOCS}configuration.html#{name}"


def find_page(code: str) -> str:
    """Return the page of *code*, relative to the documentation."""
    return f"codes/{code}.html"


def find_address(code: str) -> str:
    """Return the address of the page of *code*."""
    return DOCS + find_page(code)
