"""Tables that are text files beside this module, whose lines or blocks are sorted.

Nothing is made of an entry before it is asked for. In the longest tables a line is
found in the text itself, of which no more is read than needed: to read the largest file
takes most of a millisecond.
"""

from __future__ import annotations

import os

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from io import FileIO
    from typing import Any, Final

_LINE: Final = 512
"""Bytes that nearly all lines are shorter than."""
_NEAR: Final = 4096
"""Bytes so few that they are read at once."""


def read_text(name: str) -> str:
    """Return the text of the file *name* beside this module, also in a zip file."""
    # importlib.resources would take longer than all the rest.
    loader: Any = __spec__.loader
    text: bytes = loader.get_data(_find_path(name))
    return text.decode()


def read_lines(name: str, beginning: str) -> str:
    """Return the lines that begin with *beginning* in the file *name*.

    Little else of the file is read, unless that is in a zip file.
    """
    after = f"{beginning}\U0010ffff"
    try:
        with open(_find_path(name), "rb", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            first, _ = _come_near(file, 0, size, beginning)
            _, last = _come_near(file, first, size, after)
            file.seek(first)
            text = file.read(last - first).decode()
    except OSError:
        text = read_text(name)
    return text[find_line(text, beginning) : find_line(text, after)]


def _come_near(file: FileIO, low: int, high: int, beginning: str) -> tuple[int, int]:
    """Return two beginnings of lines, of which the first is below *beginning*.

    The second is not. *low* and *high* are returned instead of one that is not found.
    """
    wanted = beginning.encode("utf-8", "surrogatepass")
    while high - low > _NEAR:
        file.seek((low + high) // 2)
        skipped, newline, line = file.read(_LINE).partition(b"\n")
        start = (low + high) // 2 + len(skipped) + len(newline)
        if len(line) < len(wanted) or start >= high:  # a long line
            break
        if line[: len(wanted)] < wanted:
            low = start
        else:
            high = start
    return low, high


def _find_path(name: str) -> str:
    return os.path.join(os.path.dirname(__file__), name)


def find_line(text: str, beginning: str) -> int:
    """Return where the first line begins in *text* that is not below *beginning*.

    That is the first one that begins so, if there is any. Every line ends with a line
    break.
    """
    low, high = 0, len(text)
    while low < high:
        start = text.rfind("\n", low, (low + high) // 2) + 1 or low
        if text[start : start + len(beginning)] < beginning:
            end = text.find("\n", start)
            low = len(text) if end < 0 else end + 1
        else:
            high = start
    return low
