"""The attributes of standard library classes that a text may take from an import.

Most files have none of the words that came or went with a version.  The attributes are
listed only for a file that has such a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.glance.interests import Interest
from flake8_safe_imports.glance.taken import finds_base, finds_use, may_reach
from flake8_safe_imports.glance.uses import find_owners

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.taken import Taken


def may_report_attributes(
    dotted: str, uses: Sequence[Taken], text: str, interests: Interests
) -> bool:
    """Return whether a rule may report an attribute of a class in *text*.

    *uses* are those of an import of *dotted*. Errs on the side of True.
    """
    classes = interests.find_classes(dotted)
    # Few files take an attribute from a class that lacks one, or inherit from it.
    if not may_reach(classes, uses, text):
        return False
    found = [
        word for word in classes.last if next(find_owners(word, text), None) is not None
    ]
    names = interests.find_attributes(dotted, found) if found else ()
    return bool(names) and (
        finds_use(Interest(False, names), uses, text)
        or _may_be_inherited(names, uses, text)
    )


def _may_be_inherited(names: Iterable[str], uses: Sequence[Taken], text: str) -> bool:
    """Return whether one of *names* of a base class may be taken from ``self``."""
    by_base: dict[str, list[str]] = {}
    for name in names:
        base, _, word = name.rpartition(".")
        by_base.setdefault(base, []).append(word)
    return finds_base(by_base, uses, text) and any(
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
