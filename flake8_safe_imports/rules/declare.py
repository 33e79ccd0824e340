"""What a rule is, and what it is given."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports import versions
from flake8_safe_imports.codes import BY_CODE
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import NO_ADVICE, Advice, printable, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.analysis.branches import ImportStatement
    from flake8_safe_imports.analysis.places import Place, Route
    from flake8_safe_imports.codes import Code
    from flake8_safe_imports.rules.file import File

IMPORT = "import"
FROM = "from"
CHAIN = "chain"
DYNAMIC = "dynamic"


class Target(NamedTuple):
    """One absolute dotted name that is reached, and how.

    Of ``a.b.c`` with ``base`` 1, ``a`` alone is not this target's business: something
    else is reported for it, or was looked at and is fine.
    """

    name: str
    way: str
    place: Place
    base: int = 0
    relative: bool = False
    uses: tuple[str, ...] = ()
    """The names that are taken from it, in the order of the file."""
    star: bool = False
    """All its names are taken: ``from a import *``."""
    may_be_missing: bool = False
    """Its absence does no harm: the call copes, or the annotation never runs."""
    bound_at: tuple[Route, ...] = ()
    """How each import that may bind the name a chain begins with comes to it."""

    @property
    def top(self) -> str:
        """The top-level module."""
        return self.name.partition(".")[0]

    @property
    def takes_names(self) -> bool:
        """Whether it stands in ``from M import a, b``, and no star."""
        return self.way == FROM and bool(self.uses) and not self.star


class Problem(NamedTuple):
    """What a rule finds wrong; the checker makes it a finding by adding the position.

    Its values are those of :class:`flake8_safe_imports.finding.Finding`.
    """

    code: str
    name: str
    fact: str
    advice: Advice = NO_ADVICE
    depth: int = 1
    """How many leading components of the target are to blame."""
    alias: ast.alias | None = None
    """The alias of the statement that is to blame, if it is not all of it."""
    subject: str = ""


class Statement(NamedTuple):
    """One import statement."""

    node: ImportStatement
    place: Place
    modules: tuple[str, ...]
    """The absolute names its ``from`` may mean; none where it leads out of the top."""


TargetCheck = Callable[[Target, "File"], "Iterator[Problem]"]
StatementCheck = Callable[[Statement, "File"], "Iterator[Problem]"]
FileCheck = Callable[["File"], "Iterator[Problem]"]


class Rule(NamedTuple):
    """One code and the function that finds what it reports.

    Exactly one of the three functions is there. Its docstring is the page of the code,
    which ``explain`` prints; the rest comes from the row of the code in ``codes``.
    """

    row: Code
    page: str
    of_target: TargetCheck | None = None
    of_statement: StatementCheck | None = None
    of_file: FileCheck | None = None

    @property
    def code(self) -> str:
        """The code: ``VET101``."""
        return self.row.code

    @property
    def name(self) -> str:
        """The name of the code: ``banned-import``."""
        return self.row.name

    @property
    def summary(self) -> str:
        """What the code reports, in a few words."""
        return self.row.summary

    @property
    def default(self) -> bool:
        """Whether the code is on by default."""
        return self.row.default


def _row_of(code: str) -> Code:
    if code not in BY_CODE:
        raise LookupError(f"{code} has a rule, but no row in codes.py")
    return BY_CODE[code]


def rule(code: str) -> Callable[[TargetCheck], Rule]:
    """Declare the decorated function as the check of *code* on each target."""

    def declare(check: TargetCheck) -> Rule:
        return Rule(_row_of(code), check.__doc__ or "", of_target=check)

    return declare


def statement_rule(code: str) -> Callable[[StatementCheck], Rule]:
    """Declare the decorated function as the check of *code* on each statement."""

    def declare(check: StatementCheck) -> Rule:
        return Rule(_row_of(code), check.__doc__ or "", of_statement=check)

    return declare


def file_rule(code: str) -> Callable[[FileCheck], Rule]:
    """Declare the decorated function as the check of *code* on each file."""

    def declare(check: FileCheck) -> Rule:
        return Rule(_row_of(code), check.__doc__ or "", of_file=check)

    return declare


def cut(name: str, depth: int) -> str:
    """Return the first *depth* components of *name*."""
    return ".".join(name.split(".")[:depth])


def depth_of(name: str) -> int:
    """Return how many components *name* has."""
    return name.count(".") + 1


def is_there(dotted: str, window: int) -> bool:
    """Return whether *dotted* exists on all of *window*, as far as is known.

    What is not of the standard library is taken to exist.
    """
    parts = dotted.split(".")
    above = ""
    for part in parts:
        name = f"{above}.{part}" if above else part
        fact = stdlib.module(name)
        if fact is None:
            fact = stdlib.names(above).get(part) if above else None
        if fact is not None and window & ~fact.window:
            return False
        above = name
    return True


def spelled(replacement: str) -> str:
    """Return how a message names a replacement."""
    module, _, name = replacement.rpartition(".")
    if module == "builtins":
        return f"the built-in {quoted(name)}"
    return quoted(replacement)


def advise(replacement: str, text: str, window: int) -> Advice:
    """Return what to do: use *replacement* if it exists on *window*, else *text*."""
    if replacement and is_there(replacement, window):
        return Advice(f"use {spelled(replacement)}", replacement)
    return Advice(text)


def advise_by_use(module: str, uses: Iterable[str], window: int) -> Advice:
    """Return where the used names of a removed module are now.

    "use `a.b` (x, y), `c` (z)"; no advice if none of them is known to be anywhere.
    """
    homes = find_homes(module, uses, window)
    if not homes:
        return NO_ADVICE
    return Advice(f"use {spell_homes(homes)}", *(homes if len(homes) == 1 else ()))


def find_homes(module: str, uses: Iterable[str], window: int) -> dict[str, list[str]]:
    """Return the modules that have the *uses* of a removed *module* on *window*.

    Each comes with the names it has, in the order in which they are used.
    """
    facts = stdlib.names(module)
    homes: dict[str, list[str]] = {}
    for use in uses:
        fact = facts.get(use)
        if (
            fact is None
            or not fact.replacement
            or not is_there(fact.replacement, window)
        ):
            continue
        home, _, name = fact.replacement.rpartition(".")
        found = homes.setdefault(home or name, [])
        if name not in found:
            found.append(name)
    return homes


def spell_homes(homes: dict[str, list[str]]) -> str:
    """Return *homes* as messages show them: "`a.b` (x, y), `c` (z)"."""
    return ", ".join(
        f"{quoted(home)} ({', '.join(map(printable, names))})"
        for home, names in homes.items()
    )


def oldest_of(window: int) -> str:
    """Return the oldest version of *window* as text."""
    return versions.spell(versions.oldest(window))
