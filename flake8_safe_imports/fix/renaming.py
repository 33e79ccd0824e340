"""Writing another name at all uses of what an import binds."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.context import find_module_to_import
from flake8_safe_imports.fix.project.replaced import is_module_of_six
from flake8_safe_imports.fix.replacements import BUILTINS, find_module
from flake8_safe_imports.fix.rewrites import (
    CannotFix,
    NewImport,
    NewUse,
    Rewrite,
    plain_import,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.fix.subjects import Subject, Uses


class _Renaming(NamedTuple):
    """What to write for the uses, and what to import for that."""

    uses: list[NewUse]
    imports: tuple[NewImport, ...]
    targets: dict[str, str]
    """The names that the imports bind, and to what."""


def rename(subject: Subject, uses: Uses, same_name: Rewrite | None) -> Rewrite:
    """Return the rewrite with other names at the uses; raise CannotFix."""
    if not uses.is_certain:
        raise CannotFix(f"{quote(subject.name)} is bound to something else as well")
    renaming = _choose_names(subject, uses)
    _check_renaming(subject, renaming, has_others=uses.has_others)
    rewrite = Rewrite(subject.finding, subject.binding.imported)
    rewrite.variable, rewrite.alternative = subject.variable, same_name
    for new in renaming.uses:
        subject.context.write(rewrite, new)
    name, target = subject.name, subject.binding.target
    staying = uses.has_others and name == target and name not in renaming.targets
    above = (plain_import(target),) if staying else ()
    rewrite.aliases[subject.binding.key] = (*above, *renaming.imports)
    if (
        not staying
        and name not in renaming.targets
        and any(new.words[0] != name for new in renaming.uses)
    ):
        rewrite.unbound.add((name, subject.binding.imported))
    rewrite.new = _summarize(renaming)
    return rewrite


def _choose_names(subject: Subject, uses: Uses) -> _Renaming:
    """Return what to write for the uses: a short name if one import binds it."""
    new = subject.replacement.name
    if (
        not uses.has_same_names
        or not isinstance(subject.node, ast.ImportFrom)
        or find_module(new, subject.window) == new
    ):
        return _choose_dotted_names(subject, uses)
    module, _, last = new.rpartition(".")
    written = [NewUse(use, [last, *use.attributes]) for use, _ in uses.replaced]
    if module == BUILTINS:
        return _Renaming(written, (), {})
    return _Renaming(written, (NewImport(module, last),), {last: new})


def _choose_dotted_names(subject: Subject, uses: Uses) -> _Renaming:
    """Return whole dotted names for the uses, and the modules that they need."""
    replacement = subject.replacement.name
    written: list[NewUse] = []
    needed: list[str] = []
    for use, new in uses.replaced:
        words = new.split(".")
        if words[0] == BUILTINS and len(words) > 1 and replacement != BUILTINS:
            del words[0]
        else:
            needed.append(new)
        written.append(NewUse(use, words))
    if not uses.replaced:
        needed.append(replacement)
    modules = _without_parents(
        find_module_to_import(name, subject.window, replacement) for name in needed
    )
    if is_module_of_six(subject.binding.imported):
        for module in modules:
            subject.context.check_lazy(module)
    tops = [module.partition(".")[0] for module in modules]
    return _Renaming(written, tuple(map(plain_import, modules)), dict(zip(tops, tops)))


def _check_renaming(subject: Subject, renaming: _Renaming, *, has_others: bool) -> None:
    """Raise CannotFix if other names at the uses might mean something else."""
    context, variable, binding = subject.context, subject.variable, subject.binding
    group = variable.groups[binding.imported]
    if not has_others and renaming.targets.get(subject.name) != binding.target:
        reason = context.in_use.find_reason(
            variable, binding, is_used=bool(renaming.uses)
        )
        if reason:
            raise CannotFix(reason)
    if not context.reported.covers(group):
        raise CannotFix(f"another import binds {quote(subject.name)} too")
    for new in renaming.uses:
        context.uses.check_sees_only(variable, binding, new.use)
    context.check_words(
        variable.scope,
        binding.event.order,
        renaming.uses,
        renaming.targets,
        group.orders,
    )


def _summarize(renaming: _Renaming) -> str:
    names = [
        f"{new.module}.{new.name}" if new.module else new.name
        for new in renaming.imports
    ] or sorted({new.words[0] for new in renaming.uses})
    return ", ".join(map(quote, names)) or "nothing"


def _without_parents(modules: Iterable[str]) -> list[str]:
    """Return *modules*, sorted, without those that another one imports anyway."""
    unique = sorted(set(modules))
    return [
        name
        for name in unique
        if not any(other.startswith(f"{name}.") for other in unique)
    ]
