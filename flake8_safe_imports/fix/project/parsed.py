"""What the other files of a project do, as far as they have to be parsed for that.

Each is parsed once at most for each of two questions, and only the answer is kept.
"""

from __future__ import annotations

from flake8_safe_imports.fix.project import given, replacing, trees
from flake8_safe_imports.fix.project.given import Given
from flake8_safe_imports.fix.project.project_files import read_text
from flake8_safe_imports.fix.project.remembered import per_file, per_project
from flake8_safe_imports.fix.project.replaced import Replaced
from flake8_safe_imports.fix.text.nodes import Nodes


@per_file
def read_replaced(path: str) -> Replaced:
    """Return what the file at *path* replaces, and the modules that it hands over."""
    nodes = _read_nodes(path)
    return replacing.guess(read_text(path)) if nodes is None else replacing.read(nodes)


@per_file
def read_given(path: str) -> Given | None:
    """Return what the file at *path* does with classes; None if it does not parse."""
    nodes = _read_nodes(path)
    return None if nodes is None else given.read(nodes)


@per_project(4)
def _read_nodes(path: str) -> Nodes | None:
    """Return the nodes of a file; several questions may be asked about one."""
    tree = trees.parse(read_text(path))
    return None if tree is None else Nodes(tree)
