"""A set of names, as an option gives it; most are empty."""

from __future__ import annotations

from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.config.entries import EntryTable, Kind


class NameSet:
    """A set of names, given as patterns and sets; compares by value.

    Raises PatternError for a name that is neither.
    """

    __slots__ = ("_table", "names")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        self._table = _make_table(self.names) if self.names else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NameSet) and self.names == other.names

    def __hash__(self) -> int:
        return hash(self.names)

    def __repr__(self) -> str:
        return f"NameSet({self.names!r})"

    def __reduce__(self) -> tuple[type[NameSet], tuple[tuple[str, ...]]]:
        return NameSet, (self.names,)

    def __bool__(self) -> bool:
        return bool(self.names)

    def find_prefix(self, name: str, kind: Kind) -> str:
        """Return the shortest prefix of *name* that is in the set, or ""."""
        return "" if self._table is None else self._table.find_prefix(name, kind)

    def may_match(self, top: str) -> bool:
        """Return whether *top* or a name below it may be in the set."""
        return self._table is not None and self._table.may_match(top)


def _make_table(names: Iterable[str]) -> EntryTable:
    from flake8_safe_imports.config.entries import Entry, EntryTable

    return EntryTable(map(Entry, names))
