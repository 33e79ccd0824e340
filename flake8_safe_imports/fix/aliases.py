"""Rewriting imports that are reported, and the uses of what they bind.

There are two ways. The import can go on binding the same name, to the replacement;
then no use is touched. Or all uses are rewritten, with a natural name for the
replacement. The first is taken where that name is the same, or where the user chose
it; the second where it is possible; otherwise the first again, if it is.
"""

from __future__ import annotations

import ast
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_safe_imports.analysis.scoping.scopes import FUNCTION_SCOPE
from flake8_safe_imports.analysis.statements.import_statements import list_imported
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.idle_imports import drop, is_idle
from flake8_safe_imports.fix.project.replaced import is_module_of_six
from flake8_safe_imports.fix.renaming import rename
from flake8_safe_imports.fix.replacements import (
    BUILTINS,
    Replacement,
    display_name,
    find_module,
    had_attribute,
    has_attribute,
)
from flake8_safe_imports.fix.reported import prefixes
from flake8_safe_imports.fix.rewrites import (
    BAN,
    CannotFix,
    NewImport,
    Rewrite,
    make_from_import,
    plain_import,
)
from flake8_safe_imports.fix.subjects import Subject, Uses
from flake8_safe_imports.fix.submodules import find_unloaded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.variables import AliasKey


class _Uncertain(Enum):
    """The uses that may see something else than the import, and what they need."""

    NONE = "there are none"
    SAME_NAMES = "the replacement has all that they take, under the same names"
    OTHER_NAMES = "they need another name after the replacement"


class AliasRewriter:
    """Rewrites the aliases of one file that are reported."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._uncertain: dict[tuple[int, str, str, int, str], _Uncertain | str] = {}
        """What the uncertain uses of a variable need, or why they cannot have it."""

    def rewrite(self, key: AliasKey, finding: Finding) -> Rewrite:
        """Return the rewrite of one alias, and of its uses; raise CannotFix."""
        if self._context.imports[key[0]].node.names[key[1]].name == "*":
            return _rewrite_star(self._context, key, finding)
        variable = self._context.variables.find_by_alias(*key)
        if variable is None:
            raise CannotFix("where it is imported is not understood")
        binding = variable.by_key[key]
        window = self._context.state_at(binding.event.place).window
        self._context.check_methods(binding.imported, window)
        replacement = self._context.find_replacement(binding.imported, window, finding)
        subject = Subject(
            self._context, variable, binding, window, replacement, finding
        )
        if not replacement.name and is_idle(subject):
            return drop(subject)
        uses = self._replace_uses(subject)
        if not replacement.name:
            subject, uses = _agree(subject, uses)
        same_name = _keep_name(subject, uses)
        if same_name is not None and _is_natural(subject):
            return same_name
        try:
            return rename(subject, uses, same_name)
        except CannotFix:
            if same_name is None:
                raise
            return same_name

    def _replace_uses(self, subject: Subject) -> Uses:
        """Return what replaces the uses; raise CannotFix if nothing replaces one."""
        self._context.check_look_ups(subject.variable)
        has_same_names = bool(subject.replacement.name)
        replaced: list[tuple[Use, str]] = []
        has_others = False
        for use, target in self._context.uses.of(subject.variable, subject.binding):
            new = subject.replace(use, target)
            if not new:
                has_others = True
                continue
            self._check_loaded(subject, target, new)
            self._context.mocks.check_targets(
                ".".join([target, *use.attributes]),
                subject.binding.imported,
                is_late=subject.variable.scope.kind == FUNCTION_SCOPE,
            )
            if has_same_names:
                has_same_names = subject.has_same_name(use, target, new)
            if use.order in subject.variable.use_orders:
                replaced.append((use, new))
            else:
                _check_assigned(subject, use, target, new)
        uncertain = self._weigh_uncertain(subject)
        is_certain = uncertain is _Uncertain.NONE
        if not replaced and is_certain and not subject.replacement.name:
            raise CannotFix(subject.replacement.reason)
        if uncertain is _Uncertain.OTHER_NAMES:
            has_same_names = False
        return Uses(replaced, has_same_names, is_certain, has_others)

    def _check_loaded(self, subject: Subject, target: str, new: str) -> None:
        """Raise CannotFix if *new* is in a module that nothing may have imported."""
        module = subject.replacement.name
        if subject.finding.code != BAN or not module:
            return
        found = find_unloaded(module, new, self._context.path)
        old = f"{target}{found[len(module) :]}"
        if found and not {found, old} & self._imported:
            raise CannotFix(f"{quote(found)} may not have been imported")

    @cached_property
    def _imported(self) -> set[str]:
        """The dotted names that the file imports, and those above them."""
        found: set[str] = set()
        for node, _ in self._context.imports:
            for name in list_imported(node):
                found.update(prefixes(name))
        return found

    def _weigh_uncertain(self, subject: Subject) -> _Uncertain:
        """Return what the uses that may see something else need; raise CannotFix.

        Aliases that import the same see the same uses, which are looked at once.
        """
        key = (
            id(subject.variable),
            subject.binding.imported,
            subject.binding.target,
            subject.window,
            subject.finding.code,
        )
        if key not in self._uncertain:
            uses = self._context.uses.uncertain(subject.variable)
            try:
                self._uncertain[key] = _weigh(uses, subject)
            except CannotFix as error:
                self._uncertain[key] = str(error)
        found = self._uncertain[key]
        if isinstance(found, str):
            raise CannotFix(found)
        return found


def _rewrite_star(context: Context, key: AliasKey, finding: Finding) -> Rewrite:
    """Return the rewrite of ``from module import *``; raise CannotFix."""
    node, place = context.imports[key[0]]
    assert isinstance(node, ast.ImportFrom)
    module = node.module or ""
    window = context.state_at(place).window
    if is_module_of_six(module):
        raise CannotFix(
            "what a star import of it binds depends on what was used before"
        )
    new = context.replace(module, window, finding)
    for word in sorted(context.variables.unbound):
        if had_attribute(module, word) and not has_attribute(new, word, window):
            raise CannotFix(f"{quote(f'{new}.{word}')} is not known to exist")
    rewrite = Rewrite(finding, module)
    rewrite.aliases[key] = (NewImport(new, "*"),)
    rewrite.new = display_name(new)
    return rewrite


def _check_assigned(subject: Subject, use: Use, target: str, new: str) -> None:
    """Raise CannotFix if *use*, of a name assigned from the import, would change."""
    above = subject.context.replace(target, subject.window, subject.finding)
    if new != ".".join([above, *use.attributes]):
        raise CannotFix(f"it is also bound as {quote(use.name)}")


def _weigh(uses: Iterable[Use], subject: Subject) -> _Uncertain:
    found = _Uncertain.NONE
    for use in uses:
        target = subject.binding.target
        new = subject.replace(use, target)
        if not new:
            continue
        if not subject.has_same_name(use, target, new):
            found = _Uncertain.OTHER_NAMES
        elif found is _Uncertain.NONE:
            found = _Uncertain.SAME_NAMES
    return found


def _agree(subject: Subject, uses: Uses) -> tuple[Subject, Uses]:
    """Return what replaces the imported thing, if one thing replaces all its uses."""
    new = {name for _, name in uses.replaced}
    is_whole = subject.binding.imported == subject.binding.target and not any(
        use.attributes for use, _ in uses.replaced
    )
    if len(new) != 1 or not is_whole or not uses.is_certain or uses.has_others:
        return subject, uses
    [name] = new
    if find_module(name, subject.window) != name.rpartition(".")[0]:
        return subject, uses
    # Others, who take the name from here, use it in ways that are not known.
    reason = subject.context.in_use.find_reason(
        subject.variable, subject.binding, is_used=True
    )
    if reason:
        raise CannotFix(reason)
    agreed = subject._replace(replacement=Replacement(name))
    return agreed, uses._replace(has_same_names=True)


# The same name for the replacement


def _keep_name(subject: Subject, uses: Uses) -> Rewrite | None:
    """Return the rewrite that binds the same name; None if there is none."""
    new = _import_as_before(subject) if uses.has_same_names else None
    if new is None or _lacks_what_is_reached(subject):
        return None
    if is_module_of_six(subject.binding.imported):
        subject.context.check_lazy(subject.replacement.name)
    rewrite = Rewrite(subject.finding, subject.binding.imported)
    rewrite.variable = subject.variable
    rewrite.aliases[subject.binding.key] = (new,)
    rewrite.new = display_name(subject.replacement.name)
    return rewrite


def _lacks_what_is_reached(subject: Subject) -> bool:
    """Return whether the replacement lacks a name that is reached by other ways.

    A string that is evaluated or another file may take it by the name that is bound.
    """
    new = subject.replacement.name
    return any(
        not has_attribute(new, attribute, subject.window)
        and subject.context.may_be_reached(subject.name, attribute)
        for attribute in stdlib.load_names(subject.binding.imported)
    )


def _import_as_before(subject: Subject) -> NewImport | None:
    """Return the import of the replacement that binds the same name, if one can."""
    binding, new = subject.binding, subject.replacement.name
    if isinstance(subject.node, ast.ImportFrom):
        make = make_from_import if "." in new else plain_import
        return make(new, subject.name)
    if not binding.alias.asname and binding.imported != binding.target:
        return None
    if "." in new and new.rpartition(".")[2] == subject.name:
        return make_from_import(new, subject.name)
    return plain_import(new, subject.name)


def _is_natural(subject: Subject) -> bool:
    """Return whether the name is the replacement's own, or the user's choice."""
    module, _, last = subject.replacement.name.rpartition(".")
    if module == BUILTINS:
        return False
    return last == subject.name or bool(subject.binding.alias.asname)
