"""Which uses of names see what an import binds, also by way of assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.finding import quote
from flake8_safe_imports.fix.reported import prefixes
from flake8_safe_imports.fix.rewrites import CannotFix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.fix.variables import AliasBinding, Variable, Variables


class ImportUses:
    """The uses of one file, by the import that they see."""

    def __init__(self, variables: Variables) -> None:
        self._variables = variables
        self._seen: dict[tuple[int, int, str], dict[int, tuple[Use, str]]] = {}
        """By statement, variable and part of the target: the uses, by their order."""
        self._uncertain: dict[int, list[Use]] = {}
        self._conflicts: dict[tuple[int, str, str, int], str] = {}
        names = variables.scopes.find_names_for(lambda imported: True)
        for use in variables.scopes.uses:
            if use.name in names:
                self._add(use)

    def _add(self, use: Use) -> None:
        variable = self._variables.find_by_use(use)
        for binding in self._variables.find_bindings(use) or ():
            # A use of a name that the statement does not bind sees it by way of an
            # assignment.
            owner = variable
            if owner is not None and binding.source not in owner.sources:
                owner = None
            for name in prefixes(binding.target):
                found = self._seen.setdefault((binding.source, id(owner), name), {})
                found.setdefault(use.order, (use, binding.target))

    def of(
        self, variable: Variable, binding: AliasBinding
    ) -> Iterator[tuple[Use, str]]:
        """Yield the uses that see what *binding* binds, and what each begins with.

        Those that see it through a name that was assigned from it come last.
        """
        for owner in (variable, None):
            key = binding.source, id(owner), binding.target
            yield from self._seen.get(key, {}).values()

    def uncertain(self, variable: Variable) -> list[Use]:
        """Return the uses that may see what *variable* is bound to, or may not."""
        key = id(variable)
        if key not in self._uncertain:
            self._uncertain[key] = [
                use
                for use in variable.uses
                if self._variables.find_bindings(use) is None
            ]
        return self._uncertain[key]

    def check_sees_only(
        self, variable: Variable, binding: AliasBinding, use: Use
    ) -> None:
        """Raise CannotFix if *use* may see an import of something else, too."""
        key = id(variable), binding.imported, binding.target, use.order
        if key not in self._conflicts:
            self._conflicts[key] = self._find_conflict(variable, binding, use)
        if self._conflicts[key]:
            raise CannotFix(self._conflicts[key])

    def _find_conflict(
        self, variable: Variable, binding: AliasBinding, use: Use
    ) -> str:
        if binding.imported == binding.target:
            sources = variable.groups[binding.imported].sources
        else:
            sources = variable.sources
        if any(
            seen.target != binding.target or seen.source not in sources
            for seen in self._variables.find_bindings(use) or ()
        ):
            return f"another import binds {quote(variable.name)} too"
        return ""
