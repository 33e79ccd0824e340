"""The calls in a text that import dynamically, and whether a rule may report one."""

from __future__ import annotations

import re
from functools import lru_cache

from flake8_safe_imports.data import import_functions, known_names
from flake8_safe_imports.glance.assigned import may_be_renamed
from flake8_safe_imports.glance.interests import NO_INTEREST, has_prefix_in
from flake8_safe_imports.glance.lines import is_end_of_word
from flake8_safe_imports.glance.uses import (
    GAP,
    find_occurrences,
    find_owners,
    is_any_attribute,
    join,
)
from flake8_safe_imports.type_checking import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Callable

    from flake8_safe_imports.glance.interests import Interests


@lru_cache(maxsize=1)
def _call_pattern() -> re.Pattern[str]:
    """Return the pattern of a call whose first argument may be a literal string.

    A plain string matches ``quote``, ``text`` and ``next``, everything else matches
    ``unclear``. Compiled when first needed, because that takes 0.4 ms and most files
    have no such call.
    """
    return re.compile(
        rf"{GAP}(?:\){GAP})*\({GAP}"
        r"(?:(?P<quote>[\"'])(?P<text>[^\"'\\\n]*)(?P=quote)"
        rf"{GAP}(?P<next>\S)"
        rf"|(?P<unclear>[rRbBuU]{{0,2}}[\"']|\w+{GAP}=(?!=)|[*(]))"
    )


@lru_cache(maxsize=1)
def _package_pattern() -> re.Pattern[str]:
    """Return the pattern of a second argument that makes a relative name absolute."""
    return re.compile(
        rf"{GAP}(?:package{GAP}={GAP})?(?:\({GAP})*"
        r"(?:[rRbBuU]{0,2}[\"']|__package__|__name__)"
    )


class DynamicCalls:
    """The dynamic imports in the text of one file.

    *is_spared* tells whether a top-level module is first party.
    """

    def __init__(
        self, text: str, found: Interests, is_spared: Callable[[str], bool]
    ) -> None:
        self._text = text
        self._interests = found
        self._is_spared = is_spared

    def may_report(self, word: str) -> bool:
        """Return whether a rule may report what *word*, a function, imports.

        Errs on the side of True.
        """
        return any(
            self._may_report_call(word, match)
            for match in find_occurrences(word, self._text)
        )

    def _may_report_call(self, word: str, match: re.Match[str]) -> bool:
        """Return whether a rule may report what the function *word* imports here."""
        text = self._text
        start = match.start() - len(word)
        is_fixture = word in import_functions.OWNING_FIXTURES
        if not is_fixture and is_end_of_word(text, start):
            return False
        called = join("" if is_fixture else word, match[1])
        if called not in import_functions.NAMES and ")" not in match[1]:
            return False
        call = _call_pattern().match(text, match.end())
        if call is None:
            # A fixture cannot have another name.
            return not is_fixture and may_be_renamed(text, start, match.end())
        if call["unclear"] or call["next"] in "\"'#":
            return True
        if call["next"] not in ",)":  # an operator: the argument is not literal
            return False
        if call["text"].startswith("."):
            return _package_pattern().match(text, call.end()) is not None
        parts = call["text"].replace(":", ".").split(".")
        if (
            not all(parts)
            or parts[0] in import_functions.WORDS
            or self._interests.needs_check(parts[0], self._is_spared)
        ):
            return True
        return self._may_report_name(parts) or (
            word in import_functions.RETURNING and self._may_report_any_in(parts[0])
        )

    def _may_report_name(self, parts: list[str]) -> bool:
        """Return whether a rule may report the name with these *parts*."""
        dotted = ".".join(parts)
        interest = self._interests.find_interest(parts[0])
        return (
            self._interests.may_report_attribute(dotted)
            or known_names.find_unknown(dotted) > 0
            or interest.itself
            or has_prefix_in(".".join(parts[1:]), interest.names)
        )

    def _may_report_any_in(self, top: str) -> bool:
        """Return whether a rule may report what the file takes from the module *top*.

        A call that returns it may do so: it may be assigned, and used elsewhere.
        """
        interest = self._interests.find_interest(top)
        return (
            known_names.is_judged(top)
            or (
                interest is not NO_INTEREST
                and is_any_attribute(interest.names, self._text)
            )
            or any(
                next(find_owners(word, self._text), None) is not None
                for word in self._interests.find_words(top)
            )
        )
