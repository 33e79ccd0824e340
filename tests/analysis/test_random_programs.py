"""Programs made at random: what is reported, compared with what fails when they run."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from random_programs import HEAD, make_program
from simulated_python import FEW, FILE, MANY, Outcome, Unsuitable, run_on
from support import check_source

from flake8_safe_imports import versions
from flake8_safe_imports.config import options

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.properties

SEEDS = int(os.environ.get("PROGRAM_SEEDS", "600"))
PARTS = 12
WINDOWS = {
    ">=3.9": (309, 399),
    ">=3.9,<3.14": (309, 313),
    ">=3.9,<3.12": (309, 311),
    ">=3.11": (311, 399),
}
"""Specifiers, each with the first and the last version."""


class Trial:
    """What the checker reports about a program, and what its executions show."""

    def __init__(self, source: str, window: str) -> None:
        self.source = source
        config = options.parse({"vet_supported_python": window, "vet_enable": "VET205"})
        self.found: defaultdict[int, set[str]] = defaultdict(set)
        findings = check_source(source, config, closely=True)
        assert findings == check_source(source, config), f"lost by glance:\n{source}"
        for item in findings:
            if item.code in {"VET201", "VET202", "VET203", "VET205", "VET206"}:
                self.found[item.line].add(item.code)
        first, last = WINDOWS[window]
        if "match " in source:
            first = max(first, 310)
        self.supported = [minor for minor in versions.MINORS if first <= minor <= last]
        try:
            self._code = compile(source, FILE, "exec", dont_inherit=True)
        except SyntaxError as error:  # a parameter that is global too, for example
            raise Unsuitable from error
        is_known = not re.search(r"\b(maybe|some|own|manager)\b", source[len(HEAD) :])
        self._few, self._many = (FEW[:1],) * 2 if is_known else (FEW, MANY)
        self._ran = {minor: self._run_on(minor, self._few) for minor in versions.MINORS}

    def _run_on(self, minor: int, seeds: range) -> Outcome:
        dead = [line for line, codes in self.found.items() if "VET205" in codes]
        return run_on(self._code, minor, seeds, dead)

    def find_wrong(self) -> dict[int, str]:
        """Return what is reported and not true, by line."""
        wrong: dict[int, str] = {}
        for line, codes in self.found.items():
            for code in codes:
                if not self._is_true(line, code):
                    wrong[line] = code
        return wrong

    def _is_true(self, line: int, code: str) -> bool:
        if code == "VET205":
            return not any(line in run.worked for run in self._on_supported())
        if self._fails(line):
            return True
        if not any(line in run.reached for run in self._ran.values()):
            return True  # nothing gets there on any version
        for minor in self.supported:
            self._ran[minor] = self._run_on(minor, self._many)
        return self._fails(line)

    def find_missed(self) -> set[int]:
        """Return lines that fail, whatever happens, and that are not reported.

        Only those that every version reaches: no guard is around or above them.
        """
        always: set[int] = set()
        for run in self._on_supported():
            always |= run.always_failed or set()
        reached = set.intersection(*(run.reached for run in self._ran.values()))
        return {
            line
            for line in always & reached
            if not self.found[line] and not self._may_be_guarded(line)
        }

    def _may_be_guarded(self, line: int) -> bool:
        """Return whether a ``try`` may matter, or another line with the same name.

        That is one that asks for it, or that binds what it is taken from once more.
        """
        words = re.findall(r"\w+", self.source.splitlines()[line - 1])
        names = re.findall(r"\w+", self.source[len(HEAD) :])
        if any(names.count(word) > 1 for word in words[-2:]):
            return True
        return "try:" in self.source or "suppress(" in self.source

    def find_silent(self) -> set[int]:
        """Return lines that may fail and that are not reported."""
        failed: set[int] = set()
        for run in self._on_supported():
            failed |= run.failed
        return {line for line in failed if not self.found[line]}

    def _fails(self, line: int) -> bool:
        return any(line in run.failed for run in self._on_supported())

    def _on_supported(self) -> Iterable[Outcome]:
        return [self._ran[minor] for minor in self.supported]


def describe(source: str, lines: Iterable[int]) -> str:
    """Return *source* without its head, and with marks at *lines*."""
    marked = [
        f"{line}    # <---" if number in lines else line
        for number, line in enumerate(source.splitlines(), 1)
    ]
    return "\n".join(marked[HEAD.count("\n") :])


@pytest.mark.parametrize("part", range(PARTS))
def test_reports_what_fails(part: int) -> None:
    tried = 0
    for seed in range(part, SEEDS, PARTS):
        try:
            trial = Trial(make_program(seed), [*WINDOWS][seed % len(WINDOWS)])
        except Unsuitable:
            continue
        tried += bool(trial.found)
        wrong, missed = trial.find_wrong(), trial.find_missed()
        assert not wrong, f"seed {seed}\n{describe(trial.source, wrong)}"
        assert not missed, f"missed, seed {seed}\n{describe(trial.source, missed)}"
    assert tried > SEEDS / PARTS / 10
