"""What ``--version`` prints."""

from __future__ import annotations

import platform
from datetime import date
from importlib.metadata import version

from flake8_safe_imports import versions
from flake8_safe_imports.data import packages


def format_version(program: str) -> str:
    """Return the versions of *program* and what it runs on, and its data's dates."""
    python, newest = platform.python_version(), versions.spell(versions.MINORS[-1])
    flake8 = f"flake8 {version('flake8')}"
    sources = packages.describe_sources(date.today().isoformat())
    return "\n".join(
        [
            f"{program} {version(program)} ({flake8}, Python {python})",
            f"data: standard library up to Python {newest}",
            *(f"data: {source}" for source in sources),
        ]
    )
