"""What rules are given, and what they give back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.finding import NO_ADVICE, Advice

if TYPE_CHECKING:
    import ast

    from flake8_safe_imports.analysis.scoping.places import Place, Route
    from flake8_safe_imports.analysis.statements.import_statements import (
        ImportStatement,
    )

IMPORT = "import"
FROM = "from"
CHAIN = "chain"
DYNAMIC = "dynamic"

MAX_DEPTH = 100
"""How many components of a name are looked at; a string may have half a million."""


class Target(NamedTuple):
    """One absolute dotted name that a file imports or uses."""

    name: str
    way: str
    """How it is imported: ``IMPORT``, ``FROM``, ``CHAIN`` or ``DYNAMIC``."""
    place: Place
    base: int = 0
    """How many leading components were checked already, as another target."""
    relative: bool = False
    """Whether a relative import was resolved to it."""
    uses: tuple[str, ...] = ()
    """The names that are taken from it, in the order of the file."""
    star: bool = False
    """Whether all its names are taken: ``from a import *``."""
    may_be_missing: bool = False
    """Whether its absence does no harm: the call copes, or the code never runs."""
    last_may_be_missing: bool = False
    """Whether the absence of its last name does no harm: ``setattr(raising=False)``."""
    lazy: bool = False
    """Whether nothing is imported here: ``lazy import``, annotations that never run."""
    bound_at: tuple[Route, ...] = ()
    """Where the first name of a chain may be bound, and the assignments in between."""
    rebound: bool = False
    """Whether ``from x import *`` may have bound that name to something else since."""

    @property
    def top(self) -> str:
        """The top-level module."""
        return self.name.partition(".")[0]

    @property
    def takes_names(self) -> bool:
        """Whether it is the module of ``from M import a, b``, without a star."""
        return self.way == FROM and bool(self.uses) and not self.star


class Problem:
    """What a rule finds wrong; the checker makes it a finding by adding the position.

    Its values are those of :class:`flake8_safe_imports.finding.Finding`.
    """

    __slots__ = ("advice", "alias", "code", "depth", "fact", "name", "subject")

    def __init__(
        self,
        code: str,
        name: str,
        fact: str,
        advice: Advice = NO_ADVICE,
        depth: int = 1,
        alias: ast.alias | None = None,
        subject: str = "",
    ) -> None:
        self.code: Final = code
        self.name: Final = name
        self.fact: Final = fact
        self.advice: Final = advice
        self.depth: Final = depth
        """How many leading components of the target are to blame."""
        self.alias: Final = alias
        """The alias of the statement that is to blame, if it is not all of it."""
        self.subject: Final = subject


class Statement:
    """One import statement."""

    __slots__ = ("modules", "node", "place")

    def __init__(
        self, node: ImportStatement, place: Place, modules: tuple[str, ...]
    ) -> None:
        self.node: Final = node
        self.place: Final = place
        self.modules: Final = modules
        """The absolute names that ``from`` may mean; none outside the top package."""


def cut(name: str, depth: int) -> str:
    """Return the first *depth* components of *name*."""
    return ".".join(name.split(".")[:depth])


def count_parts(name: str) -> int:
    """Return how many components *name* has."""
    return name.count(".") + 1


def shorten(name: str) -> str:
    """Return *name* without the components that no table goes down to."""
    if name.count(".") < MAX_DEPTH:
        return name
    return ".".join(name.split(".", MAX_DEPTH)[:MAX_DEPTH])
