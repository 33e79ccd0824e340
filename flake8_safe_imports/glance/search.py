"""The search of a file for a reason to check it: clean files cost almost nothing.

A file is checked only if a rule may report one of its import statements, or if its text
contains the words of an attribute or a dynamic import that a rule may report.  A "yes"
too many costs time; a "no" must be right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Final

from flake8_safe_imports.glance.assigned import find_assigned_names
from flake8_safe_imports.glance.calls import DynamicCalls
from flake8_safe_imports.glance.interests import (
    NO_INTEREST,
    Interest,
    has_prefix_in,
)
from flake8_safe_imports.glance.lines import is_in_prose
from flake8_safe_imports.glance.local_names import is_local
from flake8_safe_imports.glance.uses import (
    find_headers,
    find_uses,
    find_word,
    is_any_attribute,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from typing import Protocol

    from flake8_safe_imports.glance.interests import Interests
    from flake8_safe_imports.glance.statements import Statement

    class Sought(Protocol):
        """The names below a module to search for, like those of an ``Interest``."""

        @property
        def first(self) -> Container[str]:
            """The first parts of the names."""

        @property
        def names(self) -> Container[str]:
            """The dotted names."""

        @property
        def prefixes(self) -> Container[str]:
            """Everything that contains one of the names."""


_MOST_ALIASES: Final = 16
"""How many names of one module in one file are followed; with more, check the file."""
MOST_SEARCHES: Final = 200
"""How often a text is searched; with so many imports a check costs less."""


class Glance:
    """A look at the text and the import statements of one file, and nothing else.

    *is_local* tells whether a top-level module is first party, *resolve_relative*
    returns the absolute names that a relative import may mean.
    """

    def __init__(
        self,
        text: str,
        found: Interests,
        is_local: Callable[[str], bool],
        resolve_relative: Callable[[int, str], Iterable[str]],
    ) -> None:
        self._text = text
        self._interests = found
        self._is_local = is_local
        self._resolve_relative = resolve_relative
        self._searched: set[tuple[str, str]] = set()
        """Names in the file, and modules they stand for, that were searched in vain."""
        self._starts: dict[str, Sequence[int]] = {}
        """Where names begin, as far as they were searched for."""
        self._asked = 0
        """For how many uses it was asked whether their names are local."""
        self._calls = DynamicCalls(text, found, is_local)

    def may_report(self, statements: Sequence[Statement]) -> bool:
        """Return whether a rule may report one of *statements*, or a use of one.

        *statements* are all imports of the file. Errs on the side of True.
        """
        return any(map(self._may_report_statement, statements)) or (
            self._calls.may_report(statements)
        )

    def _may_report_statement(self, statement: Statement) -> bool:
        module = statement.module
        if module is None:
            return any(
                self._may_report_alias(name, alias) for name, alias in statement.names
            )
        found = self._interests
        if statement.level:
            return found.has_policy and any(
                found.may_match_policy(name.partition(".")[0])
                for name in self._resolve_relative(statement.level, module)
            )
        if found.can_skip(module):
            return False
        if found.needs_check(self._calls.note_module(module), self._is_local):
            return True
        interest = found.find_interest(module)
        return interest is not NO_INTEREST and (
            interest.itself
            or any(
                name in interest.names
                or self._may_use_reportable(alias or name, f"{module}.{name}")
                for name, alias in statement.names
            )
        )

    def _may_report_alias(self, name: str, alias: str) -> bool:
        if self._interests.can_skip(name.partition(".")[0]):
            return False
        top = self._calls.note_module(name)
        return (
            self._interests.needs_check(top, self._is_local)
            or self._interests.find_interest(name).itself
            or self._may_use_reportable(alias or top, name if alias else top)
        )

    def _may_use_reportable(self, bound: str, module: str) -> bool:
        """Return whether the file may use a name in *module* that a rule may report.

        *bound* is the name of the module in the file.
        """
        interest = self._interests.find_interest(module)
        if not interest.names or (bound, module) in self._searched:
            return False
        if len(self._searched) >= MOST_SEARCHES:
            return True
        if self.finds_use(interest, bound):
            return True
        self._searched.add((bound, module))
        return False

    def finds_use(self, interest: Sought, bound: str) -> bool:
        """Return whether a name of *interest* may be taken from *bound*."""
        return any(
            is_any_attribute(interest.names, self._text)
            if taken is None
            else has_prefix_in(taken, interest.names)
            for _, taken in self._follow(interest, bound)
        )

    def may_reach(self, interest: Interest, bound: str) -> bool:
        """Return whether *bound* may lead to a name of *interest*.

        It does if it has one of them itself, or if what contains one is taken from it.
        """
        return not interest.names.isdisjoint(interest.first) or any(
            taken is None
            or taken in interest.prefixes
            or has_prefix_in(taken, interest.names)
            for _, taken in self._follow(interest, bound)
        )

    def finds_base(self, owners: Iterable[str], bound: str) -> bool:
        """Return whether a class may inherit from one of *owners*, taken from *bound*.

        An empty name among *owners* is *bound* itself.
        """
        wanted = Interest(False, owners)
        headers = find_headers(self._text) if wanted.names else ()
        return bool(headers) and any(
            taken is None or (taken in wanted.names and _is_inside(headers, start))
            for start, taken in self._follow(wanted, bound)
        )

    def _follow(self, interest: Sought, bound: str) -> Iterator[tuple[int, str | None]]:
        """Yield where *bound* is used, and the dotted name that is taken from it there.

        Assignments are followed: after ``walk = os.path``, ``walk`` is ``path`` of
        ``os``. None is yielded where anything may be assigned.
        """
        text = self._text
        aliases = [(bound, "")]  # grows while the loop runs
        for name, above in aliases:
            starts = self._find_starts(name)
            for start, end, taken in find_uses(
                starts, len(name), above, text, interest.first
            ):
                if is_in_prose(text, start, end) or (
                    name == bound
                    and has_prefix_in(taken, interest.names)
                    and self._is_local_name(name, start)
                ):
                    continue
                yield start, taken
                if taken and not (
                    taken in interest.prefixes or taken in interest.names
                ):
                    continue
                assigned = find_assigned_names(text, start, end)
                new = [(other, taken) for other in assigned or ()]
                aliases.extend(item for item in new if item not in aliases)
                if assigned is None or len(aliases) > _MOST_ALIASES:
                    yield start, None

    def _is_local_name(self, name: str, start: int) -> bool:
        """Return whether the *name* used at *start* is one of the function there."""
        self._asked += 1
        return self._asked < MOST_SEARCHES and is_local(name, self._text, start)

    def _find_starts(self, name: str) -> Sequence[int]:
        """Return where *name* begins: it is searched for once."""
        found = self._starts.get(name)
        if found is None:
            found = self._starts[name] = list(find_word(name, self._text))
        return found


def _is_inside(spans: Iterable[tuple[int, int]], position: int) -> bool:
    return any(start <= position < end for start, end in spans)
