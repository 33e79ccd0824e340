"""What the parts of the fixer share: drafts, and what may be written where."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports.fixing import twins as fix_twins
from flake8_safe_imports.fixing.names import Bound, Names, Variable
from flake8_safe_imports.fixing.twins import Twin
from flake8_safe_imports.matching import is_replacement
from flake8_safe_imports.rules.base import depth_of, quoted
from flake8_safe_imports.scopes import CLASS_SCOPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from flake8_safe_imports.arms import ImportStatement
    from flake8_safe_imports.checker import Checked
    from flake8_safe_imports.fixing.statements import Line
    from flake8_safe_imports.fixing.text import Source
    from flake8_safe_imports.model import Finding
    from flake8_safe_imports.scopes import Scope, Use

SAFE = frozenset({"VET201", "VET202", "VET301", "VET302"})
"""Codes whose findings are fixed where the replacement is a drop-in."""
BAN = "VET101"
DEAD = "VET205"
UNSAFE = frozenset({BAN, DEAD})
"""Codes whose findings are fixed only when that is asked for."""
BUILTINS = "builtins"


class CannotFix(Exception):
    """An import, and its uses, cannot be rewritten; ``str()`` says why."""


class Draft:
    """What one import with its uses, or one chain, is to become."""

    def __init__(self, finding: Finding, old: str) -> None:
        self.finding = finding
        self.old = old
        self.new = ""
        """How a summary names what stands in for *old*."""
        self.variable: Variable | None = None
        self.kept: Draft | None = None
        """What can be done instead: the same name for the new thing."""
        self.replaced: dict[tuple[int, int], tuple[Line, ...]] = {}
        self.added: list[tuple[int, Line]] = []
        self.written: dict[int, tuple[Use, list[str]]] = {}
        """By the order of the use: what is to stand in its place."""
        self.dropped: set[tuple[str, str]] = set()
        """Names that are bound no more, and what they stood for."""


class Asked(NamedTuple):
    """How the fixer was called."""

    findings: Sequence[Finding]
    """Those that the user would see."""
    taken: Callable[[str], bool]
    """Whether another file may import a name from this one."""
    unsafe: bool


class Context:
    """The file that is being fixed, and the rules of what may be written in it."""

    def __init__(
        self, checked: Checked, tree: ast.Module, source: Source, asked: Asked
    ) -> None:
        self.checked = checked
        self.source = source
        self.names = Names(checked, tree, source)
        self.imports = checked.scopes.imports
        self.unsafe = asked.unsafe
        self.exported = self.names.exported()
        self._taken = asked.taken
        self._at: dict[tuple[int, int], list[Finding]] = {}
        for finding in asked.findings:
            if finding.code in SAFE or finding.code == BAN:
                self._at.setdefault((finding.line, finding.column), []).append(finding)
        self._claimed: dict[tuple[int, str], str] = {}
        self._seen: dict[tuple[int, int], list[tuple[Use, str]]] = {}
        """By statement and, where a use is of a name that it binds, by variable."""
        imported = checked.scopes.standing_for(lambda imported: True)
        for use in checked.scopes.uses:
            if use.name in imported:
                for binding in self.names.sees(use) or ():
                    owner = self.names.variable_used(use)
                    if owner is not None and binding.source not in owner.by_source:
                        owner = None
                    found = self._seen.setdefault((binding.source, id(owner)), [])
                    found.append((use, binding.target))
        self.reported = dict(self._find_reported())
        """The finding for an alias, by its key."""

    # What is reported

    def _find_reported(self) -> Iterator[tuple[tuple[int, int], Finding]]:
        for number, (node, _) in enumerate(self.imports):
            if isinstance(node, ast.ImportFrom) and node.level:
                continue
            for index, alias in enumerate(node.names):
                finding = self._finding_of(node, alias)
                if finding is not None:
                    yield (number, index), finding

    def _finding_of(self, node: ImportStatement, alias: ast.alias) -> Finding | None:
        if isinstance(node, ast.Import):
            name = alias.name
        else:
            module = node.module or ""
            name = module if alias.name == "*" else f"{module}.{alias.name}"
        places = [
            (getattr(alias, "lineno", -1), getattr(alias, "col_offset", -1)),
            (node.lineno, node.col_offset),
        ]
        found = (item for place in places for item in self._at.get(place, ()))
        return next((item for item in found if _is_about(item, name)), None)

    def finding_at(self, use: Use, name: str) -> Finding | None:
        """Return the finding for the chain *use*, which means the dotted *name*."""
        found = self._at.get((use.node.lineno, use.node.col_offset), ())
        return next((item for item in found if _is_about(item, name)), None)

    # What stands in for a name

    def find_twin(self, name: str, window: int, finding: Finding) -> Twin:
        """Return what to write for *name*, of which *finding* complains."""
        if finding.code == BAN:
            return self._of_ban(name, window)
        return fix_twins.find(name, window)

    def twin(self, name: str, window: int, finding: Finding) -> str:
        """Return what to write for *name*; raise CannotFix where there is nothing."""
        found = self.find_twin(name, window, finding)
        if not found.name:
            raise CannotFix(found.reason)
        return found.name

    def _of_ban(self, name: str, window: int) -> Twin:
        """Return the replacement that the ban of *name* asks for."""
        kind = self.checked.kind(name.partition(".")[0])
        verdict = self.checked.policy.verdict(name, kind)
        if verdict is None:
            return Twin("", f"{quoted(name)} is not banned itself")
        twin = fix_twins.find(name, window)
        if verdict.fact is not None and not verdict.text:
            return twin
        if not is_replacement(verdict.text, self.checked.is_module):
            return Twin("", "its ban names no replacement")
        rest = name.split(".")[depth_of(verdict.cause) :]
        wanted = ".".join([verdict.text, *rest])
        if self.unsafe or twin.name == wanted:
            return Twin(wanted)
        return Twin("", "what a ban asks for is written with --unsafe only")

    def module_of(self, name: str, window: int, known: str) -> str:
        """Return the module to import for the dotted *name*.

        *known* is a part of it that is a module, if nothing more is known.
        """
        module = fix_twins.module_of(name, window)
        if module:
            return module
        if known and f"{name}.".startswith(f"{known}."):
            return known
        return name.rpartition(".")[0] or name

    # Who uses what

    def uses_of(self, variable: Variable, bound: Bound) -> Iterator[tuple[Use, str]]:
        """Yield the uses that may see what *bound* binds, and what they begin with.

        Also those through a name that was assigned from it.
        """
        seen: set[int] = set()
        for owner in (variable, None):
            for use, target in self._seen.get((bound.source, id(owner)), ()):
                if use.order not in seen and (
                    f"{target}.".startswith(f"{bound.target}.")
                ):
                    seen.add(use.order)
                    yield use, target
        for use in variable.uses:
            if use.order not in seen and self.names.sees(use) is None:
                yield use, bound.target

    # What may be written

    def check_words(
        self,
        home: Scope,
        order: int,
        parts: Iterable[tuple[Use, list[str]]],
        targets: dict[str, str],
        ignored: Collection[int],
    ) -> None:
        """Raise CannotFix if what begins with a word would mean something else.

        *targets* are the words that will be bound in *home*, other words are to be
        built in; *ignored* are the orders of events that will be gone.
        """
        users: dict[str, list[Use]] = {word: [] for word in targets}
        for use, written in parts:
            word = written[0]
            if word in targets:
                users[word].append(use)
            elif not self.names.is_builtin(word, use, ignored):
                raise CannotFix(f"{quoted(word)} means something else there")
        for word, target in targets.items():
            claimed = self._claimed.setdefault((id(home), word), target)
            if claimed != target or self.names.clashes(
                word, target, home, users[word], ignored, order
            ):
                raise CannotFix(f"{quoted(word)} means something else there")

    def check_droppable(
        self, variable: Variable, bound: Bound, *, is_used: bool
    ) -> None:
        """Raise CannotFix if the name of *variable* has to stay bound."""
        name = quoted(variable.name)
        if variable.has_other_bindings or variable.name in self.names.declared:
            raise CannotFix(f"{name} is bound to something else as well")
        if variable.scope.kind == CLASS_SCOPE:
            raise CannotFix(f"{name} is an attribute of a class")
        if variable.name in self.names.annotated:
            raise CannotFix(f"an annotation in a string names {name}")
        if bound.base == bound.target and any(
            other.base != bound.base for other in variable.bound
        ):
            raise CannotFix(f"another import binds {name} too")
        if variable.scope is not self.names.scopes.module or self.unsafe:
            return
        if variable.name in self.exported:
            raise CannotFix(f"`__all__` lists {name}: --unsafe drops it")
        unused = not is_used and self.checked.is_reexporting
        if unused or self._taken(variable.name):
            raise CannotFix(f"others may import {name} from here: --unsafe drops it")

    def write(self, draft: Draft, use: Use, parts: list[str]) -> None:
        """Note that *parts* are to stand in the place of *use*."""
        if self.names.span(use, 1 + len(use.attributes)) is None:
            raise CannotFix("a use could not be found in the text")
        draft.written[use.order] = use, parts


def _is_about(finding: Finding, name: str) -> bool:
    """Return whether *finding* speaks of *name*, or of what it is in."""
    return f"{name}.".startswith(f"{blamed(finding)}.")


def blamed(finding: Finding) -> str:
    """Return the name that *finding* speaks of; "?" where there is none."""
    start, _, rest = finding.text.partition("`")
    return "?" if start else rest.partition("`")[0]


def shown(twin: str) -> str:
    """Return how a summary names *twin*."""
    return quoted(twin.partition(f"{BUILTINS}.")[2] or twin)
