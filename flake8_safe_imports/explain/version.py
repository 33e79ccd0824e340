"""What ``--version`` prints."""

from __future__ import annotations

import platform
from importlib.metadata import version

from flake8_safe_imports import versions
from flake8_safe_imports.data import packages


def format_version(program: str) -> str:
    """Return the versions of *program* and what it runs on, and its data's dates."""
    python, newest = platform.python_version(), versions.spell(versions.MINORS[-1])
    flake8 = f"flake8 {version('flake8')}"
    dates = packages.load_dates().items()
    return "\n".join(
        [
            f"{program} {version(program)} ({flake8}, Python {python})",
            f"data: standard library up to Python {newest}",
            *(f"data: {source} of {date}" for source, date in dates),
        ]
    )
