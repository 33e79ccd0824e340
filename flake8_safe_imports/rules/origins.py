"""Where the top-level module of an import comes from, if anything explains it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from flake8_safe_imports.data import stdlib
from flake8_safe_imports.project import layout

if TYPE_CHECKING:
    from flake8_safe_imports.names.causes import Lookalike, Malicious
    from flake8_safe_imports.names.suspects import Provider
    from flake8_safe_imports.rules.file import File


def find_malicious(top: str, file: File) -> Malicious | None:
    """Return the malicious package whose name *top* has, unless it is local."""
    if stdlib.is_module(top):
        return None
    from flake8_safe_imports.names import malicious

    known = malicious.find_import(top)
    if known is None or layout.is_beside(top, file.source.path):
        return None
    return known


def find_lookalike(top: str, file: File) -> Lookalike | None:
    """Return the well-known name that *top* looks like, unless it is local."""
    if stdlib.is_module(top) or file.source.is_first_party(top):
        return None
    from flake8_safe_imports.names import lookalike

    known = lookalike.find_import(top, file.config.lookalikes)
    if known is None or layout.is_built_beside(top, file.source.path):
        return None
    return known


def is_unknown(top: str, file: File) -> bool:
    """Return whether nothing explains the import *top*, in a project that declares.

    A name that another rule reports is not unknown.
    """
    from flake8_safe_imports.names import installed, unexplained
    from flake8_safe_imports.project import dependencies, on_disk

    path = file.source.path
    if (
        file.classify(top) != "third-party"
        or layout.is_vendored(path)
        or unexplained.is_known(top)
        or find_malicious(top, file)
        or find_lookalike(top, file)
    ):
        return False
    declared = dependencies.find_dependencies(path, file.source.script)
    if not declared or unexplained.is_explained(top, declared):
        return False
    if (
        dependencies.is_source_of(path, top)
        or dependencies.is_mentioned(path, top)
        or on_disk.has_module(top, path)
        or layout.is_built_beside(top, path)
    ):
        return False
    search_path = tuple(sys.path)
    return top not in installed.list_importable(
        search_path
    ) and not unexplained.is_explained(top, installed.list_names(search_path))


def find_provider(name: str, file: File) -> tuple[str, Provider] | None:
    """Return the suspicious distribution that provides *name*, if one does.

    With it comes the part of *name* that it provides.
    """
    from flake8_safe_imports.names import suspects

    is_own = file.source.is_first_party(name.partition(".")[0])
    return None if is_own else suspects.find_provider(name)
