"""The rules that are on for a file, applied to what it imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_safe_imports import codes
from flake8_safe_imports.rules.allowances import (
    is_alias_allowed,
    is_file_allowed,
    is_statement_allowed,
    is_target_allowed,
)
from flake8_safe_imports.rules.precedence import (
    can_be_hidden,
    is_covering,
    is_hiding,
)
from flake8_safe_imports.rules.registry import RULES
from flake8_safe_imports.rules.target import count_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flake8_safe_imports.rules.file import File
    from flake8_safe_imports.rules.precedence import Shown
    from flake8_safe_imports.rules.target import Problem, Statement, Target
    from flake8_safe_imports.rules.uses import UsedNames

_BAN = "VET101"


class ActiveRules:
    """The rules that are on for one file.

    A code that *shown* refuses hides no other, and covers no use.
    """

    def __init__(self, file: File, shown: Shown) -> None:
        self._file = file
        self._shown = shown
        rules = [
            rule for rule in RULES if codes.is_on(rule.code, file.config.enabled_codes)
        ]
        self._of_file = [rule.of_file for rule in rules if rule.of_file]
        self._of_statement = [rule.of_statement for rule in rules if rule.of_statement]
        self._of_target = [rule.of_target for rule in rules if rule.of_target]
        self._bans = [
            rule.of_target for rule in rules if rule.of_target and rule.code == _BAN
        ]

    def is_hiding(self, problems: Iterable[Problem]) -> bool:
        """Return whether one of *problems* hides others of the same name."""
        return is_hiding(problems, self._shown)

    def is_covering(self, problems: Iterable[Problem]) -> bool:
        """Return whether the uses of what has these *problems* need no findings too."""
        return is_covering(problems, self._shown)

    def check_file(self) -> list[Problem]:
        """Return the problems of the file itself."""
        found = [problem for check in self._of_file for problem in check(self._file)]
        return [] if found and is_file_allowed(self._file) else found

    def check_statement(self, statement: Statement) -> list[Problem]:
        """Return the problems of *statement*, without those of what it imports."""
        file = self._file
        found = [
            problem
            for check in self._of_statement
            for problem in check(statement, file)
        ]
        if not found or is_statement_allowed(statement, file):
            return []
        return [
            problem
            for problem in found
            if problem.alias is None
            or not is_alias_allowed(statement, problem.alias, file)
        ]

    def check_target(self, target: Target) -> list[Problem]:
        """Return the problems of *target*, without those that another one hides."""
        # Bans weigh allowances themselves; an allowance exempts from all other rules.
        is_allowed = is_target_allowed(target, self._file)
        checks = self._bans if is_allowed else self._of_target
        found = [problem for check in checks for problem in check(target, self._file)]
        if self.is_hiding(found):
            return [problem for problem in found if not can_be_hidden(problem)]
        return found

    def check_names(
        self, module: Target, used: UsedNames
    ) -> tuple[list[Problem], list[list[Problem]]]:
        """Return the problems of *module*, and those of each name taken from it.

        *used* are the names that the file takes, in turn, from these names.
        """
        problems = self.check_target(module)
        is_covered = self.is_covering(problems)
        found: list[list[Problem]] = []
        for use in module.uses:
            name = f"{module.name}.{use}"
            target = module._replace(
                name=name,
                base=count_parts(module.name),
                uses=used.find_below(name),
                star=False,
            )
            own = self.check_target(target)
            if is_covered:
                # The finding of the module is about all of its names; bans of single
                # names come on top.
                own = [problem for problem in own if problem.code == _BAN]
            found.append(own)
        return problems, found
