"""Dropping imports that nothing uses any more, once chains on them are rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.data import backports, stdlib
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.statements import StatementChange, StatementWriter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.rewrites import NewImport, NewUse, Rewrite
    from flake8_safe_imports.fix.text.edits import Edit
    from flake8_safe_imports.fix.variables import AliasBinding, Variable


def drop_unused_imports(
    context: Context, rewrites: Iterable[Rewrite], written: Mapping[int, NewUse]
) -> None:
    """Add to *rewrites* of chains that the import goes, where they leave no use of it.

    *written* are the new uses of all rewrites, by the order of the use.
    """
    chains = {
        order: rewrite
        for rewrite in rewrites
        for order in rewrite.uses
        if not rewrite.aliases
    }
    for variable in context.variables.all():
        own = [chains[use.order] for use in variable.uses if use.order in chains]
        if own and variable.bindings:
            _drop(context, variable, own, written)


def _drop(
    context: Context,
    variable: Variable,
    rewrites: Sequence[Rewrite],
    written: Mapping[int, NewUse],
) -> None:
    """Drop the imports of *variable* if *rewrites* leave nothing to do for them."""
    keys = [binding.key for binding in variable.bindings]
    if any(key in context.reported.by_alias for key in keys):
        return
    added = {new.name for rewrite in rewrites for _, new in rewrite.added}
    # What is added may bind the very same name: ``import email.utils``.
    keeps_name = any(module.partition(".")[0] == variable.name for module in added)
    if any(_needs_import(use, variable.name, added, written) for use in variable.uses):
        return
    replaced = {rewrite.finding.name for rewrite in rewrites}
    if not all(
        _only_binds(binding, replaced)
        and _can_drop(context, variable, binding, keeps_name=keeps_name)
        for binding in variable.bindings
    ):
        return
    for key in keys:
        rewrites[0].aliases[key] = ()
    if not keeps_name:
        rewrites[0].unbound.add((variable.name, variable.bindings[0].imported))


def _only_binds(binding: AliasBinding, replaced: Iterable[str]) -> bool:
    """Return whether an import does no more than bind a name.

    If something else is to be used of what is *replaced*, nobody needs what led there.
    """
    return _is_known(binding) or any(
        f"{name}.".startswith(f"{binding.imported}.") for name in replaced
    )


def _is_known(binding: AliasBinding) -> bool:
    """Return whether an import is of what is known to do nothing when imported."""
    top = binding.imported.partition(".")[0]
    return top in backports.TOP_LEVEL or stdlib.is_module(top)


def _needs_import(
    use: Use, name: str, added: Iterable[str], written: Mapping[int, NewUse]
) -> bool:
    """Return whether *use* still needs the import of *name*, once it is rewritten."""
    if use.order in written:
        words = written[use.order].words
    else:
        words = [name, *use.attributes]
    dotted = ".".join(words)
    return words[0] == name and not any(
        f"{dotted}.".startswith(f"{module}.") for module in added
    )


def _can_drop(
    context: Context, variable: Variable, binding: AliasBinding, *, keeps_name: bool
) -> bool:
    if keeps_name and (binding.alias.asname or binding.imported != variable.name):
        return False
    if context.state_at(binding.event.place).module_handled:
        return False
    return keeps_name or not context.in_use.find_reason(variable, binding, is_used=True)


def drop_emptied_imports(
    context: Context, used_before: Collection[str], reasons: dict[Finding, str]
) -> list[Edit]:
    """Return the edits that remove imports whose last use was rewritten.

    *used_before* are the names that the text used before anything was rewritten.
    Add to *reasons* why the name of a finding stays that nothing here uses any more.
    """
    used = {use.name for use in context.variables.scopes.uses}
    gone: dict[int, dict[int, tuple[NewImport, ...]]] = {}
    for variable in context.variables.all():
        if variable.name in used or variable.name not in used_before:
            continue
        obstacles = [
            _find_obstacle(context, variable, item) for item in variable.bindings
        ]
        for binding, obstacle in zip(variable.bindings, obstacles):
            finding = context.reported.by_alias.get(binding.key)
            if obstacle and finding is not None:
                reasons[finding] = obstacle
        if not any(obstacles):
            for source, position in (binding.key for binding in variable.bindings):
                gone.setdefault(source, {})[position] = ()
    changes = {number: StatementChange(gone[number], ()) for number in gone}
    edits, _ = StatementWriter(context.source, context.imports, changes).edit()
    return edits


def _find_obstacle(context: Context, variable: Variable, binding: AliasBinding) -> str:
    """Return why the import has to stay; nothing if it only binds such a name."""
    if not _is_known(binding):
        top = binding.imported.partition(".")[0]
        return f"importing {quote(top)} may do more than bind a name"
    if context.state_at(binding.event.place).module_handled:
        return "an error of the import is handled"
    return context.in_use.find_reason(variable, binding, is_used=True, is_whole=True)
