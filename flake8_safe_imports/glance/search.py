"""The search of a file for a reason to check it: clean files cost almost nothing.

A file is checked only if a rule may report one of its import statements, or if its text
contains the words of an attribute or a dynamic import that a rule may report.  A "yes"
too many costs time; a "no" must be right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Final

from flake8_safe_imports.data import known_names
from flake8_safe_imports.glance.assigned import find_assigned_names
from flake8_safe_imports.glance.attributes import may_report_attributes
from flake8_safe_imports.glance.calls import DynamicCalls
from flake8_safe_imports.glance.lines import is_in_prose
from flake8_safe_imports.glance.local_names import is_local
from flake8_safe_imports.glance.taken import Taken, finds_use
from flake8_safe_imports.glance.unknown import find_bound
from flake8_safe_imports.glance.uses import find_uses, find_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flake8_safe_imports.glance.interests import Interests, Sought
    from flake8_safe_imports.glance.statements import Statement

_MOST_ALIASES: Final = 16
"""How many names of one module in one file are followed; with more, check the file."""
_MOST_SEARCHES: Final = 200
"""How often a text is searched; with so many imports a check costs less."""


class Glance:
    """A look at the text and the import statements of one file, and nothing else.

    *others* are its lines with ``import`` that are no statements. *is_spared* tells
    whether this file may import a top-level module that needs a check elsewhere.
    *resolve_relative* returns the absolute names that a relative import may mean.
    """

    def __init__(
        self,
        text: str,
        others: str,
        found: Interests,
        is_spared: Callable[[str], bool],
        resolve_relative: Callable[[int, str], Iterable[str]],
    ) -> None:
        self._text = text
        self._interests = found
        self._is_spared = is_spared
        self._resolve_relative = resolve_relative
        self._searched: set[tuple[str, str]] = set()
        """Names in the file, and what they stand for, that were searched in vain."""
        self._starts: dict[str, Sequence[int]] = {}
        """Where names begin, as far as they were searched for."""
        self._asked = 0
        """For how many uses it was asked whether their names are local."""
        self._others = others

    def may_report(self, statements: Sequence[Statement]) -> bool:
        """Return whether a rule may report one of *statements*, or a use of one.

        *statements* are all imports of the file. Errs on the side of True.
        """
        calls = DynamicCalls(self._text, self._others, self._interests, self._is_spared)
        return (
            any(map(self._may_report_statement, statements))
            or calls.may_report(statements)
            or any(map(self._may_report_uses, statements))
        )

    def _may_report_statement(self, statement: Statement) -> bool:
        module = statement.module
        if module is None:
            return any(self._may_report_alias(name) for name, _ in statement.names)
        found = self._interests
        if statement.level:
            return found.has_policy and any(
                found.may_match_policy(name.partition(".")[0])
                for name in self._resolve_relative(statement.level, module)
            )
        if found.can_skip(module):
            return False
        if found.needs_check(module.partition(".")[0], self._is_spared):
            return True
        interest = found.find_interest(module)
        return (
            interest.itself
            or any(name in interest.names for name, _ in statement.names)
            or found.is_in_class(module)
        )

    def _may_report_alias(self, name: str) -> bool:
        found = self._interests
        if found.can_skip(name):
            return False
        return (
            found.needs_check(name.partition(".")[0], self._is_spared)
            or found.find_interest(name).itself
            or found.is_in_class(name)
        )

    def _may_report_uses(self, statement: Statement) -> bool:
        """Return whether a rule may report what is taken from the imports."""
        module = statement.module
        for name, alias in () if statement.level else statement.names:
            if known_names.find_unknown(name if module is None else f"{module}.{name}"):
                return True
            bound, dotted = find_bound(module, name, alias)
            if self._may_report_use(bound, dotted, module or dotted):
                return True
        return False

    def _may_report_use(self, bound: str, dotted: str, module: str) -> bool:
        """Return whether a rule may report what is taken from *bound*.

        That is the name of *dotted* in the file, which is, or is in, *module*.
        """
        text, found = self._text, self._interests
        words = found.find_words(module)
        # A file without such a word is no reason to list the attributes.
        has_words = bool(words) and (
            found.knows_classes(dotted) or any(word in text for word in words)
        )
        sought = found.find_sought(dotted, has_words=has_words)
        if sought is None or (bound, dotted) in self._searched:
            return False
        if len(self._searched) >= _MOST_SEARCHES:
            return True
        uses = list(self._follow(sought, bound))
        if uses and (
            finds_use(sought.interest, uses, text)
            or (sought.unknown is not None and finds_use(sought.unknown, uses, text))
            or (has_words and may_report_attributes(dotted, uses, text, found))
        ):
            return True
        self._searched.add((bound, dotted))
        return False

    def _follow(self, sought: Sought, bound: str) -> Iterator[Taken]:
        """Yield what is taken from *bound*, as far as that matters.

        Assignments are followed: after ``walk = os.path``, ``walk`` is ``path`` of
        ``os``.
        """
        text = self._text
        aliases = [(bound, "")]  # grows while the loop runs
        of_functions: list[Taken] = []
        is_reassigned = False
        for name, above in aliases:
            starts = self._find_starts(name)
            for start, end, taken in find_uses(
                starts, len(name), above, text, sought.first
            ):
                if not sought.matters(taken) or is_in_prose(text, start, end):
                    continue
                use = Taken(start, taken, is_called=text.startswith("(", end))
                if (
                    taken
                    and name == bound
                    and sought.may_report(taken)
                    and self._is_local_name(name, start)
                ):
                    of_functions.append(use)
                    continue
                yield use
                if taken and taken not in sought.prefixes:
                    continue
                assigned = find_assigned_names(text, start, end)
                new = [(other, taken) for other in assigned or ()]
                aliases.extend(item for item in new if item not in aliases)
                is_reassigned = is_reassigned or bound in (assigned or ())
                if assigned is None or len(aliases) > _MOST_ALIASES:
                    yield Taken(start, taken, is_lost=True)
        if is_reassigned:  # in a function, too: `other = os`, and there `os = other`
            yield from of_functions

    def _is_local_name(self, name: str, start: int) -> bool:
        """Return whether the *name* used at *start* is one of the function there."""
        self._asked += 1
        return self._asked < _MOST_SEARCHES and is_local(name, self._text, start)

    def _find_starts(self, name: str) -> Sequence[int]:
        """Return where *name* begins: it is searched for once."""
        found = self._starts.get(name)
        if found is None:
            found = self._starts[name] = list(find_word(name, self._text))
        return found
