"""Names that the files of a project assign to modules: ``socket.timeout_wrap = ...``.

The text of the files is searched; nothing is parsed or run.  It is read once for a
project, and only when a name is about to be reported.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project import files, layout
from flake8_safe_imports.project.cache import cached

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_ENTRIES: Final = 50_000
"""How many files and folders are looked at: of larger projects nothing is known."""
_SKIPPED: Final = frozenset({"__pycache__", "node_modules", "site-packages"})
_ENDINGS: Final = (".py", ".pyi", ".pyx", ".pth", ".ipynb")
_SET: Final = re.compile(
    r"\b([^\W\d]\w*)\.([^\W\d]\w*)(?=[ \t]*(?:=(?!=)|:[^=\n]*=(?!=)|,[^=\n()]*=(?!=)))"
)
_SET_BY_NAME: Final = re.compile(
    r"""\b([^\W\d]\w*)(?:\.__dict__|\))?[ \t]*(?:,|\[)\s*["']([^\W\d]\w*)["']"""
)
"""``setattr(m, "x", 1)``, ``m.__dict__["x"]``, ``vars(m)["x"]``, ``patch.object``."""
_SET_BY_PATH: Final = re.compile(
    r"""["'](?:\w+\.)*(\w+)\.(\w+)["'][^()]*\b(?:create|raising)[ \t]*="""
)
"""``patch("m.x", create=True)``."""
_SET_MODULE: Final = re.compile(
    r"""\bmodules(?:\[|\.setdefault\()\s*["'](?:\w+\.)*(\w+)\.(\w+)["']"""
)
"""``sys.modules["m.x"] = ...``."""
_RENAMED: Final = re.compile(r"\b(?:\w+\.)*(\w+)[ \t]+as[ \t]+(\w+)")


def may_assign(path: str, module: str, name: str) -> bool:
    """Return whether a file in the project of *path* may assign *name* to *module*.

    Errs on the side of True: another module of the same last name counts, and every
    project that is too large to be searched. Without a project, only files beside it
    are read.
    """
    root = layout.find_root(path)
    index = _index(root, is_project=bool(layout.list_folder(root).files))
    return index is None or (module.rpartition(".")[2], name) in index


@cached(16)
def _index(root: str, *, is_project: bool) -> frozenset[tuple[str, str]] | None:
    """Return module and name of each assignment in *root*; None for too many files.

    Of dotted modules only the last component is known.
    """
    found: set[tuple[str, str]] = set()
    for count, path in enumerate(_list_files(root, is_deep=is_project)):
        if count > _MOST_ENTRIES:
            return None
        if path.endswith(_ENDINGS):
            found.update(_read(path))
    return frozenset(found)


def _list_files(root: str, *, is_deep: bool) -> Iterator[str]:
    """Yield every path in *root*, without environments and links to folders.

    With *is_deep* those in its folders too.
    """
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except (OSError, ValueError):
            continue
        if any(entry.name == "pyvenv.cfg" for entry in found):
            continue
        for entry in found:
            yield entry.path
            if (
                is_deep
                and entry.name not in _SKIPPED
                and not entry.name.startswith(".")
                and entry.is_dir(follow_symlinks=False)
            ):
                pending.append(entry.path)


def _read(path: str) -> Iterator[tuple[str, str]]:
    """Yield what the file at *path* assigns to something that may be a module."""
    try:
        text = files.read_bytes(path).decode("utf-8", "replace")
    except files.UnreadableFile:
        return
    found = [*_SET.findall(text), *_SET_BY_NAME.findall(text)]
    if "modules" in text:
        found += _SET_MODULE.findall(text)
    if "create" in text or "raising" in text:
        found += _SET_BY_PATH.findall(text)
    if not found:
        return
    names = {alias: module for module, alias in _RENAMED.findall(text)}
    for owner, name in found:
        yield owner, name
        if owner in names:
            yield names[owner], name
