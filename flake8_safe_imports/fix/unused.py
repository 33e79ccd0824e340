"""Dropping imports that nothing uses any more, once chains on them are rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flake8_safe_imports.analysis.scopes import Use
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.rewrites import NewUse, Rewrite
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
    if not all(
        _can_drop(context, variable, binding, keeps_name=keeps_name)
        for binding in variable.bindings
    ):
        return
    for key in keys:
        rewrites[0].aliases[key] = ()
    if not keeps_name:
        rewrites[0].unbound.add((variable.name, variable.bindings[0].imported))


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
