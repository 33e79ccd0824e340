"""The values that the parts of the fixer share: what was asked for, what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.project.importers import Importers
    from flake8_safe_imports.fix.text.edits import Edit
    from flake8_safe_imports.fix.variables import AliasKey, Variable

SAFE: Final = frozenset({"VET201", "VET202", "VET301", "VET302"})
"""The codes whose findings are fixed if the replacement is a drop-in."""
BAN: Final = "VET101"
"""The code whose findings are fixed with ``--unsafe``, or if that is a drop-in."""
DEAD: Final = "VET205"
"""The code whose findings are fixed with ``--unsafe`` only."""
RELATIVE: Final = "VET103"
"""The code whose imports become absolute."""
FIXABLE: Final = frozenset({*SAFE, BAN, DEAD, RELATIVE})
"""The codes whose findings are fixed."""


class CannotFix(Exception):
    """A finding cannot be fixed; ``str()`` is the reason, for the user."""


class Request(NamedTuple):
    """What the fixer is to do with one text."""

    findings: Sequence[Finding]
    """Those that the user would see."""
    importers: Importers
    """What other files may do with the names of this one."""
    unsafe: bool
    used_before: frozenset[str] = frozenset()
    """The names that were used before anything was rewritten; empty in round one."""


class NewImport(NamedTuple):
    """One name to import: an import statement to be written has one or several."""

    module: str
    """The module after ``from``; empty for ``import name``."""
    name: str
    asname: str = ""

    @property
    def alias(self) -> str:
        """The text of the name in an import statement."""
        return f"{self.name} as {self.asname}" if self.asname else self.name


def plain_import(name: str, asname: str = "") -> NewImport:
    """Return what ``import name as asname`` imports."""
    return NewImport("", name, "" if asname == name else asname)


def make_from_import(name: str, bound: str) -> NewImport:
    """Return the import that binds *bound* to the last part of the dotted *name*."""
    module, _, last = name.rpartition(".")
    return NewImport(module, last, "" if last == bound else bound)


class NewUse(NamedTuple):
    """What to write in the place of one use."""

    use: Use
    words: Sequence[str]
    """The components of a dotted name."""


class SmallRewrite(NamedTuple):
    """What one finding becomes, if that concerns no other place in the file."""

    finding: Finding
    old: str
    new: str
    """How a summary shows it."""
    edits: tuple[Edit, ...]


class Rewrite:
    """What one import with its uses, or one attribute chain, is to become."""

    def __init__(self, finding: Finding, old: str) -> None:
        self.finding = finding
        self.old = old
        """The absolute name that is replaced."""
        self.new = ""
        """How a summary shows what replaces it."""
        self.variable: Variable | None = None
        """What the import binds; None for a chain or a star import."""
        self.alternative: Rewrite | None = None
        """What can be done if this cannot: bind the same name to the new thing."""
        self.aliases: dict[AliasKey, tuple[NewImport, ...]] = {}
        """The imports in place of each alias that goes; there may be none."""
        self.added: list[tuple[int, NewImport]] = []
        """What to import beside the import statements of these indexes."""
        self.uses: dict[int, NewUse] = {}
        """What to write for the uses of these orders."""
        self.unbound: set[tuple[str, str]] = set()
        """The names that nothing binds any more, with what was imported as such."""
