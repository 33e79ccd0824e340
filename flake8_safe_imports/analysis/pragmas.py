"""Comments that say on which versions a block runs: ``# pragma: >=3.12 cover``.

Source: covdefaults, a plugin of coverage.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.scoping.places import list_outside_in
from flake8_safe_imports.analysis.statements.branches import (
    CLASS,
    FUNCTION,
    HANDLER,
    THEN,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.scoping.places import Block, Place

_PRAGMA: Final = re.compile(r"#\s*pragma:\s*(>=|<=|==|!=|>|<)\s*3\.(\d{1,2})\s+cover\b")

_BEGIN_AT_OWNER: Final = frozenset({CLASS, FUNCTION, HANDLER, THEN})
"""The branches that begin on the first line of their owner."""


class Pragmas:
    """The comments of one file, which has *lines*."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._windows: dict[Block, int] = {}

    def find_window_around(self, place: Place) -> int:
        """Return the versions on which *place* runs, by the comments on its blocks."""
        for entered in list_outside_in(place.block, self._windows):
            outer = entered.parent
            window = self._windows[outer] if outer else versions.EVERYTHING
            self._windows[entered] = window & self._find_window(entered)
        return self._windows[place.block]

    def _find_window(self, block: Block) -> int:
        """Return the versions in the comment where *block* begins."""
        number = getattr(block.owner, "lineno", 0)
        if block.branch not in _BEGIN_AT_OWNER or not 0 < number <= len(self._lines):
            return versions.EVERYTHING
        match = _PRAGMA.search(self._lines[number - 1])
        return _read(match[1], 300 + int(match[2])) if match else versions.EVERYTHING


def _read(operator: str, version: int) -> int:
    at = versions.since(version)
    after = versions.since(version + 1)
    window = {
        ">=": at,
        ">": after,
        "<": ~at,
        "<=": ~after,
        "==": at & ~after,
        "!=": ~(at & ~after),
    }
    return window[operator] & versions.EVERYTHING
