"""Reads the dependencies in files and in all the files that they include."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.audit.files import INCLUDED, Found, find_kind
from flake8_safe_imports.audit.report import Trouble
from flake8_safe_imports.project.manifest import Manifest, ManifestError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.audit.files import Kind
    from flake8_safe_imports.project.manifest import Dependency, Include


class DeclaredDependency(NamedTuple):
    """A dependency, the file that declares it, and whether that is a lock file."""

    file: str
    dependency: Dependency
    is_locked: bool


def read_dependencies(
    files: Iterable[Found], troubles: set[Trouble]
) -> Iterator[DeclaredDependency]:
    """Yield every dependency in *files* and in what they include, each file once.

    What cannot be understood is added to *troubles*.
    """
    pending = list(files)
    seen = set()
    while pending:
        path, is_named = pending.pop()
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        kind = find_kind(path, is_named=is_named) or INCLUDED
        manifest = _read(path, kind, troubles)
        for dependency in manifest.dependencies:
            yield DeclaredDependency(path, dependency, kind.is_lock)
        pending += _find_included(path, manifest.includes, troubles)


def _find_included(
    path: str, includes: Iterable[Include], troubles: set[Trouble]
) -> Iterator[Found]:
    """Yield the files that *path* includes; what is not there is a trouble."""
    for name, line in includes:
        if "://" in name or "$" in name:
            continue  # not a file, or not known which
        target = os.path.normpath(os.path.join(os.path.dirname(path), name))
        if os.path.isfile(target):
            yield Found(target, is_named=True)
        else:
            troubles.add(Trouble(path, line, f"{name} does not exist"))


def _read(path: str, kind: Kind, troubles: set[Trouble]) -> Manifest:
    """Return what one file lists; what cannot be understood is added to *troubles*."""
    try:
        return kind.read(_decode(path))
    except ManifestError as error:
        troubles.update(Trouble(path, *problem) for problem in error.problems)
        return Manifest(error.dependencies, error.includes)
    except OSError as error:
        troubles.add(Trouble(path, 1, error.strerror or "cannot be read"))
        return Manifest(())


def _decode(path: str) -> str:
    """Return the text of a file: by its byte order mark, its cookie, or UTF-8."""
    with open(path, "rb") as file:
        content = file.read()
    encoding = _find_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ManifestError((Problem(line, f"not {encoding} text"),)) from error
    except LookupError as error:
        problem = Problem(1, f"unknown encoding {encoding!r}")
        raise ManifestError((problem,)) from error


def _find_encoding(content: bytes) -> str:
    """Return the encoding that a text declares, as pip and Python look for it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    start = b"\n".join(content[:400].split(b"\n")[:2])
    cookie = re.search(rb"(?m)^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", start)
    return cookie[1].decode("ascii", "replace") if cookie else "utf-8"
