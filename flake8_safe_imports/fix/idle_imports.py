"""Dropping imports that are reported, and that do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis.scoping.scopes import FUNCTION_SCOPE
from flake8_safe_imports.data import stdlib
from flake8_safe_imports.fix.replacements import had_attribute
from flake8_safe_imports.fix.rewrites import SAFE, Rewrite

if TYPE_CHECKING:
    from flake8_safe_imports.fix.subjects import Subject

_WITH_EFFECTS: Final = frozenset(
    {"distutils", "future_builtins", "site", "test", "user"}
)
"""The modules whose import may do more than to bind a name."""


def is_idle(subject: Subject) -> bool:
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


def drop(subject: Subject) -> Rewrite:
    """Return the rewrite that imports nothing any more."""
    rewrite = Rewrite(subject.finding, subject.binding.imported)
    rewrite.variable = subject.variable
    rewrite.aliases[subject.binding.key] = ()
    rewrite.new = "nothing"
    return rewrite
