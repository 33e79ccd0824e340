"""The versions that a project says one of its files is for, besides what it supports.

Names of folders and files say so, and ``per-file-target-version`` of ruff.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.manifest import ManifestError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE_VERSION: Final = re.compile(r"3\.(\d{1,2})")
"""A folder for exactly one version, as CPython's tests are."""
_SINCE: Final = re.compile(r"(?:.*[_-])?py(?:thon)?[_-]?3[._]?(\d{1,2})")
_PYTHON2: Final = re.compile(r"(?:.*[_-])?py(?:thon)?[_-]?2(?:[._]?7)?")
_NEWEST: Final = versions.MINORS[-1] + 5
"""What is newer is a version of something else, or no version."""
_TAIL: Final = re.compile(r"[_-]?py(?:thon)?[_-]?2(?:[._]?7)?$")
_TARGET: Final = re.compile(r"py3(\d{1,2})")
_CONFIGURATIONS: Final = (".ruff.toml", "ruff.toml", "pyproject.toml")


class TargetVersion(NamedTuple):
    """The oldest version for the files that *glob*, relative to *folder*, matches."""

    glob: str
    folder: str
    version: int


def find_named(path: str) -> int:
    """Return the versions for which *path* is, by the names of its folders and its own.

    Only names below the project root count.
    """
    window = versions.EVERYTHING
    *folders, base = layout.relative_to_root(path).split("/")
    for name in folders:
        exact = _ONE_VERSION.fullmatch(name)
        version = 300 + int(exact[1]) if exact else 0
        if 0 < version <= _NEWEST:
            window &= versions.bit(version) if version in versions.MINORS else 0
    stem = base.partition(".")[0]
    for name in (*folders, stem):
        since = _SINCE.fullmatch(name)
        version = max(300 + int(since[1]), versions.MINORS[1]) if since else 0
        if 0 < version <= _NEWEST:
            window &= versions.since(version)
        elif _PYTHON2.fullmatch(name) and (name is not stem or _is_paired(path, stem)):
            window &= versions.PYTHON2
    return window


def _is_paired(path: str, stem: str) -> bool:
    """Return whether a file for Python 3 lies beside that at *path*, for Python 2.

    What only has Python 2 for its subject, as ``drop_py2.py``, has none.
    """
    start, _, _ = stem.rpartition("2")
    modules = layout.list_folder(os.path.dirname(path)).modules
    plain = _TAIL.sub("", stem)
    return any(name.startswith(f"{start}3") for name in modules) or plain in modules


def list_targets(path: str) -> tuple[TargetVersion, ...]:
    """Return what the nearest configuration of ruff says about single files."""
    for folder in layout.list_folders(path):
        found = _read_folder(folder)
        if found is not None:
            return found
    return ()


@cached()
def _read_folder(folder: str) -> tuple[TargetVersion, ...] | None:
    """Return the targets that ruff's configuration in *folder* has, if there is one."""
    for name in _CONFIGURATIONS:
        try:
            text = files.read_text(os.path.join(folder, name))
        except files.UnreadableFile:
            continue
        if name == "pyproject.toml" and "[tool.ruff" not in text:
            continue
        if "per-file-target-version" not in text:
            return ()
        return tuple(_read(folder, text, is_own=name != "pyproject.toml"))
    return None


def _read(folder: str, text: str, *, is_own: bool) -> Iterator[TargetVersion]:
    from flake8_safe_imports.project.readers import toml

    above = () if is_own else ("tool", "ruff")
    try:
        document = toml.parse(text)
    except ManifestError:
        return
    table = toml.find_table(document, *above, "per-file-target-version")
    for glob, value in table.items():
        match = _TARGET.fullmatch(value) if isinstance(value, str) else None
        if match:
            yield TargetVersion(glob, folder, 300 + int(match[1]))
