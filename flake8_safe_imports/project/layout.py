"""Finds the project root and the first-party names of a linted file.

Only names of files are read, never their content. Nothing here raises: a folder that
does not exist or cannot be read is empty. Paths are made absolute, but symbolic links
in them are not followed. Names are case-sensitive, whatever the file system does.

Folders are listed once, see :mod:`.cache`.
"""

from __future__ import annotations

import os

from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Final


class Folder:
    """What can be imported from a folder.

    ``modules`` are the import names of its files, ``folders`` the names of its
    subfolders that could be imported.
    """

    __slots__ = ("folders", "modules")

    def __init__(self, modules: set[str], folders: set[str]) -> None:
        self.modules: Final = frozenset(modules)
        self.folders: Final = frozenset(folders)


def find_root(path: str) -> str:
    """Return the project root of the file *path*.

    It is the nearest folder above with ``.git`` or ``.hg``, else the topmost one with
    a file that configures a project, else the file's own folder.
    """
    return find_root_above(*locate(path))


def list_folders(path: str) -> tuple[str, ...]:
    """Return the folders from that of the file *path* up to its project root."""
    return _list_folders(*locate(path))


def is_marked(folder: str) -> bool:
    """Return whether something in *folder* says that it is the root of a project."""
    return bool(list_files(folder))


def relative_to_root(path: str) -> str:
    """Return *path* relative to its project root, with slashes on every system."""
    top = find_root(path)
    relative = _make_absolute(path)[len(top) :].lstrip(os.sep)
    return relative.replace(os.sep, "/")


def relative_to(folder: str, path: str) -> str:
    """Return *path* relative to *folder*, with slashes on every system."""
    path = _make_absolute(path)
    if os.path.splitdrive(path)[0] == os.path.splitdrive(folder)[0]:
        path = os.path.relpath(path, folder)
    return path.replace(os.sep, "/")


def is_first_party(name: str, path: str) -> bool:
    """Return whether the top level of *name* belongs to the project of *path*."""
    place = locate(path)
    top = name.partition(".")[0]
    for names in _find_first_party_names(*place):
        if top in names:
            return True
    return any(top in _find_vendored_names(folder) for folder in _find_vendors(*place))


def is_vendored(path: str) -> bool:
    """Return whether *path* lies below a folder of other people's code."""
    return bool(_find_vendors(*locate(path)))


def has_module(folder: str, name: str) -> bool:
    """Return whether *folder* holds a module or folder that is imported as *name*."""
    found = list_folder(folder)
    return name in found.modules or name in found.folders


def find_import_roots(path: str) -> tuple[str, ...]:
    """Return the folders from which the file *path* surely imports.

    They are the folder that holds its top-level package, the source roots of the
    project, and inside a folder of vendored code every folder up to that.
    """
    return _find_import_roots(*locate(path))


def is_beside(name: str, path: str) -> bool:
    """Return whether the top level of *name* is in the same folder as *path*."""
    return has_module(locate(path)[0], name.partition(".")[0])


def is_built_beside(name: str, path: str) -> bool:
    """Return whether the source of an extension *name* is in the folder of *path*."""
    stem = os.path.join(locate(path)[0], name)
    return any(os.path.isfile(stem + ending) for ending in _EXTENSION_SOURCES)


def find_top_level_module(path: str) -> str | None:
    """Return the name of the top-level module that *path* is, or None.

    It is one if it is ``NAME.py`` or ``NAME/__init__.py`` directly in the project root
    or in one of ``SOURCES`` there, and that folder is not a package itself.
    """
    folder, base = os.path.split(_make_absolute(path))
    top = find_root(path)
    if base == "__init__.py":
        folder, name = os.path.split(folder)
    else:
        name, suffix = os.path.splitext(base)
        if suffix != ".py":
            return None
    direct = folder in (top, *(os.path.join(top, source) for source in SOURCES))
    if direct and not name.startswith("__") and not is_package(folder):
        return name
    return None


def is_package(folder: str) -> bool:
    """Return whether *folder* is a regular package: it has an ``__init__`` module."""
    return "__init__" in list_folder(folder).modules


def is_requirements_file(name: str) -> bool:
    """Return whether a file is called like one with requirements for pip."""
    return "requirements" in name and name.endswith((".txt", ".in"))


_REPOSITORIES: Final = frozenset((".git", ".hg"))
_CONFIGURATIONS: Final = frozenset(
    ("pyproject.toml", "setup.cfg", "setup.py", "tox.ini", ".flake8")
)
_OF_INTEREST: Final = (
    _REPOSITORIES | _CONFIGURATIONS | {"Pipfile", "pytest.ini", "mypy.ini"}
)
SOURCES: Final = ("src", "lib", "python")
_VENDORS: Final = frozenset(("_vendor", "vendor", "extern", "third_party"))
_EXTENSION_SOURCES: Final = (
    *(".c", ".cc", ".cpp", ".cxx", ".pyx"),
    *("module.c", "module.cc", "module.cpp"),
)
"""How the names of source files of an extension module end, after its own name."""
_MOST_VENDORED: Final = 256  # distributions in one folder
_MOST_PARENTS: Final = 256  # folders; a crafted path may have any number


def _make_absolute(path: str) -> str:
    try:
        return os.path.abspath(path)
    except (OSError, ValueError):  # the working directory is gone
        return os.path.normpath(os.path.join(os.sep, path))


def locate(path: str) -> tuple[str, str]:
    """Return the folder of *path*, and $HOME, by which all that follows is cached."""
    folder = os.path.dirname(path)
    if os.path.isabs(folder):
        return _normalize(folder), _find_home()
    return os.path.dirname(_make_absolute(path)), _find_home()


_normalize: Final = cached()(_make_absolute)


@cached(1)
def _find_home() -> str:
    return os.path.expanduser("~")


@cached()
def list_parents(folder: str, home: str) -> tuple[str, ...]:
    """Return *folder* and those above it, but nothing above *home*, and never ``/``."""
    if folder in _spell_home(home):
        return (folder,)
    return (folder, *_list_above(os.path.dirname(folder), home))


# Most folders of a project are in one that has others.
@cached()
def _list_above(folder: str, home: str) -> tuple[str, ...]:
    """Return the same for a *folder* that may be ``/``."""
    found: list[str] = []
    homes = _spell_home(home)
    above = os.path.dirname(folder)
    while folder != above and len(found) + 1 < _MOST_PARENTS:
        found.append(folder)
        if folder in homes:
            break
        folder, above = above, os.path.dirname(above)
    return tuple(found)


@cached(8)
def _spell_home(home: str) -> tuple[str, ...]:
    """Return the spellings of *home* that a path may start with, if there is one."""
    if not os.path.isabs(home):
        return ()
    return os.path.normpath(home), os.path.realpath(home)


@cached()
def list_files(folder: str) -> frozenset[str]:
    """Return the files in *folder* that mark a project root or declare things."""
    try:
        names = os.listdir(folder)
    except (OSError, ValueError):
        return frozenset()
    return _OF_INTEREST.union(filter(is_requirements_file, names)).intersection(names)


@cached()
def list_folder(folder: str) -> Folder:
    """Return what can be imported from *folder*: nothing if it cannot be read."""
    modules, subfolders = set(), set()
    for entry in _scan(folder):
        name = entry.name
        stem, dot, suffix = name.partition(".")
        # What an entry is, is asked only where it matters: most files are not modules.
        if not dot:
            if _is_folder(entry):
                subfolders.add(name.removesuffix("-stubs"))
        elif stem and _is_module(suffix) and _is_file(entry):
            modules.add(stem)
    return Folder(modules, subfolders)


def _scan(folder: str) -> list[os.DirEntry[str]]:
    """Return the entries of *folder*, up to an error."""
    found: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as entries:
            found += entries
    except (OSError, ValueError):
        pass
    return found


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a symbolic link that leads back to itself
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Return whether *entry* is neither a folder nor a link that leads nowhere."""
    try:
        if entry.is_file():  # as nearly all are
            return True
        is_broken = entry.is_symlink() and not os.path.exists(entry.path)
        return not is_broken and not entry.is_dir()
    except OSError:  # a symbolic link that leads back to itself
        return False


def _is_module(suffix: str) -> bool:
    """Return whether a file with *suffix*, from its first dot on, can be imported."""
    return suffix in {"py", "pyi", "so", "pyd"} or suffix.endswith((".so", ".pyd"))


@cached()
def find_root_above(folder: str, home: str) -> str:
    """Return the project root of the files in *folder*."""
    topmost = folder
    for above in list_parents(folder, home):
        files = list_files(above)
        if not files.isdisjoint(_REPOSITORIES):
            return above
        if not files.isdisjoint(_CONFIGURATIONS):
            topmost = above
    return topmost


@cached()
def _list_folders(folder: str, home: str) -> tuple[str, ...]:
    above = list_parents(folder, home)
    return above[: above.index(find_root_above(folder, home)) + 1]


def _find_source_roots(top: str) -> tuple[str, ...]:
    """Return the project root *top* and those of ``SOURCES`` that it has."""
    present = list_folder(top).folders
    return (top, *(os.path.join(top, name) for name in SOURCES if name in present))


@cached()
def _find_first_party_names(folder: str, home: str) -> tuple[frozenset[str], ...]:
    """Return the names in each folder in which a name is first party."""
    above = list_parents(folder, home)
    top = find_root_above(folder, home)
    height = above.index(top)
    for index, package in enumerate(above[:-1]):
        if not is_package(package):
            break
        height = max(height, index + 1)
    places = (
        *above[: height + 1],
        *_find_source_roots(top),
        *_find_vendors(folder, home),
    )
    found = [list_folder(place) for place in dict.fromkeys(places)]
    return tuple(
        names for here in found for names in (here.modules, here.folders) if names
    )


@cached()
def _find_import_roots(folder: str, home: str) -> tuple[str, ...]:
    above = list_parents(folder, home)
    package = next((place for place in above if not is_package(place)), folder)
    top = find_root_above(folder, home)
    sources = _find_source_roots(top)
    roots = [package, *(sources[1:] if is_package(top) else sources)]
    vendors = _find_vendors(folder, home)
    if vendors:
        roots += above[: above.index(vendors[-1]) + 1]
    return tuple(dict.fromkeys(roots))


@cached()
def _find_vendors(folder: str, home: str) -> tuple[str, ...]:
    """Return the folders with vendored code among *folder* and those above it.

    They may be above the project root: a vendored checkout has a ``.git`` too.
    """
    return tuple(
        above
        for above in list_parents(folder, home)
        if os.path.basename(above) in _VENDORS
    )


@cached()
def _find_vendored_names(vendor: str) -> frozenset[str]:
    """Return the import names of the distributions unpacked in *vendor*.

    ``third_party/python-dateutil/dateutil/`` is imported as ``dateutil``.
    """
    names: set[str] = set()
    distributions = sorted(entry.name for entry in _scan(vendor) if _is_folder(entry))
    for distribution in distributions[:_MOST_VENDORED]:
        top = os.path.join(vendor, distribution)
        if not is_package(top):
            for folder in _find_source_roots(top):
                names.update(list_folder(folder).modules, list_folder(folder).folders)
    return frozenset(names)
