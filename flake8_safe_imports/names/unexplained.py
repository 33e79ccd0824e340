"""Whether the distributions that a project declares or has explain an import.

A distribution may be imported under any name; the tables know those of the popular
ones. Of the others one only guesses: by a word that both names have.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import packages

if TYPE_CHECKING:
    from collections.abc import Iterable

_GENERATED: Final = (
    "_pb2",
    "_pb2_grpc",
    "_pb",
    "_grpc",
    "_thrift",
    "_ui",
    "_rc",
    "_qrc",
    "_gen",
    "_generated",
    "_swig",
)
"""How names of generated modules end."""
_ABSENT: Final = re.compile(
    r"(?:no[nt]|doesnt)_?exist|never_(?:be|exist)|^missing_?(?:mod|pack|pkg|dep|import|lib)",
    re.I,
)
"""In names that tests import because nothing has them."""
_SHORTEST_WORD: Final = 3
_SHORTEST_WHOLE: Final = 4
_SHORTEST_BEGINNING: Final = 8
_LONGEST_END: Final = 6
"""The least lengths of a word, and of a name that is part of another, unhyphenated.

A few last letters may differ: pytest-shell-utilities is imported as pytestshellutils.
"""

_FILE: Final = r"""["'/\\]([^\W\d]\w*)(?=[/\\])|\b([^\W\d]\w*)\.(?:py[iwx]?|ipynb)\b"""
"""A word in a path, and that of a file."""
_MENTION: Final = re.compile(
    rf"""{_FILE}|["'/\\]([^\W\d]\w*)(?=["'])"""
    r"""|\b(?:def|class)\s+(\w+)|\b([^\W\d]\w*)=[^=]"""
)
"""The same, a word in quotes, that of a definition, and of a keyword."""


def is_known(top: str) -> bool:
    """Return whether some table has the import name *top*, or it says what it is.

    That is generated, or absent.
    Private names are not looked for: extensions of other modules have them.
    """
    key = packages.normalize_import(top)
    return (
        top.startswith("_")
        or top.endswith(_GENERATED)
        or _ABSENT.search(top) is not None
        or any(
            packages.look_up(table, key) is not None
            for table in (packages.KNOWN, packages.BENIGN, packages.NEIGHBOURS)
        )
    )


@lru_cache(maxsize=2)
def find_mentions(text: str) -> frozenset[str]:
    """Return the words of a source *text* that are quoted, defined or files.

    Tests write modules, and import them: ``make_file("start.py")``; others name what
    may be missing in a message.
    """
    return frozenset(word for found in _MENTION.findall(text) for word in found if word)


@lru_cache(maxsize=2)
def find_files(text: str) -> frozenset[str]:
    """Return the words of a source *text* that are files or in paths."""
    return frozenset(a or b for a, b in re.findall(_FILE, text))


def is_explained(top: str, distributions: Iterable[str]) -> bool:
    """Return whether one of *distributions*, in PEP 503 form, may provide *top*."""
    own = packages.normalize_distribution(top)
    return any(
        name == own or (not packages.is_known(name) and _is_related(own, name))
        for name in distributions
    )


def _is_related(left: str, right: str) -> bool:
    """Return whether two names have a word in common, or one is part of the other."""
    if _split(left) & _split(right):
        return True
    shorter, longer = sorted((left.replace("-", ""), right.replace("-", "")), key=len)
    if len(shorter) >= _SHORTEST_WHOLE and shorter in longer:
        return True
    common = max(_SHORTEST_BEGINNING, len(longer) - _LONGEST_END)
    return len(shorter) >= common and shorter[:common] == longer[:common]


def _split(name: str) -> set[str]:
    """Return the words of *name* that are long enough to mean something."""
    words = re.split(r"[-0-9]+", name)
    words += [word.removeprefix("py") for word in words]
    return {word for word in words if len(word) >= _SHORTEST_WORD}
