"""What the parts of the fixer share: drafts, and what may be written where."""

from __future__ import annotations

import ast
from itertools import accumulate
from typing import TYPE_CHECKING, Callable, NamedTuple

from flake8_safe_imports.analysis.scopes import CLASS_SCOPE
from flake8_safe_imports.config.policy import is_replacement
from flake8_safe_imports.finding import quoted
from flake8_safe_imports.fix import replacements as fix_twins
from flake8_safe_imports.fix.replacements import Twin
from flake8_safe_imports.fix.variables import Alike, Bound, Names, Variable
from flake8_safe_imports.rules.target import depth_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from flake8_safe_imports.analysis.branches import ImportStatement
    from flake8_safe_imports.analysis.scopes import Scope, Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.edits import Source
    from flake8_safe_imports.fix.statements import Line
    from flake8_safe_imports.rules.file import File

SAFE = frozenset({"VET201", "VET202", "VET301", "VET302"})
"""Codes whose findings are fixed where the replacement is a drop-in."""
BAN = "VET101"
DEAD = "VET205"
UNSAFE = frozenset({BAN, DEAD})
"""Codes whose findings are fixed only when that is asked for."""
BUILTINS = "builtins"
MAX_DEPTH = 100
"""How many components of a name are weighed."""


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
        self, checked: File, tree: ast.Module, source: Source, asked: Asked
    ) -> None:
        self.checked = checked
        self.source = source
        self.names = Names(checked, tree, source)
        self.imports = checked.scopes.imports
        self.unsafe = asked.unsafe
        self.exported = self.names.exported()
        self._taken = asked.taken
        self._at: dict[int, dict[str, tuple[int, Finding]]] = {}
        """By the id of the node and the name reported; with each comes its number."""
        for number, finding in enumerate(asked.findings):
            if finding.code in SAFE or finding.code == BAN:
                for node in finding.nodes:
                    found = self._at.setdefault(id(node), {})
                    found.setdefault(finding.name, (number, finding))
        self._claimed: dict[tuple[int, str], str] = {}
        self._seen: dict[tuple[int, int, str], dict[int, tuple[Use, str]]] = {}
        """By statement, variable and what begins the target: uses, by their order."""
        imported = checked.scopes.find_names_for(lambda imported: True)
        for use in checked.scopes.uses:
            if use.name in imported:
                self._note_seen(use)
        self._uncertain: dict[int, list[Use]] = {}
        self._twins: dict[tuple[str, int, bool], Twin] = {}
        self.weighed: dict[tuple[int, str, str, int, str], str] = {}
        """What the uncertain uses of variables come to."""
        self._all_reported: dict[int, bool] = {}
        self._torn: dict[tuple[int, str, str, int], str] = {}
        self._takes: dict[str, bool] = {}
        self.reported = dict(self._find_reported())
        """The finding for an alias, by its key."""

    def _note_seen(self, use: Use) -> None:
        """Note by which statements *use* may come to its name."""
        variable = self.names.variable_used(use)
        for binding in self.names.sees(use) or ():
            # Of the uses of a name that it does not bind, a statement knows by way
            # of an assignment.
            owner = variable
            if owner is not None and binding.source not in owner.sources:
                owner = None
            for name in _beginnings(binding.target):
                found = self._seen.setdefault((binding.source, id(owner), name), {})
                found.setdefault(use.order, (use, binding.target))

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
        return self._finding_about(name, alias) or self._finding_about(name, node)

    def finding_at(self, use: Use, name: str) -> Finding | None:
        """Return the finding for the chain *use*, which means the dotted *name*."""
        return self._finding_about(name, use.node)

    def _finding_about(self, name: str, node: ast.AST) -> Finding | None:
        """Return the first finding at *node* for *name*, or for what that is in."""
        known = self._at.get(id(node))
        if known is None:
            return None
        found = [known[above] for above in _beginnings(name) if above in known]
        return min(found)[1] if found else None

    # What stands in for a name

    def find_twin(self, name: str, window: int, finding: Finding) -> Twin:
        """Return what to write for *name*, of which *finding* complains."""
        key = name, window, finding.code == BAN
        if key not in self._twins:
            find = self._of_ban if finding.code == BAN else fix_twins.find
            self._twins[key] = find(name, window)
        return self._twins[key]

    def twin(self, name: str, window: int, finding: Finding) -> str:
        """Return what to write for *name*; raise CannotFix where there is nothing."""
        found = self.find_twin(name, window, finding)
        if not found.name:
            raise CannotFix(found.reason)
        return found.name

    def _of_ban(self, name: str, window: int) -> Twin:
        """Return the replacement that the ban of *name* asks for."""
        kind = self.checked.kind(name.partition(".")[0])
        verdict = self.checked.policy.find_ban(name, kind)
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
        """Yield the uses that see what *bound* binds, and what they begin with.

        Also those through a name that was assigned from it.
        """
        for owner in (variable, None):
            key = bound.source, id(owner), bound.target
            yield from self._seen.get(key, {}).values()

    def all_reported(self, alike: Alike) -> bool:
        """Return whether there is a finding for each of the aliases."""
        key = id(alike)
        if key not in self._all_reported:
            self._all_reported[key] = alike.keys.issubset(self.reported)
        return self._all_reported[key]

    def uncertain_uses(self, variable: Variable) -> list[Use]:
        """Return the uses that may see what binds *variable*, or something else."""
        key = id(variable)
        if key not in self._uncertain:
            self._uncertain[key] = [
                use for use in variable.uses if self.names.sees(use) is None
            ]
        return self._uncertain[key]

    def check_seen(self, variable: Variable, bound: Bound, use: Use) -> None:
        """Raise CannotFix if *use* may see more than what *bound* is rewritten with."""
        key = id(variable), bound.base, bound.target, use.order
        if key not in self._torn:
            self._torn[key] = self._why_torn(variable, bound, use)
        if self._torn[key]:
            raise CannotFix(self._torn[key])

    def _why_torn(self, variable: Variable, bound: Bound, use: Use) -> str:
        name = quoted(variable.name)
        if bound.base == bound.target:
            sources = variable.by_base[bound.base].sources
        else:
            sources = variable.sources
        if any(
            binding.target != bound.target or binding.source not in sources
            for binding in self.names.sees(use) or ()
        ):
            return f"another import binds {name} too"
        return ""

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
        built in; *ignored* are the orders of events that will be gone, always the
        same collection for the same ones.
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
        if bound.base == bound.target and len(variable.by_base) > 1:
            raise CannotFix(f"another import binds {name} too")
        if variable.scope is not self.names.scopes.module or self.unsafe:
            return
        if variable.name in self.exported:
            raise CannotFix(f"`__all__` lists {name}: --unsafe drops it")
        unused = not is_used and self.checked.is_reexporting
        if unused or self._is_taken(variable.name):
            raise CannotFix(f"others may import {name} from here: --unsafe drops it")

    def _is_taken(self, name: str) -> bool:
        if name not in self._takes:
            self._takes[name] = self._taken(name)
        return self._takes[name]

    def write(self, draft: Draft, use: Use, parts: list[str]) -> None:
        """Note that *parts* are to stand in the place of *use*."""
        if self.names.span(use, 1 + len(use.attributes)) is None:
            raise CannotFix("a use could not be found in the text")
        draft.written[use.order] = use, parts


def _beginnings(name: str) -> Iterator[str]:
    """Yield what the dotted *name* is in, and itself."""
    # No name of interest is longer, and chains of 100,000 attributes parse.
    parts = name.split(".", MAX_DEPTH)[:MAX_DEPTH]
    yield from accumulate(parts, "{}.{}".format)


def shown(twin: str) -> str:
    """Return how a summary names *twin*."""
    return quoted(twin.partition(f"{BUILTINS}.")[2] or twin)
