"""What the other files of a project import from a file.

Their text is searched; nothing is parsed or run.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILES: Final = 20_000
"""In a project of more files every name counts as imported."""
MAX_SIZE: Final = 2_000_000
"""Files of more bytes are taken for data and not searched."""

_IGNORED_FOLDERS = frozenset({"__pycache__", "node_modules", "site-packages"})
_FROM = re.compile(
    r"\bfrom[ \t]+([\w.]+)[ \t\\]+import\b[ \t]*"
    r"(\([^)]*\)|[^\r\n;#]*(?:\\\r?\n[^\r\n;#]*)*)"
)
_PAIR = re.compile(r"\b(?=([^\W\d]\w*)\s?\.\s?([^\W\d]\w*))")
_WORD = re.compile(r"\w+|\*")
_COMMENT = re.compile(r"#[^\n]*")

EVERYTHING: Final = "*"


def may_be_imported(path: str, name: str) -> bool:
    """Return whether another file of the project may use *name* of the file at *path*.

    Errs on the side of True: an import from any module of that name counts, and so
    does ``module.name`` anywhere, also in a string.
    """
    folder, base = os.path.split(os.path.abspath(path))
    module = base.partition(".")[0]
    if module == "__init__":
        module = os.path.basename(folder)
    index = _index(layout.find_root(path))
    if index is None:
        return True
    users = index.get((module, name), set()) | index.get((module, EVERYTHING), set())
    return bool(users - {os.path.abspath(path)})


def forget() -> None:
    """Forget what was read, so that projects are read again."""
    _index.cache_clear()


@lru_cache(maxsize=8)
def _index(root: str) -> dict[tuple[str, str], set[str]] | None:
    """Return the files that use a name of a module; of that, the last component only.

    None is returned for a project that is too large.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for number, path in enumerate(_files(root)):
        if number >= MAX_FILES:
            return None
        text = _read(path)
        for pair in {*_find_imports(text, path), *_PAIR.findall(text)}:
            found.setdefault(pair, set()).add(path)
    return found


def _find_imports(text: str, path: str) -> Iterator[tuple[str, str]]:
    # With one more closing parenthesis at its end, no opening one makes the search go
    # on to the end of the text in vain, again and again.
    for match in _FROM.finditer(f"{text})"):
        module, names = match.groups()
        last = module.rpartition(".")[2]
        if not last:
            folder = os.path.dirname(path)
            for _ in range(len(module) - 1):
                folder = os.path.dirname(folder)
            last = os.path.basename(folder)
        for name in _WORD.findall(_COMMENT.sub("", names)):
            yield last, name


def _files(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _IGNORED_FOLDERS
            and not name.startswith(".")
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        for name in sorted(names):
            if name.endswith((".py", ".pyi", ".pyx")):
                yield os.path.join(folder, name)


def _read(path: str) -> str:
    try:
        if os.path.getsize(path) > MAX_SIZE:
            return ""
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
