"""The import statements that matter in no file: most of those in any project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis import dynamic
from flake8_safe_imports.data import classes, stdlib
from flake8_safe_imports.glance.unknown import can_be_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.statements import ImportText

_DYNAMIC_WORDS: Final = dynamic.ALWAYS.union(*dynamic.WORDS.values())


def can_skip(statement: ImportText, interests: Interests) -> bool:
    """Return whether neither *statement* nor what it imports can be reported.

    The answer is for all files, and False if it depends on the file.
    """
    module = statement.module
    modules = [module] if module is not None else [name for name, _ in statement.names]
    tops = {name.partition(".")[0] for name in modules}
    if not tops.isdisjoint(dynamic.WORDS) or (
        # Of all other modules no function imports, unless it gets another name.
        statement.has_aliases
        and not _DYNAMIC_WORDS.isdisjoint(name for name, _ in statement.names)
    ):
        return False
    if statement.level:
        return not interests.has_policy
    if any(interests.may_report_top(top) is not False for top in tops):
        return False
    if all(stdlib.module(top) is None for top in tops):
        return True
    if can_be_unknown(statement):
        return False
    if module is None:
        return all(_is_without_interest(name, interests) for name in modules)
    names = [name for name, _ in statement.names]
    return _gives_nothing_of_interest(module, names, interests)


def _is_without_interest(module: str, interests: Interests) -> bool:
    # With `import a.b` all of `a` can be used.
    top = module.partition(".")[0]
    return (
        interests.can_skip(top)
        and interests.can_skip(module)
        and not interests.find_words(top)
    )


def _gives_nothing_of_interest(
    module: str, names: Iterable[str], interests: Interests
) -> bool:
    """Return whether *names* of *module*, and what is taken from them, do not matter.

    Most names of a module are neither modules nor classes that lack something.
    """
    interest = interests.find_interest(module)
    has_words = bool(interests.find_words(module))
    if interest.itself or interests.is_in_class(module):
        return False
    return not any(
        name in interest.names
        or interests.find_interest(dotted).names
        or (has_words and classes.is_changing(dotted))
        or interests.find_words(dotted)
        for name in names
        for dotted in [f"{module}.{name}"]
    )
