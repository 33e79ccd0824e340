"""Imports that are reported: what to import instead, and what to write for the uses.

There are two ways.  The import can go on binding the same name, to what stands in for
the old thing; then no use is touched.  Or all uses are written anew, with a natural
name for the new thing.  The first is taken where that name is the same, or where the
user gave it; the second where it may be; and else the first again, if it can be.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.finding import quoted
from flake8_safe_imports.fix import replacements as fix_twins
from flake8_safe_imports.fix.context import BUILTINS, CannotFix, Draft, shown
from flake8_safe_imports.fix.statements import Line, named, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.analysis.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.replacements import Twin
    from flake8_safe_imports.fix.variables import Bound, Variable


class _Facts(NamedTuple):
    """What is known of one alias and of its uses."""

    variable: Variable
    bound: Bound
    window: int
    whole: Twin
    """What stands in for the very thing that is imported."""
    uniform: bool
    """All that is used of it is found in *whole*, under its own name."""
    twins: list[tuple[Use, str]]
    """The uses of the name, and what stands in for each."""
    certain: bool
    """No use of the name may see something else."""

    @property
    def name(self) -> str:
        """The name that is bound."""
        return self.variable.name


class _Renaming(NamedTuple):
    """What to write for the uses, and what to import for that."""

    parts: list[tuple[Use, list[str]]]
    lines: tuple[Line, ...]
    targets: dict[str, str]
    """The words that the lines bind, and to what."""


def draft_star(context: Context, key: tuple[int, int], finding: Finding) -> Draft:
    """Return what becomes of ``from module import *``; raise CannotFix."""
    node, place = context.imports[key[0]]
    assert isinstance(node, ast.ImportFrom)
    module = node.module or ""
    window = context.checked.reachability.state_at(place).window
    twin = context.twin(module, window, finding)
    for word in sorted(context.names.unbound()):
        if fix_twins.was_in(module, word) and not fix_twins.has(twin, word, window):
            raise CannotFix(f"{quoted(f'{twin}.{word}')} is not known to exist")
    draft = Draft(finding, module)
    draft.replaced[key] = (Line(twin, "*"),)
    draft.new = shown(twin)
    return draft


def draft_alias(context: Context, key: tuple[int, int], finding: Finding) -> Draft:
    """Return what becomes of one alias, and of its uses; raise CannotFix."""
    variable = context.names.variable_of(*key)
    if variable is None:
        raise CannotFix("where it is imported is not understood")
    bound = variable.by_key[key]
    facts = _facts(context, variable, bound, finding)
    kept = _kept(context, facts, finding)
    if kept is not None and _is_natural(facts):
        return kept
    draft = Draft(finding, bound.base)
    draft.variable, draft.kept = variable, kept
    try:
        if not facts.certain:
            raise CannotFix(f"{quoted(facts.name)} is bound to something else as well")
        return _rename(context, draft, facts, _renaming(context, facts))
    except CannotFix:
        if kept is None:
            raise
        return kept


def _facts(
    context: Context, variable: Variable, bound: Bound, finding: Finding
) -> _Facts:
    window = context.checked.reachability.state_at(bound.event.place).window
    whole = context.find_twin(bound.base, window, finding)
    subject = _Subject(context, bound, window, whole, finding)
    uniform = bool(whole.name)
    twins: list[tuple[Use, str]] = []
    for use, target in context.uses_of(variable, bound):
        twin = subject.twin_of(use, target)
        if not twin:
            continue
        uniform = uniform and subject.is_in_whole(use, target, twin)
        if use.order in variable.orders:
            twins.append((use, twin))
        else:
            above = context.twin(target, window, finding)
            if twin != ".".join([above, *use.attributes]):
                raise CannotFix(f"it is also called {quoted(use.name)}")
    uncertain = _weigh_uncertain(context, variable, subject)
    uniform = uniform and uncertain is not _TORN
    certain = uncertain is _CERTAIN
    if not twins and certain and not whole.name:
        raise CannotFix(whole.reason)
    return _Facts(variable, bound, window, whole, uniform, twins, certain)


class _Subject(NamedTuple):
    """What is imported, and what its uses are held against."""

    context: Context
    bound: Bound
    window: int
    whole: Twin
    finding: Finding

    def twin_of(self, use: Use, target: str) -> str:
        """Return what stands in for *use*; nothing where it is of something else."""
        name = ".".join([target, *use.attributes])
        if not f"{name}.".startswith(f"{self.bound.base}."):
            return ""
        rest = name[len(self.bound.base) :]
        if use.reads or not self.whole.name or rest.count(".") > 1:
            return self.context.twin(name, self.window, self.finding)
        # What is assigned to need not exist.
        found = self.context.find_twin(name, self.window, self.finding)
        return found.name or self.whole.name + rest

    def is_in_whole(self, use: Use, target: str, twin: str) -> bool:
        """Return whether *twin* is found in the whole, under the name it had."""
        rest = ".".join([target, *use.attributes])[len(self.bound.base) :]
        # A submodule is not there because the package is.
        module = fix_twins.module_of(twin, self.window)
        return twin == self.whole.name + rest and not (
            module.startswith(f"{self.whole.name}.")
        )


_CERTAIN = "certain"
_UNIFORM = "uniform"
_TORN = "torn"


def _weigh_uncertain(context: Context, variable: Variable, subject: _Subject) -> str:
    """Return what the uses that may see something else leave to be done.

    All aliases that import the same see the same of them; they are weighed once.
    """
    bound = subject.bound
    key = (
        id(variable),
        bound.base,
        bound.target,
        subject.window,
        subject.finding.code,
    )
    if key not in context.weighed:
        try:
            context.weighed[key] = _weigh(context.uncertain_uses(variable), subject)
        except CannotFix as error:
            context.weighed[key] = error.args[0]
    verdict = context.weighed[key]
    if verdict not in (_CERTAIN, _UNIFORM, _TORN):
        raise CannotFix(verdict)
    return verdict


def _weigh(uses: Iterable[Use], subject: _Subject) -> str:
    verdict = _CERTAIN
    for use in uses:
        twin = subject.twin_of(use, subject.bound.target)
        if not twin:
            continue
        if not subject.is_in_whole(use, subject.bound.target, twin):
            verdict = _TORN
        elif verdict is _CERTAIN:
            verdict = _UNIFORM
    return verdict


# The same name for the new thing


def _kept(context: Context, facts: _Facts, finding: Finding) -> Draft | None:
    """Return the draft that binds the same name, if it can be bound."""
    line = _line(context, facts)
    if line is None:
        return None
    draft = Draft(finding, facts.bound.base)
    draft.variable = facts.variable
    draft.replaced[facts.bound.key] = (line,)
    draft.new = shown(facts.whole.name)
    return draft


def _line(context: Context, facts: _Facts) -> Line | None:
    """Return the import that binds the same name, if there can be one."""
    bound, whole = facts.bound, facts.whole.name
    if not facts.uniform:
        return None
    if isinstance(context.imports[bound.source].node, ast.ImportFrom):
        return named(whole, facts.name) if "." in whole else plain(whole, facts.name)
    if not bound.alias.asname and bound.base != bound.target:
        return None
    last = whole.rpartition(".")[2]
    if "." in whole and last == facts.name:
        return named(whole, facts.name)
    return plain(whole, facts.name)


def _is_natural(facts: _Facts) -> bool:
    """Return whether nobody would want another name."""
    module, _, last = facts.whole.name.rpartition(".")
    if module == BUILTINS:
        return False
    return last == facts.name or bool(facts.bound.alias.asname)


# Another name


def _renaming(context: Context, facts: _Facts) -> _Renaming:
    """Return what to write for the uses."""
    whole = facts.whole.name
    node = context.imports[facts.bound.source].node
    if (
        facts.uniform
        and isinstance(node, ast.ImportFrom)
        and fix_twins.module_of(whole, facts.window) != whole
    ):
        module, _, last = whole.rpartition(".")
        parts = [(use, [last, *use.attributes]) for use, _ in facts.twins]
        if module == BUILTINS:
            return _Renaming(parts, (), {})
        return _Renaming(parts, (Line(module, last),), {last: whole})
    return _chained(context, facts)


def _chained(context: Context, facts: _Facts) -> _Renaming:
    """Return whole dotted names for the uses, and the imports that they need."""
    whole = facts.whole.name
    parts: list[tuple[Use, list[str]]] = []
    modules: list[str] = []
    for use, twin in facts.twins:
        words = twin.split(".")
        if words[0] == BUILTINS and len(words) > 1 and whole != BUILTINS:
            del words[0]
        else:
            modules.append(context.module_of(twin, facts.window, whole))
        parts.append((use, words))
    if not facts.twins:
        modules.append(context.module_of(whole, facts.window, whole))
    modules = _without_parents(modules)
    tops = [module.partition(".")[0] for module in modules]
    return _Renaming(parts, tuple(map(plain, modules)), dict(zip(tops, tops)))


def _rename(
    context: Context, draft: Draft, facts: _Facts, renaming: _Renaming
) -> Draft:
    """Fill in *draft*; raise CannotFix where other names at the uses may go wrong."""
    variable, bound = facts.variable, facts.bound
    alike = variable.by_base[bound.base]
    keeps_name = renaming.targets.get(facts.name) == bound.target
    if not keeps_name:
        context.check_droppable(variable, bound, is_used=bool(facts.twins))
    if not context.all_reported(alike):
        raise CannotFix(f"another import binds {quoted(facts.name)} too")
    for use, _ in facts.twins:
        context.check_seen(variable, bound, use)
    context.check_words(
        variable.scope,
        bound.event.order,
        renaming.parts,
        renaming.targets,
        alike.orders,
    )
    for use, words in renaming.parts:
        context.write(draft, use, words)
    draft.replaced[bound.key] = renaming.lines
    if facts.name not in renaming.targets and any(
        words[0] != facts.name for _, words in renaming.parts
    ):
        draft.dropped.add((facts.name, bound.base))
    draft.new = _summary(renaming)
    return draft


def _summary(renaming: _Renaming) -> str:
    names = [
        f"{line.module}.{line.name}" if line.module else line.name
        for line in renaming.lines
    ] or sorted({words[0] for _, words in renaming.parts})
    return ", ".join(map(quoted, names)) or "nothing"


def _without_parents(modules: Iterable[str]) -> list[str]:
    """Return *modules*, each once, less those that another's import brings along."""
    unique = list(dict.fromkeys(modules))
    return [
        name
        for name in unique
        if not any(other.startswith(f"{name}.") for other in unique)
    ]
