"""Reads the ``pip:`` section of conda's environment.yml.

The other packages of an environment are not from PyPI and are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_safe_imports.project.readers import requirements
from flake8_safe_imports.project.readers.collector import Collector

if TYPE_CHECKING:
    from flake8_safe_imports.project.manifest import Manifest


def read(text: str) -> Manifest:
    """Return what the ``pip:`` section asks for."""
    collector = Collector()
    indent = -1  # of the section; -1 outside it
    for line, content in enumerate(text.splitlines(), 1):
        bare = content.strip()
        depth = len(content) - len(content.lstrip())
        if re.match(r"-\s+pip\s*:\s*(#.*)?$", bare):
            indent = depth
        elif bare and not bare.startswith("#") and depth <= indent:
            indent = -1
        elif indent >= 0 and bare.startswith("- "):
            item = bare[2:].strip().strip("'\"")
            requirements.add_line(collector, item, line)
    return collector.finish()
