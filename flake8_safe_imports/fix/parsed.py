"""What the other files of a project do, as far as they have to be parsed for that.

Each is parsed once at most, and only what is found in it is kept.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from flake8_safe_imports.fix import given, replaced, trees
from flake8_safe_imports.fix.given import Given
from flake8_safe_imports.fix.nodes import Nodes
from flake8_safe_imports.fix.project_files import read_text
from flake8_safe_imports.fix.replaced import Replaced


class Parsed(NamedTuple):
    """What one file does."""

    replaced: Replaced
    given: Given | None
    """None if the file does not parse."""


@lru_cache(maxsize=65536)
def read(path: str) -> Parsed:
    """Return what the file at *path* does."""
    text = read_text(path)
    tree = trees.parse(text)
    if tree is None:
        return Parsed(replaced.guess(text), None)
    nodes = Nodes(tree)
    return Parsed(replaced.read(nodes), given.read(nodes))


def forget() -> None:
    """Forget what was read."""
    read.cache_clear()
