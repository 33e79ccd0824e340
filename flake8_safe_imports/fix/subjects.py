"""One alias that is reported, what replaces it, and what that makes of its uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flake8_safe_imports.fix.replacements import find_module
from flake8_safe_imports.fix.use_rewrites import OldUse, replace_use

if TYPE_CHECKING:
    import ast

    from flake8_safe_imports.analysis.scoping.scopes import Use
    from flake8_safe_imports.finding import Finding
    from flake8_safe_imports.fix.context import Context
    from flake8_safe_imports.fix.replacements import Replacement
    from flake8_safe_imports.fix.variables import AliasBinding, Variable


class Subject(NamedTuple):
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


class Uses(NamedTuple):
    """The uses of what an alias binds, and what replaces them."""

    replaced: list[tuple[Use, str]]
    """The uses of the name itself, and the dotted name that replaces each."""
    has_same_names: bool
    """Whether the replacement has all of them under the same names."""
    is_certain: bool
    """Whether none of them may see something else."""
    has_others: bool
    """Whether there are uses of what is bound that need no replacement."""
