"""The search of a text for attributes of standard library classes.

Most files have none of the words that came or went with a version, as a small table
tells.  The lifetimes are loaded only for a file that has such a word, behind a dot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports.glance.interests import Interest
from flake8_safe_imports.glance.text import find_owners

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.statements import Statement
    from flake8_safe_imports.glance.text import Glance


def may_report_attributes(
    glance: Glance,
    statements: Iterable[Statement],
    text: str,
    interests: Interests,
) -> bool:
    """Return whether a rule may report an attribute of a class in *text*.

    *statements* are all imports of the file. Errs on the side of True.
    """
    owners: dict[str, list[str]] = {}
    for bound, dotted, module in _list_bound(statements):
        words = interests.find_words(module)
        if not words:
            continue
        for word in words:
            if word not in owners:
                owners[word] = list(find_owners(word, text)) if word in text else []
        found = [word for word in words if owners[word]]
        names = interests.find_attributes(dotted, found) if found else ()
        if names and (
            _may_be_inherited(names, owners, text)
            or glance.finds_use(Interest(False, names), bound)
        ):
            return True
    return False


def _list_bound(
    statements: Iterable[Statement],
) -> Iterator[tuple[str, str, str]]:
    """Yield each name that is bound to a class, or to what may contain some.

    With it come its dotted name and the module that may have words of interest.
    """
    seen: set[tuple[str, str]] = set()
    for statement in statements:
        for name, alias in statement.names:
            if statement.module is None:
                dotted = name if alias else name.partition(".")[0]
                bound, module = alias or dotted, dotted
            elif statement.level or not statement.module:
                continue
            else:
                bound, dotted = alias or name, f"{statement.module}.{name}"
                module = statement.module
            if (bound, dotted) not in seen:
                seen.add((bound, dotted))
                yield bound, dotted, module


def _may_be_inherited(
    names: Iterable[str], owners: dict[str, list[str]], text: str
) -> bool:
    """Return whether the attributes *names* may be taken from ``self`` or ``cls``."""
    return "class " in text and any(
        _may_be_receiver(before)
        for word in {name.rpartition(".")[2] for name in names}
        for before in owners[word]
    )


def _may_be_receiver(before: str) -> bool:
    """Return whether the text before an attribute may end with ``self``.

    A comment may hide what is before it.
    """
    owner = before.rstrip(".").rstrip(" \t\f\n\\")
    return (
        owner.endswith(("self", "cls"))
        or not before.endswith(".")
        or "#" in owner.rpartition("\n")[2]
    )
