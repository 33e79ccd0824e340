"""What a format prints: findings as plain values, wherever they came from."""

from __future__ import annotations

from typing import NamedTuple


class Item(NamedTuple):
    """One finding. Line and column count from 1; ``path`` is as the user gave it."""

    path: str
    line: int
    column: int
    code: str
    message: str
    subject: str = ""
    """The dotted name that is reported."""
    replacement: str = ""
    """The dotted name to write instead, if there is exactly one."""
