"""Tables that are text files beside this module, whose lines or blocks are sorted.

Nothing is made of an entry before it is asked for: to read a file takes a fraction of a
millisecond. In the longest table a line is found in the text itself.
"""

from __future__ import annotations

import os

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def read_text(name: str) -> str:
    """Return the text of the file *name* beside this module, also in a zip file."""
    # importlib.resources would take longer than all the rest.
    path = os.path.join(os.path.dirname(__file__), name)
    loader: Any = __spec__.loader
    text: bytes = loader.get_data(path)
    return text.decode()


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
