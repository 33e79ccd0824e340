"""Tables that are text files beside this module, whose entries are sorted.

An entry is found by bisection in the text itself, so that a look-up costs reading the
file once (a fraction of a millisecond), and nothing is made of the other entries.
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


def find_entry(text: str, beginning: str, *, between: str = "\n") -> int:
    """Return where the first entry begins in *text* that is not below *beginning*.

    That is the first one that begins so, if there is any. *between* is what separates
    the entries.
    """
    low, high = 0, len(text)
    while low < high:
        above = text.rfind(between, low, (low + high) // 2)
        start = low if above < 0 else above + len(between)
        if text[start : start + len(beginning)] < beginning:
            end = text.find(between, start)
            low = len(text) if end < 0 else end + len(between)
        else:
            high = start
    return low
