"""Finds the manifests and lock files to audit.

:data:`KINDS` is the only list of the kinds of files that ``audit`` reads.  To add one,
write a reader in ``project/readers/`` and a row here.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.project.readers import (
    conda,
    locks,
    pipfile,
    pyproject,
    requirements,
    script,
    setup_cfg,
    setup_py,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_safe_imports.project.manifest import Reader


class Kind(NamedTuple):
    """One kind of file, and what reads it.

    ``name`` is a regular expression for the whole base name.  With ``folder``, only
    files in a folder of that name (with slashes if it is a deeper one) are of the
    kind.  The user did not choose the versions in a lock file.  Files of a kind that
    must be ``named`` are read only if the user or another file names them.
    """

    name: str
    read: Reader
    folder: str = ""
    is_lock: bool = False
    must_be_named: bool = False


class Found(NamedTuple):
    """A file to audit, and whether the user names it."""

    path: str
    is_named: bool


KINDS: Final = (
    Kind(r"pyproject\.toml", pyproject.read),
    Kind(r"setup\.cfg", setup_cfg.read),
    Kind(r"setup\.py", setup_py.read),
    Kind(r"Pipfile", pipfile.read),
    Kind(r"environment\.ya?ml", conda.read),
    Kind(r"Pipfile\.lock", locks.read_pipfile_lock, is_lock=True),
    Kind(r"(poetry|uv|pdm)\.lock", locks.read_package_tables, is_lock=True),
    Kind(r"pylock(\.[^.]+)?\.toml", locks.read_pylock, is_lock=True),
    Kind(r"(.*requirements.*|constraints.*)\.(txt|in)", requirements.read),
    Kind(r".*\.(txt|in)", requirements.read, folder="requirements"),
    Kind(r".*\.(txt|in)", requirements.read, must_be_named=True),
    Kind(r".*\.py", script.read, must_be_named=True),
)
"""Every kind of file; the first that a file is of counts."""

INCLUDED: Final = Kind(r".*", requirements.read)
"""The kind of a file that another one includes, if it is of no other kind."""

_FOLDERS: Final = tuple(dict.fromkeys(kind.folder for kind in KINDS))


def find_kind(path: str, *, is_named: bool) -> Kind | None:
    """Return the kind of the file *path*; None if it is of none."""
    folder, name = os.path.split(os.path.abspath(path))
    above = folder.replace(os.sep, "/")
    for kind in KINDS:
        if (
            (is_named or not kind.must_be_named)
            and (not kind.folder or above.endswith(f"/{kind.folder}"))
            and re.fullmatch(kind.name, name, re.DOTALL)
        ):
            return kind
    return None


def find_files(paths: Sequence[str]) -> tuple[Found, ...]:
    """Return the files to audit among *paths*, and in folders among them."""
    found: dict[str, Found] = {}
    for path in paths:
        if os.path.isfile(path):
            file = os.path.normpath(path)
            found[file] = Found(file, is_named=True)
        elif not is_environment(path):
            for file in _find_in_folder(path):
                found.setdefault(file, Found(file, is_named=False))
    return tuple(found.values())


def is_environment(path: str) -> bool:
    """Return whether the folder *path* is a virtual environment."""
    return os.path.exists(os.path.join(path, "pyvenv.cfg"))


def find_site_folders(environment: str) -> list[str]:
    """Return where a virtual environment keeps its distributions."""
    library = os.path.join(environment, "lib")
    pythons = sorted(os.listdir(library)) if os.path.isdir(library) else []
    candidates = [os.path.join(library, name, "site-packages") for name in pythons]
    candidates.append(os.path.join(environment, "Lib", "site-packages"))
    return [folder for folder in candidates if os.path.isdir(folder)]


def _find_in_folder(folder: str) -> Iterator[str]:
    """Yield the files in a folder, and in those below it that a kind asks for."""
    for below in _FOLDERS:
        place = os.path.join(folder, *below.split("/"))
        try:
            names = sorted(os.listdir(place))
        except OSError:
            continue
        for name in names:
            path = os.path.normpath(os.path.join(place, name))
            if os.path.isfile(path) and find_kind(path, is_named=False):
                yield path
