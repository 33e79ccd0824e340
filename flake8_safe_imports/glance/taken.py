"""What a file takes from an import, and whether a rule may report it."""

from __future__ import annotations

from flake8_safe_imports.data.classes import RECEIVERS
from flake8_safe_imports.glance.interests import Interest, has_prefix_in
from flake8_safe_imports.glance.uses import find_headers, find_owners, is_any_attribute
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from typing import Final, Protocol

    from flake8_safe_imports.glance.interests import ClassAttributes, Interests

    class WantedNames(Protocol):
        """Names below a module, like those of an ``Interest``."""

        @property
        def names(self) -> Container[str]:
            """The dotted names."""

        @property
        def prefixes(self) -> Container[str]:
            """Everything that contains one of the names."""


class Taken:
    """A dotted name that is taken from an import, empty for what is imported itself.

    If it ``is_lost``, it may be assigned to anything, and what is taken from that is
    not known. What ``is_called`` is not itself a base of a class.
    """

    __slots__ = ("is_called", "is_lost", "name", "start")

    def __init__(
        self, start: int, name: str, *, is_lost: bool = False, is_called: bool = False
    ) -> None:
        self.start: Final = start
        self.name: Final = name
        self.is_lost: Final = is_lost
        self.is_called: Final = is_called

    def may_be_base(self, text: str) -> bool:
        """Return whether the name may be a base of a class in *text*."""
        return not self.is_called and any(
            start <= self.start < end for start, end in find_headers(text)
        )

    def may_lead_to(self, wanted: WantedNames) -> bool:
        """Return whether the name may contain one that is *wanted*, or be one."""
        return (
            not self.name or self.name in wanted.prefixes or self.name in wanted.names
        )


def finds_use(wanted: WantedNames, uses: Iterable[Taken], text: str) -> bool:
    """Return whether a *wanted* name may be among the *uses* of an import."""
    return any(
        use.may_lead_to(wanted) and is_any_attribute(wanted.names, text)
        if use.is_lost
        else has_prefix_in(use.name, wanted.names)
        for use in uses
    )


def may_reach(wanted: ClassAttributes, uses: Iterable[Taken], text: str) -> bool:
    """Return whether a *wanted* attribute may be among the *uses*, or be inherited."""
    return bool(wanted.words) and any(
        use.is_lost
        or has_prefix_in(use.name, wanted.names)
        or ((not use.name or use.name in wanted.prefixes) and use.may_be_base(text))
        for use in uses
    )


def finds_base(owners: Iterable[str], uses: Iterable[Taken], text: str) -> bool:
    """Return whether a class may inherit from one of *owners*, taken from an import.

    An empty name among *owners* is what is imported itself.
    """
    wanted = Interest(False, owners)
    return bool(find_headers(text)) and any(
        use.may_lead_to(wanted)
        if use.is_lost
        else use.name in wanted.names and use.may_be_base(text)
        for use in uses
    )


# Attributes of classes: the words that came or went with a version are in few files,
# and they are listed only for a file that has such a word.


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
        word
        for word in classes.words
        if next(find_owners(word, text), None) is not None
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
    if not finds_base(by_base, uses, text):
        return False
    # Imported here: few files come this far.
    from flake8_safe_imports.glance.local_names import is_own

    return any(
        _may_be_receiver(before) and not is_own(word, text, start)
        for word in {word for words in by_base.values() for word in words}
        for start, before in find_owners(word, text)
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
