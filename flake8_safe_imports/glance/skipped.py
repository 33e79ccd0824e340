"""The import statements that matter in no file: most of those in any project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flake8_safe_imports.analysis import dynamic
from flake8_safe_imports.glance.unknown import can_be_unknown

if TYPE_CHECKING:
    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.statements import ImportText

_DYNAMIC_WORDS: Final = dynamic.ALWAYS.union(*dynamic.WORDS.values())


def can_skip(statement: ImportText, interests: Interests) -> bool:
    """Return whether neither *statement* nor what it imports can be reported.

    The answer is for all files, and False if it depends on the file.
    """
    module = statement.module
    if not _DYNAMIC_WORDS.isdisjoint(name for name, _ in statement.names):
        return False
    if statement.level:
        return not interests.has_policy
    if can_be_unknown(statement):
        return False
    modules = [name for name, _ in statement.names] if module is None else [module]
    return all(_is_without_interest(name, interests) for name in modules)


def _is_without_interest(module: str, interests: Interests) -> bool:
    # With `import a.b` all of `a` can be used.
    top = module.partition(".")[0]
    return (
        interests.can_skip(top)
        and interests.can_skip(module)
        and not interests.find_words(top)
    )
