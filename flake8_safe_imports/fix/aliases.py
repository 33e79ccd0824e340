"""Rewriting imports that are reported, and the uses of what they bind.

There are two ways.  The import can go on binding the same name, to the replacement;
then no use is touched.  Or all uses are rewritten, with a natural name for the
replacement.  The first is taken where that name is the same, or where the user chose
it; the second where it is possible; otherwise the first again, if it is.
"""

from __future__ import annotations

import ast
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from flake8_safe_imports.analysis.scopes import FUNCTION_SCOPE
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.context import find_module_to_import
from flake8_safe_imports.fix.replaced import is_module_of_six
from flake8_safe_imports.fix.replacements import (
    BUILTINS,
    Replacement,
    display_name,
    find_module,
    had_attribute,
    has_attribute,
)
from flake8_safe_imports.fix.rewrites import (
    SAFE,
    CannotFix,
    NewImport,
    NewUse,
    Rewrite,
    make_from_import,
    plain_import,
)
from flake8_safe_imports.fix.use_rewrites import OldUse, replace_use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.analysis.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.variables import AliasBinding, AliasKey, Variable


_WITH_EFFECTS: Final = frozenset(
    {"distutils", "future_builtins", "site", "test", "user"}
)
"""The modules whose import may do more than to bind a name."""


class _Uncertain(Enum):
    """The uses that may see something else than the import, and what they need."""

    NONE = "there are none"
    SAME_NAMES = "the replacement has all that they take, under the same names"
    OTHER_NAMES = "they need another name after the replacement"


class _Subject(NamedTuple):
    """One alias, what it imports, and what replaces that."""

    context: Context
    variable: Variable
    binding: AliasBinding
    window: int
    """The versions that can reach it."""
    replacement: Replacement
    """Of the imported thing itself."""
    finding: Finding

    @property
    def name(self) -> str:
        """The name that is bound."""
        return self.variable.name

    @property
    def node(self) -> ast.Import | ast.ImportFrom:
        """The import statement."""
        return self.context.imports[self.binding.source].node

    def replace(self, use: Use, target: str) -> str:
        """Return what replaces *use*; nothing if it is of something else.

        Raises CannotFix if it is not of something else and nothing replaces it.
        """
        name = ".".join([target, *use.attributes])
        imported = self.binding.imported
        if not f"{name}.".startswith(f"{imported}."):
            return ""
        old = OldUse(
            use, name, self.window, self.finding, imported, self.replacement.name
        )
        return replace_use(self.context, old)

    def has_same_name(self, use: Use, target: str, new: str) -> bool:
        """Return whether *new*, which replaces *use*, is reached under the same name.

        It is if the replacement of the imported thing has it as that had the old one.
        """
        replacement = self.replacement.name
        rest = ".".join([target, *use.attributes])[len(self.binding.imported) :]
        # A package does not import its submodules.
        module = find_module(new, self.window)
        return new == replacement + rest and not module.startswith(f"{replacement}.")


class _Uses(NamedTuple):
    """The uses of what an alias binds, and what replaces them."""

    replaced: list[tuple[Use, str]]
    """The uses of the name itself, and the dotted name that replaces each."""
    has_same_names: bool
    """Whether the replacement has all of them under the same names."""
    is_certain: bool
    """Whether none of them may see something else."""
    has_others: bool
    """Whether there are uses of what is bound that need no replacement."""


class _Renaming(NamedTuple):
    """What to write for the uses, and what to import for that."""

    uses: list[NewUse]
    imports: tuple[NewImport, ...]
    targets: dict[str, str]
    """The names that the imports bind, and to what."""


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
        self._context.check_methods(binding.imported)
        replacement = self._context.find_replacement(binding.imported, window, finding)
        subject = _Subject(
            self._context, variable, binding, window, replacement, finding
        )
        if not replacement.name and _is_idle(subject):
            return _drop(subject)
        uses = self._replace_uses(subject)
        if not replacement.name:
            subject, uses = _agree(subject, uses)
        same_name = _keep_name(subject, uses)
        if same_name is not None and _is_natural(subject):
            return same_name
        try:
            return _rename(subject, uses, same_name)
        except CannotFix:
            if same_name is None:
                raise
            return same_name

    def _replace_uses(self, subject: _Subject) -> _Uses:
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
        return _Uses(replaced, has_same_names, is_certain, has_others)

    def _weigh_uncertain(self, subject: _Subject) -> _Uncertain:
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


def _check_assigned(subject: _Subject, use: Use, target: str, new: str) -> None:
    """Raise CannotFix if *use*, of a name assigned from the import, would change."""
    above = subject.context.replace(target, subject.window, subject.finding)
    if new != ".".join([above, *use.attributes]):
        raise CannotFix(f"it is also bound as {quote(use.name)}")


def _weigh(uses: Iterable[Use], subject: _Subject) -> _Uncertain:
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


def _agree(subject: _Subject, uses: _Uses) -> tuple[_Subject, _Uses]:
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


# What nothing uses


def _is_idle(subject: _Subject) -> bool:
    """Return whether the import does nothing but bind a name that nothing uses.

    Only functions and tests are judged: what is imported elsewhere may be for others.
    A comment beside it may say what it is for, too.
    """
    context, variable, binding = subject.context, subject.variable, subject.binding
    module, _, name = binding.imported.rpartition(".")
    is_known = stdlib.is_module(binding.imported) or had_attribute(module, name)
    return (
        subject.finding.code in SAFE
        and (variable.scope.kind == FUNCTION_SCOPE or context.is_test)
        and binding.imported == binding.target
        and not variable.uses
        and not any(context.uses.of(variable, binding))
        and is_known
        and binding.imported.partition(".")[0] not in _WITH_EFFECTS
        and not context.comments.has_on_lines(subject.node)
        and not any(
            context.mentions.names(word) for word in binding.imported.split(".")
        )
        and not context.in_use.find_reason(variable, binding, is_used=False)
    )


def _drop(subject: _Subject) -> Rewrite:
    """Return the rewrite that imports nothing any more."""
    rewrite = Rewrite(subject.finding, subject.binding.imported)
    rewrite.variable = subject.variable
    rewrite.aliases[subject.binding.key] = ()
    rewrite.new = "nothing"
    return rewrite


# The same name for the replacement


def _keep_name(subject: _Subject, uses: _Uses) -> Rewrite | None:
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


def _lacks_what_is_reached(subject: _Subject) -> bool:
    """Return whether the replacement lacks a name that is reached by other ways.

    A string that is evaluated or another file may take it by the name that is bound.
    """
    new = subject.replacement.name
    return any(
        not has_attribute(new, attribute, subject.window)
        and subject.context.may_be_reached(subject.name, attribute)
        for attribute in stdlib.load_names(subject.binding.imported)
    )


def _import_as_before(subject: _Subject) -> NewImport | None:
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


def _is_natural(subject: _Subject) -> bool:
    """Return whether the name is the replacement's own, or the user's choice."""
    module, _, last = subject.replacement.name.rpartition(".")
    if module == BUILTINS:
        return False
    return last == subject.name or bool(subject.binding.alias.asname)


# Another name


def _rename(subject: _Subject, uses: _Uses, same_name: Rewrite | None) -> Rewrite:
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


def _choose_names(subject: _Subject, uses: _Uses) -> _Renaming:
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


def _choose_dotted_names(subject: _Subject, uses: _Uses) -> _Renaming:
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


def _check_renaming(
    subject: _Subject, renaming: _Renaming, *, has_others: bool
) -> None:
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
