"""Windows split by tests, and how ``and``, ``or`` and ``not`` combine them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import versions

if TYPE_CHECKING:
    from collections.abc import Sequence


class Split(NamedTuple):
    """A window split by a test."""

    yes: int
    """The versions on which the test may hold."""
    no: int
    """The versions on which it may not hold."""
    is_about_version: bool = False
    """The test asks for the version of Python."""
    unclear: int = 0
    """The versions for which it does so in a way that was not understood."""
    exact: bool = True
    """Whether the test does nothing but ask for the version of the running Python.

    It is not exact if the split relies on a table of what exists or on a type checker,
    or if the test calls a function that also does something else.
    """
    typing_yes: bool = False
    """The test holds only for a type checker."""
    typing_no: bool = False
    """The test fails only for a type checker."""

    def within(self, window: int) -> Split:
        """Return how the test splits *window*, a part of what was split."""
        return self._replace(
            yes=self.yes & window, no=self.no & window, unclear=self.unclear & window
        )


ALWAYS = Split(versions.EVERYTHING, versions.NOTHING)
NEVER = Split(versions.NOTHING, versions.EVERYTHING)
EITHER = Split(versions.EVERYTHING, versions.EVERYTHING)


def all_of(parts: Sequence[Split]) -> Split:
    """Return the split by a test that holds where each of *parts* does."""
    yes, no, unclear = versions.EVERYTHING, versions.NOTHING, versions.NOTHING
    for part in parts:
        yes &= part.yes
        no |= part.no
        unclear |= part.unclear
    return Split(
        yes,
        no,
        is_about_version=any(part.is_about_version for part in parts),
        # Where the other parts decide, what was not understood does not matter.
        unclear=unclear & yes & no,
        exact=all(part.exact for part in parts),
        typing_yes=any(part.typing_yes for part in parts),
        typing_no=all(part.typing_no for part in parts),
    )


def any_of(parts: Sequence[Split]) -> Split:
    """Return the split by a test that holds where one of *parts* does."""
    return opposite(all_of([opposite(part) for part in parts]))


def opposite(part: Split) -> Split:
    """Return the split by a test that holds where that of *part* does not."""
    return part._replace(
        yes=part.no, no=part.yes, typing_yes=part.typing_no, typing_no=part.typing_yes
    )
