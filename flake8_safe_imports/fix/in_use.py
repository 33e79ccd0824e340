"""Whether a name is in use, so that an import has to go on binding it.

This is the only place that knows the ways in which a name can be in use besides the
uses that the file itself shows: one small function each, in one table.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Callable, Final, NamedTuple

from flake8_safe_imports.analysis.scoping.scopes import CLASS_SCOPE
from flake8_safe_imports.finding import quote

if TYPE_CHECKING:
    from flake8_safe_imports.fix.mentions import Mentions
    from flake8_safe_imports.fix.rewrites import Request
    from flake8_safe_imports.fix.variables import AliasBinding, Variable, Variables
    from flake8_safe_imports.rules.file import File


class _Question(NamedTuple):
    """The binding that is to go, and the file that it is in."""

    variable: Variable
    binding: AliasBinding
    is_used: bool
    """Whether the file itself uses the variable, until the uses are rewritten."""
    file: NamesInUse
    is_whole: bool
    """Whether everything goes that binds the variable."""

    @property
    def is_public(self) -> bool:
        """Whether other files may use the variable."""
        return self.variable.scope is self.file.variables.scopes.module


class NamesInUse:
    """Tells, for one file, which variables have to stay bound."""

    def __init__(
        self,
        file: File,
        variables: Variables,
        mentions: Mentions,
        request: Request,
    ) -> None:
        self.variables = variables
        self.mentions = mentions
        self.unsafe = request.unsafe
        self.is_reexporting = file.is_reexporting
        self.may_be_imported = cache(request.importers.may_import)
        """Whether another file may import a name from this one."""

    def keeps_unused(self, binding: AliasBinding) -> bool:
        """Return whether a ``noqa`` comment says that *binding* may be unused."""
        return self.mentions.has_noqa(
            self.variables.scopes.imports[binding.source].node
        )

    def find_reason(
        self,
        variable: Variable,
        binding: AliasBinding,
        *,
        is_used: bool,
        is_whole: bool = False,
    ) -> str:
        """Return why *variable* has to stay bound; nothing if *binding* may go."""
        question = _Question(variable, binding, is_used, self, is_whole)
        for check in CHECKS:
            reason = check(question)
            if reason:
                return reason
        return ""


def _check_other_bindings(question: _Question) -> str:
    variable = question.variable
    declared = question.file.variables.declared
    if variable.has_other_bindings or variable.name in declared:
        return f"{quote(variable.name)} is bound to something else as well"
    return ""


def _check_class(question: _Question) -> str:
    if question.variable.scope.kind == CLASS_SCOPE:
        return f"{quote(question.variable.name)} is an attribute of a class"
    return ""


def _check_evaluated_strings(question: _Question) -> str:
    name = question.variable.name
    if name in question.file.mentions.evaluated:
        return f"a string that is evaluated names {quote(name)}"
    return ""


def _check_look_ups(question: _Question) -> str:
    if question.file.mentions.looks_up_any_name:
        name = quote(question.variable.name)
        return f"the file looks up names at run time: {name} may be one"
    return ""


def _check_other_imports(question: _Question) -> str:
    """Check for an import of something else that binds the same name."""
    binding, variable = question.binding, question.variable
    if question.is_whole:
        return ""
    if binding.imported == binding.target and len(variable.groups) > 1:
        return f"another import binds {quote(variable.name)} too"
    return ""


def _check_export(question: _Question) -> str:
    name = question.variable.name
    is_module = question.variable.scope is question.file.variables.scopes.module
    if is_module and name in question.file.mentions.exported:
        return f"`__all__` lists {quote(name)}"
    return ""


def _check_other_files(question: _Question) -> str:
    name = question.variable.name
    if not question.is_public:
        return ""
    if question.file.may_be_imported(name):
        return f"another file may use {quote(name)} from this one"
    is_reexport = not question.is_used and (
        question.file.is_reexporting or question.file.keeps_unused(question.binding)
    )
    if is_reexport and not question.file.unsafe:
        return f"other files may import {quote(name)} from here: --unsafe drops it"
    return ""


CHECKS: Final[tuple[Callable[[_Question], str], ...]] = (
    _check_other_bindings,
    _check_class,
    _check_evaluated_strings,
    _check_look_ups,
    _check_other_imports,
    _check_export,
    _check_other_files,
)
"""The ways to be in use, cheapest first; each returns the reason, or nothing."""
