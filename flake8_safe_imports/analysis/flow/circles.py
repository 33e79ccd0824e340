"""What is known in private functions that call each other in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.analysis.facts.present_names import PresentNames
from flake8_safe_imports.analysis.facts.state import State, narrow_to_any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flake8_safe_imports.analysis.scoping.places import Block


class Call(NamedTuple):
    """A use of a function that is in a circle."""

    state: State
    """What is known there, as if the functions around it were called anyhow."""
    callers: list[Block]
    """The functions of the circle around it."""


def solve(circle: Mapping[Block, Sequence[Call]]) -> dict[Block, list[State]]:
    """Return what is known at the calls of each function of *circle*.

    Only calls that something outside of the circle leads to. Each is given what is
    known at all its calls, until that changes nothing: it has 21 parts at most, each
    of which changes once.
    """
    known: dict[Block, State] = {}
    inside: dict[Block, dict[Block, None]] = {}
    for block, calls in circle.items():
        for call in calls:
            for caller in call.callers:
                inside.setdefault(caller, {})[block] = None
    pending = dict.fromkeys(circle)
    while pending:
        following: dict[Block, None] = {}
        for block in pending:
            states = _list_reached(circle[block], known)
            state = narrow_to_any(_ANYTHING, states) if states else None
            if state is not None and state != known.get(block):
                known[block] = state
                following.update(inside.get(block, {}))
        pending = following
    return {block: _list_reached(calls, known) for block, calls in circle.items()}


def _list_reached(calls: Sequence[Call], known: Mapping[Block, State]) -> list[State]:
    """Return what is known at those of *calls* whose callers are called."""
    found: list[State] = []
    for state, callers in calls:
        if all(caller in known for caller in callers):
            for caller in callers:
                state = narrow_to_any(state, [known[caller]])
            found.append(state)
    return found


_ANYTHING: Final = State(versions.EVERYTHING, versions.EVERYTHING, PresentNames())
