"""The values that the parts of the checker hand to one another."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing to report.

    ``line`` counts from 1 and ``column`` from 0, as flake8 wants them.  ``lines``
    are those on which a ``noqa`` comment silences the finding, besides ``line``.
    """

    line: int
    column: int
    code: str
    text: str
    lines: tuple[int, ...] = ()
