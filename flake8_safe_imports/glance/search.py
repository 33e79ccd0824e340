"""The search of a file for a reason to check it: clean files cost almost nothing.

A file is checked only if a rule may report one of its import statements, or if its text
contains the words of an attribute or a dynamic import that a rule may report. A "yes"
too many costs time; a "no" must be right.
"""

from __future__ import annotations

from flake8_safe_imports.data import classes, import_functions, known_names, stdlib
from flake8_safe_imports.glance.assigned import find_assigned_names
from flake8_safe_imports.glance.lines import is_in_prose
from flake8_safe_imports.glance.statements import find_bound, find_tops
from flake8_safe_imports.glance.taken import Taken, finds_use, may_report_attributes
from flake8_safe_imports.glance.uses import find_uses, find_word
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Callable, Final

    from flake8_safe_imports.glance.guards import Guards
    from flake8_safe_imports.glance.interests import Interests, Sought
    from flake8_safe_imports.glance.statements import ImportText, Statement

_MOST_ALIASES: Final = 16
"""How many names of one module in one file are followed; with more, check the file."""
_MOST_SEARCHES: Final = 200
"""How often a text is searched; with so many imports a check costs less."""

_IMPORT_MARKS: Final = frozenset(
    mark for mark in import_functions.MARKS if "import" in mark
)
_PLAIN_MARKS: Final = import_functions.MARKS - _IMPORT_MARKS
"""The marks that the whole text is searched for."""
_IMPORTING_WORDS: Final = import_functions.ALWAYS.union(
    *import_functions.WORDS.values()
)

# Statements that matter in no file: most of those in any project.


def can_skip(statement: ImportText, interests: Interests) -> bool:
    """Return whether neither *statement* nor what it imports can be reported.

    The answer is for all files, and False if it depends on the file.
    """
    # Outside of their own modules no function imports, unless it gets another name.
    if statement.has_aliases and any(
        name in _IMPORTING_WORDS for name, _ in statement.names
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


# Files


class Glance:
    """A look at the text and the import statements of one file, and nothing else.

    *others* are its lines with ``import`` that are not statements. *is_spared* tells
    whether this file may import a top-level module that needs a check elsewhere.
    *resolve_relative* returns the absolute names that a relative import may mean,
    *list_sources* the files of the project that a statement may take a name from.
    """

    def __init__(
        self,
        text: str,
        others: str,
        found: Interests,
        is_spared: Callable[[str], bool],
        resolve_relative: Callable[[int, str], Iterable[str]],
        list_sources: Callable[[Statement, str], Iterable[str]],
    ) -> None:
        self._text = text
        self._interests = found
        self._is_spared = is_spared
        self._resolve_relative = resolve_relative
        self._list_sources = list_sources
        self._guards: Guards | None = None
        self._guarded: dict[Statement, Interests] = {}
        """Statements in version tests, and what may be reported there."""
        self._searched: set[tuple[str, str]] = set()
        """Names in the file, and what they stand for, that were searched in vain."""
        self._starts: dict[str, Sequence[int]] = {}
        """Where names begin, as far as they were searched for."""
        self._local: dict[int, bool] = {}
        """Whether the names of uses, by where these begin, are local."""
        self._others = others

    def may_report(self, statements: Sequence[Statement]) -> bool:
        """Return whether a rule may report one of *statements*, or a use of one.

        *statements* are all imports of the file. Errs on the side of True.
        """
        return (
            any(
                self._concerns(self._interests, statement)
                and not self._is_guarded(statement)
                for statement in statements
            )
            or self._may_report_calls(statements)
            or any(map(self._may_report_uses, statements))
        )

    def _concerns(self, found: Interests, statement: Statement) -> bool:
        """Return whether a rule may report *statement*, one of the names in *found*."""
        module = statement.module
        if module is None:
            return any(self._concerns_alias(found, name) for name, _ in statement.names)
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

    def _concerns_alias(self, found: Interests, name: str) -> bool:
        if found.can_skip(name):
            return False
        return (
            found.needs_check(name.partition(".")[0], self._is_spared)
            or found.find_interest(name).itself
            or found.is_in_class(name)
        )

    def _may_report_calls(self, statements: Sequence[Statement]) -> bool:
        """Return whether a rule may report a dynamic import."""
        renamed = {
            name for statement in statements for name, alias in statement.names if alias
        }
        words = self._find_words(statements, renamed)
        if not words:
            return False
        # Imported here: most files import by nothing but statements.
        from flake8_safe_imports.glance.calls import DynamicCalls

        calls = DynamicCalls(self._text, self._interests, self._is_spared)
        return not words.isdisjoint(renamed) or any(map(calls.may_report, words))

    def _find_words(
        self, statements: Sequence[Statement], renamed: set[str]
    ) -> set[str]:
        """Return the words in this file that may import dynamically.

        They do so by another name, or outside of import statements. A module that has
        them need not be imported: ``from x import *`` may supply it.
        """
        text, others = self._text, self._others
        marks = {mark for mark in _PLAIN_MARKS if mark in text}
        if others or renamed:
            marks.update(it for it in _IMPORT_MARKS if it in others or it in renamed)
        if not marks:
            return marks
        imported = {top for statement in statements for top in find_tops(statement)}
        owned = (
            words
            for top, words in import_functions.WORDS.items()
            if not marks.isdisjoint(words) and (top in imported or f"{top}." in text)
        )
        words = marks & import_functions.ALWAYS.union(*owned)
        words.update(it for it in import_functions.OWNING_FIXTURES if it in text)
        return words

    def _is_guarded(self, statement: Statement) -> bool:
        """Return whether no rule reports *statement* in its place."""
        if statement.level:  # reported whatever the version
            return False
        if self._guards is None:
            # Imported here: few files come this far.
            from flake8_safe_imports.glance.guards import Guards

            self._guards = Guards(self._text, self._list_sources)
        found = self._guards.find_interests(statement, self._interests)
        if found is None or (
            found is not self._interests and self._concerns(found, statement)
        ):
            return False
        self._guarded[statement] = found
        return True

    def _may_report_uses(self, statement: Statement) -> bool:
        """Return whether a rule may report what is taken from the imports."""
        module = statement.module
        interests = self._guarded.get(statement, self._interests)
        for name, alias in () if statement.level else statement.names:
            if known_names.find_unknown(name if module is None else f"{module}.{name}"):
                return True
            bound, dotted = find_bound(module, name, alias)
            if self._may_report_use(bound, dotted, interests):
                return True
        return False

    def _may_report_use(self, bound: str, dotted: str, found: Interests) -> bool:
        """Return whether a rule may report what is taken from *bound*.

        That is the name of *dotted* in the file.
        """
        text = self._text
        sought = found.find_sought(dotted)
        if sought is not None:
            sought = sought.narrow(text)
        if sought is None or (bound, dotted) in self._searched:
            return False
        if len(self._searched) >= _MOST_SEARCHES:
            return True
        uses = self._follow(sought, bound)
        if uses and (
            finds_use(sought.interest, uses, text)
            or (sought.unknown is not None and finds_use(sought.unknown, uses, text))
            or (sought.has_classes and may_report_attributes(dotted, uses, text, found))
        ):
            return True
        if found is self._interests:
            self._searched.add((bound, dotted))
        return False

    def _follow(self, sought: Sought, bound: str) -> list[Taken]:
        """Return what is taken from *bound*, as far as that matters.

        Assignments are followed: after ``walk = os.path``, ``walk`` is ``path`` of
        ``os``.
        """
        uses: list[Taken] = []
        of_locals: list[Taken] = []
        aliases = [(bound, "")]  # grows while the loop runs
        is_reassigned = False
        for name, above in aliases:
            for use, end in self._find_relevant_uses(sought, name, above):
                may_be_local = name == bound
                if (
                    may_be_local
                    and use.name
                    and sought.may_report(use.name)
                    and self._is_local_name(name, use.start)
                ):
                    of_locals.append(use)
                    continue
                uses.append(use)
                if use.name and not sought.must_follow(use.name):
                    continue
                assigned = find_assigned_names(self._text, use.start, end)
                new = [(other, use.name) for other in assigned or ()]
                aliases += [alias for alias in new if alias not in aliases]
                is_reassigned |= bound in (assigned or ())
                if assigned is None or len(aliases) > _MOST_ALIASES:
                    is_local = may_be_local and self._is_local_name(name, use.start)
                    lost = Taken(use.start, use.name, is_lost=True)
                    (of_locals if is_local else uses).append(lost)
        # `other = os`, and in a function `os = other`: then the local is the module.
        return uses + of_locals if is_reassigned else uses

    def _find_relevant_uses(
        self, sought: Sought, name: str, above: str
    ) -> Iterator[tuple[Taken, int]]:
        """Yield the uses of *name* that matter, and where each ends.

        It stands for the dotted name *above*.
        """
        text = self._text
        starts = self._find_starts(name)
        for start, end, taken in find_uses(
            starts, len(name), above, text, sought.first
        ):
            if sought.matters(taken) and not is_in_prose(text, start, end):
                yield Taken(start, taken, is_called=text.startswith("(", end)), end

    def _is_local_name(self, name: str, start: int) -> bool:
        """Return whether the *name* used at *start* is one of the function there."""
        known = self._local.get(start)
        if known is None:
            # Imported here: most files have no such name.
            from flake8_safe_imports.glance.local_names import is_local

            known = len(self._local) + 1 < _MOST_SEARCHES and is_local(
                name, self._text, start
            )
            self._local[start] = known
        return known

    def _find_starts(self, name: str) -> Sequence[int]:
        """Return where *name* begins: it is searched for once."""
        found = self._starts.get(name)
        if found is None:
            found = self._starts[name] = list(find_word(name, self._text))
        return found
