"""The import statements that matter in no file: most of those in any project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.data import classes, import_functions, known_names, stdlib
from flake8_safe_imports.glance.unknown import find_bound

if TYPE_CHECKING:
    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.statements import ImportText

_DYNAMIC_WORDS: Final = import_functions.ALWAYS.union(*import_functions.WORDS.values())


def can_skip(statement: ImportText, interests: Interests) -> bool:
    """Return whether neither *statement* nor what it imports can be reported.

    The answer is for all files, and False if it depends on the file.
    """
    # Outside of their own modules no function imports, unless it gets another name.
    if statement.has_aliases and any(
        name in _DYNAMIC_WORDS for name, _ in statement.names
    ):
        return False
    module = statement.module
    if module is None:
        return all(
            _can_skip_import(name, alias, interests) for name, alias in statement.names
        )
    top = module.partition(".")[0]
    if statement.level:
        return top not in import_functions.WORDS and not interests.has_policy
    if not _is_harmless(top, interests):
        return False
    return not stdlib.is_module(top) or (
        not interests.find_interest(module).itself
        and not interests.is_in_class(module)
        and not any(_may_matter(module, name, interests) for name, _ in statement.names)
    )


def _is_harmless(top: str, interests: Interests) -> bool:
    """Return whether *top* neither imports nor needs a check of itself."""
    return top not in import_functions.WORDS and interests.may_report_top(top) is False


def _can_skip_import(module: str, alias: str, interests: Interests) -> bool:
    """Return :func:`can_skip` for ``import module as alias``."""
    top = module.partition(".")[0]
    if not _is_harmless(top, interests):
        return False
    # With `import a.b` all of `a` can be used.
    return not stdlib.is_module(top) or (
        not known_names.find_unknown(module)
        and not known_names.is_judged(find_bound(None, module, alias)[1])
        and interests.can_skip(top)
        and interests.can_skip(module)
        and not interests.find_words(top)
    )


def _may_matter(module: str, name: str, interests: Interests) -> bool:
    """Return whether *name* of *module*, or what is taken from it, may matter.

    Most names of a module are neither modules nor classes that lack something.
    """
    dotted = f"{module}.{name}"
    if (
        name in interests.find_interest(module).names
        or known_names.find_unknown(dotted) > 0
    ):
        return True
    if stdlib.is_module(dotted):
        return (
            known_names.is_judged(dotted)
            or bool(interests.find_interest(dotted).names)
            or bool(interests.find_words(dotted))
        )
    return bool(interests.find_words(module)) and classes.is_changing(dotted)
