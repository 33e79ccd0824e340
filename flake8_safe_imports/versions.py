"""The known minor versions of Python, and sets of them.

A *window* is a set of versions, stored as an ``int`` with one bit for each known
version, so that set algebra is ``&``, ``|`` and ``& ~``. A version is written as
``100 * major + minor``: 3.11 is ``311``. 3.0 to 3.5 have no bit; they count as 3.6.

``MINORS`` is the only list of versions: everything else, the generated tables and the
tests included, is derived from it or compared with it by a test.
"""

from __future__ import annotations

from functools import cache

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

MINORS: Final = (207, 306, 307, 308, 309, 310, 311, 312, 313, 314, 315)
"""Every known version, oldest first: 2.7, then 3.6 and every later one."""

NOTHING: Final = 0
EVERYTHING: Final = (1 << len(MINORS)) - 1
PYTHON2: Final = 1
PYTHON3: Final = EVERYTHING & ~PYTHON2
OLDEST_PYTHON3: Final = MINORS[1]
"""The oldest known version of Python 3; earlier ones count as this one."""

OLDEST_MAINTAINED: Final = 311
"""The oldest version that still gets security fixes; 3.10 ended in October 2026.

Source: the status of Python versions in the developer's guide.
"""

Spans = tuple[tuple[int, int], ...]
"""Half-open lifetimes such as ``((207, 300), (310, 0))``; an end of 0 is open."""

_BITS: Final = {minor: 1 << index for index, minor in enumerate(MINORS)}


def bit(minor: int) -> int:
    """Return the window with *minor* alone; ``NOTHING`` if *minor* is not known."""
    if 300 <= minor < OLDEST_PYTHON3:
        return _BITS[OLDEST_PYTHON3]
    return _BITS.get(minor, NOTHING)


def make_window(known: Iterable[int]) -> int:
    """Return the window of the versions *known*, each of which has a bit.

    Raises ``KeyError`` for a version that is not in ``MINORS``.
    """
    return sum(_BITS[minor] for minor in set(known))


@cache
def since(minor: int) -> int:
    """Return the window of every known version from *minor* on."""
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
    """Return whether *minor*, known or not, lies in one of *spans*."""
    return any(first <= minor and (not gone or minor < gone) for first, gone in spans)


@cache
def within(spans: Spans) -> int:
    """Return the window of the known versions that *spans* cover."""
    window = NOTHING
    for first, gone in spans:
        window |= since(first) & ~(since(gone) if gone else NOTHING)
    return window


def to_spans(window: int) -> Spans:
    """Return the spans that cover the versions in *window*; see :func:`within`."""
    spans: list[tuple[int, int]] = []
    was_there = False
    for minor in MINORS:
        is_there = bool(window & bit(minor))
        # 3.6 stands for all earlier versions of Python 3.
        date = 300 if minor == 306 else minor
        if is_there and not was_there:
            spans.append((date, 0))
        elif was_there and not is_there:
            spans[-1] = (spans[-1][0], date)
        was_there = is_there
    return tuple(spans)
