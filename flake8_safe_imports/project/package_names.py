"""Works out the names that the package of a linted file may have.

Like :mod:`.layout`, this reads only the names of files.
"""

from __future__ import annotations

import os
from itertools import takewhile

from flake8_safe_imports.project import layout
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final

_PACKAGINGS: Final = frozenset(("pyproject.toml", "setup.cfg", "setup.py"))


def find_package_names(path: str) -> tuple[str, ...]:
    """Return the possible names of the package of the file *path*, likeliest first.

    The package is what ``from . import x`` in this file is relative to. Its name
    follows from the ``__init__`` files above, or from the path below the project's
    source root, where namespace packages need no such files; the two may differ. A
    file outside any package has no name.
    """
    return _find_package_names(*layout.locate(path))


def resolve_relative(
    level: int, module: str, packages: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the absolute names that a relative import may mean, likeliest first.

    *level* is the number of dots, *module* what follows them, *packages* is from
    :func:`find_package_names`. Packages that have fewer levels are left out.
    """
    names = []
    for package in packages:
        parts = package.split(".")
        if 1 <= level <= len(parts):
            kept = parts[: len(parts) - level + 1]
            names.append(".".join([*kept, module] if module else kept))
    return tuple(dict.fromkeys(names))


@cached()
def _find_package_names(folder: str, home: str) -> tuple[str, ...]:
    top = layout.find_root_above(folder, home)
    regular: list[str] = []
    for package in layout.list_parents(folder, home):
        name = os.path.basename(package)
        if not (layout.is_package(package) and name.isidentifier()):
            break
        regular.insert(0, name)
    source = _find_nearest_source_root(folder, home)
    candidates = [".".join(regular), _join_name(folder, source)]
    if os.path.basename(source) in layout.SOURCES and source != top:
        if not layout.is_package(source):
            candidates.reverse()  # names start below `src`, namespaces too
    else:
        candidates.append(_join_name(folder, top))
    return tuple(dict.fromkeys(name for name in candidates if name))


def _join_name(folder: str, source: str) -> str:
    """Return the dotted name of *folder* that its path below *source* gives."""
    innermost = reversed(folder[len(source) :].split(os.sep))
    return ".".join([*takewhile(str.isidentifier, innermost)][::-1])


def _find_nearest_source_root(folder: str, home: str) -> str:
    """Return the folder that package names below *folder* most likely start from.

    A project may contain others, each with its own configuration and ``src``.
    """
    top = layout.find_root_above(folder, home)
    above = layout.list_parents(folder, home)
    for place, outer in zip(above, above[1:]):
        if place == top:
            break
        is_source = os.path.basename(place) in layout.SOURCES
        if _is_packaged(place) or (is_source and (outer == top or _is_packaged(outer))):
            return place
    return top


def _is_packaged(folder: str) -> bool:
    return not layout.list_files(folder).isdisjoint(_PACKAGINGS)
