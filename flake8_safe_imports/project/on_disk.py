"""Modules that lie somewhere in a project, where no import root shows them.

Members of a workspace, dependencies given by their path, examples and generated code:
a name that is found there is not unknown, however it gets on ``sys.path``.
"""

from __future__ import annotations

import os
import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project import files, layout, tree
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.files import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN: Final = frozenset({".github", ".gitlab", ".ci", ".circleci", ".buildkite"})
"""The hidden folders that have scripts of the project."""
_MODULES: Final = (
    *(".py", ".pyi", ".pyx", ".so", ".pyd", ".ipynb"),
    *(".proto", ".thrift", ".i"),
)
"""The endings of files that are modules, or become one."""
_BUILDS: Final = frozenset(
    {"meson.build", "CMakeLists.txt", "Cargo.toml", "setup.py", "pyproject.toml"}
)
"""The files that say how the modules of a project are built, and what they are called.

Sources: Meson's ``extension_module``, CMake's ``Python_add_library`` and
``pybind11_add_module``, setuptools' ``Extension``, maturin's ``module-name``.
"""
_MOST_BUILDS: Final = 4096
_BUILT: Final = re.compile(r"""["'(]\s*([^\W\d]\w*)""")
"""A word that is quoted, or the first argument."""
_ENVIRONMENTS: Final = (".venv", "venv")
_MANIFESTS: Final = ("pyproject.toml", "requirements.txt", "Pipfile")
_IMPORTED: Final = re.compile(r"import\s+(\w+)")
"""What a line of a ``.pth`` file imports: the finder of an editable install."""
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
    """Return the names of all modules below *root*; None if it is too large.

    Those that are built only are named by the files that say how.
    """
    entries = tuple(islice(tree.walk(root, entered=_HIDDEN), tree.MOST_ENTRIES + 1))
    if len(entries) > tree.MOST_ENTRIES:
        return None
    found = {
        entry.name.partition(".")[0].removesuffix("-stubs")
        for entry in entries
        if entry.name.endswith(_MODULES) or entry.is_dir(follow_symlinks=False)
    }
    builds = (entry.path for entry in entries if entry.name in _BUILDS)
    for path in islice(builds, _MOST_BUILDS):
        found.update(_BUILT.findall(files.read_leniently(path)))
    return frozenset(found)


@cached(64)
def _collect_from_environments(root: str) -> frozenset[str]:
    """Return the modules installed in the environments that lie in *root*."""
    found: set[str] = set()
    for name in _ENVIRONMENTS:
        folder = os.path.join(root, name)
        if not os.path.isfile(os.path.join(folder, "pyvenv.cfg")):
            continue
        lib = os.path.join(folder, "lib")
        pythons = [entry.path for entry in tree.walk(lib, is_deep=False)]
        for python in (*pythons, os.path.join(folder, "Lib")):
            site = os.path.join(python, "site-packages")
            found.update(list_site_folder(site))
    return frozenset(found)


def list_site_folder(folder: str) -> frozenset[str]:
    """Return the names of the modules in *folder*, and of those installed as editable.

    A ``.pth`` file names their folder, or imports what knows them.
    """
    names = [entry.name for entry in tree.walk(folder, is_deep=False)]
    found = {name.partition(".")[0] for name in names}
    for name in names:
        if name.endswith(".pth"):
            text = files.read_leniently(os.path.join(folder, name))
            for line in text.splitlines():
                found.update(_list_added(folder, line))
    return frozenset(found)


def _list_added(folder: str, line: str) -> Iterator[str]:
    """Yield what may be imported because of a *line* of a ``.pth`` file in *folder*."""
    imported = _IMPORTED.match(line)
    if imported is not None:
        path = os.path.join(folder, f"{imported[1]}.py")
        yield from _BUILT.findall(files.read_leniently(path))
    elif line.strip() and not line.startswith("#"):
        added = os.path.join(folder, line.rstrip())
        for entry in tree.walk(added, is_deep=False):
            yield entry.name.partition(".")[0]


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
    # A parent of the project is not a dependency of it.
    return tuple(
        folder
        for folder in dict.fromkeys(found)
        if not os.path.join(root, "").startswith(os.path.join(folder, ""))
    )
