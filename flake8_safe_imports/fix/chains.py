"""Rewriting attribute chains that are reported, on imports that are fine themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.data import optional_names
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.context import find_module_to_import
from flake8_safe_imports.fix.project.meanings import SIX
from flake8_safe_imports.fix.replacements import BUILTINS, display_name
from flake8_safe_imports.fix.reported import prefixes
from flake8_safe_imports.fix.rewrites import (
    BAN,
    CannotFix,
    NewUse,
    Rewrite,
    plain_import,
)
from flake8_safe_imports.fix.submodules import find_module
from flake8_safe_imports.fix.use_rewrites import OldUse, replace_use
from flake8_safe_imports.rules.target import count_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flake8_safe_imports.analysis.scoping.scopes import Scope, Use
    from flake8_safe_imports.fix.context import Context


def find_chain(context: Context, use: Use) -> OldUse | None:
    """Return *use* as one to rewrite, if it is reported and sees one thing only."""
    bindings = context.variables.find_bindings(use)
    targets = {binding.target for binding in bindings or ()}
    if not bindings or len(targets) != 1:
        return None
    name = ".".join([*targets, *use.attributes])
    finding = context.reported.find_about_use(use, name)
    if finding is None:
        return None
    window = 0
    for binding in bindings:
        window |= context.state_at(binding.place).window
    return OldUse(use, name, window, finding)


def rewrite_chain(context: Context, old: OldUse) -> Rewrite:
    """Return the rewrite of a chain; raise CannotFix."""
    bindings = context.variables.find_bindings(old.use)
    assert bindings is not None  # or find_chain would have found nothing
    sources = sorted({binding.source for binding in bindings})
    if sources[0] < 0:
        raise CannotFix("it is imported by a name in a string")
    new = replace_use(context, old)
    context.mocks.check_patches(old.use, old.name)
    context.check_methods(old.name, old.window)
    rewrite = Rewrite(old.finding, old.name)
    rewrite.new = display_name(new)
    words = new.split(".")
    if words[0] == BUILTINS and len(words) > 1:
        written = NewUse(old.use, words[1:])
        context.check_words(context.variables.scopes.module, 0, [written], {}, ())
        context.write(rewrite, written)
        return rewrite
    target = bindings[0].target
    known_module = _find_known_module(context, old, target, new)
    module = find_module_to_import(new, old.window, known_module)
    is_below = f"{new}.".startswith(f"{target}.")
    if is_below:
        words = [old.use.name, *words[count_parts(target) :]]
    written = NewUse(old.use, words)
    _check_presence(module)
    if old.name.startswith(f"{SIX}."):
        context.check_lazy(module)
    if not is_below or not f"{target}.".startswith(f"{module}."):
        _add_imports(context, rewrite, sources, module, written)
    context.write(rewrite, written)
    return rewrite


def _check_presence(module: str) -> None:
    """Raise CannotFix if *module* is missing from some builds of Python.

    ``six.moves`` imports what it is asked for, at the use; the new import would fail
    earlier, and with another error.
    """
    if any(part in optional_names.ALWAYS_SINCE for part in prefixes(module)):
        reason = f"{quote(module)} is not in every build, and is imported when used"
        raise CannotFix(reason)


def _find_known_module(context: Context, old: OldUse, target: str, new: str) -> str:
    """Return the module that *new* is in, which replaces a banned name."""
    if old.finding.code != BAN:
        return ""
    name = old.finding.name
    replacement = context.find_replacement(name, old.window, old.finding).name
    # What is imported is a module, and so is its replacement.
    if name == target:
        return replacement
    return find_module(new, context.path) or replacement.rpartition(".")[0]


def _add_imports(
    context: Context,
    rewrite: Rewrite,
    sources: Sequence[int],
    module: str,
    written: NewUse,
) -> None:
    """Import *module* beside each statement; raise CannotFix where it clashes."""
    top = module.partition(".")[0]
    uses = [written] if written.words[0] == top else []
    for source in sources:
        home, order = _find_home(context, source)
        context.check_words(home, order, uses, {top: top}, ())
        rewrite.added.append((source, plain_import(module)))


def _find_home(context: Context, source: int) -> tuple[Scope, int]:
    """Return the scope in which a statement binds names, and the event's order."""
    for position in range(len(context.imports[source].node.names)):
        variable = context.variables.find_by_alias(source, position)
        if variable is not None:
            return variable.scope, variable.by_key[source, position].event.order
    raise CannotFix("where it is imported is not understood")
