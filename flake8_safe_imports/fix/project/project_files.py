"""The files of a project that may use a name of one of its modules, and their text.

Besides Python's own kinds of files these are scripts without an ending, and documents
with doctests or notebooks. Where nothing marks the root of a project, the folders
that may hold such files are guessed.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.fix.project.remembered import per_file, remember_files
from flake8_safe_imports.glance.statements import unify_line_ends
from flake8_safe_imports.project import files, layout, tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_FILES: Final = 20_000
"""In a project of more Python files every name counts as imported."""
MAX_LOOSE_FILES: Final = 5_000
"""The same where nothing marks the root: the folder may be anybody's."""
MAX_ENTRIES: Final = 200_000
"""In a project of more files and folders every name counts as imported."""
MAX_SIZE: Final = 2_000_000
"""Files of more bytes are taken for data and not searched."""

_CODE: Final = (".py", ".pyi", ".pyx", ".pxd", ".pyw", ".wsgi")
DOCUMENTS: Final = (".doctest", ".ipynb", ".md", ".rst", ".txt")
_BUILD_SCRIPTS: Final = frozenset({"SConscript", "SConstruct", "wscript"})

_given: list[str] = []
"""The folders that the command was given."""


_rewritten: dict[str, bytes] = {}
"""What files would contain that are not written, by their absolute paths."""
_texts: Final[dict[str, str]] = remember_files()
_LONGEST_TEXT: Final = 50_000
"""Longer texts are read each time."""
_MOST_TEXTS: Final = 5_000
"""How many texts are kept at most."""


class TooManyFilesError(Exception):
    """The project cannot be searched in a reasonable time."""


def begin(paths: Iterable[str]) -> None:
    """Search the folders among *paths* too, for what is in none with a known root."""
    folders = (path if os.path.isdir(path) else os.path.dirname(path) for path in paths)
    _given[:] = sorted({os.path.abspath(folder) for folder in folders})


def find_root(path: str) -> str:
    """Return the folder below which the file at *path* may be imported."""
    root = layout.find_root(path)
    if layout.is_marked(root):
        return root
    folder = os.path.dirname(path)
    while layout.is_package(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    candidates = [root, folder, os.getcwd(), *_given]
    return min((item for item in candidates if _is_below(path, item)), key=len)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def list_files(root: str) -> Iterator[str]:
    """Yield the files below *root* to search; raise TooManyFilesError."""
    most = MAX_FILES if layout.is_marked(root) else MAX_LOOSE_FILES
    code = 0
    for number, entry in enumerate(tree.walk(root)):
        if number == MAX_ENTRIES:
            raise TooManyFilesError
        if entry.name.endswith(DOCUMENTS):
            yield entry.path
        elif _is_code(entry.path, entry.name):
            code += 1
            if code > most:
                raise TooManyFilesError
            yield entry.path


def _is_code(path: str, name: str) -> bool:
    if name.endswith(_CODE) or name in _BUILD_SCRIPTS:
        return True
    return "." not in name and _is_script(path)


def _is_script(path: str) -> bool:
    """Return whether the first line of the file at *path* asks for Python."""
    try:
        # A FIFO or a device would be waited for.
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return files.is_script(file.read(100))
    except OSError:
        return False


def set_content(path: str, content: bytes) -> None:
    """Let the file at *path* have another *content*, without writing it."""
    _rewritten[os.path.abspath(path)] = content


def forget_contents() -> None:
    """Read all files from the disk again."""
    _rewritten.clear()


def read_bytes(path: str) -> bytes:
    """Return the content of a file; nothing if it is unreadable or too large."""
    if path in _rewritten:
        return _rewritten[path]
    return files.read_or_nothing(path, MAX_SIZE)


def read_text(path: str) -> str:
    """Return the text of a file, its continued lines joined; nothing if unreadable."""
    if path in _texts:
        return _texts[path]
    text = read_bytes(path).decode(errors="replace")
    text = files.join_continued(unify_line_ends(text))
    if len(text) <= _LONGEST_TEXT and len(_texts) < _MOST_TEXTS:
        _texts[path] = text
    return text


@per_file
def read_words(path: str) -> frozenset[str]:
    """Return all words of the file at *path*; none if it cannot be read."""
    return frozenset(re.findall(r"\w+|\*", read_text(path)))
