"""Comments that say on which versions a block runs: ``# pragma: >=3.12 cover``.

Source: covdefaults, a plugin of coverage.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.branches import CLASS, FUNCTION, HANDLER, THEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.places import Block, Place

_PRAGMA: Final = re.compile(r"#\s*pragma:\s*(>=|<=|==|!=|>|<)\s*3\.(\d{1,2})\s+cover\b")


_BEGIN_AT_OWNER: Final = frozenset({CLASS, FUNCTION, HANDLER, THEN})
"""The branches that begin on the first line of their owner."""


def window_around(place: Place, lines: Sequence[str]) -> int:
    """Return the versions on which *place* runs, by the comments on its blocks."""
    window = versions.EVERYTHING
    block: Block | None = place.block
    while block is not None:
        number = getattr(block.owner, "lineno", 0)
        if block.branch in _BEGIN_AT_OWNER and 0 < number <= len(lines):
            match = _PRAGMA.search(lines[number - 1])
            if match:
                window &= _read(match[1], 300 + int(match[2]))
        block = block.parent
    return window


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
