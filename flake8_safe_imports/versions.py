"""Python minor versions as bit sets.

A *window* is an ``int``: one bit for each known minor version of Python, so that
set algebra is ``&``, ``|`` and ``& ~``.  Versions are written as ``100 * major +
minor``: 3.11 is ``311``.  3.0 to 3.5 have no bit of their own; they count as 3.6.
"""

from __future__ import annotations

from typing import Final

MINORS: Final = (207, 306, 307, 308, 309, 310, 311, 312, 313, 314, 315)
"""Every minor version with a bit, oldest first; the last is the newest known."""

NOTHING: Final = 0
EVERYTHING: Final = (1 << len(MINORS)) - 1
PYTHON2: Final = 1
PYTHON3: Final = EVERYTHING & ~PYTHON2

Spans = tuple[tuple[int, int], ...]
"""Half-open lifetimes, ``((207, 300), (310, 0))``; an end of 0: it goes on."""

_BITS: Final = {minor: 1 << index for index, minor in enumerate(MINORS)}


def bit(minor: int) -> int:
    """Return the window that holds *minor* alone; nothing for an unknown one."""
    if 300 <= minor < 306:
        return _BITS[306]
    return _BITS.get(minor, NOTHING)


def since(minor: int) -> int:
    """Return the window of all known versions from *minor* on."""
    return sum(mask for known, mask in _BITS.items() if known >= minor)


def minors(window: int) -> tuple[int, ...]:
    """Return the versions in *window*, oldest first."""
    return tuple(minor for minor, mask in _BITS.items() if window & mask)


def oldest(window: int) -> int:
    """Return the oldest version in *window*, which must not be empty."""
    return minors(window & -window)[0]


def newest(window: int) -> int:
    """Return the newest version in *window*, which must not be empty."""
    return MINORS[window.bit_length() - 1]


def spell(minor: int) -> str:
    """Return *minor* as people write it: ``"3.11"`` for ``311``."""
    return f"{minor // 100}.{minor % 100}"


def covers(spans: Spans, minor: int) -> bool:
    """Return whether *minor*, which may have no bit, lies in one of *spans*."""
    return any(first <= minor and (not gone or minor < gone) for first, gone in spans)


def within(spans: Spans) -> int:
    """Return the window covered by *spans*."""
    return sum(mask for known, mask in _BITS.items() if covers(spans, known))
