"""The search of a text for attributes of standard library classes.

Most files have none of the words that came or went with a version, as a small table
tells.  The lifetimes are loaded only for a file that has such a word, behind a dot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.glance.interests import Interest
from flake8_safe_imports.glance.uses import find_owners

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.search import Glance
    from flake8_safe_imports.glance.statements import Statement


def may_report_attributes(
    glance: Glance,
    statements: Iterable[Statement],
    text: str,
    interests: Interests,
) -> bool:
    """Return whether a rule may report an attribute of a class in *text*.

    *statements* are all imports of the file. Errs on the side of True.
    """
    for bound, dotted, words in _list_bound(statements, interests):
        # A file without such a word is no reason to load the lifetimes.
        if not (interests.knows_classes(dotted) or any(word in text for word in words)):
            continue
        classes = interests.find_classes(dotted)
        # Few files use a class that lacks something, and fewer such an attribute.
        if not classes.names or not glance.may_reach(classes, bound):
            continue
        found = [
            word
            for word in classes.last
            if next(find_owners(word, text), None) is not None
        ]
        names = interests.find_attributes(dotted, found) if found else ()
        if names and (
            glance.finds_use(Interest(False, names), bound)
            or _may_be_inherited(glance, names, bound, text)
        ):
            return True
    return False


def _list_bound(
    statements: Iterable[Statement], interests: Interests
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each name that is bound to a class, or to what may contain some.

    With it come its dotted name and the attributes that may be reported in its module,
    if there are any.
    """
    seen: set[tuple[str, str]] = set()
    for statement in statements:
        module = statement.module
        if module is not None:
            words = () if statement.level else interests.find_words(module)
            if not words:
                continue
        for name, alias in statement.names:
            if module is None:
                dotted = name if alias else name.partition(".")[0]
                bound = alias or dotted
                words = interests.find_words(dotted)
            else:
                bound, dotted = alias or name, f"{module}.{name}"
            if words and (bound, dotted) not in seen:
                seen.add((bound, dotted))
                yield bound, dotted, words


def _may_be_inherited(
    glance: Glance, names: Iterable[str], bound: str, text: str
) -> bool:
    """Return whether one of *names* of a base class may be taken from ``self``.

    *bound* is that class, or what the file takes it from.
    """
    by_base: dict[str, list[str]] = {}
    for name in names:
        base, _, word = name.rpartition(".")
        by_base.setdefault(base, []).append(word)
    return glance.finds_base(by_base, bound) and any(
        _may_be_receiver(before)
        for word in {word for words in by_base.values() for word in words}
        for before in find_owners(word, text)
    )


def _may_be_receiver(before: str) -> bool:
    """Return whether the text before an attribute may end with ``self``.

    A comment may hide what is before it.
    """
    owner = before.rstrip(".").rstrip(" \t\f\n\\)")
    return (
        owner.endswith(tuple(RECEIVERS))
        or not before.endswith(".")
        or "#" in owner.rpartition("\n")[2]
    )
