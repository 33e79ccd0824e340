"""Patterns matched by their definition, slowly, and strategies that make them."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hypothesis import strategies as st

COMPONENTS = st.sampled_from(["a", "b", "ab", "ba", "_a", "*", "*", "**", "a*", "*b*"])
PATTERNS = st.lists(COMPONENTS, min_size=1, max_size=5).map(".".join)
NAMES = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=6).map(
    ".".join
)


def match_length(pattern: str, name: str) -> int:
    """Return how many parts the shortest matching prefix of *name* has, or 0."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        if _matches(pattern.split("."), parts[:length]):
            return length
    return 0


def _matches(pattern: list[str], name: list[str]) -> bool:
    """Return whether *pattern* matches all of *name*."""
    if not pattern:
        return not name
    first, *rest = pattern
    if set(first) == {"*"}:
        return any(_matches(rest, name[skip:]) for skip in range(len(name) + 1))
    return bool(name) and fnmatchcase(name[0], first) and _matches(rest, name[1:])
