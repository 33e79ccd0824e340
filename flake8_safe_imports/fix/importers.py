"""What other files of a project take from a file: text is searched, nothing is run."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.project import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILES: Final = 20_000
"""In a larger project every name counts as taken."""
MAX_SIZE: Final = 2_000_000
"""Files of more bytes are data; they are passed over."""

_PASSED_OVER = frozenset({"__pycache__", "node_modules", "site-packages"})
_FROM = re.compile(
    r"\bfrom[ \t]+([\w.]+)[ \t\\]+import\b[ \t]*"
    r"(\([^)]*\)|[^\r\n;#]*(?:\\\r?\n[^\r\n;#]*)*)"
)
_PAIR = re.compile(r"\b(?=([^\W\d]\w*)\s?\.\s?([^\W\d]\w*))")
_WORD = re.compile(r"\w+|\*")
_COMMENT = re.compile(r"#[^\n]*")

EVERYTHING: Final = "*"


def taken(path: str, name: str) -> bool:
    """Return whether another file of the project may take *name* from that at *path*.

    What only looks like it counts too: an import from any module of that name, or
    ``module.name`` anywhere, also in a string.
    """
    folder, base = os.path.split(os.path.abspath(path))
    module = base.partition(".")[0]
    if module == "__init__":
        module = os.path.basename(folder)
    index = _index(layout.find_root(path))
    if index is None:
        return True
    takers = index.get((module, name), set()) | index.get((module, EVERYTHING), set())
    return bool(takers - {os.path.abspath(path)})


def forget() -> None:
    """Read the projects again when they are next asked of."""
    _index.cache_clear()


@lru_cache(maxsize=8)
def _index(root: str) -> dict[tuple[str, str], set[str]] | None:
    """Return who takes which name of which module: last component of its name only."""
    found: dict[tuple[str, str], set[str]] = {}
    for number, path in enumerate(_files(root)):
        if number >= MAX_FILES:
            return None
        text = _read(path)
        for pair in {*_imported(text, path), *_PAIR.findall(text)}:
            found.setdefault(pair, set()).add(path)
    return found


def _imported(text: str, path: str) -> Iterator[tuple[str, str]]:
    # With an end to the last of its parentheses, none makes the search go on to the
    # end of the text again and again.
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
            if name not in _PASSED_OVER
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
