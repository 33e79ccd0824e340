"""Why a block never runs, and how the versions it was kept for are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports import versions

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping, Sequence

    from flake8_safe_imports.analysis.dead.import_facts import ImportSource


class Reason(NamedTuple):
    """Why a whole block never runs."""

    unreachable: Sequence[ast.stmt]
    kept: Sequence[ast.stmt]
    """The statements that run instead."""
    variables: Mapping[str, ImportSource]
    """What those import."""
    kept_for: str
    """The versions that the block was kept for, as text."""


def name_versions(
    window: int, old: tuple[int, ...] = (), *, reached_by: tuple[int, ...]
) -> str:
    """Return the versions of *window*, and the *old* ones, as text.

    They are named by comparison with *reached_by*, the versions that do get there: an
    "older" version is older than all of those.
    """
    meant = sorted((*versions.minors(window), *old))
    if not meant:
        return "other Pythons"
    oldest, newest = meant[0], meant[-1]
    if newest == versions.MINORS[0]:
        return "Python 2"
    if oldest == newest:
        return f"Python {versions.spell(newest)}"
    if newest < min(reached_by):
        return f"Python {versions.spell(newest)} and older"
    if oldest > max(reached_by):
        if not versions.PYTHON3 & ~window:
            return "Python 3"
        return f"Python {versions.spell(oldest)} and newer"
    return "other Pythons"
