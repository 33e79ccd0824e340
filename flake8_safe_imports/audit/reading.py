"""Reads the dependencies in files and in all the files that they include."""

from __future__ import annotations

import os
import re
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.audit.discovery import FoundFile, is_inside
from flake8_safe_imports.audit.files import INCLUDED, find_kind
from flake8_safe_imports.audit.report import Trouble
from flake8_safe_imports.project.cache import cached
from flake8_safe_imports.project.files import (
    UnreadableFile,
    read_bytes,
    read_leniently,
)
from flake8_safe_imports.project.manifest import (
    NOTHING,
    Manifest,
    ManifestError,
    ManifestProblem,
)
from flake8_safe_imports.project.readers import requirements
from flake8_safe_imports.project.tree import walk

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from flake8_safe_imports.audit.files import Kind
    from flake8_safe_imports.project.manifest import Dependency, Include

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of the largest file that is read: lock files and notebooks are large."""


# `$HOME/`, `${{ github.workspace }}/`, `{toxinidir}/`, `%CD%\` and `~/`
_PREFIX: Final = r"^(?:\$\w+|\$?\{[^/]*\}|%\w+%|~)[/\\]"
_TEMPLATE: Final = r"\{%-? *\w[^\n]*%\}|(?<!\$)\{\{-? *\w[^\n]*\}\}"
"""What Jinja replaces; ``${{ }}`` is GitHub's."""
_IN_TEMPLATE: Final = r"(?<!\$)\{[{%#]|[%#}]\}"
_SENTENCE: Final = r"[^\W\d]+(?:[,;:.]?[ \t]+[^\W\d]+){3}"
"""Four words: lists of requirements, and what ``pip list`` prints, have fewer."""
_ADDRESS: Final = r"(?i)(?:https?|ftp|s3|gs)://"
_SUBMODULE: Final = r"(?m)^[ \t]*path[ \t]*=[ \t]*([^\n]*[^\s/])"
_MOST_PARTS: Final = 8
"""Folders above a file that are searched, and parts of a path that are tried."""
_MOST_PROBLEMS: Final = 10
"""Lines that cannot be understood in a file that is a manifest all the same."""
_MOST_INCLUDES: Final = 1000
"""Files that one file may include; bounds the work on crafted text."""


_OTHER_LOCK: Final = (
    "not a known lock file for Python: name one of pip, uv, Poetry, PDM, Pipenv, "
    "Pants, pixi or conda-lock"
)


class Declarations(NamedTuple):
    """A file that was read, the dependencies that it declares, and its kind.

    If ``is_lock``, a program chose them, by its kind or by what it says.
    """

    file: str
    kind: Kind
    dependencies: tuple[Dependency, ...]
    is_lock: bool


def read_files(
    files: Iterable[FoundFile], troubles: set[Trouble]
) -> list[Declarations]:
    """Return what *files* and the files that they include declare, each file once.

    What cannot be understood is added to *troubles*.
    """
    pending = list(reversed(list(files)))
    seen = set()
    read: list[Declarations] = []
    of_conda: set[str] = set()
    of_others: set[str] = set()
    missing: dict[Trouble, str] = {}
    while pending:
        found = pending.pop()
        real = os.path.realpath(found.path)
        if real in seen:
            continue
        seen.add(real)
        kind = find_kind(found.path, is_named=found.is_named) or INCLUDED
        manifest = _read(found, kind, troubles)
        if manifest is not None:
            is_lock = kind.is_lock or manifest.is_lock
            read.append(Declarations(found.path, kind, manifest.dependencies, is_lock))
            for is_of_conda, paths in ((True, of_conda), (False, of_others)):
                includes = [
                    row for row in manifest.includes if row.is_of_conda == is_of_conda
                ]
                included = list(_find_included(found, includes, troubles, missing))
                paths.update(os.path.realpath(file.path) for file in included)
                if not is_of_conda:
                    pending += included
    troubles.update(_find_missing(missing, [row.file for row in read]))
    return [_move(row, of_conda - of_others) for row in read]


def _find_missing(
    missing: dict[Trouble, str], read: Sequence[str]
) -> Iterator[Trouble]:
    """Yield the notes on *missing* files, except on those that were read after all.

    A command may run in another folder: after ``cd docs``, or where CI starts it.
    """
    ends = {
        "/".join(parts[start:])
        for parts in (os.path.normpath(path).split(os.sep) for path in read)
        for start in range(-min(len(parts), _MOST_PARTS), 0)
    }
    for trouble, name in missing.items():
        # In a container, the root may have a copy of the folder.
        end = os.path.normpath(name).replace(os.sep, "/").lstrip("/")
        if not name or end not in ends:
            yield trouble


def _move(declared: Declarations, of_conda: Container[str]) -> Declarations:
    """Return what a file declares, not from PyPI if only conda installs from it."""
    if os.path.realpath(declared.file) not in of_conda:
        return declared
    moved = (row._replace(is_elsewhere=True) for row in declared.dependencies)
    return declared._replace(dependencies=tuple(moved))


def _find_included(
    found: FoundFile,
    includes: Iterable[Include],
    troubles: set[Trouble],
    missing: dict[Trouble, str],
) -> Iterator[FoundFile]:
    """Yield the files that a file includes.

    What is to be said of others that it names is added to *missing*, once for each,
    with the name if it is in a command.
    """
    first: dict[str, Include] = {}
    for include in includes:
        first.setdefault(include.name, include)
    for include in list(first.values())[:_MOST_INCLUDES]:
        candidates = _list_candidates(found, include)
        files = [path for path in candidates if os.path.isfile(path)]
        inside = [path for path in files if is_inside(path, found.root)]
        if inside:
            yield FoundFile(inside[0], True, found.root)
        elif include.is_certain:
            fact = _describe_unread(found, include, candidates)
            if fact:
                problem = f"{include.name} {fact}"
                trouble = Trouble(found.path, include.line, problem, is_error=False)
                missing[trouble] = include.name if include.is_in_command else ""
    if len(first) > _MOST_INCLUDES:
        problem = f"more than {_MOST_INCLUDES} files are included"
        troubles.add(Trouble(found.path, 1, problem))


def _describe_unread(
    found: FoundFile, include: Include, candidates: Sequence[str]
) -> str:
    """Return why a file that is named is not read; "" if that needs no words.

    In a command there may be variables for which only its shell has values.
    """
    if re.match(_ADDRESS, include.name):
        return "is on the network and is not read"
    if not candidates:
        return "" if include.is_in_command else "has a variable and is not read"
    if "\0" in include.name:
        return "is not a path"
    is_file = any(os.path.isfile(path) for path in candidates)
    if is_file or not is_inside(candidates[0], found.root):
        return "is outside of the project and is not read"
    if any(os.path.exists(path) for path in candidates):
        return "is not a file"
    for path in candidates:
        submodule = _find_submodule(path, found.root)
        if submodule:
            return f"is in the submodule {submodule}, which is not checked out"
    return "does not exist"


def _find_submodule(path: str, root: str) -> str:
    """Return the submodule of git that *path* is in, if it is not checked out."""
    parts = os.path.relpath(path, root).split(os.sep)
    above = accumulate(parts[:_MOST_PARTS], "{}/{}".format)
    for folder in _list_submodules(root).intersection(above):
        # git makes an empty folder for it.
        if not any(walk(os.path.join(root, folder), is_deep=False)):
            return folder
    return ""


@cached()
def _list_submodules(root: str) -> frozenset[str]:
    """Return the folders of the submodules that *root* has."""
    text = read_leniently(os.path.join(root, ".gitmodules"))
    return frozenset(re.findall(_SUBMODULE, text))


def _list_candidates(found: FoundFile, include: Include) -> list[str]:
    """Return where an included file may be; none if it is not known, or no file."""
    name = include.name
    folders = [os.path.dirname(found.path)]
    names = [name]
    if include.is_in_command:
        folders = _list_folders_above(found)
        # Of a path in a container, its end is that of a path in the project.
        name = re.sub(_PREFIX, "/", name, count=1)
        parts = name.strip("/").split("/")[-_MOST_PARTS:]
        if name.startswith("/"):
            names = ["/".join(parts[start:]) for start in range(len(parts))]
        if include.origin and "$" not in include.origin:
            names.insert(0, include.origin)
    if "://" in name or "$" in name or "{" in name:
        return []
    return [
        os.path.normpath(os.path.join(folder, end))
        for end in names
        for folder in folders
    ]


def _list_folders_above(found: FoundFile) -> list[str]:
    """Return the folder of a file, and those above it up to the project root."""
    folders = [os.path.dirname(found.path)]
    top = os.path.realpath(found.root)
    while len(folders) < _MOST_PARTS and is_inside(folders[-1], top):
        if os.path.realpath(folders[-1] or ".") == top:
            break
        folders.append(os.path.normpath(os.path.join(folders[-1], os.pardir)))
    return folders


def _read(found: FoundFile, kind: Kind, troubles: set[Trouble]) -> Manifest | None:
    """Return what one file lists; None if it cannot be read, or is of no kind.

    What cannot be understood is added to *troubles*.
    """
    path = found.path
    try:
        content = read_bytes(path, LARGEST)
        if kind.markers and not any(marker in content for marker in kind.markers):
            if found.is_named:
                troubles.add(_describe_other_kind(path, kind, content))
            return None
        text = _decode(path, content, troubles)
    except ManifestError as error:
        troubles.update(Trouble(path, *problem) for problem in error.problems)
        return None
    except UnreadableFile as error:
        troubles.add(Trouble(path, 1, str(error)))
        return None
    try:
        manifest = kind.read(text)
    except ManifestError as error:
        return _salvage(found, kind, text, error, troubles)
    if found.is_named or not (kind.is_guess and kind.only_limits):
        return manifest
    return None if _has_only_names(manifest.dependencies) else manifest


def _describe_other_kind(path: str, kind: Kind, content: bytes) -> Trouble:
    """Return why a file with the name of a *kind* is not of it."""
    line = requirements.find_explicit(content.decode("latin-1"))
    if line:
        return Trouble(path, line, requirements.WHY_UNREAD)
    if kind.is_lock:
        return Trouble(path, 1, _OTHER_LOCK)
    wanted = " or ".join(f"`{marker.decode()}`" for marker in kind.markers)
    return Trouble(path, 1, f"it has no {wanted}")


def _has_only_names(dependencies: Sequence[Dependency]) -> bool:
    """Return whether there are requirements, and none says which versions it admits."""
    return bool(dependencies) and not any(
        row.specifier or row.is_elsewhere for row in dependencies
    )


def _salvage(
    found: FoundFile,
    kind: Kind,
    text: str,
    error: ManifestError,
    troubles: set[Trouble],
) -> Manifest | None:
    """Return what could be read of a *text* with an *error*; None if it is nothing.

    What is wrong is added to *troubles*. A file that the user did not name may be of
    another kind than its name suggests.
    """
    path = found.path
    if not found.is_named:
        if kind.is_guess:
            # Other text, if most of it is not a list of requirements.
            is_list = len(error.manifest.dependencies) > len(error.problems)
            return error.manifest if is_list else None
        if kind.only_limits and not error.manifest.dependencies:
            return None  # other constraints than pip's
        if kind.read is INCLUDED.read and _is_prose(text, error):
            reason = "looks like text, not like a list of requirements: not read"
            troubles.add(Trouble(path, 1, reason, is_error=False))
            return None
        if _is_template(text, error):
            how = "not read" if error.manifest is NOTHING else "read in part"
            reason = f"looks like a template: {how}"
            line = error.problems[0].line
            troubles.add(Trouble(path, line, reason, is_error=False))
            return error.manifest
    troubles.update(
        Trouble(path, line, reason, is_error or found.is_named)
        for line, reason, is_error in error.problems
    )
    return None if error.manifest is NOTHING else error.manifest


def _is_prose(text: str, error: ManifestError) -> bool:
    """Return whether a file that is named like a manifest is not a list at all."""
    lines = _get_lines(text, error)
    count = sum(re.search(_SENTENCE, line) is not None for line in lines)
    others = len(lines) - count + len(error.manifest.dependencies)
    return count > max(_MOST_PROBLEMS, others)


def _is_template(text: str, error: ManifestError) -> bool:
    """Return whether what is wrong with a file is what makes it a template."""
    return re.search(_TEMPLATE, text) is not None and all(
        re.search(_IN_TEMPLATE, line) for line in _get_lines(text, error)
    )


def _get_lines(text: str, error: ManifestError) -> list[str]:
    """Return the lines in which the problems are."""
    lines = text.split("\n")
    return [
        lines[problem.line - 1] if problem.line <= len(lines) else ""
        for problem in error.problems
    ]


def _decode(path: str, content: bytes, troubles: set[Trouble]) -> str:
    """Return the text of a file: by its byte order mark, its cookie, or UTF-8.

    Bytes that are wrong there are read as Latin-1, since most are in comments.
    """
    encoding = _find_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeError as error:  # some codecs do not say where
        line = content.count(b"\n", 0, getattr(error, "start", 0)) + 1
        reason = f"cannot be decoded as {encoding}, read as Latin-1"
        troubles.add(Trouble(path, line, reason, is_error=False))
        return content.decode("latin-1")
    except LookupError as error:
        problem = ManifestProblem(1, f"unknown encoding {encoding!r}")
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
