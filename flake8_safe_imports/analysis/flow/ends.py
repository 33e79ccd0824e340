"""Where statements that are followed are left early, and what is asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Optional

if TYPE_CHECKING:
    import ast

    from flake8_safe_imports.analysis.facts.state import State
    from flake8_safe_imports.analysis.handling.raised import Raised

    Handled = tuple[bool, bool, bool]
    """Whether a missing module, name in a module, and attribute are handled."""
    Returned = tuple[Optional[ast.expr], State]
    """What is returned, None for nothing, and what is known there."""

MAX_CALLS: Final = 3
"""How many functions of the file that call each other are looked into."""
_NONE: Final = (False, False, False)


class Ends:
    """Where statements are left early: what is known there is added."""

    __slots__ = ("breaks", "calls", "continues", "handled", "raised", "returns")

    def __init__(
        self,
        breaks: list[State],
        returns: list[Returned],
        calls: int = MAX_CALLS,
        raised: Raised | None = None,
        handled: Handled = _NONE,
        continues: list[State] | None = None,
    ) -> None:
        self.breaks: Final = breaks
        self.continues: Final = [] if continues is None else continues
        self.returns: Final = returns
        self.calls: Final = calls
        """How many calls of functions, in each other, may still be followed."""
        self.raised: Final = raised
        """Where errors are raised; None if nobody asks."""
        self.handled: Final = handled
        """Which kinds of missing names end the statements and are handled outside."""

    @classmethod
    def ignored(cls, calls: int, handled: Handled = _NONE) -> Ends:
        """Return lists that are filled in and not read."""
        return cls([], [], calls, handled=handled)

    def in_loop(self) -> Ends:
        """Return the same for the body of a loop, which has its own ``break``."""
        return Ends([], self.returns, self.calls, self.raised, self.handled)

    def with_raised(self, raised: Raised | None) -> Ends:
        """Return the same with other errors."""
        return Ends(
            *(self.breaks, self.returns, self.calls, raised, self.handled),
            continues=self.continues,
        )

    def inside(self, raised: Raised, handled: Handled) -> Ends:
        """Return the same for what errors are handled in: they are added to *raised*.

        *handled* are the kinds of missing names whose errors are among them.
        """
        either = [one or other for one, other in zip(self.handled, handled)]
        kinds = (either[0], either[1], either[2])
        return Ends(
            *(self.breaks, self.returns, self.calls, raised, kinds),
            continues=self.continues,
        )
