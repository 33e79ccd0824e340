"""Finds what the project of a linted file depends on, and what it is called.

Files are read, never run; what cannot be understood is left out.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data.packages import normalize_distribution
from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.files import UnreadableFile
from flake8_safe_imports.project.manifest import Manifest, ManifestError
from flake8_safe_imports.project.readers import (
    ini,
    pipfile,
    pyproject,
    requirements,
    script,
    setup_cfg,
    setup_py,
    toml,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from flake8_safe_imports.project.manifest import Reader

_FOLDERS: Final = ("requirements", "dependencies")
"""The folders of requirements files, whatever these are called."""
_INSTALLING: Final = (
    *("tox.ini", "noxfile.py", "environment.yml", "environment.yaml", "pixi.toml"),
    *("pyproject.toml", "Makefile", "justfile", "Dockerfile", ".gitmodules"),
    *(".pre-commit-config.yaml", ".gitlab-ci.yml"),
)
"""The files that say what is installed beside what a project depends on.

That is to test or to document it, or with other tools.
"""
_WORD: Final = re.compile(r"\w[\w.-]*")
_LOCKS: Final = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml")
"""The files that say what is installed since a dependency needs it."""
_LOCKED: Final = re.compile(r'^name = "([\w.-]+)"|"([\w.-]+)": *\{', re.MULTILINE)
"""The name of a package in a lock, as TOML or as JSON; the rest is URLs and hashes."""
_MOST_FILES: Final = 64
"""How many requirements files of one folder are read, included ones too."""


def find_dependencies(path: str, lines: Sequence[str] = ()) -> frozenset[str]:
    """Return the normalized names of all that the project of *path* depends on.

    Manifests in the file's folder and those above count, up to the project root, and
    so does the script block in the file's own *lines*.
    """
    found = frozenset().union(*map(_find_in_folder, layout.list_folders(path)))
    return found | _normalize(_read(script.read, "".join(lines))) if lines else found


def is_source_of(path: str, distribution: str) -> bool:
    """Return whether the project of *path* is the source of *distribution*."""
    wanted = normalize_distribution(distribution)
    return any(wanted in _find_names(folder) for folder in layout.list_folders(path))


def is_mentioned(path: str, distribution: str) -> bool:
    """Return whether a file that tells what else is installed has the name."""
    wanted = normalize_distribution(distribution)
    return any(wanted in _find_words(folder) for folder in layout.list_folders(path))


@cached()
def _find_words(folder: str) -> frozenset[str]:
    """Return the normalized words of the files in *folder* that install something."""
    words = set(_WORD.findall(_read_all(folder, _INSTALLING)))
    for pair in _LOCKED.findall(_read_all(folder, _LOCKS)):
        words.update(pair)
    return frozenset(
        normalize_distribution(word.removesuffix(".git")) for word in words
    )


def _read_all(folder: str, names: Iterable[str]) -> str:
    """Return the text of those files in *folder* that have one of *names*."""
    paths = (os.path.join(folder, name) for name in names)
    return "\n".join(map(files.read_leniently, paths))


def _read(read: Reader, text: str) -> Manifest:
    """Return what a reader finds in a text, and what it can of a malformed one."""
    try:
        return read(text)
    except ManifestError as error:
        return error.manifest


def _normalize(manifest: Manifest) -> frozenset[str]:
    """Return the normalized names of the dependencies in a manifest."""
    return frozenset(
        normalize_distribution(found.name) for found in manifest.dependencies
    )


@cached()
def _find_in_folder(folder: str) -> frozenset[str]:
    """Return the normalized names of all that the files in *folder* depend on."""
    present = layout.list_files(folder)
    found = _find_required(folder)
    for name, read in (
        ("pyproject.toml", pyproject.read),
        ("setup.cfg", setup_cfg.read),
        ("setup.py", setup_py.read),
        ("Pipfile", pipfile.read),
    ):
        if name in present:
            try:
                text = files.read_text(os.path.join(folder, name))
            except UnreadableFile:
                continue
            found |= _normalize(_read(read, text))
    return found


def _find_required(folder: str) -> frozenset[str]:
    """Return the names in the requirements files of *folder* and all they include.

    Included files are followed within *folder* only.
    """
    found: frozenset[str] = frozenset()
    pending = [os.path.join(folder, name) for name in _list_requirements(folder)]
    seen: set[str] = set()
    while pending and len(seen) < _MOST_FILES:
        path = pending.pop(0)
        if path in seen or not path.startswith(os.path.join(folder, "")):
            continue
        seen.add(path)
        try:
            text = files.read_text(path)
        except UnreadableFile:
            continue
        manifest = _read(requirements.read, text)
        found |= _normalize(manifest) | _guess_names(text)
        pending += [
            os.path.normpath(os.path.join(os.path.dirname(path), include.name))
            for include in manifest.includes
        ]
    return found


def _guess_names(text: str) -> frozenset[str]:
    """Return what the repositories in a requirements file are called.

    Mostly a distribution has the name of its repository: ``git+https://host/me/it@v1``.
    """
    urls = (line.partition("git+")[2].partition("://")[2] for line in text.splitlines())
    paths = (re.split(r"[#\s]", url, maxsplit=1)[0].partition("/")[2] for url in urls)
    names = (path.partition("@")[0].rpartition("/")[2] for path in paths if path)
    return frozenset(
        normalize_distribution(name.removesuffix(".git")) for name in names
    )


def _list_requirements(folder: str) -> list[str]:
    """Return the requirements files of a folder, and those in ``_FOLDERS`` there."""
    found = list(filter(layout.is_requirements_file, layout.list_files(folder)))
    for below in layout.list_folder(folder).folders.intersection(_FOLDERS):
        try:
            inside = os.listdir(os.path.join(folder, below))
        except OSError:
            inside = []
        found += [
            os.path.join(below, name)
            for name in inside
            if name.endswith((".txt", ".in"))
        ]
    return sorted(found)


@cached()
def _find_names(folder: str) -> frozenset[str]:
    """Return the normalized names that the files in *folder* give the project.

    Those of its workspace and of dependencies given by paths are its own too.
    """
    present = layout.list_files(folder)
    names: list[object] = []
    for name, read in _NAME_READERS:
        if name in present:
            try:
                names += read(os.path.join(folder, name))
            except UnreadableFile:
                continue
    return frozenset(
        normalize_distribution(name.strip()) for name in names if isinstance(name, str)
    )


def _read_pyproject_names(path: str) -> list[object]:
    return list(pyproject.find_local(toml.parse(files.read_text(path))))


def _read_setup_cfg_names(path: str) -> list[object]:
    metadata = ini.parse(files.read_text(path)).get("metadata", {})
    return [ini.join_lines(metadata.get("name", ()))]


def _read_setup_py_names(path: str) -> list[object]:
    tree = setup_py.parse(files.read_bytes(path))
    return list(setup_py.find_values(tree, "name", in_calls_of="setup"))


_NAME_READERS: Final[tuple[tuple[str, Callable[[str], list[object]]], ...]] = (
    ("pyproject.toml", _read_pyproject_names),
    ("setup.cfg", _read_setup_cfg_names),
    ("setup.py", _read_setup_py_names),
)
