"""Modules that lie somewhere in a project, where no import root shows them.

Members of a workspace, dependencies given by their path, examples and generated code:
a name that is found there is not unknown, however it gets on ``sys.path``.
"""

from __future__ import annotations

import os
import re
from typing import Final

from flake8_safe_imports.project import files, layout, tree
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.files import UnreadableFile

_MOST_ENTRIES: Final = 50_000
"""How many files and folders are looked at: of larger projects nothing is known."""
_HIDDEN: Final = frozenset({".github", ".gitlab", ".ci", ".circleci", ".buildkite"})
"""The hidden folders that have scripts of the project."""
_MODULES: Final = (".py", ".pyi", ".pyx", ".so", ".pyd", ".ipynb", ".proto", ".thrift")
"""The endings of files that are modules, or become one."""
_ENVIRONMENTS: Final = (".venv", "venv")
_MANIFESTS: Final = ("pyproject.toml", "requirements.txt", "Pipfile")
_PATH: Final = re.compile(r"""(?:path\s*=\s*["']|file:/*|-e\s+)(\.\.[\w./-]*)""")
"""The path of a dependency outside the project."""


def has_module(name: str, path: str) -> bool:
    """Return whether a module *name* may lie anywhere in the project of *path*.

    Dependencies given by a path outside it count, and environments in its root.
    """
    root = layout.find_root(path)
    return any(
        found is None or name in found
        for found in (
            _collect_modules(root),
            _collect_from_environments(root),
            *map(_collect_modules, _find_path_dependencies(root)),
        )
    )


@cached(64)
def _collect_modules(root: str) -> frozenset[str] | None:
    """Return the names of all modules below *root*; None if it is too large."""
    found: set[str] = set()
    pending = [root]
    count = 0
    while pending:
        folder = pending.pop()
        for name, is_folder in _list(folder):
            count += 1
            is_own = name in _HIDDEN or not name.startswith(".")
            if is_folder and is_own and name not in tree.SKIPPED:
                pending.append(os.path.join(folder, name))
            if is_folder or name.endswith(_MODULES):
                found.add(name.partition(".")[0].removesuffix("-stubs"))
        if count > _MOST_ENTRIES:
            return None
    return frozenset(found)


def _list(folder: str) -> list[tuple[str, bool]]:
    """Return the names in *folder* and whether they are folders; none of environments.

    Symbolic links to folders are not followed.
    """
    try:
        with os.scandir(folder) as entries:
            found = [
                (entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries
            ]
    except (OSError, ValueError):
        return []
    return [] if ("pyvenv.cfg", False) in found else found


@cached(64)
def _collect_from_environments(root: str) -> frozenset[str]:
    """Return the modules installed in the environments that lie in *root*."""
    found: set[str] = set()
    for name in _ENVIRONMENTS:
        folder = os.path.join(root, name)
        if not os.path.isfile(os.path.join(folder, "pyvenv.cfg")):
            continue
        lib = os.path.join(folder, "lib")
        sites = [os.path.join(lib, name, "site-packages") for name, _ in _list(lib)]
        for site in (*sites, os.path.join(folder, "Lib", "site-packages")):
            found.update(entry.partition(".")[0] for entry, _ in _list(site))
    return frozenset(found)


@cached(64)
def _find_path_dependencies(root: str) -> tuple[str, ...]:
    """Return the folders outside *root* that its manifests name as dependencies."""
    found = []
    for name in _MANIFESTS:
        try:
            text = files.read_text(os.path.join(root, name))
        except UnreadableFile:
            continue
        found += [
            os.path.normpath(os.path.join(root, match)) for match in _PATH.findall(text)
        ]
    # A parent of the project is no dependency of it.
    return tuple(
        folder
        for folder in dict.fromkeys(found)
        if not os.path.join(root, "").startswith(os.path.join(folder, ""))
    )
